//! The whole way from bytes to a verdict and a picture.

use super::acquisition;
use super::check::{Check, Verdict};
use super::decode;
use super::display::{DisplayPipeline, Rendered};
use super::file::{self, File};
use super::parse::DataSet;
use super::patient::PatientStudy;
use super::pixel_module::{self, Photometric, PixelDescription};
use super::radiograph::Radiograph;
use super::reason::{DicomError, ReasonCode};
use super::scope::AcquisitionScope;
use super::stored::StoredPixels;
use super::tags;
use super::viewing::FilmGeometry;

/// Whether a file goes on to the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Inside the scope, and decoded.
    Accept,
    /// Not; [`Inspection::reasons`] says why.
    Reject,
}

impl Outcome {
    /// The word for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
        }
    }
}

/// What [`inspect_with`] does beyond the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct InspectOptions {
    /// Decode and render the pixels of a file that fails its acquisition checks, where they can be decoded: for
    /// `inspect`, which shows them. The radiograph stays `None`. Multi-frame and colour files are never decoded.
    pub decode_rejected: bool,
}

/// What the reader makes of a file. `Debug` prints neither pixels nor patient data.
#[derive(Debug, Clone)]
pub struct Inspection {
    /// Accept or reject.
    pub outcome: Outcome,
    /// Every check that was reached, passed ones too.
    pub checks: Vec<Check>,
    /// Codes of the failures, most basic first, without repetition; empty if accepted.
    pub reasons: Vec<ReasonCode>,
    /// One sentence for people.
    pub message: String,
    /// UID of the transfer syntax the data set is written in.
    pub transfer_syntax: Option<String>,
    /// Rows (0028,0010).
    pub rows: Option<u32>,
    /// Columns (0028,0011).
    pub columns: Option<u32>,
    /// Number of Frames (0028,0008), 1 if absent.
    pub frames: Option<u32>,
    /// Photometric Interpretation (0028,0004) as written.
    pub photometric: Option<String>,
    /// How the film lies in the patient, and the size of its pixels, where decoding was reached.
    pub geometry: Option<FilmGeometry>,
    /// Stored values, where decoding was reached.
    pub stored: Option<StoredPixels>,
    /// How the file's values become a picture; with [`Inspection::stored`] it renders other presets.
    pub pipeline: Option<DisplayPipeline>,
    /// The picture; of an accepted file it is in [`Inspection::radiograph`] instead.
    pub rejected_picture: Option<Rendered>,
    /// What the model takes; only of an accepted file.
    pub radiograph: Option<Radiograph>,
    /// Oddities that did not stop the file.
    pub warnings: Vec<String>,
    /// Who and what it is of.
    pub patient: Option<PatientStudy>,
}

/// Reads a file and checks it against `scope`. Never fails, never panics: what is wrong is in the result.
pub fn inspect(bytes: &[u8], scope: &AcquisitionScope) -> Inspection {
    inspect_with(bytes, scope, InspectOptions::default())
}

/// [`inspect`] with options.
///
/// 1. The file is taken apart: PS3.10 section 7.1.
/// 2. The data set is parsed within the limits of [`super::limits`]: PS3.5 section 7.
/// 3. The acquisition is checked against the scope.
/// 4. The Image Pixel module is checked: PS3.3 section C.7.6.3.
/// 5. The pixels are decoded: PS3.5 section 8.
/// 6. The picture is made: see [`DisplayPipeline`].
pub fn inspect_with(bytes: &[u8], scope: &AcquisitionScope, options: InspectOptions) -> Inspection {
    let mut inspection = Inspection::empty();
    match file::open(bytes) {
        Ok(file) => examine(&file, scope, options, &mut inspection),
        Err(error) => inspection.checks.push(file_check(error)),
    }
    inspection.conclude()
}

fn file_check(error: DicomError) -> Check {
    Check::whole("file", "a readable DICOM file", "").fail_saying(error.reason, error.message)
}

fn examine(file: &File<'_>, scope: &AcquisitionScope, options: InspectOptions, out: &mut Inspection) {
    out.transfer_syntax = Some(file.uid.clone());
    out.warnings.extend(file.warnings.iter().cloned());
    let set = DataSet::parse(&file.data_set, file.encoding);
    if let Some(fault) = set.fault.clone() {
        // Attributes after the fault were not read: to call them missing would mislead.
        out.checks.push(file_check(fault));
        return;
    }
    out.patient = Some(PatientStudy::read(&set));
    if set.trailing > 0 {
        out.warnings.push(format!("{} bytes after the pixel data are not read", set.trailing));
    }
    for tag in &set.conflicting {
        let message = format!("{tag} {} occurs twice with different values", tag.keyword());
        out.checks.push(
            Check::whole("duplicate", "each attribute once", "").fail_saying(ReasonCode::Corrupt, message),
        );
    }
    let acquisition = acquisition::check(&set, scope, &mut out.checks);
    transfer_syntax_check(file, &mut out.checks);
    if set.get(tags::PIXEL_DATA).is_none_or(|element| element.value.is_empty()) {
        out.checks.push(no_pixels(&set));
        return;
    }
    let PixelDescription { rows, columns, frames, photometric, module } =
        pixel_module::describe(&set, &mut out.checks);
    (out.rows, out.columns, out.frames, out.photometric) = (rows, columns, frames, photometric);
    let (Some(module), Some(syntax)) = (module, file.syntax) else { return };
    presentation_shape(&set, module.photometric, &mut out.checks);
    let failed = out.checks.iter().any(|check| check.verdict == Verdict::Fail);
    if failed && !options.decode_rejected {
        return;
    }
    let decoded = decode::decode(&set, &module, syntax, &mut out.warnings).and_then(|stored| {
        let pipeline = DisplayPipeline::read(&set, &module, &mut out.warnings)?;
        let rendered = pipeline.render(&stored, Some(0))?;
        Ok((stored, pipeline, rendered))
    });
    match decoded {
        Err(error) => {
            // One check says it: a syntax that is not decoded has failed already.
            if error.reason != ReasonCode::UnsupportedTransferSyntax || !failed {
                let check = Check::whole("pixels", "pixels that decode completely", "");
                out.checks.push(check.fail_saying(error.reason, error.message));
            }
        }
        Ok((stored, pipeline, rendered)) => {
            match acquisition.view_position {
                Some(view) if !failed => {
                    out.radiograph =
                        Some(Radiograph::new(&set, &pipeline, rendered, view, acquisition.age_years));
                }
                _ => out.rejected_picture = Some(rendered),
            }
            out.geometry = Some(FilmGeometry::read(&set));
            out.stored = Some(stored);
            out.pipeline = Some(pipeline);
        }
    }
}

fn transfer_syntax_check(file: &File<'_>, checks: &mut Vec<Check>) {
    let tag = tags::TRANSFER_SYNTAX_UID;
    let check =
        Check::of("transfer_syntax", tag, Some(file.uid.clone()), "a transfer syntax this reader decodes");
    checks.push(match file.syntax {
        Some(syntax) if decode::is_supported(syntax) => {
            let message = format!("{} ({})", check.message, syntax.name);
            Check { message, ..check }
        }
        Some(syntax) => {
            let error = decode::unsupported(syntax);
            check.fail_saying(error.reason, error.message)
        }
        None => check.fail(ReasonCode::UnsupportedTransferSyntax),
    });
}

/// Pixel data that is absent or empty, or of a kind that is not gray levels (PS3.3 sections C.7.6.24 and C.7.6.25).
fn no_pixels(set: &DataSet<'_>) -> Check {
    let floating = [tags::FLOAT_PIXEL_DATA, tags::DOUBLE_FLOAT_PIXEL_DATA]
        .into_iter()
        .find(|tag| set.get(*tag).is_some());
    match floating {
        Some(tag) => Check::of(
            "pixel_data",
            tag,
            Some("present".to_owned()),
            "integer pixels in (7FE0,0010) PixelData",
        )
        .fail(ReasonCode::UnsupportedPixelFormat),
        None => Check::of("pixel_data", tags::PIXEL_DATA, None, "pixels").fail(ReasonCode::NoPixelData),
    }
}

/// Presentation LUT Shape, PS3.3 section C.11.6, says in DX what Photometric Interpretation says already (section
/// C.8.11.3.1.2). It never inverts a second time; a contradiction is worth a warning.
fn presentation_shape(set: &DataSet<'_>, photometric: Photometric, checks: &mut Vec<Check>) {
    let tag = tags::PRESENTATION_LUT_SHAPE;
    let Some(shape) = set.codes(tag).into_iter().next() else { return };
    let expected = match photometric {
        Photometric::Monochrome1 => "INVERSE",
        Photometric::Monochrome2 => "IDENTITY",
    };
    let shown = super::values::printable(shape.as_bytes());
    let check = Check::of("presentation_lut_shape", tag, Some(shown), expected);
    checks.push(if shape == expected {
        check
    } else {
        let message =
            format!("{} and contradicts PhotometricInterpretation, which is followed", check.message);
        check.warn(message)
    });
}

impl Inspection {
    fn empty() -> Self {
        Self {
            outcome: Outcome::Reject,
            checks: Vec::new(),
            reasons: Vec::new(),
            message: String::new(),
            transfer_syntax: None,
            rows: None,
            columns: None,
            frames: None,
            photometric: None,
            geometry: None,
            stored: None,
            pipeline: None,
            rejected_picture: None,
            radiograph: None,
            warnings: Vec::new(),
            patient: None,
        }
    }

    fn conclude(mut self) -> Self {
        let failures: Vec<&Check> =
            self.checks.iter().filter(|check| check.verdict == Verdict::Fail).collect();
        self.reasons = failures.iter().filter_map(|check| check.reason).collect();
        self.reasons.sort_unstable();
        self.reasons.dedup();
        if failures.is_empty() && self.radiograph.is_some() {
            self.outcome = Outcome::Accept;
            self.message = "accepted".to_owned();
        } else {
            self.message = failures.iter().map(|check| check.message.as_str()).collect::<Vec<_>>().join("; ");
        }
        self
    }

    /// The picture, accepted or not, if it was made.
    pub fn picture(&self) -> Option<&crate::image::GrayImage> {
        let rejected = self.rejected_picture.as_ref().map(|rendered| &rendered.image);
        self.radiograph.as_ref().map(|radiograph| &radiograph.image).or(rejected)
    }
}
