//! A web server on the loopback that can misbehave, for tests of downloads. It answers every request as its script says,
//! the last entry again and again, and remembers what it was asked.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;

/// What to answer.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// The file, or the part asked for.
    File,
    /// The file, with parts never given and no validator.
    WithoutRanges,
    /// The file or the part, but the connection ends after so many bytes of it.
    BreakAfter(usize),
    /// The file or the part, but after so many bytes nothing more comes.
    StallAfter(usize),
    /// No answer at all.
    Silence,
    /// A part that begins elsewhere than asked for.
    WrongPart,
    /// The file without a length: its end is the connection's.
    WithoutLength,
    /// A status with one more header line, which may be empty.
    Status(u16, &'static str),
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    /// `GET http://host/file HTTP/1.1`, say.
    pub(crate) line: String,
    /// Header lines, names in lower case.
    pub(crate) headers: Vec<String>,
}

impl Request {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find_map(|h| h.strip_prefix(name)?.strip_prefix(": "))
    }
}

/// A server. It goes on until the test's process ends.
pub(crate) struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
    received: mpsc::Receiver<()>,
}

impl Server {
    /// Serves `file` under every path. `tag` is its ETag.
    pub(crate) fn start(file: Vec<u8>, tag: &'static str, script: Vec<Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (send, received) = mpsc::channel();
        let (file, seen) = (Arc::new(file), Arc::clone(&requests));
        thread::spawn(move || {
            // Connections that stall stay open, and so does the test's file behind them.
            for stream in listener.incoming().flatten() {
                let (file, seen, script, send) =
                    (Arc::clone(&file), Arc::clone(&seen), script.clone(), send.clone());
                thread::spawn(move || serve(stream, &file, tag, &script, &seen, &send));
            }
        });
        Self { address, requests, received }
    }

    /// The address of a file.
    pub(crate) fn url(&self, name: &str) -> String {
        format!("http://{}/{name}", self.address)
    }

    /// The server's own address.
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What was asked so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until a stalling answer has sent all that it will send.
    pub(crate) fn wait_for_stall(&self) {
        self.received.recv().unwrap();
    }
}

fn serve(
    mut stream: TcpStream,
    file: &[u8],
    tag: &str,
    script: &[Answer],
    seen: &Mutex<Vec<Request>>,
    stalled: &mpsc::Sender<()>,
) {
    // A client may keep its connection for the next request, and a proxy's client first asks for a tunnel.
    loop {
        let Some(request) = read(&stream) else { return };
        if request.line.starts_with("CONNECT ") {
            seen.lock().unwrap().push(request);
            stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").unwrap();
            continue;
        }
        let answer = {
            let mut seen = seen.lock().unwrap();
            let count = seen.iter().filter(|r| !r.line.starts_with("CONNECT ")).count();
            seen.push(request.clone());
            script[count.min(script.len() - 1)].clone()
        };
        // The client may have gone: that is its right.
        match respond(&mut stream, &request, &answer, file, tag, stalled) {
            Ok(true) => {}
            _ => return,
        }
    }
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut lines = BufReader::new(stream).lines();
    let line = lines.next()?.ok()?;
    let headers = lines
        .map_while(Result::ok)
        .take_while(|l| !l.is_empty())
        .map(|l| l.split_once(": ").map_or(l.clone(), |(n, v)| format!("{}: {v}", n.to_lowercase())))
        .collect();
    Some(Request { line, headers })
}

/// Whether the connection goes on.
fn respond(
    stream: &mut TcpStream,
    request: &Request,
    answer: &Answer,
    file: &[u8],
    tag: &str,
    stalled: &mpsc::Sender<()>,
) -> std::io::Result<bool> {
    let asked = request
        .header("range")
        .filter(|_| !matches!(answer, Answer::WithoutRanges | Answer::WithoutLength))
        .filter(|_| request.header("if-range").is_none_or(|validator| validator == tag))
        .and_then(|r| r.strip_prefix("bytes=")?.strip_suffix('-')?.parse::<usize>().ok());
    let total = file.len();
    let start = match answer {
        Answer::WrongPart if asked.is_some() => asked.map(|start| start + 1),
        _ => asked,
    };
    match answer {
        Answer::Status(status, header) => {
            let header = if header.is_empty() { String::new() } else { format!("{header}\r\n") };
            write!(stream, "HTTP/1.1 {status} So\r\n{header}Content-Length: 3\r\n\r\nno\n")?;
            return Ok(true);
        }
        Answer::Silence => {
            let _ = stalled.send(());
            thread::park();
        }
        Answer::WithoutRanges => write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {total}\r\n\r\n")?,
        Answer::WithoutLength => write!(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")?,
        _ => match start {
            Some(start) if start >= total => {
                write!(
                    stream,
                    "HTTP/1.1 416 Too far\r\nContent-Range: bytes */{total}\r\nContent-Length: 0\r\n\r\n"
                )?;
                return Ok(true);
            }
            Some(start) => write!(
                stream,
                "HTTP/1.1 206 Partial\r\nETag: {tag}\r\nContent-Range: bytes {start}-{}/{total}\r\n\
                 Content-Length: {}\r\n\r\n",
                total - 1,
                total - start
            )?,
            None => write!(stream, "HTTP/1.1 200 OK\r\nETag: {tag}\r\nContent-Length: {total}\r\n\r\n")?,
        },
    }
    let body = &file[start.unwrap_or(0)..];
    match answer {
        Answer::BreakAfter(n) => {
            stream.write_all(&body[..(*n).min(body.len())])?;
            return Ok(false);
        }
        Answer::StallAfter(n) => {
            stream.write_all(&body[..(*n).min(body.len())])?;
            stream.flush()?;
            let _ = stalled.send(());
            thread::park();
        }
        _ => stream.write_all(body)?,
    }
    Ok(!matches!(answer, Answer::WithoutLength))
}
