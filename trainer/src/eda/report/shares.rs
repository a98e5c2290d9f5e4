//! Shares as rows of a table and as dots of a figure.

use crate::eda::Share;
use crate::plot::{Point, percent, thousands};

/// Cells of a share: name, count, whole, share, interval.
pub(super) fn share_row(name: &str, share: &Share) -> Vec<String> {
    vec![
        name.to_owned(),
        thousands(share.count),
        thousands(share.of),
        share.share.map_or("–".to_owned(), percent),
        interval(share.interval),
    ]
}

/// `1.21 to 1.34 %`, or a dash.
pub(super) fn interval(interval: Option<[f64; 2]>) -> String {
    interval.map_or("–".to_owned(), |[low, high]| {
        format!("{} to {}", percent(low).trim_end_matches(" %"), percent(high))
    })
}

/// A share as a dot with its interval.
pub(super) fn point(share: &Share) -> Option<Point> {
    share.share.map(|value| Point { value, interval: share.interval })
}
