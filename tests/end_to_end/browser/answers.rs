//! Films in, answers out: the same as natively, said in the right words, on either device.

use anyhow::Result;
use tests::browser::{Browser, Gpu};
use tests::films::{self, CourseFilm};
use tests::page::Page;
use tests::place;
use tests::site::Site;
use tests::trainer;

use super::{ENGINE_ON_WEBGPU, FILM_ON_CPU, FILM_ON_WEBGPU, assert_same_logit, open_on_cpu};
use std::time::Duration;

/// How far a logit on the CPU may be from the native one; both are f32, added up in another order.
const CPU: f64 = 1e-4;
/// The same on WebGPU, whose adapters round more freely.
const WEBGPU: f64 = 1e-3;

#[test]
fn every_sample_gets_its_native_logit_on_the_cpu() -> Result<()> {
    let folder = place::site();
    let samples = films::samples(&folder)?;
    let native = trainer::predict(&samples)?;
    let (site, browser) = (Site::serve(&folder), Browser::start(Gpu::Off)?);
    let page = open_on_cpu(&browser, &site)?;
    page.drop_files(&samples)?;
    for (film, native) in samples.iter().zip(&native) {
        let row = page.wait_final(film, FILM_ON_CPU)?;
        assert_eq!(row.state, "done", "{row:?}");
        assert_same_logit(&row.file, row.logit, trainer::logit_of(native)?, CPU);
    }
    page.screenshot("samples-cpu")
}

#[test]
fn the_course_films_are_answered_or_rejected_on_the_cpu() -> Result<()> {
    let Some(course) = films::course() else { return Ok(()) };
    let (site, browser) = (Site::serve(&place::site()), Browser::start(Gpu::Off)?);
    let page = open_on_cpu(&browser, &site)?;
    check_course(&page, &course, FILM_ON_CPU, CPU)?;
    page.screenshot("course-cpu")
}

/// The software adapter is slow, so one browser does it all: a phantom, then the course's films.
#[test]
fn films_get_their_native_logit_on_webgpu() -> Result<()> {
    let folder = place::site();
    let sample = films::samples(&folder)?.remove(0);
    let native = trainer::logit(&sample)?;
    let (site, browser) = (Site::serve(&folder), Browser::start(Gpu::Software)?);
    let page = browser.open(&site, "?device=webgpu")?;
    let engine = page.wait_engine_ready(ENGINE_ON_WEBGPU)?;
    assert_eq!(engine.device, "webgpu");
    page.drop_files(std::slice::from_ref(&sample))?;
    let row = page.wait_final(&sample, FILM_ON_WEBGPU)?;
    assert_eq!(row.state, "done", "{row:?}");
    assert_same_logit(&row.file, row.logit, native, WEBGPU);
    page.screenshot("sample-webgpu")?;
    if let Some(course) = films::course() {
        check_course(&page, &course, FILM_ON_WEBGPU, WEBGPU)?;
        page.screenshot("course-webgpu")?;
    }
    Ok(())
}

/// A software adapter is slower than the CPU path, so it counts as no GPU unless it is asked for.
#[test]
fn a_software_adapter_is_not_chosen_by_itself() -> Result<()> {
    let (site, browser) = (Site::serve(&place::site()), Browser::start(Gpu::Software)?);
    let page = browser.open(&site, "")?;
    let engine = page.wait_engine_ready(ENGINE_ON_WEBGPU)?;
    assert_eq!(engine.device, "cpu");
    Ok(())
}

/// The bundled package has seen no real film: its output is a score, and nothing that sounds like a finding.
#[test]
fn the_answer_is_called_a_demonstration_score_and_nothing_more() -> Result<()> {
    let folder = place::site();
    let sample = films::samples(&folder)?.remove(0);
    let (site, browser) = (Site::serve(&folder), Browser::start(Gpu::Off)?);
    let page = open_on_cpu(&browser, &site)?;
    page.drop_files(std::slice::from_ref(&sample))?;
    let row = page.wait_final(&sample, FILM_ON_CPU)?;
    let answer = page.answer(&row)?.to_lowercase();
    assert!(answer.contains("demonstration"), "{answer}");
    assert!(answer.contains("research use"), "the notice belongs into the answer: {answer}");
    for word in ["probability", "positive", "negative", "diagnos"] {
        assert!(!answer.contains(word), "`{word}` in: {answer}");
    }
    page.screenshot("answer")
}

/// Drops the course's films and checks the state, the reason and the logit of each.
fn check_course(page: &Page<'_>, course: &[CourseFilm], patience: Duration, part: f64) -> Result<()> {
    let films: Vec<_> = course.iter().map(|(film, _)| film.clone()).collect();
    let native = trainer::predict(&films)?;
    page.drop_files(&films)?;
    for ((film, reason), native) in course.iter().zip(&native) {
        let row = page.wait_final(film, patience)?;
        match reason {
            None => {
                assert_eq!(row.state, "done", "{row:?}");
                assert_same_logit(&row.file, row.logit, trainer::logit_of(native)?, part);
            }
            Some(reason) => {
                assert_eq!(row.state, "rejected", "{row:?}");
                let reasons = row.reason.as_deref().unwrap_or_default();
                assert!(reasons.split_whitespace().any(|code| code == *reason), "{row:?}");
                assert_eq!((row.logit, row.probability), (None, None), "a number for a rejected film");
            }
        }
    }
    Ok(())
}
