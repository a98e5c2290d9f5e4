use super::super::ranking;
use super::super::resample::{Resampling, Stream};
use super::*;
use crate::eda::Feature;
use crate::table::{PNEUMONIA, Row};

/// Films whose size tells the classes apart within a view, one way in PA and the other way in AP.
fn films(count: usize) -> (Vec<Row>, Vec<Feature>) {
    let mut stream = Stream::new(8, 0);
    let (mut rows, mut size, mut number) = (Vec::new(), Vec::new(), Vec::new());
    for i in 0..count {
        let (positive, ap) = (stream.unit() < 0.5, stream.unit() < 0.5);
        let away = if positive == ap { 1.0 } else { 0.0 };
        size.push(Some(1000.0 * (away + stream.unit())));
        number.push(Some(f64::from(u8::from(positive))));
        rows.push(Row {
            line: i as u64 + 2,
            image: format!("{i}.png"),
            patient_id: format!("{}", i / 2),
            findings: vec![if positive { PNEUMONIA.to_owned() } else { "No Finding".to_owned() }],
            view: Some(if ap { "AP" } else { "PA" }.to_owned()),
            ..Row::default()
        });
    }
    let feature = |name: &str, values| Feature { name: name.into(), meaning: String::new(), values };
    (rows, vec![feature("file size (bytes)", size), feature(NOT_ON_FILMS, number)])
}

fn auc(rows: &[Row], scorer: &Scorer) -> Option<f64> {
    let sample =
        Sample::new(rows.iter().map(Row::is_positive).collect(), rows.iter().map(|r| r.patient_id.as_str()));
    ranking::auc(&sample, scorer, &Resampling { seed: 1, count: 20 }).value
}

#[test]
fn a_shortcut_within_views_is_found_and_the_rest_tells_nothing() {
    let (rows, features) = films(600);
    let points = [Point { name: "youden".into(), rule: Some(OperatingRule::Youden) }];
    let known = Known::new(&rows.iter().collect::<Vec<_>>(), features);
    let (fitted, unfitted) = baselines(&known, &points, None, 3);
    assert_eq!(unfitted, []);
    let names: Vec<&str> = fitted.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["always positive", "view", "view + sex + age", "shortcuts together"]);
    // Constant, so that its AUC is not defined.
    assert_eq!(auc(&rows, &fitted[0]), None);
    assert!(fitted[0].calls[0].positive.iter().all(|&c| c));
    assert!((auc(&rows, &fitted[1]).unwrap() - 0.5).abs() < 0.1);
    let together = auc(&rows, &fitted[3]).unwrap();
    assert!(together > 0.85, "{together}");
    assert!(!fitted[3].description.contains(NOT_ON_FILMS) && fitted[3].description.contains("file size"));
    let right = fitted[3].calls[0].positive.iter().zip(&rows).filter(|(c, r)| **c == r.is_positive());
    assert!(right.count() > 450);
}

#[test]
fn a_named_part_is_fitted_on() {
    let (rows, features) = films(600);
    let (scored, fit) = rows.split_at(200);
    let cut = |range: std::ops::Range<usize>| -> Vec<Feature> {
        let cut = |f: &Feature| Feature {
            name: f.name.clone(),
            meaning: String::new(),
            values: f.values[range.clone()].to_vec(),
        };
        features.iter().map(cut).collect()
    };
    let known = Known::new(&scored.iter().collect::<Vec<_>>(), cut(0..200))
        .fitted_on(&fit.iter().collect::<Vec<_>>(), &cut(200..600));
    let (fitted, _) = baselines(&known, &[], Some("train.csv"), 3);
    assert_eq!(fitted[3].log_odds.len(), 200);
    assert!(fitted[3].description.contains("fitted on the 400 films of train.csv"));
    assert!(auc(scored, &fitted[3]).unwrap() > 0.85);
}

#[test]
fn what_cannot_be_fitted_says_why() {
    let (mut rows, _) = films(200);
    rows.iter_mut().for_each(|row| row.view = None);
    let known = Known::new(&rows.iter().collect::<Vec<_>>(), Vec::new());
    let (fitted, unfitted) = baselines(&known, &[], None, 3);
    assert_eq!(fitted.len(), 1);
    assert_eq!(unfitted.len(), 3);
    assert_eq!(unfitted[0].reason, "all films have one view, or none is given");
    assert_eq!(unfitted[2].reason, "nothing is known of the films");
}
