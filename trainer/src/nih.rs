//! The metadata table of NIH ChestX-ray14 (Wang et al. 2017), in the layout of `Data_Entry_2017.csv`.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

/// NIH's word for the finding Lobar looks for. Labels are compared whole: `Pneumothorax` is another disease.
pub const PNEUMONIA: &str = "Pneumonia";

/// What Lobar needs of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// File name of the film.
    pub image: String,
    /// NIH's patient number.
    pub patient_id: String,
    /// Findings, `No Finding` included.
    pub findings: Vec<String>,
}

impl Row {
    /// Whether `Pneumonia` is among the findings.
    pub fn is_positive(&self) -> bool {
        self.findings.iter().any(|f| f == PNEUMONIA)
    }
}

/// Reads the table.
///
/// # Errors
///
/// A missing column, a row that cannot be read (named by its line), or a table without rows.
pub fn read(path: &Path) -> Result<Vec<Row>> {
    let mut reader = csv::ReaderBuilder::new()
        // NIH's header has 11 cells where its rows have 12: `OriginalImage[Width,Height]` spans two.
        .flexible(true)
        .from_path(path)
        .with_context(|| format!("reading {}", path.display()))?;
    let header = reader.headers().with_context(|| format!("{}", path.display()))?.clone();
    let column = |name: &str| {
        header
            .iter()
            .position(|h| h.trim() == name)
            .with_context(|| format!("{}: there is no column `{name}`", path.display()))
    };
    let (image, labels, patient) = (column("Image Index")?, column("Finding Labels")?, column("Patient ID")?);
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.with_context(|| format!("{}", path.display()))?;
        let line = record.position().map_or(0, csv::Position::line);
        let field = |i: usize, name: &str| match record.get(i).map(str::trim) {
            Some(value) if !value.is_empty() => Ok(value.to_owned()),
            _ => bail!("{} line {line}: `{name}` is empty", path.display()),
        };
        rows.push(Row {
            image: field(image, "Image Index")?,
            patient_id: field(patient, "Patient ID")?,
            findings: field(labels, "Finding Labels")?.split('|').map(|f| f.trim().to_owned()).collect(),
        });
    }
    ensure!(!rows.is_empty(), "{} holds no rows", path.display());
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Result<Vec<Row>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("entries.csv");
        std::fs::write(&path, text).unwrap();
        read(&path)
    }

    #[test]
    fn labels_are_compared_whole() {
        let rows = table(
            "Image Index,Finding Labels,Follow-up #,Patient ID\n\
             a.png,Pneumothorax,0,1\nb.png,Effusion|Pneumonia,0,2\n",
        )
        .unwrap();
        assert!(!rows[0].is_positive());
        assert!(rows[1].is_positive());
    }

    #[test]
    fn what_is_missing_is_named() {
        let error = table("Image Index,Patient ID\na.png,1\n").unwrap_err().to_string();
        assert!(error.contains("Finding Labels"), "{error}");
        let error = table("Image Index,Finding Labels,Patient ID\na.png,,1\n").unwrap_err().to_string();
        assert!(error.contains("line 2"), "{error}");
        assert!(table("Image Index,Finding Labels,Patient ID\n").is_err());
    }
}
