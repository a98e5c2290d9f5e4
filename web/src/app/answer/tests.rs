use std::fs;
use std::path::Path;

use super::reading::{Reading, Setting, is_demonstration, notice, reading};
use super::{checks, points, refusal};
use crate::app::states::REASONS;
use crate::protocol::{
    Calibration, CheckSummary, CheckVerdict, Distance, Evidence, Figure, FilmResult, FilmState, Group,
    OperatingPoint, PackageSummary, PointFigures, Standing,
};
use crate::text::{Language, Messages};

fn file(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn messages(language: Language) -> Messages {
    Messages::new(language, &[file(&format!("assets/locales/{}/answer.ftl", language.code()))])
}

fn figure(value: f64) -> Option<Figure> {
    Some(Figure { value, low: Some(value - 0.05), high: Some(value + 0.05) })
}

fn group(attribute: &str, value: &str, positives: u64, negatives: u64) -> Group {
    Group {
        attribute: attribute.into(),
        value: value.into(),
        set: "test".into(),
        positives,
        negatives,
        auc: figure(0.85),
        points: vec![
            PointFigures { sensitivity: figure(0.8), specificity: figure(0.9) },
            PointFigures { sensitivity: figure(0.9), specificity: figure(0.7) },
        ],
    }
}

fn point(name: &str, logit: f32) -> OperatingPoint {
    OperatingPoint { name: name.into(), rule: "on films".into(), logit, threshold: 0.4 }
}

/// A package with every figure; `demonstration` as it may be.
fn package(demonstration: bool) -> PackageSummary {
    let text = r#"{"id":"0123456789abcdef","name":"films","demonstration":false,"sources":[],"threshold":0.41,
        "threshold_rule":"","heatmap_scale":1,"trained_on":"","metrics":[],"intended_use":"","notice":""}"#;
    PackageSummary {
        demonstration,
        operating_points: vec![point("max-f1", 0.0), point("sensitivity=0.9", -1.0)],
        calibration: Some(Calibration { slope: 1.0, intercept: 0.0, prevalence: 0.2 }),
        groups: vec![
            group("", "", 300, 900),
            group("view_position", "AP", 100, 300),
            group("view_position/patient_sex", "AP/F", 19, 300),
        ],
        ..serde_json::from_str(text).unwrap()
    }
}

fn film(evidence: Option<Evidence>, logit: f32) -> FilmResult {
    let mut film = FilmResult::without_number(FilmState::Done, Vec::new(), String::new());
    film.logit = Some(logit);
    film.score = Some(1.0 / (1.0 + (-logit).exp()));
    film.threshold = Some(0.41);
    film.above = Some(logit >= 0.0);
    film.decode_ms = Some(120.0);
    film.inference_ms = Some(2_400.0);
    film.standing = evidence.map(|evidence| Standing { evidence, groups: vec![2, 1] });
    film.checks = vec![check("patient_age", None, "18 to 90 years", CheckVerdict::Warn)];
    film
}

fn check(name: &str, value: Option<&str>, expected: &str, verdict: CheckVerdict) -> CheckSummary {
    CheckSummary {
        name: name.into(),
        tag: Some("(0010,1010)".into()),
        attribute: Some("PatientAge".into()),
        value: value.map(str::to_owned),
        expected: expected.into(),
        verdict,
        reason: None,
        message: "English".into(),
    }
}

/// Everything of a reading that can be read.
fn text(reading: &Reading) -> String {
    format!("{reading:?}\n{}", reading.answer.sentence())
}

/// Words that say or suggest a finding, in lower case.
fn forbidden(language: Language) -> &'static [&'static str] {
    match language {
        Language::English => &[
            "probab",
            "positive",
            "negative",
            "pneumonia",
            "detect",
            "finding",
            "risk",
            "normal",
            "predict",
            "diagnos",
            "%",
        ],
        Language::German => &[
            "wahrschein",
            "positiv",
            "negativ",
            "pneumonie",
            "lungenentzünd",
            "erkannt",
            "befund",
            "risiko",
            "normal",
            "vorhersag",
            "diagnos",
            "%",
        ],
        Language::Spanish => &[
            "probab",
            "positiv",
            "negativ",
            "neumonía",
            "detect",
            "hallazgo",
            "riesgo",
            "normal",
            "predic",
            "diagn",
            "%",
        ],
        Language::French => &[
            "probab",
            "positif",
            "positiv",
            "négati",
            "pneumonie",
            "détect",
            "anomalie",
            "risque",
            "normal",
            "prédic",
            "diagn",
            "%",
        ],
        Language::Chinese => {
            &["概率", "阳性", "阴性", "肺炎", "检出", "发现", "风险", "正常", "预测", "诊断", "%"]
        }
    }
}

#[test]
fn a_demonstration_never_speaks_of_findings_in_any_language() {
    let kinds = [
        (true, Some(Evidence::Demonstration)),
        // Even if an engine were to claim it.
        (true, Some(Evidence::Real)),
        (true, None),
        (false, Some(Evidence::View)),
        (false, Some(Evidence::Children)),
        (false, Some(Evidence::Adults)),
        (false, Some(Evidence::AgeUnknown)),
        (false, Some(Evidence::Demonstration)),
        (false, None),
    ];
    for language in Language::ALL {
        let messages = messages(language);
        for (demonstration, evidence) in kinds {
            let package = package(demonstration);
            for logit in [-9.0, -0.5, 0.0, 0.3, 9.0] {
                for setting in [Setting::default(), Setting { point: 1, prevalence: Some(0.01) }] {
                    let result = film(evidence, logit);
                    assert!(is_demonstration(&result, &package));
                    let said = reading(&messages, &result, &package, setting).unwrap();
                    assert_eq!((&said.trust, &said.worth, &said.intended_use), (&None, &None, &None));
                    assert_eq!(said.answer.prevalence, None);
                    // The field's name is our own and not shown.
                    let mut shown = format!("{}\n{:?}", text(&said), said.warnings).to_lowercase();
                    shown = shown.replace("prevalence: none", "");
                    if demonstration {
                        shown.push_str(&notice(&messages, &package).to_lowercase());
                        shown.push_str(&points::name(&messages, &package, 0, false).to_lowercase());
                    }
                    // French for device.
                    let shown = shown.replace("dispositif", "");
                    for word in forbidden(language) {
                        assert!(!shown.contains(word), "{language:?}: {shown} says {word}");
                    }
                }
            }
        }
    }
}

#[test]
fn the_words_that_are_forbidden_are_those_of_the_full_answer() {
    // Else the list above would look for words that nobody says.
    for language in Language::ALL {
        let said = reading(
            &messages(language),
            &film(Some(Evidence::Real), 1.0),
            &package(false),
            Setting::default(),
        );
        let shown = text(&said.unwrap()).to_lowercase();
        let met = forbidden(language).iter().filter(|word| shown.contains(**word)).count();
        assert!(met >= 4, "{language:?}: {shown}");
    }
}

#[test]
fn the_english_sentences() {
    let english = messages(Language::English);
    let say = |evidence, logit, setting| {
        reading(&english, &film(evidence, logit), &package(evidence.is_none()), setting)
            .unwrap()
            .answer
            .sentence()
    };
    assert_eq!(say(None, 1.5, Setting::default()), "Demonstration score 0.82 — above its threshold 0.41");
    let real = Some(Evidence::Real);
    assert_eq!(
        say(real, 1.0, Setting::default()),
        "Calibrated probability of pneumonia 73% — above the operating point 50%"
    );
    // Odds of e at a fifth are e x (1/99) x 4 at a hundredth.
    let rare = Setting { point: 0, prevalence: Some(0.01) };
    assert_eq!(
        say(real, 1.0, rare),
        "Calibrated probability of pneumonia 9.9% — above the operating point 3.9%"
    );
    // The decision is the logit's, whatever the prevalence; another point may decide otherwise.
    let lower = Setting { point: 1, prevalence: None };
    assert!(say(real, -0.5, rare).contains("below the operating point"));
    assert!(say(real, -0.5, lower).contains("above the operating point 27%"));
}

#[test]
fn the_full_answer_has_every_part() {
    let english = messages(Language::English);
    let setting = Setting { point: 0, prevalence: Some(0.1) };
    let said = reading(&english, &film(Some(Evidence::Real), 1.0), &package(false), setting).unwrap();
    assert_eq!(said.answer.prevalence.as_deref(), Some("At the prevalence you set, 10%"));
    assert!(said.intended_use.unwrap().contains("Not for triage"));
    assert_eq!(said.warnings, ["Age: accepted with a doubt (found: nothing)."]);
    let trust = said.trust.unwrap();
    let names: Vec<&str> = trust.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["View AP, Women", "View AP", "All films"]);
    // Nineteen positive films: no figure, although the engine sent some.
    assert_eq!(trust.rows[0].figures, None);
    assert_eq!(
        trust.rows[1].figures.as_ref().unwrap()[..],
        ["0.85 (0.80 to 0.90)", "80% (75% to 85%)", "90% (85% to 95%)"].map(String::from)
    );
    assert_eq!(trust.rows[1].films, "100 with pneumonia, 300 without; test films");
    let worth = said.worth.unwrap();
    assert_eq!(worth.values[0], ("Positive predictive value".into(), "47% (36% to 65%)".into()));
    let sentence = worth.frequencies.unwrap().1;
    assert_eq!(
        sentence,
        "Of 1,000 films at a prevalence of 10%, 100 show pneumonia. 170 are above the threshold: 80 of them with \
         pneumonia, 90 without. Of the 830 below it, 20 have pneumonia."
    );
}

#[test]
fn what_the_package_lacks_is_said_in_every_language() {
    let mut bare = package(false);
    bare.groups.clear();
    for language in Language::ALL {
        let messages = messages(language);
        let said = reading(&messages, &film(Some(Evidence::Real), 1.0), &bare, Setting::default()).unwrap();
        assert_eq!(said.trust.unwrap().missing.len(), 2);
        let worth = said.worth.unwrap();
        assert!(worth.values.is_empty() && worth.frequencies.is_none());
        assert_eq!(worth.notes, [messages.get("answer-no-point-figures")]);
    }
}

#[test]
fn every_message_that_is_said_exists_and_is_filled_in() {
    for language in Language::ALL {
        let messages = messages(language);
        let setting = Setting { point: 1, prevalence: Some(0.37) };
        let said = reading(&messages, &film(Some(Evidence::Real), 1.0), &package(false), setting).unwrap();
        let mut shown = text(&said);
        for code in REASONS {
            let mut film =
                FilmResult::without_number(FilmState::Rejected, vec![code.into()], "English".into());
            film.checks = vec![check("rows", Some("3"), "one number of at least 16", CheckVerdict::Fail)];
            let refused = refusal::refusal(&messages, &film);
            assert_ne!(refused.sentence, "English", "{code}");
            assert_eq!((refused.detail.as_deref(), refused.found.len()), (Some("English"), 1));
            shown.push_str(&format!("{refused:?}"));
        }
        for at in 0..2 {
            shown.push_str(&points::name(&messages, &package(false), at, true));
        }
        assert!(!shown.contains("answer-") && !shown.contains("{$"), "{language:?}: {shown}");
    }
}

#[test]
fn no_number_for_a_film_that_was_not_classified() {
    let english = messages(Language::English);
    let say = |state, score| {
        let mut result = film(Some(Evidence::Real), 1.0);
        (result.state, result.score) = (state, score);
        reading(&english, &result, &package(false), Setting::default())
    };
    assert_eq!(say(FilmState::Rejected, Some(0.9)), None);
    assert_eq!(say(FilmState::Failed, Some(0.9)), None);
    for score in [None, Some(f32::NAN), Some(1.5)] {
        assert_eq!(say(FilmState::Done, score), None);
    }
}

#[test]
fn a_refused_film_is_told_what_was_found() {
    let english = messages(Language::English);
    let mut film = FilmResult::without_number(FilmState::Rejected, vec!["MODALITY".into()], "English".into());
    let mut ct = check("modality", Some("CT"), "one of DX, CR", CheckVerdict::Fail);
    (ct.tag, ct.attribute) = (Some("(0008,0060)".into()), Some("Modality".into()));
    film.checks = vec![ct];
    let refused = refusal::refusal(&english, &film);
    assert_eq!(refused.sentence, "The model was made for films of another modality.");
    assert_eq!(refused.found, ["Found in Modality (0008,0060): CT. Expected: DX or CR."]);
    film.reasons = vec!["NEW_REASON".into()];
    assert_eq!(refusal::refusal(&english, &film).sentence, "English");
    // What the engine lacked for it is said instead of what such failures have in common.
    let mut film =
        FilmResult::without_number(FilmState::Failed, vec!["FAILED".into()], "Add it again.".into());
    assert_eq!(refusal::refusal(&english, &film).detail.as_deref(), Some("Add it again."));
    film.trouble = Some("Add it again.".into());
    let refused = refusal::refusal(&english, &film);
    assert_eq!((refused.sentence.as_str(), refused.detail), ("Add it again.", None));
}

/// A film at a distance, with the check that the engine makes of it.
fn at_distance(mut film: FilmResult, value: f64, verdict: CheckVerdict) -> FilmResult {
    let distance = Distance { value, cutoff: 1.4, outside: verdict != CheckVerdict::Pass };
    let mut made = check(checks::DISTRIBUTION, Some(&format!("{value:.2}")), "below 1.40", verdict);
    (made.tag, made.attribute) = (None, Some(String::new()));
    film.checks = vec![made];
    film.distance = Some(distance);
    film
}

#[test]
fn a_film_unlike_the_training_films_is_warned_of_before_anything_else() {
    for language in Language::ALL {
        let messages = messages(language);
        let say = |film| reading(&messages, &film, &package(true), Setting::default()).unwrap().warnings;
        let warnings = say(at_distance(film(None, 1.0), 3.256, CheckVerdict::Warn));
        assert_eq!(warnings.len(), 1, "{language:?}: {warnings:?}");
        let figures = if messages.get("answer-nothing") == "nothing" || language == Language::Chinese {
            ["3.26", "1.40"]
        } else {
            ["3,26", "1,40"]
        };
        assert!(figures.iter().all(|figure| warnings[0].contains(figure)), "{language:?}: {warnings:?}");
        assert!(!warnings[0].contains("answer-"), "{language:?}: {warnings:?}");
        for word in forbidden(language) {
            assert!(!warnings[0].to_lowercase().contains(word), "{language:?}: {word}: {warnings:?}");
        }
        assert!(say(at_distance(film(None, 1.0), 1.2, CheckVerdict::Pass)).is_empty(), "{language:?}");
    }
}

#[test]
fn a_film_refused_for_its_distance_has_no_number_and_says_why() {
    let reasons = vec!["OUT_OF_DISTRIBUTION".to_owned()];
    let film = FilmResult::without_number(FilmState::Rejected, reasons, "English".into());
    let film = at_distance(film, 3.256, CheckVerdict::Fail);
    let english = messages(Language::English);
    assert_eq!(reading(&english, &film, &package(false), Setting::default()), None);
    let said = refusal::refusal(&english, &film);
    assert!(said.sentence.contains("does not look like the films"), "{said:?}");
    assert_eq!(said.found, ["Distance from the training films: 3.26. Expected: below 1.40."]);
    // Where a package warns only, such a film has no probability, whatever the package has evidence for.
    let warned = at_distance(self::film(Some(Evidence::Real), 1.0), 3.256, CheckVerdict::Warn);
    assert!(is_demonstration(&warned, &package(false)));
    let said = reading(&english, &warned, &package(false), Setting::default()).unwrap();
    assert!(said.answer.prevalence.is_none() && said.trust.is_none() && said.worth.is_none(), "{said:?}");
    let german = refusal::refusal(&messages(Language::German), &film);
    assert_eq!(german.found, ["Abstand von den Trainingsaufnahmen: 3,26. Erwartet: unter 1,40."]);
}

#[test]
fn expectations_are_translated_by_the_check() {
    let german = messages(Language::German);
    let said = |name: &str, expected: &str| {
        checks::expected(&german, &check(name, None, expected, CheckVerdict::Pass))
    };
    assert_eq!(said("view_position", "one of PA, AP, LL"), "PA, AP oder LL");
    assert_eq!(said("body_part", "CHEST"), "CHEST");
    assert_eq!(said("bits_allocated", "8, 16 or 32"), "8, 16 oder 32");
    assert_eq!(said("patient_age", "18 to 90 years"), "18 bis 90 Jahre");
    assert_eq!(said("patient_age", "any age"), "jedes Alter");
    assert_eq!(said("rows", "one number of at least 16"), "mindestens 16");
    assert_eq!(said("photometric", "MONOCHROME1 or MONOCHROME2"), "MONOCHROME1 oder MONOCHROME2");
    assert_eq!(said("of_tomorrow", "something"), "something");
    let age = check("patient_age", Some("81.5 years"), "", CheckVerdict::Pass);
    assert_eq!(checks::found(&german, &age).as_deref(), Some("81,5 Jahre"));
}

/// The names and codes are those of the reader, which the page does not link.
#[test]
fn the_readers_own_checks_and_reasons_have_words() {
    let mut met = 0;
    for path in ["acquisition", "inspection", "pixel_module"] {
        let source = file(&format!("shared/src/dicom/{path}.rs"));
        let source = source.split("#[cfg(test)]").next().unwrap().to_owned();
        let calls = ["Check::of(", "Check::whole(", "= one(", "one(\"", "side(set, "];
        for call in calls {
            for (at, _) in source.match_indices(call) {
                let Some(name) = source[at + call.len() - usize::from(call.ends_with('"'))..]
                    .trim_start()
                    .strip_prefix('"')
                else {
                    continue;
                };
                let name = name.split('"').next().unwrap();
                assert!(checks::NAMES.contains(&name), "{name} of {path}.rs has no words");
                met += 1;
            }
        }
    }
    assert!(met > 25, "{met} checks found: this test looks in the wrong place");
    let source = file("shared/src/dicom/reason.rs");
    for code in REASONS.iter().filter(|code| !["UNREADABLE", "FAILED"].contains(code)) {
        let variant: String =
            code.split('_').map(|word| format!("{}{}", &word[..1], word[1..].to_lowercase())).collect();
        assert!(source.contains(&format!("    {variant},")), "{variant} is no reason of the reader");
    }
}

#[test]
fn checks_in_a_line() {
    let english = messages(Language::English);
    let some = |verdicts: &[CheckVerdict]| -> String {
        let all: Vec<_> = verdicts.iter().map(|v| check("rows", None, "", *v)).collect();
        checks::summary(&english, &all)
    };
    assert_eq!(some(&[CheckVerdict::Pass, CheckVerdict::Note]), "All 2 checks passed");
    assert_eq!(
        some(&[CheckVerdict::Pass, CheckVerdict::Warn, CheckVerdict::Fail]),
        "1 failed, 1 with a doubt, of 3 checks"
    );
}
