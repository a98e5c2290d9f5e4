//! Once visited, the page needs no network; a new version waits until it is wanted; what is stored can be cleared.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tests::browser::{Browser, Gpu};
use tests::films;
use tests::page::{Page, wait};
use tests::published::{Published, recommended_headers};
use tests::site::{Fault, Site};

use super::{ENGINE_ON_CPU, FILM_ON_CPU, open_on_cpu};

/// How long the browser may take to store the site, or a new version of it.
const STORING: Duration = Duration::from_secs(120);

/// What is said of working offline, as a word.
fn offline(page: &Page<'_>) -> Result<Option<String>> {
    let word = page.run("return document.querySelector('[data-offline]')?.dataset.offline ?? '';", &[])?;
    Ok(word.as_str().map(str::to_owned))
}

fn wait_stored(page: &Page<'_>) -> Result<()> {
    wait("the site to be stored", STORING, || Ok(offline(page)?.filter(|word| word == "ready").map(drop)))
}

/// The version that answers the page, from its service worker.
fn version(browser: &Browser) -> Result<String> {
    let script = "new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = (event) => resolve(event.data);
        navigator.serviceWorker.controller.postMessage('version', [port2]);
    })";
    Ok(browser.devtools().evaluate_in_page(script)?.as_str().context("no version")?.to_owned())
}

fn read(page: &Page<'_>, film: &PathBuf) -> Result<f64> {
    page.drop_files(std::slice::from_ref(film))?;
    let row = page.wait_final(film, FILM_ON_CPU)?;
    assert_eq!(row.state, "done", "{row:?}");
    row.logit.context("a film without a logit")
}

fn click(page: &Page<'_>, selector: &str) -> Result<()> {
    let found = page.run(
        "const found = document.querySelector(arguments[0]); found?.click(); return !!found;",
        &[selector.into()],
    )?;
    assert_eq!(found, true, "there is no {selector}");
    Ok(())
}

#[test]
fn after_one_visit_the_page_works_without_a_network_until_everything_is_cleared() -> Result<()> {
    let published = Published::copy()?;
    let sample = films::samples(published.folder())?.remove(0);
    let (site, browser) = (Site::serve(published.folder()), Browser::start(Gpu::Off)?);
    let page = open_on_cpu(&browser, &site)?;
    let online = read(&page, &sample)?;
    wait_stored(&page)?;

    // The service worker has no policy of the page's: it asks for the site's files and for nothing else.
    let sent = browser.devtools().sent();
    let foreign: Vec<_> = sent
        .iter()
        .filter(|sent| !sent.url.trim_start_matches("blob:").starts_with(&format!("{}/", site.origin())))
        .filter(|sent| !sent.url.starts_with("data:"))
        .collect();
    assert!(foreign.is_empty(), "{foreign:?}");
    assert!(site.requests().iter().all(|request| request.method == "GET"));

    site.unplug(true);
    let page = open_on_cpu(&browser, &site)?;
    assert_eq!(read(&page, &sample)?, online, "the same page, engine and model");
    // Another language, never seen before, is part of what is stored.
    page.run(
        "document.querySelector('.language select').value = 'de';
        document.querySelector('.language select').dispatchEvent(new Event('change', { bubbles: true }));",
        &[],
    )?;
    wait("German", Duration::from_secs(20), || {
        Ok((page.run("return document.documentElement.lang;", &[])? == "de").then_some(()))
    })?;
    page.screenshot("offline")?;

    click(&page, ".storage-open")?;
    wait("the sizes", Duration::from_secs(20), || {
        let rows = page.run("return document.querySelectorAll('.storage-table tr').length;", &[])?;
        Ok((rows.as_u64() > Some(2)).then_some(()))
    })?;
    page.screenshot("stored")?;
    click(&page, ".storage-clear")?;
    wait("what was cleared", Duration::from_secs(30), || {
        let said = page.run("return document.querySelector('.storage-dialog .outcome').innerText;", &[])?;
        Ok(said.as_str().filter(|said| said.contains("MB")).map(str::to_owned))
    })?;
    let left = browser.devtools().evaluate_in_page(
        "(async () => [await caches.keys(), (await navigator.serviceWorker.getRegistrations()).length,
            Object.keys(localStorage).filter((key) => key.startsWith('lobar-'))])()",
    )?;
    assert_eq!(left.to_string(), "[[],0,[]]", "everything is gone");
    // The browser tells a failed navigation either as an error or as a page of its own.
    let reached = browser
        .open(&site, "?device=cpu")
        .and_then(|page| page.run("return !!window.document.querySelector('#app');", &[]));
    assert!(!matches!(reached, Ok(Value::Bool(true))), "nothing is left to answer");
    Ok(())
}

#[test]
fn a_new_version_is_offered_whole_and_taken_when_the_reader_says_so() -> Result<()> {
    let published = Published::copy()?;
    let sample = films::samples(published.folder())?.remove(0);
    // Behind the headers that docs/deploy.md recommends, which must not get in the way of any of it.
    let headers = recommended_headers()?;
    let headers: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let site = Site::serve_with_headers(published.folder(), &headers);
    let browser = Browser::start(Gpu::Off)?;
    browser.devtools().leave_workers_alone()?;
    let page = open_on_cpu(&browser, &site)?;
    wait_stored(&page)?;
    let first = version(&browser)?;
    let update =
        "navigator.serviceWorker.getRegistration().then((r) => r.update()).then(() => true, () => false)";
    let state = "navigator.serviceWorker.getRegistration().then((r) => [!!r.installing, !!r.waiting])";

    // A version with a damaged file is not taken, and does not get in the way.
    published.change("style.css", "\n/* a newer version */\n")?;
    site.damage("/app_bg.wasm", Fault::FlippedByte(1_000));
    site.damage("/style.css", Fault::ShortFile(20));
    browser.devtools().evaluate_in_page(update)?;
    wait("the damaged version to be dropped", STORING, || {
        Ok((browser.devtools().evaluate_in_page(state)? == json!([false, false])).then_some(()))
    })?;
    assert_eq!(page.run("return document.querySelector('[data-notice=update]');", &[])?, Value::Null);
    assert_eq!(version(&browser)?, first);

    // A whole one waits, whatever is loaded meanwhile.
    site.repair();
    read(&page, &sample)?;
    browser.devtools().evaluate_in_page(update)?;
    wait("the offer", STORING, || {
        Ok((page.run("return !!document.querySelector('[data-notice=update]');", &[])? == true).then_some(()))
    })?;
    page.screenshot("update")?;
    assert_eq!(version(&browser)?, first);
    let style = "fetch('style.css').then((a) => a.text()).then((text) => text.includes('a newer version'))";
    assert_eq!(browser.devtools().evaluate_in_page(style)?, false, "the old version's files, all of them");
    assert_eq!(page.rows()?.len(), 1, "the worklist is as it was");

    click(&page, "[data-notice=update] button.primary")?;
    // A request on its way must not keep the new version from serving, as it did once.
    // Through WebDriver: what DevTools asks while the page is being replaced may never be answered.
    let look = "window.asked ??= fetch('style.css').then((answer) => answer.text())
            .then((text) => { window.newer = text.includes('a newer version'); });
        const others = document.querySelector('[data-notice=other-tabs]');
        return others ? others.innerText : window.newer ?? false;";
    let seen = wait("the new version", ENGINE_ON_CPU, || {
        // While the page is being replaced there may be nobody to ask.
        let seen = page.run(look, &[]).unwrap_or_default();
        Ok((seen != false && !seen.is_null()).then_some(seen))
    })
    .with_context(|| {
        format!(
            "{:?}",
            page.run("return [location.href, window.newer ?? null, document.body.innerText];", &[])
        )
    })?;
    assert_eq!(seen, true);
    page.wait_engine_ready(ENGINE_ON_CPU)?;
    // And of the old one nothing is left.
    let caches =
        "caches.keys().then((names) => names.filter((name) => name.startsWith('lobar-site')).length)";
    assert_eq!(browser.devtools().evaluate_in_page(caches)?, 1);
    Ok(())
}
