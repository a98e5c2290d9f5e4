//! What comes with pneumonia, and how many findings there are.

use super::share;
use super::shares::{interval, point};
use crate::eda::{Eda, Tally};
use crate::page::Page;
use crate::plot::{BarSeries, Bars, Cell, DotRow, Dots, Matrix, percent, short, thousands};
use crate::table::PNEUMONIA;

/// Findings that the matrix holds: more would not fit a page.
const MATRIX: usize = 16;

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
pub(super) fn tally_bars(title: &str, x_label: &str, what: &str, tallies: &[Tally], last: usize) -> Bars {
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
