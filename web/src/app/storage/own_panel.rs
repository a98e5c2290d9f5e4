//! In the model's panel: whether the model in use is the reader's own, and choosing one.

use leptos::html::Input;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{File, HtmlInputElement};

use super::{Model, Notice, own_model, storage, tell};
use crate::app::language::t;
use crate::app::page::{Engine, Page};
use crate::protocol::{Said, code};

/// In the model's panel: which model is in use, and choosing another.
pub(in crate::app) fn panel(page: Page) -> impl IntoView {
    let own = move || storage().own.get();
    let chosen = move |event: web_sys::Event| {
        let input: HtmlInputElement = event_target(&event);
        let files = input.files();
        let files: Vec<(String, File)> = files
            .map(|files| (0..files.length()).filter_map(|i| files.get(i)).collect::<Vec<_>>())
            .unwrap_or_default()
            .into_iter()
            .map(|file| (path_of(&file), file))
            .collect();
        input.set_value("");
        if files.is_empty() {
            return;
        }
        spawn_local(async move {
            if !own_model::take_chosen(page, files).await {
                let text = "No manifest.json with weights beside it was found.";
                tell(Notice::Refused(Said::new(code::NO_PACKAGE, &[], text)));
            }
        });
    };
    let keeping = move |_| {
        spawn_local(async move {
            if own_model::keep(page).await.is_err() {
                let text = "The store is full, so the model is not kept.";
                super::note(Said::new(code::STORAGE_FULL, &[], text));
            }
        });
    };
    let ready = move || page.engine.with(|engine| *engine == Engine::Ready);
    // Not among the attributes that the view knows.
    let folder = NodeRef::<Input>::new();
    Effect::new(move |_| folder.get().map(|input| input.set_attribute("webkitdirectory", "")));
    view! {
        <div class="own-model">
            {move || own().then(|| view! {
                <p><span class="badge own">{move || t("storage-own-badge")}</span></p>
                <div class="own-actions">
                    <button type="button" on:click=move |_| page.try_model(Model::Bundled)>
                        {move || t("storage-own-back")}
                    </button>
                    {move || if storage().kept.get() {
                        view! { <p class="quiet">{move || t("storage-own-kept")}</p> }.into_any()
                    } else {
                        view! {
                            <button type="button" disabled=move || !ready() on:click=keeping>
                                {move || t("storage-own-keep")}
                            </button>
                        }.into_any()
                    }}
                </div>
            })}
            <details>
                <summary>{move || t("storage-own-title")}</summary>
                <p>{move || t("storage-own-how")}</p>
                <div class="own-actions">
                    <label class="button">
                        {move || t("storage-own-folder")}
                        <input type="file" class="own-folder" node_ref=folder on:change=chosen/>
                    </label>
                    <label class="button">
                        {move || t("storage-own-zip")}
                        <input type="file" class="own-zip" accept=".zip" on:change=chosen/>
                    </label>
                </div>
            </details>
        </div>
    }
}

/// The path within the chosen folder, or the name of a file chosen by itself. Through `Reflect`: web-sys lacks it.
fn path_of(file: &File) -> String {
    let path = js_sys::Reflect::get(file, &"webkitRelativePath".into()).ok().and_then(|p| p.as_string());
    path.filter(|path| !path.is_empty()).unwrap_or_else(|| file.name())
}
