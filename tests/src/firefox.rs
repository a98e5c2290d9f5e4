//! Firefox under remote control, by WebDriver BiDi (<https://www.w3.org/TR/webdriver-bidi/>), which it speaks itself:
//! a socket, and no driver beside it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::MutexGuard;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::{Value, json};
use tempfile::TempDir;
use tungstenite::{Message, WebSocket};

use crate::{browser, place};

/// How long a command may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser with one window, closed with this value.
#[derive(Debug)]
pub struct Firefox {
    process: Child,
    socket: WebSocket<TcpStream>,
    context: Value,
    number: u64,
    _profile: TempDir,
    _turn: MutexGuard<'static, ()>,
}

impl Firefox {
    /// Starts a browser, as soon as no other test has one. `None`, and a line that says so, where there is no Firefox:
    /// `FIREFOX` names one that is not on the PATH.
    ///
    /// # Errors
    ///
    /// If there is one that does not start.
    pub fn start() -> Result<Option<Self>> {
        let Ok(program) = browser::program("FIREFOX", &["firefox-esr", "firefox"]) else {
            println!("SKIPPED: no Firefox on the PATH; FIREFOX names another place");
            return Ok(None);
        };
        let turn = browser::turn();
        let profile = TempDir::with_prefix("lobar-firefox-")?;
        // What else it sets for automation it sets by itself.
        fs::write(profile.path().join("user.js"), "user_pref(\"network.proxy.type\", 0);\n")?;
        let mut process = Command::new(&program)
            .args(["--headless", "--no-remote", "--remote-debugging-port=0", "--profile"])
            .arg(profile.path())
            .arg("about:blank")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} could not be started", program.display()))?;
        let started = listen(&mut process);
        if started.is_err() {
            process.kill().ok();
            process.wait().ok();
        }
        let socket = started?;
        let mut firefox =
            Self { process, socket, context: Value::Null, number: 0, _profile: profile, _turn: turn };
        firefox.command("session.new", &json!({ "capabilities": {} }))?;
        let mut tree = firefox.command("browsingContext.getTree", &json!({}))?;
        firefox.context = tree["contexts"][0]["context"].take();
        let viewport = json!({ "width": 1280, "height": 1600 });
        firefox.command(
            "browsingContext.setViewport",
            &json!({ "context": firefox.context, "viewport": viewport }),
        )?;
        Ok(Some(firefox))
    }

    /// Opens an address and waits for it to load.
    pub fn open(&mut self, url: &str) -> Result<()> {
        let parameters = json!({ "context": self.context, "url": url, "wait": "complete" });
        self.command("browsingContext.navigate", &parameters).map(drop)
    }

    /// Runs a function without arguments, such as `() => 1 + 1`, in the page, and gives what it returns: text, a number,
    /// a truth value or nothing.
    pub fn run(&mut self, function: &str) -> Result<Value> {
        let parameters = json!({
            "functionDeclaration": function, "target": { "context": self.context }, "awaitPromise": true,
        });
        let mut answer = self.command("script.callFunction", &parameters)?;
        if answer["type"] != "success" {
            bail!("the script failed: {}", answer["exceptionDetails"]["text"]);
        }
        Ok(answer["result"]["value"].take())
    }

    /// Saves a picture of the page under `target/screenshots`.
    pub fn screenshot(&mut self, name: &str) -> Result<()> {
        let picture =
            self.command("browsingContext.captureScreenshot", &json!({ "context": self.context }))?;
        let path = place::screenshots().join(format!("{name}.png"));
        fs::write(&path, BASE64_STANDARD.decode(picture["data"].as_str().context("a screenshot is text")?)?)?;
        println!("{}", path.display());
        Ok(())
    }

    /// Gives a command and waits for its answer; nothing else is listened to.
    fn command(&mut self, method: &str, parameters: &Value) -> Result<Value> {
        self.number += 1;
        let order = json!({ "id": self.number, "method": method, "params": parameters });
        self.socket.send(Message::text(order.to_string()))?;
        loop {
            let Message::Text(text) = self.socket.read().with_context(|| format!("no answer to {method}"))?
            else {
                continue;
            };
            let mut answer: Value = serde_json::from_str(&text)?;
            if answer["id"] != self.number {
                continue;
            }
            if answer["type"] == "error" {
                bail!("{method}: {}: {}", answer["error"], answer["message"]);
            }
            return Ok(answer["result"].take());
        }
    }
}

/// Waits for the browser to say where it listens, and opens the conversation.
fn listen(process: &mut Child) -> Result<WebSocket<TcpStream>> {
    let output = process.stderr.take().context("Firefox has no output")?;
    let mut lines = BufReader::new(output).lines();
    // "WebDriver BiDi listening on ws://127.0.0.1:41925"
    let address = loop {
        let line = lines.next().context("Firefox ended before it listened")??;
        if let Some((_, address)) = line.split_once("WebDriver BiDi listening on ws://") {
            break address.trim().to_owned();
        }
    };
    // Read on, or the browser would be stopped by a full pipe.
    thread::spawn(move || lines.for_each(drop));
    let stream = TcpStream::connect(&address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let (socket, _) =
        tungstenite::client(format!("ws://{address}/session"), stream).context("no BiDi conversation")?;
    Ok(socket)
}

impl Drop for Firefox {
    fn drop(&mut self) {
        // Firefox is several processes, of which only it can end the others.
        if self.command("browser.close", &json!({})).is_err() {
            self.process.kill().ok();
        }
        self.process.wait().ok();
    }
}
