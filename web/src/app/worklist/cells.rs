//! One film's row: its cells, and what is written into them.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::order::Entry;
use super::rows::element_id;
use super::say;
use crate::app::language::tr;
use crate::app::states;
use crate::protocol::FilmResult;
use crate::text::{Messages, count};

/// The cells of a row, in the order of the columns. Static text: nothing of a film goes through it.
const CELLS: &str = concat!(
    r#"<td role="gridcell" class="c-film"><span class="file"></span><span class="picture"></span></td>"#,
    r#"<td role="gridcell" class="c-patient"></td>"#,
    r#"<td role="gridcell" class="c-age"></td>"#,
    r#"<td role="gridcell" class="c-date"></td>"#,
    r#"<td role="gridcell" class="c-view"></td>"#,
    r#"<td role="gridcell" class="c-state"><span class="chip"></span></td>"#,
    r#"<td role="gridcell" class="c-reason"></td>"#,
    r#"<td role="gridcell" class="c-score"><span class="figure"></span><span class="bar" aria-hidden="true"></span></td>"#,
);

/// What a row is written from.
pub(super) struct Painting<'a> {
    /// The film.
    pub(super) entry: &'a Entry,
    /// What came of it, if anything has.
    pub(super) result: Option<&'a FilmResult>,
    /// The score as it is read; empty if there is none.
    pub(super) figure: String,
    /// Whether patients and file names are hidden.
    pub(super) masked: bool,
    /// The reader's language.
    pub(super) messages: &'a Messages,
}

/// A row's elements that change.
pub(super) struct Cells {
    pub(super) row: HtmlElement,
    file: Element,
    picture: Element,
    patient: Element,
    age: Element,
    date: Element,
    view: Element,
    chip: Element,
    reason: Element,
    figure: Element,
}

thread_local! {
    // Copying is a fifth of the work of parsing, for rows by the thousand.
    static TEMPLATE: Option<Element> = template();
}

fn template() -> Option<Element> {
    let row = document().create_element("tr").ok()?;
    for (name, value) in [("role", "row"), ("aria-selected", "false")] {
        row.set_attribute(name, value).ok()?;
    }
    row.set_inner_html(CELLS);
    Some(row)
}

impl Cells {
    /// A new row, not in the document yet.
    pub(super) fn new(entry: &Entry) -> Option<Self> {
        let row = TEMPLATE.with(|template| template.as_ref()?.clone_node_with_deep(true).ok())?;
        let row: HtmlElement = row.dyn_into().ok()?;
        row.set_id(&element_id(entry.id));
        row.set_attribute("data-file", &entry.name).ok()?;
        let cell = |n: u32| row.children().item(n);
        let first = |n: u32| cell(n)?.first_element_child();
        let file = first(0)?;
        Some(Self {
            picture: file.next_element_sibling()?,
            file,
            patient: cell(1)?,
            age: cell(2)?,
            date: cell(3)?,
            view: cell(4)?,
            chip: first(5)?,
            reason: cell(6)?,
            figure: first(7)?,
            row,
        })
    }

    /// Writes everything.
    pub(super) fn paint(&self, painting: &Painting<'_>) {
        let Painting { entry, result, figure, masked, messages } = painting;
        let attribute = |name: &str, value: Option<String>| {
            // Neither can fail: the names are valid.
            let _ = match value {
                Some(value) => self.row.set_attribute(name, &value),
                None => self.row.remove_attribute(name),
            };
        };
        let score = result.and_then(|r| r.score);
        let threshold = result.and_then(|r| r.threshold);
        let picture = result.is_some_and(|r| r.picture_file);
        let unlike = result.and_then(|r| r.distance).is_some_and(|distance| distance.outside);
        attribute("data-state", Some(entry.state.code().to_owned()));
        // Absent until there is something to say.
        attribute("data-reason", Some(entry.reasons.clone()).filter(|r| !r.is_empty()));
        attribute("data-probability", score.map(|s| s.to_string()));
        attribute("data-logit", result.and_then(|r| r.logit).map(|l| l.to_string()));
        attribute("data-picture", picture.then(|| "true".to_owned()));
        attribute("data-unlike", unlike.then(|| "true".to_owned()));
        let place = |name: &str, value: Option<f32>| {
            let value = value.filter(|v| (0.0..=1.0).contains(v));
            // Cannot fail: the names are valid.
            let _ = match value {
                Some(value) => self.row.style().set_property(name, &value.to_string()),
                None => self.row.style().remove_property(name).map(drop),
            };
        };
        place("--score", score.filter(|_| !figure.is_empty()));
        place("--threshold", threshold);

        let write = |element: &Element, text: &str| element.set_text_content(Some(text));
        let person = &entry.person;
        if *masked {
            write(&self.file, &tr("worklist-film-number", &[("n", count(entry.id as usize + 1))]));
            let hidden = if person.is_empty() { String::new() } else { messages.get("worklist-masked") };
            write(&self.patient, &hidden);
            write(&self.age, "");
            write(&self.date, "");
        } else {
            write(&self.file, &entry.name);
            write(&self.patient, &say::name_and_id(person));
            write(&self.age, &say::age_and_sex(person));
            write(&self.date, &say::day(&person.study_date));
        }
        write(&self.picture, &if picture { messages.get("worklist-picture-file") } else { String::new() });
        write(&self.view, &entry.view);
        write(&self.chip, &states::state(messages, entry.state));
        let reasons = entry.reasons.split(' ').filter(|code| !code.is_empty());
        let mut reasons: Vec<_> = reasons.map(|code| states::reason(messages, code)).collect();
        if unlike && reasons.is_empty() {
            // It has a score, and the list must not show that as if it were any other.
            reasons.push(states::reason(messages, states::OUT_OF_DISTRIBUTION));
        }
        write(&self.reason, &reasons.join(", "));
        write(&self.figure, figure);
    }
}
