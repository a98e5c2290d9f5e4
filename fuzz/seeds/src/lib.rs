//! What the inputs of the fuzz targets mean, and films written around them.
//!
//! One definition for both sides: the targets take inputs apart, `seeds` (the program) makes them from films. Nothing
//! but the standard library, so that seeds are written without compiling Burn.

mod film;
pub mod input;

pub use film::{Encoding, Film, NAME, Tag, Writer};
