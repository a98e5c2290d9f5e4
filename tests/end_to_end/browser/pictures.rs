//! The pictures of the README, taken by hand:
//! `cargo test --workspace --test end_to_end -- --ignored browser::pictures`, with `CHROME`, `CHROMEDRIVER` and a built
//! site. They go to `target/screenshots/readme-*.png`; `docs/` has those that are shown, with fewer colours
//! (`convert readme-viewer.png -dither None -colors 200 docs/viewer.png`), below 200 kB each.

use std::time::Duration;

use anyhow::{Context, Result};
use tests::browser::{Browser, Gpu};
use tests::page::Page;
use tests::site::Site;
use tests::{films, place};

use super::accessibility::show_as;
use super::{FILM_ON_CPU, open_on_cpu};

/// Takes a picture when what moves has come to rest.
fn take(page: &Page<'_>, name: &str) -> Result<()> {
    std::thread::sleep(Duration::from_secs(1));
    page.screenshot(&format!("readme-{name}"))
}

#[test]
#[ignore = "makes pictures and checks nothing"]
fn take_the_readmes() -> Result<()> {
    let folder = place::site();
    let (site, browser) = (Site::serve(&folder), Browser::start(Gpu::Off)?);
    let page = open_on_cpu(&browser, &site)?;
    let samples = films::samples(&folder)?;
    page.drop_files(&samples)?;
    let mut rows = Vec::new();
    for film in &samples {
        rows.push(page.wait_final(film, FILM_ON_CPU)?);
    }
    let shown = rows.iter().find(|row| row.file.contains("pa-pneumonia")).context("no such phantom")?;
    page.answer(shown)?;

    show_as(&browser, 1280, 860, 1, "light")?;
    take(&page, "viewer")?;
    page.click(".open-exports")?;
    take(&page, "exports")?;
    page.run("document.querySelector('dialog[open]').close();", &[])?;
    page.click("[data-list=print]")?;
    page.click("dialog[open] [data-which=shown]")?;
    take(&page, "print")?;
    page.run("document.querySelector('dialog[open]').close();", &[])?;
    show_as(&browser, 1280, 860, 1, "dark")?;
    take(&page, "dark")?;
    show_as(&browser, 390, 844, 1, "light")?;
    page.run("document.querySelector('.patient-strip').scrollIntoView(); scrollBy(0, -40);", &[])?;
    take(&page, "narrow")
}
