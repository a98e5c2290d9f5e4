//! How much time a film takes beyond the network's own: at the start, and in a long worklist.
//!
//! Limits here are wide, as a busy machine reaches nothing else; docs/performance.md has what a quiet one does.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;
use tests::browser::{Browser, Gpu};
use tests::page::{Page, wait};
use tests::site::Site;
use tests::{films, place};

use super::{FILM_ON_CPU, open_on_cpu};

/// Notes when the engine says what; run before the page's own scripts. Times are milliseconds from the navigation.
const WATCH: &str = "window.said = [];
    addEventListener('change', () => { window.chosen ??= performance.now(); }, true);
    const Plain = Worker;
    window.Worker = class extends Plain {
        constructor(...all) {
            super(...all);
            this.addEventListener('message', ({ data }) => {
                const event = JSON.parse(data.json);
                if (event.type !== 'progress') {
                    window.said.push({ at: performance.now(), kind: event.type, inference: event.result?.inference_ms ?? 0 });
                }
            });
        }
    };";

/// Something that the engine said.
#[derive(Debug, Deserialize)]
struct Said {
    at: f64,
    kind: String,
    inference: f64,
}

/// When the files were chosen, and every answer, once there are `films`.
fn answers(page: &Page<'_>, films: usize) -> Result<(f64, Vec<Said>)> {
    wait(&format!("{films} answers"), FILM_ON_CPU + films as u32 * FILM_ON_CPU / 100, || {
        let said = page.run("return [window.chosen ?? 0, window.said];", &[])?;
        let (chosen, said): (f64, Vec<Said>) = serde_json::from_value(said)?;
        let answers: Vec<Said> = said.into_iter().filter(|said| said.kind == "classified").collect();
        Ok((answers.len() >= films).then_some((chosen, answers)))
    })
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// So many copies of a sample film.
fn copies(place: &Path, sample: &Path, count: usize) -> Result<Vec<PathBuf>> {
    (0..count)
        .map(|i| {
            let path = place.join(format!("film-{i:03}.dcm"));
            fs::copy(sample, &path)?;
            Ok(path)
        })
        .collect()
}

#[test]
fn a_worklist_takes_little_more_than_its_films_and_a_second_visit_starts_at_once() -> Result<()> {
    let count: usize = std::env::var("LOBAR_FILMS").ok().map_or(Ok(12), |n| n.parse())?;
    let folder = place::site();
    let sample = films::samples(&folder)?.remove(0);
    let place = tempfile::tempdir()?;
    let list = copies(place.path(), &sample, count)?;
    let (site, browser) = (Site::serve(&folder), Browser::start(Gpu::Off)?);
    open_on_cpu(&browser, &site)?;

    browser.devtools().run_first(WATCH)?;
    let page = browser.open(&site, "?device=cpu")?;
    // As soon as there is a place for it: the film waits for the engine.
    wait("the file input", FILM_ON_CPU, || {
        let there = page.run("return !!document.querySelector('input[type=file][multiple]');", &[])?;
        Ok((there == true).then_some(()))
    })?;
    page.drop_files(std::slice::from_ref(&sample))?;
    let (_, first) = answers(&page, 1)?;
    // Of a film that no other is read beside.
    let alone = first.first().context("no answer")?.inference;
    let first = first.first().context("no answer")?.at;

    let page = open_on_cpu(&browser, &site)?;
    page.drop_files(&list)?;
    let (chosen, said) = answers(&page, count)?;
    let warm = median(said.iter().map(|said| said.inference).collect());
    let all = said.last().context("no answer")?.at - chosen;
    let share = said.iter().map(|said| said.inference).sum::<f64>() / all;
    println!(
        "second visit: first answer after {:.2} s; {count} films in {:.2} s, {warm:.0} ms in the network each, {:.2} of the time; \
         a film alone takes {alone:.0} ms, which allows {:.2} times the pace",
        first / 1e3,
        all / 1e3,
        share,
        all / (alone * count as f64)
    );
    assert!(share > 0.6, "the network computed for {share:.2} of the time only");
    assert!(first < 5.0 * warm + 10_000.0, "the first answer came after {first:.0} ms");
    Ok(())
}
