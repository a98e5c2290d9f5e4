//! What a split is asked for.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use super::ratio::Ratio;

/// A part of a split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// To fit weights.
    Train,
    /// To choose checkpoint, threshold and calibration.
    Validation,
    /// For figures, used once.
    Test,
}

impl Part {
    /// All of them, in the order of their use.
    pub const ALL: [Self; 3] = [Self::Train, Self::Validation, Self::Test];

    /// As options and messages write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Validation => "validation",
            Self::Test => "test",
        }
    }
}

/// How common pneumonia is in the test part.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TestClasses {
    /// As in the table.
    Natural,
    /// At a ratio, as the other parts.
    Ratio(Ratio),
    /// At a population's prevalence, as a share of the patients, 0 to 1.
    Prevalence(f64),
}

/// What the parts are stratified by: each part gets the same share of each group, class by class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[value(rename_all = "snake_case")]
pub enum StratifyKey {
    /// View position.
    View,
    /// Sex.
    Sex,
    /// Age in bands: under 18, 18 to 39, 40 to 59, 60 to 79, 80 and more.
    Age,
}

/// What negatives of a part are chosen by, to resemble the positives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[value(rename_all = "snake_case")]
pub enum MatchKey {
    /// View position, the same.
    View,
    /// Sex, the same.
    Sex,
    /// Where the film comes from, the same.
    Source,
    /// Age, within --age-caliper.
    Age,
    /// The film's number within the patient.
    FollowUp,
    /// Columns times rows of the native film.
    NativeSize,
    /// Distance between columns of the native film.
    PixelSpacing,
    /// The patient's number in the table.
    PatientNumber,
    /// Size of the film's file.
    FileSize,
    /// Columns times rows of the film's file.
    ImageSize,
    /// Mean gray level.
    MeanGray,
    /// Standard deviation of the gray levels.
    GraySpread,
    /// Mean absolute Laplacian.
    Sharpness,
    /// Pixel noise.
    Noise,
    /// Mean gray level of the border.
    Border,
}

impl MatchKey {
    /// The name of its feature in the shortcut audit; `None` of a key that must be the same.
    pub fn feature(self) -> Option<&'static str> {
        match self {
            Self::View | Self::Sex | Self::Source => None,
            Self::Age => Some("age (years)"),
            Self::FollowUp => Some("follow-up number"),
            Self::NativeSize => Some("native size (pixels)"),
            Self::PixelSpacing => Some("native pixel spacing (mm)"),
            Self::PatientNumber => Some("patient number"),
            Self::FileSize => Some("file size (bytes)"),
            Self::ImageSize => Some("image size (pixels)"),
            Self::MeanGray => Some("mean gray level"),
            Self::GraySpread => Some("spread of gray levels"),
            Self::Sharpness => Some("sharpness"),
            Self::Noise => Some("pixel noise"),
            Self::Border => Some("border brightness"),
        }
    }

    /// Whether it is measured on the film, and not in the table.
    pub fn needs_films(self) -> bool {
        self >= Self::FileSize
    }

    /// The key that evens out a feature of the shortcut audit.
    pub(super) fn of_feature(name: &str) -> Option<Self> {
        let exact = [(Self::View, "view ("), (Self::Sex, "sex ("), (Self::Source, "source (")];
        let exact = exact.into_iter().find(|(_, start)| name.starts_with(start)).map(|(key, _)| key);
        exact.or_else(|| Self::value_variants().iter().copied().find(|key| key.feature() == Some(name)))
    }

    /// As the command line writes it.
    pub fn as_str(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

/// One of several test parts that share no patient and are all patients together, for cross-validation. Written `2/5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fold {
    /// Which one, from 1.
    pub number: usize,
    /// How many there are, at least 2.
    pub of: usize,
}

impl Fold {
    /// The share of all patients that each has.
    pub fn share(self) -> f64 {
        1.0 / self.of as f64
    }
}

impl std::str::FromStr for Fold {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parse = |part: &str| part.parse::<usize>().ok();
        text.split_once('/')
            .and_then(|(number, of)| Some(Self { number: parse(number)?, of: parse(of)? }))
            .filter(|fold| fold.of >= 2 && (1..=fold.of).contains(&fold.number))
            .ok_or_else(|| format!("`{text}` is no fold: write 2/5 for the second of five"))
    }
}

/// What a split is asked for, but for its seed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplitOptions {
    /// Share of the patients for test, above 0 and below 1; see the module's head for what it is a share of.
    pub test_share: f64,
    /// The same for validation. Train gets the rest.
    pub validation_share: f64,
    /// The fold that test is, of the table's own ratio; `test_share` is then its share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fold: Option<Fold>,
    /// Classes of the training part.
    pub train_ratio: Ratio,
    /// Classes of the validation part.
    pub validation_ratio: Ratio,
    /// Classes of the test part.
    pub test_classes: TestClasses,
    /// What parts are to have alike; may be empty.
    pub stratify: Vec<StratifyKey>,
    /// What classes are to have alike within a part; may be empty.
    pub match_by: Vec<MatchKey>,
    /// The parts that are matched, if `match_by` is not empty.
    pub match_parts: Vec<Part>,
    /// How far matched films may differ in each number, standard deviations within the classes.
    pub caliper: f64,
    /// How far they may differ in age, years.
    pub age_caliper: f64,
    /// Patients that each class must have in each part, at least 1.
    pub min_patients: usize,
}

impl Default for SplitOptions {
    fn default() -> Self {
        Self {
            test_share: 0.2,
            validation_share: 0.2,
            fold: None,
            train_ratio: Ratio::EVEN,
            validation_ratio: Ratio::ONE_TO_THREE,
            test_classes: TestClasses::Natural,
            stratify: Vec::new(),
            match_by: Vec::new(),
            match_parts: vec![Part::Train, Part::Validation],
            caliper: 0.25,
            age_caliper: 5.0,
            min_patients: 5,
        }
    }
}

impl SplitOptions {
    /// Whether a part is matched.
    pub fn matches(&self, part: Part) -> bool {
        !self.match_by.is_empty() && self.match_parts.contains(&part)
    }

    /// The ratio a part is to have; `None` of a test part at a prevalence.
    pub fn ratio(&self, part: Part) -> Option<Ratio> {
        match (part, self.test_classes) {
            (Part::Train, _) => Some(self.train_ratio),
            (Part::Validation, _) => Some(self.validation_ratio),
            (Part::Test, TestClasses::Ratio(ratio)) => Some(ratio),
            (Part::Test, _) => None,
        }
    }

    /// Checks what does not depend on a table.
    ///
    /// # Errors
    ///
    /// What contradicts itself or lies outside its range.
    pub fn validate(&self) -> Result<(), String> {
        let open = |x: f64| x > 0.0 && x < 1.0;
        if !open(self.test_share) || !open(self.validation_share) {
            return Err("--test-share and --validation-share lie between 0 and 1".to_owned());
        }
        if self.test_share + self.validation_share >= 1.0 {
            return Err("--test-share and --validation-share leave nothing for train".to_owned());
        }
        if matches!(self.test_classes, TestClasses::Prevalence(x) if !open(x)) {
            return Err("--prevalence lies between 0 and 1".to_owned());
        }
        if self.fold.is_some() && self.test_classes != TestClasses::Natural {
            return Err("--fold has every patient in one test part, so at the table's own ratio".to_owned());
        }
        if self.fold.is_some_and(|fold| fold.share() != self.test_share) {
            return Err("--fold says what share test has; --test-share is not for it".to_owned());
        }
        let calipers = [self.caliper, self.age_caliper];
        if calipers.iter().any(|caliper| !caliper.is_finite() || *caliper < 0.0) {
            return Err("--caliper and --age-caliper are 0 or more".to_owned());
        }
        if self.min_patients == 0 {
            return Err("--min-patients is at least 1".to_owned());
        }
        for part in Part::ALL.into_iter().filter(|part| self.matches(*part)) {
            let Some(ratio) = self.ratio(part) else {
                return Err("test can only be matched at a --test-ratio such as 1:1".to_owned());
            };
            if !ratio.terms().contains(&1) {
                return Err(format!(
                    "{} cannot be matched at {ratio}: one side of the ratio must be 1",
                    part.as_str()
                ));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_contradicts_itself_is_refused() {
        let ok = SplitOptions::default();
        assert_eq!(ok.validate(), Ok(()));
        let ratio = |text: &str| text.parse::<Ratio>().unwrap();
        let matched = SplitOptions { match_by: vec![MatchKey::View], ..ok.clone() };
        for (options, word) in [
            (SplitOptions { test_share: 0.0, ..ok.clone() }, "between"),
            (SplitOptions { test_share: f64::NAN, ..ok.clone() }, "between"),
            (SplitOptions { test_share: 0.5, validation_share: 0.5, ..ok.clone() }, "nothing for train"),
            (SplitOptions { test_classes: TestClasses::Prevalence(1.0), ..ok.clone() }, "--prevalence"),
            (SplitOptions { fold: Some(Fold { number: 1, of: 4 }), ..ok.clone() }, "--test-share"),
            (
                SplitOptions {
                    fold: Some(Fold { number: 1, of: 5 }),
                    test_classes: TestClasses::Prevalence(0.1),
                    ..ok.clone()
                },
                "own ratio",
            ),
            (SplitOptions { caliper: f64::INFINITY, ..ok.clone() }, "--caliper"),
            (SplitOptions { min_patients: 0, ..ok.clone() }, "--min-patients"),
            (SplitOptions { train_ratio: ratio("2:3"), ..matched.clone() }, "2:3"),
            (SplitOptions { match_parts: vec![Part::Test], ..matched.clone() }, "--test-ratio"),
        ] {
            let message = options.validate().unwrap_err();
            assert!(message.contains(word), "{message}");
        }
        assert_eq!(matched.validate(), Ok(()));
    }

    #[test]
    fn folds_are_read() {
        assert_eq!("2/5".parse(), Ok(Fold { number: 2, of: 5 }));
        for wrong in ["2", "0/5", "6/5", "1/1", "a/b", "1/2/3"] {
            assert!(wrong.parse::<Fold>().unwrap_err().contains("2/5"), "{wrong}");
        }
    }

    #[test]
    fn keys_know_their_features() {
        assert_eq!(MatchKey::of_feature("view (PA)"), Some(MatchKey::View));
        assert_eq!(MatchKey::of_feature("file size (bytes)"), Some(MatchKey::FileSize));
        assert_eq!(MatchKey::of_feature("weather"), None);
        assert!(MatchKey::Noise.needs_films() && !MatchKey::PatientNumber.needs_films());
        assert_eq!(MatchKey::FileSize.as_str(), "file_size");
    }
}
