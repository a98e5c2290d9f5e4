//! Chromium under remote control, with a fresh profile and nothing of its own to say to the network.

use std::env;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};
use serde_json::json;
use tempfile::TempDir;

use crate::devtools::DevTools;
use crate::page::Page;
use crate::site::Site;
use crate::webdriver::{Driver, Session};

/// One browser at a time: the tests measure whether a page stays responsive, and a classifier takes every core.
static TURN: Mutex<()> = Mutex::new(());

/// Waits until no other test has a browser.
pub(crate) fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the browser is given for WebGPU.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gpu {
    /// The software adapter that comes with Chromium: slow, and the same on every machine.
    Software,
    /// The machine's own, if it has one.
    Adapter,
    /// None.
    Off,
}

/// A browser, closed with this value.
#[derive(Debug)]
pub struct Browser {
    // In the order in which they must go.
    devtools: DevTools,
    session: Session,
    _profile: TempDir,
    _turn: MutexGuard<'static, ()>,
}

impl Browser {
    /// Starts a browser, as soon as no other test has one.
    ///
    /// # Errors
    ///
    /// If Chromium or ChromeDriver is missing or does not start.
    pub fn start(gpu: Gpu) -> Result<Self> {
        let turn = turn();
        let chrome = program("CHROME", &["chromium", "chromium-browser", "google-chrome", "chrome"])?;
        let driver = Driver::start(&program("CHROMEDRIVER", &["chromedriver"])?)?;
        let profile = TempDir::with_prefix("lobar-browser-")?;
        let mut arguments = vec![
            "--headless".to_owned(),
            "--window-size=1280,1600".to_owned(),
            format!("--user-data-dir={}", profile.path().display()),
            // Containers give no namespaces to Chromium's sandbox, and refuse it to root; the pages are our own.
            "--no-sandbox".to_owned(),
            "--disable-gpu-sandbox".to_owned(),
            // Containers often have 64 MB there, and a film's picture does not fit.
            "--disable-dev-shm-usage".to_owned(),
            // The browser's own errands, which would be taken for the page's.
            "--no-first-run".to_owned(),
            "--no-default-browser-check".to_owned(),
            "--no-proxy-server".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--disable-quic".to_owned(),
        ];
        let more = match gpu {
            Gpu::Off => &["--disable-gpu"][..],
            // Behind a flag on Linux, still.
            Gpu::Adapter => &["--enable-unsafe-webgpu", "--enable-features=Vulkan", "--ignore-gpu-blocklist"],
            Gpu::Software => &[
                "--enable-unsafe-webgpu",
                "--use-webgpu-adapter=swiftshader",
                "--enable-features=Vulkan",
                // A film takes the software adapter longer than the watchdog thinks right for a frame.
                "--disable-gpu-watchdog",
            ],
        };
        arguments.extend(more.iter().map(|&argument| argument.to_owned()));
        let session = Session::start(driver, &json!({ "binary": chrome, "args": arguments }))?;
        // Away from the browser's own start page, which loads a hundred files of its own.
        session.navigate("about:blank")?;
        let address =
            session.capability("/goog:chromeOptions/debuggerAddress").context("no debugging port")?;
        // `localhost` may be two addresses, of which one listens.
        let devtools = DevTools::attach(&address.replace("localhost", "127.0.0.1"))?;
        Ok(Self { devtools, session, _profile: profile, _turn: turn })
    }

    /// Opens the site with a query, such as `?device=cpu`, or none.
    pub fn open(&self, site: &Site, query: &str) -> Result<Page<'_>> {
        self.session.navigate(&format!("{}/{query}", site.origin()))?;
        Ok(Page::new(self))
    }

    /// What the processes that show pages hold in memory, megabytes. Linux only: elsewhere it is 0.
    pub fn memory(&self) -> Result<u64> {
        Ok(self.sizes("renderer", "VmRSS:")?.iter().sum::<u64>() / 1_000)
    }

    /// The most that the largest process that shows a page has held so far, megabytes. Linux only.
    pub fn peak_memory(&self) -> Result<Option<u64>> {
        Ok(self.sizes("renderer", "VmHWM:")?.into_iter().max().map(|kilobytes| kilobytes / 1_000))
    }

    /// The most that the process in front of the GPU has held so far, megabytes. Linux only.
    pub fn peak_gpu_memory(&self) -> Result<Option<u64>> {
        Ok(self.sizes("GPU", "VmHWM:")?.into_iter().max().map(|kilobytes| kilobytes / 1_000))
    }

    /// A size that Linux tells of each process of a kind, kilobytes (proc(5), `/proc/pid/status`).
    fn sizes(&self, kind: &str, field: &str) -> Result<Vec<u64>> {
        let about = self.devtools.command_in_browser("SystemInfo.getProcessInfo", json!({}))?;
        let processes = about["processInfo"].as_array().context("no processes")?;
        let of_kind = processes.iter().filter(|process| process["type"] == kind);
        let size = |id: u64| -> Option<u64> {
            let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
            let line = status.lines().find_map(|line| line.strip_prefix(field))?;
            line.trim().trim_end_matches("kB").trim().parse().ok()
        };
        Ok(of_kind.filter_map(|process| size(process["id"].as_u64()?)).collect())
    }

    /// [`Browser::memory`] after everything that nobody holds was let go.
    pub fn settled_memory(&self) -> Result<u64> {
        for _ in 0..3 {
            self.devtools.in_page("HeapProfiler.collectGarbage", json!({}))?;
            std::thread::sleep(std::time::Duration::from_secs(1));
        }
        self.memory()
    }

    /// The window under WebDriver's control.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The look inside.
    pub fn devtools(&self) -> &DevTools {
        &self.devtools
    }
}

/// The program that a variable names, or else the first of these names on the PATH.
pub(crate) fn program(variable: &str, names: &[&str]) -> Result<PathBuf> {
    if let Some(chosen) = env::var_os(variable).filter(|path| !path.is_empty()) {
        return Ok(chosen.into());
    }
    let folders: Vec<_> = env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect();
    let found = names.iter().find_map(|name| {
        let name = format!("{name}{}", env::consts::EXE_SUFFIX);
        folders.iter().map(|folder| folder.join(&name)).find(|path| path.is_file())
    });
    found.with_context(|| {
        format!(
            "no {} on the PATH: install chromium and chromium-driver, or set {variable}",
            names.join(" or ")
        )
    })
}
