//! Exports from the page: both forms, the zip, and what other programs make of its DICOM files.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use tests::browser::{Browser, Gpu};
use tests::page::{Page, wait};
use tests::site::Site;
use tests::{films, place, readers};

use super::{FILM_ON_CPU, open_on_cpu};

const SOON: Duration = Duration::from_secs(90);

/// Makes an export of all films and gives the files of its zip.
fn export(page: &Page<'_>, form: &str) -> Result<BTreeMap<String, Vec<u8>>> {
    // The policy lets nobody fetch a blob, so it is caught where it gets its address; nothing is saved to the disk.
    page.run(
        "if (!window.caught) {
            const make = URL.createObjectURL;
            URL.createObjectURL = (blob) => { window.caught = blob; return make.call(URL, blob); };
            HTMLAnchorElement.prototype.click = () => {};
        }
        document.querySelector('.open-exports').click();
        document.querySelector(`[data-form=${arguments[0]}]`).click();
        document.querySelector('[data-which=all]').click();",
        &[json!(form)],
    )?;
    let confirmed = "const box = document.querySelector('[data-control=confirm-patient]');
        const blocked = document.querySelector('.begin-export').disabled;
        if (box && !box.checked) box.click();
        return blocked;";
    let blocked = page.run(confirmed, &[])? == json!(true);
    ensure!(blocked == (form == "pacs"), "the form for the PACS, and no other, is confirmed first");
    page.run("document.querySelector('.begin-export').click();", &[])?;
    wait("the export", SOON, || {
        let stand =
            page.run("return document.querySelector('[data-export]')?.dataset.export ?? null;", &[])?;
        ensure!(stand != json!("failed"), "{}", page.text()?);
        Ok((stand == json!("ready")).then_some(()))
    })?;
    let encoded = page.run(
        "return window.caught.arrayBuffer().then((buffer) => {
            let text = '';
            for (const byte of new Uint8Array(buffer)) text += String.fromCharCode(byte);
            return btoa(text);
        });",
        &[],
    )?;
    page.run("document.querySelector('dialog.exports').close();", &[])?;
    files(&BASE64_STANDARD.decode(encoded.as_str().context("no zip")?)?)
}

/// The files of a zip that holds them as they are.
fn files(zip: &[u8]) -> Result<BTreeMap<String, Vec<u8>>> {
    let word = |at: usize| u32::from_le_bytes(zip[at..at + 4].try_into().expect("four bytes"));
    let half = |at: usize| usize::from(u16::from_le_bytes([zip[at], zip[at + 1]]));
    let (mut at, mut found) = (0, BTreeMap::new());
    while word(at) == 0x0403_4b50 {
        let (size, name) = (word(at + 22) as usize, half(at + 26));
        let content = at + 30 + name + half(at + 28);
        let bytes = zip[content..content + size].to_vec();
        ensure!(tests::zip::crc32(&bytes) == word(at + 14), "a checksum is wrong");
        found.insert(String::from_utf8(zip[at + 30..at + 30 + name].to_vec())?, bytes);
        at = content + size;
    }
    Ok(found)
}

#[test]
fn films_are_sent_on_in_both_forms() -> Result<()> {
    let folder = place::site();
    let samples = films::samples(&folder)?;
    let broken_folder = tempfile::tempdir()?;
    let broken = broken_folder.path().join("broken.dcm");
    fs::write(&broken, "no film")?;
    let (site, browser) = (Site::serve(&folder), Browser::start(Gpu::Off)?);
    let page = open_on_cpu(&browser, &site)?;
    let chosen = [samples[0].clone(), broken];
    page.drop_files(&chosen)?;
    for film in &chosen {
        page.wait_final(film, FILM_ON_CPU)?;
    }

    let mut dicom = Vec::new();
    for form in ["pacs", "sharing"] {
        let files = export(&page, form)?;
        let names: Vec<&str> = files.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            ["film-0001.sc.dcm", "film-0001.sr.dcm", "worklist.csv", "worklist.fhir.json", "worklist.json"]
        );
        let list: Value = serde_json::from_slice(&files["worklist.json"])?;
        assert_eq!(list["form"], form);
        let logit = page.rows()?[0].logit.context("the first film has a logit")?;
        let exported = list["films"][0]["logit"].as_f64().context("and so in the list")?;
        assert!((exported - logit).abs() < 1e-5, "{exported} {logit}");
        assert_eq!(list["films"][1]["outcome"], "reject");
        let bundle: Value = serde_json::from_slice(&files["worklist.fhir.json"])?;
        assert_eq!(bundle["resourceType"], "Bundle");
        // The samples' patient is PHANTOM; whoever shares sends neither that nor a file's name.
        for (name, bytes) in &files {
            let names_patient = bytes.windows(7).any(|window| window == b"PHANTOM");
            assert_eq!(names_patient, form == "pacs", "{form}: {name}");
            if name.ends_with(".dcm") {
                let path = broken_folder.path().join(format!("{form}-{name}"));
                fs::write(&path, bytes)?;
                dicom.push(path);
            }
        }
    }
    page.run("document.querySelector('.open-exports').click();", &[])?;
    page.screenshot("exports")?;

    let Some(program) = readers::find("dciodvfy") else {
        eprintln!("skipped in part: dciodvfy is not there");
        return Ok(());
    };
    for file in dicom {
        let said = readers::dciodvfy(&program, &file)?;
        let errors: Vec<_> = said.iter().filter(|line| line.starts_with("Error")).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", file.display());
    }
    Ok(())
}
