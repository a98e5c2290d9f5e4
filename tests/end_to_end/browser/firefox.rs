//! The built site in another browser: Firefox, where there is one.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::json;
use tests::firefox::Firefox;
use tests::page::wait;
use tests::site::Site;
use tests::{films, place, trainer};

use super::{ENGINE_ON_CPU, FILM_ON_CPU, assert_same_logit};

#[test]
fn a_sample_film_is_answered() -> Result<()> {
    let Some(mut firefox) = Firefox::start()? else { return Ok(()) };
    let folder = place::site();
    let site = Site::serve(&folder);
    firefox.open(&format!("{}/?device=cpu&lang=en", site.origin()))?;
    let engine = wait("the engine", ENGINE_ON_CPU, || {
        let state = firefox.run("() => `${document.body.dataset.engine} ${document.body.dataset.device}`")?;
        Ok(Some(state).filter(|state| !state.as_str().unwrap_or_default().starts_with("loading")))
    })?;
    assert_eq!(engine, "ready cpu", "{}", firefox.run("() => document.body.innerText")?);

    wait("the button", Duration::from_secs(10), || {
        let pressed = "() => {
            const found = document.querySelector('[data-samples]');
            found?.click();
            return !!found;
        }";
        Ok((firefox.run(pressed)? == json!(true)).then_some(()))
    })?;
    let sample = films::samples(&folder)?.remove(0);
    let name = sample.file_name().context("a film without a name")?.to_string_lossy().into_owned();
    let logit = wait("an answer", FILM_ON_CPU, || {
        let row = format!(
            "() => {{
                const row = [...document.querySelectorAll('tr[data-file]')].find((r) => r.dataset.file.endsWith({name:?}));
                return row?.dataset.state === 'done' ? row.dataset.logit : null;
            }}"
        );
        Ok(firefox.run(&row)?.as_str().and_then(|logit| logit.parse::<f64>().ok()))
    })?;
    assert_same_logit(&name, Some(logit), trainer::logit(&sample)?, 1e-4);

    // It is looked at, with its heatmap, and said in the same words.
    let text = "() => document.getElementById('answer').innerText";
    let answer = wait("the answer box", FILM_ON_CPU, || {
        Ok(firefox.run(text)?.as_str().filter(|text| text.contains("threshold")).map(str::to_owned))
    })?;
    assert!(answer.contains("Demonstration score") && answer.contains("Research use only"), "{answer}");
    let painted = "() => {
        const canvas = document.querySelector('.pane .pixels');
        const [x, y] = [canvas.width / 2, canvas.height / 2];
        return canvas.getContext('2d').getImageData(x, y, 1, 1).data[3];
    }";
    wait("the film to be painted", FILM_ON_CPU, || Ok((firefox.run(painted)? == 255).then_some(())))?;
    firefox.screenshot("firefox")
}
