//! The reader's own model: recognised among the files that come in, tried by an engine of its own beside the one that
//! answers, and used only if it passes.

use std::rc::Rc;

use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, File, FileSystemEntry, FileSystemFileEntry, Response};

use super::{Model, Notice, sizes, storage, tell, untell};
use crate::app::intake::{Archive, open_entry};
use crate::app::language::t;
use crate::app::page::{Page, Progress, Started};
use crate::app::states::RowState;
use crate::protocol::{Event, FilmResult, FilmState, Said, Stage, code};

/// Where the id of the kept package is remembered.
const KEPT: &str = "lobar-own-model";

/// Tries a package among these files, if there is one, and gives back the files that are none of its. Called with what
/// is dropped or chosen, before it becomes films.
pub(in crate::app) fn take(page: Page, files: Vec<(String, File)>) -> Vec<(String, File)> {
    let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    let Some(folder) = folder(&paths) else { return files };
    let (package, rest): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|(path, _)| inside(&folder, path).is_some());
    page.try_model(own(package.into_iter().map(|(_, file)| file).collect()));
    rest
}

/// Tries the package that was chosen as one: a folder's files, or a zip. `false` if there is none.
pub(super) async fn take_chosen(page: Page, files: Vec<(String, File)>) -> bool {
    let count = files.len();
    let rest = take(page, files);
    if rest.len() < count {
        return true;
    }
    for (_, file) in rest {
        if let Ok(archive) = Archive::open(file).await
            && take_archive(page, &archive).await
        {
            return true;
        }
    }
    false
}

/// The same of what a dropped folder holds, unopened.
pub(in crate::app) async fn take_entries(page: Page, entries: Vec<FileSystemEntry>) -> Vec<FileSystemEntry> {
    let names: Vec<String> = entries.iter().map(FileSystemEntry::name).collect();
    if folder(&names.iter().map(String::as_str).collect::<Vec<_>>()).is_none() {
        return entries;
    }
    let (package, rest): (Vec<_>, Vec<_>) = entries.into_iter().partition(FileSystemEntry::is_file);
    let mut files = Vec::with_capacity(package.len());
    for entry in package {
        // The engine names what is missing.
        if let Ok(file) = open_entry(entry.unchecked_ref::<FileSystemFileEntry>()).await {
            files.push(file);
        }
    }
    page.try_model(own(files));
    rest
}

/// Tries the package that a zip holds, if it holds one, in a folder or without.
pub(in crate::app) async fn take_archive(page: Page, archive: &Archive) -> bool {
    let entries = archive.entries();
    let paths: Vec<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
    let Some(folder) = folder(&paths) else { return false };
    let mut files = Vec::new();
    for (index, path) in paths.iter().enumerate() {
        let Some(name) = inside(&folder, path) else { continue };
        // What cannot be unpacked is missing, and the engine names it.
        if let Ok(file) = archive.unpack(index).await
            && let Ok(file) = File::new_with_blob_sequence(&Array::of1(&file), name)
        {
            files.push(file);
        }
    }
    page.try_model(own(files));
    true
}

/// The name of a file directly in a folder.
fn inside<'a>(folder: &str, path: &'a str) -> Option<&'a str> {
    path.strip_prefix(folder).filter(|name| !name.is_empty() && !name.contains('/'))
}

/// The folder, with its slash, that holds a manifest with weights beside it; empty for files without a folder.
fn folder(paths: &[&str]) -> Option<String> {
    paths.iter().find_map(|path| {
        let folder = path.strip_suffix("manifest.json").filter(|f| f.is_empty() || f.ends_with('/'))?;
        let weights =
            |path: &&str| path.strip_prefix(folder).is_some_and(|name| name.starts_with("weights-"));
        paths.iter().any(weights).then(|| folder.to_owned())
    })
}

fn own(files: Vec<File>) -> Model {
    Model::Own { files: Rc::new(files), kept: false }
}

/// Whether a package is kept from an earlier visit.
pub(super) fn is_kept() -> bool {
    let kept = window().local_storage().ok().flatten().and_then(|s| s.get_item(KEPT).ok().flatten());
    kept.is_some()
}

/// Forgets that a package is kept.
pub(super) fn forget() {
    if let Ok(Some(settings)) = window().local_storage() {
        let _ = settings.remove_item(KEPT);
    }
    storage().kept.set(false);
}

/// Removes the files of a package that is no longer kept.
async fn drop_files(base: String) {
    let Some(cache) = sizes::open(sizes::OWN_CACHE).await else { return };
    for request in sizes::requests(&cache, &base).await {
        let _ = JsFuture::from(cache.delete_with_request(&request)).await;
    }
}

/// The files of the kept package; `None` if there is none, or the browser has dropped some.
pub(in crate::app) async fn kept_files(base: &str) -> Option<Vec<File>> {
    let id = window().local_storage().ok().flatten()?.get_item(KEPT).ok().flatten()?;
    let cache = sizes::open(sizes::OWN_CACHE).await?;
    let folder = format!("{base}own-model/{id}/");
    let mut files = Vec::new();
    for request in sizes::requests(&cache, &folder).await {
        let answer: Response =
            JsFuture::from(cache.match_with_request(&request)).await.ok()?.dyn_into().ok()?;
        let blob: Blob = JsFuture::from(answer.blob().ok()?).await.ok()?.dyn_into().ok()?;
        let url = request.url();
        files.push(File::new_with_blob_sequence(&Array::of1(&blob), &url[folder.len()..]).ok()?);
    }
    (!files.is_empty()).then_some(files)
}

/// Keeps the package in use for the next visit, under its id, which is the hash of its manifest.
pub(super) async fn keep(page: Page) -> Result<(), JsValue> {
    let model = page.bench.with_value(|bench| bench.models.in_use.clone());
    let Some(id) = page.started.with_untracked(|s| s.as_ref().map(|s| s.package.id.clone())) else {
        return Ok(());
    };
    let base = page.base();
    let folder = format!("{base}own-model/{id}/");
    let cache = sizes::open(sizes::OWN_CACHE).await.ok_or(JsValue::NULL)?;
    for request in sizes::requests(&cache, &base).await.iter().filter(|r| !r.url().starts_with(&folder)) {
        JsFuture::from(cache.delete_with_request(request)).await?;
    }
    for file in model.files() {
        let answer = Response::new_with_opt_blob(Some(file))?;
        JsFuture::from(cache.put_with_str(&format!("{folder}{}", file.name()), &answer)).await?;
    }
    if let Ok(Some(settings)) = window().local_storage() {
        settings.set_item(KEPT, &id)?;
        storage().kept.set(true);
    }
    Ok(())
}

impl Page {
    /// Has another engine load a package while this one goes on; it takes over if the package passes.
    pub(in crate::app) fn try_model(self, model: Model) {
        untell(|notice| matches!(notice, Notice::Refused(_)));
        match self.start_engine(&model) {
            Ok(worker) => {
                self.bench.update_value(|bench| bench.models.propose(worker, model));
                tell(Notice::Trying { stage: Stage::Engine, loaded: 0, total: 0 });
            }
            Err(why) => tell(Notice::Refused(why)),
        }
    }

    /// What the engine that may take over says.
    pub(in crate::app) fn on_candidate(self, event: Event) {
        match event {
            Event::Progress { stage, loaded, total, .. } => tell(Notice::Trying { stage, loaded, total }),
            Event::Ready { device, package, self_test, notes } => {
                let Some((worker, model)) =
                    self.bench.try_update_value(|bench| bench.models.take_candidate()).flatten()
                else {
                    return;
                };
                untell(|notice| matches!(notice, Notice::Trying { .. }));
                if matches!(model, Model::Bundled) {
                    forget();
                    spawn_local(drop_files(self.base()));
                }
                self.bench.update_value(|bench| {
                    if let Some(before) = bench.worker.replace(worker) {
                        before.terminate();
                    }
                    bench.models.in_use = model;
                    bench.models.replaced();
                    bench.desk.replaced();
                });
                self.queue_running();
                self.export_ended_with_engine();
                self.withdraw_answers_of_others(&package.id);
                self.is_ready(Started { device, package: *package, self_test }, notes);
                self.pump();
            }
            Event::Failed { message } => self.refuse_candidate(message),
            Event::DeviceLost {} => {
                self.refuse_candidate(Said::new(code::GPU_LOST, &[], "The GPU was lost."));
            }
            Event::Working { .. }
            | Event::Stopping { .. }
            | Event::Classified { .. }
            | Event::Film { .. }
            | Event::Tags { .. }
            | Event::Exported { .. } => {}
        }
    }

    /// The reader does not want to wait for it.
    pub(super) fn stop_trying(self) {
        if let Some(Some((worker, _))) = self.bench.try_update_value(|bench| bench.models.take_candidate()) {
            worker.terminate();
        }
    }

    /// Whether the engine is busy with this row.
    pub(super) fn is_reading(self, row: u32) -> bool {
        self.bench.with_value(|bench| bench.models.film_under_way().is_some_and(|(id, _)| id == row))
    }

    /// The package that was tried is not used; the one in use stays.
    pub(in crate::app) fn refuse_candidate(self, why: Said) {
        let gone = self.bench.try_update_value(|bench| bench.models.take_candidate()).flatten();
        if let Some((worker, _)) = gone {
            worker.terminate();
            untell(|notice| matches!(notice, Notice::Trying { .. }));
            tell(Notice::Refused(why));
        }
    }

    /// Takes back what another package answered, so that no list ever holds the answers of two.
    fn withdraw_answers_of_others(self, id: &str) {
        let message = t("storage-film-other-model");
        let mut rows = Vec::new();
        self.rows.with_untracked(|all| {
            for row in all {
                let of_other = row.progress.with_untracked(|p| {
                    let result = p.result.as_ref();
                    result.is_some_and(|r| r.package.as_deref().is_some_and(|package| package != id))
                });
                if of_other {
                    let reasons = vec!["OTHER_MODEL".into()];
                    let result = FilmResult::without_number(FilmState::Failed, reasons, message.clone());
                    let state = RowState::Ended(FilmState::Failed);
                    row.progress.set(Progress { state, result: Some(result.into()) });
                    rows.push(row.id);
                    self.list.touched.update(|touched| touched.push(row.id));
                }
            }
        });
        if !rows.is_empty() {
            tell(Notice::Withdrawn(rows));
        }
    }

    /// Reads films again.
    pub(super) fn read_again(self, rows: &[u32]) {
        for row in rows.iter().filter_map(|id| self.row(*id)) {
            self.bench.update_value(|bench| bench.desk.enqueue(row.id));
            row.progress.set(Progress { state: RowState::Queued, result: None });
            self.list.touched.update(|touched| touched.push(row.id));
        }
        self.pump();
    }
}
