//! `[sampling]`: which films an epoch draws, so that a batch's labels go with nothing but disease.

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};

/// What labels are balanced within.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stratum {
    /// View position.
    View,
    /// Sex.
    Sex,
    /// Columns and rows of the native film: the detector, and how it was turned.
    NativeSize,
    /// Where the film comes from, as the table's column `source` says.
    Source,
}

/// How films are drawn. Without it an epoch is every film once.
///
/// Each set has its share of every batch. Within a set films fall into strata, which are drawn as often as they are
/// large, and within a stratum positive and negative films are drawn equally often: whatever a stratum stands for, such
/// as a view or a detector, then says nothing about the label. Films of a small class come again within an epoch, each
/// time augmented anew.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SamplingConfig {
    /// Share of each set of `data.sets`, in their order and in any unit; equal if empty.
    pub shares: Vec<f64>,
    /// What makes a stratum; nothing if empty. A film of which the table does not tell it is of a stratum "unknown".
    pub within: Vec<Stratum>,
    /// Films of each class that a stratum must have. The films of others are left out of training and counted aloud: a
    /// detector of which there are only positive films would teach the detector.
    pub fewest: usize,
}

impl Default for SamplingConfig {
    fn default() -> Self {
        Self { shares: Vec::new(), within: Vec::new(), fewest: 8 }
    }
}

impl SamplingConfig {
    pub(super) fn check(&self, sets: usize) -> Result<()> {
        ensure!(
            self.shares.is_empty() || self.shares.len() == sets,
            "`sampling.shares` has {} numbers for {sets} set(s) of films",
            self.shares.len()
        );
        for share in &self.shares {
            ensure!(
                *share > 0.0 && share.is_finite(),
                "`sampling.shares` holds {share}: each must be above 0"
            );
        }
        for (i, stratum) in self.within.iter().enumerate() {
            ensure!(!self.within[..i].contains(stratum), "`sampling.within` names {stratum:?} twice");
        }
        ensure!(
            self.fewest >= 1,
            "`sampling.fewest` must be at least 1: both classes are drawn from a stratum"
        );
        Ok(())
    }

    /// The share of every batch that set `i` of `sets` has, of 1.
    pub fn share(&self, i: usize, sets: usize) -> f64 {
        match self.shares.get(i) {
            Some(share) => share / self.shares.iter().sum::<f64>(),
            None => 1.0 / sets as f64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_named() {
        let read = |text: &str| toml::from_str::<SamplingConfig>(text);
        read("").unwrap().check(1).unwrap();
        read("shares = [2, 1]\nwithin = ['view', 'native_size']").unwrap().check(2).unwrap();
        for (text, word) in [
            ("shares = [1.0]", "1 numbers for 2"),
            ("shares = [1.0, 0.0]", "above 0"),
            ("within = ['view', 'view']", "View twice"),
            ("fewest = 0", "sampling.fewest"),
        ] {
            let error = read(text).unwrap().check(2).unwrap_err().to_string();
            assert!(error.contains(word), "{error}");
        }
        assert!(read("within = ['weather']").unwrap_err().to_string().contains("weather"));
        assert!(read("balance = []").unwrap_err().to_string().contains("balance"));
    }

    #[test]
    fn shares_add_up_to_one() {
        let shares = |shares: Vec<f64>| {
            let config = SamplingConfig { shares, ..SamplingConfig::default() };
            [config.share(0, 2), config.share(1, 2)]
        };
        assert_eq!(shares(Vec::new()), [0.5, 0.5]);
        assert_eq!(shares(vec![3.0, 1.0]), [0.75, 0.25]);
    }
}
