//! How many films a second one core reads and prepares.
//!
//!     cargo bench -p trainer --profile dev --bench films
//!
//! The films are NIH's at 1024 x 1024 pixels where they lie beside the project, and phantoms of that size otherwise, drawn
//! into a folder below `target` first; or those of the folder that the environment's `LOBAR_FILMS` names. All are read from the
//! disk's cache, on one thread; an iteration is all of them once, so `items/s` is films a second. `reference/bench_films.py`
//! does the same with torchvision. The everyday profile, as it is optimised.

#![allow(clippy::unwrap_used, reason = "a benchmark that fails should say where")]

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use shared::image::GrayImage;
use shared::preprocess::{Preprocessing, to_grid};
use trainer::augment::augment;
use trainer::config::AugmentationConfig;
use trainer::films;
use trainer::phantom::{Phantom, write_png};

/// Phantoms drawn where there are no films.
const PHANTOMS: u64 = 8;

static FILMS: LazyLock<Vec<PathBuf>> = LazyLock::new(find);

fn main() {
    eprintln!("{} films in {}", FILMS.len(), FILMS[0].parent().unwrap().display());
    divan::main();
}

fn find() -> Vec<PathBuf> {
    let folder = std::env::var_os("LOBAR_FILMS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/nih-slice/images_1024"),
        PathBuf::from,
    );
    if folder.is_dir() {
        return trainer::predict::find_files(&[folder]).unwrap();
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-films");
    std::fs::create_dir_all(&folder).unwrap();
    (0..PHANTOMS)
        .map(|i| {
            let phantom = Phantom::generate(7, i).unwrap();
            let path = folder.join(phantom.file_name());
            write_png(&phantom.display, &path).unwrap();
            path
        })
        .collect()
}

fn each<T>(bencher: Bencher<'_, '_>, mut one: impl FnMut(&Path) -> T) {
    bencher.counter(ItemsCount::new(FILMS.len())).bench_local(|| {
        for path in FILMS.iter() {
            black_box(one(path));
        }
    });
}

/// From the file to 8-bit gray at its own size.
#[divan::bench(sample_count = 30, sample_size = 1)]
fn read(bencher: Bencher<'_, '_>) {
    each(bencher, |path| films::read(path).unwrap());
}

/// From the file to the 256 x 256 pixels that the cache holds: what is done once a film.
#[divan::bench(sample_count = 30, sample_size = 1)]
fn read_to_grid(bencher: Bencher<'_, '_>) {
    each(bencher, |path| to_grid(&films::read(path).unwrap()).unwrap());
}

/// From the file to the network's input, normalised, three channels.
#[divan::bench(sample_count = 30, sample_size = 1)]
fn read_to_input(bencher: Bencher<'_, '_>) {
    each(bencher, |path| Preprocessing::default().apply(&films::read(path).unwrap()).unwrap());
}

fn grids() -> Vec<GrayImage> {
    FILMS.iter().map(|path| to_grid(&films::read(path).unwrap()).unwrap()).collect()
}

fn augmented(bencher: Bencher<'_, '_>, config: &AugmentationConfig) {
    let grids = grids();
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    bencher.counter(ItemsCount::new(grids.len())).bench_local(|| {
        for grid in &grids {
            black_box(augment(grid, config, &mut rng));
        }
    });
}

/// A copy of a film from the cache, as it is drawn in each epoch: position and exposure.
#[divan::bench(sample_count = 30, sample_size = 1)]
fn augment_without_noise(bencher: Bencher<'_, '_>) {
    let config = AugmentationConfig {
        rotation_degrees: 5.0,
        shift: 0.04,
        scale: 0.06,
        shear_degrees: 3.0,
        contrast: 0.15,
        brightness: 12.0,
        gamma: 0.2,
        ..AugmentationConfig::default()
    };
    augmented(bencher, &config);
}

/// The same with noise, three random numbers a pixel.
#[divan::bench(sample_count = 30, sample_size = 1)]
fn augment_with_noise(bencher: Bencher<'_, '_>) {
    augmented(
        bencher,
        &AugmentationConfig { rotation_degrees: 5.0, noise: 3.0, ..AugmentationConfig::default() },
    );
}
