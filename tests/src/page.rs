//! The page, seen through the attributes that docs/ARCHITECTURE.md promises.
//!
//! One file input; `data-engine` and `data-device` on the body; a row a film with `data-file`, `data-state`,
//! `data-reason`, `data-probability` and `data-logit`; the answer in `#answer`.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::place;

/// How often the page is looked at. A look costs the page's thread a little, and that thread is what is tested.
const PAUSE: Duration = Duration::from_millis(200);

/// The page of the site, open in a browser.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    browser: &'a Browser,
}

/// What the body says of the engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Engine {
    /// `loading`, `ready` or `failed`.
    pub state: String,
    /// `webgpu` or `cpu`; empty before one is chosen.
    pub device: String,
}

/// A row of the worklist.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The file's name.
    pub file: String,
    /// `queued`, `running`, `done`, `rejected`, `failed` or `skipped`.
    pub state: String,
    /// The code of the reason for a rejection or a failure.
    pub reason: Option<String>,
    /// The calibrated score.
    pub probability: Option<f64>,
    /// The classifier's output.
    pub logit: Option<f64>,
    /// The row as it can be read.
    pub text: String,
}

impl Row {
    /// Whether nothing more will come of this film by itself.
    pub fn is_final(&self) -> bool {
        matches!(self.state.as_str(), "done" | "rejected" | "failed" | "skipped")
    }
}

impl<'a> Page<'a> {
    pub(crate) fn new(browser: &'a Browser) -> Self {
        Self { browser }
    }

    /// What the body says of the engine now.
    pub fn engine(&self) -> Result<Engine> {
        let said =
            self.run("const { engine, device } = document.body.dataset; return [engine, device];", &[])?;
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Ok(Engine { state: word(&said[0]), device: word(&said[1]) })
    }

    /// Waits until the engine is ready or has failed.
    pub fn wait_engine(&self, patience: Duration) -> Result<Engine> {
        wait("the engine to be ready", patience, || {
            let engine = self.engine()?;
            Ok((engine.state == "ready" || engine.state == "failed").then_some(engine))
        })
        .with_context(|| self.text().unwrap_or_default())
    }

    /// Waits until the engine is ready; one that failed is an error that holds what the page says.
    pub fn wait_engine_ready(&self, patience: Duration) -> Result<Engine> {
        let engine = self.wait_engine(patience)?;
        if engine.state != "ready" {
            bail!("the engine failed; the page says:\n{}", self.text()?);
        }
        Ok(engine)
    }

    /// Hands files to the page's file input, as a person who chooses them does.
    pub fn drop_files(&self, files: &[PathBuf]) -> Result<()> {
        let mut lines = Vec::new();
        for file in files {
            let file = file.canonicalize().with_context(|| format!("{} is not there", file.display()))?;
            lines.push(file.to_string_lossy().into_owned());
        }
        // WebDriver adds to what an input holds already; a person's choice replaces it.
        self.run("document.querySelector('input[type=file][multiple]').value = '';", &[])?;
        let input = self.browser.session().find("input[type=file][multiple]")?;
        self.browser.session().type_into(&input, &lines.join("\n"))
    }

    /// The worklist.
    pub fn rows(&self) -> Result<Vec<Row>> {
        let script = "return [...document.querySelectorAll('[data-file]')]
            .map(row => ({ ...row.dataset, text: row.innerText }));";
        let rows = self.run(script, &[])?;
        let rows = rows.as_array().context("a worklist is a list")?;
        Ok(rows.iter().map(read_row).collect())
    }

    /// Waits until a film's row is final.
    pub fn wait_final(&self, file: &Path, patience: Duration) -> Result<Row> {
        let name = file.file_name().context("a file without a name")?.to_string_lossy();
        wait(&format!("an answer to {name}"), patience, || {
            let row = self.rows()?.into_iter().find(|row| row.file == name);
            Ok(row.filter(Row::is_final))
        })
        .with_context(|| self.text().unwrap_or_default())
    }

    /// Selects a film and returns what stands in the answer box.
    pub fn answer(&self, row: &Row) -> Result<String> {
        let script = "const row = [...document.querySelectorAll('[data-file]')]
                .find(row => row.dataset.file === arguments[0]);
            (row.querySelector('button') ?? row).click();";
        self.run(script, &[json!(row.file)])?;
        wait("the answer box", Duration::from_secs(10), || {
            let text = self.run("return document.getElementById('answer')?.innerText ?? '';", &[])?;
            Ok(text.as_str().filter(|text| !text.is_empty()).map(str::to_owned))
        })
    }

    /// Everything that can be read on the page.
    pub fn text(&self) -> Result<String> {
        Ok(self.run("return document.body.innerText;", &[])?.as_str().unwrap_or_default().to_owned())
    }

    /// Clicks the first element that a CSS selector finds, once it is there.
    pub fn click(&self, selector: &str) -> Result<()> {
        let script = "const found = document.querySelector(arguments[0]); found?.click(); return !!found;";
        wait(selector, Duration::from_secs(10), || {
            Ok((self.run(script, &[selector.into()])? == true).then_some(()))
        })
    }

    /// Presses a key as the keyboard does, on whatever has the focus.
    pub fn press(&self, key: &str) -> Result<()> {
        self.press_with(key, 0)
    }

    /// Presses a key while the shift key is held.
    pub fn press_with_shift(&self, key: &str) -> Result<()> {
        self.press_with(key, 8)
    }

    fn press_with(&self, key: &str, modifiers: u32) -> Result<()> {
        // What is typed has a text; a key that writes nothing goes down raw.
        let down = match key.chars().count() {
            1 => json!({ "type": "keyDown", "key": key, "text": key, "modifiers": modifiers }),
            _ => json!({ "type": "rawKeyDown", "key": key, "modifiers": modifiers }),
        };
        for parameters in [down, json!({ "type": "keyUp", "key": key, "modifiers": modifiers })] {
            self.browser.devtools().in_page("Input.dispatchKeyEvent", parameters)?;
        }
        Ok(())
    }

    /// Waits until the page gives a notice of a kind (`data-notice`), and says what it says.
    pub fn wait_notice(&self, kind: &str, patience: Duration) -> Result<String> {
        let script = "return document.querySelector(`[data-notice=${arguments[0]}]`)?.innerText ?? '';";
        wait(&format!("the notice `{kind}`"), patience, || {
            let text = self.run(script, &[kind.into()])?;
            Ok(text.as_str().filter(|text| !text.is_empty()).map(str::to_owned))
        })
    }

    /// Starts to watch how long the page's thread is away, at the longest.
    pub fn watch_gaps(&self) -> Result<()> {
        let script = "clearInterval(window.gapWatch);
            let last = performance.now();
            window.longestGap = 0;
            window.gapWatch = setInterval(() => {
                const now = performance.now();
                window.longestGap = Math.max(window.longestGap, now - last);
                last = now;
            }, 10);";
        self.run(script, &[]).map(drop)
    }

    /// The longest time that the page's thread was away since [`Page::watch_gaps`].
    pub fn longest_gap(&self) -> Result<Duration> {
        let gap = self.run("return window.longestGap;", &[])?;
        Ok(Duration::from_secs_f64(gap.as_f64().context("nobody watched")? / 1000.0))
    }

    /// Saves a picture of the page under `target/screenshots`.
    pub fn screenshot(&self, name: &str) -> Result<()> {
        let path = place::screenshots().join(format!("{name}.png"));
        fs::write(&path, self.browser.session().screenshot()?)?;
        println!("{}", path.display());
        Ok(())
    }

    /// Runs the body of a function in the page.
    pub fn run(&self, script: &str, arguments: &[Value]) -> Result<Value> {
        self.browser.session().run(script, arguments)
    }
}

/// Looks again and again until there is something to see.
///
/// # Errors
///
/// If there is nothing when patience ends, or a look fails.
pub fn wait<T>(what: &str, patience: Duration, mut look: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let start = Instant::now();
    loop {
        if let Some(seen) = look()? {
            return Ok(seen);
        }
        if start.elapsed() > patience {
            bail!("waited {} s for {what}", patience.as_secs());
        }
        thread::sleep(PAUSE);
    }
}

fn read_row(row: &Value) -> Row {
    // An attribute that is there and empty says as much as one that is not there.
    let word = |key: &str| row[key].as_str().filter(|word| !word.is_empty()).map(str::to_owned);
    let number = |key: &str| word(key).and_then(|word| word.parse().ok());
    Row {
        file: word("file").unwrap_or_default(),
        state: word("state").unwrap_or_default(),
        reason: word("reason"),
        probability: number("probability"),
        logit: number("logit"),
        text: word("text").unwrap_or_default(),
    }
}
