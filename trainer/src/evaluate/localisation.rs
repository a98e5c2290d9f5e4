//! Whether heatmaps point at the disease: the pointing game (Zhang et al., "Top-down neural attention by excitation
//! backprop", 2018, here without a margin) and the overlap of what is lit with what is diseased (intersection over union,
//! as Wang et al. 2017 score NIH's boxes), beside what a map that knows nothing of the film gets.

use serde::Serialize;
use shared::cam::Heatmap;

use super::decisions;
use super::figure::Figure;
use super::region::{Region, SIDE, peak, spread};
use super::resample::Resampling;
use super::sample::Sample;

/// Shares of the brightest at which a cell counts as lit.
const LEVELS: [f32; 3] = [0.25, 0.5, 0.75];

/// Overlaps at which a film counts as found.
const OVERLAPS: [f64; 3] = [0.1, 0.25, 0.5];

/// A film whose disease has a known place.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The film's place among those that are scored.
    pub film: usize,
    /// The network's heatmap.
    pub map: Heatmap,
    /// Where the disease is; not empty.
    pub region: Region,
}

/// What came of all heatmaps.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Localisation {
    /// Share of the films whose highest cell lies in the disease.
    pub pointing: Figure,
    /// Films whose heatmap is empty; they count as missed.
    pub empty: usize,
    /// The same of a point drawn anywhere on the film: the mean share of the film that is diseased.
    pub pointing_uniform: Figure,
    /// The same of the one point of all films that hits most of them; chosen on these very films, so it flatters itself.
    pub pointing_best_fixed: Figure,
    /// Where that point is: shares of width and height from the upper left corner.
    pub best_fixed_point: Option<[f64; 2]>,
    /// Overlap of what is lit, by what counts as lit.
    pub overlap: Vec<Overlap>,
    /// Mean overlap if the whole film were lit.
    pub overlap_uniform: Figure,
    /// Mean overlap of the one region, the same on all films, that overlaps best; chosen on these very films.
    pub overlap_best_fixed: Figure,
    /// How the regions were given.
    pub regions: String,
}

/// Overlap at one level.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overlap {
    /// What the level is a share of.
    pub of: &'static str,
    /// Cells at or above this share are lit.
    pub level: f32,
    /// Mean intersection over union.
    pub mean: Figure,
    /// Share of the films that reach an overlap.
    pub reached: Vec<Reached>,
}

/// Share of the films with so much overlap.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reached {
    /// Intersection over union at least.
    pub at_least: f64,
    /// The share.
    pub share: Figure,
}

/// Scores heatmaps. `sample` is all films that are scored; `scale` the package's value at full colour.
pub fn localise(
    sample: &Sample,
    targets: &[Target],
    scale: Option<f32>,
    regions: &str,
    resampling: &Resampling,
) -> Localisation {
    let films: Vec<usize> = targets.iter().map(|t| t.film).collect();
    let scored = Scored { sample: sample.part(&films), targets, resampling };
    let peaks: Vec<Option<usize>> = targets.iter().map(|t| peak(&t.map)).collect();
    let hit = |point: Option<usize>, target: &Target| point.is_some_and(|p| target.region.cells()[p]);
    let hits = targets.iter().zip(&peaks).map(|(t, p)| hit(*p, t)).collect();
    let frequency = frequency(targets);
    let best = best_point(&frequency);
    let middle = |cell: usize| (cell as f64 + 0.5) / SIDE as f64;
    let grids: Vec<Vec<f32>> = targets.iter().map(|t| spread(&t.map)).collect();
    let mut overlap = Vec::new();
    for level in LEVELS {
        if let Some(scale) = scale {
            let lit = |i: usize| Region::above(&grids[i], level * scale);
            overlap.push(scored.overlap("the package's heatmap scale", level, lit));
        }
        let brightest = |i: usize| grids[i].iter().copied().fold(0.0, f32::max);
        let lit = |i: usize| Region::above(&grids[i], level * brightest(i));
        overlap.push(scored.overlap("the film's own brightest cell", level, lit));
    }
    overlap.sort_by_key(|o| o.of);
    let whole =
        Region::of_boxes(&[super::region::FindingBox { x: 0.0, y: 0.0, width: 1.0, height: 1.0 }], 1.0);
    let fixed = best_region(targets, &frequency);
    Localisation {
        pointing: scored.share(hits),
        empty: peaks.iter().filter(|p| p.is_none()).count(),
        pointing_uniform: scored.mean(&targets.iter().map(|t| t.region.area()).collect::<Vec<_>>()),
        pointing_best_fixed: scored.share(targets.iter().map(|t| hit(best, t)).collect()),
        best_fixed_point: best.map(|cell| [middle(cell % SIDE), middle(cell / SIDE)]),
        overlap,
        overlap_uniform: scored.mean(&scored.ious(|_| whole.clone())),
        overlap_best_fixed: scored.mean(&scored.ious(|_| fixed.clone())),
        regions: regions.to_owned(),
    }
}

/// How far each heatmap overlaps, lit at half of its own brightest: what the gallery is ordered by.
pub fn own_overlap(target: &Target) -> f64 {
    let grid = spread(&target.map);
    let brightest = grid.iter().copied().fold(0.0, f32::max);
    Region::above(&grid, 0.5 * brightest).iou(&target.region)
}

struct Scored<'a> {
    sample: Sample,
    targets: &'a [Target],
    resampling: &'a Resampling,
}

impl Scored<'_> {
    fn ious(&self, lit: impl Fn(usize) -> Region) -> Vec<f64> {
        self.targets.iter().enumerate().map(|(i, t)| lit(i).iou(&t.region)).collect()
    }

    fn overlap(&self, of: &'static str, level: f32, lit: impl Fn(usize) -> Region) -> Overlap {
        let ious = self.ious(lit);
        let reached = OVERLAPS.map(|at_least| Reached {
            at_least,
            share: self.share(ious.iter().map(|&iou| iou >= at_least).collect()),
        });
        Overlap { of, level, mean: self.mean(&ious), reached: reached.into() }
    }

    /// A share of the films.
    fn share(&self, hits: Vec<bool>) -> Figure {
        if hits.is_empty() {
            return Figure::undefined(&self.sample, NO_FILMS);
        }
        let found = Sample::new(hits, self.sample.patient().iter().copied());
        let figure = decisions::prevalence(&found, self.resampling);
        Figure { positives: self.sample.positives(), ..figure }
    }

    /// A mean over the films.
    fn mean(&self, values: &[f64]) -> Figure {
        if values.is_empty() {
            return Figure::undefined(&self.sample, NO_FILMS);
        }
        let mean = |weight: &dyn Fn(usize) -> f64| {
            let (mut sum, mut films) = (0.0, 0.0);
            for (i, value) in values.iter().enumerate() {
                sum += weight(i) * value;
                films += weight(i);
            }
            (films > 0.0).then(|| sum / films)
        };
        let [interval] = self.resampling.intervals(&self.sample, |weight| [mean(&|i| weight[i])]);
        Figure::of(&self.sample, mean(&|_| 1.0)).with(interval)
    }
}

const NO_FILMS: &str = "no film that is scored has a region";

/// On how many films each cell is diseased.
fn frequency(targets: &[Target]) -> Vec<usize> {
    let mut counts = vec![0; SIDE * SIDE];
    for target in targets {
        counts.iter_mut().zip(target.region.cells()).for_each(|(count, &cell)| *count += usize::from(cell));
    }
    counts
}

/// The first of the cells that are diseased on most films.
fn best_point(frequency: &[usize]) -> Option<usize> {
    let most = frequency.iter().max().filter(|m| **m > 0)?;
    frequency.iter().position(|count| count == most)
}

/// Of the regions that are diseased on at least so many films, the one with the best mean overlap.
fn best_region(targets: &[Target], frequency: &[usize]) -> Region {
    let most = frequency.iter().copied().max().unwrap_or(0);
    let values: Vec<f32> = frequency.iter().map(|&c| c as f32).collect();
    // At most 64 levels: more would move the best by less than its interval.
    let mut levels: Vec<usize> = (1..=64).map(|k| (k * most).div_ceil(64).max(1)).collect();
    levels.dedup();
    let mut best = (f64::NEG_INFINITY, Region::above(&values, 1.0));
    for level in levels {
        let region = Region::above(&values, level as f32);
        let sum: f64 = targets.iter().map(|t| region.iou(&t.region)).sum();
        if sum > best.0 {
            best = (sum, region);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::super::region::FindingBox;
    use super::*;

    const RESAMPLING: Resampling = Resampling { seed: 3, count: 100 };

    /// A film with disease in a quarter, and a heatmap of which one quarter is lit.
    fn target(film: usize, diseased: usize, lit: Option<usize>) -> Target {
        let corner = |quarter: usize| [(quarter % 2) as f64 * 112.0, (quarter / 2) as f64 * 112.0];
        let [x, y] = corner(diseased);
        let mut values = vec![0.0; 196];
        if let Some(lit) = lit {
            for cell in 0..49 {
                values[(lit / 2 * 7 + cell / 7) * 14 + lit % 2 * 7 + cell % 7] = 1.0;
            }
        }
        Target {
            film,
            map: Heatmap { width: 14, height: 14, values },
            region: Region::of_boxes(&[FindingBox { x, y, width: 112.0, height: 112.0 }], 224.0),
        }
    }

    #[test]
    fn hits_misses_and_empty_maps_are_counted() {
        // 20 films: 12 lit where the disease is, 6 elsewhere, 2 not at all; the disease is in quarter 0 of 14 films.
        let targets: Vec<Target> = (0..20)
            .map(|i| {
                let diseased = if i < 14 { 0 } else { 3 };
                let lit = match i {
                    0..12 => Some(diseased),
                    12..18 => Some(1),
                    _ => None,
                };
                target(i, diseased, lit)
            })
            .collect();
        let sample = Sample::new(vec![true; 20], 0..20);
        let found = localise(&sample, &targets, Some(1.0), "boxes", &RESAMPLING);
        assert_eq!((found.pointing.value, found.pointing.films, found.empty), (Some(0.6), 20, 2));
        assert_eq!(found.pointing.method, super::super::figure::WILSON);
        assert_eq!(found.pointing_uniform.value, Some(0.25));
        assert_eq!(found.pointing_best_fixed.value, Some(0.7));
        assert_eq!(found.overlap_uniform.value, Some(0.25));
        assert!((found.overlap_best_fixed.value.unwrap() - 0.7).abs() < 1e-12);
        let half = found.overlap.iter().find(|o| o.level == 0.5).unwrap();
        // Edges are blurred by half a cell either way, so half of the brightest is the quarter itself.
        assert!((half.mean.value.unwrap() - 0.6).abs() < 0.02, "{half:?}");
        assert_eq!(half.reached[2].share.value, Some(0.6));
        assert_eq!(found.overlap.len(), 6);
    }

    #[test]
    fn no_films_no_figures() {
        let found = localise(&Sample::new(vec![true], [0]), &[], None, "boxes", &RESAMPLING);
        assert_eq!((found.pointing.value, found.best_fixed_point), (None, None));
        assert_eq!(found.pointing.reason.as_deref(), Some(NO_FILMS));
        assert_eq!(found.overlap.len(), 3);
    }
}
