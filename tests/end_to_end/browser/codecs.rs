//! The decoders of rare codecs: fetched with the first film that needs them, and missed by nobody else.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::json;
use sha2::{Digest, Sha256};
use tests::browser::{Browser, Gpu};
use tests::published::Published;
use tests::site::{Fault, Site};
use tests::{films, place};

use super::{FILM_ON_CPU, open_on_cpu};

const MODULE: &str = "codecs.wasm";

/// A copy of a film of `fuzz/films` under another name: in scope, and of 24 x 20 pixels, so that it is refused as too
/// small once its pixels are there, and no sooner.
fn small(folder: &Path, film: &str, name: &str) -> Result<PathBuf> {
    let from = place::root().join("fuzz").join("films").join(film);
    let to = folder.join(name);
    fs::copy(&from, &to).with_context(|| format!("no {}", from.display()))?;
    Ok(to)
}

/// How often the site was asked for a file.
fn asked(site: &Site, name: &str) -> usize {
    site.requests().iter().filter(|request| request.path() == format!("/{name}")).count()
}

#[test]
fn the_decoders_are_asked_for_once_and_only_by_a_film_that_needs_them() -> Result<()> {
    let scratch = tempfile::tempdir()?;
    let published = Published::copy_without_service_worker()?;
    let (site, browser) = (Site::serve(published.folder()), Browser::start(Gpu::Off)?);
    let page = open_on_cpu(&browser, &site)?;
    let sample = films::samples(published.folder())?.remove(0);
    let plain = small(scratch.path(), "j2k_u16.dcm", "plain-jpeg2000.dcm")?;
    page.drop_files(&[sample.clone(), plain.clone()])?;
    assert_eq!(page.wait_final(&sample, FILM_ON_CPU)?.state, "done");
    assert_eq!(page.wait_final(&plain, FILM_ON_CPU)?.state, "rejected");
    let codecs = |site: &Site| site.requests().iter().filter(|r| r.path().contains("codecs")).count();
    assert_eq!(codecs(&site), 0, "{:?}", site.requests());

    for (film, name) in
        [("jxl_u12.dcm", "first.dcm"), ("htj2k_u16.dcm", "second.dcm"), ("jxl_lossy_u8.dcm", "third.dcm")]
    {
        let film = small(scratch.path(), film, name)?;
        page.drop_files(std::slice::from_ref(&film))?;
        let row = page.wait_final(&film, FILM_ON_CPU)?;
        // Its pixels were reached: their size is all that is wrong with it.
        assert_eq!(
            (row.state.as_str(), row.reason.as_deref()),
            ("rejected", Some("BAD_DIMENSIONS")),
            "{row:?}"
        );
    }
    assert_eq!((asked(&site, MODULE), codecs(&site)), (1, 2), "the module and its description");
    Ok(())
}

#[test]
fn without_its_decoder_a_film_fails_by_name_and_the_others_are_answered() -> Result<()> {
    let scratch = tempfile::tempdir()?;
    let published = Published::copy_without_service_worker()?;
    let (site, browser) = (Site::serve(published.folder()), Browser::start(Gpu::Off)?);
    let page = open_on_cpu(&browser, &site)?;
    let length = fs::metadata(published.folder().join(MODULE))?.len() as usize;
    for (name, fault, told) in [
        ("missing.dcm", Fault::Missing, "404"),
        ("flipped.dcm", Fault::FlippedByte(length / 2), "SHA-256"),
        ("short.dcm", Fault::ShortFile(length - 1), "bytes"),
        ("broken.dcm", Fault::BrokenConnection(length / 2), "broke off"),
    ] {
        site.damage(&format!("/{MODULE}"), fault);
        let film = small(scratch.path(), "jxl_u12.dcm", name)?;
        let other = scratch.path().join(format!("after-{name}"));
        fs::copy(films::samples(published.folder())?.remove(0), &other)?;
        page.drop_files(&[film.clone(), other.clone()])?;
        let row = page.wait_final(&film, FILM_ON_CPU)?;
        assert_eq!((row.state.as_str(), row.reason.as_deref()), ("failed", Some("FAILED")), "{row:?}");
        assert_eq!((row.logit, row.probability), (None, None));
        let said = page.answer(&row)?;
        for word in ["JPEG XL", MODULE, told, "Check the connection", "add the film again"] {
            assert!(said.contains(word), "{fault:?}: no `{word}` in {said}");
        }
        assert_eq!(page.wait_final(&other, FILM_ON_CPU)?.state, "done", "{fault:?}");
        page.screenshot(&format!("codecs-{name}"))?;
    }
    // The same engine asks again, and goes on where it could not.
    site.repair();
    let film = small(scratch.path(), "jxl_u12.dcm", "repaired.dcm")?;
    page.drop_files(std::slice::from_ref(&film))?;
    assert_eq!(page.wait_final(&film, FILM_ON_CPU)?.reason.as_deref(), Some("BAD_DIMENSIONS"));
    Ok(())
}

/// The least module with the functions that the engine calls; `decode` is the body of the second.
fn module(decode: &[u8]) -> Vec<u8> {
    let mut module = b"\0asm\x01\0\0\0".to_vec();
    let mut section = |number: u8, content: &[u8]| {
        module.extend([number, content.len() as u8]);
        module.extend(content);
    };
    // One number to one number; seven to one. One function of each, and a page of memory.
    section(1, b"\x02\x60\x01\x7f\x01\x7f\x60\x07\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x01\x7f");
    section(3, b"\x02\x00\x01");
    section(5, b"\x01\x00\x01");
    section(7, b"\x03\x06memory\x02\x00\x0ccodecs_alloc\x00\x00\x0dcodecs_decode\x00\x01");
    // `i32.const 16`: streams are put there.
    let alloc = b"\x02\x04\x00\x41\x10\x0b";
    section(10, &[&alloc[..], &[decode.len() as u8 + 2, 0], decode, &[0x0b]].concat());
    module
}

#[test]
fn a_decoder_that_breaks_off_costs_its_own_film() -> Result<()> {
    let scratch = tempfile::tempdir()?;
    let browser = Browser::start(Gpu::Off)?;
    for (name, decode, told) in [
        // `unreachable`, as a panic ends.
        ("trap", &[0x00][..], "broke off"),
        // `i32.const -4`: an answer beyond the memory.
        ("nonsense", &[0x41, 0x7c], "no answer"),
    ] {
        let published = Published::copy_without_service_worker()?;
        let bytes = module(decode);
        let about =
            json!({ "file": MODULE, "bytes": bytes.len(), "sha256": hex::encode(Sha256::digest(&bytes)) });
        fs::write(published.folder().join(MODULE), bytes)?;
        fs::write(published.folder().join("codecs.json"), about.to_string())?;
        let site = Site::serve(published.folder());
        let page = open_on_cpu(&browser, &site)?;
        let engine = browser.devtools().workers();
        // Twice: the second film meets an instance of its own.
        for turn in 1..=2 {
            let film = small(scratch.path(), "jxl_u12.dcm", &format!("{name}-{turn}.dcm"))?;
            page.drop_files(std::slice::from_ref(&film))?;
            let row = page.wait_final(&film, FILM_ON_CPU)?;
            assert_eq!((row.state.as_str(), row.reason.as_deref()), ("rejected", Some("CORRUPT")), "{row:?}");
            page.answer(&row)?;
            // The reader's own sentence is folded away.
            let said = page.run("return document.querySelector('#answer details').textContent;", &[])?;
            let said = said.as_str().unwrap_or_default();
            assert!(said.contains("JPEG XL") && said.contains(told), "{said}");
        }
        let sample = films::samples(published.folder())?.remove(0);
        page.drop_files(std::slice::from_ref(&sample))?;
        assert_eq!(page.wait_final(&sample, FILM_ON_CPU)?.state, "done");
        assert_eq!(browser.devtools().workers(), engine, "the engine is the one that it was");
        assert_eq!(asked(&site, MODULE), 1);
    }
    Ok(())
}
