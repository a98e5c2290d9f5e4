//! `cargo xtask test`: what must hold before a change is kept. CI runs exactly this, and people can.
//!
//! Cheap steps first. The order has another reason: every native step selects the same packages with the same
//! features, so that Burn, ten minutes of compiling on two cores, is compiled once for linting, once for running, and
//! once for the browser. A step that selected `-p shared` alone would compile it again with fewer features.

use anyhow::{Result, bail};

use crate::browser;
use crate::exports;
use crate::process;
use crate::report::Report;
use crate::site;
use crate::tools::{Tools, WASM};
use crate::vulkan;

/// The names of all steps.
const STEPS: [&str; 9] =
    ["format", "licences", "lints", "docs", "build", "tests", "site", "sizes", "browser"];

/// Every package, as far as it is for this machine: `web` keeps Burn and the DOM to the wasm target, so that little
/// of it is compiled here.
const NATIVE: &str = "--workspace";

/// Runs the steps named, or all of them; `true` if everything passed.
pub(crate) fn run(names: &[String]) -> Result<bool> {
    if let Some(unknown) = names.iter().find(|name| !STEPS.contains(&name.as_str())) {
        bail!("no step `{unknown}`; the steps are {}", STEPS.join(", "));
    }
    let mut report = Report::new(names);
    let mut tools = Tools::new()?;

    report.step("format", &[], || process::run(process::cargo().args(["fmt", "--all", "--check"])));
    report.step("licences", &[], || {
        tools.prepare_licence_check()?;
        // Advisories need the network and change under our feet; the published workflow looks at them.
        process::run(tools.command("cargo").args(["deny", "check", "bans", "licenses", "sources"]))
    });
    report.step("lints", &[], || {
        process::run(process::cargo().args(["clippy", NATIVE, "--all-targets", "--", "-D", "warnings"]))?;
        tools.prepare_site()?;
        process::run(process::cargo().args([
            "clippy",
            "-p",
            "web",
            "--features",
            "engine",
            "--target",
            WASM,
            "--",
            "-D",
            "warnings",
        ]))
    });
    report.step("docs", &[], || {
        let mut doc = process::cargo();
        // `--examples`, of which there are none, has cargo choose features as it does for tests; without it every
        // dependency would be checked once more.
        doc.args(["doc", NATIVE, "--no-deps", "--lib", "--bins", "--examples"]);
        process::run(doc.env("RUSTDOCFLAGS", "-D warnings"))
    });
    report.step("build", &[], || process::run(process::cargo().args(["build", NATIVE, "--all-targets"])));
    report.step("tests", &["build"], || {
        vulkan::prepare();
        // The browser's tests need the site, which is built below.
        let mut test = process::cargo();
        // To the end, whatever fails: a second failure is better known in the first run.
        test.args(["test", NATIVE, "--no-fail-fast", "--", "--skip", "browser::"]);
        exports::prepare(&mut test, &tools);
        process::run(&mut test)
    });
    report.step("site", &[], || {
        tools.prepare_site()?;
        site::build(&tools)
    });
    report.step("sizes", &["site"], site::check_sizes);
    report.step("browser", &["build", "site"], || {
        let browser = browser::prepare()?;
        browser::prepare_firefox();
        let mut test = process::cargo();
        test.args(["test", NATIVE, "--test", "end_to_end", "--", "browser::"]);
        test.env("CHROME", &browser.chrome).env("CHROMEDRIVER", &browser.driver);
        test.env("LOBAR_AXE", tools.axe()?);
        process::run(&mut test)
    });
    Ok(report.finish())
}
