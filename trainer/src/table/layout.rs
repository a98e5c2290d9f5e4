//! Which column is which: the names that each layout has for them.

use serde::{Deserialize, Serialize};

/// How a table names its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// NIH's `Data_Entry_2017.csv` and `Data_Entry_2017_v2020.csv`.
    Nih,
    /// The course's `sample_labels.csv`.
    Sample,
    /// `path`, `patient`, `label` and more.
    Plain,
}

impl Layout {
    /// As reports write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nih => "NIH Data_Entry_2017",
            Self::Sample => "NIH sample_labels",
            Self::Plain => "plain table",
        }
    }

    /// The header of a column, for messages.
    pub(super) fn name(self, column: Column) -> &'static str {
        let names = match self {
            Self::Plain => PLAIN,
            Self::Nih | Self::Sample => NIH,
        };
        names.iter().find(|(_, c)| *c == column).map_or("", |(name, _)| name)
    }
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Image,
    Labels,
    Patient,
    FollowUp,
    Age,
    AgeMin,
    AgeMax,
    Sex,
    View,
    Width,
    Height,
    SpacingX,
    SpacingY,
    Source,
    Agent,
}

/// NIH's names. Two of them hold a comma without quotes around it, so that each splits into two cells, as the rows do.
const NIH: &[(&str, Column)] = &[
    ("Image Index", Column::Image),
    ("Finding Labels", Column::Labels),
    ("Follow-up #", Column::FollowUp),
    ("Patient ID", Column::Patient),
    ("Patient Age", Column::Age),
    ("Patient Gender", Column::Sex),
    ("Patient Sex", Column::Sex),
    ("View Position", Column::View),
    ("OriginalImage[Width", Column::Width),
    ("Height]", Column::Height),
    ("OriginalImagePixelSpacing[x", Column::SpacingX),
    ("y]", Column::SpacingY),
    (SAMPLE_WIDTH, Column::Width),
    ("OriginalImageHeight", Column::Height),
    ("OriginalImagePixelSpacing_x", Column::SpacingX),
    ("OriginalImagePixelSpacing_y", Column::SpacingY),
];

/// The name that tells the sample's layout from NIH's own.
const SAMPLE_WIDTH: &str = "OriginalImageWidth";

const PLAIN: &[(&str, Column)] = &[
    ("path", Column::Image),
    ("patient", Column::Patient),
    ("label", Column::Labels),
    ("view", Column::View),
    ("age", Column::Age),
    ("age_min", Column::AgeMin),
    ("age_max", Column::AgeMax),
    ("sex", Column::Sex),
    ("source", Column::Source),
    ("agent", Column::Agent),
    ("follow_up", Column::FollowUp),
    ("width", Column::Width),
    ("height", Column::Height),
];

/// The layout of a header, and what each cell of a row holds.
///
/// Empty names at the end, as a spreadsheet or a trailing comma leaves them, count for nothing.
///
/// # Errors
///
/// What is wrong with the header: a name that is unknown, missing or repeated.
pub(super) fn recognise(header: &[String]) -> Result<(Layout, Vec<Column>), String> {
    let mut names: Vec<&str> = header.iter().flat_map(|name| spanned(name.trim())).collect();
    while names.last().is_some_and(|name| name.is_empty()) {
        names.pop();
    }
    let has = |wanted: &str| names.iter().any(|name| name.eq_ignore_ascii_case(wanted));
    let (layout, known) = if has("Image Index") {
        (if has(SAMPLE_WIDTH) { Layout::Sample } else { Layout::Nih }, NIH)
    } else if has("path") {
        (Layout::Plain, PLAIN)
    } else {
        return Err(
            "the header has neither `Image Index`, as NIH's tables do, nor `path`, as a plain table does"
                .to_owned(),
        );
    };
    let mut columns = Vec::with_capacity(names.len());
    for (i, name) in names.iter().enumerate() {
        let Some((_, column)) = known.iter().find(|(k, _)| k.eq_ignore_ascii_case(name)) else {
            let all: Vec<&str> = known.iter().map(|(k, _)| *k).collect();
            return Err(format!("unknown column `{name}` (column {}); known are: {}", i + 1, all.join(", ")));
        };
        if columns.contains(column) {
            return Err(format!("the column `{name}` is there twice"));
        }
        columns.push(*column);
    }
    for needed in [Column::Image, Column::Labels, Column::Patient] {
        if !columns.contains(&needed) {
            return Err(format!("there is no column `{}`", layout.name(needed)));
        }
    }
    if columns.contains(&Column::AgeMin) != columns.contains(&Column::AgeMax) {
        return Err("`age_min` and `age_max` go together, and one of them is missing".to_owned());
    }
    if columns.contains(&Column::Age) && columns.contains(&Column::AgeMin) {
        return Err("either `age`, or `age_min` and `age_max`".to_owned());
    }
    Ok((layout, columns))
}

/// A name with quotes around its comma is one cell in the header and still two in the rows.
fn spanned(name: &str) -> Vec<&str> {
    match name {
        "OriginalImage[Width,Height]" | "OriginalImagePixelSpacing[x,y]" => name.split(',').collect(),
        _ => vec![name],
    }
}
