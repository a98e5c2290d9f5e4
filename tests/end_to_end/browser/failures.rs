//! When things break: said in a sentence with what to do, the film that did it named, everything else goes on.
//!
//! The engine is the published one. What takes it down is put into its worker through DevTools: a file of a certain
//! name, once asked for its bytes, does what no film should. (For a trap inside the engine's own program there is the
//! feature `test-hooks`, see `hooked` below.)

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::json;
use tests::browser::{Browser, Gpu};
use tests::page::wait;
use tests::site::Site;
use tests::{films, place};

use super::{ENGINE_ON_CPU, FILM_ON_CPU, open_on_cpu};

/// Puts a trap under the film of this name, in the engine that runs now.
fn lay_trap(browser: &Browser, film: &str, what: &str) -> Result<()> {
    let engine = browser.devtools().workers().pop().context("the page has no worker")?;
    let script = format!(
        "const read = Blob.prototype.arrayBuffer;
         Blob.prototype.arrayBuffer = function () {{
             if (this.name !== {film:?}) return read.call(this);
             {what}
             return new Promise(() => {{}});
         }};"
    );
    browser.devtools().evaluate_in_worker(&engine, &script).map(drop)
}

/// Copies of a sample, under names that tell them apart.
fn copies(folder: &std::path::Path, names: &[&str]) -> Result<Vec<PathBuf>> {
    let sample = films::samples(&place::site())?.remove(0);
    let mut films = Vec::new();
    for name in names {
        let film = folder.join(name);
        fs::copy(&sample, &film)?;
        films.push(film);
    }
    Ok(films)
}

#[test]
fn a_film_that_takes_the_engine_down_costs_its_own_row_and_is_named() -> Result<()> {
    let scratch = tempfile::tempdir()?;
    let (site, browser) = (Site::serve(&place::site()), Browser::start(Gpu::Off)?);
    let page = browser.open(&site, "?device=cpu&patience=20")?;
    page.wait_engine_ready(ENGINE_ON_CPU)?;
    // The film that is looked at: its picture is asked for apart, and the traps are for films that are read.
    let first = copies(scratch.path(), &["first.dcm"])?;
    page.drop_files(&first)?;
    assert_eq!(page.wait_final(&first[0], FILM_ON_CPU)?.state, "done");
    let out_of_memory = "setTimeout(() => { throw new RangeError('Array buffer allocation failed'); });";
    for (name, what, notice) in [
        ("trap.dcm", "setTimeout(() => { throw new Error('unreachable'); });", "stopped"),
        ("memory.dcm", out_of_memory, "stopped"),
        ("hang.dcm", "for (;;) {}", "slow"),
    ] {
        let after = format!("after-{name}");
        let films = copies(scratch.path(), &[name, &after])?;
        lay_trap(&browser, name, what)?;
        page.drop_files(&films)?;
        let said = page.wait_notice(notice, FILM_ON_CPU)?;
        assert!(said.contains(name), "{name} is not named: {said}");
        if notice == "slow" {
            let button = "document.querySelector('[data-notice=slow] button.primary').click();";
            page.run(button, &[])?;
        } else {
            assert_eq!(said.contains("Memory ran out"), name == "memory.dcm", "{said}");
        }
        page.screenshot(&format!("stopped-{name}"))?;
        let row = page.wait_final(&films[0], FILM_ON_CPU)?;
        assert_eq!((row.state.as_str(), row.reason.as_deref()), ("failed", Some("FAILED")), "{row:?}");
        assert_eq!((row.logit, row.probability), (None, None));
        let other = page.wait_final(&films[1], FILM_ON_CPU)?;
        assert_eq!(other.state, "done", "{other:?}");
        // The notice of the next one is not mistaken for this one.
        page.run(
            "document.querySelectorAll('.storage-notice button:last-child').forEach((b) => b.click());",
            &[],
        )?;
    }
    // Nothing of it went further than the page: every row before is as it was.
    let done = page.rows()?.iter().filter(|row| row.state == "done").count();
    assert_eq!(done, 4);

    // A GPU that goes away takes no film with it: the CPU goes on.
    let engine = browser.devtools().workers().pop().context("the page has no worker")?;
    let lost = r#"postMessage({ json: '{"type":"device_lost"}' })"#;
    browser.devtools().evaluate_in_worker(&engine, lost)?;
    wait(
        "the engine to start anew",
        ENGINE_ON_CPU,
        || Ok((page.engine()?.state == "loading").then_some(())),
    )?;
    assert_eq!(page.wait_engine_ready(ENGINE_ON_CPU)?.device, "cpu");
    assert_eq!(page.rows()?.iter().filter(|row| row.state == "done").count(), 4);
    Ok(())
}

#[test]
fn a_full_store_is_said_and_stops_nothing() -> Result<()> {
    let (site, browser) = (Site::serve(&place::site()), Browser::start(Gpu::Off)?);
    let quota = json!({ "origin": site.origin(), "quotaSize": 1_000_000 });
    browser.devtools().page_command("Storage.overrideQuotaForOrigin", quota)?;
    let page = open_on_cpu(&browser, &site)?;
    let said = page.wait_notice("said", FILM_ON_CPU)?;
    assert!(said.contains("storage is full"), "{said}");
    page.screenshot("storage-full")?;
    // What could not be stored whole is not there at all, and that is said, too.
    wait("what is said of working offline", ENGINE_ON_CPU, || {
        let word = page.run("return document.querySelector('[data-offline]').dataset.offline;", &[])?;
        Ok((word == "failed" || word == "unavailable").then_some(()))
    })
}

#[test]
fn an_old_browser_is_told_what_it_lacks_in_its_own_language() -> Result<()> {
    let (site, browser) = (Site::serve(&place::site()), Browser::start(Gpu::Off)?);
    browser.devtools().run_first("WebAssembly.validate = () => false;")?;
    for (language, word, research) in [
        ("en", "too old", "Research use only"),
        ("de", "zu alt", "Forschungszwecke"),
        ("es", "antiguo", "investigación"),
        ("fr", "ancien", "recherche"),
        ("zh", "版本过旧", "仅供研究使用"),
    ] {
        let page = browser.open(&site, &format!("?lang={language}"))?;
        assert_eq!(page.wait_engine(ENGINE_ON_CPU)?.state, "failed");
        let text = page.text()?;
        assert!(text.contains(word) && text.contains("WebAssembly SIMD"), "{language}: {text}");
        assert!(text.contains(research), "what it may be used for, {language}: {text}");
    }
    Ok(())
}

/// With an engine built with the feature `test-hooks`: `LOBAR_HOOKED_DIST` names the site that has it.
#[test]
fn hooked() -> Result<()> {
    let Some(folder) = std::env::var_os("LOBAR_HOOKED_DIST").map(PathBuf::from) else {
        println!("SKIPPED: no site with the engine's test hooks; LOBAR_HOOKED_DIST names one");
        return Ok(());
    };
    let scratch = tempfile::tempdir()?;
    let (site, browser) = (Site::serve(&folder), Browser::start(Gpu::Off)?);
    let page = open_on_cpu(&browser, &site)?;
    for (name, word, memory) in
        [("trap.dcm", "LOBAR-TEST-TRAP", false), ("memory.dcm", "LOBAR-TEST-MEMORY", true)]
    {
        let films = copies(scratch.path(), &[&format!("before-{name}"), name, &format!("after-{name}")])?;
        let mut bytes = fs::read(&films[1])?;
        bytes.extend(word.as_bytes());
        fs::write(&films[1], bytes)?;
        page.drop_files(&films)?;
        let states = films.iter().map(|film| Ok(page.wait_final(film, FILM_ON_CPU)?.state));
        assert_eq!(states.collect::<Result<Vec<_>>>()?, ["done", "failed", "done"]);
        let said = page.wait_notice("stopped", FILM_ON_CPU)?;
        assert!(said.contains(name) && said.contains("Memory ran out") == memory, "{said}");
    }
    Ok(())
}
