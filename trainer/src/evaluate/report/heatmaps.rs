//! Heatmaps against the places of disease.

use super::ranking::point;
use crate::evaluate::gallery::{Gallery, Shown};
use crate::evaluate::localisation::Localisation;
use crate::page::{Page, Picture};
use crate::plot::{DotRow, Dots, thousands};

pub(super) fn localisation(page: &mut Page, found: &Localisation, gallery: Option<&Gallery>) {
    page.section("heatmaps", "Do heatmaps point at the disease?");
    page.text(&format!(
        "{} films whose disease has a place, by {}. A heatmap hits if its highest cell lies there. {}",
        thousands(found.pointing.films),
        found.regions,
        match found.empty {
            0 => "None is empty.".to_owned(),
            n => format!("{} are empty and count as missed.", thousands(n)),
        }
    ));
    let rows = [
        ("the model", &found.pointing),
        ("any point of the film", &found.pointing_uniform),
        ("the best fixed point", &found.pointing_best_fixed),
    ];
    let dots = Dots {
        title: "Pointing game".into(),
        x_label: "share of films hit (95 % interval)".into(),
        as_percent: true,
        range: Some([0.0, 1.0]),
        series: vec!["share".into()],
        marks: Vec::new(),
        rows: rows
            .iter()
            .map(|(name, figure)| DotRow {
                label: (*name).to_owned(),
                note: figure.cell(),
                points: vec![point(figure)],
            })
            .collect(),
    };
    let place = found.best_fixed_point.map_or(String::new(), |[x, y]| {
        format!(" It lies at {:.0} % of the width and {:.0} % of the height.", 100.0 * x, 100.0 * y)
    });
    page.figure(
        &format!("Pointing game (n = {})", thousands(found.pointing.films)),
        &dots.svg(),
        &format!(
            "Lungs lie in the same place on most films, so one point of the film hits many of them without looking. It was \
             chosen on these very films, which flatters it.{place}"
        ),
    );
    overlaps(page, found);
    let Some(gallery) = gallery else { return };
    let pictures = |films: &[Shown]| -> Vec<Picture> {
        films
            .iter()
            .map(|s| Picture { address: s.address.clone(), text: s.text.clone(), signed: false })
            .collect()
    };
    let caption = "Orange is the heatmap, the blue line the edge of the disease. Overlap is intersection over union, lit at \
                   half of the film's own brightest.";
    for (title, films) in [
        ("The best overlaps", &gallery.best),
        ("The worst overlaps", &gallery.worst),
        ("Drawn without looking", &gallery.random),
    ] {
        if !films.is_empty() {
            page.pictures(title, &pictures(films), caption);
        }
    }
}

fn overlaps(page: &mut Page, found: &Localisation) {
    let reached: Vec<String> = found
        .overlap
        .first()
        .map_or_else(Vec::new, |o| o.reached.iter().map(|r| format!("reach {}", r.at_least)).collect());
    let mut head = vec!["lit from", "mean overlap"];
    head.extend(reached.iter().map(String::as_str));
    let mut rows: Vec<Vec<String>> = found
        .overlap
        .iter()
        .map(|o| {
            let mut row = vec![format!("{:.0} % of {}", 100.0 * o.level, o.of), o.mean.cell()];
            row.extend(o.reached.iter().map(|r| r.share.cell()));
            row
        })
        .collect();
    let baseline = |name: &str, mean: &crate::evaluate::figure::Figure| {
        let mut row = vec![name.to_owned(), mean.cell()];
        row.extend(reached.iter().map(|_| String::new()));
        row
    };
    rows.push(baseline("the whole film (baseline)", &found.overlap_uniform));
    rows.push(baseline("the best fixed region (baseline)", &found.overlap_best_fixed));
    page.text("Overlap of what is lit with the disease (intersection over union), and shares of films that reach some:");
    page.table(&head, &rows);
}
