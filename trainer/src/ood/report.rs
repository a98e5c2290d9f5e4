//! What `trainer ood measure` leaves: a table on the terminal, and in a folder `ood.json` and `report.html`.

use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::measure::{ClassResult, Measured, SHOWN_SIDE, Shown};
use crate::page::{Page, Picture};
use crate::plot::{DotRow, Dots, Point, picture};
use crate::run::write_file;

/// The figures' name in the output folder.
pub const JSON: &str = "ood.json";

/// The report's name in the output folder.
pub const REPORT: &str = "report.html";

/// Refuses a folder that holds a measurement already.
///
/// # Errors
///
/// If it does: nothing is overwritten.
pub fn check_free(out: &Path) -> Result<()> {
    for name in [JSON, REPORT] {
        let path = out.join(name);
        ensure!(
            !path.exists(),
            "{} exists already; nothing is overwritten: choose another --out",
            path.display()
        );
    }
    Ok(())
}

/// Writes both files into `out`, which is made if need be; each whole or not at all.
///
/// # Errors
///
/// If the folder holds one of them already, or the disk refuses.
pub fn write(shown: &Shown, out: &Path) -> Result<()> {
    check_free(out)?;
    std::fs::create_dir_all(out).with_context(|| format!("creating {}", out.display()))?;
    write_file(&out.join(REPORT), html(shown)?.as_bytes())?;
    write_file(&out.join(JSON), &serde_json::to_vec_pretty(&shown.measured)?)
}

fn interval(class: &ClassResult) -> String {
    class.interval.map_or(String::new(), |[low, high]| format!("{:.1} to {:.1}", 100.0 * low, 100.0 * high))
}

fn area(class: &ClassResult) -> String {
    class.auc.map_or(String::new(), |auc| format!("{auc:.4}"))
}

/// Lines for a terminal.
pub fn lines(measured: &Measured) -> Vec<String> {
    let mut lines = vec![
        format!("{}, package {}", measured.name, measured.package),
        format!("unlike the training films: distance {:.4} or more ({})", measured.cutoff, measured.rule),
        format!(
            "{:<16} {:>5} {:>8} {:>16} {:>8} {:>24}",
            "class", "films", "told %", "95 % interval", "AUC", "distance 5/50/95 %"
        ),
    ];
    for class in &measured.classes {
        let [low, middle, high] = class.quantiles;
        lines.push(format!(
            "{:<16} {:>5} {:>8.1} {:>16} {:>8} {:>24}",
            class.name,
            class.films,
            100.0 * class.share,
            interval(class),
            area(class),
            format!("{low:.2} / {middle:.2} / {high:.2}")
        ));
    }
    for film in &measured.own {
        lines.push(match (film.distance, &film.message) {
            (Some(distance), _) => format!(
                "{}: {}: distance {distance:.2}, {}",
                film.class,
                film.file,
                if film.told == Some(true) { "unlike" } else { "like the training films" }
            ),
            (None, message) => {
                format!(
                    "{}: {}: not scored: {}",
                    film.class,
                    film.file,
                    message.as_deref().unwrap_or("no reason")
                )
            }
        });
    }
    lines
}

fn html(shown: &Shown) -> Result<String> {
    let measured = &shown.measured;
    let mut page = Page::new(&format!("Films unlike those that {} was trained on", measured.name));
    page.lead(&format!(
        "A film whose distance from the training films is {:.2} or more is told as unlike them. {}.",
        measured.cutoff, measured.rule
    ));
    page.text(&format!("Package {}. Drawn films are of seed {}.", measured.package, measured.seed));
    page.section("classes", "Class by class");
    let rows = measured
        .classes
        .iter()
        .map(|class| DotRow {
            label: class.name.replace('_', " "),
            note: format!("{} of {}", class.told, class.films),
            points: vec![Some(Point { value: class.share, interval: class.interval })],
        })
        .collect();
    let dots = Dots {
        title: "Share of each class that is told, with its interval".into(),
        x_label: "told as unlike the training films".into(),
        as_percent: true,
        range: Some([0.0, 1.0]),
        series: vec!["share".into()],
        marks: vec![(0.05, "5 %".into()), (0.95, "95 %".into())],
        rows,
    };
    page.figure(
        "How many films of each class are told",
        &dots.svg(),
        "Bars are Wilson's 95 % intervals. Of the test films as few as possible should be told, of the other classes as many \
         as possible; mirrored films are reported beside them.",
    );
    let table: Vec<Vec<String>> = measured
        .classes
        .iter()
        .map(|class| {
            let [low, middle, high] = class.quantiles;
            vec![
                class.name.replace('_', " "),
                class.films.to_string(),
                format!("{:.1}", 100.0 * class.share),
                interval(class),
                area(class),
                format!("{low:.2} / {middle:.2} / {high:.2}"),
                class.what.clone(),
            ]
        })
        .collect();
    page.table(
        &["class", "films", "told, %", "95 % interval, %", "AUC", "distance: 5 / 50 / 95 %", "what it is"],
        &table,
    );
    if !measured.own.is_empty() {
        page.section("films", "Films of folders, one by one");
        let rows: Vec<Vec<String>> = measured
            .own
            .iter()
            .map(|film| {
                vec![
                    film.file.clone(),
                    film.class.clone(),
                    film.distance.map_or(String::new(), |d| format!("{d:.2}")),
                    match (film.told, &film.message) {
                        (Some(true), _) => "unlike".into(),
                        (Some(false), _) => "like the training films".into(),
                        (None, message) => {
                            format!("not scored: {}", message.as_deref().unwrap_or("no reason"))
                        }
                    },
                ]
            })
            .collect();
        page.table(&["film", "class", "distance", "outcome"], &rows);
    }
    page.section("pictures", "What the films look like");
    for (class, films) in measured.classes.iter().zip(&shown.films) {
        let pictures = films
            .iter()
            .enumerate()
            .map(|(i, film)| {
                let address = picture::gray(film.width(), film.height(), film.pixels())?;
                Ok(Picture {
                    address,
                    text: format!("{} {}", class.name.replace('_', " "), i + 1),
                    signed: false,
                })
            })
            .collect::<Result<Vec<_>>>()?;
        page.pictures(
            &class.name.replace('_', " "),
            &pictures,
            &format!("{}. {SHOWN_SIDE} pixels a side.", class.what),
        );
    }
    Ok(page.finish())
}
