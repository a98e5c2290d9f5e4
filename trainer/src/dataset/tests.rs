//! Parts of a data set; splits are written here by hand, as `trainer split` writes them.

use std::fs;

use super::*;

#[test]
fn seeds_of_parts_differ() {
    let all: std::collections::HashSet<u64> = (0..5)
        .flat_map(|s| [Part::Train, Part::Validation, Part::Test, Part::SelfTest].map(|p| phantom_seed(s, p)))
        .collect();
    assert_eq!(all.len(), 20);
}
