//! The context coder, T.87 annex A, decoding side.

use super::bits::Bits;
use super::corrupt;
use crate::dicom::reason::DicomError;

/// Coding parameters and what follows from them, T.87 section A.2.1.
pub(super) struct Parameters {
    maximum: i32,
    near: i32,
    thresholds: [i32; 3],
    reset: i32,
    range: i32,
    /// qbpp: bits of a mapped error that is written whole.
    whole_bits: u32,
    limit: u32,
}

impl Parameters {
    pub(super) fn new(maximum: i32, near: i32, thresholds: [i32; 3], reset: i32) -> Self {
        let ceil_log2 = |n: i32| 32 - (n - 1).leading_zeros();
        let range = if near == 0 { maximum + 1 } else { (maximum + 2 * near) / (2 * near + 1) + 1 };
        let sample_bits = ceil_log2(maximum + 1).max(2);
        Self {
            maximum,
            near,
            thresholds,
            reset,
            range,
            whole_bits: ceil_log2(range),
            limit: 2 * (sample_bits + sample_bits.max(8)),
        }
    }

    /// Adds a dequantised error to a prediction, modulo the range: T.87 section A.4.5, decoding side.
    fn reconstruct(&self, prediction: i32, error: i32) -> i32 {
        let step = 2 * self.near + 1;
        let mut value = prediction + error * step;
        if value < -self.near {
            value += self.range * step;
        } else if value > self.maximum + self.near {
            value -= self.range * step;
        }
        value.clamp(0, self.maximum)
    }

    fn quantize(&self, gradient: i32) -> i32 {
        let [t1, t2, t3] = self.thresholds;
        let size = gradient.abs();
        let level = if size <= self.near {
            0
        } else if size < t1 {
            1
        } else if size < t2 {
            2
        } else if size < t3 {
            3
        } else {
            4
        };
        // The intervals are mirrored: -T1 belongs to -2 as T1 belongs to 2, T.87 section A.3.3.
        if gradient < 0 { -level } else { level }
    }
}

/// Statistics of a context: A, B, C and N of T.87 section A.2.1; of a run context, B counts negative errors (Nn).
#[derive(Clone, Copy)]
struct Context {
    a: i32,
    b: i32,
    c: i32,
    n: i32,
}

/// J, T.87 section A.2.1: logarithms of run lengths.
const J: [u8; 32] =
    [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15];

pub(super) struct Coder {
    parameters: Parameters,
    /// By 81 Q1 + 9 Q2 + Q3, which is at most 364.
    contexts: [Context; 365],
    /// By RItype, T.87 section A.7.2.
    run_contexts: [Context; 2],
    run_index: usize,
}

impl Coder {
    pub(super) fn new(parameters: Parameters) -> Self {
        let context = Context { a: ((parameters.range + 32) >> 6).max(2), b: 0, c: 0, n: 1 };
        Self { parameters, contexts: [context; 365], run_contexts: [context; 2], run_index: 0 }
    }

    /// Decodes a line into `current[1..=columns]`; both lines have a sample more at each end, which is set here.
    pub(super) fn line(
        &mut self,
        bits: &mut Bits<'_>,
        above: &mut [i32],
        current: &mut [i32],
    ) -> Result<(), DicomError> {
        let columns = current.len().saturating_sub(2);
        let get = |line: &[i32], at: usize| line.get(at).copied().unwrap_or(0);
        let (first, last) = (get(above, 1), get(above, columns));
        if let Some(edge) = above.last_mut() {
            *edge = last;
        }
        if let Some(edge) = current.first_mut() {
            *edge = first;
        }
        let mut x = 1;
        while x <= columns {
            let (a, b, c, d) = (get(current, x - 1), get(above, x), get(above, x - 1), get(above, x + 1));
            let gradients = [d - b, b - c, c - a];
            if gradients.iter().all(|gradient| gradient.abs() <= self.parameters.near) {
                x = self.run(bits, above, current, x)?;
                continue;
            }
            let value = self.regular(bits, a, b, c, gradients)?;
            if let Some(place) = current.get_mut(x) {
                *place = value;
            }
            x += 1;
        }
        Ok(())
    }

    /// Regular mode, T.87 sections A.3 to A.6.
    #[inline]
    fn regular(
        &mut self,
        bits: &mut Bits<'_>,
        a: i32,
        b: i32,
        c: i32,
        [d1, d2, d3]: [i32; 3],
    ) -> Result<i32, DicomError> {
        let p = &self.parameters;
        let q = 81 * p.quantize(d1) + 9 * p.quantize(d2) + p.quantize(d3);
        let sign = if q < 0 { -1 } else { 1 };
        let context = self
            .contexts
            .get_mut(q.unsigned_abs() as usize)
            .ok_or_else(|| corrupt("a context out of range"))?;
        let prediction = if c >= a.max(b) {
            a.min(b)
        } else if c <= a.min(b) {
            a.max(b)
        } else {
            a + b - c
        };
        let prediction = (prediction + sign * context.c).clamp(0, p.maximum);
        let k = golomb_parameter(context.n, context.a)?;
        let mapped = golomb(bits, k, p.limit, p.whole_bits)?;
        let inverted = p.near == 0 && k == 0 && 2 * context.b <= -context.n;
        let error = match (inverted, mapped & 1) {
            (true, 1) => (mapped - 1) / 2,
            (true, _) => -(mapped / 2) - 1,
            (false, 0) => mapped / 2,
            (false, _) => -((mapped + 1) / 2),
        };
        if error.abs() > p.range {
            return Err(corrupt("an error out of range"));
        }
        context.update(error, p.near, p.reset);
        Ok(p.reconstruct(prediction, sign * error))
    }

    /// Run mode, T.87 section A.7: a run of the sample before `x`, then, unless the line ended, one sample that
    /// interrupts it. Returns the place after.
    fn run(
        &mut self,
        bits: &mut Bits<'_>,
        above: &[i32],
        current: &mut [i32],
        x: usize,
    ) -> Result<usize, DicomError> {
        let columns = current.len().saturating_sub(2);
        let value = current.get(x - 1).copied().unwrap_or(0);
        let left = columns + 1 - x;
        let mut length = 0usize;
        let mut ended = false;
        while bits.take(1)? == 1 {
            let whole = 1usize << self.run_bits();
            let count = whole.min(left - length);
            length += count;
            if count == whole {
                self.run_index = (self.run_index + 1).min(31);
            }
            if length == left {
                ended = true;
                break;
            }
        }
        if !ended {
            length += bits.take(self.run_bits())? as usize;
            if length >= left {
                return Err(corrupt("a run past the end of the line"));
            }
        }
        for place in current.iter_mut().skip(x).take(length) {
            *place = value;
        }
        if ended {
            return Ok(x + length);
        }
        let at = x + length;
        let b = above.get(at).copied().unwrap_or(0);
        let sample = self.run_interruption(bits, value, b)?;
        if let Some(place) = current.get_mut(at) {
            *place = sample;
        }
        self.run_index = self.run_index.saturating_sub(1);
        Ok(at + 1)
    }

    fn run_bits(&self) -> u32 {
        J.get(self.run_index).map_or(15, |bits| u32::from(*bits))
    }

    /// The sample that interrupts a run, T.87 section A.7.2.
    fn run_interruption(&mut self, bits: &mut Bits<'_>, a: i32, b: i32) -> Result<i32, DicomError> {
        let run_bits = self.run_bits();
        let p = &self.parameters;
        let same = (a - b).abs() <= p.near;
        let kind = i32::from(same);
        let context = if same { &mut self.run_contexts[1] } else { &mut self.run_contexts[0] };
        let k = golomb_parameter(
            context.n,
            if same { context.a.saturating_add(context.n >> 1) } else { context.a },
        )?;
        let limit =
            p.limit.checked_sub(run_bits + 1).ok_or_else(|| corrupt("a run too long for its samples"))?;
        let mapped = golomb(bits, k, limit, p.whole_bits)?;
        // EMErrval = 2 |Errval| - RItype - map, so its parity with RItype gives map.
        let sum = mapped + kind;
        let map = sum & 1;
        let size = (sum + map) / 2;
        let negative = (k != 0 || 2 * context.b >= context.n) == (map == 1);
        let error = if negative { -size } else { size };
        if size > p.range {
            return Err(corrupt("an error out of range"));
        }
        if error < 0 {
            context.b += 1;
        }
        context.a = context.a.saturating_add((mapped + 1 - kind) >> 1);
        if context.n == p.reset {
            (context.a, context.b, context.n) = (context.a >> 1, context.b >> 1, context.n >> 1);
        }
        context.n += 1;
        let (prediction, sign) = if same { (a, 1) } else { (b, if a > b { -1 } else { 1 }) };
        Ok(p.reconstruct(prediction, sign * error))
    }
}

impl Context {
    /// T.87 section A.6.
    #[inline]
    fn update(&mut self, error: i32, near: i32, reset: i32) {
        self.b += error * (2 * near + 1);
        // Saturates only in a stream that is damaged: the Golomb parameter then leaves its range.
        self.a = self.a.saturating_add(error.abs());
        if self.n == reset {
            self.a >>= 1;
            self.b = if self.b >= 0 { self.b >> 1 } else { -((1 - self.b) >> 1) };
            self.n >>= 1;
        }
        self.n += 1;
        if self.b <= -self.n {
            self.b = (self.b + self.n).max(1 - self.n);
            self.c = (self.c - 1).max(-128);
        } else if self.b > 0 {
            self.b = (self.b - self.n).min(0);
            self.c = (self.c + 1).min(127);
        }
    }
}

/// k, T.87 section A.5.1: the least for which N times 2^k is not below A.
#[inline]
fn golomb_parameter(n: i32, a: i32) -> Result<u32, DicomError> {
    let mut k = 0;
    while i64::from(n) << k < i64::from(a) {
        k += 1;
    }
    if k > 24 { Err(corrupt("a Golomb parameter out of range")) } else { Ok(k) }
}

/// A code word of limited length, T.87 section A.5.3.
#[inline]
fn golomb(bits: &mut Bits<'_>, k: u32, limit: u32, whole_bits: u32) -> Result<i32, DicomError> {
    let most = limit.checked_sub(whole_bits + 1).ok_or_else(|| corrupt("a code word limit out of range"))?;
    let high = bits.unary(most)?;
    let value = if high < most {
        u64::from(high) << k | u64::from(bits.take(k)?)
    } else {
        u64::from(bits.take(whole_bits)?) + 1
    };
    i32::try_from(value)
        .ok()
        .filter(|value| *value < 1 << 20)
        .ok_or_else(|| corrupt("a code word out of range"))
}
