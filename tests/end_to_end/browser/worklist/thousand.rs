//! A thousand films through the tab: every row ends in its state, memory comes back, and the page answers its reader.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tests::browser::{Browser, Gpu};
use tests::page::{Page, wait};
use tests::site::Site;
use tests::zip::Zip;
use tests::{films, place};

use super::{FILM_ON_CPU, drop_on, open_on_cpu};

/// What the page's thread did while it was watched.
fn watch(page: &Page<'_>) -> Result<()> {
    let script = "window.inputs = []; window.tasks = [];
        new PerformanceObserver(list => list.getEntries().forEach(e => window.inputs.push(e.processingEnd - e.startTime)))
            .observe({ type: 'event', durationThreshold: 16 });
        new PerformanceObserver(list => list.getEntries().forEach(e => window.tasks.push(e.duration)))
            .observe({ type: 'longtask' });
        window.keys = [];
        addEventListener('keydown', event => window.keys.push(performance.now() - event.timeStamp), true);";
    page.run(script, &[]).map(drop)
}

/// A thousand films, bad ones among them: `LOBAR_FILMS` sets another number. With the package that the trainer makes in
/// some seconds, or by hand with the bundled one (`LOBAR_BUNDLED`).
#[test]
fn a_thousand_films_go_through() -> Result<()> {
    let number: usize = std::env::var("LOBAR_FILMS").ok().map_or(Ok(1_000), |n| n.parse())?;
    let folder = place::site();
    let bundled = std::env::var_os("LOBAR_BUNDLED").is_some();
    let site = if bundled {
        Site::serve(&folder)
    } else {
        Site::serve_with_model(&folder, &tests::trainer::small_package()?)
    };
    let place = tempfile::tempdir()?;
    let expected = thousand(&place.path().join("films"), number, &films::samples(&folder)?)?;
    let browser = Browser::start(Gpu::Off)?;
    let page = open_on_cpu(&browser, &site)?;
    let before = browser.memory()?;
    watch(&page)?;

    drop_on(&browser, &[&place.path().join("films")])?;
    page.run("document.querySelector('.worklist table').focus();", &[])?;
    let counts = "const rows = [...document.querySelectorAll('tr[data-file]')];
        return [rows.length, rows.filter(row => !['queued', 'running'].includes(row.dataset.state)).length];";
    let patience = FILM_ON_CPU + Duration::from_secs(if bundled { 6 } else { 1 }) * number as u32;
    let (mut turn, mut peak) = (0_usize, before);
    wait(&format!("{number} films"), patience, || {
        // A reader who looks around meanwhile.
        let keys = ["ArrowDown", "PageDown", "ArrowUp", "End", "Home"];
        page.press(keys[turn % keys.len()])?;
        if turn % 50 == 25 {
            page.click("[data-sort=score]")?;
        }
        if turn % 25 == 0 {
            peak = peak.max(browser.memory()?);
        }
        turn += 1;
        Ok((page.run(counts, &[])? == json!([number, number])).then_some(()))
    })?;
    let after = browser.settled_memory()?;

    let mut wrong = Vec::new();
    for row in page.rows()? {
        let name = row.file.rsplit('/').next().unwrap_or_default();
        let kind = name.split_once('-').map_or("", |(kind, _)| kind);
        let should = expected.iter().find(|(k, _)| *k == kind).map_or("", |(_, state)| *state);
        // What a corpus film comes to is tested elsewhere; here it must come to an end.
        if row.state != should && should != "final" {
            wrong.push(row);
        }
    }
    assert!(wrong.is_empty(), "{} rows in a wrong state, such as {:?}", wrong.len(), wrong.first());

    let numbers = |name: &str| -> Result<Vec<f64>> {
        let mut list: Vec<f64> =
            serde_json::from_value::<Vec<f64>>(page.run(&format!("return window.{name};"), &[])?)?;
        list.sort_by(f64::total_cmp);
        Ok(list)
    };
    let (keys, inputs, tasks) = (numbers("keys")?, numbers("inputs")?, numbers("tasks")?);
    let most = |list: &[f64]| list.last().copied().unwrap_or(0.0);
    println!(
        "{number} films: {} keys, waited at most {:.0} ms, handled after at most {:.0} ms; {} tasks over 50 ms, the \
         longest {:.0} ms; memory {} MB before, {} at most, {} after",
        keys.len(),
        most(&keys),
        most(&inputs),
        tasks.len(),
        most(&tasks),
        before,
        peak,
        after
    );
    page.screenshot("worklist-thousand")?;
    ensure!(keys.len() > 20, "only {} keys were pressed", keys.len());
    // A busy machine holds up a good page now and then: one key in a hundred may wait.
    let late = inputs.iter().chain(&keys).filter(|wait| **wait > 100.0).count();
    assert!(
        late * 100 <= keys.len(),
        "{late} of {} keys waited more than 100 ms: {inputs:?} {keys:?}",
        keys.len()
    );
    assert!(after <= before + 300, "memory rose from {before} to {after} MB");
    Ok(())
}

/// Makes the films; gives the first words of their names with the states they must come to.
fn thousand(folder: &Path, number: usize, samples: &[PathBuf]) -> Result<Vec<(&'static str, &'static str)>> {
    let phantoms = samples.iter().map(fs::read).collect::<Result<Vec<_>, _>>()?;
    let mut corpus = Vec::new();
    let shared = place::test_data().join("dicom-corpus").join("clinical");
    for entry in fs::read_dir(&shared).into_iter().flatten().flatten() {
        // Small ones: a hundred copies of the largest are a gigabyte.
        if entry.metadata().is_ok_and(|m| m.is_file() && m.len() < 2 << 20) {
            corpus.push(entry.path());
        }
    }
    corpus.sort();
    if corpus.is_empty() {
        println!("SKIPPED: no corpus files in {}; phantoms alone", shared.display());
    }
    let mut zip = Zip::default();
    for n in 0..number {
        let film = &phantoms[n % phantoms.len()];
        let (kind, bytes): (&str, Vec<u8>) = match n % 20 {
            3 => ("letter", b"not a film".to_vec()),
            9 => ("stump", film[..film.len() / 3].to_vec()),
            11 => ("empty", Vec::new()),
            15 | 17 if !corpus.is_empty() => ("corpus", fs::read(&corpus[(n / 20) % corpus.len()])?),
            _ => ("film", film.clone()),
        };
        let name = format!("{kind}-{n:04}");
        // A tenth comes in one zip, the rest in folders of a hundred.
        if n % 10 == 7 {
            zip = zip.file(&format!("packed/{name}"), &bytes);
        } else {
            let study = folder.join(format!("study-{:02}", n / 100));
            fs::create_dir_all(&study)?;
            fs::write(study.join(name), bytes)?;
        }
    }
    fs::write(folder.join("packed.zip"), zip.bytes()).context("a zip")?;
    Ok(vec![
        ("film", "done"),
        ("letter", "rejected"),
        ("stump", "rejected"),
        ("empty", "rejected"),
        ("corpus", "final"),
    ])
}
