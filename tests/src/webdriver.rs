//! A small W3C WebDriver client for ChromeDriver: <https://www.w3.org/TR/webdriver2/>.
//!
//! Blocking, like the tests. One command is one request; ChromeDriver answers when it is done.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::{Value, json};

use crate::http;

/// The key under which WebDriver passes an element about (section 12.2).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// How long a command may take; scripts have a limit of their own, below this.
const PATIENCE: Duration = Duration::from_secs(120);
/// How often ChromeDriver may fail to start.
const ATTEMPTS: u32 = 5;

/// ChromeDriver, ended with this value.
#[derive(Debug)]
pub struct Driver {
    process: Child,
    address: String,
}

impl Driver {
    /// Starts ChromeDriver on a port that it chooses.
    ///
    /// It takes a free port on one family of addresses and gives up if the same port is taken on the other, which
    /// happens where many programs run: hence more than one attempt.
    pub fn start(program: &Path) -> Result<Self> {
        let mut attempts = 1;
        loop {
            match Self::attempt(program) {
                Err(error) if attempts == ATTEMPTS => return Err(error),
                Err(error) => eprintln!("{error}; once more"),
                Ok(driver) => return Ok(driver),
            }
            attempts += 1;
        }
    }

    fn attempt(program: &Path) -> Result<Self> {
        let mut command = Command::new(program);
        // Where a proxy is set for the outside world, the driver would ask it for the browser on this machine.
        command
            .args(["--port=0"])
            .env("NO_PROXY", "127.0.0.1,localhost")
            .env("no_proxy", "127.0.0.1,localhost");
        let mut process = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("{} could not be started", program.display()))?;
        let output = process.stdout.take().context("ChromeDriver has no output")?;
        let mut lines = BufReader::new(output).lines();
        let mut said = String::new();
        let port = loop {
            let Some(Ok(line)) = lines.next() else {
                process.kill().ok();
                let status = process.wait()?;
                bail!("{} ended ({status}) before it told its port. It said: {said}", program.display());
            };
            // "ChromeDriver was started successfully on port 41925."
            let number =
                line.split_once("on port ").and_then(|(_, rest)| rest.trim_end_matches('.').parse().ok());
            if let Some(port) = number.filter(|port: &u16| *port != 0) {
                break port;
            }
            said.push_str(&line);
            said.push(' ');
        };
        // Read on, or the driver would be stopped by a full pipe.
        thread::spawn(move || lines.for_each(drop));
        Ok(Self { process, address: format!("127.0.0.1:{port}") })
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// A browser window under a driver's control, closed with this value.
#[derive(Debug)]
pub struct Session {
    driver: Driver,
    path: String,
    capabilities: Value,
}

/// An element of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element(String);

impl Session {
    /// Starts a browser with the given `goog:chromeOptions`.
    pub fn start(driver: Driver, options: &Value) -> Result<Self> {
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": options,
            // A script that waits in the page; the tests wait outside of it, so this is for trouble only.
            "timeouts": { "script": 60_000, "pageLoad": 60_000 },
        } } });
        let mut answer =
            command(&driver.address, "POST", "/session", &wanted).context("no browser session")?;
        let id = answer["sessionId"].as_str().context("a session without an id")?;
        Ok(Self { path: format!("/session/{id}"), capabilities: answer["capabilities"].take(), driver })
    }

    /// A capability that the browser told at the start.
    pub fn capability(&self, pointer: &str) -> Option<&str> {
        self.capabilities.pointer(pointer).and_then(Value::as_str)
    }

    /// Opens an address and waits for it to load.
    pub fn navigate(&self, url: &str) -> Result<()> {
        self.post("/url", &json!({ "url": url })).map(drop)
    }

    /// Runs the body of a function in the page; `return` gives its value.
    pub fn run(&self, script: &str, arguments: &[Value]) -> Result<Value> {
        self.post("/execute/sync", &json!({ "script": script, "args": arguments }))
    }

    /// The first element that a CSS selector finds.
    pub fn find(&self, selector: &str) -> Result<Element> {
        let found = self.post("/element", &json!({ "using": "css selector", "value": selector }))?;
        Ok(Element(found[ELEMENT].as_str().context("an element without a reference")?.to_owned()))
    }

    /// Types into an element; into a file input, the paths of files, a line each.
    pub fn type_into(&self, element: &Element, text: &str) -> Result<()> {
        self.post(&format!("/element/{}/value", element.0), &json!({ "text": text })).map(drop)
    }

    /// A picture of the window, as PNG.
    pub fn screenshot(&self) -> Result<Vec<u8>> {
        let picture =
            command(&self.driver.address, "GET", &format!("{}/screenshot", self.path), &Value::Null)?;
        Ok(BASE64_STANDARD.decode(picture.as_str().context("a screenshot is text")?)?)
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value> {
        command(&self.driver.address, "POST", &format!("{}{path}", self.path), body)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Closes the browser; the driver itself goes right after.
        command(&self.driver.address, "DELETE", &self.path, &Value::Null).ok();
    }
}

/// Sends a command and takes the value out of the answer.
fn command(address: &str, method: &str, path: &str, body: &Value) -> Result<Value> {
    let body = if body.is_null() { Vec::new() } else { serde_json::to_vec(body)? };
    let (status, answer) = http::ask(address, method, path, &body, PATIENCE)?;
    let mut answer: Value =
        serde_json::from_slice(&answer).with_context(|| format!("{method} {path}: no JSON"))?;
    if status != 200 {
        let value = &answer["value"];
        bail!("{method} {path}: {}: {}", value["error"], value["message"].as_str().unwrap_or_default());
    }
    Ok(answer["value"].take())
}
