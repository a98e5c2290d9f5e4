//! The ratio of both classes in a part.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Positive to negative patients, in lowest terms: `1:3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Ratio {
    positive: usize,
    negative: usize,
}

/// Largest number in a ratio. NIH's list has one film with pneumonia in 78.
const MAX_TERM: usize = 10_000;

impl Ratio {
    /// 1:1, the course's ratio for training.
    pub const EVEN: Self = Self { positive: 1, negative: 1 };
    /// 1:3, the course's ratio for validation.
    pub const ONE_TO_THREE: Self = Self { positive: 1, negative: 3 };

    /// `positive` to `negative`; `None` if one of them is 0 or above 10,000.
    pub fn new(positive: usize, negative: usize) -> Option<Self> {
        let valid = |n: usize| (1..=MAX_TERM).contains(&n);
        let divisor = gcd(positive, negative);
        (valid(positive) && valid(negative))
            .then(|| Self { positive: positive / divisor, negative: negative / divisor })
    }

    /// Positive and negative patients of the smallest group that has this ratio.
    pub fn terms(self) -> [usize; 2] {
        [self.positive, self.negative]
    }

    /// How many such groups the patients of both classes give.
    pub(super) fn groups(self, [positive, negative]: [usize; 2]) -> usize {
        (positive / self.positive).min(negative / self.negative)
    }

    /// The patients of so many groups.
    pub(super) fn times(self, groups: usize) -> [usize; 2] {
        [groups * self.positive, groups * self.negative]
    }
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.positive, self.negative)
    }
}

impl FromStr for Ratio {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.split_once(':')
            .and_then(|(a, b)| Self::new(a.trim().parse().ok()?, b.trim().parse().ok()?))
            .ok_or_else(|| {
                format!(
                    "a ratio is positive:negative patients, whole numbers of 1 to {MAX_TERM}, such as 1:3"
                )
            })
    }
}

impl From<Ratio> for String {
    fn from(ratio: Ratio) -> Self {
        ratio.to_string()
    }
}

impl TryFrom<String> for Ratio {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_read_and_written() {
        for (text, terms) in [("1:3", [1, 3]), ("2:6", [1, 3]), (" 3 : 2 ", [3, 2]), ("1:1", [1, 1])] {
            assert_eq!(text.parse::<Ratio>().unwrap().terms(), terms);
        }
        for text in ["", "1", "1:", "0:1", "1:0", "1:-1", "1:2:3", "1.5:1", "1:10001"] {
            assert!(text.parse::<Ratio>().is_err(), "{text}");
        }
        let ratio = Ratio::new(4, 6).unwrap();
        assert_eq!((ratio.to_string().as_str(), ratio.groups([7, 8]), ratio.times(2)), ("2:3", 2, [4, 6]));
        assert_eq!(serde_json::from_str::<Ratio>(&serde_json::to_string(&ratio).unwrap()).unwrap(), ratio);
    }
}
