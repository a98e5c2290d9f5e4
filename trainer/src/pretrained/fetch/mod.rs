//! The download of ImageNet's weights: resumed where it broke off, never believed before its SHA-256 is right.
//!
//! While it runs, the bytes lie in `FILE.part`, and what is known of them in `FILE.part.json`; `FILE` appears by a rename,
//! after the hash. So an interruption at any moment, Ctrl-C or a power cut, leaves a part that the next call goes on with.

mod agent;
mod expected;
mod part;
mod transfer;

use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context as _, Error, Result, bail, ensure};

pub use agent::ProxyChoice;
pub use expected::Expected;

use super::{TORCHVISION_VGG16, hash};
use part::Part;
use transfer::Failure;

/// Longest pause that a server may ask for.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// What to download, and how.
#[derive(Debug, Clone)]
pub struct FetchOptions {
    /// Address, `http` or `https`. From `https` no redirect leads to `http`.
    pub url: String,
    /// What the file's SHA-256 must be.
    pub expected: Expected,
    /// Where the file goes; its folder is made if need be.
    pub out: PathBuf,
    /// The way out of the network.
    pub proxy: ProxyChoice,
    /// Longest wait for a connection, for an answer, and for the next bytes of a body.
    pub timeout: Duration,
    /// Failures in a row, without a byte between them, after which it gives up.
    pub attempts: u32,
    /// Pause after the first failure; doubled after each further one.
    pub pause: Duration,
}

/// What a download came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Length of the file, bytes.
    pub bytes: u64,
    /// Its SHA-256, hexadecimal.
    pub sha256: String,
    /// Whether the file was there before, whole and right, so that nothing was downloaded.
    pub was_there: bool,
}

/// Downloads a file and verifies it.
///
/// # Errors
///
/// A file of another hash at `out`, which stays as it is; no way to the server; a server that keeps failing or stalling;
/// too little room; a file that is not the expected one, which is then deleted. All but the last leave what was received
/// for the next call.
pub fn fetch(options: &FetchOptions) -> Result<Fetched> {
    let FetchOptions { out, expected, .. } = options;
    if out.exists() {
        let sha256 = hash::of_file(out)?;
        ensure!(
            expected.matches(&sha256),
            "{} exists already and is another file: its SHA-256 is {sha256}, expected is {expected}; nothing is \
             overwritten",
            out.display()
        );
        return Ok(Fetched { bytes: fs::metadata(out)?.len(), sha256, was_there: true });
    }
    if let Some(folder) = out.parent().filter(|p| !p.as_os_str().is_empty()) {
        fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    }
    let agent = agent::agent(&options.proxy, &options.url, options.timeout)?;
    let mut part = Part::open(out, &options.url)?;
    let sha256 = loop {
        let resumed = part.len() > 0;
        if let Err(error) = download(&agent, options, &mut part) {
            if part.len() == 0 {
                part.discard()?;
            }
            return Err(error);
        }
        let sha256 = hash::of_file(part.path())?;
        if expected.matches(&sha256) {
            break sha256;
        }
        let bytes = part.len();
        part.restart()?;
        if resumed {
            // The older bytes may be at fault: once more, from the first on.
            eprintln!("the parts together do not have the right SHA-256; downloading all of it again");
            continue;
        }
        part.discard()?;
        bail!(
            "{} gave another file: {bytes} bytes with SHA-256 {sha256}, expected is {expected}; it has been deleted",
            options.url
        );
    };
    let bytes = part.len();
    part.finish(out)?;
    Ok(Fetched { bytes, sha256, was_there: false })
}

/// Tries until all bytes are there.
fn download(agent: &ureq::Agent, options: &FetchOptions, part: &mut Part) -> Result<()> {
    let at_start = part.len();
    let (mut failures, mut pause) = (0, options.pause);
    loop {
        let before = part.len();
        let (error, asked) = match transfer::attempt(agent, options, part) {
            Ok(()) => return Ok(()),
            Err(Failure::Permanent(error)) => return Err(explain(error, options, part)),
            // Nobody answers, and nobody has: that is no network, and no reason to wait for one.
            Err(Failure::Unreachable(error)) if part.len() == at_start => {
                return Err(explain(error, options, part));
            }
            Err(Failure::Unreachable(error)) => (error, None),
            Err(Failure::Transient { error, pause }) => (error, pause),
        };
        if part.len() > before {
            (failures, pause) = (0, options.pause);
        }
        failures += 1;
        if failures >= options.attempts {
            return Err(explain(error.context(format!("gave up after {failures} attempts")), options, part));
        }
        let wait = asked.map_or(pause, |asked| asked.min(LONGEST_PAUSE));
        eprintln!("{error:#}; trying again in {:.1} s", wait.as_secs_f64());
        sleep(wait);
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// An error that says what to do without a network.
fn explain(error: Error, options: &FetchOptions, part: &Part) -> Error {
    let out = options.out.display();
    let size = match expected::published(&options.expected) {
        Some(published) => format!(" ({:.0} MiB, {} bytes)", mib(published.bytes), published.bytes),
        None => String::new(),
    };
    let kept = match part.len() {
        0 => String::new(),
        n => format!(
            "\n{} holds {:.1} MiB; the same command goes on from there.",
            part.path().display(),
            mib(n)
        ),
    };
    error.context(format!(
        "downloading {url}{kept}\nWithout a network: download {url}{size} elsewhere, put it at {out}, and then run\n  {}\n\
         What happened",
        next_command(&options.out),
        url = options.url,
    ))
}

/// The command to run once the file is there.
pub fn next_command(out: &Path) -> String {
    format!(
        "trainer weights import {} --out {}",
        out.display(),
        out.with_file_name("vgg16.safetensors").display()
    )
}

/// Where a file goes if nothing is said: `runs/` and its name in the address.
///
/// # Errors
///
/// An address that ends without a name.
pub fn default_out(url: &str) -> Result<PathBuf> {
    let name = expected::file_name(url);
    ensure!(!name.is_empty(), "{url} ends without a file's name: say where it goes with --out");
    Ok(Path::new("runs").join(name))
}

/// The address that is used if none is given.
pub fn default_url() -> &'static str {
    TORCHVISION_VGG16.url
}

fn mib(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}
