//! Who the selected film is of, always in sight above it, and hidden with one key.

use leptos::ev;
use leptos::prelude::*;

use super::language::t;
use super::page::Page;
use super::typing;
use super::worklist::person::Person;
use super::worklist::say;
use crate::protocol::FilmResult;

/// The strip over the viewer.
pub(super) fn strip(page: Page) -> impl IntoView {
    let pressed = window_event_listener(ev::keydown, move |event| {
        if event.key().eq_ignore_ascii_case("m") && !typing(&event) {
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
                    <dd>{move || name(page, person.get().as_ref())}</dd>
                </div>
                {field(page, person, "worklist-id", |person| person.id.clone())}
                {field(page, person, "worklist-age", |person| person.age.map(say::age).unwrap_or_default())}
                {field(page, person, "worklist-sex", |person| say::sex(&person.sex))}
                {field(page, person, "worklist-study-date", |person| say::day(&person.study_date))}
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

fn name(page: Page, person: Option<&Person>) -> String {
    match person {
        _ if page.selected.get().is_none() => t("worklist-no-film"),
        None => "…".into(),
        Some(person) if person.is_empty() => t("worklist-no-patient"),
        Some(_) if page.masked.get() => t("worklist-masked"),
        Some(person) if person.name.is_empty() => t("worklist-no-name"),
        Some(person) => person.name.clone(),
    }
}

/// One thing that is known of the patient; the place stays where it is unknown, so that nothing moves between films.
fn field(
    page: Page,
    person: Memo<Option<Person>>,
    key: &'static str,
    value: fn(&Person) -> String,
) -> impl IntoView {
    let text = move || match person.get() {
        Some(person) if page.masked.get() && !value(&person).is_empty() => "•••".into(),
        Some(person) if !value(&person).is_empty() => value(&person),
        Some(person) if !person.is_empty() => t("worklist-unknown"),
        _ => "–".into(),
    };
    view! {
        <div>
            <dt>{move || t(key)}</dt>
            <dd>{text}</dd>
        </div>
    }
}

/// The film itself: its file, view and size.
fn facts(page: Page) -> String {
    let Some(row) = page.selected_row() else { return String::new() };
    let file = if page.masked.get() {
        super::language::tr("worklist-film-number", &[("n", crate::text::count(row.id as usize + 1))])
    } else {
        row.name.to_string()
    };
    let known = row.progress.with(|p| p.result.as_deref().map(of_film)).unwrap_or_default();
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
