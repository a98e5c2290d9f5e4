use super::super::resample::Stream;
use super::super::scorer::Kind;
use super::*;
use crate::eda::Feature;
use crate::table::Row;

const RESAMPLING: Resampling = Resampling { seed: 4, count: 200 };

struct Films {
    rows: Vec<Row>,
    labels: Vec<bool>,
    sizes: Vec<f64>,
}

impl Films {
    /// Films whose size leans to one class by `lean`, of its spread; all else is alike.
    fn new(count: usize, lean: f64) -> Self {
        let mut stream = Stream::new(12, 0);
        let labels: Vec<bool> = (0..count).map(|_| stream.unit() < 0.5).collect();
        let sizes =
            labels.iter().map(|&l| 10_000.0 * (1.0 + stream.unit() + if l { lean } else { 0.0 })).collect();
        let view = |i: usize| Some(if i.is_multiple_of(3) { "PA" } else { "AP" }.to_owned());
        let rows = (0..count).map(|i| Row { view: view(i), ..Row::default() }).collect();
        Self { rows, labels, sizes }
    }

    fn matched(&self, scores: &[(&str, Kind, Vec<f64>)]) -> Matched {
        let of = |name: &str, values: Vec<f64>| Feature {
            name: name.into(),
            meaning: String::new(),
            values: values.into_iter().map(Some).collect(),
        };
        let ones = vec![1.0; self.rows.len()];
        let mut features: Vec<Feature> =
            TOLERANCES[..3].iter().map(|t| of(t.feature, ones.clone())).collect();
        features.push(of(TOLERANCES[3].feature, self.sizes.clone()));
        let rows: Vec<&Row> = self.rows.iter().collect();
        let sample = Sample::new(self.labels.clone(), 0..self.rows.len());
        let scorers: Vec<Scorer> = scores
            .iter()
            .map(|(name, kind, log_odds)| Scorer {
                name: (*name).to_owned(),
                kind: *kind,
                description: String::new(),
                log_odds: log_odds.clone(),
                holds_at: None,
                calls: Vec::new(),
                pairwise: None,
            })
            .collect();
        matched(&Known::new(&rows, features), &sample, &scorers, &RESAMPLING)
    }
}

#[test]
fn a_shortcut_is_taken_away_and_disease_is_left() {
    let films = Films::new(500, 0.5);
    let right = films.labels.iter().map(|&l| f64::from(u8::from(l))).collect();
    let found = films.matched(&[
        ("model", Kind::Model, right),
        ("size", Kind::Baseline, films.sizes.iter().map(|s| (s / 100.0).round()).collect()),
    ]);
    assert!(found.pairs > 200 && found.compared == found.pairs, "{}", found.pairs);
    assert_eq!(found.by_view.iter().map(|v| v.pairs).sum::<usize>(), found.pairs);
    assert_eq!(found.scorers[0].share.value, Some(1.0));
    // On all films the size orders some 0.88 of the pairs.
    let size = found.scorers[1].share.value.unwrap();
    assert!((size - 0.5).abs() < 0.06, "{size}");
    assert!(!found.too_loose, "{}", found.verdict);
    assert_eq!(found.features[0].share.reason.as_deref(), Some("every pair is a tie"));
}

#[test]
fn what_was_not_matched_is_told() {
    let films = Films::new(300, 0.0);
    let leak = films.labels.iter().map(|&l| f64::from(u8::from(l))).collect();
    let found = films.matched(&[("a leak", Kind::Baseline, leak)]);
    assert!(found.too_loose && found.verdict.contains("a leak 1.000"), "{}", found.verdict);
    assert_eq!(found.caliper, None);
}

#[test]
fn films_that_the_shortcuts_together_tell_apart_are_no_pair() {
    let films = Films::new(300, 0.0);
    let mut stream = Stream::new(5, 0);
    // Higher for positive films on the whole: on all pairs some 0.76.
    let lean: Vec<f64> =
        films.labels.iter().map(|&l| 4.0 * stream.unit() + f64::from(u8::from(l)) * 1.2).collect();
    let loose = films.matched(&[("a lean", Kind::Baseline, lean.clone())]);
    assert!(loose.too_loose && loose.scorers[0].share.value > Some(0.68), "{}", loose.verdict);
    let tight = films.matched(&[(SHORTCUTS, Kind::Baseline, lean.clone())]);
    assert_eq!(tight.caliper, Some(CALIPER));
    assert!(tight.pairs > 20 && tight.pairs < loose.pairs / 4, "{} of {}", tight.pairs, loose.pairs);
    assert!(tight.scorers[0].share.value < Some(0.6), "{:?}", tight.scorers[0].share);
}

#[test]
fn every_pair_and_no_other_is_found() {
    let films = Films::new(120, 0.2);
    let found = films.matched(&[]);
    let mut count = 0;
    for (i, &mine) in films.sizes.iter().enumerate() {
        for (j, &other) in films.sizes.iter().enumerate() {
            let alike = TOLERANCES[3].holds(mine, other) && films.rows[i].view == films.rows[j].view;
            count += usize::from(films.labels[i] && !films.labels[j] && alike);
        }
    }
    assert_eq!(found.pairs, count);
}

#[test]
fn without_pairs_nothing_is_said() {
    let films = Films::new(4, 5.0);
    let found = films.matched(&[("model", Kind::Model, vec![0.0; 4])]);
    assert_eq!((found.pairs, found.scorers[0].share.value, found.too_loose), (0, None, false));
    assert!(found.verdict.contains("nothing can be said"));
}
