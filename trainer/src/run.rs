//! A run's folder: the resolved configuration, the history and the checkpoints.
//!
//! Every checkpoint is written beside the old one and then renamed, so an interruption at any moment leaves one that
//! is whole.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use burn::module::Module as _;
use burn::optim::ModuleOptimizer;
use serde::{Deserialize, Serialize};
use shared::classifier::Classifier;

use crate::config::TrainConfig;

const CONFIG: &str = "config.toml";
const HISTORY: &str = "history.csv";
const MODEL: &str = "model.bpk";
const OPTIMIZER: &str = "optimizer.bpk";
const STATE: &str = "state.json";

/// Where training stands.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// Index of the current stage.
    pub stage: usize,
    /// Index of the current epoch within the stage.
    pub epoch: usize,
    /// Steps of the epoch that are done.
    pub step: usize,
    /// Logits of this epoch's training films so far, with their labels: metrics are pooled over the epoch.
    pub seen: Vec<(f32, bool)>,
    /// Sum of the losses of the epoch's steps so far, each times its films.
    pub loss_sum: f64,
    /// Best validation AUC so far in the last stage.
    pub best_auc: Option<f64>,
}

/// One line of `history.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EpochRecord {
    /// Stage, from 0.
    pub stage: usize,
    /// Epoch within the stage, from 0.
    pub epoch: usize,
    /// Side of the input, pixels.
    pub input_size: usize,
    /// `train` or `validation`.
    pub set: String,
    /// Mean loss a film.
    pub loss: f64,
    /// Share of films on the right side of logit 0.
    pub accuracy: Option<f64>,
    /// Area under the ROC curve.
    pub auc: Option<f64>,
    /// Positive predictive value at logit 0.
    pub precision: Option<f64>,
    /// Sensitivity at logit 0.
    pub recall: Option<f64>,
    /// F1 at logit 0.
    pub f1: Option<f64>,
    /// Average precision.
    pub average_precision: Option<f64>,
}

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
    /// If the disk refuses; the checkpoint before stays.
    pub fn save_last(&self, net: &Classifier, optimizer: &ModuleOptimizer, state: &State) -> Result<()> {
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
        let state: State = serde_json::from_slice(&fs::read(folder.join(STATE))?)
            .with_context(|| format!("{}", folder.join(STATE).display()))?;
        let net = net.try_load_file(folder.join(MODEL)).context("loading the network")?;
        let optimizer = optimizer.load(folder.join(OPTIMIZER)).context("loading the optimiser")?;
        Ok(Some((net, optimizer, state)))
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

    /// Appends to `history.csv`.
    ///
    /// # Errors
    ///
    /// If the disk refuses.
    pub fn record(&self, records: &[EpochRecord]) -> Result<()> {
        let path = self.folder.join(HISTORY);
        let header = !path.exists();
        let file = fs::OpenOptions::new().create(true).append(true).open(&path)?;
        let mut writer = csv::WriterBuilder::new().has_headers(header).from_writer(file);
        for record in records {
            writer.serialize(record)?;
        }
        writer.flush().with_context(|| format!("writing {}", path.display()))
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

/// Writes a file whole or not at all.
///
/// # Errors
///
/// If the disk refuses; a file that was there stays as it was.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = readable(&mut tempfile::Builder::new())
        .tempfile_in(folder)
        .with_context(|| format!("writing into {}", folder.display()))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).with_context(|| format!("writing {}", path.display()))?;
    Ok(())
}

/// Temporary files are for their owner only; what is renamed into place is a file like any other, which a web server of
/// another user must be able to read.
fn readable<'a, 'b>(builder: &'a mut tempfile::Builder<'b, 'b>) -> &'a mut tempfile::Builder<'b, 'b> {
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    builder
}
