//! One drop or choice on its way into the worklist: what gets a row, what is counted only, what is looked into.

use std::rc::Rc;

use js_sys::Promise;
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::archive::Archive;
use super::kind::{Kind, Skipped, kind};
use super::source::{self, Source};
use super::zip::Fault;
use crate::app::page::Page;
use crate::app::storage::own_model;

/// Rows made in one go: a few milliseconds' work, between which the page answers its reader.
const AT_ONCE: usize = 150;

/// A film to be put into the worklist.
pub(in crate::app) struct NewFilm {
    /// The file's name, with its folders where it came in one.
    pub(in crate::app) name: String,
    /// Its bytes, later.
    pub(in crate::app) source: Source,
    /// Whether it is a picture by its name, so that its acquisition must be asked for.
    pub(in crate::app) picture: bool,
}

/// Films that come in together.
pub(super) struct Batch {
    page: Page,
    films: Vec<NewFilm>,
    skipped: Skipped,
}

impl Batch {
    /// Begins; the page says that it is looking for films until [`Batch::finish`].
    pub(super) fn begin(page: Page) -> Self {
        page.list.looking.update(|n| *n += 1);
        Self { page, films: Vec::new(), skipped: Skipped::default() }
    }

    /// A file or a folder could not be opened.
    pub(super) fn unopened(&mut self) {
        self.skipped.unopened += 1;
    }

    /// Takes a file by its name, with its folders.
    pub(super) async fn take(&mut self, name: String, source: Source) {
        let what = kind(&name);
        if self.skipped.takes(what) {
            return;
        }
        if what != Kind::Zip {
            return self.push(name, source, what == Kind::Picture).await;
        }
        let file = match &source {
            Source::File(file) => Ok(file.clone()),
            Source::Dropped(entry) => source::open(entry).await.map_err(|_| Fault::Damaged),
            Source::Packed(..) => Err(Fault::Nested),
            Source::Refused(fault) => Err(*fault),
        };
        let archive = match file {
            Ok(file) => Archive::open(file).await,
            Err(fault) => Err(fault),
        };
        match archive {
            Ok(archive) if own_model::take_archive(self.page, &archive).await => {}
            Ok(archive) => self.take_all_of(&name, Rc::new(archive)).await,
            Err(fault) => self.push(name, Source::Refused(fault), false).await,
        }
    }

    async fn take_all_of(&mut self, zip: &str, archive: Rc<Archive>) {
        for (index, entry) in archive.entries().iter().enumerate() {
            let what = kind(&entry.name);
            if self.skipped.takes(what) {
                continue;
            }
            let source = match what {
                Kind::Zip => Source::Refused(Fault::Nested),
                _ => Source::Packed(archive.clone(), index),
            };
            self.push(format!("{zip}/{}", entry.name), source, what == Kind::Picture).await;
        }
    }

    async fn push(&mut self, name: String, source: Source, picture: bool) {
        self.films.push(NewFilm { name, source, picture });
        if self.films.len() >= AT_ONCE {
            self.flush().await;
        }
    }

    /// Puts what was found so far into the worklist.
    pub(super) async fn flush(&mut self) {
        if !self.films.is_empty() {
            self.page.add(std::mem::take(&mut self.films));
            breathe().await;
        }
    }

    /// The end of the batch.
    pub(super) async fn finish(mut self) {
        self.flush().await;
        let list = self.page.list;
        list.skipped.update(|all| *all = all.and(self.skipped));
        list.looking.update(|n| *n -= 1);
    }
}

/// Chosen files, by name and path.
pub(super) async fn take_files(page: Page, mut files: Vec<(String, File)>, sorted: bool) {
    if sorted {
        super::kind::sort_by_path(&mut files, |(name, _)| name);
    }
    let mut batch = Batch::begin(page);
    for (name, file) in own_model::take(page, files) {
        batch.take(name, Source::File(file)).await;
    }
    batch.finish().await;
}

/// Lets the browser do what waits: paint, and answer its reader.
async fn breathe() {
    let promise = Promise::new(&mut |resolve, _| {
        // Cannot fail: the delay is a number.
        let _ = window().set_timeout_with_callback(&resolve);
    });
    let _ = JsFuture::from(promise).await;
}
