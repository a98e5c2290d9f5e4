//! A look inside the browser through the DevTools protocol: <https://chromedevtools.github.io/devtools-protocol/>.
//!
//! WebDriver ends at the page. What a worker sends, and a script run inside one, need this second way in.

use std::collections::HashMap;
use std::net::TcpStream;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tungstenite::{Error as SocketError, Message, WebSocket};

use crate::http;

/// How long a command may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long the socket is listened to before waiting commands are sent.
const TURN: Duration = Duration::from_millis(10);

/// Something that the page or a worker asked for, whether or not it got it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The address.
    pub url: String,
    /// Whether a worker asked.
    pub from_worker: bool,
}

/// A worker of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worker {
    /// The address of its first script.
    pub url: String,
    /// Whether it is a service worker, which outlives the page.
    pub service: bool,
    session: String,
    /// The session of whoever started it.
    parent: String,
}

/// The DevTools of one page and of every worker that it starts.
#[derive(Debug)]
pub struct DevTools {
    commands: Sender<Order>,
    seen: Arc<Mutex<Seen>>,
    page: String,
}

#[derive(Debug, Default)]
struct Seen {
    sent: Vec<Sent>,
    workers: Vec<Worker>,
    /// Network conditions that new workers are given, too.
    network: Option<Value>,
}

/// A command on its way to the thread that owns the socket.
#[derive(Debug)]
struct Order {
    session: Option<String>,
    method: &'static str,
    parameters: Value,
    answer: Sender<Value>,
}

impl DevTools {
    /// Attaches to the only page of the browser whose debugging port is at `address`.
    pub fn attach(address: &str) -> Result<Self> {
        let (_, version) = http::ask(address, "GET", "/json/version", &[], PATIENCE)?;
        let version: Value = serde_json::from_slice(&version).context("no DevTools on the debugging port")?;
        let url = version["webSocketDebuggerUrl"].as_str().context("a browser without a DevTools socket")?;
        let stream = TcpStream::connect(address)?;
        let (socket, _) = tungstenite::client(url, stream).context("no DevTools conversation")?;
        socket.get_ref().set_read_timeout(Some(TURN))?;

        let (commands, orders) = mpsc::channel();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let shared = Arc::clone(&seen);
        thread::spawn(move || {
            Line { socket, orders, seen: shared, waiting: HashMap::new(), number: 0 }.work()
        });
        let mut devtools = Self { commands, seen, page: String::new() };

        let targets = devtools.command(None, "Target.getTargets", json!({}))?;
        let page =
            targets["targetInfos"].as_array().into_iter().flatten().find(|target| target["type"] == "page");
        let id = &page.context("the browser has no page")?["targetId"];
        let attached =
            devtools.command(None, "Target.attachToTarget", json!({ "targetId": id, "flatten": true }))?;
        devtools.page = attached["sessionId"].as_str().context("a page without a session")?.to_owned();
        devtools.command(Some(&devtools.page), "Network.enable", json!({}))?;
        devtools.command(Some(&devtools.page), "Target.setAutoAttach", follow())?;
        Ok(devtools)
    }

    /// Everything that the page and its workers asked for so far.
    pub fn sent(&self) -> Vec<Sent> {
        lock(&self.seen).sent.clone()
    }

    /// The page's own workers that run now, the oldest first.
    pub fn workers(&self) -> Vec<Worker> {
        let of_page = |worker: &&Worker| !worker.service && worker.parent == self.page;
        lock(&self.seen).workers.iter().filter(of_page).cloned().collect()
    }

    /// The workers that a worker has started and that run now, the oldest first.
    pub fn workers_of(&self, worker: &Worker) -> Vec<Worker> {
        let own = |other: &&Worker| other.parent == worker.session;
        lock(&self.seen).workers.iter().filter(own).cloned().collect()
    }

    /// The service workers that run now.
    pub fn service_workers(&self) -> Vec<Worker> {
        lock(&self.seen).workers.iter().filter(|worker| worker.service).cloned().collect()
    }

    /// Gives a command to the page.
    pub fn page_command(&self, method: &'static str, parameters: Value) -> Result<Value> {
        self.command(Some(&self.page), method, parameters)
    }

    /// From now on the page, and every worker that it starts, has a link of so many bits a second.
    pub fn throttle(&self, bits_per_second: f64) -> Result<()> {
        let bytes = bits_per_second / 8.0;
        let network = json!({ "offline": false, "latency": 20, "downloadThroughput": bytes, "uploadThroughput": bytes });
        lock(&self.seen).network = Some(network.clone());
        self.page_command("Network.emulateNetworkConditions", network).map(drop)
    }

    /// Runs a script in every document of the page, before its own.
    pub fn run_first(&self, script: &str) -> Result<()> {
        self.page_command("Page.enable", json!({}))?;
        self.page_command("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).map(drop)
    }

    /// Leaves the workers that start from now on alone: with DevTools attached to a service worker, Chromium ends it
    /// otherwise than a reader's, and can wait for minutes with the version that is to take its place.
    pub fn leave_workers_alone(&self) -> Result<()> {
        let none = json!({ "autoAttach": false, "waitForDebuggerOnStart": false, "flatten": true });
        self.page_command("Target.setAutoAttach", none).map(drop)
    }

    /// Evaluates an expression in the page and waits for it, if it is a promise.
    pub fn evaluate_in_page(&self, expression: &str) -> Result<Value> {
        self.evaluate(&self.page, expression)
    }

    /// Gives the page a command of the DevTools protocol, such as `Input.dispatchTouchEvent`.
    pub fn in_page(&self, method: &'static str, parameters: Value) -> Result<Value> {
        self.command(Some(&self.page), method, parameters)
    }

    /// Evaluates an expression in a worker and waits for it, if it is a promise.
    pub fn evaluate_in_worker(&self, worker: &Worker, expression: &str) -> Result<Value> {
        self.evaluate(&worker.session, expression)
    }

    /// Sends a command of the protocol to the browser.
    pub fn command_in_browser(&self, method: &'static str, parameters: Value) -> Result<Value> {
        self.command(None, method, parameters)
    }

    fn evaluate(&self, session: &str, expression: &str) -> Result<Value> {
        let parameters = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let mut answer = self.command(Some(session), "Runtime.evaluate", parameters)?;
        if let Some(exception) = answer.get("exceptionDetails") {
            bail!(
                "the script failed: {}",
                exception["exception"]["description"].as_str().unwrap_or("no reason")
            );
        }
        Ok(answer["result"]["value"].take())
    }

    fn command(&self, session: Option<&str>, method: &'static str, parameters: Value) -> Result<Value> {
        let (answer, answered) = mpsc::channel();
        let order = Order { session: session.map(str::to_owned), method, parameters, answer };
        self.commands.send(order).context("the browser is gone")?;
        let mut answer = answered.recv_timeout(PATIENCE).with_context(|| format!("no answer to {method}"))?;
        match answer.get("error") {
            Some(error) => bail!("{method}: {}", error["message"]),
            None => Ok(answer["result"].take()),
        }
    }
}

/// Attach to every worker, and hold it until its requests are listened to.
fn follow() -> Value {
    json!({ "autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true })
}

/// The thread's end of the conversation.
struct Line {
    socket: WebSocket<TcpStream>,
    orders: Receiver<Order>,
    seen: Arc<Mutex<Seen>>,
    waiting: HashMap<u64, Sender<Value>>,
    number: u64,
}

impl Line {
    /// Sends and listens until the browser or the tests' end is gone.
    fn work(mut self) {
        loop {
            loop {
                match self.orders.try_recv() {
                    Ok(Order { session, method, parameters, answer }) => {
                        let Some(number) = self.send(session.as_deref(), method, &parameters) else { return };
                        self.waiting.insert(number, answer);
                    }
                    Err(mpsc::TryRecvError::Empty) => break,
                    Err(mpsc::TryRecvError::Disconnected) => return,
                }
            }
            match self.socket.read() {
                Ok(Message::Text(text)) => {
                    if let Ok(message) = serde_json::from_str(&text) {
                        self.hear(&message);
                    }
                }
                Ok(_) => {}
                // Nothing to read within the turn.
                Err(SocketError::Io(error))
                    if matches!(
                        error.kind(),
                        std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut
                    ) => {}
                Err(_) => return,
            }
        }
    }

    fn send(&mut self, session: Option<&str>, method: &str, parameters: &Value) -> Option<u64> {
        self.number += 1;
        let mut message = json!({ "id": self.number, "method": method, "params": parameters });
        if let Some(session) = session {
            message["sessionId"] = session.into();
        }
        self.socket.send(Message::text(message.to_string())).ok()?;
        Some(self.number)
    }

    fn hear(&mut self, message: &Value) {
        if let Some(answer) = message["id"].as_u64().and_then(|number| self.waiting.remove(&number)) {
            // Whoever asked may have lost patience.
            answer.send(message.clone()).ok();
            return;
        }
        let parameters = &message["params"];
        let session = message["sessionId"].as_str().unwrap_or_default();
        match message["method"].as_str() {
            Some("Target.attachedToTarget") => self.follow_worker(parameters, session),
            Some("Target.detachedFromTarget") => {
                let gone = parameters["sessionId"].as_str().unwrap_or_default();
                // What it had started ends with it, and is not always said to.
                lock(&self.seen).workers.retain(|worker| worker.session != gone && worker.parent != gone);
            }
            Some("Network.requestWillBeSent") => self.note(&parameters["request"]["url"], session),
            Some("Network.webSocketCreated" | "Network.webTransportCreated") => {
                self.note(&parameters["url"], session)
            }
            _ => {}
        }
    }

    fn follow_worker(&mut self, attached: &Value, parent: &str) {
        let target = &attached["targetInfo"];
        let Some(session) = attached["sessionId"].as_str() else { return };
        if target["type"] == "page" {
            return;
        }
        let url = target["url"].as_str().unwrap_or_default().to_owned();
        let service = target["type"] == "service_worker";
        let (session_of, parent) = (session.to_owned(), parent.to_owned());
        lock(&self.seen).workers.push(Worker { url, service, session: session_of, parent });
        // In this order: its first request may come as soon as it runs.
        self.send(Some(session), "Network.enable", &json!({}));
        let network = lock(&self.seen).network.clone();
        if let Some(network) = network {
            self.send(Some(session), "Network.emulateNetworkConditions", &network);
        }
        self.send(Some(session), "Target.setAutoAttach", &follow());
        self.send(Some(session), "Runtime.runIfWaitingForDebugger", &json!({}));
    }

    fn note(&self, url: &Value, session: &str) {
        let mut seen = lock(&self.seen);
        let from_worker = seen.workers.iter().any(|worker| worker.session == session);
        seen.sent.push(Sent { url: url.as_str().unwrap_or_default().to_owned(), from_worker });
    }
}

/// A lock that a panic elsewhere does not take away.
fn lock(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}
