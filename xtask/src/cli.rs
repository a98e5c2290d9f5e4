//! The command line of `cargo xtask`.

use lexopt::prelude::*;

/// What `cargo xtask --help` prints.
pub(crate) const HELP: &str = "\
cargo xtask <command>

  serve [--port N] [--open]   build the site as it is published and serve it on http://127.0.0.1:8080/
  test [STEP]...              everything that CI checks, or only the steps named:
                              format licences lints docs build tests site sizes browser
  setup                       fetch the tools that the others would fetch, and stop
  build-web                   build the site into dist/ and check its sizes
  modules                     build the modules beside the engine for the site (Trunk calls it)
  bench-web [OPTION]...       Lobar in the browser beside onnxruntime-web and TensorFlow.js, as a table
      --runs N                warm films a visit (10)
      --rounds N              visits of each (3)
      --peers LIST            only those whose ids begin so, separated by commas, such as lobar-wasm,onnxruntime
      --side N                pixels a side of the network's input (224)
      --gpu                   WebGPU even where the only adapter is software, a minute a film
      --write                 write the table into docs/performance.md
  seal                        write the list of the site's files into its service worker (Trunk calls it)

Each command sets the machine up by itself. Needed beforehand: Rust, a C compiler, node with npm.
Tools are kept in ~/.cache/lobar/tools (or under XDG_CACHE_HOME).";

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Task {
    /// Print [`HELP`].
    Help,
    /// Build and serve the site.
    Serve(ServeOptions),
    /// Run the checks; all of them if no step is named.
    Test(Vec<String>),
    /// Fetch the tools.
    Setup,
    /// Build the site.
    BuildWeb,
    /// Build the modules beside the engine.
    Modules,
    /// Measure the tab beside its peers.
    BenchWeb(BenchOptions),
    /// Write the list of files into the service worker.
    Seal,
}

/// How the site is served.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ServeOptions {
    /// Port on 127.0.0.1.
    pub(crate) port: u16,
    /// Open the page in the default browser.
    pub(crate) open: bool,
}

/// How the tab is measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BenchOptions {
    /// Warm films a visit.
    pub(crate) runs: u16,
    /// Visits of each.
    pub(crate) rounds: u16,
    /// Who takes part, separated by commas; everybody if there is nothing.
    pub(crate) peers: Option<String>,
    /// WebGPU on a software adapter, too.
    pub(crate) gpu: bool,
    /// Pixels a side of the network's input.
    pub(crate) side: u16,
    /// Write the table into the documentation.
    pub(crate) write: bool,
}

impl BenchOptions {
    /// The same as the benchmark takes it (`tests/src/bench_web/options.rs`).
    pub(crate) fn words(&self) -> Vec<String> {
        let Self { runs, rounds, peers, gpu, side, write } = self;
        let mut words = vec![
            format!("runs={runs}"),
            format!("rounds={rounds}"),
            format!("gpu={gpu}"),
            format!("side={side}"),
            format!("write={write}"),
        ];
        words.extend(peers.as_ref().map(|peers| format!("contestants={peers}")));
        words
    }
}

/// Reads the arguments.
pub(crate) fn parse(mut arguments: lexopt::Parser) -> Result<Task, lexopt::Error> {
    let command = match arguments.next()? {
        None | Some(Short('h') | Long("help")) => return Ok(Task::Help),
        Some(Value(command)) => command.string()?,
        Some(other) => return Err(other.unexpected()),
    };
    let mut serve = ServeOptions { port: 8080, open: false };
    let mut bench = BenchOptions { runs: 10, rounds: 3, peers: None, gpu: false, side: 224, write: false };
    let mut steps = Vec::new();
    while let Some(argument) = arguments.next()? {
        match (command.as_str(), argument) {
            (_, Short('h') | Long("help")) => return Ok(Task::Help),
            ("serve", Long("port")) => serve.port = arguments.value()?.parse()?,
            ("serve", Long("open")) => serve.open = true,
            ("bench-web", Long("runs")) => bench.runs = positive(&mut arguments)?,
            ("bench-web", Long("rounds")) => bench.rounds = positive(&mut arguments)?,
            ("bench-web", Long("peers")) => bench.peers = Some(arguments.value()?.string()?),
            ("bench-web", Long("gpu")) => bench.gpu = true,
            ("bench-web", Long("side")) => bench.side = positive(&mut arguments)?,
            ("bench-web", Long("write")) => bench.write = true,
            ("test", Value(step)) => steps.push(step.string()?),
            (_, other) => return Err(other.unexpected()),
        }
    }
    match command.as_str() {
        "serve" => Ok(Task::Serve(serve)),
        "test" => Ok(Task::Test(steps)),
        "setup" => Ok(Task::Setup),
        "build-web" => Ok(Task::BuildWeb),
        "modules" => Ok(Task::Modules),
        "bench-web" => Ok(Task::BenchWeb(bench)),
        "seal" => Ok(Task::Seal),
        _ => Err(format!("no command `{command}`").into()),
    }
}

/// The option's value, 1 at least.
fn positive(arguments: &mut lexopt::Parser) -> Result<u16, lexopt::Error> {
    let number: std::num::NonZeroU16 = arguments.value()?.parse()?;
    Ok(number.get())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Result<Task, lexopt::Error> {
        parse(lexopt::Parser::from_args(arguments))
    }

    #[test]
    fn reads_every_command() {
        assert_eq!(parsed(&[]).unwrap(), Task::Help);
        assert_eq!(parsed(&["serve"]).unwrap(), Task::Serve(ServeOptions { port: 8080, open: false }));
        let options = ServeOptions { port: 9000, open: true };
        assert_eq!(parsed(&["serve", "--port", "9000", "--open"]).unwrap(), Task::Serve(options));
        assert_eq!(parsed(&["test", "lints"]).unwrap(), Task::Test(vec!["lints".to_owned()]));
        assert_eq!(parsed(&["build-web"]).unwrap(), Task::BuildWeb);
        assert_eq!(parsed(&["seal"]).unwrap(), Task::Seal);
        let bench =
            parsed(&["bench-web", "--runs", "4", "--peers", "lobar-wasm,onnxruntime", "--write"]).unwrap();
        let Task::BenchWeb(options) = bench else { panic!("{bench:?}") };
        let words = [
            "runs=4",
            "rounds=3",
            "gpu=false",
            "side=224",
            "write=true",
            "contestants=lobar-wasm,onnxruntime",
        ];
        assert_eq!(options.words(), words);
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        for arguments in [
            &["deploy"][..],
            &["serve", "--port", "70000"],
            &["setup", "--open"],
            &["bench-web", "--runs", "0"],
            &["bench-web", "--side", "large"],
            &["--loud"],
        ] {
            assert!(parsed(arguments).is_err(), "{arguments:?}");
        }
    }
}
