//! Operating points and calibration, from validation films alone.

use anyhow::{Context, Result};
use shared::prediction::{Calibration, OperatingPoint};

use crate::calibration;
use crate::config::DecisionConfig;
use crate::dataset::Films;
use crate::evaluate::Population;
use crate::threshold::{Choice, choose};

/// What a package says of a logit.
pub(super) struct Decision {
    /// At least one; the first is the one in use.
    pub(super) choices: Vec<Choice>,
    /// The same, as the manifest has them.
    pub(super) points: Vec<OperatingPoint>,
    /// `None` where the configuration asks for none.
    pub(super) calibration: Option<Calibration>,
}

/// Applies every rule, and fits the calibration, on the validation films of the population that the configuration names;
/// `logits` are of all.
///
/// # Errors
///
/// A rule or a calibration that these films do not allow, named: none is left out in silence.
pub(super) fn decide_on(config: &DecisionConfig, films: &Films, logits: &[f64]) -> Result<Decision> {
    let of = |i: &usize| match films.row(*i) {
        Some(row) => config.population.takes(row),
        // Of phantoms no age is known.
        None => config.population == Population::All,
    };
    let taken: Vec<usize> = (0..films.len()).filter(of).collect();
    let logits: Vec<f64> = taken.iter().map(|&i| logits[i]).collect();
    let labels: Vec<bool> = taken.iter().map(|&i| films.is_positive(i)).collect();
    decide(config, &logits, &labels)
        .with_context(|| format!("{} validation films, {}", taken.len(), config.population.as_str()))
}

fn decide(config: &DecisionConfig, logits: &[f64], labels: &[bool]) -> Result<Decision> {
    config.check()?;
    let choices: Vec<Choice> = config
        .operating_points
        .iter()
        .map(|&rule| choose(rule, logits, labels))
        .collect::<Result<_, _>>()
        .context("choosing the operating points")?;
    let calibration =
        calibration::fit(config.calibration, logits, labels).context("calibrating on validation films")?;
    let point = |choice: &Choice| {
        let mut point = choice.operating_point();
        if config.population != Population::All {
            point.rule = format!("{} of {}", point.rule, config.population.as_str());
        }
        point
    };
    let points: Vec<OperatingPoint> = choices.iter().map(point).collect();
    for point in &points {
        eprintln!("{}", point.rule);
    }
    match calibration {
        Some(c) => eprintln!(
            "calibration: sigmoid({:.4} x logit {:+.4}) at a prevalence of {:.3}",
            c.slope,
            c.intercept,
            c.prevalence.value()
        ),
        None => eprintln!("no calibration: the package gives scores, never called probabilities"),
    }
    Ok(Decision { choices, points, calibration })
}

#[cfg(test)]
mod tests {
    use shared::image::GrayImage;

    use super::*;
    use crate::config::CalibrationMethod;
    use crate::table::{Age, Row};
    use crate::threshold::OperatingRule;

    #[test]
    fn the_first_rule_comes_first_and_a_failing_one_is_named() {
        let (logits, labels) = ([-1.0, 0.0, 1.0, 2.0], [false, true, false, true]);
        let mut config = DecisionConfig {
            calibration: CalibrationMethod::None,
            operating_points: vec![OperatingRule::Specificity(0.5), OperatingRule::MaxF1],
            population: Population::All,
        };
        let decision = decide(&config, &logits, &labels).unwrap();
        let names: Vec<String> = decision.choices.iter().map(|c| c.operating_point().name).collect();
        assert_eq!(names, ["specificity=0.5", "max-f1"]);
        assert!(decision.calibration.is_none());

        config.operating_points.push(OperatingRule::Specificity(1.0));
        let labels = [true, false, true, false];
        let error = format!("{:#}", decide(&config, &logits, &labels).err().unwrap());
        assert!(error.contains("`specificity=1`"), "{error}");
    }

    #[test]
    fn only_films_of_the_population_count_and_the_rule_says_so() {
        let row = |age: f64, finding: &str| Row {
            age: Some(Age { youngest: age, oldest: age }),
            findings: vec![finding.into()],
            ..Row::default()
        };
        let grid = || GrayImage::new(256, 256, vec![0; 256 * 256]).unwrap();
        // Told perfectly in children, the wrong way round in adults.
        let rows = [(5.0, "Pneumonia"), (4.0, "No Finding"), (50.0, "Pneumonia"), (60.0, "No Finding")];
        let films = Films::from_rows(rows.map(|(age, finding)| (grid(), row(age, finding))).into());
        let logits = [2.0, 1.0, -2.0, -1.0];
        let decide_for = |population| {
            let calibration = CalibrationMethod::None;
            let config = DecisionConfig { calibration, population, ..DecisionConfig::default() };
            decide_on(&config, &films, &logits).unwrap().points.remove(0)
        };
        let children = decide_for(Population::Children);
        assert_eq!(children.logit.value(), 1.5);
        assert!(children.rule.ends_with("on 2 validation films of children"), "{}", children.rule);
        assert!(decide_for(Population::All).rule.ends_with("on 4 validation films"));

        let drawn = Films::from_grids(vec![(grid(), true), (grid(), false)]);
        let config = DecisionConfig { population: Population::Adults, ..DecisionConfig::default() };
        let error = format!("{:#}", decide_on(&config, &drawn, &[1.0, 0.0]).err().unwrap());
        assert!(error.contains("0 validation films, adults"), "{error}");
    }
}
