//! Taking films in, and the list of them: folders, zips, pictures, order, search, mask, stop, and a thousand films.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use serde_json::json;
use tests::browser::{Browser, Gpu};
use tests::page::{Page, wait};
use tests::site::Site;
use tests::zip::Zip;
use tests::{films, place};

mod thousand;

use super::{FILM_ON_CPU, open_on_cpu};

const SOON: Duration = Duration::from_secs(20);

/// A folder as a medium holds it: films in folders and in a zip, an index, what systems leave, a letter.
fn medium(folder: &Path, film: &[u8]) -> Result<()> {
    let study = folder.join("stick").join("study");
    fs::create_dir_all(study.join("__MACOSX"))?;
    fs::write(folder.join("stick").join("DICOMDIR"), "index")?;
    fs::write(folder.join("stick").join(".DS_Store"), "")?;
    fs::write(study.join("__MACOSX").join("a.dcm"), "fork")?;
    fs::write(study.join("I0001"), film)?;
    let zip = Zip::default()
        .deflated("inner/deep/film.dcm", film)
        .file("inner/DICOMDIR", b"index")
        .file("inner/nested.zip", &Zip::default().file("a", b"a").bytes())
        .damaged("inner/wrong.dcm", film)
        .encrypted("inner/secret.dcm", film)
        .bomb("inner/bomb.dcm", film);
    fs::write(study.join("more.zip"), zip.bytes())?;
    fs::write(study.join("letter.txt"), "not a film")?;
    Ok(())
}

/// Rows as `(file, state, reason)`, in the order of the document.
fn rows(page: &Page<'_>) -> Result<Vec<(String, String, String)>> {
    let rows = page.rows()?;
    Ok(rows.into_iter().map(|row| (row.file, row.state, row.reason.unwrap_or_default())).collect())
}

/// Files of the rows that are shown, in order.
fn shown(page: &Page<'_>) -> Result<Vec<String>> {
    let script =
        "return [...document.querySelectorAll('tr[data-file]:not([hidden])')].map(row => row.dataset.file);";
    let shown = page.run(script, &[])?;
    Ok(serde_json::from_value(shown)?)
}

fn wait_all_final(page: &Page<'_>, films: usize, patience: Duration) -> Result<()> {
    let script = "const rows = [...document.querySelectorAll('tr[data-file]')];
        return [rows.length, rows.filter(row => !['queued', 'running'].includes(row.dataset.state)).length];";
    wait(&format!("{films} final rows"), patience, || {
        Ok((page.run(script, &[])? == json!([films, films])).then_some(()))
    })
}

/// Lets files and folders go over the page.
fn drop_on(browser: &Browser, paths: &[&Path]) -> Result<()> {
    let files: Vec<_> = paths.iter().map(|path| path.to_string_lossy().into_owned()).collect();
    for what in ["dragEnter", "dragOver", "drop"] {
        let data = json!({ "items": [], "files": files, "dragOperationsMask": 1 });
        let parameters = json!({ "type": what, "x": 300, "y": 300, "data": data });
        browser.devtools().in_page("Input.dispatchDragEvent", parameters)?;
    }
    Ok(())
}

/// Chooses a folder with the folder button's input.
fn choose_folder(browser: &Browser, folder: &Path) -> Result<()> {
    let find = json!({ "expression": "document.querySelector('input[type=file]:not([multiple])')" });
    let found = browser.devtools().in_page("Runtime.evaluate", find)?;
    let parameters = json!({ "files": [folder.to_string_lossy()], "objectId": found["result"]["objectId"] });
    browser.devtools().in_page("DOM.setFileInputFiles", parameters).map(drop)
}

#[test]
fn folders_zips_and_pictures_come_in_and_the_list_is_put_in_order() -> Result<()> {
    let site_folder = place::site();
    let samples = films::samples(&site_folder)?;
    let film = fs::read(&samples[0])?;
    let place = tempfile::tempdir()?;
    medium(place.path(), &film)?;
    let (site, browser) = (Site::serve(&site_folder), Browser::start(Gpu::Off)?);
    let page = open_on_cpu(&browser, &site)?;

    drop_on(&browser, &[&place.path().join("stick")])?;
    wait_all_final(&page, 7, FILM_ON_CPU)?;
    let expected = [
        ("stick/study/I0001", "done", ""),
        ("stick/study/letter.txt", "rejected", "NOT_DICOM"),
        ("stick/study/more.zip/inner/bomb.dcm", "rejected", "TOO_LARGE"),
        ("stick/study/more.zip/inner/deep/film.dcm", "done", ""),
        ("stick/study/more.zip/inner/nested.zip", "rejected", "UNREADABLE"),
        ("stick/study/more.zip/inner/secret.dcm", "rejected", "UNREADABLE"),
        ("stick/study/more.zip/inner/wrong.dcm", "rejected", "CORRUPT"),
    ];
    let mut seen = rows(&page)?;
    seen.sort();
    assert_eq!(seen, expected.map(|(file, state, reason)| (file.into(), state.into(), reason.into())));
    let text = page.text()?;
    assert!(text.contains("2 DICOMDIR files skipped"), "{text}");
    // One film, packed or not, has one answer.
    let logits: Vec<_> = page.rows()?.into_iter().filter_map(|row| row.logit).collect();
    assert!(logits.len() == 2 && logits[0] == logits[1], "{logits:?}");
    page.screenshot("worklist-folder")?;

    order_and_search(&page)?;
    mask(&page)?;
    cleared(&page)?;

    choose_folder(&browser, &place.path().join("stick"))?;
    wait_all_final(&page, 7, FILM_ON_CPU)?;
    let mut again: Vec<_> = page.rows()?.into_iter().map(|row| row.file).collect();
    again.sort();
    assert_eq!(again, expected.map(|(file, ..)| file.to_owned()));
    cleared(&page)?;
    pictures(&page, place.path())
}

/// Filters, search, sorting and grouping, by keys where there are keys.
fn order_and_search(page: &Page<'_>) -> Result<()> {
    page.click("[data-filter=rejected]")?;
    wait("the filter", SOON, || Ok((shown(page)?.len() == 5).then_some(())))?;
    // Rows that are filtered away stay in the document.
    assert_eq!(page.rows()?.len(), 7);
    page.run("document.activeElement.blur();", &[])?;
    page.press("/")?;
    for key in ["s", "e", "c", "r", "e", "t"] {
        page.press(key)?;
    }
    wait("the search", SOON, || {
        Ok((shown(page)? == ["stick/study/more.zip/inner/secret.dcm"]).then_some(()))
    })?;
    let clear = "const input = document.querySelector('[type=search]');
        input.value = ''; input.dispatchEvent(new Event('input', { bubbles: true }));";
    page.run(clear, &[])?;
    page.click("[data-filter=all]")?;
    wait("all rows", SOON, || Ok((shown(page)?.len() == 7).then_some(())))?;
    // The films of one study stand under its heading, the others after them.
    let studies = "return document.querySelectorAll('tr.study').length;";
    assert_eq!(page.run(studies, &[])?, 2);
    assert_eq!(shown(page)?[..2], ["stick/study/I0001", "stick/study/more.zip/inner/deep/film.dcm"]);

    page.run("document.querySelector('.worklist table').focus();", &[])?;
    page.press("g")?;
    wait("no headings", SOON, || Ok((page.run(studies, &[])? == 0).then_some(())))?;
    page.click("[data-sort=film]")?;
    page.click("[data-sort=film]")?;
    wait("film names downwards", SOON, || Ok(shown(page)?[0].ends_with("wrong.dcm").then_some(())))?;
    let sorted = "return document.querySelector('th.c-film').ariaSort
        ?? document.querySelector('th.c-film').getAttribute('aria-sort');";
    assert_eq!(page.run(sorted, &[])?, "descending");
    let selected = "return document.querySelector('tr[aria-selected=true]')?.dataset.file;";
    page.run("document.querySelector('.worklist table').focus();", &[])?;
    page.press("Home")?;
    page.press("ArrowDown")?;
    wait("the second row in the order shown", SOON, || {
        let second = shown(page)?[1].clone();
        Ok((page.run(selected, &[])? == json!(second)).then_some(()))
    })?;
    page.click("[data-sort=film]")?;
    page.screenshot("worklist-order")
}

/// One key hides whose films they are, wherever that is said.
fn mask(page: &Page<'_>) -> Result<()> {
    let film = "[...document.querySelectorAll('tr[data-state=done]')][0]";
    page.run(&format!("{film}.click();"), &[])?;
    let who = "return [...document.querySelectorAll('#patient dd')].slice(0, 2).map(dd => dd.innerText);";
    let who: Vec<String> = serde_json::from_value(page.run(who, &[])?)?;
    assert!(who.iter().all(|text| text.len() > 3), "{who:?}");
    page.press("m")?;
    wait("a masked page", SOON, || {
        let text = page.text()?;
        Ok((!text.contains("I0001") && who.iter().all(|part| !text.contains(part))).then_some(()))
    })?;
    page.screenshot("worklist-masked")?;
    page.press("m")?;
    wait("the names again", SOON, || Ok(page.text()?.contains("I0001").then_some(())))
}

fn cleared(page: &Page<'_>) -> Result<()> {
    page.click("[data-queue=clear]")?;
    page.click("[data-queue=clear]")?;
    wait("an empty list", SOON, || Ok(page.rows()?.is_empty().then_some(())))
}

/// A PNG and a JPEG whose acquisition nobody knows.
fn pictures(page: &Page<'_>, folder: &Path) -> Result<()> {
    let picture = folder.join("teaching.png");
    fs::write(&picture, tests::picture::gray_png(300, 260))?;
    // A picture that does not say so in its name.
    let disguised = folder.join("teaching.dcm");
    fs::copy(&picture, &disguised)?;
    page.drop_files(&[picture.clone(), disguised.clone()])?;
    let asked = "return document.getElementById('picture-question')?.innerText ?? '';";
    wait("the question", FILM_ON_CPU, || {
        Ok(page.run(asked, &[])?.as_str().is_some_and(|text| text.starts_with("2 films")).then_some(()))
    })?;
    assert!(page.rows()?.iter().all(|row| row.state == "queued"), "{:?}", page.rows()?);
    page.click("[data-assume=frontal]")?;
    wait_all_final(page, 2, FILM_ON_CPU)?;
    for row in page.rows()? {
        assert!(row.state == "done" && row.logit.is_some(), "{row:?}");
        assert!(row.text.contains("Picture file"), "{row:?}");
        let answer = page.answer(&row)?;
        assert!(answer.contains("nothing is known"), "{answer}");
    }
    let check = page.run("return document.querySelector('tr[data-check=file]')?.innerText ?? '';", &[])?;
    assert!(check.as_str().is_some_and(|text| text.contains("PNG")), "{check}");
    page.screenshot("worklist-picture")?;
    page.drop_files(std::slice::from_ref(&picture))?;
    wait("the question again", SOON, || Ok((page.run(asked, &[])? != "").then_some(())))?;
    page.click("[data-assume=nothing]")?;
    wait_all_final(page, 3, FILM_ON_CPU)?;
    let refused: Vec<_> = rows(page)?.into_iter().filter(|row| row.1 == "rejected").collect();
    assert_eq!(refused, [("teaching.png".into(), "rejected".into(), "NOT_DICOM".into())]);
    Ok(())
}

#[test]
fn the_queue_is_held_and_given_up() -> Result<()> {
    let folder = place::site();
    let sample = films::samples(&folder)?.remove(0);
    let copies = tempfile::tempdir()?;
    // A film takes a tenth of a second and more, a click on the page as long.
    const FILMS: usize = 80;
    let films: Vec<PathBuf> = (0..FILMS).map(|n| copies.path().join(format!("film-{n}.dcm"))).collect();
    films.iter().try_for_each(|film| fs::copy(&sample, film).map(drop))?;
    let (site, browser) = (Site::serve(&folder), Browser::start(Gpu::Off)?);
    let page = open_on_cpu(&browser, &site)?;
    page.drop_files(&films)?;
    page.click("[data-queue=stop]")?;
    wait_all_final(&page, FILMS, FILM_ON_CPU)?;
    let states =
        |state: &str| -> Result<usize> { Ok(page.rows()?.iter().filter(|row| row.state == state).count()) };
    let skipped = states("skipped")?;
    assert!(skipped >= FILMS / 2 && skipped + states("done")? == FILMS, "{:?}", page.rows()?);
    page.click("[data-queue=rest]")?;
    page.click("[data-queue=pause]")?;
    wait("the films in hand", FILM_ON_CPU, || Ok((states("running")? == 0).then_some(())))?;
    let done = states("done")?;
    assert!(done < FILMS, "{:?}", page.rows()?);
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(states("done")?, done, "a film was read during the pause");
    page.click("[data-queue=pause]")?;
    wait_all_final(&page, FILMS, 4 * FILM_ON_CPU)?;
    assert_eq!(states("done")?, FILMS);
    Ok(())
}
