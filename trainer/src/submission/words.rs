//! How figures and names of the inputs are written in every document alike.

use shared::package::{Estimate, Evidence, FilmKind, Manifest};
use shared::prediction::OperatingPoint;

use super::error::SubmissionError;
use super::facts::Facts;
use super::inputs::{Material, Standing};
use super::populations;
use super::sets::FilmSet;
use crate::config::DataConfig;
use crate::plot::{percent, thousands};
use crate::split::{Classes, Part, PartSummary};

/// Value and interval of a figure of the manifest.
pub(crate) fn estimate(e: &Estimate) -> String {
    match e.interval {
        Some([low, high]) => format!("{:.3} ({low:.3} to {high:.3})", e.value),
        None => format!("{:.3}", e.value),
    }
}

/// With a capital letter.
pub(super) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| format!("{}{}", first.to_uppercase(), chars.as_str()))
}

/// An operating point's rule, without the name that it begins with.
pub(super) fn rule(point: &OperatingPoint) -> &str {
    let rest = point.rule.strip_prefix(point.name.as_str()).and_then(|rest| rest.strip_prefix(": "));
    rest.unwrap_or(&point.rule)
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
    /// `adults`, `children`, or `None` where the age is not known.
    pub(super) people: Option<&'static str>,
    /// `PA`.
    pub(super) view: String,
    /// Whether the acquisition checks let it pass.
    pub(super) admitted: bool,
    /// What the package knows of it.
    pub(super) evidence: Evidence,
}

/// Ages that stand for adults and for children, years.
const AGES: [(&str, f32); 2] = [("adults", 50.0), ("children", 8.0)];

/// Adults and children, in each view that the package admits and in the usual ones.
pub(crate) fn kinds(manifest: &Manifest) -> Vec<Kind> {
    let mut views = manifest.acquisition_scope.view_positions.clone();
    for usual in ["PA", "AP"] {
        if !views.iter().any(|view| view == usual) {
            views.push(usual.to_owned());
        }
    }
    AGES.iter().flat_map(|(people, _)| views.iter().map(|view| kind(manifest, Some(*people), view))).collect()
}

/// One of them: `people` as [`AGES`] names them.
pub(super) fn kind(manifest: &Manifest, people: Option<&'static str>, view: &str) -> Kind {
    let scope = &manifest.acquisition_scope;
    let age = age(people);
    let old_enough = scope.min_age_years.is_none_or(|least| age.is_some_and(|age| age >= least));
    let young_enough = scope.max_age_years.is_none_or(|most| age.is_some_and(|age| age <= most));
    let mut kind = Kind {
        name: format!(
            "{}, {}",
            people.unwrap_or("unknown age"),
            if view.is_empty() { "unknown view" } else { view }
        ),
        people,
        view: view.to_owned(),
        admitted: scope.view_positions.iter().any(|admitted| admitted == view) && old_enough && young_enough,
        evidence: Evidence::Demonstration,
    };
    kind.evidence = manifest.evidence_for(&kind.film());
    kind
}

fn age(people: Option<&str>) -> Option<f32> {
    AGES.iter().find(|(name, _)| Some(*name) == people).map(|(_, age)| *age)
}

impl Kind {
    /// A film of this kind.
    pub(super) fn film(&self) -> FilmKind<'_> {
        FilmKind {
            view_position: (!self.view.is_empty()).then_some(&*self.view),
            patient_sex: None,
            age_years: age(self.people),
        }
    }

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

/// What must not be overlooked, with whom there is evidence for.
pub(super) fn read_first(material: &Material) -> Vec<String> {
    let mut items = vec![what_it_is(material.standing()).to_owned()];
    items.extend(Some(populations::summary(material)).filter(|text| !text.is_empty()));
    items
}

/// The numbers by which papers call the sets of a run on several; `None` of a run on one.
pub(super) fn sets(material: &Material) -> Option<String> {
    material.is_mixed().then(|| {
        let names: Vec<String> = material
            .sets
            .iter()
            .map(|set| format!("set {}, {} ({})", set.number, set.source.name, set.source.population))
            .collect();
        format!(
            "The run learned from {} sets of films, which are called by their numbers from here on: {}.",
            material.sets.len(),
            names.join("; ")
        )
    })
}

/// Whose films of a part a figure of the package rests on, told by their number: all sets', one set's, or else how many.
pub(super) fn whose(material: &Material, part: Part, films: u64) -> String {
    let counts: Vec<u64> = material
        .sets
        .iter()
        .zip(material.config.data.sets())
        .map(|(set, config)| match (&set.data, config) {
            (Some(data), _) => data.split.parts.get(part).films.all() as u64,
            (None, DataConfig::Phantom { train, validation, test }) => match part {
                Part::Train => *train as u64,
                Part::Validation => *validation as u64,
                Part::Test => *test as u64,
            },
            (None, _) => 0,
        })
        .collect();
    let of_one: Vec<&FilmSet> =
        material.sets.iter().zip(&counts).filter(|(_, n)| **n == films).map(|(set, _)| set).collect();
    match of_one.as_slice() {
        _ if counts.iter().sum::<u64>() == films => "all sets together".to_owned(),
        [set] => format!("set {}", set.number),
        _ => format!("{films} films"),
    }
}

/// What a checklist says of itself, and of the numbers of sets.
pub(super) fn checklist(material: &Material, source: &str) -> String {
    sets(material).map_or_else(|| source.to_owned(), |sets| format!("{source} {sets}"))
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
