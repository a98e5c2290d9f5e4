//! Procedural chest radiographs: films with known answers.
//!
//! A phantom film is drawn from a seed and a number, nothing else: patient, view, exposure, anatomy, distractors,
//! pneumonia (or none) and noise each come from their own random stream, so the film is the same on every machine
//! and in any order, and everything but the foci is independent of the label. It exists to test and demonstrate
//! the whole line without a patient's film. It is *not* a simulator: lengths and densities are set by eye, and a
//! model trained on phantoms says nothing about patients.
//!
//! The order of a film's making:
//!
//! 1. `body`: who, how built, how placed; from the patient's and the film's stream.
//! 2. `anatomy`: soft tissue and lungs as thickness times attenuation, at half resolution.
//! 3. `distractors`: effusion and smooth shadows; later nodules, bands, tubes, leads, a side marker.
//! 4. `disease`: the share of air that fluid replaces.
//! 5. `skeleton` and `vessels`: strokes at full resolution.
//! 6. `film`: beam, scatter, noise, detector blur, film response, window.

mod abdomen;
mod anatomy;
mod body;
mod contact_sheet;
mod dicom;
mod disease;
mod distractors;
mod film;
mod frame;
mod hand;
mod nih;
mod other;
mod raster;
mod rng;
mod scene;
mod skeleton;
mod skull;
mod texture;
mod vessels;
mod vocabulary;

use std::fmt;
use std::path::PathBuf;

use rayon::prelude::*;
use shared::image::{GrayImage, ImageError};

use body::Body;
use distractors::Distractors;
use film::Exposure;
use raster::{Canvas, Plane};
use rng::{Part, Stream};

pub use contact_sheet::contact_sheet;
pub use dicom::{Photometric, dicom_bytes, write_dicom};
pub use nih::{BOX_HEADER, BoundingBox, METADATA_HEADER, NihWriter, encode_png, write_png};
pub use other::{OtherPart, other_film};
pub use scene::scene;
pub use vocabulary::{Finding, Sex, ViewPosition};

/// Why a phantom could not be made or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PhantomError {
    /// The film's side does not fit the generator.
    #[error("a phantom's side must be a multiple of 64 from 128 to 4096 pixels, got {0}")]
    Size(usize),
    /// A share that is not from 0 to 1.
    #[error("the prevalence must be from 0 to 1, got {0}")]
    Prevalence(f32),
    /// The display pixels do not form an image.
    #[error("the film's display does not form an image")]
    Image(#[from] ImageError),
    /// A file could not be written.
    #[error("cannot write {path}")]
    Write {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// A picture could not be encoded.
    #[error("cannot encode a PNG")]
    Png(#[from] png::EncodingError),
    /// A table could not be encoded.
    #[error("cannot encode a CSV table")]
    Csv(#[from] csv::Error),
    /// A DICOM instance could not be encoded.
    #[error("cannot encode a DICOM instance: {0}")]
    Dicom(String),
}

/// What to generate.
#[derive(Debug, Clone, PartialEq)]
pub struct PhantomOptions {
    /// The film's side in pixels: a multiple of 64 from 128 to 4096. The default is 1024, the side of NIH's films.
    pub size: usize,
    /// Share of films with pneumonia, 0 to 1; 0.5 by default.
    pub prevalence: f32,
    /// Forces the label. The film is otherwise the same, so that a pair shows what the disease alone changes.
    pub pneumonia: Option<bool>,
}

impl Default for PhantomOptions {
    fn default() -> Self {
        Self { size: 1024, prevalence: 0.5, pneumonia: None }
    }
}

impl PhantomOptions {
    /// Checks the ranges.
    ///
    /// # Errors
    ///
    /// [`PhantomError::Size`] and [`PhantomError::Prevalence`].
    pub fn validate(&self) -> Result<(), PhantomError> {
        // Half resolution and a 32-cell grid for scatter: multiples of 64. Below 128 a rib is a pixel wide.
        if !(128..=4096).contains(&self.size) || !self.size.is_multiple_of(64) {
            return Err(PhantomError::Size(self.size));
        }
        if !(0.0..=1.0).contains(&self.prevalence) {
            return Err(PhantomError::Prevalence(self.prevalence));
        }
        Ok(())
    }
}

/// A film with its answer.
#[derive(Clone)]
pub struct Phantom {
    /// The collection's seed.
    pub seed: u64,
    /// The film's number in the collection.
    pub index: u64,
    /// The side in pixels.
    pub size: usize,
    /// `size * size` 12-bit values (0 to 4095), row-major, bone bright (MONOCHROME2).
    pub pixels: Vec<u16>,
    /// The film through its window, 8 bits: what NIH's PNG holds and what a viewer shows.
    pub display: GrayImage,
    /// `size * size` values, 255 where the lung is diseased and 0 elsewhere; all 0 without pneumonia.
    pub mask: Vec<u8>,
    /// Window centre, in units of `pixels`.
    pub window_center: f32,
    /// Window width, in units of `pixels`.
    pub window_width: f32,
    /// The patient, from 1; films of one patient share it (see [`Phantom::patient_of`]).
    pub patient_id: u64,
    /// The patient's how-manieth film, from 0.
    pub follow_up: u32,
    /// Age in years, 4 to 90.
    pub age: u32,
    /// Sex.
    pub sex: Sex,
    /// Projection.
    pub view_position: ViewPosition,
    /// Findings in alphabetical order; empty means none.
    pub findings: Vec<Finding>,
}

// Pixels in a log line help no one.
impl fmt::Debug for Phantom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Phantom")
            .field("seed", &self.seed)
            .field("index", &self.index)
            .field("size", &self.size)
            .field("patient_id", &self.patient_id)
            .field("follow_up", &self.follow_up)
            .field("age", &self.age)
            .field("sex", &self.sex)
            .field("view_position", &self.view_position)
            .field("findings", &self.findings)
            .finish_non_exhaustive()
    }
}

/// Films of the patients of one block: eight films of five patients, so that some patients have follow-ups and
/// a film's patient is known without counting.
const BLOCK: [u64; 8] = [0, 1, 1, 2, 3, 3, 3, 4];
const BLOCK_PATIENTS: u64 = 5;

impl Phantom {
    /// Film `index` of collection `seed`, 1024 pixels a side, pneumonia in half of the films.
    ///
    /// # Errors
    ///
    /// [`PhantomError::Image`], which sound options (as the defaults are) rule out.
    pub fn generate(seed: u64, index: u64) -> Result<Self, PhantomError> {
        Self::generate_with(&PhantomOptions::default(), seed, index)
    }

    /// Film `index` of collection `seed`.
    ///
    /// # Errors
    ///
    /// [`PhantomError::Size`] or [`PhantomError::Prevalence`] if the options are out of range.
    pub fn generate_with(options: &PhantomOptions, seed: u64, index: u64) -> Result<Self, PhantomError> {
        options.validate()?;
        let size = options.size;
        let stream = |part| Stream::new(seed, index, part);
        let (patient_id, follow_up) = Self::patient_of(index);
        let body = Body::draw(seed, patient_id, index);

        let drawn = stream(Part::Label).chance(options.prevalence);
        let positive = options.pneumonia.unwrap_or(drawn);
        let mut chance = stream(Part::Distractors);
        let distractors = Distractors::draw(&body, &mut chance);

        let tissue = anatomy::soft_tissue(&body, size / 2, distractors.heart);
        let (mut solid, mut lung) = (tissue.solid, tissue.lung);
        distractors.haze(&body, &lung, &mut solid, &mut chance);
        let healthy = lung.clone();
        distractors.effusion(&body, &mut lung, &mut chance);

        anatomy::parenchyma(&body, &healthy, &mut solid, &mut stream(Part::Parenchyma));
        let air = anatomy::WATER * (1.0 - body.lung_density);
        let mut reference = solid;
        reference.data.iter_mut().zip(&lung.data).for_each(|(r, l)| *r -= air * l);
        let mut smooth = reference.clone();
        let mut fill = None;
        if positive {
            let diseased = disease::pneumonia(&body, &lung, &mut stream(Part::Disease));
            for ((s, l), f) in smooth.data.iter_mut().zip(&lung.data).zip(&diseased.data) {
                *s += air * l * f;
            }
            fill = Some(diseased);
        }

        let mut canvas = Canvas::new(size, body.frame);
        skeleton::draw(&mut canvas, &body);
        vessels::draw(&mut canvas, &body, &healthy, &mut stream(Part::Vessels));
        distractors.strokes(&mut canvas, &body, &healthy, &mut chance);

        let exposure = Exposure::draw(body.view == ViewPosition::Ap, &mut stream(Part::Exposure));
        let pixels = film::develop(&smooth, &canvas.plane, &reference, &exposure, &mut stream(Part::Noise));
        let shown = film::display(&pixels, exposure.window_center, exposure.window_width);
        let display = GrayImage::new(size, size, shown)?;
        let mut findings = distractors.findings;
        if positive {
            findings.push(Finding::Pneumonia);
        }
        findings.sort_unstable();
        Ok(Self {
            seed,
            index,
            size,
            pixels,
            display,
            mask: mask(fill.as_ref(), size),
            window_center: exposure.window_center,
            window_width: exposure.window_width,
            patient_id,
            follow_up,
            age: body.age,
            sex: body.sex,
            view_position: body.view,
            findings,
        })
    }

    /// Films `range` of collection `seed`, made on all cores, in order.
    ///
    /// A 1024-pixel film holds 4 MB; take long ranges in pieces.
    ///
    /// # Errors
    ///
    /// As [`Phantom::generate_with`].
    pub fn generate_range(
        options: &PhantomOptions,
        seed: u64,
        range: std::ops::Range<u64>,
    ) -> Result<Vec<Self>, PhantomError> {
        range.into_par_iter().map(|index| Self::generate_with(options, seed, index)).collect()
    }

    /// The patient (from 1) and follow-up number (from 0) of film `index`: patients have one to three films.
    pub fn patient_of(index: u64) -> (u64, u32) {
        let (block, place) = (index / 8, (index % 8) as usize);
        let within = BLOCK[place];
        let earlier = BLOCK[..place].iter().filter(|&&p| p == within).count();
        (block * BLOCK_PATIENTS + within + 1, earlier as u32)
    }

    /// The label: whether the film shows pneumonia.
    pub fn is_positive(&self) -> bool {
        self.findings.contains(&Finding::Pneumonia)
    }

    /// Findings joined by `|` as NIH writes them, `No Finding` if there are none.
    pub fn finding_labels(&self) -> String {
        if self.findings.is_empty() {
            return "No Finding".to_owned();
        }
        self.findings.iter().map(|f| f.as_str()).collect::<Vec<_>>().join("|")
    }

    /// NIH's name of the film, such as `00000012_003.png`.
    pub fn file_name(&self) -> String {
        format!("{:08}_{:03}.png", self.patient_id, self.follow_up)
    }
}

/// Diseased pixels: where more than a twentieth of the lung's air is gone, which is about where an eye sees it.
fn mask(fill: Option<&Plane>, size: usize) -> Vec<u8> {
    match fill {
        Some(fill) => fill.doubled().data.iter().map(|&f| if f > 0.05 { 255 } else { 0 }).collect(),
        None => vec![0; size * size],
    }
}

#[cfg(test)]
mod tests;
