//! Two servers on this machine: the site, and a stranger on another port, which is another origin.

use std::collections::HashMap;
use std::fs;
use std::io::{BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::http::{self, Request};

/// What is done to a file on its way to the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The lowest bit of the byte at this place is turned over.
    FlippedByte(usize),
    /// The file ends here; the length told fits, as if the file on the server were short.
    ShortFile(usize),
    /// The connection breaks here, after the full length was told.
    BrokenConnection(usize),
    /// The file is not there.
    Missing,
}

/// A static server of one folder, stopped with the program.
///
/// It sends what the plainest static host does: a type, a length, and no policy of any kind.
#[derive(Debug, Clone)]
pub struct Site {
    address: SocketAddr,
    state: Arc<State>,
}

#[derive(Debug)]
struct State {
    folder: PathBuf,
    /// What is served as `/model/`, if not the folder's own.
    model: Option<PathBuf>,
    headers: Vec<(String, String)>,
    faults: Mutex<HashMap<String, Fault>>,
    requests: Mutex<Vec<Request>>,
    /// Files as gzip, where the site compresses.
    compressed: Option<HashMap<PathBuf, Vec<u8>>>,
    unplugged: AtomicBool,
    sent: AtomicU64,
}

impl Site {
    /// Serves a folder without headers of its own.
    ///
    /// # Panics
    ///
    /// If no port can be had.
    pub fn serve(folder: &Path) -> Self {
        Self::serve_with_headers(folder, &[])
    }

    /// Serves a folder and adds these headers to every answer.
    ///
    /// # Panics
    ///
    /// If no port can be had.
    pub fn serve_with_headers(folder: &Path, headers: &[(&str, &str)]) -> Self {
        Self::start(folder, None, headers, None)
    }

    /// Serves a folder as gzip to whoever takes that, as compressing hosts do. What the folder holds now is compressed
    /// now, as hard as gzip can.
    ///
    /// # Panics
    ///
    /// If no port can be had, or the folder cannot be read.
    pub fn serve_compressed(folder: &Path) -> Self {
        let mut compressed = HashMap::new();
        compress(folder, &mut compressed).expect("a site's folder can be read");
        Self::start(folder, None, &[], Some(compressed))
    }

    fn start(
        folder: &Path,
        model: Option<&Path>,
        headers: &[(&str, &str)],
        compressed: Option<HashMap<PathBuf, Vec<u8>>>,
    ) -> Self {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let state = Arc::new(State {
            folder: folder.to_path_buf(),
            model: model.map(Path::to_path_buf),
            headers,
            compressed,
            faults: Mutex::default(),
            requests: Mutex::default(),
            unplugged: AtomicBool::new(false),
            sent: AtomicU64::new(0),
        });
        let (listener, address) = listen();
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                // A browser that goes away in the middle is its own affair.
                thread::spawn(move || state.answer(connection).ok());
            }
        });
        Self { address, state }
    }

    /// Serves a folder with the package in another folder in the place of its own.
    ///
    /// # Panics
    ///
    /// If no port can be had.
    pub fn serve_with_model(folder: &Path, model: &Path) -> Self {
        Self::start(folder, Some(model), &[], None)
    }

    /// The origin, without a final slash.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on, damages a file; the path starts with a slash.
    pub fn damage(&self, path: &str, fault: Fault) {
        lock(&self.state.faults).insert(path.to_owned(), fault);
    }

    /// Serves every file as it is again.
    pub fn repair(&self) {
        lock(&self.state.faults).clear();
    }

    /// From now on nobody is answered, as if the network were gone; or everybody again.
    pub fn unplug(&self, unplugged: bool) {
        self.state.unplugged.store(unplugged, Ordering::SeqCst);
    }

    /// Bytes of all files sent so far, as they went over the wire.
    pub fn sent(&self) -> u64 {
        self.state.sent.load(Ordering::SeqCst)
    }

    /// The requests so far.
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.state.requests).clone()
    }
}

impl State {
    fn answer(&self, connection: TcpStream) -> std::io::Result<()> {
        if self.unplugged.load(Ordering::SeqCst) {
            return Ok(());
        }
        connection.set_read_timeout(Some(Duration::from_secs(60)))?;
        let mut writer = connection.try_clone()?;
        let Some(request) = http::read_request(&mut BufReader::new(connection))? else { return Ok(()) };
        let path = request.path().to_owned();
        let head = request.method == "HEAD";
        let known = head || request.method == "GET";
        let takes_gzip = request.header("accept-encoding").is_some_and(|takes| takes.contains("gzip"));
        lock(&self.requests).push(request);
        let mut headers = self.headers.clone();
        if !known {
            return http::write_response(&mut writer, "405 Method Not Allowed", &headers, 0, &[]);
        }
        let fault = lock(&self.faults).get(&path).copied();
        let Some(file) = self.file(&path).filter(|_| fault != Some(Fault::Missing)) else {
            return http::write_response(&mut writer, "404 Not Found", &headers, 0, &[]);
        };
        let gzip = self.compressed.as_ref().filter(|_| takes_gzip).and_then(|all| all.get(&file));
        let mut body = match gzip {
            Some(gzip) => gzip.clone(),
            None => fs::read(&file)?,
        };
        if gzip.is_some() {
            headers.push(("content-encoding".to_owned(), "gzip".to_owned()));
        }
        headers.push(("content-type".to_owned(), content_type(&file).to_owned()));
        let mut length = body.len();
        match fault {
            Some(Fault::FlippedByte(place)) if place < length => body[place] ^= 1,
            Some(Fault::ShortFile(end)) => {
                body.truncate(end);
                length = body.len();
            }
            Some(Fault::BrokenConnection(end)) => body.truncate(end),
            _ => {}
        }
        if !head {
            self.sent.fetch_add(body.len() as u64, Ordering::SeqCst);
        }
        http::write_response(&mut writer, "200 OK", &headers, length, if head { &[] } else { &body })
    }

    /// The file that a path stands for, inside the folder.
    fn file(&self, path: &str) -> Option<PathBuf> {
        let relative = Path::new(path.strip_prefix('/')?);
        // `..` and absolute parts lead out of the folder. Names with percent signs do not occur in the site.
        let inside = relative.components().all(|part| matches!(part, Component::Normal(_)));
        let file = match (&self.model, relative.strip_prefix("model")) {
            (Some(model), Ok(within)) => model.join(within),
            _ => self.folder.join(relative),
        };
        let file = if file.is_dir() { file.join("index.html") } else { file };
        (inside && file.is_file()).then_some(file)
    }
}

/// Compresses every file below a folder.
fn compress(folder: &Path, compressed: &mut HashMap<PathBuf, Vec<u8>>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            compress(&path, compressed)?;
        } else {
            let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
            gzip.write_all(&fs::read(&path)?)?;
            compressed.insert(path, gzip.finish()?);
        }
    }
    Ok(())
}

/// Another origin on this machine. It lets everybody in and remembers who came.
#[derive(Debug, Clone)]
pub struct Stranger {
    address: SocketAddr,
    visits: Arc<Mutex<Vec<String>>>,
}

impl Stranger {
    /// Listens on a port of its own.
    ///
    /// # Panics
    ///
    /// If no port can be had.
    pub fn listen() -> Self {
        let (listener, address) = listen();
        let visits = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::clone(&visits);
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let visits = Arc::clone(&shared);
                thread::spawn(move || welcome(&connection, &visits).ok());
            }
        });
        Self { address, visits }
    }

    /// Host and port.
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    /// Every connection so far: what it asked for, or `connected` if it asked nothing.
    pub fn visits(&self) -> Vec<String> {
        lock(&self.visits).clone()
    }
}

/// Answers anybody with everything that a browser may want to see before it lets a page read the answer.
fn welcome(connection: &TcpStream, visits: &Mutex<Vec<String>>) -> std::io::Result<()> {
    // Remembered before anything is read: that somebody came is a visit already.
    let place = {
        let mut visits = lock(visits);
        visits.push("connected".to_owned());
        visits.len() - 1
    };
    connection.set_read_timeout(Some(Duration::from_secs(10)))?;
    if let Some(request) = http::read_request(&mut BufReader::new(connection))? {
        lock(visits)[place] = format!("{} {}", request.method, request.target);
    }
    let headers = [
        ("access-control-allow-origin", "*"),
        ("access-control-allow-headers", "*"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("content-type", "text/javascript"),
    ];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let mut writer = connection;
    http::write_response(&mut writer, "200 OK", &headers, 10, b"export {};")?;
    writer.flush()
}

fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port on 127.0.0.1");
    let address = listener.local_addr().expect("a bound port has an address");
    (listener, address)
}

/// A lock that a panic elsewhere does not take away.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The type that a static host tells. Browsers start a module or a streamed WebAssembly with the right type only.
fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|end| end.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("webmanifest") => "application/manifest+json",
        Some("png") => "image/png",
        Some("md") => "text/markdown",
        Some("dcm") => "application/dicom",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::wait;

    fn get(site: &Site, path: &str) -> (u16, Vec<u8>) {
        let answer = http::ask(&site.address.to_string(), "GET", path, &[], Duration::from_secs(5));
        answer.unwrap()
    }

    #[test]
    fn a_site_serves_its_folder_and_nothing_else() {
        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().join("dist");
        fs::create_dir_all(folder.join("model")).unwrap();
        fs::write(outer.path().join("secret"), "x").unwrap();
        fs::write(folder.join("index.html"), "page").unwrap();
        fs::write(folder.join("model").join("a.bin"), "abcd").unwrap();
        let site = Site::serve(&folder);

        assert_eq!(get(&site, "/"), (200, b"page".to_vec()));
        assert_eq!(get(&site, "/model/a.bin?v=1"), (200, b"abcd".to_vec()));
        assert_eq!(get(&site, "/../secret").0, 404);
        assert_eq!(get(&site, "/nothing").0, 404);
        let paths: Vec<_> = site.requests().iter().map(|request| request.target.clone()).collect();
        assert_eq!(paths, ["/", "/model/a.bin?v=1", "/../secret", "/nothing"]);
    }

    #[test]
    fn a_site_serves_another_package_in_the_place_of_its_own() {
        let outer = tempfile::tempdir().unwrap();
        for (name, text) in [("dist/index.html", "page"), ("dist/model/a", "own"), ("other/a", "other")] {
            let path = outer.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let site = Site::serve_with_model(&outer.path().join("dist"), &outer.path().join("other"));
        assert_eq!(get(&site, "/").1, b"page");
        assert_eq!(get(&site, "/model/a").1, b"other");
    }

    #[test]
    fn a_site_damages_only_what_it_is_told_to() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), "abcd").unwrap();
        let site = Site::serve(folder.path());
        for (fault, seen) in [
            (Fault::FlippedByte(1), (200, b"accd".to_vec())),
            (Fault::ShortFile(2), (200, b"ab".to_vec())),
            (Fault::Missing, (404, Vec::new())),
        ] {
            site.damage("/a", fault);
            assert_eq!(get(&site, "/a"), seen, "{fault:?}");
        }
        site.repair();
        assert_eq!(get(&site, "/a").1, b"abcd");
    }

    #[test]
    fn a_stranger_remembers_even_a_silent_visit() {
        let stranger = Stranger::listen();
        drop(TcpStream::connect(stranger.address).unwrap());
        let asked = http::ask(&stranger.host(), "GET", "/beacon", &[], Duration::from_secs(5));
        assert_eq!(asked.unwrap().0, 200);
        // The first one's thread may be the later of the two.
        let mut visits = wait("both visits", Duration::from_secs(5), || {
            Ok(Some(stranger.visits()).filter(|visits| visits.len() == 2))
        })
        .unwrap();
        visits.sort();
        assert_eq!(visits, ["GET /beacon", "connected"]);
    }
}
