//! What the documentation says of the bundled model is what its package says.

#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

use std::path::{Path, PathBuf};

use shared::package::Manifest;
use trainer::{package, results};

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Evaluations of the bundled package that the page quotes, in order of their names; none while it has none.
fn evaluations() -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(project().join("docs/evaluations")) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn bundled() -> Manifest {
    package::open(&project().join("assets/model")).unwrap().manifest
}

#[test]
fn the_documented_results_are_the_packages_own() {
    let project = project();
    // The error names the line and the command that mends it.
    results::check(&project.join("assets/model"), &evaluations(), &project.join("docs/results.md")).unwrap();
}

#[test]
fn the_shipped_card_has_the_packages_figures() {
    let (project, manifest) = (project(), bundled());
    let card = std::fs::read_to_string(project.join("assets/model/MODEL_CARD.md")).unwrap();
    let metrics = manifest.metrics.as_ref().expect("the package has figures");
    for figure in metrics {
        let row = format!("| {} | {:.3} |", figure.name, figure.value);
        assert!(card.contains(&row), "MODEL_CARD.md lacks `{row}`");
    }
}

/// Figures of the model stand in `docs/results.md`, the card and the manifest, and nowhere else: typed by hand they drift.
#[test]
fn no_other_document_repeats_a_figure_of_the_package() {
    let (project, manifest) = (project(), bundled());
    let mut documents = vec![project.join("README.md")];
    for entry in std::fs::read_dir(project.join("docs")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "md") && !path.ends_with("results.md") {
            documents.push(path);
        }
    }
    assert!(documents.len() > 3);
    for path in documents {
        let text = std::fs::read_to_string(&path).unwrap();
        // What was measured on a package says which: the test below holds that page to it.
        // And times hold for any weights; that page says whose were used.
        let measured = path.ends_with("out-of-distribution.md") || path.ends_with("performance.md");
        assert!(measured || !text.contains(&manifest.id[..12]), "{} names the package's id", path.display());
        for figure in manifest.metrics.iter().flatten() {
            // The name with a value is a quotation; a figure's name alone is documentation.
            let quoted = text
                .lines()
                .any(|line| line.contains(&figure.name) && line.contains(&format!("{:.3}", figure.value)));
            assert!(!quoted, "{} repeats {}", path.display(), figure.name);
        }
    }
}

/// How films unlike a package's are told is measured by a command of its own: the page names the package it ran on.
#[test]
fn the_measured_distances_are_the_packages_own() {
    let (project, manifest) = (project(), bundled());
    let page = std::fs::read_to_string(project.join("docs/out-of-distribution.md")).unwrap();
    let strange = manifest.out_of_distribution.as_ref().expect("the package tells films unlike its own");
    for quoted in [manifest.id[..12].to_owned(), format!("cut-off {:.3}", strange.cutoff)] {
        assert!(
            page.contains(&quoted),
            "docs/out-of-distribution.md lacks `{quoted}`: run `trainer ood measure`"
        );
    }
}

#[test]
fn a_page_that_has_drifted_is_named_and_one_of_others_is_kept() {
    let place = tempfile::tempdir().unwrap();
    let (model, page) = (project().join("assets/model"), place.path().join("results.md"));
    results::write(&model, &[], &page).unwrap();
    results::check(&model, &[], &page).unwrap();
    let text = std::fs::read_to_string(&page).unwrap();
    let manifest = package::open(&model).unwrap().manifest;
    let auc = manifest.metrics.iter().flatten().find(|m| m.name == "test_auc").unwrap();
    let drifted = text.replacen(&format!("{:.3} (", auc.value), "0.999 (", 1);
    assert_ne!(drifted, text);
    std::fs::write(&page, drifted).unwrap();
    let error = results::check(&model, &[], &page).unwrap_err().to_string();
    assert!(error.contains("is not what package") && error.contains("trainer results"), "{error}");
    // Written again, it is right again.
    results::write(&model, &[], &page).unwrap();
    assert_eq!(std::fs::read_to_string(&page).unwrap(), text);
    std::fs::write(&page, "my own notes\n").unwrap();
    assert!(
        results::write(&model, &[], &page)
            .unwrap_err()
            .to_string()
            .contains("nothing of others is overwritten")
    );
    assert_eq!(std::fs::read_to_string(&page).unwrap(), "my own notes\n");
}
