//! The rows' elements.
//!
//! Made and painted by hand: thousands of rows with a dozen reactive closures each would take the page's thread for
//! seconds. A row is a copy of a template; what lies outside the view is not laid out (`content-visibility` in
//! `assets/css/worklist.css`). Every film has its row in the document, shown or hidden.

use std::collections::{HashMap, HashSet};

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};

use super::cells::{Cells, Painting};
use super::order::{Entry, Line};
use super::say;
use crate::app::language::{t, tr};
use crate::text::count;

/// The table's body and its rows.
pub(super) struct Rows {
    body: Element,
    films: HashMap<u32, Cells>,
    studies: HashMap<Option<String>, Heading>,
    /// What stands in the body now.
    placed: (Vec<Line>, Vec<u32>),
    selected: Option<u32>,
}

/// The heading of a study.
struct Heading {
    row: Element,
    text: Element,
}

impl Rows {
    /// Of an empty body.
    pub(super) fn new(body: Element) -> Self {
        Self {
            body,
            films: HashMap::new(),
            studies: HashMap::new(),
            placed: Default::default(),
            selected: None,
        }
    }

    /// Writes a film's row, and makes it if there is none.
    pub(super) fn paint(&mut self, painting: &Painting<'_>) {
        let id = painting.entry.id;
        if let Some(cells) = self.films.get(&id) {
            cells.paint(painting);
        } else if let Some(cells) = Cells::new(painting.entry) {
            cells.paint(painting);
            self.films.insert(id, cells);
        }
    }

    /// Puts the lines into the body, in order, and after them, hidden, the films that are not shown.
    pub(super) fn place(&mut self, lines: &[Line], entries: &[Entry], masked: bool) {
        self.write_headings(lines, entries, masked);
        let shown: HashSet<u32> = lines
            .iter()
            .filter_map(|line| if let Line::Film(id) = line { Some(*id) } else { None })
            .collect();
        let hidden: Vec<u32> = entries.iter().map(|e| e.id).filter(|id| !shown.contains(id)).collect();
        if self.placed.0 == lines && self.placed.1 == hidden {
            return;
        }
        let mut wanted: Vec<&Node> = Vec::with_capacity(lines.len() + hidden.len());
        for line in lines {
            match line {
                Line::Study { key, .. } => {
                    wanted.extend(self.studies.get(key).map(|h| AsRef::<Node>::as_ref(&h.row)))
                }
                Line::Film(id) => wanted.extend(self.films.get(id).map(|cells| show(&cells.row, true))),
            }
        }
        for id in &hidden {
            wanted.extend(self.films.get(id).map(|cells| show(&cells.row, false)));
        }
        put(&self.body, &wanted);
        self.placed = (lines.to_vec(), hidden);
    }

    fn write_headings(&mut self, lines: &[Line], entries: &[Entry], masked: bool) {
        for line in lines {
            let Line::Study { key, film, films } = line else { continue };
            let Some(heading) = heading(&mut self.studies, key) else { continue };
            let place = entries.binary_search_by_key(film, |entry| entry.id).ok();
            let text = heading_text(key.is_some(), place.and_then(|at| entries.get(at)), *films, masked);
            heading.text.set_text_content(Some(&text));
        }
    }

    /// Marks the selected film.
    pub(super) fn select(&mut self, selected: Option<u32>) {
        for (id, is) in [(self.selected, "false"), (selected, "true")] {
            if let Some(cells) = id.and_then(|id| self.films.get(&id)) {
                // Cannot fail: the name is valid.
                let _ = cells.row.set_attribute("aria-selected", is);
            }
        }
        self.selected = selected;
    }

    /// Forgets every row.
    pub(super) fn clear(&mut self) {
        self.body.set_text_content(None);
        self.films.clear();
        self.studies.clear();
        self.placed = Default::default();
        self.selected = None;
    }
}

fn show(row: &HtmlElement, shown: bool) -> &Node {
    if row.hidden() == shown {
        row.set_hidden(!shown);
    }
    row.as_ref()
}

/// Makes the body's children these, with few moves where few changed place.
fn put(body: &Element, wanted: &[&Node]) {
    let mut here = body.first_child();
    for (at, node) in wanted.iter().enumerate() {
        if here.as_ref() == Some(*node) {
            here = node.next_sibling();
            continue;
        }
        // One that was taken away from here, or moves down: the rest need not move up one by one.
        let after = here.as_ref().and_then(Node::next_sibling);
        if let Some(gone) = here.as_ref().filter(|_| after.as_ref() == Some(*node)) {
            let _ = body.remove_child(gone);
            here = node.next_sibling();
            continue;
        }
        // Cannot fail: the body holds `here`.
        let _ = body.insert_before(wanted[at], here.as_ref());
    }
    while let Some(surplus) = here {
        here = surplus.next_sibling();
        let _ = body.remove_child(&surplus);
    }
}

fn heading<'a>(
    studies: &'a mut HashMap<Option<String>, Heading>,
    key: &Option<String>,
) -> Option<&'a Heading> {
    if !studies.contains_key(key) {
        let row = document().create_element("tr").ok()?;
        let text = document().create_element("th").ok()?;
        for (name, value) in [("role", "row"), ("class", "study")] {
            row.set_attribute(name, value).ok()?;
        }
        for (name, value) in [("role", "rowheader"), ("scope", "rowgroup"), ("colspan", "8")] {
            text.set_attribute(name, value).ok()?;
        }
        row.append_child(&text).ok()?;
        studies.insert(key.clone(), Heading { row, text });
    }
    studies.get(key)
}

fn heading_text(known: bool, film: Option<&Entry>, films: usize, masked: bool) -> String {
    let mut parts = Vec::new();
    match film.filter(|_| known) {
        None => parts.push(t("worklist-study-unknown")),
        Some(_) if masked => parts.push(t("worklist-masked")),
        Some(film) => {
            let person = &film.person;
            parts.push(if person.name.is_empty() { t("worklist-no-name") } else { person.name.clone() });
            parts.extend([person.id.clone(), say::age_and_sex(person), say::day(&person.study_date)]);
        }
    }
    parts.push(tr("worklist-study-films", &[("n", count(films))]));
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

/// Brings a film's row into view.
pub(super) fn scroll_to(id: u32) {
    if let Some(row) = document().get_element_by_id(&element_id(id)) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        row.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// The id of a film's row in the document.
pub(super) fn element_id(id: u32) -> String {
    format!("film-{id}")
}

/// The film whose row an event came from.
pub(super) fn film_of(event: &web_sys::Event) -> Option<u32> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let row = target.closest("tr[data-file]").ok()??;
    row.id().strip_prefix("film-")?.parse().ok()
}
