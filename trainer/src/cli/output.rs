//! Results as a table for people, or as CSV or JSON lines for programs. Data goes to standard output and nothing else
//! does; each line is written as soon as it is known.

use std::io::{self, Write as _};

use anyhow::Result;
use clap::ValueEnum;
use serde::Serialize;

use crate::inspect::InspectionLine;
use crate::predict::{Prediction, RowFormat, row::csv_line};

/// Form of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Columns for people.
    Table,
    /// Comma-separated values with a header.
    Csv,
    /// One JSON object a line.
    Jsonl,
}

impl Format {
    /// The form as programs read it, if they do.
    pub(super) fn for_programs(self) -> Option<RowFormat> {
        match self {
            Self::Table => None,
            Self::Csv => Some(RowFormat::Csv),
            Self::Jsonl => Some(RowFormat::Jsonl),
        }
    }
}

/// Writes lines for people.
pub(super) fn lines(lines: &[String]) -> Result<()> {
    let mut out = io::stdout().lock();
    lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
    Ok(())
}

/// Writes predictions to standard output, each as soon as it is known.
pub(super) struct Predictions {
    form: Option<RowFormat>,
    notice: String,
}

impl Predictions {
    /// Writes what stands above the rows.
    ///
    /// What a program reads carries the notice in each row's message, because rows travel alone; a person has read it above
    /// the table.
    pub(super) fn start(format: Format, notice: String) -> Result<Self> {
        let form = format.for_programs();
        let mut out = io::stdout().lock();
        match form {
            Some(form) => out.write_all(&form.header()?)?,
            None => writeln!(
                out,
                "{:<8} {:>9} {:>7} {:>9}  {:<44} message",
                "outcome", "logit", "score", "threshold", "file"
            )?,
        }
        out.flush()?;
        Ok(Self { form, notice })
    }

    /// Writes one row.
    pub(super) fn row(&self, row: Prediction) -> Result<()> {
        let mut out = io::stdout().lock();
        match self.form {
            Some(form) => out.write_all(&form.row(&row.with_notice(&self.notice))?)?,
            None => writeln!(
                out,
                "{:<8} {:>9} {:>7} {:>9}  {:<44} {}",
                row.outcome.as_str(),
                row.logit.map_or("-".into(), |l| format!("{l:.4}")),
                share(row.probability),
                share(row.threshold),
                row.file,
                message(&row.reasons, &row.message)
            )?,
        }
        Ok(out.flush()?)
    }
}

fn share(value: Option<f64>) -> String {
    value.map_or("-".into(), |x| format!("{x:.3}"))
}

/// Writes inspections.
pub(super) fn inspections(format: Format, lines: impl Iterator<Item = InspectionLine>) -> Result<()> {
    let number = |x: Option<u32>| x.map_or("-".into(), |x| x.to_string());
    write(
        format,
        lines,
        || {
            format!(
                "{:<8} {:>5} {:>7} {:<12} {:<22} {:<44} message",
                "outcome", "rows", "columns", "photometric", "transfer syntax", "file"
            )
        },
        |l| {
            format!(
                "{:<8} {:>5} {:>7} {:<12} {:<22} {:<44} {}",
                l.report.outcome.as_str(),
                number(l.report.rows),
                number(l.report.columns),
                l.report.photometric.as_deref().unwrap_or("-"),
                l.report.transfer_syntax.as_deref().unwrap_or("-"),
                l.file,
                message(&l.report.reasons, &l.report.message)
            )
        },
        &[
            "file",
            "outcome",
            "reasons",
            "message",
            "transfer_syntax",
            "rows",
            "columns",
            "frames",
            "photometric",
            "stored_sha256",
            "display_mean",
        ],
        |l| {
            let number = |x: Option<u32>| x.map(|x| x.to_string()).unwrap_or_default();
            vec![
                l.file.clone(),
                l.report.outcome.as_str().into(),
                l.report.reasons.join("|"),
                l.report.message.clone(),
                l.report.transfer_syntax.clone().unwrap_or_default(),
                number(l.report.rows),
                number(l.report.columns),
                number(l.report.frames),
                l.report.photometric.clone().unwrap_or_default(),
                l.report.stored_sha256.clone().unwrap_or_default(),
                l.report.display_mean.map(|m| m.to_string()).unwrap_or_default(),
            ]
        },
    )
}

fn message(reasons: &[impl AsRef<str>], message: &str) -> String {
    if reasons.is_empty() {
        return message.to_owned();
    }
    let reasons: Vec<&str> = reasons.iter().map(AsRef::as_ref).collect();
    format!("{}: {message}", reasons.join(" "))
}

fn write<T: Serialize>(
    format: Format,
    lines: impl Iterator<Item = T>,
    table_head: impl Fn() -> String,
    table_row: impl Fn(&T) -> String,
    csv_head: &[&str],
    csv_row: impl Fn(&T) -> Vec<String>,
) -> Result<()> {
    let mut out = io::stdout().lock();
    match format {
        Format::Table => writeln!(out, "{}", table_head())?,
        Format::Csv => out.write_all(&csv_line(csv_head)?)?,
        Format::Jsonl => {}
    }
    for line in lines {
        match format {
            Format::Table => writeln!(out, "{}", table_row(&line))?,
            Format::Csv => out.write_all(&csv_line(&csv_row(&line))?)?,
            Format::Jsonl => writeln!(out, "{}", serde_json::to_string(&line)?)?,
        }
        out.flush()?;
    }
    Ok(())
}
