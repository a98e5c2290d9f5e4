//! Who the selected film is of, always in sight above it, and hidden with one key.

use leptos::ev;
use leptos::prelude::*;

use super::is_for_the_page;
use super::language::t;
use super::page::{Page, Row};
use super::worklist::person::Person;
use super::worklist::say;
use crate::protocol::FilmResult;

/// The strip over the viewer.
pub(super) fn strip(page: Page) -> impl IntoView {
    let pressed = window_event_listener(ev::keydown, move |event| {
        if event.key().eq_ignore_ascii_case("m") && is_for_the_page(&event) {
            event.prevent_default();
            page.masked.update(|masked| *masked = !*masked);
        }
    });
    on_cleanup(move || pressed.remove());
    let person = Memo::new(move |_| page.selected_result().map(|result| Person::of(&result)));
    let button = move || if page.masked.get() { t("worklist-unmask") } else { t("worklist-mask") };
    view! {
        <section
            class="patient-strip"
            class:masked=move || page.masked.get()
            id="patient"
            aria-label=move || t("worklist-patient")
        >
            <dl>
                <div class="who">
                    <dt>{move || t("worklist-patient")}</dt>
                    <dd>{move || match page.selected.get() {
                        None => t("worklist-no-film"),
                        Some(_) => name(page.masked.get(), person.get().as_ref()),
                    }}</dd>
                </div>
                {FIELDS.map(|(key, value)| view! {
                    <div>
                        <dt>{move || t(key)}</dt>
                        <dd>{move || field(page.masked.get(), person.get().as_ref(), value)}</dd>
                    </div>
                }).collect_view()}
            </dl>
            <p class="facts">{move || facts(page)}</p>
            <button
                type="button"
                class="mask"
                aria-keyshortcuts="M"
                aria-pressed=move || page.masked.get().to_string()
                title=move || format!("{} (M)", button())
                on:click=move |_| page.masked.update(|masked| *masked = !*masked)
            >
                {button}
            </button>
        </section>
    }
}

/// What is known of a patient beside the name.
type Value = fn(&Person) -> String;

const FIELDS: [(&str, Value); 4] = [
    ("worklist-id", |person| person.id.clone()),
    ("worklist-age", |person| person.age.map(say::age).unwrap_or_default()),
    ("worklist-sex", |person| say::sex(&person.sex)),
    ("worklist-study-date", |person| say::day(&person.study_date)),
];

fn name(masked: bool, person: Option<&Person>) -> String {
    match person {
        None => "…".into(),
        Some(person) if person.is_empty() => t("worklist-no-patient"),
        Some(_) if masked => t("worklist-masked"),
        Some(person) if person.name.is_empty() => t("worklist-no-name"),
        Some(person) => person.name.clone(),
    }
}

/// One thing that is known of the patient; the place stays where it is unknown, so that nothing moves between films.
fn field(masked: bool, person: Option<&Person>, value: Value) -> String {
    match person {
        Some(person) if masked && !value(person).is_empty() => "•••".into(),
        Some(person) if !value(person).is_empty() => value(person),
        Some(person) if !person.is_empty() => t("worklist-unknown"),
        _ => "–".into(),
    }
}

/// All that the strip says of a film's patient: message keys of the names, and values.
pub(super) fn fields(
    masked: bool,
    result: Option<&FilmResult>,
) -> impl Iterator<Item = (&'static str, String)> + use<> {
    let person = result.map(Person::of);
    let name = [("worklist-patient", name(masked, person.as_ref()))];
    let others = FIELDS.map(|(key, value)| (key, field(masked, person.as_ref(), value)));
    name.into_iter().chain(others)
}

/// The selected film itself: its file, view and size.
fn facts(page: Page) -> String {
    page.selected_row().map(|row| facts_of(&row, page.masked.get())).unwrap_or_default()
}

/// A film's file, view and size.
pub(super) fn facts_of(row: &Row, masked: bool) -> String {
    let file = if masked {
        super::language::tr("worklist-film-number", &[("n", crate::text::count(row.id as usize + 1))])
    } else {
        row.name.to_string()
    };
    // Gone where the list was cleared meanwhile.
    let known = row.progress.try_with(|p| p.result.as_deref().map(of_film)).flatten().unwrap_or_default();
    [file].into_iter().chain(known).collect::<Vec<_>>().join(" · ")
}

fn of_film(result: &FilmResult) -> Vec<String> {
    let size = result.columns.zip(result.rows).map(|(columns, rows)| format!("{columns} × {rows}"));
    let picture = result.picture_file.then(|| t("worklist-picture-file"));
    let parts = [
        result.view_position.clone(),
        size,
        result.photometric.clone(),
        result.transfer_syntax.clone(),
        picture,
    ];
    parts.into_iter().flatten().collect()
}
