//! WebAssembly's 128-bit SIMD; with `relaxed-simd`, products and sums are rounded once where the machine can.

use std::arch::wasm32::*;

use super::Lanes;

/// Four values.
#[derive(Clone, Copy)]
pub(crate) struct Wasm(v128);

impl Lanes for Wasm {
    const N: usize = 4;

    #[inline(always)]
    fn splat(value: f32) -> Self {
        Self(f32x4_splat(value))
    }

    #[inline(always)]
    unsafe fn read(from: *const f32) -> Self {
        // SAFETY: valid for four values, says the caller; the instruction needs no alignment.
        Self(unsafe { v128_load(from.cast()) })
    }

    #[inline(always)]
    unsafe fn write(self, to: *mut f32) {
        // SAFETY: valid for four values, says the caller; the instruction needs no alignment.
        unsafe { v128_store(to.cast(), self.0) }
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(f32x4_add(self.0, other.0))
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(f32x4_sub(self.0, other.0))
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self(f32x4_mul(self.0, other.0))
    }

    #[cfg(target_feature = "relaxed-simd")]
    #[inline(always)]
    fn mul_add(self, factor: Self, addend: Self) -> Self {
        Self(f32x4_relaxed_madd(self.0, factor.0, addend.0))
    }

    #[cfg(not(target_feature = "relaxed-simd"))]
    #[inline(always)]
    fn mul_add(self, factor: Self, addend: Self) -> Self {
        Self(f32x4_add(f32x4_mul(self.0, factor.0), addend.0))
    }

    #[inline(always)]
    fn relu(self) -> Self {
        // `pmax(a, b)` is `a < b ? b : a`: one instruction on x86, and NaN stays.
        Self(f32x4_pmax(self.0, f32x4_splat(0.0)))
    }

    #[inline(always)]
    fn pool(self, other: Self) -> Self {
        Self(u32x4_max(self.0, other.0))
    }
}
