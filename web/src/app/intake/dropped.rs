//! What was dropped: files, and folders walked through in the background.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DataTransfer, File, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry};

use super::batch::{Batch, take_files};
use super::kind::is_system_folder;
use super::source::Source;
use super::zone::named;
use crate::app::page::Page;
use crate::app::storage::own_model;

/// Takes what was dropped.
pub(super) fn take(page: Page, data: &DataTransfer) {
    // Taken now: the list is empty once the event is over.
    let items = data.items();
    let entries: Vec<FileSystemEntry> = (0..items.length())
        .filter_map(|i| items.get(i))
        .filter_map(|item| item.webkit_get_as_entry().ok().flatten())
        .collect();
    let files: Vec<(String, File)> = data.files().map(|files| named(&files)).unwrap_or_default();
    // A browser without entries, or one that does not give them all, has the files.
    if entries.len() < files.len() {
        spawn_local(take_files(page, files, false));
    } else {
        spawn_local(walk(page, entries));
    }
}

/// The files of entries and of the folders below them, by name within a folder.
async fn walk(page: Page, entries: Vec<FileSystemEntry>) {
    let mut batch = Batch::begin(page);
    let entries = own_model::take_entries(page, entries).await;
    let mut stack: Vec<FileSystemEntry> = entries.into_iter().rev().collect();
    while let Some(entry) = stack.pop() {
        if entry.is_directory() {
            // What was found so far can be read while the folder is listed.
            batch.flush().await;
            match list(entry.unchecked_ref()).await {
                Ok(inside) => {
                    let mut inside = own_model::take_entries(page, inside).await;
                    inside.retain(|e| e.is_file() || !is_system_folder(&e.name()));
                    inside.sort_by_cached_key(FileSystemEntry::name);
                    stack.extend(inside.into_iter().rev());
                }
                Err(_) => batch.unopened(),
            }
        } else {
            let path = entry.full_path().trim_start_matches('/').to_owned();
            batch.take(path, Source::Dropped(entry.unchecked_into::<FileSystemFileEntry>())).await;
        }
    }
    batch.finish().await;
}

async fn list(folder: &FileSystemDirectoryEntry) -> Result<Vec<FileSystemEntry>, JsValue> {
    let reader = folder.create_reader();
    let mut all = Vec::new();
    // The reader hands out a hundred or so at a time, and an empty list at the end.
    loop {
        let promise = Promise::new(&mut |resolve: Function, reject: Function| {
            if let Err(error) = reader.read_entries_with_callback_and_callback(&resolve, &reject) {
                // If even this fails the promise stays open; nothing else can be done.
                let _ = reject.call1(&JsValue::NULL, &error);
            }
        });
        let some: Array = JsFuture::from(promise).await?.dyn_into()?;
        if some.length() == 0 {
            return Ok(all);
        }
        all.extend(some.iter().map(JsCast::unchecked_into::<FileSystemEntry>));
    }
}
