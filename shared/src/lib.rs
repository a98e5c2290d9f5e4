//! What training and the tab must do alike, once.
//!
//! A pixel that is handled differently in training and in the tab is the classic defect of this field. So everything
//! from a film's bytes to the answer lives here, and `trainer` and `web` both call it: [`dicom`] (reader, checks,
//! display pipeline) → [`image`] → [`preprocess`] → [`vgg16`] and [`classifier`] → [`cam`], [`prediction`] and [`distribution`], with the
//! [`package`] that carries a trained model from one end to the other, and the [`report`]s that carry answers out.
//!
//! This crate performs no file or network I/O, knows no DOM and no command line, and never chooses a device.
//! `trainer`, `web` and `tests` may depend on it; it depends on none of them.

pub mod cam;
pub mod classifier;
pub mod dicom;
pub mod distribution;
pub mod image;
pub mod inference;
pub mod network;
pub mod package;
pub mod picture;
pub mod prediction;
pub mod preprocess;
pub mod report;
mod unfolded;
pub mod vgg16;
pub mod weights;
