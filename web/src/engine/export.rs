//! An export in the making: a film's own files at once, what the lists need kept until its end.

use shared::cam::Heatmap;
use shared::inference::Preparation;
use shared::package::Manifest;
use shared::prediction::Logit;
use shared::report::{self, Answer, Export, Form, Kept, Made, Secret, Source};

use crate::protocol::{ExportFilm, ExportForm, ExportOptions, ExportedFile, heatmap_side};

/// An export that is not at its end.
pub(super) struct Session {
    options: ExportOptions,
    secret: Secret,
    films: Vec<Kept>,
}

/// Files with their bytes one after the other, and why there are fewer than might be expected.
#[derive(Default)]
pub(super) struct Files {
    pub(super) files: Vec<ExportedFile>,
    pub(super) bytes: Vec<u8>,
    pub(super) notes: Vec<String>,
    /// Why there is no export at all.
    pub(super) fault: Option<String>,
}

impl Files {
    fn add(&mut self, name: String, bytes: &[u8]) -> Result<(), String> {
        let size = u32::try_from(bytes.len()).map_err(|_| format!("{name} is larger than 4 GB."))?;
        self.files.push(ExportedFile { name, size, crc32: crc32fast::hash(bytes) });
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }
}

impl Session {
    /// The export of this number: the one in the making, or a new one with a secret of its own.
    ///
    /// # Errors
    ///
    /// Without random numbers there is no export: its UIDs could be guessed.
    pub(super) fn resume(earlier: Option<Self>, options: ExportOptions) -> Result<Self, String> {
        if let Some(session) = earlier.filter(|session| session.options == options) {
            return Ok(session);
        }
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|_| "The browser gave no random numbers.".to_owned())?;
        Ok(Self { options, secret: Secret::new(secret), films: Vec::new() })
    }

    fn export<'a>(&self, manifest: &'a Manifest) -> Export<'a> {
        let form = match self.options.form {
            ExportForm::Pacs => Form::Pacs,
            ExportForm::Sharing => Form::Sharing,
        };
        Export {
            form,
            manifest,
            version: env!("CARGO_PKG_VERSION"),
            made: Made::new(self.options.seconds, self.options.offset_minutes),
            secret: self.secret,
        }
    }

    /// The files of one film. A film that no DICOM file can refer to has none, and is in the lists all the same.
    pub(super) fn film(
        &mut self,
        manifest: &Manifest,
        film: ExportFilm,
        prepared: Preparation,
    ) -> Result<Files, String> {
        let mut files = Files::default();
        let heatmap = film.heatmap.and_then(|values| {
            let side = heatmap_side(&values)?;
            Some(Heatmap { values, height: side, width: side })
        });
        let answer = match film.logit.map(Logit::new) {
            Some(Ok(logit)) => Answer::Scored { logit, heatmap },
            _ => Answer::Refused { reasons: film.reasons, message: film.message },
        };
        let kept = Kept {
            file: film.name,
            number: film.number,
            source: Source::of(&prepared.inspection),
            answer,
            device: film.device,
            checks: prepared.inspection.checks,
        };
        let export = self.export(manifest);
        match report::structured_report(&export, &kept.film()) {
            Ok(bytes) => files.add(kept.film().report_name(), &bytes)?,
            Err(error) => files.notes.push(error.to_string()),
        }
        let picture = prepared.inspection.radiograph.filter(|_| self.options.pictures);
        if let (Some(radiograph), Answer::Scored { .. }) = (picture, &kept.answer) {
            match report::secondary_capture(&export, &kept.film(), &radiograph.image) {
                Ok(bytes) => files.add(kept.film().capture_name(), &bytes)?,
                Err(error) => files.notes.push(error.to_string()),
            }
        }
        self.films.push(kept);
        Ok(files)
    }

    /// The lists, with which the export ends.
    pub(super) fn lists(self, manifest: &Manifest) -> Result<Files, String> {
        let mut files = Files::default();
        for (name, bytes) in report::lists(&self.export(manifest), &self.films).map_err(|e| e.to_string())? {
            files.add(name.into(), &bytes)?;
        }
        Ok(files)
    }
}
