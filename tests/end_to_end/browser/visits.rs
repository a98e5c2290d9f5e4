//! What lies between one start of the engine and the next: a trap, or another visit.

use anyhow::{Context, Result};
use tests::browser::{Browser, Gpu};
use tests::page::wait;
use tests::site::Site;
use tests::{films, place};

use super::{ENGINE_ON_CPU, FILM_ON_CPU, open_on_cpu};

#[test]
fn an_engine_that_dies_is_replaced_and_answers_again() -> Result<()> {
    let folder = place::site();
    let sample = films::samples(&folder)?.remove(0);
    let (site, browser) = (Site::serve(&folder), Browser::start(Gpu::Off)?);
    let page = open_on_cpu(&browser, &site)?;
    let first = browser.devtools().workers().pop().context("the page has no worker")?;
    // Not within the call: an exception there is the call's answer, not the worker's end.
    let trap = "setTimeout(() => { throw new Error('a trap'); }, 0)";
    browser.devtools().evaluate_in_worker(&first, trap)?;
    wait(
        "the engine to start anew",
        ENGINE_ON_CPU,
        || Ok((page.engine()?.state == "loading").then_some(())),
    )?;
    page.wait_engine_ready(ENGINE_ON_CPU)?;
    page.drop_files(std::slice::from_ref(&sample))?;
    assert_eq!(page.wait_final(&sample, FILM_ON_CPU)?.state, "done");
    Ok(())
}

/// What was verified once is kept, so an interrupted download goes on where it stopped and a second visit is quick.
#[test]
fn a_second_visit_fetches_no_weights() -> Result<()> {
    let folder = place::site();
    let (site, browser) = (Site::serve(&folder), Browser::start(Gpu::Off)?);
    open_on_cpu(&browser, &site)?;
    let weights = |from: usize| {
        site.requests()[from..].iter().filter(|request| request.path().contains("/weights-")).count()
    };
    assert!(weights(0) > 0, "the first visit fetches the weights");
    let before = site.requests().len();
    open_on_cpu(&browser, &site)?;
    assert!(site.requests().len() > before, "the second visit asks for something");
    assert_eq!(weights(before), 0, "the second visit has the weights already");
    Ok(())
}

#[test]
fn an_answer_comes_with_its_film_and_a_heatmap_over_it() -> Result<()> {
    let folder = place::site();
    // The phantom whose disease is plain: a map of nothing would be empty by right.
    let samples = films::samples(&folder)?;
    let sample = samples.iter().find(|f| f.to_string_lossy().contains("several-findings"));
    let sample = sample.context("the site lacks the sample with several findings")?;
    let (site, browser) = (Site::serve(&folder), Browser::start(Gpu::Off)?);
    let page = open_on_cpu(&browser, &site)?;
    page.drop_files(std::slice::from_ref(sample))?;
    let row = page.wait_final(sample, FILM_ON_CPU)?;
    assert_eq!(row.state, "done", "{row:?}");
    page.answer(&row)?;
    // Whether any pixel of a canvas is opaque and gray, and whether any is coloured.
    let look = "const found = { gray: false, coloured: false };
        for (const canvas of document.querySelectorAll('canvas')) {
            if (!canvas.width || !canvas.height) continue;
            const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            const film = canvas.classList.contains('pixels');
            for (let i = 0; i < data.length; i += 4) {
                const [r, g, b, a] = data.subarray(i, i + 4);
                if (film && a === 255 && r === g && g === b && r > 0) found.gray = true;
                if (canvas.classList.contains('heatmap') && a > 0 && (r !== g || g !== b)) found.coloured = true;
            }
        }
        return found.gray && found.coloured;";
    wait("film and heatmap to be drawn", FILM_ON_CPU, || Ok((page.run(look, &[])? == true).then_some(())))?;
    page.screenshot("heatmap")
}
