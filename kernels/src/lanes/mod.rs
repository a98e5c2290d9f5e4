//! Vectors of `f32` as wide as the machine has them, behind one trait, so that each kernel is written once.
//!
//! Everything is `inline(always)`: a vector instruction is only generated inside a function that is compiled for it, and
//! those functions are the entry points in [`crate::level`].

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod portable;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm;
#[cfg(target_arch = "x86_64")]
mod x86;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub(crate) use portable::Portable;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub(crate) use wasm::Wasm;
#[cfg(target_arch = "x86_64")]
pub(crate) use x86::{Avx2, Avx512};

/// `N` values of `f32`.
///
/// A type's methods may only be called where its instructions exist; see [`crate::level::Kernels`].
pub(crate) trait Lanes: Copy {
    /// Values in a vector.
    const N: usize;

    /// The same value in every lane.
    fn splat(value: f32) -> Self;

    /// Reads `N` values.
    ///
    /// # Safety
    ///
    /// `from` must be valid for reading `N` values. It need not be aligned to the vector.
    unsafe fn read(from: *const f32) -> Self;

    /// Writes `N` values.
    ///
    /// # Safety
    ///
    /// `to` must be valid for writing `N` values. It need not be aligned to the vector.
    unsafe fn write(self, to: *mut f32);

    /// Sum.
    fn add(self, other: Self) -> Self;

    /// Difference.
    fn sub(self, other: Self) -> Self;

    /// Product.
    fn mul(self, other: Self) -> Self;

    /// `self * factor + addend`, rounded once where the machine can.
    fn mul_add(self, factor: Self, addend: Self) -> Self;

    /// 0 for what is below 0. NaN stays NaN.
    fn relu(self) -> Self;

    /// The larger one, compared as bits without a sign: right for numbers from +0 on, and NaN counts as the largest,
    /// so it is not lost in a pool.
    fn pool(self, other: Self) -> Self;

    /// The first `N` values.
    ///
    /// # Panics
    ///
    /// If there are fewer. The compiler drops the check where the length is known.
    #[inline(always)]
    fn load(from: &[f32]) -> Self {
        assert!(from.len() >= Self::N);
        // SAFETY: the slice holds N values.
        unsafe { Self::read(from.as_ptr()) }
    }

    /// Overwrites the first `N` values.
    ///
    /// # Panics
    ///
    /// If there are fewer.
    #[inline(always)]
    fn store(self, to: &mut [f32]) {
        assert!(to.len() >= Self::N);
        // SAFETY: the slice holds N values.
        unsafe { self.write(to.as_mut_ptr()) }
    }

    /// The `N` values from `at` on.
    ///
    /// # Safety
    ///
    /// `at + N` must be at most the slice's length.
    #[inline(always)]
    unsafe fn load_at(from: &[f32], at: usize) -> Self {
        debug_assert!(at + Self::N <= from.len());
        // SAFETY: the caller keeps the range inside the slice.
        unsafe { Self::read(from.as_ptr().add(at)) }
    }

    /// Overwrites the `N` values from `at` on.
    ///
    /// # Safety
    ///
    /// `at + N` must be at most the slice's length.
    #[inline(always)]
    unsafe fn store_at(self, to: &mut [f32], at: usize) {
        debug_assert!(at + Self::N <= to.len());
        // SAFETY: the caller keeps the range inside the slice.
        unsafe { self.write(to.as_mut_ptr().add(at)) }
    }
}
