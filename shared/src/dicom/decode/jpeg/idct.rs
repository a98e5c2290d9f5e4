//! Inverse DCT, T.81 section A.3.3, in the integer arithmetic of the Independent JPEG Group's `jidctint.c` ("islow"), the
//! default of libjpeg and libjpeg-turbo: so the samples are those that most other readers give.

const CONST_BITS: u32 = 13;
// Constants of the algorithm of Loeffler, Ligtenberg and Moschytz (1989), times 2^13.
const FIX_0_298631336: i64 = 2446;
const FIX_0_390180644: i64 = 3196;
const FIX_0_541196100: i64 = 4433;
const FIX_0_765366865: i64 = 6270;
const FIX_0_899976223: i64 = 7373;
const FIX_1_175875602: i64 = 9633;
const FIX_1_501321110: i64 = 12299;
const FIX_1_847759065: i64 = 15137;
const FIX_1_961570560: i64 = 16069;
const FIX_2_053119869: i64 = 16819;
const FIX_2_562915447: i64 = 20995;
const FIX_3_072711026: i64 = 25172;

/// Samples of a block: inverse DCT, level shift, clamp to `precision` bits.
pub(super) fn inverse(block: &mut [i64; 64], precision: u32) -> [u16; 64] {
    // As libjpeg: one bit less of headroom in the first pass where samples have 12 bits.
    let pass1_bits = if precision == 8 { 2 } else { 1 };
    for column in 0..8 {
        let input = std::array::from_fn(|row| at(block, row * 8 + column));
        for (row, value) in transform(input, CONST_BITS - pass1_bits).into_iter().enumerate() {
            if let Some(place) = block.get_mut(row * 8 + column) {
                *place = value;
            }
        }
    }
    let (half, most) = (1i64 << (precision - 1), (1i64 << precision) - 1);
    let mut samples = [0u16; 64];
    for (row, out) in block.as_chunks::<8>().0.iter().zip(samples.as_chunks_mut::<8>().0) {
        let row = transform(*row, CONST_BITS + pass1_bits + 3);
        // Within 0..=4095 by the clamp.
        *out = row.map(|value| (value + half).clamp(0, most) as u16);
    }
    samples
}

#[inline]
fn at(block: &[i64; 64], place: usize) -> i64 {
    block.get(place).copied().unwrap_or(0)
}

/// One-dimensional transform of 8 values, shifted down by `shift` bits, halves up.
#[inline]
fn transform([x0, x1, x2, x3, x4, x5, x6, x7]: [i64; 8], shift: u32) -> [i64; 8] {
    // Even part.
    let z1 = (x2 + x6) * FIX_0_541196100;
    let tmp2 = z1 - x6 * FIX_1_847759065;
    let tmp3 = z1 + x2 * FIX_0_765366865;
    let tmp0 = (x0 + x4) << CONST_BITS;
    let tmp1 = (x0 - x4) << CONST_BITS;
    let (tmp10, tmp13) = (tmp0 + tmp3, tmp0 - tmp3);
    let (tmp11, tmp12) = (tmp1 + tmp2, tmp1 - tmp2);
    // Odd part.
    let (z1, z2, z3, z4) = (x7 + x1, x5 + x3, x7 + x3, x5 + x1);
    let z5 = (z3 + z4) * FIX_1_175875602;
    let z1 = -z1 * FIX_0_899976223;
    let z2 = -z2 * FIX_2_562915447;
    let z3 = z5 - z3 * FIX_1_961570560;
    let z4 = z5 - z4 * FIX_0_390180644;
    let tmp0 = x7 * FIX_0_298631336 + z1 + z3;
    let tmp1 = x5 * FIX_2_053119869 + z2 + z4;
    let tmp2 = x3 * FIX_3_072711026 + z2 + z3;
    let tmp3 = x1 * FIX_1_501321110 + z1 + z4;
    let down = |value: i64| (value + (1 << (shift - 1))) >> shift;
    [
        down(tmp10 + tmp3),
        down(tmp11 + tmp2),
        down(tmp12 + tmp1),
        down(tmp13 + tmp0),
        down(tmp13 - tmp0),
        down(tmp12 - tmp1),
        down(tmp11 - tmp2),
        down(tmp10 - tmp3),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dc_term_alone_is_a_flat_block_and_extremes_are_clamped() {
        let mut block = [0i64; 64];
        block[0] = 80;
        assert_eq!(inverse(&mut block, 8), [138; 64]);
        let mut block = [1i64 << 20; 64];
        assert!(inverse(&mut block, 12).iter().all(|sample| *sample <= 4095));
    }

    proptest::proptest! {
        /// Against the definition of T.81 section A.3.3 in floating point.
        #[test]
        fn it_is_the_transform_of_the_standard(coefficients in proptest::collection::vec(-60i64..60, 64)) {
            let mut block: [i64; 64] = coefficients.clone().try_into().expect("64 values");
            let samples = inverse(&mut block, 8);
            let c = |u: usize| if u == 0 { std::f64::consts::FRAC_1_SQRT_2 } else { 1.0 };
            let angle = |x: usize, u: usize| ((2 * x + 1) as f64 * u as f64 * std::f64::consts::PI / 16.0).cos();
            for y in 0..8 {
                for x in 0..8 {
                    let mut sum = 0.0;
                    for v in 0..8 {
                        for u in 0..8 {
                            sum += c(u) * c(v) * coefficients[v * 8 + u] as f64 * angle(x, u) * angle(y, v);
                        }
                    }
                    let exact = (sum / 4.0 + 128.0).clamp(0.0, 255.0);
                    proptest::prop_assert!((f64::from(samples[y * 8 + x]) - exact).abs() <= 1.0);
                }
            }
        }
    }
}
