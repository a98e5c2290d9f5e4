//! Figures against other implementations' (`trainer/reference/evaluate_sklearn.py`), and an evaluation as a whole.

use std::path::Path;

use serde::Deserialize;

use super::resample::Stream;
use super::scorer::Calls;
use super::*;
use crate::metrics::{DeLong, average_precision};
use crate::table::{Age, Layout, NO_FINDING, PNEUMONIA, Sex};

/// How far a figure may be from the other implementation's.
const CLOSE: f64 = 1e-6;

#[derive(Deserialize)]
struct Reference {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    labels: Vec<u8>,
    patients: Vec<usize>,
    scores: Vec<f64>,
    others: Vec<f64>,
    auc: f64,
    average_precision: f64,
    brier: f64,
    ece: f64,
    delong: Covariance,
    regression: Regression,
    bootstrap: Bootstrap,
}

#[derive(Deserialize)]
struct Covariance {
    variance: f64,
    variance_of_other: f64,
    covariance: f64,
    p: f64,
}

#[derive(Deserialize)]
struct Regression {
    coefficients: [f64; 2],
    standard_errors: [f64; 2],
    standard_errors_over_patients: [f64; 2],
    in_the_large: f64,
    in_the_large_standard_error: f64,
}

#[derive(Deserialize)]
struct Bootstrap {
    interval: [f64; 2],
    sd_between_runs_of_2000: [f64; 2],
}

fn cases() -> Vec<Case> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/evaluation_sklearn.json");
    let reference: Reference = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert_eq!(reference.cases.len(), 3);
    reference.cases
}

impl Case {
    fn labels(&self) -> Vec<bool> {
        self.labels.iter().map(|&l| l == 1).collect()
    }

    fn near(&self, what: &str, found: f64, wanted: f64) {
        assert!((found - wanted).abs() < CLOSE, "{}, {what}: {found} for {wanted}", self.name);
    }
}

#[test]
fn figures_are_scikit_learns() {
    for case in cases() {
        let (labels, scores) = (case.labels(), &case.scores);
        let probabilities: Vec<f64> = scores.iter().map(|&x| scorer::logistic(x)).collect();
        case.near("AUC", crate::metrics::auc(scores, &labels).unwrap(), case.auc);
        case.near("average precision", average_precision(scores, &labels).unwrap(), case.average_precision);
        case.near("Brier", calibration::brier(&probabilities, &labels, |_| 1.0).unwrap(), case.brier);
        case.near("ECE", calibration::ece(&probabilities, &labels, |_| 1.0).unwrap(), case.ece);
    }
}

#[test]
fn delong_is_the_published_one() {
    for case in cases() {
        let labels = case.labels();
        let [first, other] = [&case.scores, &case.others].map(|scores| DeLong::new(scores, &labels).unwrap());
        case.near("variance", first.variance().unwrap(), case.delong.variance);
        case.near("other's variance", other.variance().unwrap(), case.delong.variance_of_other);
        let compared = first.compare(&other).unwrap();
        let Covariance { variance, variance_of_other, covariance, p } = case.delong;
        let error = (variance + variance_of_other - 2.0 * covariance).sqrt();
        case.near("error of the difference", compared.standard_error, error);
        case.near("P", compared.p.unwrap(), p);
    }
}

#[test]
fn calibration_is_statsmodels() {
    for case in cases() {
        let single = Sample::new(case.labels(), 0..case.labels.len());
        let clustered = Sample::new(case.labels(), case.patients.iter());
        let alone = recalibration::slope(&single, &case.scores).unwrap();
        let together = recalibration::slope(&clustered, &case.scores).unwrap();
        let wanted = &case.regression;
        for i in 0..2 {
            case.near("coefficient", alone.coefficients[i], wanted.coefficients[i]);
            case.near("coefficient, clustered", together.coefficients[i], wanted.coefficients[i]);
            case.near("standard error", alone.standard_errors[i], wanted.standard_errors[i]);
            if !clustered.one_film_a_patient() {
                let over_patients = wanted.standard_errors_over_patients[i];
                case.near("standard error over patients", together.standard_errors[i], over_patients);
            }
        }
        let large = recalibration::in_the_large(&single, &case.scores).unwrap();
        case.near("in the large", large.coefficients[0], wanted.in_the_large);
        case.near("its standard error", large.standard_errors[0], wanted.in_the_large_standard_error);
    }
}

#[test]
fn the_bootstrap_is_numpys_within_its_own_error() {
    for case in cases() {
        let sample = Sample::new(case.labels(), case.patients.iter());
        let order = crate::metrics::Ranking::new(&case.scores, &case.labels()).unwrap();
        let resampling = Resampling { seed: 6, count: 20_000 };
        let [found] = resampling.intervals(&sample, |weight| [order.auc(|i| weight[i])]);
        for (i, bound) in found.bounds.unwrap().into_iter().enumerate() {
            let wanted = case.bootstrap.interval[i];
            // Of a run ten times as long; the difference of two such, and four times that.
            let error = case.bootstrap.sd_between_runs_of_2000[i] / 10.0_f64.sqrt() * 2.0_f64.sqrt();
            assert!((bound - wanted).abs() < 4.0 * error, "{}: {bound} for {wanted} +- {error}", case.name);
        }
    }
}

/// Films of which a model sees some of the disease, and whose size and noise lean to one class.
fn rows(count: usize) -> (Vec<Row>, Vec<Feature>, Vec<f64>) {
    let mut stream = Stream::new(77, 0);
    let (mut rows, mut scores) = (Vec::new(), Vec::new());
    let mut columns = vec![Vec::new(); 4];
    for i in 0..count {
        let positive = stream.unit() < 0.4;
        let lean = if positive { 0.3 } else { 0.0 };
        scores.push(3.0 * (stream.unit() + stream.unit() - 1.0) + if positive { 1.2 } else { -0.6 });
        let values = [1.0, 5.0, 120.0, 20_000.0];
        for (column, value) in columns.iter_mut().zip(values) {
            column.push(Some(value * (0.9 + 0.2 * stream.unit() + 0.1 * lean)));
        }
        let finding = if positive { PNEUMONIA } else { NO_FINDING };
        let mut findings = vec![finding.to_owned()];
        if positive && i % 3 == 0 {
            findings.push("Effusion".to_owned());
        }
        rows.push(Row {
            line: i as u64 + 2,
            image: format!("{i}.png"),
            patient_id: (i / 2).to_string(),
            findings,
            follow_up: Some((i % 2) as u32),
            age: Some(Age { youngest: (i % 90) as f64, oldest: (i % 90) as f64 }),
            sex: Some(if i % 4 < 2 { Sex::Female } else { Sex::Male }),
            view: Some(if i % 3 == 0 { "AP" } else { "PA" }.to_owned()),
            ..Row::default()
        });
    }
    let names = matched::TOLERANCES.map(|t| t.feature);
    let features = names
        .into_iter()
        .zip(columns)
        .map(|(name, values)| Feature { name: name.to_owned(), meaning: String::new(), values })
        .collect();
    (rows, features, scores)
}

fn scorer(name: &str, kind: Kind, log_odds: Vec<f64>) -> Scorer {
    let positive = log_odds.iter().map(|x| *x >= 0.0).collect();
    Scorer {
        name: name.to_owned(),
        kind,
        description: "a test".to_owned(),
        log_odds,
        holds_at: Some(0.4),
        calls: vec![Calls {
            name: "youden".to_owned(),
            rule: "youden: chosen elsewhere".to_owned(),
            positive,
        }],
        pairwise: None,
    }
}

fn evaluation(count: usize) -> Evaluation {
    let (rows, features, scores) = rows(count);
    let other = scores.iter().enumerate().map(|(i, s)| s * 0.3 + (i % 7) as f64).collect();
    let figures = assess(Material {
        rows: rows.iter().collect(),
        features,
        model: scorer("model", Kind::Model, scores),
        compared: Some(scorer("compared: another", Kind::Compared, other)),
        points: vec![Point { name: "youden".to_owned(), rule: "youden".parse().ok() }],
        fit: None,
        targets: None,
        resampling: Resampling { seed: 1, count: 100 },
    });
    let positives = rows.iter().filter(|r| r.is_positive()).count();
    let model = ModelFacts {
        id: "0123".to_owned(),
        name: "<model>".to_owned(),
        training_data: vec!["films".to_owned()],
        real_films: true,
        calibrated: true,
        calibrated_at: Some(0.4),
        device: "a device".to_owned(),
    };
    Evaluation {
        schema_version: 1,
        software: "trainer".to_owned(),
        compared: Some(model.clone()),
        model,
        table: TableFacts {
            file: "labels.csv".to_owned(),
            layout: Layout::Plain,
            sha256: String::new(),
            rows: rows.len(),
        },
        fitted_on: None,
        population: Population::All,
        films: FilmFacts {
            in_table: rows.len(),
            of_others: 0,
            scored: rows.len(),
            positives,
            negatives: rows.len() - positives,
            patients: rows.len() / 2,
            most_of_a_patient: 2,
            left_out: vec![LeftOut { line: 9, image: "9.png".to_owned(), reason: "missing".to_owned() }],
        },
        seed: 1,
        resamples: 100,
        reweighted_to: RARE,
        scorers: figures.scorers,
        unfitted: figures.unfitted,
        alone: figures.alone,
        subgroups: figures.subgroups,
        matched: figures.matched,
        localisation: figures.localisation,
        sensitivity: None,
        evidence: figures.evidence,
    }
}

/// Calls `look` with every object that is a figure.
fn figures(value: &serde_json::Value, look: &mut impl FnMut(&serde_json::Map<String, serde_json::Value>)) {
    match value {
        serde_json::Value::Object(object) => {
            if object.contains_key("interval") && object.contains_key("films") {
                look(object);
            }
            object.values().for_each(|v| figures(v, look));
        }
        serde_json::Value::Array(all) => all.iter().for_each(|v| figures(v, look)),
        _ => {}
    }
}

#[test]
fn every_figure_has_what_it_rests_on() {
    let evaluation = evaluation(600);
    let json = serde_json::to_value(&evaluation).unwrap();
    let mut count = 0;
    figures(&json, &mut |figure| {
        count += 1;
        assert!(figure["films"].as_u64().is_some() && figure["patients"].as_u64().is_some(), "{figure:?}");
        let said = |key: &str| !figure[key].is_null();
        assert!(said("value") || said("reason"), "{figure:?}");
        assert!(!said("value") || said("interval") || said("reason"), "{figure:?}");
        assert!(!said("interval") || figure["method"].as_str().is_some_and(|m| !m.is_empty()), "{figure:?}");
    });
    assert!(count > 300, "{count}");
    let names: Vec<&str> = evaluation.scorers.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(
        names,
        ["model", "compared: another", "always positive", "view", "view + sex + age", "shortcuts together"]
    );
    let auc = |i: usize| evaluation.scorers[i].ranking.auc.value;
    assert!(auc(0) > Some(0.75) && auc(2).is_none() && auc(5) < auc(0), "{:?}", evaluation.evidence);
    assert_eq!(evaluation.evidence.above_baselines, Some(true));
    assert!(evaluation.matched.pairs > 100 && evaluation.evidence.matched_above_half == Some(true));
}

#[test]
fn the_report_is_whole_and_escaped() {
    let html = report::html(&evaluation(300), None);
    for id in ["ranking", "matched", "decisions", "calibration", "benefit", "groups", "left-out", "methods"] {
        assert!(html.contains(&format!("<h2 id=\"{id}\">")), "{id}");
    }
    assert!(html.contains("&lt;model&gt;") && !html.contains("<model>"));
    for word in ["NaN", "inf\"", "http://localhost", "<script"] {
        assert!(!html.contains(word), "{word}");
    }
    assert!(summary(&evaluation(300)).len() > 8);
}

#[test]
fn a_handful_of_films_gives_reasons_and_no_panic() {
    for count in [1, 2, 5] {
        let evaluation = evaluation(count);
        let html = report::html(&evaluation, None);
        let nan = html.find("NaN").map(|at| &html[at.saturating_sub(200)..at]);
        assert_eq!(nan, None);
        assert_ne!(evaluation.evidence.shown, Some(true), "{:?}", evaluation.evidence);
    }
}
