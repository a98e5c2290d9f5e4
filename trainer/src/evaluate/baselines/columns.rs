//! From what is known of films to what a regression sees.

use super::super::known::Column;

/// A number as a baseline sees it: its rank among the films that are fitted on, from -1 to 1, so that no value lies far
/// out; the rank's square; and, if some films lack it, whether a film does.
pub(super) fn shape(values: &Column, fit: &[usize]) -> Vec<Column> {
    let mut sorted: Vec<f64> = fit.iter().filter_map(|&i| values[i]).collect();
    sorted.sort_by(f64::total_cmp);
    let rank = |value: f64| {
        let below = sorted.partition_point(|v| *v < value) + sorted.partition_point(|v| *v <= value);
        below as f64 / sorted.len().max(1) as f64 - 1.0
    };
    let ranks: Vec<f64> = values.iter().map(|v| v.map_or(0.0, rank)).collect();
    let mut columns: Vec<Column> =
        vec![ranks.iter().copied().map(Some).collect(), ranks.iter().map(|r| Some(r * r)).collect()];
    if values.iter().any(Option::is_none) {
        columns.push(values.iter().map(|v| Some(f64::from(u8::from(v.is_none())))).collect());
    }
    columns
}

/// What two columns come to together.
pub(super) fn product(a: &Column, b: &Column) -> Column {
    a.iter().zip(b).map(|(a, b)| Some((*a)? * (*b)?)).collect()
}

/// Columns as rows, the unknown as 0.
pub(super) fn rows(columns: &[Column], films: usize) -> Vec<Vec<f32>> {
    (0..films).map(|i| columns.iter().map(|c| c[i].unwrap_or(0.0) as f32).collect()).collect()
}
