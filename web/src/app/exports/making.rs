//! An export under way: films asked about one by one, files collected, a zip at the end.

use js_sys::{Array, ArrayBuffer, Date};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use super::archive::{Entry, TooLarge, headers};
use crate::app::desk::Question;
use crate::app::page::{Page, Row};
use crate::app::states::RowState;
use crate::app::worker;
use crate::protocol::{ExportFilm, ExportForm, ExportOptions, ExportedFile, Request};

/// How an export stands, for the reader.
#[derive(Clone, PartialEq)]
pub(in crate::app) enum Stand {
    /// None was asked for.
    Nothing,
    /// Films made so far, and all.
    Running { done: usize, total: usize },
    /// The zip's address and name, films in it, and why files are missing.
    Ready { url: String, name: String, films: usize, notes: Vec<String> },
    /// Why there is none: a message's key, and the engine's words if it has any.
    Failed { key: &'static str, detail: Option<String> },
}

/// What is collected of an export.
struct Making {
    options: ExportOptions,
    total: usize,
    entries: Vec<Entry>,
    contents: Vec<Blob>,
    notes: Vec<String>,
}

/// The page's exports; a few numbers, copied freely.
#[derive(Clone, Copy)]
pub(in crate::app) struct Exports {
    pub(super) stand: RwSignal<Stand>,
    /// The reader has confirmed once that files for the PACS name the patient.
    pub(super) confirmed: RwSignal<bool>,
    number: StoredValue<u32>,
    making: StoredValue<Option<Making>, LocalStorage>,
}

impl Exports {
    pub(in crate::app) fn new() -> Self {
        Self {
            stand: RwSignal::new(Stand::Nothing),
            confirmed: RwSignal::new(false),
            number: StoredValue::new(0),
            making: StoredValue::new_local(None),
        }
    }

    /// Gives back the memory of the last zip.
    fn forget(self) {
        if let Stand::Ready { url, .. } = self.stand.get_untracked() {
            // Fails for what is no address of a blob.
            let _ = Url::revoke_object_url(&url);
        }
        self.making.set_value(None);
        self.stand.set(Stand::Nothing);
    }
}

impl Page {
    /// Begins an export of these rows. One that is under way ends.
    pub(super) fn begin_export(self, form: ExportForm, pictures: bool, rows: Vec<u32>) {
        self.exports.forget();
        self.exports.number.update_value(|number| *number += 1);
        let now = Date::new_0();
        let options = ExportOptions {
            export: self.exports.number.get_value(),
            form,
            pictures,
            seconds: (now.get_time() / 1000.0) as i64,
            // JavaScript counts how far the clock is behind UTC.
            offset_minutes: -now.get_timezone_offset() as i32,
        };
        let total = rows.len();
        let (entries, contents, notes) = Default::default();
        self.exports.making.set_value(Some(Making { options, total, entries, contents, notes }));
        self.exports.stand.set(Stand::Running { done: 0, total });
        self.bench.update_value(|bench| bench.desk.export(rows));
        self.pump();
    }

    /// The rows that can be exported: those that are through.
    pub(in crate::app) fn exportable(self) -> Vec<u32> {
        let ended = |row: &&Row| row.progress.with(|p| matches!(p.state, RowState::Ended(_)));
        self.rows.with(|rows| rows.iter().filter(ended).map(|row| row.id).collect())
    }

    /// The question about a film of the export; `None` if there is no export or no such film any more.
    pub(in crate::app) fn export_request(self, id: u32) -> Option<Request> {
        let options =
            self.exports.making.with_value(|making| making.as_ref().map(|making| making.options))?;
        let row = self.row(id)?;
        let result = row.progress.with_untracked(|progress| progress.result.clone())?;
        // Its place in the order of arrival, which no sorting changes.
        let place = self.rows.with_untracked(|rows| rows.iter().position(|row| row.id == id))?;
        let film = ExportFilm {
            number: place as u32 + 1,
            name: row.name.to_string(),
            logit: result.logit,
            heatmap: result.heatmap.clone(),
            reasons: result.reasons.clone(),
            message: result.message.clone(),
            device: result.device.clone(),
        };
        Some(Request::ExportFilm { id, options, film: Box::new(film) })
    }

    /// What the engine made of a film of the export, or of its lists.
    pub(in crate::app) fn exported(
        self,
        id: Option<u32>,
        export: u32,
        files: Vec<ExportedFile>,
        notes: Vec<String>,
        bytes: Option<ArrayBuffer>,
    ) {
        if let Some(id) = id {
            self.bench.update_value(|bench| {
                bench.desk.answered(Question::Export(id));
            });
        }
        let collected = self.exports.making.try_update_value(|making| {
            let making = making.as_mut().filter(|making| making.options.export == export)?;
            making.notes.extend(notes);
            collect(making, files, bytes.as_ref()).ok()
        });
        match collected.flatten() {
            // Of an export that was given up.
            None if self.exports.making.with_value(Option::is_none) => {}
            None => self.export_failed("exports-failed-read", None),
            Some(()) if id.is_none() => self.finish_export(),
            Some(()) => self.go_on_exporting(),
        }
    }

    /// A film of the export is through, with or without files.
    pub(in crate::app) fn go_on_exporting(self) {
        let Some((options, total)) =
            self.exports.making.with_value(|m| m.as_ref().map(|m| (m.options, m.total)))
        else {
            return;
        };
        self.exports.stand.update(|stand| {
            if let Stand::Running { done, .. } = stand {
                *stand = Stand::Running { done: (*done + 1).min(total), total };
            }
        });
        if self.bench.with_value(|bench| bench.desk.is_exporting()) {
            return;
        }
        let posted = self.bench.with_value(|bench| {
            let request = Request::ExportLists { options };
            bench.worker.as_ref().is_some_and(|worker| worker::post(worker, &request, None, None).is_ok())
        });
        if !posted {
            self.export_failed("exports-failed-stopped", None);
        }
    }

    /// The engine that was making an export is gone, and its random numbers with it.
    pub(in crate::app) fn export_ended_with_engine(self) {
        if self.exports.making.with_value(Option::is_some) {
            self.export_failed("exports-failed-stopped", None);
        }
    }

    pub(in crate::app) fn export_failed(self, key: &'static str, detail: Option<String>) {
        self.bench.update_value(|bench| bench.desk.export([]));
        self.exports.forget();
        self.exports.stand.set(Stand::Failed { key, detail });
    }

    fn finish_export(self) {
        let Some(making) = self.exports.making.try_update_value(Option::take).flatten() else { return };
        let name = match making.options.form {
            // No patient and no file in a name that a download list keeps.
            ExportForm::Pacs => "lobar-pacs.zip",
            ExportForm::Sharing => "lobar-sharing.zip",
        };
        let stand = match zip(&making) {
            Ok(Ok(url)) => {
                save(&url, name);
                Stand::Ready { url, name: name.into(), films: making.total, notes: once_each(making.notes) }
            }
            Ok(Err(_)) => Stand::Failed { key: "exports-failed-large", detail: None },
            Err(_) => Stand::Failed { key: "exports-failed-memory", detail: None },
        };
        self.exports.stand.set(stand);
    }
}

/// Makes a `Blob` of each file, which the browser may keep on disk.
fn collect(making: &mut Making, files: Vec<ExportedFile>, bytes: Option<&ArrayBuffer>) -> Result<(), ()> {
    let mut at = 0;
    for file in files {
        let end = at + file.size;
        let buffer = bytes.filter(|buffer| buffer.byte_length() >= end).ok_or(())?;
        let part = buffer.slice_with_end(at, end);
        making.contents.push(Blob::new_with_u8_array_sequence(&Array::of1(&part)).map_err(|_| ())?);
        making.entries.push(Entry { name: file.name, size: file.size, crc32: file.crc32 });
        at = end;
    }
    Ok(())
}

/// The address of the zip.
fn zip(making: &Making) -> Result<Result<String, TooLarge>, JsValue> {
    let (locals, end) = match headers(&making.entries) {
        Ok(headers) => headers,
        Err(why) => return Ok(Err(why)),
    };
    let parts = Array::new();
    for (local, content) in locals.iter().zip(&making.contents) {
        parts.push(&js_sys::Uint8Array::from(local.as_slice()));
        parts.push(content);
    }
    parts.push(&js_sys::Uint8Array::from(end.as_slice()));
    let kind = BlobPropertyBag::new();
    kind.set_type("application/zip");
    let whole = Blob::new_with_blob_sequence_and_options(&parts, &kind)?;
    Url::create_object_url_with_blob(&whole).map(Ok)
}

/// Has the browser save the file, as a click on a link to it would.
fn save(url: &str, name: &str) {
    let link = document().create_element("a").ok().and_then(|e| e.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(link) = link {
        link.set_href(url);
        link.set_download(name);
        link.click();
    }
}

/// Each note once, in order.
fn once_each(notes: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for note in notes {
        if !kept.contains(&note) {
            kept.push(note);
        }
    }
    kept
}
