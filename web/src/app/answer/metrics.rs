//! The names of a package's figures in the reader's language.

use super::points;
use crate::text::Messages;

/// A figure's name, told by the manifest's (`test_auc`, `test_sensitivity_at_youden`), which the engine sends as people
/// write it (`Test AUC`). `None` for a figure that this page has no words for.
pub fn name(messages: &Messages, sent: &str) -> Option<String> {
    let code = sent.to_lowercase().replace(' ', "_");
    let (set, what) = code.split_once('_')?;
    let set = match set {
        "test" => "answer-metric-test",
        "validation" => "answer-metric-validation",
        _ => return None,
    };
    let (what, point) = match what.split_once("_at_") {
        Some((what, point)) => (what, Some(points::rule(messages, point)?)),
        None => (what, None),
    };
    let what = messages.get(match what {
        "auc" => "answer-auc",
        "auc_thumbnail_baseline" => "answer-metric-thumbnail",
        "sensitivity" => "answer-sensitivity",
        "specificity" => "answer-specificity",
        _ => return None,
    });
    let what = match point {
        Some(point) => messages.with("answer-metric-at", &[("what", what.into()), ("point", point.into())]),
        None => what,
    };
    Some(messages.with(set, &[("what", what.into())]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{AREAS, Language};

    #[test]
    fn every_figure_that_the_trainer_writes_has_a_name_in_every_language() {
        for language in Language::ALL {
            let folder = format!("{}/../assets/locales/{}", env!("CARGO_MANIFEST_DIR"), language.code());
            let files = AREAS.map(|area| std::fs::read_to_string(format!("{folder}/{area}.ftl")).unwrap());
            let messages = Messages::new(language, &files);
            let mut names = Vec::new();
            for set in ["Validation", "Test"] {
                let figures = [
                    "AUC",
                    "AUC thumbnail baseline",
                    "sensitivity",
                    "specificity",
                    "sensitivity at youden",
                    "specificity at sensitivity=0.9",
                ];
                names.extend(figures.map(|figure| name(&messages, &format!("{set} {figure}")).unwrap()));
            }
            assert!(names.iter().all(|name| !name.contains("answer-")), "{names:?}");
            names.sort();
            names.dedup();
            assert_eq!(names.len(), 12, "{language:?}: {names:?}");
        }
    }

    #[test]
    fn what_is_unknown_is_left_to_the_packages_own_words() {
        let english = Messages::english();
        assert_eq!(name(&english, "Test AUC").unwrap(), "Test: AUC");
        for strange in ["Test kappa", "AUC", "Train AUC", "Test sensitivity at something"] {
            assert_eq!(name(&english, strange), None, "{strange}");
        }
    }
}
