//! Sex, projection and findings in the words of NIH and DICOM.

use std::fmt;

/// A patient's sex as NIH and DICOM write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    /// `F`.
    Female,
    /// `M`.
    Male,
}

impl Sex {
    /// `F` or `M`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Female => "F",
            Self::Male => "M",
        }
    }
}

/// The projection, as in DICOM's View Position (0018,5101).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ViewPosition {
    /// Posterior to anterior: standing, the usual film.
    Pa,
    /// Anterior to posterior: in bed or in a chair.
    Ap,
}

impl ViewPosition {
    /// `PA` or `AP`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pa => "PA",
            Self::Ap => "AP",
        }
    }
}

/// What a phantom may show, in NIH ChestX-ray14's vocabulary and alphabetical order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Finding {
    /// Linear bands of collapsed lung; a distractor.
    Atelectasis,
    /// A heart wider than normal; a distractor.
    Cardiomegaly,
    /// Fluid between lung and chest wall; a distractor.
    Effusion,
    /// One to three round shadows; a distractor.
    Nodule,
    /// The disease.
    Pneumonia,
}

impl Finding {
    /// The name as NIH writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Atelectasis => "Atelectasis",
            Self::Cardiomegaly => "Cardiomegaly",
            Self::Effusion => "Effusion",
            Self::Nodule => "Nodule",
            Self::Pneumonia => "Pneumonia",
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
