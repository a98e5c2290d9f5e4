//! What the end-to-end tests are made of: a static server that can misbehave, a browser under remote control, the
//! page seen through its contract, and the trainer's command line.
//!
//! Nothing here knows the insides of `shared`, `trainer` or `web`. The tests see what a user sees: the built site in
//! `dist/`, the worklist's attributes, the trainer's output and exit codes.
//!
//! - [`site::Site`] serves a folder without any header that a plain static host would not send, keeps a log of the
//!   requests, and can damage a file on its way; [`site::Stranger`] is another origin that counts whoever comes.
//! - [`browser::Browser`] is Chromium under ChromeDriver with a fresh profile; [`page::Page`] is the page in it.
//! - [`devtools::DevTools`] looks inside: every request of the page *and its workers*, and scripts run in a worker.
//! - [`firefox::Firefox`] is the other browser, where there is one.
//! - [`full_package`] gives a site a package that has every figure, as the bundled one must not.
//! - [`published`] is a copy of the site that can be changed and published anew; [`package`] makes model packages.
//! - [`films`] finds films to drop; [`zip`] and [`picture`] make others; [`trainer`] runs the command line.
//! - [`bench_web`] is no test: it measures the tab beside its peers.
//! - [`orthanc::Orthanc`] is a PACS of the test's own; [`readers`] are the programs that read exports.
//!
//! A missing browser or site fails a test with a sentence that says what to do. Only the course's films, which are
//! not ours to publish, Firefox and the readers of exports may be absent: tests on them then say so and pass.

pub mod bench_web;
pub mod browser;
pub mod devtools;
pub mod films;
pub mod firefox;
pub mod full_package;
pub mod http;
pub mod orthanc;
pub mod package;
pub mod page;
pub mod picture;
pub mod place;
pub mod published;
pub mod readers;
pub mod site;
pub mod trainer;
pub mod webdriver;
pub mod zip;
