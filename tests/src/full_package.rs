//! A site whose package has every figure: the bundled network under a manifest that claims films of people, calibration,
//! several operating points and figures by group. The figures are made up for tests of what the page says of such a
//! package; nothing of it is published.
//!
//! The package's id is computed here, as docs/ARCHITECTURE.md says it is: a SHA-256 over the manifest in RFC 8785 form
//! without `id`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::package::seal;
use crate::place;

/// What the test package claims about PA films of adults, of which the phantoms are one kind; AP films have no evidence.
pub fn site(original: &Path) -> Result<TempDir> {
    changed(original, make_full)
}

/// A site whose package refuses every film as unlike its training films.
pub fn refusing(original: &Path) -> Result<TempDir> {
    changed(original, |manifest| {
        // Phantoms lie at about 1. Not so low that the self-test's tolerance, a part of it, is missed.
        manifest["out_of_distribution"]["cutoff"] = json!(0.2);
        manifest["out_of_distribution"]["action"] = json!("refuse");
    })
}

/// A copy of a site with another manifest.
fn changed(original: &Path, change: impl FnOnce(&mut Value)) -> Result<TempDir> {
    let folder = TempDir::with_prefix("lobar-full-package-")?;
    place::copy_folder(original, folder.path())?;
    let path = folder.path().join("model").join("manifest.json");
    let mut manifest: Value = serde_json::from_slice(&fs::read(&path)?).context("the manifest is no JSON")?;
    change(&mut manifest);
    seal(&mut manifest)?;
    fs::write(&path, serde_json::to_vec_pretty(&manifest)?)?;
    Ok(folder)
}

/// Gives a manifest the figures that a demonstration has not.
fn make_full(manifest: &mut Value) {
    manifest["name"] = json!("Test package with every figure");
    for source in manifest["training_data"].as_array_mut().into_iter().flatten() {
        source["kind"] = json!("real");
    }
    manifest["intended_use"] = json!("To test what the page says of a package with every figure.");
    manifest["calibration"] = json!({ "slope": 0.9, "intercept": -1.2, "prevalence": 0.2 });
    manifest["operating_points"] = json!([
        { "name": "max-f1", "rule": "largest F1 on 1200 validation films", "logit": 0.5 },
        { "name": "sensitivity=0.9", "rule": "sensitivity of at least 0.9 on validation films", "logit": -0.75 },
    ]);
    manifest["metrics"] = Value::Array(figures(300, 900));
    manifest["subgroups"] = json!([
        { "attribute": "view_position", "value": "PA", "metrics": figures(200, 600) },
        { "attribute": "view_position", "value": "AP", "metrics": figures(19, 300) },
        { "attribute": "age_band", "value": "0-17", "metrics": figures(60, 240) },
        { "attribute": "age_band", "value": "18-120", "metrics": figures(240, 660) },
        { "attribute": "view_position/patient_sex", "value": "PA/F", "metrics": figures(90, 310) },
        { "attribute": "view_position/patient_sex", "value": "PA/M", "metrics": figures(110, 290) },
    ]);
}

/// Made-up figures for so many films with pneumonia and without, under the names that the trainer gives.
fn figures(positives: u64, negatives: u64) -> Vec<Value> {
    let figure = |name: &str, value: f64| {
        json!({
            "name": name, "value": value, "interval": [value - 0.04, value + 0.03],
            "films": positives + negatives, "positives": positives, "note": "made up for a test",
        })
    };
    vec![
        figure("test_auc", 0.86),
        figure("test_sensitivity", 0.8),
        figure("test_specificity", 0.9),
        figure("test_sensitivity_at_sensitivity=0.9", 0.91),
        figure("test_specificity_at_sensitivity=0.9", 0.7),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Else the test package would be refused for another reason than the one that is tested.
    #[test]
    fn the_id_is_computed_as_the_bundled_package_has_it() {
        let path = place::root().join("assets").join("model").join("manifest.json");
        let mut manifest: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        let id = manifest["id"].clone();
        seal(&mut manifest).unwrap();
        assert_eq!(manifest["id"], id);
        make_full(&mut manifest);
        seal(&mut manifest).unwrap();
        assert_ne!(manifest["id"], id);
    }
}
