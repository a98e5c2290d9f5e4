//! Downloading weights, from a server on the loopback that misbehaves in every way a network does.

#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

mod http_server;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use http_server::{Answer, Server};
use sha2::{Digest as _, Sha256};
use trainer::pretrained::TORCHVISION_VGG16;
use trainer::pretrained::fetch::{Expected, FetchOptions, Fetched, ProxyChoice, fetch};

const TAG: &str = "\"first\"";

/// Some megabytes of no pattern, so that no two parts are alike.
fn content() -> Vec<u8> {
    let mut state = 1_u32;
    (0..3_000_000)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .collect()
}

fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

struct Download {
    folder: tempfile::TempDir,
    server: Server,
    options: FetchOptions,
}

impl Download {
    fn new(script: Vec<Answer>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(content(), TAG, script);
        let options = FetchOptions {
            url: server.url("weights.bin"),
            expected: Expected::Whole(sha256(&content())),
            out: folder.path().join("deep/weights.bin"),
            proxy: ProxyChoice::Direct,
            timeout: Duration::from_secs(10),
            attempts: 3,
            pause: Duration::ZERO,
        };
        Self { folder, server, options }
    }

    fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join("deep").join(name)
    }

    fn error(&self) -> String {
        format!("{:#}", fetch(&self.options).unwrap_err())
    }

    /// Fetches, and checks that there is the file and nothing beside it.
    fn succeeds(&self) -> Fetched {
        let fetched = fetch(&self.options).unwrap();
        assert!(std::fs::read(&self.options.out).unwrap() == content(), "the file's bytes");
        assert_eq!(fetched.bytes, content().len() as u64);
        assert_eq!(fetched.sha256, sha256(&content()));
        assert_eq!(std::fs::read_dir(self.beside("")).unwrap().count(), 1);
        fetched
    }

    /// The ranges asked for, request by request.
    fn ranges(&self) -> Vec<Option<String>> {
        self.server.requests().iter().map(|r| r.header("range").map(str::to_owned)).collect()
    }
}

#[test]
fn a_file_arrives_and_is_not_fetched_twice() {
    let download = Download::new(vec![Answer::File]);
    assert!(!download.succeeds().was_there);
    assert!(download.succeeds().was_there);
    assert_eq!(download.server.requests().len(), 1);
    assert_eq!(download.server.requests()[0].header("accept-encoding"), Some("identity"));
}

#[test]
fn another_file_at_the_place_stays_as_it_is() {
    let download = Download::new(vec![Answer::File]);
    std::fs::create_dir_all(download.beside("")).unwrap();
    std::fs::write(&download.options.out, "mine").unwrap();
    let error = download.error();
    assert!(error.contains("nothing is overwritten") && error.contains(&sha256(b"mine")), "{error}");
    assert_eq!(std::fs::read(&download.options.out).unwrap(), b"mine");
    assert_eq!(download.server.requests().len(), 0);
}

#[test]
fn a_connection_that_breaks_is_taken_up_where_it_broke() {
    let download =
        Download::new(vec![Answer::BreakAfter(1_000_000), Answer::BreakAfter(500_000), Answer::File]);
    download.succeeds();
    assert_eq!(download.ranges(), [None, Some("bytes=1000000-".into()), Some("bytes=1500000-".into())]);
    assert!(download.server.requests()[1..].iter().all(|r| r.header("if-range") == Some(TAG)));
}

#[test]
fn a_later_call_goes_on_with_the_part() {
    let mut download =
        Download::new(vec![Answer::BreakAfter(1_000_000), Answer::BreakAfter(0), Answer::File]);
    download.options.attempts = 2;
    let error = download.error();
    assert!(error.contains("broken off after 1.0 of 2.9 MiB"), "{error}");
    assert!(
        error.contains("weights.bin.part holds 1.0 MiB") && error.contains("goes on from there"),
        "{error}"
    );
    assert!(!download.options.out.exists());
    download.succeeds();
    assert_eq!(download.ranges()[2], Some("bytes=1000000-".into()));
}

#[test]
fn a_server_without_ranges_begins_again() {
    let download = Download::new(vec![Answer::BreakAfter(1_000_000), Answer::WithoutRanges]);
    download.succeeds();
    assert_eq!(download.ranges().len(), 2);
}

#[test]
fn a_file_that_has_changed_begins_again() {
    let download = Download::new(vec![Answer::File]);
    std::fs::create_dir_all(download.beside("")).unwrap();
    std::fs::write(download.beside("weights.bin.part"), [7; 1000]).unwrap();
    let note = format!(r#"{{"url":"{}","validator":"\"older\"","total":3000000}}"#, download.options.url);
    std::fs::write(download.beside("weights.bin.part.json"), note).unwrap();
    download.succeeds();
    let request = &download.server.requests()[0];
    assert_eq!(
        (request.header("range"), request.header("if-range")),
        (Some("bytes=1000-"), Some("\"older\""))
    );
}

#[test]
fn a_part_with_wrong_bytes_is_downloaded_anew() {
    let download = Download::new(vec![Answer::File]);
    std::fs::create_dir_all(download.beside("")).unwrap();
    std::fs::write(download.beside("weights.bin.part"), [7; 1000]).unwrap();
    // The right validator, the wrong bytes: only the hash tells.
    let note = format!(r#"{{"url":"{}","validator":"\"first\"","total":3000000}}"#, download.options.url);
    std::fs::write(download.beside("weights.bin.part.json"), note).unwrap();
    download.succeeds();
    assert_eq!(download.ranges(), [Some("bytes=1000-".into()), None]);
}

#[test]
fn a_part_that_is_whole_needs_no_more_bytes() {
    let download = Download::new(vec![Answer::File]);
    std::fs::create_dir_all(download.beside("")).unwrap();
    std::fs::write(download.beside("weights.bin.part"), content()).unwrap();
    let note = format!(r#"{{"url":"{}","validator":"\"first\"","total":3000000}}"#, download.options.url);
    std::fs::write(download.beside("weights.bin.part.json"), note).unwrap();
    download.succeeds();
    assert_eq!(download.ranges(), [Some("bytes=3000000-".into())]);
}

#[test]
fn a_part_that_was_not_asked_for_is_not_put_in_place() {
    let download = Download::new(vec![Answer::BreakAfter(1_000_000), Answer::WrongPart, Answer::File]);
    download.succeeds();
    assert_eq!(download.ranges(), [None, Some("bytes=1000000-".into()), None]);
}

#[test]
fn a_server_that_stalls_is_left() {
    let mut download = Download::new(vec![Answer::StallAfter(1_000_000), Answer::Silence, Answer::File]);
    download.options.timeout = Duration::from_secs(1);
    let started = Instant::now();
    download.succeeds();
    assert!(started.elapsed() >= Duration::from_secs(2), "it waited for both");
    assert_eq!(download.ranges()[1..], [Some("bytes=1000000-".into()), Some("bytes=1000000-".into())]);

    let mut download = Download::new(vec![Answer::Silence]);
    (download.options.timeout, download.options.attempts) = (Duration::from_millis(100), 2);
    let error = download.error();
    assert!(error.contains("gave up after 2 attempts") && error.contains("timeout"), "{error}");
}

#[test]
fn a_server_that_is_busy_is_asked_again() {
    let download =
        Download::new(vec![Answer::Status(503, "Retry-After: 0"), Answer::Status(429, ""), Answer::File]);
    download.succeeds();
    assert_eq!(download.server.requests().len(), 3);

    let download = Download::new(vec![Answer::Status(503, "")]);
    let error = download.error();
    assert!(error.contains("503") && error.contains("gave up after 3 attempts"), "{error}");
}

#[test]
fn what_will_not_change_is_not_tried_again() {
    for status in [404, 403, 401, 407, 410] {
        let download = Download::new(vec![Answer::Status(status, "")]);
        let error = download.error();
        assert!(error.contains(&status.to_string()), "{error}");
        assert_eq!(download.server.requests().len(), 1);
        assert!(!download.options.out.exists());
    }
}

#[test]
fn a_redirect_is_followed() {
    let download = Download::new(vec![Answer::Status(302, "Location: /elsewhere/file"), Answer::File]);
    download.succeeds();
    assert!(download.server.requests()[1].line.contains("/elsewhere/file"));
    let download = Download::new(vec![Answer::Status(302, "Location: /again")]);
    assert!(download.error().contains("redirect"), "{}", download.error());
}

#[test]
fn a_file_of_unknown_length_is_verified_like_any() {
    Download::new(vec![Answer::WithoutLength]).succeeds();
}

#[test]
fn a_wrong_file_never_gets_the_name() {
    let mut download = Download::new(vec![Answer::File]);
    download.options.expected = Expected::Whole("ab".repeat(32));
    let error = download.error();
    assert!(error.contains(&sha256(&content())) && error.contains(&"ab".repeat(32)), "{error}");
    assert!(error.contains("deleted"), "{error}");
    assert_eq!(std::fs::read_dir(download.beside("")).unwrap().count(), 0);

    // The digits of a name are enough to tell.
    let mut download = Download::new(vec![Answer::File]);
    download.options.expected = Expected::Prefix(sha256(&content())[..8].into());
    download.succeeds();
}

#[test]
fn the_published_file_has_its_length() {
    let mut download = Download::new(vec![Answer::File]);
    download.options.expected = Expected::Whole(TORCHVISION_VGG16.sha256.into());
    let error = download.error();
    assert!(error.contains("3000000 bytes") && error.contains("553433881"), "{error}");
    assert_eq!(std::fs::read_dir(download.beside("")).unwrap().count(), 0, "no byte was taken");
}

#[test]
fn a_proxy_is_asked_and_the_server_is_not() {
    let mut download = Download::new(vec![Answer::File]);
    // Nobody has this name: only a proxy can answer for it.
    download.options.url = "http://weights.invalid/weights.bin".into();
    download.options.proxy =
        ProxyChoice::Url(download.server.origin().replace("http://", "http://me:secret@"));
    download.succeeds();
    let requests = download.server.requests();
    assert!(requests[0].line.contains("weights.invalid"), "{requests:?}");
    // me:secret
    assert_eq!(requests[0].header("proxy-authorization"), Some("Basic bWU6c2VjcmV0"), "{requests:?}");
}

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trainer"));
    for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "SSL_CERT_FILE"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    command.args(["weights", "fetch"]);
    command
}

fn run(command: &mut Command) -> (Option<i32>, String) {
    let output = command.output().unwrap();
    assert!(output.stdout.is_empty(), "messages go to standard error");
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_program_that_was_killed_goes_on() {
    let download = Download::new(vec![Answer::StallAfter(1_000_000), Answer::File]);
    let arguments = |command: &mut Command, out: &Path| {
        command.args(["--url", &download.options.url, "--sha256", &sha256(&content()), "--out"]).arg(out);
    };
    let mut command = program();
    arguments(&mut command, &download.options.out);
    let mut child = command.stderr(Stdio::null()).spawn().unwrap();
    download.server.wait_for_stall();
    // What the server has sent must come to the disk before the process dies, or nothing is tested.
    let part = download.beside("weights.bin.part");
    let until = Instant::now() + Duration::from_secs(20);
    while std::fs::metadata(&part).map_or(0, |m| m.len()) < 1_000_000 {
        assert!(Instant::now() < until, "the part does not grow");
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!download.options.out.exists());

    let mut command = program();
    arguments(&mut command, &download.options.out);
    let (code, message) = run(&mut command);
    assert_eq!(code, Some(0), "{message}");
    assert!(message.contains("verified") && message.contains("trainer weights import"), "{message}");
    assert!(std::fs::read(&download.options.out).unwrap() == content());
    assert_eq!(download.ranges(), [None, Some("bytes=1000000-".into())]);
}

#[test]
fn without_a_network_the_program_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("vgg16-397923af.pth");
    // Port 9 of the loopback, which discards and is closed almost everywhere; no test needs it to be open.
    let (code, message) =
        run(program().args(["--proxy", "http://127.0.0.1:9", "--timeout", "5", "--out"]).arg(&out));
    assert_eq!(code, Some(1), "{message}");
    for part in [
        TORCHVISION_VGG16.url,
        "528 MiB, 553433881 bytes",
        &format!("put it at {}", out.display()),
        &format!("trainer weights import {} --out", out.display()),
    ] {
        assert!(message.contains(part), "{part} in {message}");
    }
    assert!(!out.exists());
}

#[test]
fn wrong_usage_is_said_so() {
    for arguments in [["--sha256", "abc"], ["--timeout", "0"], ["--timeout", "soon"]] {
        assert_eq!(run(program().args(arguments)).0, Some(2), "{arguments:?}");
    }
    for (arguments, names) in [
        (["--url", "http://127.0.0.1/model.bin"], "--sha256"),
        (["--proxy", "socks5://user:secret@127.0.0.1:1"], "Socks5"),
    ] {
        let (code, message) = run(program().args(arguments));
        assert_eq!(code, Some(1), "{message}");
        assert!(message.contains(names) && !message.contains("secret"), "{message}");
    }
    let (code, message) = run(program().env("HTTPS_PROXY", "socks5://user:secret@127.0.0.1:1"));
    assert_eq!(code, Some(1), "{message}");
    assert!(message.contains("HTTPS_PROXY") && !message.contains("secret"), "{message}");
}
