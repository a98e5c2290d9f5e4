//! Results as a table for people, or as CSV or JSON lines for programs. Data goes to standard output and nothing else
//! does; each line is written as soon as it is known.

use std::io::{self, Write as _};

use anyhow::Result;
use clap::ValueEnum;
use serde::Serialize;

use crate::inspect::InspectionLine;
use crate::predict::Prediction;

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

/// Writes lines for people.
pub(super) fn lines(lines: &[String]) -> Result<()> {
    let mut out = io::stdout().lock();
    lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
    Ok(())
}

/// Writes predictions.
///
/// What a program reads carries the notice in each line's message, because lines travel alone; a person has read it above
/// the table.
pub(super) fn predictions(
    format: Format,
    notice: &str,
    lines: impl Iterator<Item = Prediction>,
) -> Result<()> {
    let lines = lines.map(|mut line| {
        if format != Format::Table {
            line.message = format!("{}. {notice}", line.message.trim_end_matches('.'));
        }
        line
    });
    let show = |x: Option<f64>| x.map_or("-".into(), |x| format!("{x:.3}"));
    write(
        format,
        lines,
        || {
            format!(
                "{:<8} {:>9} {:>7} {:>9}  {:<44} message",
                "outcome", "logit", "score", "threshold", "file"
            )
        },
        |p| {
            format!(
                "{:<8} {:>9} {:>7} {:>9}  {:<44} {}",
                p.outcome,
                p.logit.map_or("-".into(), |l| format!("{l:.4}")),
                show(p.probability),
                show(p.threshold),
                p.file,
                message(&p.reasons, &p.message)
            )
        },
        &[
            "file",
            "outcome",
            "reasons",
            "message",
            "logit",
            "probability",
            "threshold",
            "positive",
            "model",
            "device",
        ],
        |p| {
            vec![
                p.file.clone(),
                p.outcome.into(),
                p.reasons.join("|"),
                p.message.clone(),
                p.logit.map(|v| v.to_string()).unwrap_or_default(),
                p.probability.map(|v| v.to_string()).unwrap_or_default(),
                p.threshold.map(|v| v.to_string()).unwrap_or_default(),
                p.positive.map(|v| v.to_string()).unwrap_or_default(),
                p.model.clone(),
                p.device.clone(),
            ]
        },
    )
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
    let csv_line = |fields: &[String]| -> Result<Vec<u8>> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(fields)?;
        Ok(writer.into_inner()?)
    };
    match format {
        Format::Table => writeln!(out, "{}", table_head())?,
        Format::Csv => {
            let head: Vec<String> = csv_head.iter().map(|h| (*h).to_owned()).collect();
            out.write_all(&csv_line(&head)?)?;
        }
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
