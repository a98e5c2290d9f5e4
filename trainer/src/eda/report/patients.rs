//! Who the patients are, and how often they come.

use super::findings::tally_bars;
use crate::eda::Eda;
use crate::page::Page;
use crate::plot::{BarSeries, Bars, percent, short, thousands};

/// Films per patient that have a bar of their own.
const MOST_FILMS: usize = 15;

pub(super) fn demographics(page: &mut Page, eda: &Eda) {
    page.section("patients", "Who the patients are");
    ages(page, eda);
    let facts = &eda.demographics;
    let sexes: Vec<String> =
        facts.patients_by_sex.iter().map(|(s, n)| format!("{s} {}", thousands(*n))).collect();
    page.text(&format!("Patients by sex: {}.", sexes.join(", ")));
    let views: Vec<String> =
        facts.images_by_view.iter().map(|(v, n)| format!("{v} {}", thousands(*n))).collect();
    page.text(&format!("Films by view: {}.", views.join(", ")));
    if facts.images_by_view.len() > 1 {
        page.text(
            "The view is not a detail. Who can stand is filmed from behind (PA); who is too ill is filmed lying or sitting \
             from the front (AP), with a larger heart, a higher diaphragm and often tubes on the film. So the view tells \
             how ill a patient is, and a network sees the view.",
        );
    }
    if facts.patients_of_two_sexes > 0 {
        page.text(&format!(
            "{} patients have films of two sexes or of one that is not given everywhere.",
            thousands(facts.patients_of_two_sexes)
        ));
    }
}

fn ages(page: &mut Page, eda: &Eda) {
    let age = &eda.demographics.age;
    let bins = &age.histogram;
    let (pneumonia, other): (usize, usize) = (bins.pneumonia.iter().sum(), bins.other.iter().sum());
    if age.known > 0 {
        let part =
            |counts: &[usize], of: usize| counts.iter().map(|c| *c as f64 / of.max(1) as f64).collect();
        let bars = Bars {
            title: "Age by class".into(),
            x_label: format!("age (years; each band of {} is named by its first)", bins.bin_years),
            y_label: "share of the class's films".into(),
            categories: bins.from.iter().map(|y| y.to_string()).collect(),
            series: vec![
                BarSeries {
                    name: format!("pneumonia (n = {})", thousands(pneumonia)),
                    values: part(&bins.pneumonia, pneumonia),
                },
                BarSeries {
                    name: format!("not pneumonia (n = {})", thousands(other)),
                    values: part(&bins.other, other),
                },
            ],
            as_percent: true,
        };
        page.figure(
            &format!("Age by class (n = {} films)", thousands(age.known)),
            &bars.svg(),
            "Each class adds up to 100 %, so that the shapes can be compared although the classes differ in size. Where \
             the shapes differ, age alone tells something about the label.",
        );
    }
    let impossible = if age.impossible.is_empty() {
        String::new()
    } else {
        let shown: Vec<String> =
            age.impossible.iter().take(20).map(|a| format!("{} (line {})", short(a.years), a.line)).collect();
        format!(
            " {} ages nobody reaches are left out everywhere: {}{}.",
            thousands(age.impossible.len()),
            shown.join(", "),
            if age.impossible.len() > 20 { " and more" } else { "" }
        )
    };
    let ranges: Vec<String> = age
        .ranges
        .iter()
        .map(|r| {
            format!(
                "{} films between {} and {} years",
                thousands(r.images),
                short(r.youngest),
                short(r.oldest)
            )
        })
        .collect();
    let ranges = if ranges.is_empty() {
        String::new()
    } else {
        format!(" Only a range is known for {}.", ranges.join(", "))
    };
    page.text(&format!(
        "The age is known for {} films and not given for {}.{impossible}{ranges}",
        thousands(age.known),
        thousands(age.missing)
    ));
    let rows: Vec<Vec<String>> = age
        .groups
        .iter()
        .filter_map(|g| g.years.map(|y| (&g.group, y)))
        .map(|(name, y)| {
            vec![
                name.clone(),
                thousands(y.n),
                short(y.mean),
                y.sd.map_or("–".into(), short),
                short(y.min),
                short(y.quartile_1),
                short(y.median),
                short(y.quartile_3),
                short(y.max),
            ]
        })
        .collect();
    page.table(
        &["age (years)", "films", "mean", "SD", "least", "1st quartile", "median", "3rd quartile", "most"],
        &rows,
    );
}

pub(super) fn follow_up(page: &mut Page, eda: &Eda) {
    let facts = &eda.follow_up;
    page.section("follow-up", "Films of the same patient");
    let bars = tally_bars(
        "Films of a patient",
        "films of the patient",
        "patients",
        &facts.films_per_patient,
        MOST_FILMS,
    );
    let busiest = facts
        .share_of_busiest_tenth
        .map(|s| format!(" The tenth of the patients with most films has {} of all films.", percent(s)))
        .unwrap_or_default();
    page.figure(
        &format!("Films of a patient (n = {} patients)", thousands(eda.counts.patients)),
        &bars.svg(),
        &format!(
            "{} patients have a single film.{busiest} Films of one patient look alike, whatever they show: divide \
             patients between training, validation and test, never films, or the network is examined on people it \
             knows.",
            thousands(facts.patients_with_one_film)
        ),
    );
    let rows: Vec<Vec<String>> = [
        ("films a patient, all patients", facts.films),
        ("films a patient, any with pneumonia", facts.films_of_pneumonia_patients),
        ("follow-up number, films with pneumonia", facts.number_with_pneumonia),
        ("follow-up number, other films", facts.number_without_pneumonia),
    ]
    .into_iter()
    .filter_map(|(name, numbers)| numbers.map(|n| (name, n)))
    .map(|(name, n)| {
        vec![
            name.to_owned(),
            thousands(n.n),
            short(n.mean),
            short(n.median),
            short(n.quartile_3),
            short(n.max),
        ]
    })
    .collect();
    page.table(&["", "n", "mean", "median", "3rd quartile", "most"], &rows);
}
