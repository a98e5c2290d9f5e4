//! The two bit readers of code blocks: the MQ arithmetic decoder (T.800 annex C) and raw bits (section D.6).

/// Probability estimate, T.800 table C.2: Qe, next state after the more and the less probable symbol, whether the
/// meaning of "more probable" switches.
struct Estimate {
    qe: u16,
    more: u8,
    less: u8,
    switch: u8,
}

const fn estimate(qe: u16, more: u8, less: u8, switch: u8) -> Estimate {
    Estimate { qe, more, less, switch }
}

const ESTIMATES: [Estimate; 47] = [
    estimate(0x5601, 1, 1, 1),
    estimate(0x3401, 2, 6, 0),
    estimate(0x1801, 3, 9, 0),
    estimate(0x0AC1, 4, 12, 0),
    estimate(0x0521, 5, 29, 0),
    estimate(0x0221, 38, 33, 0),
    estimate(0x5601, 7, 6, 1),
    estimate(0x5401, 8, 14, 0),
    estimate(0x4801, 9, 14, 0),
    estimate(0x3801, 10, 14, 0),
    estimate(0x3001, 11, 17, 0),
    estimate(0x2401, 12, 18, 0),
    estimate(0x1C01, 13, 20, 0),
    estimate(0x1601, 29, 21, 0),
    estimate(0x5601, 15, 14, 1),
    estimate(0x5401, 16, 14, 0),
    estimate(0x5101, 17, 15, 0),
    estimate(0x4801, 18, 16, 0),
    estimate(0x3801, 19, 17, 0),
    estimate(0x3401, 20, 18, 0),
    estimate(0x3001, 21, 19, 0),
    estimate(0x2801, 22, 19, 0),
    estimate(0x2401, 23, 20, 0),
    estimate(0x2201, 24, 21, 0),
    estimate(0x1C01, 25, 22, 0),
    estimate(0x1801, 26, 23, 0),
    estimate(0x1601, 27, 24, 0),
    estimate(0x1401, 28, 25, 0),
    estimate(0x1201, 29, 26, 0),
    estimate(0x1101, 30, 27, 0),
    estimate(0x0AC1, 31, 28, 0),
    estimate(0x09C1, 32, 29, 0),
    estimate(0x08A1, 33, 30, 0),
    estimate(0x0521, 34, 31, 0),
    estimate(0x0441, 35, 32, 0),
    estimate(0x02A1, 36, 33, 0),
    estimate(0x0221, 37, 34, 0),
    estimate(0x0141, 38, 35, 0),
    estimate(0x0111, 39, 36, 0),
    estimate(0x0085, 40, 37, 0),
    estimate(0x0049, 41, 38, 0),
    estimate(0x0025, 42, 39, 0),
    estimate(0x0015, 43, 40, 0),
    estimate(0x0009, 44, 41, 0),
    estimate(0x0005, 45, 42, 0),
    estimate(0x0001, 45, 43, 0),
    estimate(0x5601, 46, 46, 0),
];

/// The context of a run of four insignificant coefficients, T.800 table D.5.
pub(super) const RUN: usize = 17;
/// The context of bits that are as likely set as not.
pub(super) const UNIFORM: usize = 18;

/// What a decision does in a state: Qe, and the states after the more and the less probable symbol. A state is twice the
/// index into [`ESTIMATES`], plus the more probable symbol; there are 128, so that no state is out of range.
#[derive(Clone, Copy)]
struct Transition {
    qe: u16,
    more: u8,
    less: u8,
}

static TRANSITIONS: [Transition; 128] = transitions();

const fn transitions() -> [Transition; 128] {
    let mut table = [Transition { qe: 0x5601, more: 92, less: 92 }; 128];
    let mut state = 0;
    while state < 2 * ESTIMATES.len() {
        let estimate = &ESTIMATES[state / 2];
        let symbol = (state % 2) as u8;
        table[state] = Transition {
            qe: estimate.qe,
            more: (estimate.more << 1) | symbol,
            less: (estimate.less << 1) | (symbol ^ estimate.switch),
        };
        state += 1;
    }
    table
}

/// The state of each of the 19 contexts; the rest are there so that no context is out of range.
#[derive(Clone)]
pub(super) struct Contexts([u8; 32]);

impl Contexts {
    /// T.800 table D.7.
    pub(super) fn new() -> Self {
        let mut states = [0; 32];
        states[0] = 4 << 1;
        states[RUN] = 3 << 1;
        states[UNIFORM] = 46 << 1;
        Self(states)
    }
}

/// The arithmetic decoder over one terminated segment. Past its end it reads 0xFF, as T.800 section C.3.4 has it.
pub(super) struct Mq<'a> {
    data: &'a [u8],
    at: usize,
    /// A, the size of the interval.
    interval: u32,
    /// C, the code register.
    code: u32,
    /// CT, bits left before the next byte is taken.
    left: u32,
}

impl<'a> Mq<'a> {
    /// T.800 figure C.10, INITDEC.
    pub(super) fn new(data: &'a [u8]) -> Self {
        let mut mq = Self { data, at: 0, interval: 0x8000, code: 0, left: 0 };
        mq.code = u32::from(mq.byte(0)) << 16;
        mq.byte_in();
        mq.code <<= 7;
        mq.left -= 7;
        mq
    }

    fn byte(&self, at: usize) -> u8 {
        self.data.get(at).copied().unwrap_or(0xFF)
    }

    /// T.800 figure C.9, BYTEIN. The sums wrap: only a stream that no encoder writes gets there.
    #[inline]
    fn byte_in(&mut self) {
        let next = self.byte(self.at + 1);
        if self.byte(self.at) == 0xFF {
            if next > 0x8F {
                self.code = self.code.wrapping_add(0xFF00);
                self.left = 8;
            } else {
                self.at += 1;
                self.code = self.code.wrapping_add(u32::from(next) << 9);
                self.left = 7;
            }
        } else {
            self.at += 1;
            self.code = self.code.wrapping_add(u32::from(next) << 8);
            self.left = 8;
        }
    }

    /// The next decision in a context, 0 or 1: T.800 figure C.7, DECODE.
    #[inline]
    pub(super) fn decode(&mut self, contexts: &mut Contexts, context: usize) -> u32 {
        let state = &mut contexts.0[context % 32];
        let symbol = *state & 1;
        let transition = TRANSITIONS[usize::from(*state % 128)];
        let qe = u32::from(transition.qe);
        // Wrapping throughout: neither register leaves its range in a stream that an encoder wrote, and in another it must
        // not matter.
        self.interval = self.interval.wrapping_sub(qe);
        let less = if (self.code >> 16) < qe {
            let less = self.interval >= qe;
            self.interval = qe;
            less
        } else {
            self.code = self.code.wrapping_sub(qe << 16);
            if self.interval & 0x8000 != 0 {
                return u32::from(symbol);
            }
            self.interval < qe
        };
        *state = if less { transition.less } else { transition.more };
        // T.800 figure C.8, RENORMD: as many shifts as bring the interval's highest bit back, in steps of what is left.
        let mut shifts = (self.interval as u16).leading_zeros().min(15);
        while shifts > 0 {
            if self.left == 0 {
                self.byte_in();
            }
            let step = shifts.min(self.left);
            self.interval <<= step;
            self.code <<= step;
            self.left -= step;
            shifts -= step;
        }
        u32::from(symbol ^ u8::from(less))
    }
}

/// Bits of a segment that is not arithmetically coded, with a bit stuffed after each 0xFF.
pub(super) struct Raw<'a> {
    data: &'a [u8],
    at: usize,
    byte: u8,
    left: u32,
}

impl<'a> Raw<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self { data, at: 0, byte: 0, left: 0 }
    }

    pub(super) fn bit(&mut self) -> u32 {
        if self.left == 0 {
            self.left = if self.byte == 0xFF { 7 } else { 8 };
            self.byte = self.data.get(self.at).copied().unwrap_or(0xFF);
            self.at += 1;
        }
        self.left -= 1;
        u32::from(self.byte >> self.left) & 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// T.800 annex J.1 (the test sequence of T.88 annex H.2): its encoded bytes give these decisions in one context.
    #[test]
    fn the_standards_test_sequence_decodes() {
        let coded = [
            0x84, 0xC7, 0x3B, 0xFC, 0xE1, 0xA1, 0x43, 0x04, 0x02, 0x20, 0x00, 0x00, 0x41, 0x0D, 0xBB, 0x86,
            0xF4, 0x31, 0x7F, 0xFF, 0x88, 0xFF, 0x37, 0x47, 0x1A, 0xDB, 0x6A, 0xDF, 0xFF, 0xAC,
        ];
        let plain: [u8; 32] = [
            0x00, 0x02, 0x00, 0x51, 0x00, 0x00, 0x00, 0xC0, 0x03, 0x52, 0x87, 0x2A, 0xAA, 0xAA, 0xAA, 0xAA,
            0x82, 0xC0, 0x20, 0x00, 0xFC, 0xD7, 0x9E, 0xF6, 0xBF, 0x7F, 0xED, 0x90, 0x4F, 0x46, 0xA3, 0xBF,
        ];
        let mut contexts = Contexts([0; 32]);
        let mut mq = Mq::new(&coded);
        for byte in plain {
            let decoded = (0..8).fold(0, |byte, _| byte << 1 | mq.decode(&mut contexts, 0));
            assert_eq!(decoded, u32::from(byte));
        }
    }

    #[test]
    fn a_bit_is_stuffed_after_ff() {
        let mut raw = Raw::new(&[0xFF, 0x7F, 0x80]);
        let bits: Vec<u32> = (0..16).map(|_| raw.bit()).collect();
        assert_eq!(bits, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
        assert_eq!((0..7).map(|_| raw.bit()).sum::<u32>(), 0);
    }
}
