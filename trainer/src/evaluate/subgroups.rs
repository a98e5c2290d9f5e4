//! Figures by group: a good figure over all films can hide a bad one in some.

use serde::Serialize;

use super::decisions::rates;
use super::figure::Figure;
use super::ranking::auc;
use super::resample::Resampling;
use super::sample::Sample;
use super::scorer::Scorer;
use crate::table::{NO_FINDING, PNEUMONIA, Row};

/// Fewest films of a class for a group to be measured: below, an interval is as wide as the scale.
pub const LEAST: usize = 20;

/// Ends of the age bands, years.
const BANDS: [(f64, f64, &str); 5] = [
    (0.0, 18.0, "0 to 17"),
    (18.0, 40.0, "18 to 39"),
    (40.0, 60.0, "40 to 59"),
    (60.0, 80.0, "60 to 79"),
    (80.0, 121.0, "80 or more"),
];

/// What is written where the table does not tell.
const NOT_GIVEN: &str = "not given";

/// Figures of one group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Subgroup {
    /// What the films are divided by.
    pub attribute: &'static str,
    /// The group.
    pub value: String,
    /// Films.
    pub films: usize,
    /// Positive films among them.
    pub positives: usize,
    /// Negative films among them.
    pub negatives: usize,
    /// Patients.
    pub patients: usize,
    /// Figures of each scorer; empty of a group that is too small.
    pub scorers: Vec<GroupFigures>,
    /// Why there are none.
    pub reason: Option<String>,
}

/// A scorer's figures within a group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupFigures {
    /// The scorer.
    pub name: String,
    /// AUC.
    pub auc: Figure,
    /// Sensitivity at the first operating point; `None` without one.
    pub sensitivity: Option<Figure>,
    /// Specificity there.
    pub specificity: Option<Figure>,
}

/// Measures all scorers in each group.
pub(crate) fn subgroups(
    rows: &[&Row],
    sample: &Sample,
    scorers: &[Scorer],
    resampling: &Resampling,
) -> Vec<Subgroup> {
    groups(rows).into_iter().map(|group| measure(group, sample, scorers, resampling)).collect()
}

struct Group {
    attribute: &'static str,
    value: String,
    films: Vec<usize>,
}

fn measure(group: Group, sample: &Sample, scorers: &[Scorer], resampling: &Resampling) -> Subgroup {
    let part = sample.part(&group.films);
    let (positives, negatives) = (part.positives(), part.negatives());
    let few = positives < LEAST || negatives < LEAST;
    let figures = |scorer: &Scorer| {
        let scorer = scorer.part(&group.films);
        let point = scorer.calls.first().map(|calls| rates(&part, calls, resampling));
        let [sensitivity, specificity] = point.map_or([None, None], |both| both.map(Some));
        GroupFigures {
            name: scorer.name.clone(),
            auc: auc(&part, &scorer, resampling),
            sensitivity,
            specificity,
        }
    };
    Subgroup {
        attribute: group.attribute,
        value: group.value,
        films: part.len(),
        positives,
        negatives,
        patients: part.patients(),
        scorers: if few { Vec::new() } else { scorers.iter().map(figures).collect() },
        reason: few.then(|| format!("fewer than {LEAST} positive or {LEAST} negative films")),
    }
}

/// All groups with films. Those of an attribute that has one value throughout are left out: they are all films.
fn groups(rows: &[&Row]) -> Vec<Group> {
    let mut all = Vec::new();
    let by = |attribute, of: &dyn Fn(&Row) -> String| {
        let mut names: Vec<String> = rows.iter().map(|r| of(r)).collect();
        names.sort_unstable();
        names.dedup();
        let group = |value: String| Group {
            attribute,
            films: (0..rows.len()).filter(|&i| of(rows[i]) == value).collect(),
            value,
        };
        if names.len() > 1 { names.into_iter().map(group).collect() } else { Vec::new() }
    };
    all.extend(by("view", &|r| r.view.clone().unwrap_or_else(|| NOT_GIVEN.to_owned())));
    all.extend(by("sex", &|r| r.sex.map_or(NOT_GIVEN, crate::table::Sex::as_str).to_owned()));
    all.extend(by("age", &|r| band(r).to_owned()));
    all.extend(by("follow-up", &|r| {
        match r.follow_up {
            Some(0) => "first film",
            Some(_) => "later film",
            None => NOT_GIVEN,
        }
        .to_owned()
    }));
    all.extend(co_findings(rows));
    all.extend(causes(rows));
    all
}

/// The band that holds the age, or the whole range of it.
fn band(row: &Row) -> &'static str {
    let Some(age) = row.age.filter(|age| !age.is_impossible()) else { return NOT_GIVEN };
    BANDS
        .iter()
        .find(|(from, to, _)| age.youngest >= *from && age.oldest < *to)
        .map_or("a range over several bands", |(_, _, name)| name)
}

/// Films with each finding beside pneumonia; and films with pneumonia, alone or not, against all without.
fn co_findings(rows: &[&Row]) -> Vec<Group> {
    let others = |row: &Row| row.findings.iter().any(|f| f != PNEUMONIA && f != NO_FINDING);
    let group = |value: &str, keep: &dyn Fn(&Row) -> bool| Group {
        attribute: "co-finding",
        value: value.to_owned(),
        films: (0..rows.len()).filter(|&i| keep(rows[i])).collect(),
    };
    let mut names: Vec<&String> = rows.iter().flat_map(|r| &r.findings).collect();
    names.sort_unstable();
    names.dedup();
    names.retain(|name| *name != PNEUMONIA && *name != NO_FINDING);
    if names.is_empty() {
        return Vec::new();
    }
    let mut all = vec![
        group("pneumonia alone, against all others", &|r| !r.is_positive() || !others(r)),
        group("pneumonia with another finding, against all others", &|r| !r.is_positive() || others(r)),
        group("all pneumonia, against no finding", &|r| {
            r.is_positive() || r.findings.iter().any(|f| f == NO_FINDING)
        }),
        group("all pneumonia, against other findings", &|r| r.is_positive() || others(r)),
    ];
    all.extend(names.into_iter().map(|name| group(name, &|r| r.findings.contains(name))));
    all
}

/// Films with pneumonia of each cause, against all without pneumonia.
fn causes(rows: &[&Row]) -> Vec<Group> {
    let mut names: Vec<&String> = rows.iter().filter_map(|r| r.agent.as_ref()).collect();
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .map(|name| Group {
            attribute: "cause",
            value: format!("pneumonia by {name}, against all others"),
            films: (0..rows.len())
                .filter(|&i| !rows[i].is_positive() || rows[i].agent.as_ref() == Some(name))
                .collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::scorer::{Calls, Kind};
    use super::*;
    use crate::table::Age;

    fn rows(count: usize) -> Vec<Row> {
        (0..count)
            .map(|i| {
                let findings: &[&str] = match i % 4 {
                    0 => &[PNEUMONIA],
                    1 => &[PNEUMONIA, "Effusion"],
                    2 => &["Effusion"],
                    _ => &[NO_FINDING],
                };
                Row {
                    findings: findings.iter().map(|f| (*f).to_owned()).collect(),
                    view: Some(if i < count / 10 { "AP" } else { "PA" }.to_owned()),
                    age: Some(Age { youngest: 30.0, oldest: if i % 2 == 0 { 30.0 } else { 90.0 } }),
                    follow_up: Some((i % 3) as u32),
                    ..Row::default()
                }
            })
            .collect()
    }

    #[test]
    fn small_groups_say_so_and_large_ones_are_measured() {
        let rows = rows(400);
        let rows: Vec<&Row> = rows.iter().collect();
        let sample = Sample::new(rows.iter().map(|r| r.is_positive()).collect(), 0..400);
        let right: Vec<bool> = sample.labels().to_vec();
        let scorer = Scorer {
            name: "model".into(),
            kind: Kind::Model,
            description: String::new(),
            log_odds: right.iter().map(|&l| if l { 1.0 } else { -1.0 }).collect(),
            holds_at: None,
            calls: vec![Calls { name: "youden".into(), rule: String::new(), positive: right }],
            pairwise: None,
        };
        let found = subgroups(&rows, &sample, &[scorer], &Resampling { seed: 1, count: 20 });
        let group = |attribute: &str, value: &str| {
            found.iter().find(|g| g.attribute == attribute && g.value == value).unwrap()
        };
        let (few, many) = (group("view", "AP"), group("view", "PA"));
        assert_eq!((few.films, few.scorers.len()), (40, 1));
        assert_eq!((many.films, many.scorers[0].auc.value), (360, Some(1.0)));
        assert_eq!(many.scorers[0].specificity.as_ref().unwrap().value, Some(1.0));
        let effusion = group("co-finding", "Effusion");
        assert_eq!((effusion.films, effusion.positives, effusion.negatives), (200, 100, 100));
        let alone = group("co-finding", "pneumonia alone, against all others");
        assert_eq!((alone.positives, alone.negatives), (100, 200));
        assert_eq!(group("age", "18 to 39").films, 200);
        assert_eq!(group("age", "a range over several bands").films, 200);
        assert_eq!(group("follow-up", "first film").films, 134);
        // One sex, not given: no groups.
        assert!(found.iter().all(|g| g.attribute != "sex"));
        let few = subgroups(
            &rows[..50],
            &sample.part(&(0..50).collect::<Vec<_>>()),
            &[],
            &Resampling { seed: 1, count: 5 },
        );
        let small = few.iter().find(|g| g.value == "PA").unwrap();
        assert_eq!(small.reason.as_deref(), Some("fewer than 20 positive or 20 negative films"));
    }
}
