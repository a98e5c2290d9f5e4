//! A reporting checklist: every item with its answer, or why there is none. Items are named in words of our own; their
//! numbers are the checklist's.

use super::document::{Document, Section};

// The sections of the submission, where answers stand.
pub(super) const GENERAL: &str = "1. General information";
pub(super) const ALGORITHM: &str = "2. Algorithm design and function";
pub(super) const TRAINING: &str = "3. Algorithm training";
pub(super) const DATABASES: &str = "4. Databases";
pub(super) const TRUTH: &str = "5. Ground truth";
pub(super) const VALIDATION: &str = "6. FDA validation plan";

/// What is answered to an item.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Answer {
    /// Reported: where, and what.
    Reported(&'static str, String),
    /// Not done, and why.
    NotDone(String),
    /// The item asks for something that does not occur here, and why.
    NotApplicable(String),
}

/// An item.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    pub(super) number: &'static str,
    pub(super) about: &'static str,
    pub(super) answer: Answer,
}

pub(super) fn reported(
    number: &'static str,
    about: &'static str,
    place: &'static str,
    text: impl Into<String>,
) -> Item {
    Item { number, about, answer: Answer::Reported(place, text.into()) }
}

pub(super) fn not_done(number: &'static str, about: &'static str, why: impl Into<String>) -> Item {
    Item { number, about, answer: Answer::NotDone(why.into()) }
}

pub(super) fn not_applicable(number: &'static str, about: &'static str, why: impl Into<String>) -> Item {
    Item { number, about, answer: Answer::NotApplicable(why.into()) }
}

/// The filled checklist.
pub(super) fn document(
    title: String,
    notice: String,
    source: &str,
    groups: Vec<(&'static str, Vec<Item>)>,
) -> Document {
    let items = || groups.iter().flat_map(|(_, items)| items);
    let count = |wanted: fn(&Answer) -> bool| items().filter(|item| wanted(&item.answer)).count();
    let mut about = Section::new("about", "About this checklist");
    about.text(format!(
        "{source} Places are sections of submission.md. Of {} items {} are reported, {} were not done and {} do not apply.",
        items().count(),
        count(|a| matches!(a, Answer::Reported(..))),
        count(|a| matches!(a, Answer::NotDone(_))),
        count(|a| matches!(a, Answer::NotApplicable(_)))
    ));
    let mut sections = vec![about];
    for (i, (name, items)) in groups.iter().enumerate() {
        let mut section = Section::new(&format!("part-{}", i + 1), name);
        let rows = items
            .iter()
            .map(|item| {
                let (place, text) = match &item.answer {
                    Answer::Reported(place, text) => ((*place).to_owned(), text.clone()),
                    Answer::NotDone(why) => ("not done".to_owned(), format!("Not done: {why}")),
                    Answer::NotApplicable(why) => {
                        ("does not apply".to_owned(), format!("Does not apply: {why}"))
                    }
                };
                vec![item.number.to_owned(), item.about.to_owned(), place, text]
            })
            .collect();
        section.table(&["item", "about", "place", "answer"], rows);
        sections.push(section);
    }
    Document { title, notice, metadata: String::new(), sections }
}
