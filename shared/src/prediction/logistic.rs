//! The logistic function. The page includes this very file (`web/src/app/answer/prevalence.rs`), as it does not link
//! `shared`: it refers to nothing else.

/// The probability of log-odds, 0 to 1; NaN of NaN.
///
/// Any finite number is taken: of the two branches neither overflows.
pub fn logistic(log_odds: f64) -> f64 {
    if log_odds >= 0.0 {
        1.0 / (1.0 + (-log_odds).exp())
    } else {
        let e = log_odds.exp();
        e / (1.0 + e)
    }
}
