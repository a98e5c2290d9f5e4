//! Dividing a label table into train, validation and test: `trainer split`.
//!
//! What is drawn is the **patient**, never the film: all films of a patient go to one part. A patient is positive if any
//! film is labelled pneumonia. So ratios are exact by patient, and by film they differ: a positive patient brings negative
//! films along, and both classes have more films of some patients than of others. Both are reported.
//!
//! How, in order:
//!
//! 1. Patients are sorted by id and shuffled by the seed, class by class (`patients`). The same table, options and seed
//!    give the same bytes; the order of the table's rows decides nothing.
//! 2. **Test** comes first: its share of each class, so that it is a plain sample at the table's own prevalence. Or it is
//!    thinned to a prevalence or ratio that is asked for (`plan`); whom it does not take, the others may have. With the
//!    same seed it is the same whatever is asked of train and validation.
//! 3. **Validation**, then **train**, each at its ratio from the patients that are left. Shares are of the class that runs
//!    out first: validation takes its share of the largest validation set that the ratio allows, train all it can get. The
//!    surplus of the other class is left out; nobody is in two parts, and nobody twice in one.
//! 4. `--stratify`: from each stratum (view, sex, age band) its share, class by class, rounded by largest remainders, so
//!    that parts resemble each other.
//! 5. `--match`: within a part, each patient of one class is grouped with patients of the other who are alike in the keys
//!    (`matching`); a part is made of whole groups. So classes resemble each other, and a shortcut that the audit
//!    ([`crate::eda::shortcuts`]) found no longer pays: how much less is reported as `balance`.
//!
//! What a patient is like comes from the films that bear the patient's class: of numbers their mean, of names (view, sex,
//! source, stratum) those of one of them drawn by the seed, the **index film**. All films of a patient go along, so what
//! matching evens out between patients it evens out between films only in part: `balance` has both. Test is not matched
//! unless asked for, because a matched part has no population's distribution of anything.
//!
//! A part with too few patients of a class is refused, with what would do. The parts are written as tables of the
//! source's own layout, its rows byte by byte, beside `split.json` ([`SplitSummary`]), in a folder that appears whole or
//! not at all (`files`). Whoever trains on it reads a [`Listing`], which refuses a table that was changed.
//!
//! Not here: reading films for training, and augmentation.

mod balance;
mod describe;
mod draw;
mod files;
mod keys;
mod listing;
mod matching;
mod notes;
mod options;
mod patients;
mod plan;
mod ratio;
mod summary;
mod text;

use std::path::Path;

use anyhow::{Result, anyhow, ensure};

pub use balance::{Contrast, Difference, FeatureBalance};
pub use draw::Matched;
pub use files::{check_free, part_path, read, write};
pub use listing::Listing;
pub use options::{Fold, MatchKey, Part, SplitOptions, StratifyKey, TestClasses};
pub use ratio::Ratio;
pub use summary::{
    Classes, Demographics, Group, LeftOut, PartSummary, Parts, SCHEMA, SourceTable, SplitSummary,
};
pub use text::lines;

use crate::eda::{self, Cohort};
use crate::table;
use describe::{classes, co_findings, demographics, films_of};
use draw::{Drawn, draw};
use patients::Patients;

/// The training part's table in a split's folder.
pub const TRAIN: &str = "train.csv";
/// The validation part's.
pub const VALIDATION: &str = "validation.csv";
/// The test part's.
pub const TEST: &str = "test.csv";
/// The table of the patients in no part; absent if there are none.
pub const LEFT_OUT: &str = "left_out.csv";
/// What is known of the split.
pub const SUMMARY: &str = "split.json";

/// The seed where none is given.
pub const DEFAULT_SEED: u64 = 0;

impl Part {
    /// Its table in a split's folder.
    pub fn file(self) -> &'static str {
        match self {
            Self::Train => TRAIN,
            Self::Validation => VALIDATION,
            Self::Test => TEST,
        }
    }
}

/// A split that is not written yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    /// What is known of it.
    pub summary: SplitSummary,
    /// The tables of the parts, in the order of [`Part::ALL`].
    pub tables: [Vec<u8>; 3],
    /// The table of whom no part has; `None` if there is nobody.
    pub left_out: Option<Vec<u8>>,
}

/// Divides the table at `metadata`. Films in `images` are measured for keys that need them, and for `balance`.
///
/// # Errors
///
/// Options that contradict themselves, a table that cannot be read ([`table::TableError`]), a folder that holds none of
/// its films, a key that the table does not tell, or a part with too few patients of a class.
pub fn split(metadata: &Path, images: Option<&Path>, options: &SplitOptions, seed: u64) -> Result<Split> {
    split_without(metadata, images, options, seed, None)
}

/// [`split`] without the patients of another table, such as those of a test part that is kept back: they are in no part.
///
/// # Errors
///
/// As [`split`], or if the other table cannot be read or has none of the patients.
pub fn split_without(
    metadata: &Path,
    images: Option<&Path>,
    options: &SplitOptions,
    seed: u64,
    without: Option<&Path>,
) -> Result<Split> {
    options.validate().map_err(|message| anyhow!(message))?;
    let films_needed = options.match_by.iter().find(|key| key.needs_films());
    if let (Some(key), None) = (films_needed, images) {
        return Err(anyhow!(
            "--match {} is measured on films: give their folder with --images",
            key.as_str()
        ));
    }
    let (table, verbatim) = table::read_verbatim(metadata)?;
    let cohort = Cohort::new(&table.rows)?;
    let patients = Patients::new(&cohort, seed);
    let mut pool = patients.pool(seed);
    let kept_back = match without {
        Some(other) => kept_back(other, &table.rows, &patients)?,
        None => Vec::new(),
    };
    pool.remove(&kept_back);
    // Before films are measured, which can take long.
    plan::plan(pool.counts(), options)?;
    let strata = patients.strata(&table.rows, &options.stratify)?;
    let (features, pixels) = eda::features(&cohort, images)?;
    let matcher_of = |keys: &[MatchKey]| keys::matcher(&table.rows, &patients, &features, keys, options);
    let mut drawn = draw(pool, &strata, options, &matcher_of)?;
    drawn.left_out.extend(&kept_back);
    check(&drawn, &patients)?;

    let films = drawn.parts.each_ref().map(|members| films_of(&patients, members));
    let tables = films.each_ref().map(|films| verbatim.select(films.iter().copied()));
    let balance = balance::compare(&features, &cohort.positive, &patients, &drawn.parts, options);
    let part = |part: Part| {
        let at = part as usize;
        let (members, films) = (&drawn.parts[at], &films[at]);
        PartSummary {
            file: part.file().to_owned(),
            sha256: listing::hash(&tables[at]),
            ratio_wanted: ratio_wanted(options, part),
            patients: classes(members.iter().map(|&p| patients.positive[p])),
            films: classes(films.iter().map(|&film| cohort.positive[film])),
            matched: drawn.matched[at],
            demographics: demographics(&table.rows, films),
            co_findings: co_findings(&table.rows, films),
        }
    };
    let parts =
        Parts { train: part(Part::Train), validation: part(Part::Validation), test: part(Part::Test) };
    let rest = films_of(&patients, &drawn.left_out);
    let left_out = (!rest.is_empty()).then(|| verbatim.select(rest.iter().copied()));
    let mut summary = SplitSummary {
        schema: SCHEMA,
        software: format!("trainer {}", env!("CARGO_PKG_VERSION")),
        source: SourceTable {
            file: metadata.file_name().unwrap_or_default().display().to_string(),
            sha256: table.sha256.clone(),
            layout: table.layout,
            films: classes(cohort.positive.iter().copied()),
            patients: classes(patients.positive.iter().copied()),
            films_measured: pixels.as_ref().map(|pixels| pixels.films_read),
        },
        seed,
        options: options.clone(),
        sha256: files::identity(&parts),
        parts,
        left_out: LeftOut {
            file: left_out.as_ref().map(|_| LEFT_OUT.to_owned()),
            sha256: left_out.as_deref().map(listing::hash),
            patients: classes(drawn.left_out.iter().map(|&p| patients.positive[p])),
            films: classes(rest.iter().map(|&film| cohort.positive[film])),
        },
        notes: Vec::new(),
        warnings: notes::warnings(options, &balance),
        balance,
    };
    summary.notes = notes::of_counts(&summary);
    if let Some(other) = without {
        summary.notes.push(format!(
            "{} patients are in no part because {} has them",
            kept_back.len(),
            other.file_name().unwrap_or_default().display()
        ));
    }
    summary.notes.extend(notes::of_keys(&table.rows, options, &summary.balance));
    if let Some(pixels) = &pixels {
        summary.notes.extend(notes::of_films(&table.rows, &patients, &drawn.parts, pixels));
    }
    Ok(Split { summary, tables, left_out })
}

/// The patients that another table has.
fn kept_back(other: &Path, rows: &[table::Row], patients: &Patients) -> Result<Vec<usize>> {
    let other_rows = table::read_verbatim(other)?.0.rows;
    let ids: std::collections::HashSet<&str> = other_rows.iter().map(|row| row.patient_id.as_str()).collect();
    let found: Vec<usize> = (0..patients.films.len())
        .filter(|&patient| {
            patients.films[patient].iter().any(|&film| ids.contains(rows[film].patient_id.as_str()))
        })
        .collect();
    ensure!(!found.is_empty(), "--without {}: it has none of the table's patients", other.display());
    Ok(found)
}

fn ratio_wanted(options: &SplitOptions, part: Part) -> String {
    match (options.ratio(part), options.test_classes) {
        (Some(ratio), _) => ratio.to_string(),
        (None, TestClasses::Prevalence(prevalence)) => format!("prevalence {prevalence}"),
        (None, _) => "natural".to_owned(),
    }
}

/// What must hold of every split, checked on this one before it is written: everybody is in exactly one place.
fn check(drawn: &Drawn, patients: &Patients) -> Result<()> {
    let mut places = vec![0; patients.films.len()];
    for &patient in drawn.parts.iter().chain([&drawn.left_out]).flatten() {
        places[patient] += 1;
    }
    ensure!(places.iter().all(|&n| n == 1), "a fault in the split: a patient is not in exactly one place");
    Ok(())
}

#[cfg(test)]
mod tests;
