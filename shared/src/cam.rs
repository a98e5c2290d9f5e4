//! Grad-CAM (Selvaraju et al. 2017) of the global-average-pooling head, in closed form.
//!
//! With g = mean over `block5_pool`, h = W1 g + b1 and logit = w2 ReLU(h) + b2, the gradient of the logit by g is
//! `a_k = sum_j w2_j [h_j > 0] W1_jk`. Pooling windows do not overlap, so the mean gradient by each map A_k is a_k
//! over the number of its cells, and Grad-CAM is ReLU(sum_k a_k A_k) over that number. No autodiff is needed, which
//! keeps it out of the tab. Plain CAM, W1' w2 without the ReLU's gate, is another and here a wrong map.

use crate::classifier::HeadWeights;

/// A map over the film, row-major; larger means that the region raised the logit more.
///
/// Its unit is logit per cell, so that maps of different films compare: the colour scale is the package's, never
/// the film's own.
#[derive(Debug, Clone, PartialEq)]
pub struct Heatmap {
    /// Cells a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `width * height` values, none below 0.
    pub values: Vec<f32>,
}

/// Grad-CAM of one film.
///
/// # Shapes
///
/// - `maps`: `block5_conv3` after ReLU, `[channels, height, width]`
/// - `pooled`: mean over `block5_pool`, `[channels]`
/// - output: `[height, width]`
///
/// # Panics
///
/// If the lengths do not fit each other: a fault of the caller.
pub fn grad_cam(head: &HeadWeights, maps: &[f32], pooled: &[f32], height: usize, width: usize) -> Heatmap {
    let (channels, cells) = (pooled.len(), height * width);
    assert_eq!(maps.len(), channels * cells, "maps must be channels x height x width");
    assert_eq!(head.hidden_weight.len(), head.hidden_bias.len() * channels, "the head must fit the features");
    let importance = channel_importance(head, pooled);
    let mut sum = vec![0.0_f64; cells];
    for (map, a) in maps.chunks_exact(cells).zip(&importance) {
        for (s, value) in sum.iter_mut().zip(map) {
            *s += a * f64::from(*value);
        }
    }
    let values = sum.into_iter().map(|s| (s.max(0.0) / cells as f64) as f32).collect();
    Heatmap { width, height, values }
}

/// a_k, the gradient of the logit by each pooled feature.
fn channel_importance(head: &HeadWeights, pooled: &[f32]) -> Vec<f64> {
    let mut importance = vec![0.0_f64; pooled.len()];
    let rows = head.hidden_weight.chunks_exact(pooled.len());
    for ((row, bias), output) in rows.zip(&head.hidden_bias).zip(&head.output_weight) {
        let hidden: f64 = row.iter().zip(pooled).map(|(w, g)| f64::from(*w) * f64::from(*g)).sum::<f64>()
            + f64::from(*bias);
        if hidden > 0.0 {
            for (a, w) in importance.iter_mut().zip(row) {
                *a += f64::from(*output) * f64::from(*w);
            }
        }
    }
    importance
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head() -> HeadWeights {
        HeadWeights {
            hidden_weight: vec![1.0, 0.0, 0.0, 1.0],
            hidden_bias: vec![0.0, -10.0],
            output_weight: vec![2.0, 5.0],
            output_bias: 0.0,
        }
    }

    #[test]
    fn a_closed_gate_lets_nothing_through() {
        // The second hidden unit is off (1 - 10 < 0), so only the first channel counts, with weight 2.
        let map = grad_cam(&head(), &[1.0, 0.0, 0.0, 3.0, 9.0, 9.0, 9.0, 9.0], &[1.0, 1.0], 2, 2);
        assert_eq!(map.values, vec![0.5, 0.0, 0.0, 1.5]);
    }

    #[test]
    fn what_lowers_the_logit_is_not_shown() {
        let mut head = head();
        head.output_weight[0] = -2.0;
        let map = grad_cam(&head, &[1.0; 8], &[1.0, 1.0], 2, 2);
        assert!(map.values.iter().all(|&v| v == 0.0));
    }
}
