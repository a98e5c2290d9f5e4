//! Binary cross-entropy with class weights and label smoothing.
//!
//! A step's loss is sum_i w_i l_i / W, with W the weights of *all* the step's films: the parts of a step that is divided
//! into batches, or over devices, add up to what the step would have been in one piece.

use burn::tensor::{Tensor, TensorData};

use crate::config::{LossConfig, PositiveWeight};

/// How films count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Loss {
    /// Weight of a positive film; a negative one has 1.
    pub positive_weight: f64,
    /// Share of the target that is spread over both classes.
    pub label_smoothing: f64,
}

impl Loss {
    /// The loss that a configuration asks for on these films.
    ///
    /// `balanced` is negatives / positives, and 1 where a class is missing.
    pub fn new(config: &LossConfig, labels: &[bool]) -> Self {
        let positives = labels.iter().filter(|&&l| l).count();
        let positive_weight = match config.positive_weight {
            PositiveWeight::Times(weight) => weight,
            PositiveWeight::Rule(_) if positives == 0 || positives == labels.len() => 1.0,
            PositiveWeight::Rule(_) => (labels.len() - positives) as f64 / positives as f64,
        };
        Self { positive_weight, label_smoothing: config.label_smoothing }
    }

    /// Plain cross-entropy: every film counts 1, targets are 0 and 1.
    pub fn plain() -> Self {
        Self { positive_weight: 1.0, label_smoothing: 0.0 }
    }

    /// What a film counts.
    pub fn weight(&self, positive: bool) -> f64 {
        if positive { self.positive_weight } else { 1.0 }
    }

    /// What films count together.
    pub fn total_weight(&self, labels: &[bool]) -> f64 {
        labels.iter().map(|&l| self.weight(l)).sum()
    }

    fn target(&self, positive: bool) -> f64 {
        f64::from(u8::from(positive)) * (1.0 - self.label_smoothing) + self.label_smoothing / 2.0
    }

    /// These films' share of a step's loss: sum_i w_i l_i / `total_weight`.
    ///
    /// With l = max(x, 0) - x y + ln(1 + e^-|x|), the form that cannot overflow.
    ///
    /// # Shapes
    ///
    /// - `logits`: `[batch, 1]`
    /// - output: `[1]`
    pub fn share(&self, logits: Tensor<2>, labels: &[bool], total_weight: f64) -> Tensor<1> {
        let device = logits.device();
        let column =
            |values: Vec<f32>| Tensor::<2>::from_data(TensorData::new(values, [labels.len(), 1]), &device);
        let targets = column(labels.iter().map(|&l| self.target(l) as f32).collect());
        let positive_part = logits.clone().clamp_min(0.0);
        let log_term = (-logits.clone().abs()).exp().log1p();
        let mut losses = positive_part - logits * targets + log_term;
        if self.positive_weight != 1.0 {
            losses = losses * column(labels.iter().map(|&l| self.weight(l) as f32).collect());
        }
        losses.sum() / total_weight
    }

    /// The mean loss of films whose logits are known.
    pub fn mean(&self, logits: &[f64], labels: &[bool]) -> f64 {
        let sum: f64 = logits
            .iter()
            .zip(labels)
            .map(|(&x, &l)| self.weight(l) * (x.max(0.0) - x * self.target(l) + (-x.abs()).exp().ln_1p()))
            .sum();
        sum / self.total_weight(labels)
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::*;
    use crate::config::Balanced;

    #[test]
    fn plain_cross_entropy_is_the_textbooks() {
        let logits = Tensor::<2>::from_data([[0.0_f32], [2.0], [-80.0]], &Device::flex());
        let labels = [true, false, false];
        let loss: f32 = Loss::plain().share(logits, &labels, 3.0).into_scalar();
        let expected = ((2.0_f64).ln() + (1.0 + 2.0_f64.exp()).ln()) / 3.0;
        assert!((f64::from(loss) - expected).abs() < 1e-6, "{loss} {expected}");
        assert!((Loss::plain().mean(&[0.0, 2.0, -80.0], &labels) - expected).abs() < 1e-12);
    }

    #[test]
    fn shares_add_up_and_agree_with_the_host() {
        let loss = Loss { positive_weight: 3.0, label_smoothing: 0.1 };
        let (logits, labels) = ([0.3_f64, -1.2, 2.5, 0.0], [true, false, true, false]);
        let total = loss.total_weight(&labels);
        assert_eq!(total, 8.0);
        let share = |range: std::ops::Range<usize>| -> f32 {
            let values: Vec<f32> = logits[range.clone()].iter().map(|&x| x as f32).collect();
            let n = values.len();
            let tensor = Tensor::<2>::from_data(TensorData::new(values, [n, 1]), &Device::flex());
            loss.share(tensor, &labels[range], total).into_scalar()
        };
        let expected = loss.mean(&logits, &labels);
        assert!((f64::from(share(0..4)) - expected).abs() < 1e-6);
        assert!((f64::from(share(0..1) + share(1..4)) - expected).abs() < 1e-6);
        // By hand: target 0.95 and weight 3 for the first film alone.
        let first = 3.0 * (0.3 - 0.3 * 0.95 + (-0.3_f64).exp().ln_1p()) / 8.0;
        assert!((f64::from(share(0..1)) - first).abs() < 1e-6);
    }

    #[test]
    fn balanced_makes_both_classes_count_alike() {
        let config =
            LossConfig { positive_weight: PositiveWeight::Rule(Balanced::Balanced), label_smoothing: 0.0 };
        assert_eq!(Loss::new(&config, &[true, false, false, false]).positive_weight, 3.0);
        assert_eq!(Loss::new(&config, &[false, false]).positive_weight, 1.0);
    }
}
