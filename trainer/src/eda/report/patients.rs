//! What the table tells: who, with what, how often.

use super::page::{Page, interval, share_row};
use super::share;
use crate::eda::{Breakdown, Eda, Share, Tally};
use crate::plot::{BarSeries, Bars, Cell, DotRow, Dots, Matrix, Point, percent, short, thousands};
use crate::table::PNEUMONIA;

/// Films per patient that have a bar of their own.
const MOST_FILMS: usize = 15;
/// Findings that the matrix holds: more would not fit a page.
const MATRIX: usize = 16;

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

fn point(share: &Share) -> Option<Point> {
    share.share.map(|value| Point { value, interval: share.interval })
}

pub(super) fn findings(page: &mut Page, eda: &Eda) {
    let facts = &eda.findings;
    page.section("findings", "Findings beside pneumonia");
    if facts.with_pneumonia.is_empty() {
        page.text("The table names no finding beside pneumonia.");
        return;
    }
    let dots = Dots {
        title: "Findings with and without pneumonia".into(),
        x_label: "share of the films that have the finding (95 % interval)".into(),
        as_percent: true,
        range: None,
        series: vec![
            format!("films with pneumonia (n = {})", thousands(eda.counts.pneumonia_images.count)),
            format!(
                "films without (n = {})",
                thousands(eda.counts.images - eda.counts.pneumonia_images.count)
            ),
        ],
        marks: Vec::new(),
        rows: facts
            .with_pneumonia
            .iter()
            .map(|c| DotRow {
                label: c.finding.clone(),
                note: format!("{} together", thousands(c.with_pneumonia.count)),
                points: vec![point(&c.with_pneumonia), point(&c.without_pneumonia)],
            })
            .collect(),
    };
    page.figure(
        "How often each finding comes with pneumonia, and without",
        &dots.svg(),
        "A finding far more common with pneumonia is either part of its picture, as infiltration and consolidation are, \
         or belongs to patients who are ill in another way too, as edema and effusion do. A network that answers to edema \
         gets credit for pneumonia: look at its errors within each of these findings.",
    );
    page.table(
        &[
            "finding",
            "with pneumonia",
            "of all pneumonia",
            "95 % interval",
            "of all other films",
            "all films",
            "lift",
        ],
        &facts
            .with_pneumonia
            .iter()
            .map(|c| {
                vec![
                    c.finding.clone(),
                    thousands(c.with_pneumonia.count),
                    share(c.with_pneumonia.share),
                    interval(c.with_pneumonia.interval),
                    share(c.without_pneumonia.share),
                    thousands(c.everywhere.count),
                    c.lift.map_or("–".into(), short),
                ]
            })
            .collect::<Vec<_>>(),
    );
    matrix(page, eda);
    let sets: Vec<Vec<String>> = facts
        .label_sets
        .iter()
        .map(|s| {
            let of = eda.counts.pneumonia_images.count;
            vec![s.findings.join(" | "), thousands(s.images), percent(s.images as f64 / of.max(1) as f64)]
        })
        .collect();
    page.text("Most common sets of labels of films with pneumonia:");
    page.table(&["labels", "films", "of all pneumonia"], &sets);
    let per_image =
        tally_bars("Findings on a film", "findings on the film", "films", &facts.per_image, usize::MAX);
    page.figure(
        "Findings on a film",
        &per_image.svg(),
        "Each class adds up to 100 %. A film without any finding is a 0. Films with pneumonia seldom show it alone.",
    );
    let per_patient = tally_bars(
        "Findings of a patient",
        "different findings on all films",
        "patients",
        &facts.per_patient,
        usize::MAX,
    );
    page.figure(
        "Different findings of a patient",
        &per_patient.svg(),
        "Over all films of the patient: who is filmed more often has more time to show something.",
    );
}

fn matrix(page: &mut Page, eda: &Eda) {
    let table = &eda.findings.co_occurrence;
    // Pneumonia first, whatever it is beside; then the most common ones.
    let mut places: Vec<usize> = (0..table.findings.len()).collect();
    places.sort_by_key(|&i| table.findings[i] != PNEUMONIA);
    places.truncate(MATRIX);
    if places.len() < 2 {
        return;
    }
    let cells = places
        .iter()
        .map(|&i| {
            places
                .iter()
                .map(|&j| {
                    let share = table.images[i][j] as f64 / table.images[i][i].max(1) as f64;
                    // The square root brings out small shares; the diagonal is all of them and says nothing.
                    let shade = if i == j { 0.0 } else { share.sqrt() };
                    Some(Cell { shade, text: thousands(table.images[i][j]) })
                })
                .collect()
        })
        .collect();
    let names: Vec<String> = places.iter().map(|&i| table.findings[i].clone()).collect();
    let matrix = Matrix {
        title: "Films with each pair of findings".into(),
        row_label: "of the films with".into(),
        column_label: "so many also show".into(),
        rows: names.clone(),
        columns: names,
        cells,
    };
    page.figure(
        "Films with each pair of findings",
        &matrix.svg(),
        "Numbers are films; the diagonal has all films with the finding. The darker, the larger the share of the row's \
         films that the column's finding is on. Read along a row: \"of the films with pneumonia, how many show an \
         effusion?\"",
    );
}

/// Shares of each class by number; numbers from `last` on share a bar.
fn tally_bars(title: &str, x_label: &str, what: &str, tallies: &[Tally], last: usize) -> Bars {
    let highest = tallies.iter().map(|t| t.number).max().unwrap_or(0).min(last);
    let lowest = tallies.iter().map(|t| t.number).min().unwrap_or(0);
    let count = |number: usize, of: &dyn Fn(&Tally) -> usize| -> usize {
        let same = tallies.iter().filter(|t| t.number == number || (number == last && t.number > last));
        same.map(of).sum()
    };
    let series = |name: &str, of: &dyn Fn(&Tally) -> usize| {
        let total: usize = tallies.iter().map(of).sum();
        BarSeries {
            name: format!("{name} (n = {} {what})", thousands(total)),
            values: (lowest..=highest).map(|k| count(k, of) as f64 / total.max(1) as f64).collect(),
        }
    };
    Bars {
        title: title.to_owned(),
        x_label: x_label.to_owned(),
        y_label: format!("share of the class's {what}"),
        categories: (lowest..=highest)
            .map(|k| if k == last { format!("{k}+") } else { k.to_string() })
            .collect(),
        series: vec![
            series("pneumonia", &|t| t.pneumonia),
            series("not pneumonia", &|t| t.all - t.pneumonia),
        ],
        as_percent: true,
    }
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

fn dots(title: &str, groups: &[Breakdown]) -> Dots {
    Dots {
        title: title.to_owned(),
        x_label: "share with pneumonia (95 % interval)".into(),
        as_percent: true,
        range: None,
        series: vec!["films".into(), "patients".into()],
        marks: Vec::new(),
        rows: groups
            .iter()
            .map(|g| DotRow {
                label: g.group.clone(),
                note: format!("{} of {} films", thousands(g.images.count), thousands(g.images.of)),
                points: vec![point(&g.images), point(&g.patients)],
            })
            .collect(),
    }
}

pub(super) fn prevalence(page: &mut Page, eda: &Eda) {
    let facts = &eda.prevalence;
    page.section("prevalence", "How common pneumonia is");
    page.text(
        "The share of pneumonia among a group's films, and among its patients. Intervals that do not overlap differ by \
         more than chance; a wide interval comes from few films.",
    );
    for (title, groups, caption) in [
        (
            "By view position",
            &facts.by_view,
            "If one view has more pneumonia, knowing the view is knowing something of the label.",
        ),
        (
            "By sex",
            &facts.by_sex,
            "A difference here is a difference of who was filmed, before it is one of disease.",
        ),
        (
            "By source",
            &facts.by_source,
            "Sources differ in their machines as well: a network tells them apart at a glance.",
        ),
        (
            "By age (years)",
            &facts.by_age,
            "Compare with the number of films: the ends of the scale have few.",
        ),
    ] {
        if groups.len() > 1 {
            page.figure(title, &dots(title, groups).svg(), caption);
        }
        let rows: Vec<Vec<String>> = groups
            .iter()
            .map(|g| {
                let mut row = share_row(&g.group, &g.images);
                row.extend(share_row("", &g.patients).into_iter().skip(1));
                row
            })
            .collect();
        page.table(
            &[
                "",
                "films with pneumonia",
                "films",
                "share",
                "95 % interval",
                "patients with pneumonia",
                "patients",
                "share",
                "95 % interval",
            ],
            &rows,
        );
    }
    within_views(page, "age (years)", &facts.by_age_within_view);
    within_views(page, "sex", &facts.by_sex_within_view);
}

fn within_views(page: &mut Page, what: &str, views: &[crate::eda::WithinView]) {
    if views.len() < 2 {
        return;
    }
    let mut names: Vec<&str> = Vec::new();
    for group in views.iter().flat_map(|v| &v.groups) {
        if !names.contains(&group.group.as_str()) {
            names.push(&group.group);
        }
    }
    let title = format!("By {what} within each view");
    let dots = Dots {
        title: title.clone(),
        x_label: "share of the films with pneumonia (95 % interval)".into(),
        as_percent: true,
        range: None,
        series: views.iter().map(|v| v.view.clone()).collect(),
        marks: Vec::new(),
        rows: names
            .iter()
            .map(|name| {
                let of = |v: &crate::eda::WithinView| v.groups.iter().find(|g| g.group == *name).cloned();
                let counts: Vec<String> =
                    views.iter().map(|v| of(v).map_or("0".into(), |g| thousands(g.images.count))).collect();
                DotRow {
                    label: (*name).to_owned(),
                    note: format!("{} films with", counts.join(" + ")),
                    points: views.iter().map(|v| of(v).and_then(|g| point(&g.images))).collect(),
                }
            })
            .collect(),
    };
    page.figure(
        &title,
        &dots.svg(),
        "A difference over all films that is gone within the views was a difference of views.",
    );
}
