//! Films with their heatmaps: the ones that overlap best, the ones that overlap worst, and some drawn blindly.

use anyhow::Result;
use shared::image::GrayImage;
use shared::preprocess::area_average;

use super::localisation::{Target, own_overlap};
use super::region::{Region, SIDE, peak, spread};
use super::resample::Stream;
use crate::plot::picture;

/// Films of each kind.
const EACH: usize = 6;

/// Three rows of films.
#[derive(Debug, Clone, PartialEq)]
pub struct Gallery {
    /// Those whose heatmap overlaps the disease best.
    pub best: Vec<Shown>,
    /// Those whose overlaps worst.
    pub worst: Vec<Shown>,
    /// Some that were drawn without looking.
    pub random: Vec<Shown>,
}

/// A film.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The picture as an address that holds it.
    pub address: String,
    /// What it is.
    pub text: String,
}

/// Draws the films. `film` reads one, by its place among those that are scored; `line` gives its line in the table. Full
/// colour is at `scale`, or at the film's own brightest where the package has none.
///
/// # Errors
///
/// A film that can no longer be read.
pub fn gallery(
    targets: &[Target],
    scale: Option<f32>,
    seed: u64,
    film: impl Fn(usize) -> Result<GrayImage>,
    line: impl Fn(usize) -> u64,
) -> Result<Gallery> {
    let mut order: Vec<(f64, usize)> =
        targets.iter().enumerate().map(|(i, target)| (own_overlap(target), i)).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let show = |&(overlap, i): &(f64, usize)| -> Result<Shown> {
        let target = &targets[i];
        let hit = match peak(&target.map) {
            Some(cell) if target.region.cells()[cell] => "points at it",
            Some(_) => "points elsewhere",
            None => "empty",
        };
        Ok(Shown {
            address: picture::rgb(SIDE, SIDE, &paint(&film(target.film)?, target, scale))?,
            text: format!("line {}: overlap {overlap:.2}, {hit}", line(target.film)),
        })
    };
    let best: Vec<(f64, usize)> = order.iter().take(EACH).copied().collect();
    // No film is shown as best and as worst.
    let worst: Vec<(f64, usize)> = order.iter().skip(best.len()).rev().take(EACH).copied().collect();
    let mut stream = Stream::new(seed, 1 << 34);
    let mut left = order.clone();
    let random: Vec<(f64, usize)> =
        (0..EACH.min(left.len())).map(|_| left.swap_remove(stream.below(left.len()))).collect();
    let all = |films: &[(f64, usize)]| films.iter().map(show).collect::<Result<Vec<Shown>>>();
    Ok(Gallery { best: all(&best)?, worst: all(&worst)?, random: all(&random)? })
}

/// The film in gray with the heatmap over it in orange, and the edge of the disease in blue.
fn paint(film: &GrayImage, target: &Target, scale: Option<f32>) -> Vec<u8> {
    const HEAT: [f32; 3] = [255.0, 120.0, 0.0];
    const EDGE: [u8; 3] = [0, 190, 255];
    // So much of the film shows through full heat.
    const THROUGH: f32 = 0.35;
    let small = fit(film);
    let heat = spread(&target.map);
    let full = scale.unwrap_or_else(|| heat.iter().copied().fold(0.0, f32::max)).max(f32::MIN_POSITIVE);
    let mut pixels = Vec::with_capacity(3 * SIDE * SIDE);
    for (i, (&gray, &value)) in small.iter().zip(&heat).enumerate() {
        if is_edge(&target.region, i) {
            pixels.extend(EDGE);
            continue;
        }
        let share = (value / full).min(1.0) * (1.0 - THROUGH);
        // Between two values of 0 to 255.
        pixels.extend(HEAT.map(|channel| (f32::from(gray) * (1.0 - share) + channel * share).round() as u8));
    }
    pixels
}

/// The film at the grid's size. A film with a side that is shorter is drawn with repeated pixels.
fn fit(film: &GrayImage) -> Vec<u8> {
    let small = area_average(film, SIDE, SIDE);
    let at = |i: usize| (i % SIDE * small.width() / SIDE, i / SIDE * small.height() / SIDE);
    (0..SIDE * SIDE).map(|i| small.pixels()[at(i).1 * small.width() + at(i).0]).collect()
}

/// Whether a cell belongs to the edge of a region, two cells wide.
fn is_edge(region: &Region, cell: usize) -> bool {
    let cells = region.cells();
    let (x, y) = (cell % SIDE, cell / SIDE);
    let outside = |x: Option<usize>, y: Option<usize>| match (x, y) {
        (Some(x), Some(y)) if x < SIDE && y < SIDE => !cells[y * SIDE + x],
        _ => true,
    };
    cells[cell]
        && (outside(x.checked_sub(2), Some(y))
            || outside(Some(x + 2), Some(y))
            || outside(Some(x), y.checked_sub(2))
            || outside(Some(x), Some(y + 2)))
}

#[cfg(test)]
mod tests {
    use shared::cam::Heatmap;

    use super::super::region::FindingBox;
    use super::*;

    #[test]
    fn films_are_drawn_once_a_row_and_best_come_first() {
        let targets: Vec<Target> = (0..10)
            .map(|film| Target {
                film,
                map: Heatmap { width: 2, height: 1, values: vec![1.0, 0.0] },
                region: Region::of_boxes(
                    &[FindingBox { x: 10.0 * film as f64, y: 0.0, width: 100.0, height: 224.0 }],
                    224.0,
                ),
            })
            .collect();
        let film = |_| Ok(GrayImage::new(300, 240, vec![90; 72_000])?);
        let drawn = gallery(&targets, None, 5, film, |i| i as u64 + 2).unwrap();
        assert_eq!((drawn.best.len(), drawn.worst.len(), drawn.random.len()), (6, 4, 6));
        assert!(
            drawn.best[0].text.starts_with("line 2: overlap 0.89, points at it"),
            "{}",
            drawn.best[0].text
        );
        assert!(drawn.worst[0].text.starts_with("line 11:"), "{}", drawn.worst[0].text);
        assert!(drawn.best.iter().all(|shown| shown.address.starts_with("data:image/png;base64,")));
        let lines: std::collections::BTreeSet<&str> = drawn.random.iter().map(|s| s.text.as_str()).collect();
        assert_eq!(lines.len(), 6);
    }

    #[test]
    fn an_edge_is_an_edge() {
        let region = Region::of_boxes(&[FindingBox { x: 0.0, y: 0.0, width: 5.0, height: 5.0 }], 224.0);
        let edges: Vec<usize> = (0..SIDE * SIDE).filter(|&i| is_edge(&region, i)).collect();
        assert_eq!(edges.len(), 24);
        assert!(!edges.contains(&(2 * SIDE + 2)));
    }
}
