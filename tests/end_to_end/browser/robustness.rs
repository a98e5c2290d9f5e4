//! The page stays usable, whatever is dropped and however long the engine takes.

use std::fs;
use std::time::Duration;

use anyhow::Result;
use tests::browser::{Browser, Gpu};
use tests::site::Site;
use tests::{films, place};

use super::{FILM_ON_CPU, open_on_cpu};

/// The longest time that the page's own thread may be away.
const LONGEST_GAP: Duration = Duration::from_millis(250);

#[test]
fn bad_files_mark_their_own_rows_only() -> Result<()> {
    let folder = place::site();
    let sample = films::samples(&folder)?.remove(0);
    let bad = tempfile::tempdir()?;
    let bytes = fs::read(&sample)?;
    let letter = bad.path().join("letter.txt");
    let stump = bad.path().join("stump.dcm");
    let empty = bad.path().join("empty.dcm");
    // A name that would be markup if the page put it in as such.
    let markup = bad.path().join("<img src=x onerror=this.alt=1>.dcm");
    fs::write(&letter, "not a film")?;
    fs::write(&stump, &bytes[..bytes.len() / 3])?;
    fs::write(&empty, "")?;
    fs::write(&markup, "DICM")?;

    let (site, browser) = (Site::serve(&folder), Browser::start(Gpu::Off)?);
    let page = open_on_cpu(&browser, &site)?;
    page.drop_files(&[letter.clone(), stump.clone(), sample.clone(), empty.clone(), markup.clone()])?;
    for file in [&letter, &stump, &empty, &markup] {
        let row = page.wait_final(file, FILM_ON_CPU)?;
        assert!(row.state == "rejected" || row.state == "failed", "{row:?}");
        assert!(row.reason.is_some(), "{row:?}");
        assert_eq!((row.logit, row.probability), (None, None), "{row:?}");
    }
    assert_eq!(page.wait_final(&sample, FILM_ON_CPU)?.state, "done");
    assert_eq!(page.engine()?.state, "ready");
    assert_eq!(page.run("return document.querySelectorAll('img[src=x]').length;", &[])?, 0);
    page.screenshot("bad-files")
}

/// A page that computes on its own thread is away for seconds with every film; a busy machine holds up a good page
/// now and then. So one film of three without a gap is proof enough.
#[test]
fn the_page_answers_while_the_engine_computes() -> Result<()> {
    let folder = place::site();
    let sample = films::samples(&folder)?.remove(0);
    let copies = tempfile::tempdir()?;
    let (site, browser) = (Site::serve(&folder), Browser::start(Gpu::Off)?);
    let page = open_on_cpu(&browser, &site)?;
    let mut gaps = Vec::new();
    for number in 1..=3 {
        let film = copies.path().join(format!("film-{number}.dcm"));
        fs::copy(&sample, &film)?;
        page.watch_gaps()?;
        page.drop_files(std::slice::from_ref(&film))?;
        let row = page.wait_final(&film, FILM_ON_CPU)?;
        assert_eq!(row.state, "done", "{row:?}");
        gaps.push(page.longest_gap()?);
        if gaps.last() < Some(&LONGEST_GAP) {
            break;
        }
    }
    println!("longest gaps: {gaps:?}");
    assert!(gaps.iter().any(|gap| *gap < LONGEST_GAP), "the page was away with every film: {gaps:?}");
    Ok(())
}
