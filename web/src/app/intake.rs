//! Films in: the file input, files and folders dropped anywhere on the page, and the sample films.

use js_sys::{Array, Function, Promise};
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, DataTransfer, DragEvent, File, FileList, FileSystemDirectoryEntry, FileSystemEntry,
    FileSystemFileEntry, HtmlInputElement, Response,
};

use super::page::Page;
use super::storage;

/// The drop zone with its input and buttons.
pub(super) fn drop_zone(page: Page) -> impl IntoView {
    let over = RwSignal::new(false);
    let trouble = RwSignal::new(String::new());
    // The whole window takes drops: a film let go beside the zone would otherwise make the browser leave the page
    // and show the file's path in the address.
    let dragging = window_event_listener(ev::dragover, move |event: DragEvent| {
        event.prevent_default();
        over.set(true);
    });
    let leaving = window_event_listener(ev::dragleave, move |event: DragEvent| {
        if event.related_target().is_none() {
            over.set(false);
        }
    });
    let dropping = window_event_listener(ev::drop, move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        trouble.set(String::new());
        if let Some(data) = event.data_transfer() {
            take_dropped(page, &data, trouble);
        }
    });
    on_cleanup(move || {
        dragging.remove();
        leaving.remove();
        dropping.remove();
    });
    let chosen = move |event: web_sys::Event| {
        let input: HtmlInputElement = event_target(&event);
        trouble.set(String::new());
        if let Some(files) = input.files() {
            take(page, named(&files));
        }
        // The same file may be chosen again.
        input.set_value("");
    };
    let samples = move |_| {
        trouble.set(String::new());
        spawn_local(async move {
            match sample_films(&page.base()).await {
                Ok(films) => page.add(films),
                Err(_) => trouble.set("The sample films could not be loaded from the server.".into()),
            }
        });
    };
    view! {
        <div class="drop" class:over=move || over.get()>
            <p>"Drop DICOM files or a folder here"</p>
            <div class="drop-actions">
                <label class="button primary">
                    "Choose files"
                    <input type="file" multiple on:change=chosen/>
                </label>
                <button type="button" on:click=samples>"Sample films"</button>
            </div>
            <p class="trouble" role="status">{move || trouble.get()}</p>
        </div>
    }
}

/// Adds films, unless they are a model package.
fn take(page: Page, films: Vec<(String, File)>) {
    spawn_local(async move { page.add(storage::own_model::take(page, films).await) });
}

fn named(files: &FileList) -> Vec<(String, File)> {
    (0..files.length()).filter_map(|i| files.get(i)).map(|file| (file.name(), file)).collect()
}

/// Takes what was dropped; folders are walked in the background.
fn take_dropped(page: Page, data: &DataTransfer, trouble: RwSignal<String>) {
    // The entries must be taken now: the list is empty once this event is over.
    let items = data.items();
    let entries: Vec<FileSystemEntry> = (0..items.length())
        .filter_map(|i| items.get(i))
        .filter_map(|item| item.webkit_get_as_entry().ok().flatten())
        .collect();
    if entries.is_empty() {
        take(page, data.files().map(|files| named(&files)).unwrap_or_default());
        return;
    }
    spawn_local(async move {
        let unread = walk(page, entries).await;
        if unread > 0 {
            trouble.set(format!("{unread} of the dropped files or folders could not be opened."));
        }
    });
}

/// Adds the files of `entries` and of the folders below them, by name within a folder; returns how many entries
/// could not be opened.
async fn walk(page: Page, entries: Vec<FileSystemEntry>) -> usize {
    let mut unread = 0;
    let mut stack: Vec<FileSystemEntry> = entries.into_iter().rev().collect();
    let mut films = Vec::new();
    while let Some(entry) = stack.pop() {
        let path = entry.full_path();
        if entry.is_directory() {
            // What was found so far can be read while the folder is listed.
            page.add(storage::own_model::take(page, std::mem::take(&mut films)).await);
            match list(entry.unchecked_ref()).await {
                Ok(mut inside) => {
                    inside.retain(|e| !is_system_file(&e.name()));
                    inside.sort_by_key(FileSystemEntry::name);
                    stack.extend(inside.into_iter().rev());
                }
                Err(_) => unread += 1,
            }
        } else {
            match open(entry.unchecked_ref()).await {
                Ok(file) => films.push((path.trim_start_matches('/').to_owned(), file)),
                Err(_) => unread += 1,
            }
        }
    }
    page.add(storage::own_model::take(page, films).await);
    unread
}

/// What systems leave in folders and nobody means to drop.
fn is_system_file(name: &str) -> bool {
    name.starts_with('.') || matches!(name, "Thumbs.db" | "desktop.ini")
}

async fn open(entry: &FileSystemFileEntry) -> Result<File, JsValue> {
    let promise = Promise::new(&mut |resolve: Function, reject: Function| {
        entry.file_with_callback_and_callback(&resolve, &reject);
    });
    JsFuture::from(promise).await?.dyn_into()
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

/// The films that `samples/index.json` lists, from the page's own folder.
async fn sample_films(base: &str) -> Result<Vec<(String, File)>, JsValue> {
    let folder = format!("{base}samples/");
    let index = JsFuture::from(fetch(&format!("{folder}index.json")).await?.text()?).await?;
    let names: Vec<String> =
        serde_json::from_str(&index.as_string().unwrap_or_default()).map_err(|_| JsValue::NULL)?;
    let mut films = Vec::with_capacity(names.len());
    for name in names {
        let blob: Blob =
            JsFuture::from(fetch(&format!("{folder}{name}")).await?.blob()?).await?.dyn_into()?;
        let file = File::new_with_blob_sequence(&Array::of1(&blob), &name)?;
        films.push((name, file));
    }
    Ok(films)
}

async fn fetch(url: &str) -> Result<Response, JsValue> {
    let response: Response = JsFuture::from(window().fetch_with_str(url)).await?.dyn_into()?;
    if response.ok() { Ok(response) } else { Err(JsValue::from(response.status())) }
}
