//! One request: all of the file or the rest of it, into its part.

use std::io::{self, Read as _};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Error, anyhow};
use ureq::http::header::{CONTENT_LENGTH, CONTENT_RANGE, ETAG, IF_RANGE, LAST_MODIFIED, RANGE, RETRY_AFTER};
use ureq::http::{HeaderName, Response};
use ureq::{Agent, Body};

use super::expected::published;
use super::part::Part;
use super::{FetchOptions, mib};
use crate::progress::Progress;

/// Longest file that is taken where nothing says how long it is, bytes.
const LONGEST: u64 = 4 << 30;

/// Room that must be left on the disk after the download, bytes.
const ROOM_LEFT: u64 = 64 << 20;

/// Bytes to a step of the progress bar.
const STEP: u64 = 1 << 20;

/// Why a request did not bring all of the file.
pub(super) enum Failure {
    /// It may work the next time.
    Transient {
        /// What happened.
        error: Error,
        /// What the server asks to wait, if it does.
        pause: Option<Duration>,
    },
    /// Nobody answers under that name.
    Unreachable(Error),
    /// It will fail again.
    Permanent(Error),
}

/// An error on this side: of the disk, mostly.
impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Permanent(error)
    }
}

fn transient(error: Error) -> Failure {
    Failure::Transient { error, pause: None }
}

/// Asks for what is missing of `part`, and appends it.
pub(super) fn attempt(agent: &Agent, options: &FetchOptions, part: &mut Part) -> Result<(), Failure> {
    let mut request = agent.get(&options.url);
    if part.len() > 0 {
        request = request.header(RANGE, format!("bytes={}-", part.len()));
        // The rest if the file is still the same one, else all of it (RFC 9110, section 13.1.5).
        if let Some(validator) = &part.note().validator {
            request = request.header(IF_RANGE, validator);
        }
    }
    let mut response = request.call().map_err(refused)?;
    let Some(total) = admit(&response, options, part)? else { return Ok(()) };
    check_length(total, options)?;
    if let Some(total) = total {
        check_room(total - part.len(), options)?;
    }
    part.describe(validator(&response), total)?;
    receive(&mut response, part, total, options)
}

/// What the status says: the whole's length, if that is known, and `part` ready for the body; `None` if the part was whole
/// already.
fn admit(
    response: &Response<Body>,
    options: &FetchOptions,
    part: &mut Part,
) -> Result<Option<Option<u64>>, Failure> {
    let status = response.status();
    let range = text(response, CONTENT_RANGE).and_then(ContentRange::parse);
    match status.as_u16() {
        200 => {
            if part.len() > 0 {
                eprintln!("the server has another file by now, or gives no parts: beginning again");
                part.restart()?;
            }
            Ok(Some(text(response, CONTENT_LENGTH).and_then(|l| l.parse().ok())))
        }
        206 => {
            let Some(ContentRange { start: Some(start), total }) = range else {
                part.restart()?;
                return Err(transient(anyhow!("the server gave a part and did not say which")));
            };
            let other = part.note().total.zip(total).is_some_and(|(before, now)| before != now);
            if start != part.len() || other || total.is_some_and(|total| total < start) {
                part.restart()?;
                return Err(transient(anyhow!("the server gave another part than was asked for")));
            }
            Ok(Some(total.or(part.note().total)))
        }
        416 => {
            // Asked for bytes behind the end: all are there, or too many.
            if range.and_then(|r| r.total) == Some(part.len()) {
                return Ok(None);
            }
            part.restart()?;
            Err(transient(anyhow!("the file at the server is shorter than the part here")))
        }
        408 | 425 | 429 | 500 | 502 | 503 | 504 => {
            let pause = text(response, RETRY_AFTER).and_then(|s| s.parse().ok()).map(Duration::from_secs);
            Err(Failure::Transient { error: anyhow!("the server answers {status}"), pause })
        }
        407 => Err(Failure::Permanent(anyhow!(
            "the proxy answers {status}: give user and password with --proxy http://user:password@host:port"
        ))),
        _ => Err(Failure::Permanent(anyhow!("{} answers {status}", options.url))),
    }
}

/// A published file's length is known before its first byte is: a page of a network's gatekeeper stops here.
fn check_length(total: Option<u64>, options: &FetchOptions) -> Result<(), Failure> {
    match (total, published(&options.expected)) {
        (Some(total), Some(published)) if total != published.bytes => Err(Failure::Permanent(anyhow!(
            "{} gives {total} bytes, {} has {}",
            options.url,
            published.file,
            published.bytes
        ))),
        _ => Ok(()),
    }
}

fn check_room(missing: u64, options: &FetchOptions) -> Result<(), Failure> {
    let folder = options.out.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(".".as_ref());
    let room = fs4::available_space(folder)
        .with_context(|| format!("asking how much room {} has", folder.display()))?;
    if room < missing.saturating_add(ROOM_LEFT) {
        return Err(Failure::Permanent(anyhow!(
            "{:.0} MiB are still to come, and {} has room for {:.0} MiB",
            mib(missing),
            folder.display(),
            mib(room)
        )));
    }
    Ok(())
}

fn receive(
    response: &mut Response<Body>,
    part: &mut Part,
    total: Option<u64>,
    options: &FetchOptions,
) -> Result<(), Failure> {
    let name = super::expected::file_name(&options.url);
    let steps = |bytes: u64| (bytes / STEP) as usize;
    let mut progress = Progress::new(format!("{name}, MiB"), total.map_or(0, steps));
    progress.skip(steps(part.len()));
    let (started, before) = (Instant::now(), part.len());
    let mut body = response.body_mut().as_reader();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let n = match body.read(&mut buffer) {
            Ok(n) => n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(broken_off(error.into(), part, total)),
        };
        if n == 0 {
            break;
        }
        let steps_before = steps(part.len());
        part.append(&buffer[..n])?;
        if part.len() > total.unwrap_or(LONGEST) {
            let error = anyhow!("the server sends more than {} bytes", total.unwrap_or(LONGEST));
            part.restart()?;
            return Err(Failure::Permanent(error));
        }
        let rate = (part.len() - before) as f64 / started.elapsed().as_secs_f64().max(1e-3);
        progress.advance(steps(part.len()) - steps_before, &format!("{:.1} MB/s", rate / 1e6));
    }
    if total.is_some_and(|total| part.len() < total) {
        return Err(broken_off(anyhow!("the connection ended"), part, total));
    }
    progress.finish();
    Ok(())
}

fn broken_off(error: Error, part: &Part, total: Option<u64>) -> Failure {
    let of = total.map_or(String::new(), |total| format!(" of {:.1}", mib(total)));
    transient(error.context(format!("broken off after {:.1}{of} MiB", mib(part.len()))))
}

/// Sorts the errors of a request that got no answer.
fn refused(error: ureq::Error) -> Failure {
    use io::ErrorKind::{ConnectionRefused, HostUnreachable, InvalidData, InvalidInput, NetworkUnreachable};
    match &error {
        ureq::Error::HostNotFound | ureq::Error::ConnectionFailed => Failure::Unreachable(error.into()),
        // How the standard library says that a name has no address; it has no kind of its own for it.
        ureq::Error::Io(io) if io.to_string().starts_with("failed to lookup address") => {
            Failure::Unreachable(error.into())
        }
        ureq::Error::Io(io) => match io.kind() {
            ConnectionRefused | HostUnreachable | NetworkUnreachable => Failure::Unreachable(error.into()),
            // Certificates that do not verify come as these.
            InvalidData | InvalidInput => Failure::Permanent(Error::from(error).context(
                "no trust in the server; where a proxy opens TLS, SSL_CERT_FILE must name its authority's certificates",
            )),
            _ => transient(error.into()),
        },
        ureq::Error::Timeout(_) | ureq::Error::Protocol(_) => transient(error.into()),
        _ => Failure::Permanent(error.into()),
    }
}

fn text(response: &Response<Body>, name: HeaderName) -> Option<&str> {
    response.headers().get(name)?.to_str().ok()
}

/// A weak ETag may stay when bytes change, so it is none for ranges (RFC 9110, section 13.1.5).
fn validator(response: &Response<Body>) -> Option<String> {
    text(response, ETAG)
        .filter(|tag| !tag.starts_with("W/"))
        .or_else(|| text(response, LAST_MODIFIED))
        .map(str::to_owned)
}

/// `Content-Range: bytes 100-199/200`, `bytes 100-199/*` or `bytes */200` (RFC 9110, section 14.4).
#[derive(Debug, PartialEq, Eq)]
struct ContentRange {
    start: Option<u64>,
    total: Option<u64>,
}

impl ContentRange {
    fn parse(text: &str) -> Option<Self> {
        let (range, total) = text.strip_prefix("bytes ")?.split_once('/')?;
        let total = if total == "*" { None } else { Some(total.parse().ok()?) };
        let start = match range.split_once('-') {
            Some((start, _)) => Some(start.parse().ok()?),
            None if range == "*" => None,
            None => return None,
        };
        Some(Self { start, total })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_an_address_is_no_network() {
        let error = |kind, text: &str| refused(io::Error::new(kind, text).into());
        let lookup = "failed to lookup address information: Name or service not known";
        assert!(matches!(error(io::ErrorKind::Other, lookup), Failure::Unreachable(_)));
        assert!(matches!(error(io::ErrorKind::ConnectionRefused, "x"), Failure::Unreachable(_)));
        assert!(matches!(error(io::ErrorKind::ConnectionReset, "x"), Failure::Transient { .. }));
        assert!(matches!(
            error(io::ErrorKind::InvalidData, "invalid peer certificate"),
            Failure::Permanent(_)
        ));
    }

    #[test]
    fn ranges_are_read() {
        let range = |start, total| Some(ContentRange { start, total });
        assert_eq!(ContentRange::parse("bytes 100-199/200"), range(Some(100), Some(200)));
        assert_eq!(ContentRange::parse("bytes 100-199/*"), range(Some(100), None));
        assert_eq!(ContentRange::parse("bytes */200"), range(None, Some(200)));
        for wrong in ["", "bytes", "items 1-2/3", "bytes 1/3", "bytes a-2/3", "bytes 1-2/b", "bytes -1-2/3"] {
            assert_eq!(ContentRange::parse(wrong), None, "{wrong}");
        }
    }
}
