//! What the films themselves show.

use anyhow::Result;

use crate::eda::film::SIDE;
use crate::eda::{Intensity, MeanFilm, Pixels};
use crate::page::{Page, Picture};
use crate::plot::{Line, Lines, percent, picture, short, thousands};
use crate::table::{NO_FINDING, PNEUMONIA};

/// Findings in one figure besides pneumonia and no finding: more lines could not be told apart.
const LINES: usize = 4;
/// Names that are listed; `eda.json` has more.
const LISTED: usize = 50;

pub(super) fn gray_levels(page: &mut Page, pixels: &Pixels) {
    page.section("gray", "Gray levels");
    let mut views: Vec<Option<&str>> = vec![None];
    for intensity in &pixels.intensities {
        if !views.contains(&intensity.view.as_deref()) {
            views.push(intensity.view.as_deref());
        }
    }
    // With a single view, its films are all films.
    if views.len() == 2 {
        views.truncate(1);
    }
    for view in &views {
        let of: Vec<&Intensity> = pixels.intensities.iter().filter(|i| i.view.as_deref() == *view).collect();
        let where_ = view.map_or("all views".to_owned(), |v| format!("view {v}"));
        let is_main =
            |i: &&&Intensity| [PNEUMONIA, NO_FINDING, "not pneumonia"].contains(&i.finding.as_str());
        let main: Vec<&Intensity> = of.iter().filter(is_main).copied().collect();
        let mut rest: Vec<&Intensity> = of.iter().filter(|i| !is_main(i)).copied().collect();
        rest.sort_by_key(|i| std::cmp::Reverse(i.films));
        let all: Vec<&Intensity> = main.into_iter().chain(rest.into_iter().take(LINES)).collect();
        let title = format!("Gray levels by finding, {where_}");
        let caption = if view.is_some() {
            "As above, within one view: what is left of a difference here is not one of views."
        } else {
            "Every film counts alike. The peak at the left is air and the dark border, the hump is lung and soft tissue, \
             the right end is bone, mediastinum and markers. If whole curves are shifted, brightness tells the classes \
             apart, which is exposure and processing rather than disease; a difference of the hump alone can be lungs \
             filled with fluid."
        };
        page.figure(&title, &histogram(&title, &all).svg(), caption);
    }
    page.text("Summary statistics, gray levels 0 to 255 (percentiles over all pixels of the group):");
    let rows: Vec<Vec<String>> = pixels
        .intensities
        .iter()
        .filter(|i| views.contains(&i.view.as_deref()))
        .map(|i| {
            let p = i.percentiles;
            vec![
                i.finding.clone(),
                i.view.clone().unwrap_or_else(|| "all".into()),
                thousands(i.films),
                short(i.mean),
                short(i.sd),
                i.sd_of_means.map_or("–".into(), short),
                p[1].to_string(),
                p[2].to_string(),
                p[3].to_string(),
                p[4].to_string(),
                p[5].to_string(),
                percent(i.black),
                percent(i.white),
            ]
        })
        .collect();
    page.table(
        &[
            "finding",
            "view",
            "films",
            "mean",
            "SD",
            "SD of the films' means",
            "5\u{a0}%",
            "25\u{a0}%",
            "median",
            "75\u{a0}%",
            "95\u{a0}%",
            "at\u{a0}0",
            "at\u{a0}255",
        ],
        &rows,
    );
}

/// Means over eight gray levels, in per cent a level: films of few levels would draw combs.
fn histogram(title: &str, groups: &[&Intensity]) -> Lines {
    const WIDTH: usize = 8;
    let line = |group: &&Intensity| Line {
        name: format!("{} (n = {})", group.finding, thousands(group.films)),
        points: group
            .histogram
            .chunks(WIDTH)
            .enumerate()
            .map(|(i, shares)| {
                let middle = (i * WIDTH) as f64 + (WIDTH as f64 - 1.0) / 2.0;
                [middle, 100.0 * shares.iter().sum::<f64>() / WIDTH as f64]
            })
            .collect(),
    };
    Lines {
        title: title.to_owned(),
        x_label: "gray level (0 black to 255 white)".into(),
        x_range: Some([0.0, 255.0]),
        y_label: "% of pixels per gray level".into(),
        series: groups.iter().map(line).collect(),
    }
}

pub(super) fn mean_films(page: &mut Page, pixels: &Pixels) -> Result<()> {
    page.section("means", "Mean films and their difference");
    let mut views: Vec<Option<&str>> = Vec::new();
    for film in &pixels.mean_films {
        if !views.contains(&film.view.as_deref()) {
            views.push(film.view.as_deref());
        }
    }
    views.sort();
    if views.len() == 2 {
        views.truncate(1);
    }
    let mut any = false;
    for view in views {
        let of: Vec<&MeanFilm> = pixels.mean_films.iter().filter(|f| f.view.as_deref() == view).collect();
        let mut pictures = Vec::new();
        for film in &of {
            let levels: Vec<u8> = film.levels.iter().map(|l| l.round().clamp(0.0, 255.0) as u8).collect();
            pictures.push(Picture {
                address: picture::gray(SIDE, SIDE, &levels)?,
                text: format!(
                    "{}: n = {}, mean gray level {}",
                    film.class,
                    thousands(film.films),
                    short(film.mean)
                ),
                signed: false,
            });
        }
        // The first is pneumonia, the second the best comparison there is: no finding, or else not pneumonia.
        if let [first, second, ..] = of[..]
            && first.class == "pneumonia"
        {
            let difference: Vec<f64> = first.levels.iter().zip(&second.levels).map(|(a, b)| a - b).collect();
            let limit = difference.iter().fold(0.0_f64, |a, d| a.max(d.abs()));
            pictures.push(Picture {
                address: picture::signed(SIDE, SIDE, &difference, limit)?,
                text: format!(
                    "pneumonia − {0}: −{1} (blue) to +{1} (orange) gray levels",
                    second.class,
                    short(limit)
                ),
                signed: true,
            });
        }
        if pictures.is_empty() {
            continue;
        }
        any = true;
        let caption = if view.is_some() {
            "As above, within one view."
        } else {
            "Each film is squeezed to 128 x 128 pixels and averaged. Blue is darker with pneumonia, orange brighter. Lungs \
             that are brighter with pneumonia are what one hopes to see; a difference along the edges, at the shoulders or \
             over the whole film is one of position, collimation or exposure, and a network will find that first."
        };
        let where_ = view.map_or("all views".to_owned(), |v| format!("view {v}"));
        page.pictures(&format!("Mean films, {where_}"), &pictures, caption);
    }
    if !any {
        page.text("No film is large enough: 128 pixels on each side are needed.");
    }
    Ok(())
}

pub(super) fn files(page: &mut Page, pixels: &Pixels) {
    page.section("files", "Files");
    page.text(&format!(
        "{} films were read, {} are missing, {} cannot be read; {} files in the folder are not in the table.",
        thousands(pixels.films_read),
        thousands(pixels.missing),
        thousands(pixels.unreadable),
        thousands(pixels.files_not_in_table)
    ));
    page.table(
        &["size (pixels)", "films"],
        &pixels
            .sizes
            .iter()
            .map(|s| vec![format!("{} x {}", s.width, s.height), thousands(s.films)])
            .collect::<Vec<_>>(),
    );
    if pixels.different_sizes > pixels.sizes.len() {
        page.text(&format!("There are {} different sizes in all.", thousands(pixels.different_sizes)));
    }
    page.table(
        &["stored as", "films"],
        &pixels.modes.iter().map(|m| vec![m.mode.clone(), thousands(m.films)]).collect::<Vec<_>>(),
    );
    duplicates(page, pixels);
    page.table(
        &["films that cannot be read", "line", "why"],
        &pixels
            .unreadable_films
            .iter()
            .take(LISTED)
            .map(|f| vec![f.image.clone(), f.line.to_string(), f.reason.clone()])
            .collect::<Vec<_>>(),
    );
    page.table(
        &["missing films", "line", ""],
        &pixels
            .missing_films
            .iter()
            .take(LISTED)
            .map(|f| {
                let why = if f.ambiguous { "several files have this name" } else { "" };
                vec![f.image.clone(), f.line.to_string(), why.to_owned()]
            })
            .collect::<Vec<_>>(),
    );
    if pixels.missing.max(pixels.unreadable) > LISTED {
        page.text(&format!("The first {LISTED} are listed here, the first thousand in eda.json."));
    }
}

fn duplicates(page: &mut Page, pixels: &Pixels) {
    if pixels.duplicates.is_empty() {
        page.text("No two films are the same picture.");
        return;
    }
    let count =
        |keep: &dyn Fn(&crate::eda::Duplicate) -> bool| pixels.duplicates.iter().filter(|d| keep(d)).count();
    page.text(&format!(
        "{} groups of films are the same picture, pixel by pixel; {} of them belong to more than one patient, so that even \
         a split by patient can put the same picture on both sides, and {} have labels of both classes.",
        thousands(pixels.duplicates.len()),
        thousands(count(&|d| !d.same_patient)),
        thousands(count(&|d| !d.same_class))
    ));
    let yes = |b: bool| if b { "yes" } else { "no" }.to_owned();
    page.table(
        &["same picture", "lines", "same file", "same patient", "same class"],
        &pixels
            .duplicates
            .iter()
            .take(LISTED)
            .map(|d| {
                let lines: Vec<String> = d.lines.iter().map(u64::to_string).collect();
                vec![
                    d.images.join(", "),
                    lines.join(", "),
                    yes(d.same_file),
                    yes(d.same_patient),
                    yes(d.same_class),
                ]
            })
            .collect::<Vec<_>>(),
    );
}
