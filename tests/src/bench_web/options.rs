//! What is asked for: words of the form `name=value`, as `cargo xtask bench-web` hands them over.

use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use serde::Serialize;

/// How to measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Options {
    /// Films of a visit after its first one.
    pub runs: usize,
    /// Visits of each contestant.
    pub rounds: usize,
    /// Contestants, by their ids or the beginnings of them; all if empty.
    pub contestants: Vec<String>,
    /// WebGPU too, on the software adapter where there is no other.
    pub gpu: bool,
    /// Pixels a side of the network's input. The package's own is in its manifest; at 224 others' figures can be compared.
    pub side: usize,
    /// Write the table into `docs/performance.md`.
    pub write: bool,
    /// The folder of npm's modules that holds the peers.
    #[serde(skip)]
    pub peers: PathBuf,
}

impl Options {
    /// Reads the words.
    ///
    /// # Errors
    ///
    /// A word that is not known, or a value that is none.
    pub fn parse(words: impl IntoIterator<Item = String>) -> Result<Self> {
        let mut options = Self {
            runs: 10,
            rounds: 3,
            contestants: Vec::new(),
            gpu: false,
            side: 224,
            write: false,
            peers: PathBuf::new(),
        };
        for word in words {
            let (name, value) = word.split_once('=').with_context(|| format!("`{word}` is no name=value"))?;
            match name {
                "runs" => options.runs = value.parse().context("runs is a number")?,
                "rounds" => options.rounds = value.parse().context("rounds is a number")?,
                "contestants" => options.contestants = value.split(',').map(str::to_owned).collect(),
                "gpu" => options.gpu = value.parse().context("gpu is true or false")?,
                "side" => options.side = value.parse().context("side is a number")?,
                "write" => options.write = value.parse().context("write is true or false")?,
                "peers" => options.peers = value.into(),
                _ => bail!("no option `{name}`"),
            }
        }
        ensure!(options.runs > 0 && options.rounds > 0, "runs and rounds are at least 1");
        ensure!(options.peers.is_dir(), "peers= names no folder; start this with `cargo xtask bench-web`");
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_and_wrong_ones_named() {
        let folder = tempfile::tempdir().unwrap();
        let peers = format!("peers={}", folder.path().display());
        let parse =
            |words: &[&str]| Options::parse(words.iter().map(ToString::to_string).chain([peers.clone()]));
        let options = parse(&["runs=4", "side=128", "contestants=lobar,onnx", "write=true"]).unwrap();
        assert_eq!((options.runs, options.rounds, options.gpu, options.write), (4, 3, false, true));
        assert_eq!((options.side, parse(&[]).unwrap().side), (128, 224));
        assert_eq!(options.contestants, ["lobar", "onnx"]);
        for wrong in ["runs=0", "side=large", "runs=many", "loud=true", "write", "gpu=1"] {
            assert!(parse(&[wrong]).is_err(), "{wrong}");
        }
        assert!(Options::parse([]).is_err());
    }
}
