//! Whose films are taken.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use crate::table::Row;

/// Age at which a patient counts as grown up, years.
const GROWN: f64 = 18.0;

/// Whose films are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Population {
    /// Everybody's.
    #[default]
    All,
    /// Those of patients of 18 years or more.
    Adults,
    /// Those of patients under 18 years.
    Children,
}

impl Population {
    /// As reports write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all ages",
            Self::Adults => "adults",
            Self::Children => "children",
        }
    }

    /// Whether a film is taken. An age that is missing, impossible, or a range to both sides of 18 belongs to neither.
    pub fn takes(self, row: &Row) -> bool {
        let age = row.age.filter(|age| !age.is_impossible());
        match self {
            Self::All => true,
            Self::Adults => age.is_some_and(|age| age.youngest >= GROWN),
            Self::Children => age.is_some_and(|age| age.oldest < GROWN),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Age;

    #[test]
    fn ages_that_do_not_tell_are_nobodys() {
        let row = |age: Option<(f64, f64)>| Row {
            age: age.map(|(youngest, oldest)| Age { youngest, oldest }),
            ..Row::default()
        };
        let takes =
            |age| [Population::All, Population::Adults, Population::Children].map(|p| p.takes(&row(age)));
        assert_eq!(takes(Some((18.0, 18.0))), [true, true, false]);
        assert_eq!(takes(Some((1.0, 5.0))), [true, false, true]);
        for unknown in [None, Some((10.0, 30.0)), Some((411.0, 411.0))] {
            assert_eq!(takes(unknown), [true, false, false]);
        }
    }
}
