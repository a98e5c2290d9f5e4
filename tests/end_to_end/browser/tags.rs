//! The table of all attributes: opened by a key, searched, copied, closed, on a good file and on a damaged one.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tests::browser::{Browser, Gpu};
use tests::page::{Page, wait};
use tests::site::Site;
use tests::{films, place};

use super::{FILM_ON_CPU, open_on_cpu};

const SOON: Duration = Duration::from_secs(60);

/// The rows of the open table: tag, name, value.
fn rows(page: &Page<'_>) -> Result<Vec<[String; 3]>> {
    let script = "return [...document.querySelectorAll('dialog[open] tr[data-tag]')].map(row => [
        row.dataset.tag, row.querySelector('th').innerText, row.querySelector('.value').innerText]);";
    let rows = page.run(script, &[])?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Ok(rows.as_array().context("a list")?.iter().map(|r| [text(&r[0]), text(&r[1]), text(&r[2])]).collect())
}

fn search(page: &Page<'_>, query: &str) -> Result<()> {
    let script = "const field = document.querySelector('dialog[open] input[type=search]');
        field.value = arguments[0];
        field.dispatchEvent(new Event('input', { bubbles: true }));";
    page.run(script, &[json!(query)]).map(drop)
}

fn wait_rows(
    page: &Page<'_>,
    what: &str,
    enough: impl Fn(&[[String; 3]]) -> bool,
) -> Result<Vec<[String; 3]>> {
    wait(what, SOON, || Ok(Some(rows(page)?).filter(|rows| enough(rows))))
        .with_context(|| page.text().unwrap_or_default())
}

#[test]
fn every_attribute_can_be_found_and_a_damaged_file_is_shown_as_far_as_it_goes() -> Result<()> {
    let folder = place::site();
    let sample = films::samples(&folder)?.remove(0);
    let damaged_folder = tempfile::tempdir()?;
    let damaged = damaged_folder.path().join("damaged.dcm");
    let bytes = fs::read(&sample)?;
    fs::write(&damaged, &bytes[..bytes.len() / 2])?;
    let (site, browser) = (Site::serve(&folder), Browser::start(Gpu::Off)?);
    let page = open_on_cpu(&browser, &site)?;
    page.drop_files(&[sample.clone(), damaged.clone()])?;
    let row = page.wait_final(&sample, FILM_ON_CPU)?;
    page.answer(&row)?;

    // By key, with the focus on the button that has it back afterwards.
    page.run("document.querySelector('.open-tags').focus();", &[])?;
    page.press("t")?;
    let all = wait_rows(&page, "the rows", |rows| rows.len() > 20)?;
    assert!(all.iter().any(|[tag, name, value]| tag == "(0008,0060)" && name == "Modality" && value == "DX"));
    assert!(all.iter().any(|[tag, name, _]| tag == "(7FE0,0010)" && name == "Pixel Data"));
    let inside = page.run("return !!document.activeElement.closest('dialog[open]');", &[])?;
    assert_eq!(inside, json!(true), "the focus is in the dialog");
    page.screenshot("tags")?;
    search(&page, "modality")?;
    let found = wait_rows(&page, "one match", |rows| !rows.is_empty() && rows.len() < all.len())?;
    assert!(found.iter().all(|row| row.join(" ").to_lowercase().contains("modality")), "{found:?}");
    search(&page, "no such attribute")?;
    wait_rows(&page, "no match", <[_]>::is_empty)?;
    page.run("document.querySelector('dialog[open]').close();", &[])?;
    wait("the focus to come back", SOON, || {
        let back = page.run("return document.activeElement.className;", &[])?;
        Ok((back == json!("open-tags")).then_some(()))
    })?;

    let row = page.wait_final(&damaged, FILM_ON_CPU)?;
    assert_eq!(row.state, "rejected", "{row:?}");
    page.answer(&row)?;
    page.press("t")?;
    wait_rows(&page, "the rows before the damage", |rows| rows.len() > 20)?;
    let text = page.run("return document.querySelector('dialog[open]').innerText;", &[])?;
    assert!(text.as_str().is_some_and(|text| text.contains("up to here only")), "{text}");
    page.screenshot("tags-damaged")
}
