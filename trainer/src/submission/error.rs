//! What keeps a submission from being written. A figure that is missing is an error, never a blank.

/// Why there is no submission.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SubmissionError {
    /// A file lacks a figure.
    #[error("missing: {file} has no `{place}`")]
    Missing {
        /// The file.
        file: String,
        /// The field, from the outermost in.
        place: String,
    },
    /// A figure is of another form than it should be.
    #[error("{file}: `{place}` is not what it should be: {why}")]
    Malformed {
        /// The file.
        file: String,
        /// The field, from the outermost in.
        place: String,
        /// What is wrong.
        why: String,
    },
    /// Two inputs do not belong together.
    #[error("{what} is not of this {of}: its {field} is {found}, not {expected}")]
    OfAnother {
        /// The input.
        what: String,
        /// What it should belong to.
        of: &'static str,
        /// What was compared.
        field: &'static str,
        /// What it says.
        found: String,
        /// What it should say.
        expected: String,
    },
    /// Films that the model has seen.
    #[error(
        "{file} is an evaluation of the {part}: the model has seen these films, and their figures prove nothing"
    )]
    Seen {
        /// The evaluation.
        file: String,
        /// Which films.
        part: String,
    },
    /// Nothing was measured on the films that were kept back.
    #[error(
        "missing: no --evaluation is of all ages of the split's {table}: run `trainer evaluate --metadata` with that table"
    )]
    NoTest {
        /// The table.
        table: &'static str,
    },
    /// Nothing was measured on the films of one set that were kept back.
    #[error(
        "missing: no --evaluation is of the test films of {set}: run `trainer evaluate --metadata {table}` and give its folder"
    )]
    NoTestOf {
        /// The set.
        set: String,
        /// Its test table.
        table: String,
    },
    /// A set's table was not explored.
    #[error(
        "missing: no --eda is of {set}: give the folder that `trainer eda` wrote of the table that was split, {table} (SHA-256 \
         {sha256})"
    )]
    NoEda {
        /// The set.
        set: String,
        /// The table's file.
        table: String,
        /// Its identity.
        sha256: String,
    },
    /// A folder that belongs to no set of the run.
    #[error("{option} {what} is of no set of this run: it is of {found}, and the sets' are {expected}")]
    Foreign {
        /// The option it was given with.
        option: &'static str,
        /// The folder.
        what: String,
        /// The SHA-256 that it is told by.
        found: String,
        /// Those of the run's sets.
        expected: String,
    },
    /// Two folders of the same films.
    #[error("{option} is given twice for the same films: {what} and {other} are both of {sha256}")]
    Twice {
        /// The option they were given with.
        option: &'static str,
        /// The second folder.
        what: String,
        /// The first.
        other: String,
        /// The SHA-256 that they are told by.
        sha256: String,
    },
    /// Nobody has said how films got their labels.
    #[error(
        "missing: {file} has no `{place}`: a sentence on who labelled the films and from what; no program can know it. A run \
         that is finished gets it with --ground-truth {number}=TEXT"
    )]
    NoGroundTruth {
        /// The run's configuration.
        file: String,
        /// The field, from the outermost in.
        place: String,
        /// The set, from 1.
        number: usize,
    },
    /// What is said of labels cannot be taken.
    #[error("--ground-truth {given}: {why}")]
    GroundTruth {
        /// As it was given.
        given: String,
        /// What is wrong.
        why: String,
    },
}
