//! The rules on films whose answer can be counted by hand, and what holds for any films.

use proptest::prelude::*;

use super::*;

/// From low to high: - - + - + - + + + +, six positive and four negative.
const LOGITS: [f64; 10] = [-4.0, -3.0, -2.5, -1.0, -0.5, 0.5, 1.0, 2.0, 3.0, 4.0];
const LABELS: [bool; 10] = [false, false, true, false, true, false, true, true, true, true];

fn pick(rule: &str) -> Result<Choice, ThresholdError> {
    choose(rule.parse().unwrap(), &LOGITS, &LABELS)
}

fn threshold(rule: &str) -> f32 {
    pick(rule).unwrap().threshold.value()
}

#[test]
fn a_rule_is_its_text() {
    for text in ["max-f1", "youden", "sensitivity=0.9", "specificity=0.975", "sensitivity=1"] {
        assert_eq!(text.parse::<OperatingRule>().unwrap().to_string(), text);
        let quoted = format!("\"{text}\"");
        let rule: OperatingRule = serde_json::from_str(&quoted).unwrap();
        assert_eq!(serde_json::to_string(&rule).unwrap(), quoted);
    }
    for text in ["", "f1", "max-f1=0.9", "Youden", "sensitivity", "precision=0.9"] {
        assert_eq!(text.parse::<OperatingRule>(), Err(RuleError::Unknown(text.into())), "{text}");
    }
    for text in ["sensitivity=", "sensitivity=0", "sensitivity=1.01", "specificity=90%", "specificity=NaN"] {
        assert_eq!(text.parse::<OperatingRule>(), Err(RuleError::Share(text.into())), "{text}");
    }
}

/// By hand, and by scikit-learn 1.9.1: `precision_recall_curve` has its largest F1, 12/14, at -2.5, `roc_curve` its
/// largest tpr - fpr, 4/6, at 1.0.
#[test]
fn each_rule_picks_the_threshold_counted_by_hand() {
    // At or above -2.5 lie all six positives and two of four negatives: F1 = 12 / 14, J = 1 - 2/4.
    // At or above 1.0 four and none: F1 = 8 / 10, J = 4/6.
    assert_eq!(threshold("max-f1"), -2.75);
    assert_eq!(threshold("youden"), 0.75);
    // Five of six are 0.833: 0.9 takes all six, down to -2.5.
    assert_eq!(threshold("sensitivity=0.9"), -2.75);
    assert_eq!(threshold("sensitivity=0.8"), -0.75);
    assert_eq!(threshold("sensitivity=0.5"), 1.5);
    // Three of four negatives lie below -0.75, and all of them below 0.75.
    assert_eq!(threshold("specificity=0.75"), -0.75);
    assert_eq!(threshold("specificity=0.76"), 0.75);
    assert_eq!(threshold("specificity=1"), 0.75);
}

#[test]
fn the_text_says_what_the_rule_came_to() {
    // Wilson's intervals of 4/6, 4/4, 6/6 and 2/4 by SciPy 1.17.1, `binomtest(k, n).proportion_ci(method="wilson")`.
    let point = pick("youden").unwrap().operating_point();
    assert_eq!(point.name, "youden");
    assert_eq!(
        point.rule,
        "youden: J 0.667 with sensitivity 0.667 (0.30 to 0.90) and specificity 1.000 (0.51 to 1.00) on 10 validation films"
    );
    let point = pick("max-f1").unwrap().operating_point();
    assert_eq!(
        point.rule,
        "max-f1: F1 0.857 with sensitivity 1.000 (0.61 to 1.00) and specificity 0.500 (0.15 to 0.85) on 10 validation films"
    );
    let point = pick("sensitivity=0.9").unwrap().operating_point();
    assert_eq!(point.name, "sensitivity=0.9");
    assert!(
        point.rule.starts_with("sensitivity=0.9: 1.000 (0.61 to 1.00) with specificity 0.500"),
        "{point:?}"
    );
}

#[test]
fn a_threshold_that_calls_all_films_alike_is_refused() {
    // The lowest film is positive: only everything reaches sensitivity 1.
    let labels = [true, false, true];
    let error = choose(OperatingRule::Sensitivity(1.0), &[0.0, 1.0, 2.0], &labels).unwrap_err();
    assert!(error.to_string().contains("calls every film positive"), "{error}");
    assert!(error.to_string().contains("`sensitivity=1`"), "{error}");
    // The highest is negative: only nothing reaches specificity 1.
    let error = choose(OperatingRule::Specificity(1.0), &[0.0, 1.0, 2.0], &[false, true, false]).unwrap_err();
    assert!(error.to_string().contains("calls every film negative"), "{error}");
    // Turned round, no threshold is better than chance.
    let error = choose(OperatingRule::Youden, &[0.0, 1.0], &[true, false]).unwrap_err();
    assert!(matches!(error, ThresholdError::Trivial { side: "positive", .. }), "{error}");
}

#[test]
fn films_of_one_logit_stay_together() {
    let choice = choose(OperatingRule::Specificity(0.6), &[0.0, 1.0, 1.0, 1.0], &[false, false, true, true])
        .unwrap_err();
    assert!(matches!(choice, ThresholdError::Trivial { side: "negative", .. }), "{choice}");
    let choice =
        choose(OperatingRule::Specificity(0.5), &[0.0, 1.0, 1.0, 1.0], &[false, false, true, true]).unwrap();
    assert_eq!((choice.threshold.value(), choice.counts.false_positives), (0.5, 1));
    let same = choose(OperatingRule::MaxF1, &[1.0, 1.0], &[false, true]).unwrap();
    assert_eq!(
        (same.threshold.value(), same.counts.true_positives, same.counts.false_positives),
        (1.0, 1, 1)
    );
}

#[test]
fn neighbours_of_f32_are_divided() {
    let low = 1.0_f32;
    let high = low.next_up();
    let choice = choose(OperatingRule::Youden, &[f64::from(low), f64::from(high)], &[false, true]).unwrap();
    assert_eq!(choice.threshold.value(), high);
}

#[test]
fn nonsense_is_refused() {
    use OperatingRule::{MaxF1, Youden};
    let one = choose(Youden, &[1.0, 2.0], &[true, true]).unwrap_err();
    assert!(matches!(one, ThresholdError::OneClass { positives: 2, .. }), "{one}");
    assert!(matches!(choose(MaxF1, &[0.3], &[false]), Err(ThresholdError::OneClass { .. })));
    assert!(matches!(choose(MaxF1, &[], &[]), Err(ThresholdError::OneClass { .. })));
    assert!(matches!(choose(MaxF1, &[0.3], &[]), Err(ThresholdError::Length { .. })));
    assert!(matches!(choose(MaxF1, &[f64::NAN, 1.0], &[true, false]), Err(ThresholdError::Logit(_))));
}

/// Films with ties: few distinct logits.
fn films() -> impl Strategy<Value = (Vec<f64>, Vec<bool>)> {
    proptest::collection::vec((-8_i8..8, any::<bool>()), 2..40)
        .prop_map(|films| films.into_iter().map(|(logit, label)| (f64::from(logit) / 4.0, label)).unzip())
}

proptest! {
    #[test]
    fn counts_are_those_of_the_threshold((logits, labels) in films(), share in 0.05_f64..1.0) {
        for rule in [
            OperatingRule::MaxF1,
            OperatingRule::Youden,
            OperatingRule::Sensitivity(share),
            OperatingRule::Specificity(share),
        ] {
            let Ok(choice) = choose(rule, &logits, &labels) else { continue };
            let counts = Confusion::at(&logits, &labels, f64::from(choice.threshold.value()));
            prop_assert_eq!(choice.counts, counts);
            match rule {
                OperatingRule::Sensitivity(share) => prop_assert!(counts.recall().unwrap() >= share),
                OperatingRule::Specificity(share) => prop_assert!(counts.specificity().unwrap() >= share),
                OperatingRule::MaxF1 => for &t in &logits {
                    prop_assert!(Confusion::at(&logits, &labels, t).f1().unwrap() <= counts.f1().unwrap());
                },
                OperatingRule::Youden => for &t in &logits {
                    let j = |c: Confusion| c.recall().unwrap() + c.specificity().unwrap();
                    prop_assert!(j(Confusion::at(&logits, &labels, t)) <= j(counts) + 1e-12);
                },
            }
        }
    }

    #[test]
    fn more_sensitivity_is_a_lower_threshold((logits, labels) in films(), a in 0.05_f64..1.0, b in 0.05_f64..1.0) {
        let (low, high) = (a.min(b), a.max(b));
        let at = |rule| choose(rule, &logits, &labels).map(|choice| choice.threshold.value());
        if let (Ok(less), Ok(more)) = (at(OperatingRule::Sensitivity(low)), at(OperatingRule::Sensitivity(high))) {
            prop_assert!(more <= less);
        }
        if let (Ok(less), Ok(more)) = (at(OperatingRule::Specificity(low)), at(OperatingRule::Specificity(high))) {
            prop_assert!(more >= less);
        }
    }
}
