//! Colours that people with each kind of colour blindness tell apart.

/// Series, in order (Okabe and Ito 2008, without its yellow, which is too light for a thin line on white).
pub const PALETTE: [&str; 7] = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"];

/// Dash of a series' line; the first is solid.
pub(super) const DASHES: [&str; 7] = ["none", "7 3", "2 2", "9 3 2 3", "4 4", "12 4", "1 3"];

const WHITE: [f64; 3] = [255.0, 255.0, 255.0];
const BLUE: [f64; 3] = [0.0, 74.0, 128.0];
const RED: [f64; 3] = [178.0, 60.0, 0.0];

fn mix(from: [f64; 3], to: [f64; 3], share: f64) -> [u8; 3] {
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    // Within 0..=255 as both ends are.
    std::array::from_fn(|i| (from[i] + (to[i] - from[i]) * share).round() as u8)
}

/// White at 0 to dark blue at 1.
pub fn sequential(share: f64) -> [u8; 3] {
    mix(WHITE, BLUE, share)
}

/// Dark blue at -1, white at 0, dark orange at 1.
pub fn diverging(value: f64) -> [u8; 3] {
    if value < 0.0 { mix(WHITE, BLUE, -value) } else { mix(WHITE, RED, value) }
}

/// As SVG writes it.
pub(super) fn hex([r, g, b]: [u8; 3]) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// The colour of a series.
pub(super) fn series(index: usize) -> &'static str {
    PALETTE[index % PALETTE.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_and_middle() {
        assert_eq!(hex(sequential(0.0)), "#ffffff");
        assert_eq!(hex(diverging(0.0)), "#ffffff");
        assert_eq!(diverging(-1.0), diverging(-3.0));
        assert_ne!(diverging(-1.0), diverging(1.0));
        assert_eq!(sequential(f64::NAN), [255; 3]);
    }
}
