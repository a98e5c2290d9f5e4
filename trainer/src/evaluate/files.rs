//! What an evaluation leaves in its folder: `evaluation.json`, `report.html` and `scores.csv`.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use shared::prediction::Logit;

use super::facts::LeftOut;
use super::report;
use super::run::Evaluated;
use crate::predict::row::csv_line;
use crate::run::write_file;
use crate::table::Row;

/// The machine-readable answer's name in the output folder.
pub const JSON: &str = "evaluation.json";

/// The report's name in the output folder.
pub const REPORT: &str = "report.html";

/// The name of each film's score in the output folder.
pub const CSV: &str = "scores.csv";

/// Refuses a folder that holds an evaluation, or an exploration, already.
///
/// # Errors
///
/// If it does: nothing is overwritten.
pub fn check_free(out: &Path) -> Result<()> {
    for name in [JSON, REPORT, CSV] {
        ensure!(
            !out.join(name).exists(),
            "{} exists already; nothing is overwritten: choose another --out",
            out.join(name).display()
        );
    }
    Ok(())
}

/// Writes the three files into `out`, which is made if need be; each whole or not at all.
///
/// # Errors
///
/// If the folder holds one of them already, or the disk refuses.
pub fn write(evaluated: &Evaluated, out: &Path) -> Result<()> {
    check_free(out)?;
    std::fs::create_dir_all(out).with_context(|| format!("creating {}", out.display()))?;
    let Evaluated { evaluation, scores, gallery } = evaluated;
    write_file(&out.join(REPORT), report::html(evaluation, gallery.as_ref()).as_bytes())?;
    write_file(&out.join(CSV), scores)?;
    write_file(&out.join(JSON), &serde_json::to_vec_pretty(evaluation)?)
}

/// A line for each film of the population, in the table's order: its line and name there, whether it is positive, its logit
/// and probability; of a film that was not scored, why instead.
pub(super) fn scores(
    rows: &[Row],
    logits: &[Logit],
    probabilities: &[f64],
    left_out: &[LeftOut],
) -> Result<Vec<u8>> {
    let scored = rows.iter().zip(logits).zip(probabilities).map(|((row, logit), probability)| {
        let label = if row.is_positive() { "1" } else { "0" };
        let numbers = [logit.value().to_string(), probability.to_string()];
        (row.line, row.image.as_str(), label, numbers, "")
    });
    let others = left_out.iter().map(|film| {
        (film.line, film.image.as_str(), "", [String::new(), String::new()], film.reason.as_str())
    });
    let mut all: Vec<_> = scored.chain(others).collect();
    all.sort_by_key(|film| film.0);
    let mut bytes = csv_line(&["line", "image", "label", "logit", "probability", "not_scored"])?;
    for (line, image, label, [logit, probability], reason) in all {
        bytes.extend(csv_line(&[&line.to_string(), image, label, &logit, &probability, reason])?);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_film_has_a_line_in_the_tables_order() {
        let row = |line: u64, label: &str| Row {
            line,
            image: format!("{line}.png"),
            findings: vec![label.to_owned()],
            ..Row::default()
        };
        let left = LeftOut { line: 3, image: "3.png".into(), reason: "missing, or so".into() };
        let logits = [Logit::new(0.5).unwrap(), Logit::new(-1.0).unwrap()];
        let rows = [row(2, "Pneumonia"), row(4, "No Finding")];
        let bytes = scores(&rows, &logits, &[0.75, 0.25], &[left]).unwrap();
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "line,image,label,logit,probability,not_scored\n2,2.png,1,0.5,0.75,\n3,3.png,,,,\"missing, or so\"\n\
             4,4.png,0,-1,0.25,\n"
        );
    }
}
