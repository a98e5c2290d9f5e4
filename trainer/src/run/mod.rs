//! A run's folder: the resolved configuration, the history and the checkpoints.
//!
//! Every checkpoint is written beside the old one and then renamed, so an interruption at any moment leaves one that
//! is whole.

mod figures;
mod files;
mod state;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use burn::module::{Module as _, ModuleVisitor, Param};
use burn::optim::ModuleOptimizer;
use burn::tensor::Tensor;
use shared::classifier::Classifier;
use shared::package::Source;

use crate::config::TrainConfig;

pub use figures::Validation;
pub(crate) use figures::{of_history, of_validation};
pub use files::{write_file, write_folder};
pub use state::{EpochRecord, State, merit, validation_of};

const CONFIG: &str = "config.toml";
const MODEL: &str = "model.bpk";
const OPTIMIZER: &str = "optimizer.bpk";
const STATE: &str = "state.json";
const SOURCES: &str = "sources.json";

/// A run's folder.
#[derive(Debug, Clone)]
pub struct Run {
    folder: PathBuf,
}

impl Run {
    /// Creates the folder and writes the configuration into it.
    ///
    /// # Errors
    ///
    /// If the folder holds a run already: nothing is overwritten.
    pub fn create(folder: &Path, config: &TrainConfig) -> Result<Self> {
        ensure!(
            !folder.join(CONFIG).exists(),
            "{} holds a run already: continue it with --resume, or choose another --out",
            folder.display()
        );
        fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
        let run = Self { folder: folder.to_owned() };
        write_file(&run.folder.join(CONFIG), toml::to_string(config)?.as_bytes())?;
        Ok(run)
    }

    /// Opens a run's folder.
    ///
    /// # Errors
    ///
    /// If it is not one.
    pub fn open(folder: &Path) -> Result<(Self, TrainConfig)> {
        let config = TrainConfig::read(&folder.join(CONFIG))
            .with_context(|| format!("{} is not the folder of a run", folder.display()))?;
        Ok((Self { folder: folder.to_owned() }, config))
    }

    /// Saves the state to continue from.
    ///
    /// # Errors
    ///
    /// If the disk refuses, or a weight is not finite; the checkpoint before stays.
    pub fn save_last(&self, net: &Classifier, optimizer: &ModuleOptimizer, state: &State) -> Result<()> {
        ensure_finite(net)?;
        // Batch normalisation keeps its newest statistics apart until someone asks for them; saving does not ask.
        let _ = net.valid();
        self.replace("last", |folder| {
            net.clone().save_file(folder.join(MODEL)).context("saving the network")?;
            optimizer.save(folder.join(OPTIMIZER)).context("saving the optimiser")?;
            write_file(&folder.join(STATE), &serde_json::to_vec(state)?)
        })
    }

    /// Loads the state to continue from; `None` if the run has no checkpoint yet.
    ///
    /// # Errors
    ///
    /// If the checkpoint is there but cannot be read.
    pub fn load_last(
        &self,
        net: Classifier,
        optimizer: ModuleOptimizer,
    ) -> Result<Option<(Classifier, ModuleOptimizer, State)>> {
        let Some(folder) = self.checkpoint("last") else { return Ok(None) };
        let state = read_state(&folder)?;
        let net = net.try_load_file(folder.join(MODEL)).context("loading the network")?;
        let optimizer = optimizer.load(folder.join(OPTIMIZER)).context("loading the optimiser")?;
        Ok(Some((net, optimizer, state)))
    }

    /// How training stands, without the network.
    ///
    /// # Errors
    ///
    /// If the run has no checkpoint yet, or it cannot be read.
    pub fn state(&self) -> Result<State> {
        let Some(folder) = self.checkpoint("last") else {
            bail!("{}: no checkpoint is saved yet", self.folder.display())
        };
        read_state(&folder)
    }

    /// Saves the network that the package will be made from.
    ///
    /// # Errors
    ///
    /// If the disk refuses; the best network before stays.
    pub fn save_best(&self, net: &Classifier) -> Result<()> {
        self.replace("best", |folder| {
            net.clone().save_file(folder.join(MODEL)).context("saving the best network")
        })
    }

    /// Loads the best network into `net`.
    ///
    /// # Errors
    ///
    /// If training has not come to its last stage yet.
    pub fn load_best(&self, net: Classifier) -> Result<Classifier> {
        let Some(folder) = self.checkpoint("best") else {
            bail!("{}: no epoch of the last stage is finished yet", self.folder.display())
        };
        net.try_load_file(folder.join(MODEL)).context("loading the best network")
    }

    /// Writes what people look at, each file whole: `history.csv`, `history.json`, the figures of the history and, once
    /// there is a best epoch of the last stage, those of its validation films and `report.html`.
    ///
    /// # Errors
    ///
    /// If the disk refuses.
    pub fn write_records(&self, name: &str, state: &State) -> Result<()> {
        let mut table = csv::Writer::from_writer(Vec::new());
        for record in &state.history {
            table.serialize(record)?;
        }
        write_file(&self.folder.join("history.csv"), &table.into_inner()?)?;
        write_file(&self.folder.join("history.json"), &serde_json::to_vec_pretty(&state.history)?)?;
        let mut drawn = figures::of_history(&state.history);
        if let Some(best) = &state.best_validation {
            drawn.extend(figures::of_validation(best));
            drawn.push(("report.html", figures::report(name, &state.history, best)));
        }
        drawn.iter().try_for_each(|(file, text)| write_file(&self.folder.join(file), text.as_bytes()))
    }

    /// Writes down what the network is trained on.
    ///
    /// # Errors
    ///
    /// If the disk refuses.
    pub fn save_sources(&self, sources: &[Source]) -> Result<()> {
        write_file(&self.folder.join(SOURCES), &serde_json::to_vec_pretty(sources)?)
    }

    /// What the network is trained on, beginning with what it was trained on before this run.
    ///
    /// # Errors
    ///
    /// If training has not written it down yet.
    pub fn sources(&self) -> Result<Vec<Source>> {
        let path = self.folder.join(SOURCES);
        let text = fs::read(&path)
            .with_context(|| format!("reading {}; `train --resume` writes it", path.display()))?;
        serde_json::from_slice(&text).with_context(|| path.display().to_string())
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the features of frozen layers are kept if the configuration names no folder.
    pub fn features(&self) -> PathBuf {
        self.folder.join("features")
    }

    fn checkpoint(&self, name: &str) -> Option<PathBuf> {
        // `.old` is what remains if the machine stopped between the two renames of `replace`.
        [name.to_owned(), format!("{name}.old")]
            .into_iter()
            .map(|n| self.folder.join(n))
            .find(|p| p.join(MODEL).exists())
    }

    fn replace(&self, name: &str, write: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
        let [new, current, old] =
            [format!("{name}.new"), name.to_owned(), format!("{name}.old")].map(|n| self.folder.join(n));
        if new.exists() {
            fs::remove_dir_all(&new)?;
        }
        fs::create_dir_all(&new)?;
        write(&new)?;
        if current.exists() {
            if old.exists() {
                fs::remove_dir_all(&old)?;
            }
            fs::rename(&current, &old)?;
        }
        fs::rename(&new, &current)?;
        if old.exists() {
            fs::remove_dir_all(&old)?;
        }
        Ok(())
    }
}

fn read_state(checkpoint: &Path) -> Result<State> {
    let path = checkpoint.join(STATE);
    serde_json::from_slice(&fs::read(&path)?).with_context(|| format!("{}", path.display()))
}

/// A loss can be finite and its gradients not: such weights must not replace good ones.
fn ensure_finite(net: &Classifier) -> Result<()> {
    struct Finite(bool);
    impl ModuleVisitor for Finite {
        fn visit_float<const D: usize>(&mut self, parameter: &Param<Tensor<D>>) {
            // A sum is finite only if all its terms are; weights are far too small to overflow together.
            self.0 &= parameter.val().detach().abs().sum().into_scalar::<f32>().is_finite();
        }
    }
    let mut finite = Finite(true);
    net.visit(&mut finite);
    ensure!(
        finite.0,
        "a weight is no longer finite: lower the learning rate; the last good checkpoint is kept"
    );
    Ok(())
}
