//! The worklist as comma-separated values, RFC 4180.

use super::words::{self, Score};
use super::{Answer, Export, Film, terms};

/// Columns of every form.
const COLUMNS: [&str; 21] = [
    "file",
    "outcome",
    "reasons",
    "message",
    "score_kind",
    "score",
    "threshold",
    "side",
    "logit",
    "threshold_rule",
    "study_instance_uid",
    "series_instance_uid",
    "sop_instance_uid",
    "modality",
    "view_position",
    "device",
    "package_id",
    "package_name",
    "software",
    "form",
    "notice",
];

/// Columns of the form for the PACS only.
const PATIENT_COLUMNS: [&str; 8] = [
    "patient_id",
    "issuer_of_patient_id",
    "patient_name",
    "patient_birth_date",
    "patient_sex",
    "study_date",
    "accession_number",
    "made",
];

/// The worklist, a row a film, with a header; UTF-8, lines end with CRLF (RFC 4180).
///
/// Text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a carriage return) gets
/// an apostrophe before it, as OWASP's "CSV Injection" advises: file names and names of patients come from outside. A
/// number keeps its sign.
pub fn csv(export: &Export<'_>, films: &[Film<'_>]) -> Vec<u8> {
    let mut header: Vec<&str> = COLUMNS.to_vec();
    if export.for_pacs() {
        header.extend(PATIENT_COLUMNS);
    }
    let mut out = String::new();
    line(&mut out, header.into_iter().map(Cell::text));
    for film in films {
        line(&mut out, row(export, film).into_iter());
    }
    out.into_bytes()
}

/// A value: text may come from outside, a number is our own.
enum Cell {
    Text(String),
    Number(String),
}

impl Cell {
    fn text(value: impl Into<String>) -> Self {
        Self::Text(value.into())
    }

    fn known(value: Option<&str>) -> Self {
        Self::Text(value.unwrap_or_default().to_owned())
    }

    fn number(value: Option<f64>) -> Self {
        Self::Number(value.map(|number| number.to_string()).unwrap_or_default())
    }
}

fn row(export: &Export<'_>, film: &Film<'_>) -> Vec<Cell> {
    let manifest = export.manifest;
    let study = film.source.map(|source| &source.study);
    let uid = |value: Option<&String>| Cell::text(value.map(|uid| export.film_uid(uid)).unwrap_or_default());
    let (outcome, reasons, score, logit) = match film.answer {
        Answer::Scored { logit, .. } => {
            ("accept", String::new(), Some(Score::of(manifest, *logit)), Some(f64::from(logit.value())))
        }
        Answer::Refused { reasons, .. } => ("reject", reasons.join("|"), None, None),
    };
    let mut cells = vec![
        Cell::text(export.file_name(film)),
        Cell::text(outcome),
        Cell::text(reasons),
        Cell::text(message(export, film)),
        Cell::known(score.as_ref().map(|_| words::score_kind(film.is_demonstration(manifest)))),
        Cell::number(score.as_ref().map(|score| score.value)),
        Cell::number(score.as_ref().and_then(|score| score.threshold)),
        Cell::known(score.as_ref().map(Score::side)),
        Cell::number(logit),
        Cell::known(score.as_ref().and(manifest.operating_point()).map(|point| point.rule.as_str())),
        uid(study.and_then(|study| study.study_instance_uid.as_ref())),
        uid(study.and_then(|study| study.series_instance_uid.as_ref())),
        uid(study.and_then(|study| study.sop_instance_uid.as_ref())),
        Cell::known(terms::told_modality(export, study.and_then(|s| s.modality.as_deref()))),
        Cell::known(terms::told_view_position(export, study.and_then(|s| s.view_position.as_deref()))),
        Cell::text(film.device),
        Cell::text(&manifest.id),
        Cell::text(&manifest.name),
        Cell::text(export.software()),
        Cell::text(export.form.as_str()),
        Cell::text(manifest.notice()),
    ];
    if export.for_pacs() {
        let patient = |value: Option<&Option<String>>| Cell::known(value.and_then(|v| v.as_deref()));
        cells.extend([
            patient(study.map(|s| &s.patient_id)),
            patient(study.map(|s| &s.issuer_of_patient_id)),
            patient(study.map(|s| &s.patient_name)),
            patient(study.map(|s| &s.patient_birth_date)),
            patient(study.map(|s| &s.patient_sex)),
            patient(study.map(|s| &s.study_date)),
            patient(study.map(|s| &s.accession_number)),
            Cell::text(export.made.iso()),
        ]);
    }
    cells
}

/// The answer in a sentence; in the form for the PACS of a refused film, the reader's own.
pub(super) fn message(export: &Export<'_>, film: &Film<'_>) -> String {
    match film.answer {
        Answer::Refused { message, .. } if export.for_pacs() && !message.is_empty() => message.clone(),
        _ => words::sentence(export.manifest, film),
    }
}

fn line(out: &mut String, cells: impl Iterator<Item = Cell>) {
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            out.push(',');
        }
        match cell {
            Cell::Number(number) => out.push_str(&number),
            Cell::Text(text) => out.push_str(&field(&text)),
        }
    }
    out.push_str("\r\n");
}

fn field(text: &str) -> String {
    let formula = text.trim_start_matches(' ').starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::field;

    #[test]
    fn no_text_becomes_a_formula() {
        assert_eq!(field("=1+1"), "'=1+1");
        assert_eq!(field("  =1+1"), "'  =1+1");
        for first in ["+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            let cell = field(first);
            assert!(cell.trim_start_matches('"').starts_with('\''), "{cell:?}");
        }
        assert_eq!(field("=HYPERLINK(\"http://x\",\"y\")"), "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
        assert_eq!(field("Doe^Jane"), "Doe^Jane");
        assert_eq!(field("a,b"), "\"a,b\"");
    }
}
