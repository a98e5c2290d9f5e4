//! What a model was made for: the part of a package's manifest that films are checked against.

use serde::{Deserialize, Serialize};

/// The acquisitions a model covers. Comparison is on trimmed, upper-case, whole values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcquisitionScope {
    /// Modality (0008,0060), for example `["DX", "CR"]`.
    pub modalities: Vec<String>,
    /// Body Part Examined (0018,0015), for example `["CHEST"]`.
    pub body_parts: Vec<String>,
    /// View Position (0018,5101), for example `["PA", "AP"]`.
    pub view_positions: Vec<String>,
    /// Youngest patient, in years; `None`: no lower limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_age_years: Option<f32>,
    /// Oldest patient, in years; `None`: no upper limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_age_years: Option<f32>,
}

impl AcquisitionScope {
    /// Frontal chest films of any age: what `inspect` uses where no package says more.
    pub fn chest_frontal() -> Self {
        let owned = |values: &[&str]| values.iter().map(|v| (*v).to_owned()).collect();
        Self {
            modalities: owned(&["DX", "CR"]),
            body_parts: owned(&["CHEST"]),
            view_positions: owned(&["PA", "AP"]),
            min_age_years: None,
            max_age_years: None,
        }
    }
}

/// Whether `value` is one of `allowed`, both trimmed and in upper case.
pub(crate) fn allows(allowed: &[String], value: &str) -> bool {
    allowed.iter().any(|one| one.trim().eq_ignore_ascii_case(value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_values_count_not_substrings() {
        let scope = AcquisitionScope::chest_frontal();
        assert!(allows(&scope.body_parts, " chest "));
        for other in ["CHESTPAIN", "NOCHEST", "", "CHES"] {
            assert!(!allows(&scope.body_parts, other), "{other}");
        }
    }

    #[test]
    fn a_manifest_with_an_unknown_field_is_an_error() {
        let json = r#"{"modalities":["DX"],"body_parts":["CHEST"],"view_positions":["PA"],"sexes":["F"]}"#;
        assert!(serde_json::from_str::<AcquisitionScope>(json).is_err());
    }
}
