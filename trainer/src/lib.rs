//! The native end of Lobar, in the order of its pipeline: films ([`phantom`], [`films`], [`film_cache`]) → [`eda`] (of a
//! [`table`], drawn by [`plot`]) → [`split`] → [`dataset`] and [`augment`] → [`train`] (with [`config`], [`pretrained`] and
//! [`run`]) → [`metrics`], [`calibration`], [`threshold`], [`audit`] → [`package`] and [`model_card`] → [`evaluate`],
//! [`predict`] and [`inspect`]; what is told of it all: [`results`], [`submission`], [`export`].
//!
//! What the tab must do alike (reading, preprocessing, network, package format) is not here but in `shared`. This crate
//! never depends on `web`.

pub mod audit;
pub mod augment;
pub mod calibration;
pub mod cli;
pub mod config;
pub mod convolutions;
pub mod dataset;
pub mod device;
pub mod eda;
pub mod evaluate;
pub mod export;
pub mod film_cache;
pub mod films;
pub mod inspect;
pub mod memory;
pub mod metrics;
pub mod model_card;
pub mod ood;
pub mod package;
mod page;
pub mod phantom;
pub mod plot;
pub mod predict;
pub mod pretrained;
pub mod progress;
pub mod results;
pub mod run;
pub mod split;
pub mod submission;
pub mod table;
pub mod threshold;
pub mod train;
