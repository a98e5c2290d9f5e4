//! What the engine is started with, and what it says before it ends.

use serde::{Deserialize, Serialize};

/// The model package to use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PackageChoice {
    /// The one beside the page.
    #[default]
    Bundled,
    /// The reader's own, whose files come with the message (see [`super::FILES`]).
    Own,
}

impl PackageChoice {
    /// Whether it is the one beside the page.
    pub fn is_bundled(&self) -> bool {
        *self == Self::Bundled
    }
}

/// Why an engine ends. Told by the script that starts the worker, right before the error itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// There was no more memory for it.
    Memory,
    /// The device did not compute what it was asked.
    Device,
    /// Anything else: a defect of the program, or of the driver.
    Trap,
}
