//! The browsers that the end-to-end tests drive: Chromium with ChromeDriver of the same version, and Firefox.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process;

/// Names of Firefox's program, in the order tried.
const FIREFOX: [&str; 2] = ["firefox-esr", "firefox"];

/// Names of the browser's program, in the order tried.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// A browser with the driver that fits it.
#[derive(Debug)]
pub(crate) struct Browser {
    /// The browser's program.
    pub(crate) chrome: PathBuf,
    /// ChromeDriver.
    pub(crate) driver: PathBuf,
}

/// Finds a browser and its driver, or installs them where that can be done without asking.
///
/// `CHROME` and `CHROMEDRIVER` name the programs to use; otherwise they are looked for on the PATH.
pub(crate) fn prepare() -> Result<Browser> {
    if find().is_none() {
        install()?;
    }
    let browser = find().context("chromium was installed and is still not on the PATH")?;
    let (chrome, driver) = (process::version(&browser.chrome), process::version(&browser.driver));
    let (Some(chrome), Some(driver)) = (chrome, driver) else {
        bail!("{} or {} does not run", browser.chrome.display(), browser.driver.display());
    };
    // A driver speaks to browsers of its own major version only.
    if chrome[0] != driver[0] {
        bail!(
            "the browser is of version {} and its driver of version {}; set CHROME and CHROMEDRIVER to two that fit",
            chrome[0],
            driver[0]
        );
    }
    Ok(browser)
}

fn find() -> Option<Browser> {
    let chosen = |variable: &str| env::var_os(variable).filter(|path| !path.is_empty()).map(PathBuf::from);
    Some(Browser {
        chrome: chosen("CHROME").or_else(|| BROWSERS.into_iter().find_map(process::find))?,
        driver: chosen("CHROMEDRIVER").or_else(|| process::find("chromedriver"))?,
    })
}

/// Whether this is a Debian machine and we are its administrator.
pub(crate) fn may_install() -> bool {
    let root = process::find("id").is_some()
        && process::output(Command::new("id").arg("-u")).is_ok_and(|user| user.trim() == "0");
    process::find("apt-get").is_some() && root
}

/// Installs both from the distribution's packages, where that may be done.
fn install() -> Result<()> {
    if !may_install() {
        bail!(
            "the browser tests need Chromium and ChromeDriver of one version. On Debian: \
             `sudo apt-get install chromium chromium-driver`; elsewhere install them from your system's packages or \
             from https://googlechromelabs.github.io/chrome-for-testing/ and set CHROME and CHROMEDRIVER"
        );
    }
    apt_install(&["chromium", "chromium-driver"])
}

/// Installs Firefox, in which one test tries the site, where that may be done. Without it that test says so and passes.
pub(crate) fn prepare_firefox() {
    let there =
        env::var_os("FIREFOX").is_some() || FIREFOX.into_iter().any(|name| process::find(name).is_some());
    if there || !may_install() {
        return;
    }
    if let Err(error) = apt_install(&["firefox-esr"]) {
        println!("Firefox could not be installed, and is not tested: {error}");
    }
}

fn apt_install(packages: &[&str]) -> Result<()> {
    println!("installing {} from the system's packages", packages.join(" and "));
    process::run(Command::new("apt-get").args(["update", "--quiet"]))?;
    let mut install = Command::new("apt-get");
    install.env("DEBIAN_FRONTEND", "noninteractive");
    install.args(["install", "--yes", "--quiet", "--no-install-recommends"]).args(packages);
    process::run(&mut install)
}
