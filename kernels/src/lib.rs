//! VGG16's convolutions on a CPU, several times faster than a general tensor library runs them.
//!
//! VGG16 is 3 x 3 convolutions with ReLU and 2 x 2 pools, and nothing else. For that one shape Winograd's minimal
//! filtering needs a quarter to a sixth of the multiplications (`tile.rs` has the mathematics), and everything around
//! it can be laid out for it: maps with channels last and a border of zeros, filters transformed once, bias, ReLU and
//! pool in the transform back. The same code is compiled for AVX-512, for AVX2, for WebAssembly's SIMD with and without
//! relaxed multiply-add, and for any other machine; which one runs is asked at run time.
//!
//! This crate knows no tensor library, no file and no browser. It takes weights and films as slices and gives slices.
//! `trainer` calls it for prediction and for frozen layers, `kernels-wasm` wraps it for the tab. It holds the only
//! `unsafe` code of the workspace: SIMD instructions, and reads of tiles whose bounds are checked once a tile.
//!
//! ```
//! use kernels::{Convolution, Kernels, Scratch, Vgg16};
//!
//! let mut network = Vgg16::new(Kernels::detect());
//! network.push(Convolution { inputs: 3, outputs: 2, weight: &[0.1; 54], bias: &[0.0, 1.0] })?;
//! network.push(Convolution { inputs: 2, outputs: 1, weight: &[0.1; 18], bias: &[0.5] })?;
//! let film = vec![1.0; 3 * 32 * 32];
//! let features = network.features(&mut Scratch::default(), &film, 1, [32, 32], 2)?;
//! assert_eq!(features.len(), 32 * 32);
//! # Ok::<(), kernels::Error>(())
//! ```

mod direct;
mod error;
mod first;
mod lanes;
mod level;
mod map;
mod parallel;
mod product;
mod tile;
mod transform;
mod vgg16;
mod winograd;

pub use error::Error;
pub use level::Kernels;
pub use vgg16::{Convolution, LAYERS, Scratch, Vgg16, Work};
