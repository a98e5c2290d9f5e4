//! Paper: one sheet a film, whatever came of it and whatever the paper's size.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;
use tests::browser::{Browser, Gpu};
use tests::page::{Page, wait};
use tests::site::Site;
use tests::{films, place};

use super::{FILM_ON_CPU, open_on_cpu};

/// How long the sheets may take.
const SOON: Duration = Duration::from_secs(60);
/// Width and height in inches.
const PAPERS: [(&str, f64, f64); 2] = [("a4", 8.27, 11.69), ("letter", 8.5, 11.0)];

/// Counts what the page asks of the printer, of which there is none.
fn count_prints(page: &Page<'_>) -> Result<()> {
    page.run("window.printed = 0; window.print = () => { window.printed += 1; };", &[]).map(drop)
}

/// Opens the dialog and has sheets made of all films shown.
fn print_shown(page: &Page<'_>) -> Result<()> {
    page.run("window.printed = 0;", &[])?;
    page.click("[data-list=print]")?;
    page.click("dialog[open] [data-which=shown]")?;
    page.click("dialog[open] .begin-print:not(:disabled)")?;
    wait("the sheets", SOON, || Ok((page.run("return window.printed;", &[])? == 1).then_some(())))
}

fn close(page: &Page<'_>) -> Result<()> {
    page.run("document.querySelector('dialog[open]').close();", &[])?;
    wait("the sheets to go", SOON, || {
        Ok((page.run("return document.querySelectorAll('.sheet').length;", &[])? == 0).then_some(()))
    })
}

/// Prints what the page prints now, keeps it beside the screenshots, and counts its pages.
fn pages(browser: &Browser, name: &str, (width, height): (f64, f64)) -> Result<usize> {
    // As a stream: a hundred pages are more than one message may be.
    let paper = json!({ "paperWidth": width, "paperHeight": height, "transferMode": "ReturnAsStream" });
    let printed = browser.devtools().page_command("Page.printToPDF", paper)?;
    let mut pdf = Vec::new();
    loop {
        let read = json!({ "handle": printed["stream"], "size": 1 << 20 });
        let part = browser.devtools().page_command("IO.read", read)?;
        pdf.extend(BASE64_STANDARD.decode(part["data"].as_str().context("no PDF")?)?);
        if part["eof"] == true {
            break;
        }
    }
    let path = place::screenshots().join(format!("{name}.pdf"));
    fs::write(&path, &pdf)?;
    println!("{}", path.display());
    ensure!(pdf.starts_with(b"%PDF"), "no PDF");
    let count = |what: &[u8]| pdf.windows(what.len()).filter(|window| *window == what).count();
    Ok(count(b"/Type /Page") - count(b"/Type /Pages"))
}

#[test]
fn every_film_shown_has_one_page_on_either_paper() -> Result<()> {
    let folder = place::site();
    let samples = films::samples(&folder)?;
    let scratch = tempfile::tempdir()?;
    let letter = scratch.path().join("letter.txt");
    fs::write(&letter, "not a film")?;
    let (site, browser) = (Site::serve(&folder), Browser::start(Gpu::Off)?);
    let page = open_on_cpu(&browser, &site)?;
    count_prints(&page)?;
    let films = [samples[0].clone(), letter, samples[2].clone()];
    page.drop_files(&films)?;
    for film in &films {
        page.wait_final(film, FILM_ON_CPU)?;
    }
    wait("the list to be in order", SOON, || {
        let shown =
            page.run("return document.querySelectorAll('tr[data-file]:not([hidden])').length;", &[])?;
        Ok((shown == 3).then_some(()))
    })?;

    for (name, width, height) in PAPERS {
        assert_eq!(pages(&browser, &format!("print-one-{name}"), (width, height))?, 1, "the page, {name}");
    }
    print_shown(&page)?;
    page.screenshot("print-dialog")?;
    for (name, width, height) in PAPERS {
        assert_eq!(pages(&browser, &format!("print-{name}"), (width, height))?, 3, "three sheets, {name}");
    }
    // What is on a sheet: whose film, the answer or the reason, what may never be missing, and a picture.
    let script = "return [...document.querySelectorAll('.sheet')].map((sheet) => sheet.textContent);";
    let sheets: Vec<String> = serde_json::from_value(page.run(script, &[])?)?;
    let scored = sheets.iter().filter(|sheet| sheet.contains("Demonstration score")).count();
    assert_eq!(scored, 2, "{sheets:?}");
    assert!(sheets.iter().all(|sheet| sheet.contains("Research use only")), "{sheets:?}");
    let refused = sheets.iter().find(|sheet| sheet.contains("letter.txt")).context("no refused film")?;
    assert!(refused.contains("not a DICOM file") && !refused.contains("Demonstration score"), "{refused}");
    let painted = "return [...document.querySelectorAll('.sheet canvas')].map((canvas) => {
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        return [Math.max(canvas.width, canvas.height), new Set(data).size];
    });";
    let painted: Vec<(u32, u32)> = serde_json::from_value(page.run(painted, &[])?)?;
    assert_eq!(painted.len(), 2);
    assert!(painted.iter().all(|(side, grays)| *side <= 1024 && *grays > 50), "{painted:?}");
    close(&page)?;

    // Only what the list shows, and nobody's name where names are hidden.
    page.press("m")?;
    page.click("[data-filter=done]")?;
    wait("the filter", SOON, || {
        let shown =
            page.run("return document.querySelectorAll('tr[data-file]:not([hidden])').length;", &[])?;
        Ok((shown == 2).then_some(()))
    })?;
    print_shown(&page)?;
    let sheets: Vec<String> = serde_json::from_value(page.run(script, &[])?)?;
    assert_eq!(sheets.len(), 2);
    assert!(sheets.iter().all(|sheet| !sheet.to_lowercase().contains("phantom-")), "{sheets:?}");
    close(&page)
}

/// The bytes with every occurrence of a word replaced by one of the same length.
fn with(bytes: &[u8], word: &[u8], other: &[u8]) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    for at in 0..=bytes.len() - word.len() {
        if bytes[at..].starts_with(word) {
            changed[at..at + word.len()].copy_from_slice(other);
        }
    }
    changed
}

#[test]
fn hundreds_of_films_are_printed_and_more_than_are_kept_in_memory_are_not() -> Result<()> {
    let (site, browser) = (Site::serve(&place::site()), Browser::start(Gpu::Off)?);
    let page = open_on_cpu(&browser, &site)?;
    count_prints(&page)?;
    let scratch = tempfile::tempdir()?;
    let letters: Vec<_> = (0..301).map(|n| scratch.path().join(format!("letter-{n:03}.txt"))).collect();
    // A third of them are films of another body part: refused, and shown all the same.
    let film = fs::read(&films::samples(&place::site())?[0])?;
    let skull = with(&film, b"CHEST", b"SKULL");
    assert_ne!(skull, film, "the phantom names its body part");
    for (n, letter) in letters.iter().enumerate() {
        fs::write(letter, if (100..200).contains(&n) { skull.as_slice() } else { b"not a film" })?;
    }
    page.drop_files(&letters)?;
    let shown = "return [document.querySelectorAll('tr[data-state=rejected]').length,
        document.querySelectorAll('tr[data-file]:not([hidden])').length];";
    wait("all letters", FILM_ON_CPU, || Ok((page.run(shown, &[])? == json!([301, 301])).then_some(())))?;
    page.click("[data-list=print]")?;
    page.click("dialog[open] [data-which=shown]")?;
    let said = wait("the limit", SOON, || {
        let text = page.run("return document.querySelector('[data-print=most]')?.innerText ?? null;", &[])?;
        Ok(text.as_str().map(str::to_owned))
    })?;
    assert!(said.contains("300") && said.contains("301"), "{said}");
    assert_eq!(page.run("return document.querySelector('.begin-print').disabled;", &[])?, true);
    page.screenshot("print-most")?;
    page.run("document.querySelector('dialog[open]').close();", &[])?;

    let search = "const field = document.querySelector('[name=search]');
        field.value = 'letter-1';
        field.dispatchEvent(new Event('input', { bubbles: true }));";
    page.run(search, &[])?;
    wait("the search", SOON, || Ok((page.run(shown, &[])? == json!([301, 100])).then_some(())))?;
    let before = browser.settled_memory()?;
    page.watch_gaps()?;
    print_shown(&page)?;
    let gap = page.longest_gap()?;
    let painted = page.run("return document.querySelectorAll('.sheet canvas').length;", &[])?;
    assert_eq!(painted, 100);
    println!(
        "100 sheets: the page was away for {} ms at most; memory {before} MB before, {} MB with them",
        gap.as_millis(),
        browser.settled_memory()?,
    );
    assert!(gap < Duration::from_secs(2), "the page was away for {gap:?}");
    assert_eq!(pages(&browser, "print-hundred", (8.27, 11.69))?, 100);
    close(&page)
}
