//! The numbers of Winograd's minimal filtering: interpolation points, and what follows from them.
//!
//! A tile of `m x m` outputs of a 3 x 3 convolution takes `(m + 2) x (m + 2)` multiplications a channel instead of
//! `9 m m` (Winograd 1980; Lavin and Gray 2015, arXiv:1509.09308). Signals are polynomials, convolution is their product,
//! and a product is known from its values at enough points: here 0, `P` pairs of +p and -p, and infinity, so `m = 2 P`.
//! Pairs share their work: an even and an odd part, added and subtracted.
//!
//! Points decide the error. These were found by trying, on normal inputs after ReLU and He-scaled weights, and measured
//! again by the tests.

/// The largest `P`.
pub(crate) const MAX_PAIRS: usize = 4;

/// A tile's size by its pairs of points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TileSize {
    /// Pairs of points, `P`: 2 to 4.
    pub(crate) pairs: usize,
}

impl TileSize {
    /// Outputs a side, `m`.
    pub(crate) const fn outputs(self) -> usize {
        2 * self.pairs
    }

    /// Inputs a side, `m + 2`: also the number of points.
    pub(crate) const fn inputs(self) -> usize {
        2 * self.pairs + 2
    }

    /// Products of a tile and a pair of channels.
    pub(crate) const fn positions(self) -> usize {
        self.inputs() * self.inputs()
    }

    /// The positive points.
    const fn points(self) -> [f64; MAX_PAIRS] {
        // The square roots are ncnn's choice as well: their squares and products are exact.
        const HALF_ROOT: f64 = std::f64::consts::FRAC_1_SQRT_2;
        const ROOT: f64 = std::f64::consts::SQRT_2;
        match self.pairs {
            2 => [HALF_ROOT, ROOT, 0.0, 0.0],
            3 => [0.5, 1.0, 1.9, 0.0],
            _ => [0.4, 0.75, 1.25, 2.25],
        }
    }

    /// Every point but infinity, in the order of the positions: 0, +p, -p, ...
    fn all_points(self) -> Vec<f64> {
        let pairs = self.points();
        std::iter::once(0.0).chain(pairs[..self.pairs].iter().flat_map(|&p| [p, -p])).collect()
    }

    /// The transform of a filter along one axis: for each point the factors of its three taps.
    pub(crate) fn filter_matrix(self) -> Vec<[f64; 3]> {
        let points = self.all_points();
        let mut rows: Vec<[f64; 3]> = points
            .iter()
            .map(|&p| {
                let others: f64 = points.iter().filter(|&&q| q != p).map(|q| p - q).product();
                [1.0 / others, p / others, p * p / others]
            })
            .collect();
        rows.push([0.0, 0.0, 1.0]);
        rows
    }

    /// What the transforms of inputs and outputs multiply by.
    pub(crate) fn coefficients(self) -> Coefficients {
        let points = self.points();
        let squares: Vec<f64> = points[..self.pairs].iter().map(|p| p * p).collect();
        let mut made = Coefficients::default();
        for (to, from) in made.all.iter_mut().zip(expand(&squares)) {
            *to = from as f32;
        }
        for pair in 0..self.pairs {
            let mut others = squares.clone();
            others.remove(pair);
            for (to, from) in made.without[pair].iter_mut().zip(expand(&others)) {
                *to = from as f32;
            }
            made.point[pair] = points[pair] as f32;
            for i in 0..MAX_PAIRS {
                made.even_power[pair][i] = squares[pair].powi(i as i32) as f32;
                made.odd_power[pair][i] = (squares[pair].powi(i as i32) * points[pair]) as f32;
            }
        }
        made
    }
}

/// Coefficients of the product of `(x - root)`, the constant first.
fn expand(roots: &[f64]) -> Vec<f64> {
    let mut polynomial = vec![1.0];
    for root in roots {
        polynomial.insert(0, 0.0);
        for i in 0..polynomial.len() - 1 {
            polynomial[i] -= root * polynomial[i + 1];
        }
    }
    polynomial
}

/// What the transforms multiply by. Read from memory and not written into the code: a vector constant costs a wasm compiler
/// four instructions wherever it is used, a splatted load one.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Coefficients {
    /// Of the product of `(x - p^2)` over all pairs.
    pub(crate) all: [f32; MAX_PAIRS + 1],
    /// The same without one pair.
    pub(crate) without: [[f32; MAX_PAIRS]; MAX_PAIRS],
    /// `p`.
    pub(crate) point: [f32; MAX_PAIRS],
    /// `p^(2 i)`.
    pub(crate) even_power: [[f32; MAX_PAIRS]; MAX_PAIRS],
    /// `p^(2 i + 1)`.
    pub(crate) odd_power: [[f32; MAX_PAIRS]; MAX_PAIRS],
}
