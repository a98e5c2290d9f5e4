//! From stored values to modality values, PS3.3 section C.11.1.

use super::lut::Lut;
use super::parse::DataSet;
use super::reason::DicomError;
use super::tags::{self, Tag};
use super::values::printable;

/// The modality transform of a film.
#[derive(Debug, Clone, PartialEq)]
pub enum ModalityTransform {
    /// Stored values are modality values.
    Identity,
    /// `value * slope + intercept`.
    Rescale {
        /// Rescale Slope (0028,1053), not zero.
        slope: f64,
        /// Rescale Intercept (0028,1052).
        intercept: f64,
    },
    /// Modality LUT Sequence (0028,3000).
    Lut(Lut),
}

impl ModalityTransform {
    /// Reads the Modality LUT module. The sequence and the rescale pair exclude each other; the sequence wins.
    ///
    /// # Errors
    ///
    /// `CORRUPT` for a table that does not hold together, a slope of zero, or numbers that are none: without the
    /// transform the values have no meaning, and a guess would be a wrong picture.
    pub(crate) fn read(set: &DataSet<'_>, signed: bool) -> Result<Self, DicomError> {
        if let Some(item) = set.items(tags::MODALITY_LUT_SEQUENCE)?.first() {
            let lut = Lut::read(item, signed)
                .map_err(|what| DicomError::corrupt(format!("(0028,3000) ModalityLUTSequence: {what}")))?;
            return Ok(Self::Lut(lut));
        }
        let slope = number(set, tags::RESCALE_SLOPE)?;
        let intercept = number(set, tags::RESCALE_INTERCEPT)?;
        match (slope, intercept) {
            (None, None) => Ok(Self::Identity),
            (Some(0.0), _) => {
                Err(DicomError::corrupt("(0028,1053) RescaleSlope is 0, which makes every pixel alike"))
            }
            (slope, intercept) => {
                Ok(Self::Rescale { slope: slope.unwrap_or(1.0), intercept: intercept.unwrap_or(0.0) })
            }
        }
    }

    /// The modality value of a stored value. Finite.
    pub fn apply(&self, stored: i32) -> f64 {
        let stored = f64::from(stored);
        match self {
            Self::Identity => stored,
            Self::Rescale { slope, intercept } => stored * slope + intercept,
            Self::Lut(lut) => f64::from(lut.apply(stored)),
        }
    }

    /// Whether modality values can be negative, for stored values from `low` to `high`.
    pub(crate) fn signed_output(&self, low: i32, high: i32) -> bool {
        match self {
            Self::Lut(_) => false,
            _ => self.apply(low) < 0.0 || self.apply(high) < 0.0,
        }
    }
}

fn number(set: &DataSet<'_>, tag: Tag) -> Result<Option<f64>, DicomError> {
    match set.decimals(tag).as_slice() {
        [] => Ok(None),
        // Far beyond any detector, and far from where products would leave the finite numbers.
        [Some(number)] if number.abs() <= 1e12 => Ok(Some(*number)),
        // No number, or two: which one would be a guess.
        _ => {
            let value = set.get(tag).map(|element| printable(element.value)).unwrap_or_default();
            Err(DicomError::corrupt(format!("{tag} {} is {value:?}, not a number", tag.keyword())))
        }
    }
}
