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
    /// The run mixes several sets of films.
    #[error("the run trains on {sets} sets of films at once; a submission describes a run on one")]
    Mixed {
        /// How many.
        sets: usize,
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
        part: &'static str,
    },
    /// Nothing was measured on the films that were kept back.
    #[error(
        "missing: no --evaluation is of all ages of the split's {table}: run `trainer evaluate --metadata` with that table"
    )]
    NoTest {
        /// The table.
        table: &'static str,
    },
    /// Nobody has said how films got their labels.
    #[error(
        "missing: {file} has no `data.ground_truth`: a sentence on who labelled the films and from what; no program can know it"
    )]
    NoGroundTruth {
        /// The run's configuration.
        file: String,
    },
    /// An input was not given.
    #[error("missing: {0}")]
    NotGiven(&'static str),
}
