//! Every path that is shipped comes to Burn's own answer in f32, on many films.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use tests::browser::{Browser, Gpu};
use tests::published::Published;
use tests::site::Site;
use tests::{package, place, trainer};

use super::{ENGINE_ON_WEBGPU, FILM_ON_CPU, FILM_ON_WEBGPU, open_on_cpu};

/// How far a logit may be from the reference's, as a part of the larger of 1 and the logit: as for the self-test.
const PART: f64 = 1e-3;

/// Drawn films of 320 pixels a side: `LOBAR_FILMS` sets how many.
fn drawn(place: &Path) -> Result<Vec<PathBuf>> {
    let count = std::env::var("LOBAR_FILMS").unwrap_or_else(|_| "8".to_owned());
    let out = place.join("phantoms");
    let words = ["phantom", "--count", &count, "--seed", "20261125", "--size", "320", "--out"];
    let output = trainer::run(words.map(Path::new).into_iter().chain([out.as_path()]))?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut films: Vec<PathBuf> = package::files(&out.join("dicom"))?;
    films.retain(|film| film.extension().is_some_and(|e| e == "dcm"));
    ensure!(!films.is_empty(), "no phantoms were drawn");
    Ok(films)
}

/// Logits on a device of the trainer's.
fn logits(device: &str, films: &[PathBuf]) -> Result<Vec<f64>> {
    let rows = trainer::predict_by(&place::root().join("assets").join("model"), device, films)?;
    rows.iter().map(trainer::logit_of).collect()
}

/// Logits in a tab.
fn in_the_tab(site: &Site, gpu: Gpu, films: &[PathBuf]) -> Result<Vec<f64>> {
    let browser = Browser::start(gpu)?;
    let (page, patience) = if gpu == Gpu::Off {
        (open_on_cpu(&browser, site)?, FILM_ON_CPU)
    } else {
        let page = browser.open(site, "?device=webgpu")?;
        page.wait_engine_ready(ENGINE_ON_WEBGPU)?;
        (page, FILM_ON_WEBGPU)
    };
    page.drop_files(films)?;
    films
        .iter()
        .map(|film| {
            let row = page.wait_final(film, patience)?;
            row.logit.with_context(|| format!("no logit: {row:?}"))
        })
        .collect()
}

/// Holds a path against the reference and says how far it is at most.
fn hold(path: &str, found: &[f64], reference: &[f64]) {
    assert!(!found.is_empty() && found.len() <= reference.len(), "{path}: {} logits", found.len());
    let apart = found.iter().zip(reference).map(|(a, b)| (a - b).abs() / b.abs().max(1.0));
    let largest = apart.fold(0.0, |a: f64, b| if b > a || b.is_nan() { b } else { a });
    println!("{path}: {largest:.1e} x max(1, |logit|) at most, {} films", found.len());
    assert!(largest <= PART, "{path} is {largest:.1e} from the reference");
}

#[test]
fn every_path_comes_to_the_references_logits() -> Result<()> {
    let place = tempfile::tempdir()?;
    let films = drawn(place.path())?;
    let reference = logits("reference", &films)?;
    let spread = reference.iter().fold([f64::MAX, f64::MIN], |[low, high], &x| [low.min(x), high.max(x)]);
    assert!(spread[1] - spread[0] > 1.0, "films so alike tell nothing: {spread:?}");
    hold("native, kernels", &logits("cpu", &films)?, &reference);

    let published = Published::copy()?;
    let site = Site::serve(published.folder());
    hold("tab, relaxed SIMD", &in_the_tab(&site, Gpu::Off, &films)?, &reference);
    // The other module under the name of the first, as in a browser that has no relaxed SIMD.
    let module = |name: &str| published.folder().join(name);
    fs::copy(module("kernels-simd.wasm"), module("kernels-relaxed.wasm"))?;
    let site = Site::serve(published.folder());
    hold("tab, plain SIMD", &in_the_tab(&site, Gpu::Off, &films)?, &reference);

    // A software adapter takes its time; `LOBAR_GPU_FILMS` lets it take part.
    if let Ok(count) = std::env::var("LOBAR_GPU_FILMS") {
        let films = &films[..count.parse::<usize>()?.min(films.len())];
        hold("tab, WebGPU", &in_the_tab(&site, Gpu::Software, films)?, &reference);
        hold("native, wgpu", &logits("gpu", films)?, &reference);
    }
    Ok(())
}
