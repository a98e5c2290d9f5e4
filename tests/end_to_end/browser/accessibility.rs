//! For everyone: axe-core finds nothing serious, and nothing has to be scrolled sideways on a narrow or enlarged page.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tests::browser::{Browser, Gpu};
use tests::page::{Page, wait};
use tests::site::Site;
use tests::{films, place};

use super::{FILM_ON_CPU, open_on_cpu};

/// What counts as serious, and what the tags of the rules are (<https://github.com/dequelabs/axe-core>).
const RUN: &str = "axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        resultTypes: ['violations'],
    }).then(({ violations }) => violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, help, nodes }) => `${id} (${help}): ${nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`))";

/// The window as a reader may have it: width and height in CSS pixels, enlargement, colour scheme.
const WINDOWS: [(&str, u32, u32, u32, &str); 5] = [
    ("light", 1440, 900, 1, "light"),
    ("dark", 1440, 900, 1, "dark"),
    ("narrow", 360, 740, 2, "light"),
    ("narrow-dark", 360, 740, 2, "dark"),
    // 1280 by 1024 at 200 %, the size that WCAG 1.4.10 reckons with.
    ("enlarged", 640, 512, 2, "light"),
];

pub(super) fn show_as(browser: &Browser, width: u32, height: u32, scale: u32, scheme: &str) -> Result<()> {
    let size = json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": false });
    browser.devtools().page_command("Emulation.setDeviceMetricsOverride", size)?;
    let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
    browser.devtools().page_command("Emulation.setEmulatedMedia", media)?;
    // Colours that change with the scheme may do so over some frames.
    std::thread::sleep(Duration::from_millis(400));
    Ok(())
}

fn judge(browser: &Browser, page: &Page<'_>, what: &str, faults: &mut Vec<String>) -> Result<()> {
    let found = browser.devtools().evaluate_in_page(RUN)?;
    let found = found.as_array().context("axe gave no list")?;
    faults.extend(found.iter().map(|fault| format!("{what}: {}", fault.as_str().unwrap_or_default())));
    let wide = page.run(
        "const page = document.scrollingElement;
         const out = [...document.querySelectorAll('body *')].filter((e) =>
             e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.visually-hidden'));
         return page.scrollWidth > page.clientWidth + 1
             ? out.slice(0, 5).map((e) => `${e.tagName}.${e.className}`).join(' ') || 'something' : null;",
        &[],
    )?;
    if let Value::String(wide) = wide {
        faults.push(format!("{what}: wider than the window: {wide}"));
    }
    page.screenshot(&format!("everyone-{what}"))
}

#[test]
fn nothing_serious_and_nothing_sideways_in_any_window() -> Result<()> {
    let Some(axe) = std::env::var_os("LOBAR_AXE") else {
        println!("SKIPPED: LOBAR_AXE does not name axe.min.js; `cargo xtask test browser` fetches it");
        return Ok(());
    };
    let axe = fs::read_to_string(axe).context("LOBAR_AXE names a file that cannot be read")?;
    let samples = films::samples(&place::site())?;
    let scratch = tempfile::tempdir()?;
    let letter = scratch.path().join("letter.txt");
    fs::write(&letter, "not a film")?;

    let (site, browser) = (Site::serve(&place::site()), Browser::start(Gpu::Off)?);
    browser.devtools().run_first(&axe)?;
    let page = open_on_cpu(&browser, &site)?;
    let mut faults = Vec::new();
    for (name, width, height, scale, scheme) in WINDOWS {
        show_as(&browser, width, height, scale, scheme)?;
        judge(&browser, &page, &format!("{name}-empty"), &mut faults)?;
    }
    page.drop_files(&[samples[0].clone(), letter.clone()])?;
    page.wait_final(&samples[0], FILM_ON_CPU)?;
    page.wait_final(&letter, FILM_ON_CPU)?;
    for (name, width, height, scale, scheme) in WINDOWS {
        show_as(&browser, width, height, scale, scheme)?;
        judge(&browser, &page, name, &mut faults)?;
    }
    // The longest words, and the dialog.
    page.run(
        "document.querySelector('.language select').value = 'de';
        document.querySelector('.language select').dispatchEvent(new Event('change', { bubbles: true }));",
        &[],
    )?;
    wait("German", Duration::from_secs(20), || {
        Ok((page.run("return document.documentElement.lang;", &[])? == "de").then_some(()))
    })?;
    show_as(&browser, 360, 740, 2, "light")?;
    judge(&browser, &page, "narrow-german", &mut faults)?;
    page.run("document.querySelector('.storage-open').click();", &[])?;
    std::thread::sleep(Duration::from_millis(500));
    judge(&browser, &page, "narrow-dialog", &mut faults)?;
    page.run(
        "document.querySelector('dialog[open]').close(); document.querySelector('.open-exports').click();",
        &[],
    )?;
    judge(&browser, &page, "narrow-exports", &mut faults)?;
    page.run("document.querySelector('dialog[open]').close();", &[])?;
    page.click("[data-list=print]")?;
    page.click("dialog[open] [data-which=shown]")?;
    judge(&browser, &page, "narrow-print", &mut faults)?;
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}
