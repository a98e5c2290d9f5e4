//! What the engine has to say, in a form that the page can say in the reader's language.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The sentences the engine can say. The page has a message `storage-said-<code>` for each, in every language.
pub mod code {
    /// A file of the package could not be fetched. `file`.
    pub const DOWNLOAD: &str = "download";
    /// The server answered with an error. `file`, `status`.
    pub const STATUS: &str = "status";
    /// A download ended too early. `file`.
    pub const BROKEN_OFF: &str = "broken-off";
    /// The package is not what its manifest says. `detail`.
    pub const PACKAGE: &str = "package";
    /// A file of the package is not there. `file`.
    pub const PACKAGE_FILE: &str = "package-file";
    /// What was chosen as a package holds none.
    pub const NO_PACKAGE: &str = "no-package";
    /// A package that was to be kept on this device is not there any more.
    pub const NOT_KEPT: &str = "not-kept";
    /// No device gives the package's stored answers. `detail`.
    pub const SELF_TEST: &str = "self-test";
    /// The browser offers no WebGPU adapter.
    pub const NO_ADAPTER: &str = "no-adapter";
    /// The adapter is a CPU in disguise. `adapter`.
    pub const SOFTWARE_ADAPTER: &str = "software-adapter";
    /// WebGPU did not start. `detail`.
    pub const GPU_START: &str = "gpu-start";
    /// The GPU fails the self-test. `adapter`, `detail`.
    pub const GPU_SELF_TEST: &str = "gpu-self-test";
    /// The GPU is slower than the CPU. `adapter`, `gpu` and `cpu`: milliseconds a film.
    pub const GPU_SLOWER: &str = "gpu-slower";
    /// The GPU went away while films were read.
    pub const GPU_LOST: &str = "gpu-lost";
    /// The browser's store is full: what was fetched is not kept.
    pub const STORAGE_FULL: &str = "storage-full";
    /// The browser starts no worker.
    pub const NO_WORKER: &str = "no-worker";
    /// The engine takes no messages.
    pub const UNREACHABLE: &str = "unreachable";
    /// The engine ended twice before it was ready. `detail`.
    pub const FAILED_TWICE: &str = "failed-twice";
    /// There is no model yet.
    pub const NO_MODEL: &str = "no-model";
    /// A request came without its file.
    pub const NO_FILE: &str = "no-file";
    /// The file is larger than is read. `megabytes`.
    pub const FILE_TOO_LARGE: &str = "file-too-large";
    /// The browser cannot read the file.
    pub const FILE_UNREADABLE: &str = "file-unreadable";
    /// The decoder of a rare codec could not be loaded. `codec`, `detail`.
    pub const CODECS: &str = "codecs";

    /// All of them.
    pub const ALL: [&str; 23] = [
        DOWNLOAD,
        STATUS,
        BROKEN_OFF,
        PACKAGE,
        PACKAGE_FILE,
        NO_PACKAGE,
        NOT_KEPT,
        SELF_TEST,
        NO_ADAPTER,
        SOFTWARE_ADAPTER,
        GPU_START,
        GPU_SELF_TEST,
        GPU_SLOWER,
        GPU_LOST,
        STORAGE_FULL,
        NO_WORKER,
        UNREACHABLE,
        FAILED_TWICE,
        NO_MODEL,
        NO_FILE,
        FILE_TOO_LARGE,
        FILE_UNREADABLE,
        CODECS,
    ];
}

/// A sentence: its code, what is put into it, and the same in English for a page that does not know the code.
///
/// It never holds patient data: `file` is a file of a model package, `detail` is about programs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Wire")]
pub struct Said {
    /// One of [`code`]; empty for a sentence that has English only.
    pub code: String,
    /// Names and values of the message's variables.
    pub values: BTreeMap<String, String>,
    /// The sentence in English.
    pub text: String,
}

impl Said {
    /// A sentence with its variables.
    pub fn new(code: &str, values: &[(&str, &str)], text: impl Into<String>) -> Self {
        let values = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { code: code.into(), values, text: text.into() }
    }
}

impl From<String> for Said {
    fn from(text: String) -> Self {
        Self { text, ..Self::default() }
    }
}

impl From<&str> for Said {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

/// On the wire also a plain string: an English sentence.
#[derive(Deserialize)]
#[serde(untagged)]
enum Wire {
    Text(String),
    Coded {
        code: String,
        #[serde(default)]
        values: BTreeMap<String, String>,
        #[serde(default)]
        text: String,
    },
}

impl From<Wire> for Said {
    fn from(wire: Wire) -> Self {
        match wire {
            Wire::Text(text) => text.into(),
            Wire::Coded { code, values, text } => Self { code, values, text },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_a_string_or_a_code_with_values() {
        let plain: Said = serde_json::from_str("\"No GPU.\"").unwrap();
        assert_eq!(plain, "No GPU.".into());
        let coded = Said::new(code::STATUS, &[("file", "a.bin"), ("status", "404")], "a.bin: 404");
        let text = serde_json::to_string(&coded).unwrap();
        assert_eq!(serde_json::from_str::<Said>(&text).unwrap(), coded);
        let codes: std::collections::BTreeSet<_> = code::ALL.iter().collect();
        assert_eq!(codes.len(), code::ALL.len());
    }
}
