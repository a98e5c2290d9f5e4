//! What a cell may hold.

use std::str::FromStr;

use super::layout::{Column, Layout};
use super::{Age, NO_FINDING, PNEUMONIA, Row, Sex};

/// One row's cells, trimmed.
pub(super) struct Cells<'a> {
    columns: &'a [Column],
    values: &'a [&'a str],
    layout: Layout,
}

impl<'a> Cells<'a> {
    pub(super) fn new(columns: &'a [Column], values: &'a [&'a str], layout: Layout) -> Self {
        Self { columns, values, layout }
    }

    /// The row, or what is wrong with it.
    pub(super) fn row(&self, line: u64) -> Result<Row, String> {
        Ok(Row {
            line,
            image: self.needed(Column::Image)?.replace('\\', "/"),
            patient_id: self.needed(Column::Patient)?.to_owned(),
            findings: self.findings()?,
            follow_up: self.number(Column::FollowUp, "a whole number")?,
            age: self.age()?,
            sex: self.sex()?,
            view: self.cell(Column::View).map(str::to_ascii_uppercase),
            native_size: self.pair(Column::Width, Column::Height, "a number of pixels", |n: &u32| *n > 0)?,
            pixel_spacing: self.pair(
                Column::SpacingX,
                Column::SpacingY,
                "a distance in millimetres",
                |mm: &f64| mm.is_finite() && *mm > 0.0,
            )?,
            source: self.cell(Column::Source).map(str::to_owned),
            agent: self.cell(Column::Agent).map(str::to_owned),
        })
    }

    /// The cell, if the table has the column and the cell is not empty.
    fn cell(&self, column: Column) -> Option<&'a str> {
        let place = self.columns.iter().position(|c| *c == column)?;
        self.values.get(place).copied().filter(|value| !value.is_empty())
    }

    fn needed(&self, column: Column) -> Result<&'a str, String> {
        self.cell(column).ok_or_else(|| format!("`{}` is empty", self.layout.name(column)))
    }

    fn wrong(&self, column: Column, expected: &str) -> String {
        format!("`{}` is not {expected}", self.layout.name(column))
    }

    fn number<T: FromStr>(&self, column: Column, expected: &str) -> Result<Option<T>, String> {
        self.cell(column).map(|text| text.parse().map_err(|_| self.wrong(column, expected))).transpose()
    }

    /// Two numbers that say nothing alone.
    fn pair<T: FromStr>(
        &self,
        first: Column,
        second: Column,
        expected: &str,
        valid: impl Fn(&T) -> bool,
    ) -> Result<Option<[T; 2]>, String> {
        let one = |column| match self.number(column, expected)? {
            Some(value) if !valid(&value) => Err(self.wrong(column, expected)),
            other => Ok(other),
        };
        Ok(match (one(first)?, one(second)?) {
            (Some(a), Some(b)) => Some([a, b]),
            _ => None,
        })
    }

    /// Findings divided by `|`. A plain table may have a word for both classes instead.
    fn findings(&self) -> Result<Vec<String>, String> {
        let text = self.needed(Column::Labels)?;
        if self.layout == Layout::Plain {
            match text.to_ascii_lowercase().as_str() {
                "1" | "true" | "yes" | "positive" | "pneumonia" => return Ok(vec![PNEUMONIA.to_owned()]),
                "normal" | "no finding" => return Ok(vec![NO_FINDING.to_owned()]),
                // No pneumonia; whether there is something else is not said.
                "0" | "false" | "no" | "negative" => return Ok(Vec::new()),
                _ => {}
            }
        }
        let mut findings: Vec<String> = Vec::new();
        for finding in text.split('|').map(str::trim) {
            if finding.is_empty() {
                return Err(self.wrong(Column::Labels, "a list of findings divided by `|`"));
            }
            if findings.iter().any(|f| f == finding) {
                return Err(format!("`{}` names a finding twice", self.layout.name(Column::Labels)));
            }
            findings.push(finding.to_owned());
        }
        if findings.len() > 1 && findings.iter().any(|f| f == NO_FINDING) {
            return Err(format!(
                "`{}` has a finding beside `{NO_FINDING}`",
                self.layout.name(Column::Labels)
            ));
        }
        Ok(findings)
    }

    fn age(&self) -> Result<Option<Age>, String> {
        let read = |column| match self.cell(column) {
            Some(text) => match years(text) {
                Some(years) => Ok(Some(years)),
                None => Err(self.wrong(column, "an age such as 58, 058Y, 006M, 003W or 005D")),
            },
            None => Ok(None),
        };
        if let Some(years) = read(Column::Age)? {
            return Ok(Some(Age { youngest: years, oldest: years }));
        }
        match (read(Column::AgeMin)?, read(Column::AgeMax)?) {
            (Some(youngest), Some(oldest)) if youngest <= oldest => Ok(Some(Age { youngest, oldest })),
            (Some(_), Some(_)) => Err("`age_min` is above `age_max`".to_owned()),
            (None, None) => Ok(None),
            _ => Err("`age_min` and `age_max` go together, and one of them is empty".to_owned()),
        }
    }

    fn sex(&self) -> Result<Option<Sex>, String> {
        let Some(text) = self.cell(Column::Sex) else { return Ok(None) };
        match text.to_ascii_lowercase().as_str() {
            "f" | "female" => Ok(Some(Sex::Female)),
            "m" | "male" => Ok(Some(Sex::Male)),
            "o" | "other" => Ok(Some(Sex::Other)),
            "u" | "unknown" => Ok(None),
            _ => Err(self.wrong(Column::Sex, "one of F, M, O, U")),
        }
    }
}

/// An age as a number of years, or with a unit as DICOM writes it (PS3.5 section 6.2, AS).
fn years(text: &str) -> Option<f64> {
    let (number, a_year) = match text.char_indices().last()? {
        (at, 'Y' | 'y') => (&text[..at], 1.0),
        (at, 'M' | 'm') => (&text[..at], 12.0),
        (at, 'W' | 'w') => (&text[..at], 365.25 / 7.0),
        (at, 'D' | 'd') => (&text[..at], 365.25),
        _ => (text, 1.0),
    };
    // `parse` alone takes `-1`, `1e2`, `inf` and `NaN`.
    let plain = number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    number.parse::<f64>().ok().filter(|years| plain && years.is_finite()).map(|n| n / a_year)
}
