//! `trainer predict`: films in, one row each out. A bad file marks its own row and nothing else.
//!
//! In the order of a film's way: [`find_files`] and [`Units`] (files, folders and zips as one stream), [`pipeline`]
//! (decoding beside the device, rows in the order of the input), [`Predictor`] (the device), [`row`], [`OutFile`] (rows on
//! disk, resumable), [`Summary`]. [`export`] goes the same way film by film, and writes what `shared::report` makes.
//!
//! Memory does not grow with the number of films: see [`pipeline`]. Nothing of a zip is ever written to disk.

mod archive;
pub mod export;
mod files;
mod out_file;
pub mod pipeline;
mod predictor;
pub mod row;
mod summary;
mod units;

pub use files::{MAX_FILE, find_files};
pub use out_file::{Done, OutFile};
pub(crate) use predictor::input;
pub use predictor::{Predictor, default_batch};
pub use row::{Prediction, Reject, RowFormat};
pub use summary::Summary;
pub use units::{Unit, Units};
