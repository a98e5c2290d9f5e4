//! `cargo xtask serve`: the site as it is published, on this machine.

use anyhow::Result;

use crate::cli::ServeOptions;
use crate::process;
use crate::site;
use crate::tools::Tools;

/// Sets up, builds, and serves until it is stopped. Trunk watches the sources and builds again when one changes.
pub(crate) fn run(options: &ServeOptions) -> Result<()> {
    let mut tools = Tools::new()?;
    tools.prepare_site()?;
    site::fetch_sources()?;
    println!(
        "The first build takes some ten minutes; then the page is on http://127.0.0.1:{}/",
        options.port
    );
    let mut trunk = site::trunk(&tools, "serve");
    trunk.args(["--address", "127.0.0.1", "--port"]).arg(options.port.to_string());
    if options.open {
        trunk.arg("--open");
    }
    process::run(&mut trunk)
}
