//! Where a row's bytes come from when its turn comes.

use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, FileSystemFileEntry};

use super::archive::Archive;
use super::zip::{Fault, MAX_FILE};
use crate::app::language::{t, tr};

/// A film that has not been read. Cheap to keep by the thousand.
#[derive(Clone)]
pub(in crate::app) enum Source {
    /// A file that was chosen.
    File(File),
    /// A file of a folder that was dropped, not opened yet.
    Dropped(FileSystemFileEntry),
    /// A file in a zip.
    Packed(Rc<Archive>, usize),
    /// What is known to be unreadable: its row says so.
    Refused(Fault),
}

/// Why a film has no bytes.
pub(in crate::app) struct Refusal {
    /// The row's reason code.
    pub(in crate::app) reason: &'static str,
    /// The same for people.
    pub(in crate::app) message: String,
}

impl Source {
    /// The file, if nothing needs to be done to have it.
    pub(in crate::app) fn file(&self) -> Option<&File> {
        if let Self::File(file) = self { Some(file) } else { None }
    }

    /// The file, unpacked if need be.
    pub(in crate::app) async fn open(&self) -> Result<File, Refusal> {
        match self {
            Self::File(file) => Ok(file.clone()),
            Self::Dropped(entry) => open(entry).await.map_err(|_| unreadable()),
            Self::Packed(archive, entry) => archive.unpack(*entry).await.map_err(refusal),
            Self::Refused(fault) => Err(refusal(*fault)),
        }
    }
}

/// Opens a file of a dropped folder.
pub(in crate::app) async fn open(entry: &FileSystemFileEntry) -> Result<File, JsValue> {
    let promise = Promise::new(&mut |resolve: Function, reject: Function| {
        entry.file_with_callback_and_callback(&resolve, &reject);
    });
    JsFuture::from(promise).await?.dyn_into()
}

fn unreadable() -> Refusal {
    Refusal { reason: "UNREADABLE", message: t("worklist-unreadable") }
}

/// What a fault in a zip is called.
fn refusal(fault: Fault) -> Refusal {
    let (reason, message) = match fault {
        Fault::Damaged => ("CORRUPT", t("worklist-zip-damaged")),
        Fault::Split => ("UNREADABLE", t("worklist-zip-split")),
        Fault::DirectoryTooLarge => ("TOO_LARGE", t("worklist-zip-directory")),
        Fault::SameName => ("CORRUPT", t("worklist-zip-same-name")),
        Fault::Shared => ("CORRUPT", t("worklist-zip-shared")),
        Fault::Empty => ("UNREADABLE", t("worklist-zip-empty")),
        Fault::Encrypted => ("UNREADABLE", t("worklist-zip-encrypted")),
        Fault::Method(method) => {
            ("UNREADABLE", tr("worklist-zip-method", &[("method", i64::from(method).into())]))
        }
        Fault::TooLarge => {
            ("TOO_LARGE", tr("worklist-zip-too-large", &[("limit", ((MAX_FILE >> 20) as i64).into())]))
        }
        Fault::Size => ("CORRUPT", t("worklist-zip-size")),
        Fault::Checksum => ("CORRUPT", t("worklist-zip-checksum")),
        Fault::Nested => ("UNREADABLE", t("worklist-zip-nested")),
    };
    Refusal { reason, message }
}
