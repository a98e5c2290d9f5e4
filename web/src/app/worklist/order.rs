//! Which films are shown, and in which order: sorting, filtering, searching, grouping by study.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use super::person::Person;
use crate::app::states::RowState;
use crate::protocol::FilmState;

/// What the worklist knows of a film.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The row's number; the order in which films came.
    pub id: u32,
    /// The file's name, with its folders.
    pub name: Arc<str>,
    /// How far it has come.
    pub state: RowState,
    /// Reason codes, separated by spaces.
    pub reasons: String,
    /// The score that is shown.
    pub score: Option<f32>,
    /// View position; empty if unknown.
    pub view: String,
    /// The patient and the study.
    pub person: Person,
}

/// A column that films can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// The file's name.
    Film,
    /// The patient's name, then the ID.
    Patient,
    /// Age, then sex.
    Age,
    /// Study date.
    Date,
    /// View position.
    View,
    /// State.
    State,
    /// Reason.
    Reason,
    /// Score or probability.
    Score,
}

impl Column {
    /// All, from left to right.
    pub const ALL: [Self; 8] = [
        Self::Film,
        Self::Patient,
        Self::Age,
        Self::Date,
        Self::View,
        Self::State,
        Self::Reason,
        Self::Score,
    ];

    /// The word used in class names and values.
    pub fn code(self) -> &'static str {
        match self {
            Self::Film => "film",
            Self::Patient => "patient",
            Self::Age => "age",
            Self::Date => "date",
            Self::View => "view",
            Self::State => "state",
            Self::Reason => "reason",
            Self::Score => "score",
        }
    }

    /// The column of a code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.code() == code)
    }
}

/// Which states are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Filter {
    /// All.
    #[default]
    All,
    /// Queued and running.
    Waiting,
    /// Classified.
    Done,
    /// Rejected.
    Rejected,
    /// Failed.
    Failed,
    /// Not read.
    Skipped,
}

impl Filter {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 6] =
        [Self::All, Self::Waiting, Self::Done, Self::Rejected, Self::Failed, Self::Skipped];

    /// Whether a state is shown.
    pub fn lets(self, state: RowState) -> bool {
        match self {
            Self::All => true,
            Self::Waiting => matches!(state, RowState::Queued | RowState::Running),
            Self::Done => state == RowState::Ended(FilmState::Done),
            Self::Rejected => state == RowState::Ended(FilmState::Rejected),
            Self::Failed => state == RowState::Ended(FilmState::Failed),
            Self::Skipped => state == RowState::Skipped,
        }
    }
}

/// How the reader wants the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Order {
    /// Sorted by; `None`: as the files came.
    pub column: Option<Column>,
    /// Largest first.
    pub descending: bool,
    /// States shown.
    pub filter: Filter,
    /// Words that a film must have, in any case.
    pub search: String,
    /// Films of a study stand together under a heading.
    pub grouped: bool,
    /// Patients and file names are hidden: what is not shown is not searched.
    pub masked: bool,
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// The heading of a study; `None`: films of which no study is known.
    Study {
        /// The study's key.
        key: Option<String>,
        /// A film of it, to take the patient from.
        film: u32,
        /// Films of it that are shown.
        films: usize,
    },
    /// A film.
    Film(u32),
}

/// The lines to show, for films in the order of their numbers.
pub fn arrange(entries: &[Entry], order: &Order) -> Vec<Line> {
    let words: Vec<String> = order.search.split_whitespace().map(str::to_lowercase).collect();
    let mut shown: Vec<&Entry> = entries
        .iter()
        .filter(|entry| order.filter.lets(entry.state) && holds(entry, &words, order.masked))
        .collect();
    if let Some(column) = order.column {
        // Stable: films that are equal stay as they came.
        shown.sort_by(|a, b| compare(a, b, column, order.descending));
    }
    if !order.grouped {
        return shown.into_iter().map(|entry| Line::Film(entry.id)).collect();
    }
    let mut groups: Vec<(Option<&str>, Vec<u32>)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut unknown = Vec::new();
    for entry in shown {
        match entry.person.study.as_deref() {
            None => unknown.push(entry.id),
            Some(key) => {
                let place = *places.entry(key).or_insert_with(|| {
                    groups.push((Some(key), Vec::new()));
                    groups.len() - 1
                });
                groups[place].1.push(entry.id);
            }
        }
    }
    if !unknown.is_empty() {
        groups.push((None, unknown));
    }
    // Where nothing is known of any study there is nothing to group by.
    let headed = groups.len() > 1 || groups.first().is_some_and(|(key, _)| key.is_some());
    let mut lines = Vec::with_capacity(entries.len() + groups.len());
    for (key, films) in groups {
        if headed {
            lines.push(Line::Study { key: key.map(str::to_owned), film: films[0], films: films.len() });
        }
        lines.extend(films.into_iter().map(Line::Film));
    }
    lines
}

/// The film `step` films below the selected one in the order shown, or above it; the nearest there is.
pub fn neighbour(lines: &[Line], selected: Option<u32>, step: isize) -> Option<u32> {
    let films: Vec<u32> = lines
        .iter()
        .filter_map(|line| match line {
            Line::Film(id) => Some(*id),
            Line::Study { .. } => None,
        })
        .collect();
    let last = films.len().checked_sub(1)?;
    let here = selected.and_then(|id| films.iter().position(|film| *film == id));
    let there = match here {
        Some(here) => here.saturating_add_signed(step).min(last),
        // The selected film is filtered away: the first step leads into the list.
        None => 0,
    };
    Some(films[there])
}

fn holds(entry: &Entry, words: &[String], masked: bool) -> bool {
    if words.is_empty() {
        return true;
    }
    let mut text = [entry.view.as_str(), entry.state.code(), &entry.reasons].join(" ");
    if !masked {
        let person = &entry.person;
        for part in [&*entry.name, &person.name, &person.id, &person.sex, &person.study_date] {
            text.push(' ');
            text.push_str(part);
        }
    }
    let text = text.to_lowercase();
    words.iter().all(|word| text.contains(word))
}

/// Films without a value come last in either direction.
fn compare(a: &Entry, b: &Entry, column: Column, descending: bool) -> Ordering {
    let turn = |order: Ordering| if descending { order.reverse() } else { order };
    let text = |a: &str, b: &str| match (a.is_empty(), b.is_empty()) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Greater,
        (false, true) => Ordering::Less,
        (false, false) => turn(natural(a, b)),
    };
    let number = |a: Option<f64>, b: Option<f64>| match (a, b) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(a), Some(b)) => turn(a.total_cmp(&b)),
    };
    let (p, q) = (&a.person, &b.person);
    match column {
        Column::Film => text(&a.name, &b.name),
        Column::Patient => text(&p.name, &q.name).then_with(|| text(&p.id, &q.id)),
        Column::Age => {
            let days = |p: &Person| p.age.map(|age| f64::from(age.days()));
            number(days(p), days(q)).then_with(|| text(&p.sex, &q.sex))
        }
        Column::Date => text(&p.study_date, &q.study_date),
        Column::View => text(&a.view, &b.view),
        Column::State => turn(a.state.rank().cmp(&b.state.rank())),
        Column::Reason => text(&a.reasons, &b.reasons),
        Column::Score => number(a.score.map(f64::from), b.score.map(f64::from)),
    }
}

/// Text without regard to case, numbers in it by their value: `film 2` before `film 10`.
fn natural(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a, b);
    loop {
        let digits = |s: &str| s.find(|c: char| !c.is_ascii_digit()).unwrap_or(s.len());
        match (digits(a), digits(b)) {
            (0, _) | (_, 0) => {
                let (mut left, mut right) = (a.chars(), b.chars());
                match (left.next(), right.next()) {
                    (None, None) => return Ordering::Equal,
                    (None, Some(_)) => return Ordering::Less,
                    (Some(_), None) => return Ordering::Greater,
                    (Some(x), Some(y)) => match x.to_lowercase().cmp(y.to_lowercase()) {
                        Ordering::Equal => (a, b) = (left.as_str(), right.as_str()),
                        other => return other,
                    },
                }
            }
            (m, n) => {
                let (x, y) = (a[..m].trim_start_matches('0'), b[..n].trim_start_matches('0'));
                match x.len().cmp(&y.len()).then_with(|| x.cmp(y)) {
                    Ordering::Equal => (a, b) = (&a[m..], &b[n..]),
                    other => return other,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
