//! What is exported of one film.

use super::Source;
use crate::cam::Heatmap;
use crate::dicom::Check;
use crate::package::{Evidence, Manifest};
use crate::prediction::Logit;

/// What came of a film.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// It was classified.
    Scored {
        /// The network's output; score, threshold and side follow from it and the package.
        logit: Logit,
        /// Where the logit comes from, if it was kept.
        heatmap: Option<Heatmap>,
    },
    /// It was not: there is no number.
    Refused {
        /// Reason codes, most basic first, such as `BODY_PART`; `UNREADABLE` and `FAILED` besides.
        reasons: Vec<String>,
        /// For people, as the reader says it.
        message: String,
    },
}

/// One film of a worklist.
#[derive(Debug, Clone, Copy)]
pub struct Film<'a> {
    /// The file's name; leaves in the form for the PACS only.
    pub file: &'a str,
    /// Its place in the worklist, from 1: the name of the film in the form for sharing, and its Instance Number.
    pub number: u32,
    /// What the file says it is of; `None` if it is no readable DICOM instance.
    pub source: Option<&'a Source>,
    /// What came of it.
    pub answer: &'a Answer,
    /// The device that computed it.
    pub device: &'a str,
    /// Every check that was made.
    pub checks: &'a [Check],
}

impl Film<'_> {
    /// Whether the film's number is a demonstration score: the package is one as a whole, or was never tried on films of
    /// people like this one. The page keeps the same rule (`web/src/app/answer/reading.rs`).
    pub(super) fn is_demonstration(&self, manifest: &Manifest) -> bool {
        let kind = self.source.map(Source::kind).unwrap_or_default();
        manifest.evidence_for(&kind) != Evidence::Real
    }

    /// The film's name when it is shared.
    pub(super) fn shared_name(&self) -> String {
        format!("film-{:04}", self.number)
    }
}
