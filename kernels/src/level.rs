//! Which instructions a machine has, and the kernels compiled for them.

use std::fmt;

use crate::direct::{DirectJob, direct};
use crate::product::{ProductJob, product};
use crate::transform::{InputJob, OutputJob, Run, input, output};

type Input = unsafe fn(&InputJob<'_>, &[usize], &mut [f32]);
type Product = unsafe fn(&ProductJob<'_>, &mut [f32]);
type Output = unsafe fn(&OutputJob<'_>, Run, &mut [f32], [usize; 2]);
type Direct = unsafe fn(&DirectJob<'_>, usize, usize, &mut [f32]);

/// The kernels for one set of instructions. Exists only for a set that this machine has: [`Kernels::available`].
#[derive(Clone, Copy)]
pub struct Kernels {
    name: &'static str,
    /// Tiles in a block, `MR`.
    pub(crate) block: usize,
    /// Outputs in a panel, `NR`: every number of channels is rounded up to a multiple of it.
    pub(crate) panel: usize,
    /// Pairs of points of the tiles in blocks 1 to 3, whose filters are small: what was fastest.
    pub(crate) early_pairs: usize,
    input: [Input; 3],
    product: Product,
    output: [Output; 3],
    direct: Direct,
}

impl fmt::Debug for Kernels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kernels").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Kernels {
    /// Every set that this machine has, the fastest first; the last one is always there.
    #[allow(clippy::vec_init_then_push, reason = "what is pushed first depends on the target")]
    pub fn available() -> Vec<Self> {
        let mut found = Vec::new();
        #[cfg(target_arch = "x86_64")]
        {
            if std::arch::is_x86_feature_detected!("avx512f") {
                found.push(avx512::KERNELS);
            }
            if std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("fma") {
                found.push(avx2::KERNELS);
            }
        }
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        found.push(simd128::KERNELS);
        #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
        found.push(portable::KERNELS);
        found
    }

    /// The fastest set that this machine has.
    pub fn detect() -> Self {
        Self::available()[0]
    }

    /// What the set is called, such as `avx512`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// See [`input`]; `pairs` are the tile's.
    pub(crate) fn input(&self, pairs: usize, job: &InputJob<'_>, tiles: &[usize], out: &mut [f32]) {
        // SAFETY: the machine has the instructions, or `self` would not exist.
        unsafe { self.input[pairs - 2](job, tiles, out) }
    }

    /// See [`product`].
    pub(crate) fn product(&self, job: &ProductJob<'_>, out: &mut [f32]) {
        // SAFETY: the machine has the instructions, or `self` would not exist.
        unsafe { (self.product)(job, out) }
    }

    /// See [`output`]; `pairs` are the tile's.
    pub(crate) fn output(
        &self,
        pairs: usize,
        job: &OutputJob<'_>,
        run: Run,
        band: &mut [f32],
        size: [usize; 2],
    ) {
        // SAFETY: the machine has the instructions, or `self` would not exist.
        unsafe { self.output[pairs - 2](job, run, band, size) }
    }

    /// See [`direct`].
    pub(crate) fn direct(&self, job: &DirectJob<'_>, y: usize, width: usize, out: &mut [f32]) {
        // SAFETY: the machine has the instructions, or `self` would not exist.
        unsafe { (self.direct)(job, y, width, out) }
    }
}

/// Compiles the kernels for vectors of `$lanes`, with `$mr` tiles by `$nv` vectors in registers and tiles of `$early` pairs in
/// the early layers.
macro_rules! kernels {
    ($name:ident, $lanes:ident, $mr:literal, $nv:literal, $early:literal $(, $feature:literal)?) => {
        mod $name {
            use super::*;
            use crate::lanes::{Lanes, $lanes};

            $(#[target_feature(enable = $feature)])?
            fn input_of<const P: usize>(job: &InputJob<'_>, tiles: &[usize], out: &mut [f32]) {
                input::<$lanes, P>(job, tiles, out)
            }

            $(#[target_feature(enable = $feature)])?
            fn product_of(job: &ProductJob<'_>, out: &mut [f32]) {
                product::<$lanes, $mr, $nv>(job, out)
            }

            $(#[target_feature(enable = $feature)])?
            fn output_of<const P: usize>(job: &OutputJob<'_>, run: Run, band: &mut [f32], size: [usize; 2]) {
                output::<$lanes, P>(job, run, band, size)
            }

            $(#[target_feature(enable = $feature)])?
            fn direct_of(job: &DirectJob<'_>, y: usize, width: usize, out: &mut [f32]) {
                direct::<$lanes, $mr, $nv>(job, y, width, out)
            }

            pub(super) const KERNELS: Kernels = Kernels {
                name: stringify!($name),
                block: $mr,
                panel: $nv * <$lanes>::N,
                early_pairs: $early,
                input: [input_of::<2>, input_of::<3>, input_of::<4>],
                product: product_of,
                output: [output_of::<2>, output_of::<3>, output_of::<4>],
                direct: direct_of,
            };
        }
    };
}

// Registers for the sums, a row of filters and one input: 32 of AVX-512 hold 14 x 2 sums, 16 of the others 6 x 2.
// Large tiles pay where multiplications are slow beside memory: 207 against 225 ms a film in Chromium with 8 x 8 outputs,
// but 50 against 46 ms with AVX-512 and two threads, on one and the same machine.
#[cfg(target_arch = "x86_64")]
kernels!(avx512, Avx512, 14, 2, 2, "avx512f");
#[cfg(target_arch = "x86_64")]
kernels!(avx2, Avx2, 6, 2, 2, "avx2,fma");
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
kernels!(simd128, Wasm, 6, 2, 4);
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
kernels!(portable, Portable, 6, 2, 2);
