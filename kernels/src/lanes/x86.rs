//! AVX2 with FMA, and AVX-512F.

use std::arch::x86_64::*;

use super::Lanes;

/// Eight values.
#[derive(Clone, Copy)]
pub(crate) struct Avx2(__m256);

/// Sixteen values.
#[derive(Clone, Copy)]
pub(crate) struct Avx512(__m512);

/// The trait, with one intrinsic an operation. Soundness is the same everywhere: the machine has the instructions, since
/// `level` hands out these kernels only after asking it, and pointers are valid, says the trait's contract.
macro_rules! lanes {
    ($lanes:ident, $n:literal, $splat:ident, $load:ident, $store:ident, $add:ident, $sub:ident, $mul:ident, $fma:ident,
     $zero:ident, $max:ident, $to_bits:ident, $from_bits:ident, $max_bits:ident) => {
        impl Lanes for $lanes {
            const N: usize = $n;

            #[inline(always)]
            fn splat(value: f32) -> Self {
                // SAFETY: the machine has the instruction.
                Self(unsafe { $splat(value) })
            }

            #[inline(always)]
            unsafe fn read(from: *const f32) -> Self {
                // SAFETY: the machine has the instruction, and the caller's pointer is valid.
                Self(unsafe { $load(from) })
            }

            #[inline(always)]
            unsafe fn write(self, to: *mut f32) {
                // SAFETY: the machine has the instruction, and the caller's pointer is valid.
                unsafe { $store(to, self.0) }
            }

            #[inline(always)]
            fn add(self, other: Self) -> Self {
                // SAFETY: the machine has the instruction.
                Self(unsafe { $add(self.0, other.0) })
            }

            #[inline(always)]
            fn sub(self, other: Self) -> Self {
                // SAFETY: the machine has the instruction.
                Self(unsafe { $sub(self.0, other.0) })
            }

            #[inline(always)]
            fn mul(self, other: Self) -> Self {
                // SAFETY: the machine has the instruction.
                Self(unsafe { $mul(self.0, other.0) })
            }

            #[inline(always)]
            fn mul_add(self, factor: Self, addend: Self) -> Self {
                // SAFETY: the machine has the instruction.
                Self(unsafe { $fma(self.0, factor.0, addend.0) })
            }

            #[inline(always)]
            fn relu(self) -> Self {
                // The instruction gives its second operand if one of them is NaN.
                // SAFETY: the machine has the instruction.
                Self(unsafe { $max($zero(), self.0) })
            }

            #[inline(always)]
            fn pool(self, other: Self) -> Self {
                // SAFETY: the machine has the instructions.
                Self(unsafe { $from_bits($max_bits($to_bits(self.0), $to_bits(other.0))) })
            }
        }
    };
}

lanes!(
    Avx2,
    8,
    _mm256_set1_ps,
    _mm256_loadu_ps,
    _mm256_storeu_ps,
    _mm256_add_ps,
    _mm256_sub_ps,
    _mm256_mul_ps,
    _mm256_fmadd_ps,
    _mm256_setzero_ps,
    _mm256_max_ps,
    _mm256_castps_si256,
    _mm256_castsi256_ps,
    _mm256_max_epu32
);
lanes!(
    Avx512,
    16,
    _mm512_set1_ps,
    _mm512_loadu_ps,
    _mm512_storeu_ps,
    _mm512_add_ps,
    _mm512_sub_ps,
    _mm512_mul_ps,
    _mm512_fmadd_ps,
    _mm512_setzero_ps,
    _mm512_max_ps,
    _mm512_castps_si512,
    _mm512_castsi512_ps,
    _mm512_max_epu32
);
