//! The reader's own model: used if it passes, refused with the reason if not, and never mixed with another's answers.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};
use tests::browser::{Browser, Gpu};
use tests::page::{Page, wait};
use tests::site::Site;
use tests::{films, package, place};

use super::{ENGINE_ON_CPU, FILM_ON_CPU, open_on_cpu};

/// The id that the head shows of the reader's own model; none while the bundled one is in use.
fn own_id(page: &Page<'_>) -> Result<Option<String>> {
    let text = page.run("return document.querySelector('.engine .badge.own code')?.innerText ?? '';", &[])?;
    Ok(text.as_str().filter(|text| !text.is_empty()).map(str::to_owned))
}

#[test]
fn an_own_model_is_verified_named_kept_if_wanted_and_left_again() -> Result<()> {
    let folder = place::site();
    let sample = films::samples(&folder)?.remove(0);
    let scratch = tempfile::tempdir()?;
    let (own, broken) = (scratch.path().join("own"), scratch.path().join("broken"));
    let id = package::renamed(&folder, &own, "Own test model")?;
    package::renamed(&folder, &broken, "Broken test model")?;
    let files = package::files(&broken)?;
    let shard = files.iter().find(|f| f.to_string_lossy().contains("weights-")).context("no weights")?;
    let mut bytes = fs::read(shard)?;
    bytes[1_000] ^= 1;
    fs::write(shard, bytes)?;

    let (site, browser) = (Site::serve(&folder), Browser::start(Gpu::Off)?);
    let page = open_on_cpu(&browser, &site)?;
    page.drop_files(std::slice::from_ref(&sample))?;
    let before = page.wait_final(&sample, FILM_ON_CPU)?;
    assert_eq!(before.state, "done", "{before:?}");

    // Refused, with the file named; the bundled model and its answer stay.
    page.drop_files(&files)?;
    let why = page.wait_notice("refused", ENGINE_ON_CPU)?;
    let name = shard.file_name().context("a shard has a name")?.to_string_lossy();
    assert!(why.contains(&*name), "{name} is not named in: {why}");
    assert_eq!(own_id(&page)?, None);
    assert_eq!(page.rows()?, std::slice::from_ref(&before));
    page.screenshot("own-refused")?;

    // Used; the other's answer is withdrawn, and read again when asked.
    page.drop_files(&package::files(&own)?)?;
    let shown = wait("the own model", ENGINE_ON_CPU, || own_id(&page))?;
    assert!(id.starts_with(&shown), "{shown} is not the beginning of {id}");
    let withdrawn = page.rows()?.remove(0);
    assert_eq!((withdrawn.state.as_str(), withdrawn.logit, withdrawn.probability), ("failed", None, None));
    assert_eq!(withdrawn.reason.as_deref(), Some("OTHER_MODEL"));
    page.screenshot("own-model")?;
    page.click("[data-notice=withdrawn] button.primary")?;
    let again = page.wait_final(&sample, FILM_ON_CPU)?;
    assert_eq!((again.state.as_str(), again.logit), ("done", before.logit), "the same weights");
    assert!(page.text()?.contains("Own test model"));

    // Not kept unless chosen.
    let page = open_on_cpu(&browser, &site)?;
    assert_eq!(own_id(&page)?, None);
    // As a zip, kept, and there again on the next visit.
    let archive = scratch.path().join("own.zip");
    package::zip(&own, &archive)?;
    page.drop_files(&[archive])?;
    wait("the own model", ENGINE_ON_CPU, || own_id(&page))?;
    assert!(page.rows()?.is_empty(), "a package is no film");
    page.click(".own-model .own-actions button:nth-of-type(2)")?;
    wait("it to be kept", Duration::from_secs(30), || {
        Ok((page.run("return !!localStorage.getItem('lobar-own-model');", &[])? == true).then_some(()))
    })?;
    let page = open_on_cpu(&browser, &site)?;
    assert_eq!(own_id(&page)?.as_deref(), Some(shown.as_str()));

    // And back.
    page.click(".own-model .own-actions button")?;
    wait("the bundled model", ENGINE_ON_CPU, || Ok(own_id(&page)?.is_none().then_some(())))?;
    let page = open_on_cpu(&browser, &site)?;
    assert_eq!(own_id(&page)?, None);
    Ok(())
}
