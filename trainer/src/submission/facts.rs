//! A JSON file that another command wrote, and the fields that documents quote from it.
//!
//! Fields are read by their place, so that what is missing is named: `missing: evaluation.json has no
//! `scorers[0].ranking.auc``.

use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::SubmissionError;

/// A value within a JSON file.
#[derive(Debug, Clone)]
pub struct Facts {
    file: String,
    place: String,
    value: Value,
}

impl Facts {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or is no JSON.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
        let value = serde_json::from_slice(&bytes).with_context(|| path.display().to_string())?;
        Ok(Self { file: path.display().to_string(), place: String::new(), value })
    }

    /// Facts that are in memory.
    #[cfg(test)]
    pub(super) fn of(file: &str, value: Value) -> Self {
        Self { file: file.to_owned(), place: String::new(), value }
    }

    /// The file.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// What stands at `place`: names divided by points.
    ///
    /// # Errors
    ///
    /// If nothing does, or null.
    pub fn at(&self, place: &str) -> Result<Self, SubmissionError> {
        let found = self.find(place).filter(|value| !value.is_null());
        let value = found.cloned().ok_or_else(|| self.missing(place))?;
        Ok(Self { file: self.file.clone(), place: self.join(place), value })
    }

    /// What stands at `place`, as a type.
    ///
    /// # Errors
    ///
    /// If nothing does, or something else. Null is nothing, unless the type has a place for it; a field that is not there
    /// is an error for every type.
    pub fn get<T: DeserializeOwned>(&self, place: &str) -> Result<T, SubmissionError> {
        let value = self.find(place).ok_or_else(|| self.missing(place))?;
        T::deserialize(value).map_err(|error| {
            if value.is_null() {
                self.missing(place)
            } else {
                SubmissionError::Malformed {
                    file: self.file.clone(),
                    place: self.join(place),
                    why: error.to_string(),
                }
            }
        })
    }

    /// The elements at `place`.
    ///
    /// # Errors
    ///
    /// If there is no list.
    pub fn list(&self, place: &str) -> Result<Vec<Self>, SubmissionError> {
        let values: Vec<Value> = self.get(place)?;
        let place = self.join(place);
        let element = |(i, value)| Self { file: self.file.clone(), place: format!("{place}[{i}]"), value };
        Ok(values.into_iter().enumerate().map(element).collect())
    }

    fn find(&self, place: &str) -> Option<&Value> {
        place.split('.').try_fold(&self.value, |value, name| value.get(name))
    }

    fn missing(&self, place: &str) -> SubmissionError {
        SubmissionError::Missing { file: self.file.clone(), place: self.join(place) }
    }

    fn join(&self, place: &str) -> String {
        if self.place.is_empty() { place.to_owned() } else { format!("{}.{place}", self.place) }
    }
}

/// A figure as `evaluation.json` has it: without a value, it says why.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Quoted {
    /// Its value.
    pub value: Option<f64>,
    /// Its 95 % interval.
    pub interval: Option<[f64; 2]>,
    /// Films it rests on.
    pub films: usize,
    /// Positive films among them.
    pub positives: usize,
    /// Why something is missing.
    pub reason: Option<String>,
}

impl Quoted {
    /// `0.912 (0.871 to 0.944)`, or why there is no such figure.
    pub fn text(&self) -> String {
        match (self.value, self.interval) {
            (Some(value), Some([low, high])) => format!("{value:.3} ({low:.3} to {high:.3})"),
            (Some(value), None) => format!("{value:.3}"),
            (None, _) => format!("undefined: {}", self.reason.as_deref().unwrap_or("no reason is given")),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn facts() -> Facts {
        Facts::of("e.json", json!({"a": {"b": [{"c": 1.5}, {"c": null}], "d": "x"}}))
    }

    #[test]
    fn what_is_there_is_read() {
        let list = facts().list("a.b").unwrap();
        assert_eq!(list[0].get::<f64>("c").unwrap(), 1.5);
        assert_eq!(list[1].get::<Option<f64>>("c").unwrap(), None);
        assert_eq!(facts().at("a").unwrap().get::<String>("d").unwrap(), "x");
    }

    #[test]
    fn what_is_missing_is_named_with_its_file() {
        let said = |error: SubmissionError| error.to_string();
        assert_eq!(said(facts().get::<f64>("a.x").unwrap_err()), "missing: e.json has no `a.x`");
        let list = facts().list("a.b").unwrap();
        assert_eq!(said(list[1].get::<f64>("c").unwrap_err()), "missing: e.json has no `a.b[1].c`");
        // An option does not excuse a field that is not there.
        assert_eq!(said(list[1].get::<Option<f64>>("e").unwrap_err()), "missing: e.json has no `a.b[1].e`");
        assert!(said(facts().get::<f64>("a.d").unwrap_err()).starts_with("e.json: `a.d` is not what"));
    }

    #[test]
    fn an_undefined_figure_says_why() {
        let figure: Quoted = serde_json::from_value(json!({
            "value": null, "interval": null, "films": 3, "positives": 3, "patients": 1, "method": "", "reason": "one class"
        }))
        .unwrap();
        assert_eq!(figure.text(), "undefined: one class");
    }
}
