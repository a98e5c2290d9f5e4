//! The worker: DICOM and Burn. It loads the package, chooses a device that passes the package's self-test, and answers
//! film after film: while one is computed, elsewhere, the next one is read here.
//!
//! It may be thrown away at any moment: after a trap the page starts another. So nothing here is the only copy of
//! anything, and no error is hidden by going on.

mod cache;
mod codecs;
mod device;
mod export;
mod fetch;
mod film;
mod groups;
#[cfg(feature = "test-hooks")]
mod hooks;
mod kernels;
mod messages;
mod module;
mod summary;
mod tags;
mod viewing;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{Promise, Uint8Array, Uint16Array};
use shared::dicom::{AcquisitionScope, InspectOptions, InspectionReport, inspect_with};
use shared::inference::prepare;
use shared::package::Package;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};
use web_sys::{DedicatedWorkerGlobalScope, File, MessageEvent};

use crate::protocol::{
    DeviceChoice, Event, ExportFilm, ExportOptions, FilmResult, FilmState, PackageChoice, Request, Said,
    SelfTestSummary, Stage, TagTable, code,
};
use device::Loaded;
use messages::{Message, Named, parse, post, progress, working_on};

/// Largest file that is read, bytes: four times an uncompressed 64-megapixel film of 16 bits. A wasm program has 4 GB.
const MAX_FILE: f64 = 512.0 * 1024.0 * 1024.0;

/// Everything the worker knows.
#[derive(Default)]
struct Engine {
    /// Requests that wait: they are answered in order.
    queue: VecDeque<Message>,
    /// Whether one is being answered.
    busy: bool,
    /// The folder of the site's files, with a slash at its end.
    base: String,
    /// The package on its device, once the self-test has passed.
    loaded: Option<Rc<Loaded>>,
    /// The film that is computed while others are read, with its request's number; kept until the next one is.
    computing: Option<(Option<u32>, Promise)>,
    /// The request that the page knows to be worked on.
    named: Option<u32>,
    /// The export in the making.
    export: Option<export::Session>,
}

thread_local! {
    // A worker has one thread, and JavaScript's events need something to find the state by.
    static ENGINE: RefCell<Engine> = RefCell::default();
}

/// Starts listening. Called once, by the worker's binary.
///
/// # Panics
///
/// Outside a dedicated worker, where there is nobody to talk to.
pub fn start() {
    std::panic::set_hook(Box::new(|info| {
        // The place, never the message: a message may quote the file, and the file is a patient's.
        let place = info.location().map_or_else(String::new, |l| format!(" at {}:{}", l.file(), l.line()));
        web_sys::console::error_1(&format!("engine: panic{place}").into());
    }));
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(|event: MessageEvent| {
        if let Some(message) = parse(&event) {
            ENGINE.with_borrow_mut(|engine| engine.queue.push_back(message));
            next();
        }
    });
    scope()
        .add_event_listener_with_callback("message", listener.as_ref().unchecked_ref())
        .expect("a worker can listen to its messages");
    listener.forget();
}

/// What the reader makes of a file, as JSON: an [`InspectionReport`], as `trainer inspect` writes it. The page has no use
/// for it; it lets anybody compare this build of the reader, pixel by pixel, with another.
#[wasm_bindgen]
pub async fn inspect(bytes: Vec<u8>) -> String {
    let options = InspectOptions { decode_rejected: true };
    let scope = AcquisitionScope::chest_frontal();
    let (inspection, _) = codecs::with_codecs(&base(), || inspect_with(&bytes, &scope, options)).await;
    // A report is our own data: it always has a JSON form.
    serde_json::to_string(&InspectionReport::from(&inspection)).unwrap_or_default()
}

/// The worker itself.
fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// The folder of the site's files, known from the start on.
fn base() -> String {
    ENGINE.with_borrow(|engine| engine.base.clone())
}

/// Milliseconds since the worker began.
fn now() -> f64 {
    scope().performance().map_or(0.0, |p| p.now())
}

/// Answers the next request, unless one is being answered.
fn next() {
    let message = ENGINE.with_borrow_mut(|engine| {
        if engine.busy {
            return None;
        }
        let message = engine.queue.pop_front();
        engine.busy = message.is_some();
        message
    });
    if let Some(message) = message {
        spawn_local(async move {
            Named::new(message.number, answer(message)).await;
            ENGINE.with_borrow_mut(|engine| engine.busy = false);
            next();
        });
    }
}

async fn answer(Message { request, number, mut files }: Message) {
    match request {
        Request::Start { device, base, package } => {
            ENGINE.with_borrow_mut(|engine| engine.base.clone_from(&base));
            match load(device, &base, package, &files).await {
                Ok(ready) => post(&ready, None),
                Err(message) => post(&Event::Failed { message }, None),
            }
        }
        Request::Classify { id, assumed, .. } => {
            let loaded = ENGINE.with_borrow(|engine| engine.loaded.clone());
            let film = match (&loaded, read(files.pop()).await) {
                (None, _) => Err(fail(Said::new(code::NO_MODEL, &[], "The model is not loaded."))),
                (_, Err(why)) => Err(fail(why)),
                (Some(loaded), Ok(bytes)) => film::read(loaded, bytes, assumed).await,
            };
            // Films are computed one at a time, and answered in the order asked.
            if let Some((earlier, answered)) = ENGINE.with_borrow_mut(|engine| engine.computing.take()) {
                working_on(earlier);
                let _ = JsFuture::from(answered).await;
            }
            match (loaded, film) {
                (Some(loaded), Ok(film)) => compute(id, number, loaded, film),
                (_, Err(result)) => post(&Event::Classified { id, result: Box::new(result) }, None),
                // Without a package no film is read.
                (None, Ok(_)) => {}
            }
        }
        Request::Film { id } => {
            let film = match read(files.pop()).await {
                // Without its decoder it has no picture; its row says why.
                Ok(bytes) => codecs::with_codecs(&base(), || viewing::view(&bytes)).await.0,
                Err(_) => None,
            };
            let (view, words) = film.unzip();
            let words = words.map(|words| Uint16Array::from(words.as_slice()).buffer());
            post(&Event::Film { id, view: view.map(Box::new) }, words);
        }
        Request::Tags { id, dictionary } => {
            let table = match read(files.pop()).await {
                Ok(bytes) => tags::table(&bytes, &*tags::dictionary(&dictionary).await),
                Err(why) => TagTable { fault: Some(why.text), ..TagTable::default() },
            };
            post(&Event::Tags { id, table }, None);
        }
        Request::ExportFilm { id, options, film } => {
            export(options, Some((id, *film)), files.pop()).await;
        }
        Request::ExportLists { options } => export(options, None, None).await,
    }
}

/// Has a film computed, and answers when it is; meanwhile other requests are served.
fn compute(id: u32, number: Option<u32>, loaded: Rc<Loaded>, film: film::Read) {
    let answered = future_to_promise(Named::new(number, async move {
        let result = film.answer(&loaded).await;
        post(&Event::Classified { id, result: Box::new(result) }, None);
        Ok(JsValue::UNDEFINED)
    }));
    ENGINE.with_borrow_mut(|engine| engine.computing = Some((number, answered)));
}

/// One film of an export, or with none its end.
async fn export(options: ExportOptions, film: Option<(u32, ExportFilm)>, file: Option<File>) {
    let id = film.as_ref().map(|(id, _)| *id);
    let made = make(options, film.map(|(_, film)| film), file).await;
    let export::Files { files, bytes, notes, fault } =
        made.unwrap_or_else(|why| export::Files { fault: Some(why), ..export::Files::default() });
    let event = Event::Exported { id, export: options.export, files, notes, fault };
    post(&event, (!bytes.is_empty()).then(|| Uint8Array::from(bytes.as_slice()).buffer()));
}

/// The files of one film of an export, or with none those that it ends with.
async fn make(
    options: ExportOptions,
    film: Option<ExportFilm>,
    file: Option<File>,
) -> Result<export::Files, String> {
    let (loaded, earlier) = ENGINE.with_borrow_mut(|engine| (engine.loaded.clone(), engine.export.take()));
    let loaded = loaded.ok_or("The model is not loaded.")?;
    let manifest = &loaded.package.manifest;
    let mut session = export::Session::resume(earlier, options)?;
    let Some(film) = film else { return session.lists(manifest) };
    // A film that cannot be read is in the lists all the same.
    let bytes = read(file).await.unwrap_or_default();
    let (prepared, lacking) = codecs::with_codecs(&base(), || prepare(manifest, &bytes)).await;
    let mut files = session.film(manifest, film, prepared)?;
    files.notes.extend(lacking.map(|why| why.text));
    ENGINE.with_borrow_mut(|engine| engine.export = Some(session));
    Ok(files)
}

fn fail(why: Said) -> FilmResult {
    let result = FilmResult::without_number(FilmState::Failed, vec!["FAILED".into()], why.text.clone());
    FilmResult { trouble: Some(why), ..result }
}

/// Fetches the package, opens a device and tests it.
async fn load(
    choice: DeviceChoice,
    base: &str,
    package: PackageChoice,
    files: &[File],
) -> Result<Event, Said> {
    let package: Package = match package {
        PackageChoice::Bundled => fetch::bundled(base).await?,
        PackageChoice::Own => fetch::own(files).await?,
    };
    let full = "The browser's store is full, so the model is fetched again next time.";
    let notes = if cache::was_full() { vec![Said::new(code::STORAGE_FULL, &[], full)] } else { Vec::new() };
    progress(Stage::Device, 0, 0, "");
    let started = now();
    let (loaded, report) = device::load(choice, base, package).await?;
    let ready = Event::Ready {
        device: loaded.device.clone(),
        package: Box::new(summary::package(&loaded.package.manifest)?),
        self_test: SelfTestSummary {
            cases: report.cases as u32,
            max_feature_error: report.feature_error,
            max_logit_error: report.logit_error,
            elapsed_ms: now() - started,
        },
        notes,
    };
    ENGINE.with_borrow_mut(|engine| engine.loaded = Some(Rc::new(loaded)));
    Ok(ready)
}

async fn read(file: Option<File>) -> Result<Vec<u8>, Said> {
    let file = file.ok_or_else(|| Said::new(code::NO_FILE, &[], "There is no file to read."))?;
    if file.size() > MAX_FILE {
        let megabytes = (MAX_FILE / (1024.0 * 1024.0)).to_string();
        let text = format!("The file is larger than {megabytes} MB.");
        return Err(Said::new(code::FILE_TOO_LARGE, &[("megabytes", &megabytes)], text));
    }
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(|_| {
        let text = "The file cannot be read; was it moved, or its disk removed?";
        Said::new(code::FILE_UNREADABLE, &[], text)
    })?;
    Ok(Uint8Array::new(&buffer).to_vec())
}
