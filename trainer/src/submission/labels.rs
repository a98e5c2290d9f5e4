//! Where labels come from. No program can know it: a run's configuration says it, or whoever writes the papers of a run that
//! was configured without.

use super::error::SubmissionError;
use super::inputs::Sources;
use crate::config::DataConfig;

/// How films got their labels, as somebody who knows it has said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroundTruth {
    /// The sentences.
    pub text: String,
    /// Whether they were given with `--ground-truth`; the run's configuration has them otherwise.
    pub was_given: bool,
}

/// What is said of each set's labels, in its configuration or with `--ground-truth`; `None` where nothing is.
///
/// # Errors
///
/// A text for no set or for phantoms, or a second one of a set.
pub(super) fn ground_truths(
    from: &Sources,
    configs: &[DataConfig],
) -> Result<Vec<Option<GroundTruth>>, SubmissionError> {
    let trimmed = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let mut texts: Vec<Option<GroundTruth>> = configs
        .iter()
        .map(|set| match set {
            DataConfig::Films { ground_truth, .. } => ground_truth.as_deref().and_then(trimmed),
            _ => None,
        })
        .map(|text| text.map(|text| GroundTruth { text, was_given: false }))
        .collect();
    for given in &from.ground_truths {
        let wrong = |why: &str| SubmissionError::GroundTruth { given: given.clone(), why: why.to_owned() };
        let (name, text) = given.split_once('=').ok_or_else(|| wrong("it is not of the form SET=TEXT"))?;
        let text = trimmed(text).ok_or_else(|| wrong("the text is empty"))?;
        let name = name.trim();
        let is_named = |(i, set): &(usize, &DataConfig)| name == (i + 1).to_string() || name == set.title();
        let named: Vec<usize> = configs.iter().enumerate().filter(is_named).map(|(i, _)| i).collect();
        let &[i] = named.as_slice() else {
            return Err(wrong(&format!(
                "SET must be the name of one set, or its number from 1 to {}",
                configs.len()
            )));
        };
        if !matches!(configs[i], DataConfig::Films { .. }) {
            return Err(wrong("the labels of phantoms are true by construction"));
        }
        if let Some(said) = &texts[i] {
            return Err(wrong(if said.was_given {
                "it is given twice"
            } else {
                "the run's own configuration says it"
            }));
        }
        texts[i] = Some(GroundTruth { text, was_given: true });
    }
    Ok(texts)
}

/// What is said where nobody has said it.
pub(super) fn missing(from: &Sources, sets: usize, i: usize) -> SubmissionError {
    SubmissionError::NoGroundTruth {
        file: from.run.join("config.toml").display().to_string(),
        place: if sets == 1 { "data.ground_truth".into() } else { format!("data.sets[{i}].ground_truth") },
        number: i + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETS: &str = r#"
source = "mixed"
[[sets]]
source = "phantom"
train = 8
validation = 8
test = 8
[[sets]]
source = "films"
kind = "real"
name = "Ward = West"
provenance = "p"
population = "q"
split = "s"
images = "i"
[[sets]]
source = "films"
kind = "real"
name = "Clinic"
provenance = "p"
population = "q"
ground_truth = "Read twice"
split = "s"
images = "i"
"#;

    fn of(given: &[&str]) -> Result<Vec<Option<GroundTruth>>, String> {
        let data: DataConfig = toml::from_str(SETS).unwrap();
        let from = Sources {
            run: "run".into(),
            package: "package".into(),
            splits: Vec::new(),
            edas: Vec::new(),
            ground_truths: given.iter().map(|text| (*text).to_owned()).collect(),
            evaluations: Vec::new(),
        };
        ground_truths(&from, data.sets()).map_err(|error| error.to_string())
    }

    #[test]
    fn labels_are_described_by_the_configuration_or_beside_it() {
        let said = of(&["2= Mined from reports = cheap "]).unwrap();
        assert_eq!(said[0], None);
        let mined = GroundTruth { text: "Mined from reports = cheap".into(), was_given: true };
        assert_eq!(said[1], Some(mined));
        assert_eq!(said[2], Some(GroundTruth { text: "Read twice".into(), was_given: false }));
        for (given, word) in [
            (&["Read"][..], "SET=TEXT"),
            (&["2="][..], "the text is empty"),
            (&["4=Read"][..], "number from 1 to 3"),
            (&["Ward=Read"][..], "the name of one set"),
            (&["1=Read"][..], "true by construction"),
            (&["2=Read", "2=Mined"][..], "given twice"),
            (&["Clinic=Mined"][..], "own configuration says it"),
        ] {
            let error = of(given).unwrap_err();
            assert!(error.contains(word) && error.contains("--ground-truth"), "{error}");
        }
    }
}
