//! The learning rate of each step: a linear rise, then the stage's schedule.

use crate::config::{Schedule, StageConfig};

/// What a falling rate ends at, as a share of its highest.
const FLOOR: f64 = 0.01;

/// The learning rate of step `step` of `steps`, after `warm_up` steps of rising.
pub fn learning_rate(stage: &StageConfig, warm_up: usize, step: usize, steps: usize) -> f64 {
    if step < warm_up {
        return stage.learning_rate * (step + 1) as f64 / warm_up as f64;
    }
    let progress = (step - warm_up) as f64 / steps.saturating_sub(warm_up).max(1) as f64;
    let share = match stage.schedule {
        Schedule::Cosine => FLOOR + (1.0 - FLOOR) * 0.5 * (1.0 + (std::f64::consts::PI * progress).cos()),
        Schedule::Linear => 1.0 - (1.0 - FLOOR) * progress,
        Schedule::Constant => 1.0,
    };
    stage.learning_rate * share
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rates(schedule: &str) -> Vec<f64> {
        let stage: StageConfig = toml::from_str(&format!(
            "input_size = 64\nepochs = 1\nbatch_size = 1\nlearning_rate = 1.0\nschedule = '{schedule}'"
        ))
        .unwrap();
        (0..100).map(|s| learning_rate(&stage, 10, s, 100)).collect()
    }

    #[test]
    fn it_rises_and_falls() {
        for schedule in ["cosine", "linear"] {
            let rates = rates(schedule);
            assert!((rates[0] - 0.1).abs() < 1e-12 && (rates[9] - 1.0).abs() < 1e-12);
            assert!(rates[10..].windows(2).all(|w| w[1] <= w[0]), "{schedule}");
            assert!(rates[99] < 0.03, "{schedule}");
        }
    }

    #[test]
    fn or_stays() {
        assert!(rates("constant")[10..].iter().all(|&r| r == 1.0));
    }
}
