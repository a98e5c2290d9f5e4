//! How many patients of each class each part gets, before any is drawn, and what to say where that is too few.

use anyhow::{Result, bail};

use super::options::{Part, SplitOptions, TestClasses};
use super::ratio::Ratio;

/// Positive and negative patients of each part, in the order of [`Part::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) parts: [[usize; 2]; 3],
}

/// Plans a split of `counts` positive and negative patients.
///
/// # Errors
///
/// A part with fewer patients of a class than `min_patients`, with the options that would do.
pub(super) fn plan(counts: [usize; 2], options: &SplitOptions) -> Result<Plan> {
    let planned = arithmetic(counts, options);
    let Some(part) = short(&planned, options.min_patients) else { return Ok(planned) };
    let [positive, negative] = planned.parts[part as usize];
    let classes = match (part, options.test_classes) {
        (Part::Test, TestClasses::Natural) => "the table's own ratio".to_owned(),
        (Part::Test, TestClasses::Prevalence(x)) => format!("a prevalence of {x}"),
        _ => options.ratio(part).map_or_else(String::new, |ratio| ratio.to_string()),
    };
    let could = possible(counts, options, part, &planned);
    bail!(
        "the table's {} positive and {} negative patients give {} only {positive} and {negative} at {classes}; \
         --min-patients asks for {} of each class. {}",
        counts[0],
        counts[1],
        part.as_str(),
        options.min_patients,
        if could.is_empty() {
            "No ratio and no share would do".to_owned()
        } else {
            format!("Possible: {}", could.join("; or "))
        }
    )
}

/// A share of the groups that the patients give.
pub(super) fn share_of(groups: usize, share: f64) -> usize {
    ((groups as f64 * share).round() as usize).min(groups)
}

/// The share that validation takes of what test has left.
pub(super) fn validation_of_rest(options: &SplitOptions) -> f64 {
    options.validation_share / (1.0 - options.test_share)
}

fn arithmetic(counts: [usize; 2], options: &SplitOptions) -> Plan {
    let at = |left: [usize; 2], ratio: Ratio, share| ratio.times(share_of(ratio.groups(left), share));
    let caps = counts.map(|class| share_of(class, options.test_share));
    let test = match options.test_classes {
        TestClasses::Natural => caps,
        TestClasses::Ratio(ratio) => at(counts, ratio, options.test_share),
        TestClasses::Prevalence(prevalence) => thinned(caps, prevalence),
    };
    let left = without(counts, test);
    let validation = at(left, options.validation_ratio, validation_of_rest(options));
    let train = at(without(left, validation), options.train_ratio, 1.0);
    Plan { parts: [train, validation, test] }
}

/// The most patients, up to `caps`, of which the positive ones are so common, to a whole patient.
fn thinned([positive, negative]: [usize; 2], prevalence: f64) -> [usize; 2] {
    let odds = prevalence / (1.0 - prevalence);
    let wanted = (negative as f64 * odds).round();
    if wanted <= positive as f64 {
        [wanted as usize, negative]
    } else {
        [positive, ((positive as f64 / odds).round() as usize).min(negative)]
    }
}

fn without(all: [usize; 2], part: [usize; 2]) -> [usize; 2] {
    [all[0] - part[0], all[1] - part[1]]
}

/// The first part with too few patients of a class.
fn short(plan: &Plan, least: usize) -> Option<Part> {
    let order = [Part::Test, Part::Validation, Part::Train];
    order.into_iter().find(|part| plan.parts[*part as usize].iter().any(|class| *class < least))
}

/// Changes of one option that would do.
fn possible(counts: [usize; 2], options: &SplitOptions, part: Part, planned: &Plan) -> Vec<String> {
    let works = |changed: &SplitOptions| {
        changed.validate().is_ok() && short(&arithmetic(counts, changed), changed.min_patients).is_none()
    };
    let mut could = Vec::new();
    could.extend(other_share(options, part, &works));
    could.extend(other_ratio(options, part, &works));
    if part == Part::Test && matches!(options.test_classes, TestClasses::Prevalence(_)) {
        could.extend(prevalences(counts, options, &works));
    }
    let smallest = planned.parts.iter().flatten().copied().min().unwrap_or(0);
    if smallest > 0 {
        could.push(format!("--min-patients {smallest}"));
    }
    could
}

/// The next share, in steps of a twentieth: larger for the part itself, or smaller for validation if train is short.
fn other_share(options: &SplitOptions, part: Part, works: &impl Fn(&SplitOptions) -> bool) -> Option<String> {
    (1..20).find_map(|step| {
        let by = 0.05 * f64::from(step);
        // Two digits, as they are written: what is tried is what is advised.
        let tidy = |share: f64| (share * 100.0).round() / 100.0;
        let (name, share, changed) = match part {
            Part::Test => {
                let share = tidy(options.test_share + by);
                ("test", share, SplitOptions { test_share: share, ..options.clone() })
            }
            Part::Validation | Part::Train => {
                let by = if part == Part::Train { -by } else { by };
                let share = tidy(options.validation_share + by);
                ("validation", share, SplitOptions { validation_share: share, ..options.clone() })
            }
        };
        works(&changed).then(|| format!("--{name}-share {share}"))
    })
}

/// The nearest ratio towards 1:1.
fn other_ratio(options: &SplitOptions, part: Part, works: &impl Fn(&SplitOptions) -> bool) -> Option<String> {
    let [positive, negative] = options.ratio(part)?.terms();
    let larger = positive.max(negative);
    (1..larger).rev().find_map(|n| {
        let ratio = if negative > positive { Ratio::new(1, n) } else { Ratio::new(n, 1) }?;
        let mut changed = options.clone();
        match part {
            Part::Train => changed.train_ratio = ratio,
            Part::Validation => changed.validation_ratio = ratio,
            Part::Test => changed.test_classes = TestClasses::Ratio(ratio),
        }
        works(&changed).then(|| format!("--{}-ratio {ratio}", part.as_str()))
    })
}

/// The prevalences between which the test part has enough of both classes.
fn prevalences(
    counts: [usize; 2],
    options: &SplitOptions,
    works: &impl Fn(&SplitOptions) -> bool,
) -> Option<String> {
    let [positive, negative] = counts.map(|class| share_of(class, options.test_share) as f64);
    let least = options.min_patients as f64;
    // Towards the middle, so that rounding to four digits does not fall below the least.
    let lowest = (least / (least + negative) * 1e4).ceil() / 1e4;
    let highest = (positive / (positive + least) * 1e4).floor() / 1e4;
    let at = |x| works(&SplitOptions { test_classes: TestClasses::Prevalence(x), ..options.clone() });
    (at(lowest) && at(highest)).then(|| format!("--prevalence {lowest} to {highest}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ratio(text: &str) -> Ratio {
        text.parse().unwrap()
    }

    #[test]
    fn the_courses_ratios() {
        let found = plan([1000, 30_000], &SplitOptions::default()).unwrap();
        assert_eq!(found.parts, [[600, 600], [200, 600], [200, 6000]]);
    }

    #[test]
    fn the_class_that_runs_out_first_decides() {
        // As many positive as negative patients: at 1:3 the negative ones run out.
        let found = plan([1000, 900], &SplitOptions::default()).unwrap();
        assert_eq!(found.parts, [[540, 540], [60, 180], [200, 180]]);
        // More positive ones, and the other way round.
        let options = SplitOptions { train_ratio: ratio("2:1"), ..SplitOptions::default() };
        // Test leaves 80 negative ones: 26 groups of 1:3, a quarter of them for validation, and 59 for train.
        assert_eq!(plan([1000, 100], &options).unwrap().parts, [[118, 59], [7, 21], [200, 20]]);
    }

    #[test]
    fn prevalence_thins_the_class_that_is_too_common() {
        let at = |x| SplitOptions { test_classes: TestClasses::Prevalence(x), ..SplitOptions::default() };
        assert_eq!(plan([500, 500], &at(0.05)).unwrap().parts[2], [5, 100]);
        assert_eq!(plan([500, 500], &at(0.8)).unwrap().parts[2], [100, 25]);
        // What the test part does not take is there for the others.
        assert_eq!(plan([500, 500], &at(0.05)).unwrap().parts[0], [301, 301]);
    }

    #[test]
    fn too_few_are_refused_with_what_would_do() {
        let options = SplitOptions { test_share: 0.1, ..SplitOptions::default() };
        let message = plan([40, 400], &options).unwrap_err().to_string();
        for part in
            ["40 positive and 400 negative", "test only 4 and 40", "--test-share 0.15", "--min-patients 4"]
        {
            assert!(message.contains(part), "{part}: {message}");
        }
        let options = SplitOptions { validation_ratio: ratio("1:20"), ..SplitOptions::default() };
        let message = plan([100, 100], &options).unwrap_err().to_string();
        assert!(message.contains("validation only 1 and 20 at 1:20"), "{message}");
        assert!(message.contains("--validation-ratio 1:4"), "{message}");
        let options =
            SplitOptions { test_classes: TestClasses::Prevalence(0.001), ..SplitOptions::default() };
        let message = plan([500, 500], &options).unwrap_err().to_string();
        assert!(message.contains("--prevalence 0.0477 to 0.9523"), "{message}");
        let message = plan([0, 100], &SplitOptions::default()).unwrap_err().to_string();
        assert!(message.contains("No ratio"), "{message}");
    }

    proptest! {
        #[test]
        fn no_more_than_there_is_and_exactly_the_ratio(
            counts in [0..400_usize, 0..400_usize],
            terms in [1..6_usize, 1..6_usize],
            shares in (0.05..0.45, 0.05..0.45),
        ) {
            let options = SplitOptions {
                test_share: shares.0,
                validation_share: shares.1,
                train_ratio: Ratio::new(terms[0], terms[1]).unwrap(),
                min_patients: 1,
                ..SplitOptions::default()
            };
            let found = arithmetic(counts, &options);
            for class in 0..2 {
                prop_assert!(found.parts.iter().map(|part| part[class]).sum::<usize>() <= counts[class]);
            }
            for (part, ratio) in [(0, options.train_ratio), (1, options.validation_ratio)] {
                let [a, b] = ratio.terms();
                prop_assert_eq!(found.parts[part][0] * b, found.parts[part][1] * a);
            }
            // Nothing is wasted: the patients left over give no further group of the training part.
            let used: Vec<usize> = (0..2).map(|c| found.parts.iter().map(|part| part[c]).sum()).collect();
            prop_assert_eq!(options.train_ratio.groups([counts[0] - used[0], counts[1] - used[1]]), 0);
        }
    }
}
