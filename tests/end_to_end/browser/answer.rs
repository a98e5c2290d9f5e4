//! The whole answer, on a test package that has every figure, and what the bundled demonstration leaves out.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::json;
use tests::browser::{Browser, Gpu};
use tests::page::{Page, wait};
use tests::site::Site;
use tests::{films, full_package, place};

use super::{FILM_ON_CPU, open_on_cpu};

/// How long the page may take to show what it has.
const SOON: Duration = Duration::from_secs(10);

fn text_of(page: &Page<'_>, selector: &str) -> Result<String> {
    let script = "return document.querySelector(arguments[0])?.innerText ?? '';";
    Ok(page.run(script, &[json!(selector)])?.as_str().unwrap_or_default().to_owned())
}

/// Waits until an element says something.
fn wait_for(page: &Page<'_>, selector: &str, what: &str) -> Result<String> {
    wait(&format!("`{what}` in {selector}"), SOON, || {
        Ok(Some(text_of(page, selector)?).filter(|text| text.contains(what)))
    })
    .with_context(|| text_of(page, "#answer").unwrap_or_default())
}

/// Sets a control as a person does.
fn set(page: &Page<'_>, selector: &str, value: &str, event: &str) -> Result<()> {
    let script = "const control = document.querySelector(arguments[0]);
        control.value = arguments[1];
        control.dispatchEvent(new Event(arguments[2], { bubbles: true }));";
    page.run(script, &[json!(selector), json!(value), json!(event)]).map(drop)
}

#[test]
fn a_package_with_every_figure_gives_the_whole_answer() -> Result<()> {
    let folder = full_package::site(&place::site())?;
    let (site, browser) = (Site::serve(folder.path()), Browser::start(Gpu::Off)?);
    let page = open_on_cpu(&browser, &site)?;
    let samples = films::samples(folder.path())?;
    let named = |part: &str| samples.iter().find(|film| film.to_string_lossy().contains(part)).cloned();
    let pa = named("pa-pneumonia").context("no PA phantom")?;
    let ap = named("ap-no-finding").context("no AP phantom")?;
    page.drop_files(&[pa.clone(), ap.clone()])?;
    let row = page.wait_final(&pa, FILM_ON_CPU)?;
    assert_eq!(row.state, "done", "{row:?}");

    let answer = page.answer(&row)?;
    assert!(answer.contains("Calibrated probability of pneumonia"), "{answer}");
    assert!(answer.contains("At the package’s prevalence of 20%"), "{answer}");
    assert!(answer.contains("Not for triage"), "{answer}");
    assert!(answer.contains("Research use only"), "{answer}");
    // Films like this one: the view, and the view with the sex if the phantom has one; then all.
    let groups = text_of(&page, ".groups")?;
    assert!(groups.contains("View PA") && groups.contains("All films"), "{groups}");
    assert!(groups.contains("200 with pneumonia, 600 without"), "{groups}");
    assert!(groups.contains("0.86 (0.82 to 0.89)"), "{groups}");
    // At a tenth: 80 of 100 with pneumonia above, 90 of 900 without.
    let before = text_of(&page, ".sentence .figure")?;
    set(&page, "[data-control=prevalence]", "10", "change")?;
    wait_for(&page, ".headline", "At the prevalence you set, 10%")?;
    assert_ne!(text_of(&page, ".sentence .figure")?, before);
    let values = text_of(&page, ".settings")?;
    assert!(values.contains("47%"), "{values}");
    assert!(
        values.contains("170 are above the threshold: 80 of them with pneumonia, 90 without"),
        "{values}"
    );
    // What is no prevalence changes nothing and is said.
    set(&page, "[data-control=prevalence]", "130", "change")?;
    wait_for(&page, ".settings", "A number from 0.1% to 90% is needed")?;
    assert!(text_of(&page, ".headline")?.contains("10%"));
    page.screenshot("answer-full")?;
    // Another operating point has its own figures.
    set(&page, "[data-control=point]", "1", "change")?;
    wait_for(&page, ".settings", "91% (87% to 94%) of the films with pneumonia")?;
    wait_for(&page, ".groups", "70% (66% to 73%)")?;

    // AP films: 19 with pneumonia are no evidence.
    let row = page.wait_final(&ap, FILM_ON_CPU)?;
    page.answer(&row)?;
    let answer = wait_for(&page, "#answer", "Demonstration score")?;
    assert!(answer.contains("not tried on enough patients’ films of this view"), "{answer}");
    for word in ["probability", "positive", "negative", "diagnos"] {
        assert!(!answer.to_lowercase().contains(word), "`{word}` in: {answer}");
    }
    page.screenshot("answer-without-evidence")
}

#[test]
fn a_demonstration_has_a_score_and_folded_checks_and_a_refusal_says_what_was_found() -> Result<()> {
    let folder = place::site();
    let sample = films::samples(&folder)?.remove(0);
    let (site, browser) = (Site::serve(&folder), Browser::start(Gpu::Off)?);
    let page = open_on_cpu(&browser, &site)?;
    page.drop_files(std::slice::from_ref(&sample))?;
    let row = page.wait_final(&sample, FILM_ON_CPU)?;
    let answer = page.answer(&row)?;
    assert!(answer.contains("Demonstration score"), "{answer}");
    let count = |selector: &str| -> Result<u64> {
        let script = "return document.querySelectorAll(arguments[0]).length;";
        page.run(script, &[json!(selector)])?.as_u64().context("no number")
    };
    assert_eq!(count("#answer .groups, #answer .frequency, #answer [data-control=prevalence]")?, 0);
    assert!(count("tr[data-check]")? > 5);
    assert_eq!(count(".checks details[open]")?, 0, "checks that all passed are folded away");

    if let Some(course) = films::course() {
        let ct = course.iter().find(|(_, reason)| *reason == Some("MODALITY")).context("no such film")?;
        page.drop_files(std::slice::from_ref(&ct.0))?;
        let row = page.wait_final(&ct.0, FILM_ON_CPU)?;
        page.answer(&row)?;
        let answer = wait_for(&page, "#answer", "another modality")?;
        assert!(answer.contains("Modality (0008,0060)") && answer.contains("DX or CR"), "{answer}");
        assert_eq!(count(".checks details[open]")?, 1);
        page.screenshot("answer-refused")?;
    }
    Ok(())
}
