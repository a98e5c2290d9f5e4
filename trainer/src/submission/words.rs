//! How figures and names of the inputs are written in every document alike.

use shared::package::{Estimate, Evidence, FilmKind, Manifest};

use super::error::SubmissionError;
use super::facts::Facts;
use super::inputs::Standing;
use crate::plot::{percent, thousands};
use crate::split::{Classes, PartSummary};

/// Value and interval of a figure of the manifest.
pub(crate) fn estimate(e: &Estimate) -> String {
    match e.interval {
        Some([low, high]) => format!("{:.3} ({low:.3} to {high:.3})", e.value),
        None => format!("{:.3}", e.value),
    }
}

/// `123 of 456 (27.0 %)`.
pub(super) fn share_of(part: usize, whole: usize) -> String {
    if whole == 0 {
        return "none".to_owned();
    }
    format!("{} of {} ({})", thousands(part), thousands(whole), percent(part as f64 / whole as f64))
}

/// Films of an evaluation: `175 films of 109 patients, 84 positive`.
pub(super) fn films(evaluation: &Facts) -> Result<String, SubmissionError> {
    Ok(format!(
        "{} films of {} patients, {} positive",
        thousands(evaluation.get("films.scored")?),
        thousands(evaluation.get("films.patients")?),
        thousands(evaluation.get("films.positives")?)
    ))
}

/// Films and patients of a part.
pub(super) fn part(part: &PartSummary) -> String {
    let of = |c: &Classes| format!("{} positive, {} negative", thousands(c.positive), thousands(c.negative));
    format!("patients: {}; films: {}", of(&part.patients), of(&part.films))
}

/// A kind of film that a package may be asked about.
pub(crate) struct Kind {
    /// `adults, PA`.
    pub(crate) name: String,
    /// Whether the acquisition checks let it pass.
    pub(super) admitted: bool,
    /// What the package knows of it.
    pub(super) evidence: Evidence,
}

/// Ages that stand for children and for adults, years.
const AGES: [(&str, f32); 2] = [("adults", 50.0), ("children", 8.0)];

/// Adults and children, in each view that the package admits and in the usual ones.
pub(crate) fn kinds(manifest: &Manifest) -> Vec<Kind> {
    let scope = &manifest.acquisition_scope;
    let mut views = scope.view_positions.clone();
    for usual in ["PA", "AP"] {
        if !views.iter().any(|view| view == usual) {
            views.push(usual.to_owned());
        }
    }
    let mut all = Vec::new();
    for (people, age) in AGES {
        for view in &views {
            let film = FilmKind { view_position: Some(view), patient_sex: None, age_years: Some(age) };
            let old_enough = scope.min_age_years.is_none_or(|least| age >= least);
            let young_enough = scope.max_age_years.is_none_or(|most| age <= most);
            all.push(Kind {
                name: format!("{people}, {view}"),
                admitted: scope.view_positions.contains(view) && old_enough && young_enough,
                evidence: manifest.evidence_for(&film),
            });
        }
    }
    all
}

impl Kind {
    /// Whether there is evidence, in words.
    pub(crate) fn evidence_text(&self) -> &'static str {
        match self.evidence {
            Evidence::Real => "test figures on films of people",
            Evidence::Demonstration => "none: a demonstration as a whole",
            Evidence::View => "none for this view",
            Evidence::Children => "none for children",
            Evidence::Adults => "none for adults",
            Evidence::AgeUnknown => "none where the age is unknown",
        }
    }

    /// What the reader is shown for such a film.
    pub(crate) fn shown(&self) -> &'static str {
        match (self.admitted, self.evidence) {
            (false, _) => "nothing: the film is refused",
            (true, Evidence::Real) => "a probability, a side of the threshold, a heatmap",
            (true, _) => "a demonstration score, never called a probability or a finding",
        }
    }
}

/// What every document must say first.
pub(crate) fn what_it_is(standing: Standing) -> &'static str {
    match standing {
        Standing::Phantoms => {
            "The model has learned from drawn phantoms alone. Every figure here is of drawings and says nothing about \
             patients: the document shows the form, not a case for clearance."
        }
        Standing::Uncalibrated => {
            "The model has learned from films of people, but its scores are not calibrated: they order films and are \
             called neither probabilities nor findings."
        }
        Standing::Real => {
            "The model has learned from films of people. Its figures hold for films like those it was tested on, and for \
             no others. Nobody has cleared it for clinical use."
        }
    }
}
