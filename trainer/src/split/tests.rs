use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;

/// A table of patients, each with a list of films and their labels; ages and views from their numbers.
fn table(patients: &[Vec<bool>]) -> String {
    let mut text = String::from("path,patient,label,view,sex,age\n");
    for (p, films) in patients.iter().enumerate() {
        for (f, positive) in films.iter().enumerate() {
            let (view, sex) = (["PA", "AP"][(p + f) % 2], ["F", "M", ""][p % 3]);
            writeln!(
                text,
                "{p}_{f}.png,\"p{p:04}\",{},{view},{sex},{}",
                u8::from(*positive),
                20 + (p * 7) % 60
            )
            .unwrap();
        }
    }
    text
}

fn split_of(text: &str, options: &SplitOptions, seed: u64) -> Result<Split> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("labels.csv");
    std::fs::write(&path, text)?;
    split(&path, None, options, seed)
}

fn read_back(bytes: &[u8]) -> Vec<table::Row> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("part.csv");
    std::fs::write(&path, bytes).unwrap();
    table::read(&path).unwrap().rows
}

/// 60 positive and 240 negative patients, of one to three films.
fn ordinary() -> String {
    let films = |p: usize| (0..1 + p % 3).map(|f| p.is_multiple_of(5) && f == 0).collect();
    table(&(0..300).map(films).collect::<Vec<_>>())
}

#[test]
fn ratios_are_exact_by_patient_and_counts_are_told() {
    let found = split_of(&ordinary(), &SplitOptions::default(), 3).unwrap().summary;
    let patients = |part: &PartSummary| (part.patients.positive, part.patients.negative);
    assert_eq!(patients(&found.parts.test), (12, 48));
    assert_eq!(patients(&found.parts.validation), (12, 36));
    assert_eq!(patients(&found.parts.train), (36, 36));
    assert_eq!((found.left_out.patients.positive, found.left_out.patients.negative), (0, 120));
    assert_eq!((found.source.films.all(), found.source.patients.all()), (600, 300));
    let train = &found.parts.train;
    assert_eq!(train.films.positive, 36);
    let views = &train.demographics.negative.views;
    assert_eq!(views["PA"] + views["AP"], train.films.negative);
    assert!(train.demographics.positive.sexes.contains_key("not given"));
    assert_eq!(train.demographics.positive.age.unwrap().n, 36);
    assert!(found.notes[0].contains("table's own ratio, 1:4"), "{:?}", found.notes);
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_does_not() {
    let options = SplitOptions { stratify: vec![StratifyKey::View], ..SplitOptions::default() };
    let [a, b, c] = [3, 3, 4].map(|seed| split_of(&ordinary(), &options, seed).unwrap());
    assert_eq!(a, b);
    assert_eq!(serde_json::to_vec(&a.summary).unwrap(), serde_json::to_vec(&b.summary).unwrap());
    assert_ne!(a.tables, c.tables);
    assert_ne!(a.summary.sha256, c.summary.sha256);
}

#[test]
fn test_does_not_depend_on_what_is_asked_of_train() {
    let plain = split_of(&ordinary(), &SplitOptions::default(), 3).unwrap();
    let options = SplitOptions {
        train_ratio: "1:2".parse().unwrap(),
        match_by: vec![MatchKey::View, MatchKey::Age],
        ..SplitOptions::default()
    };
    let other = split_of(&ordinary(), &options, 3).unwrap();
    assert_eq!(plain.tables[2], other.tables[2]);
    assert_ne!(plain.tables[0], other.tables[0]);
}

#[test]
fn strata_have_their_share_in_each_part() {
    // Every tenth patient with pneumonia is a woman, and every second without.
    let mut text = String::from("path,patient,label,sex\n");
    for p in 0..1000 {
        let positive = p < 300;
        let woman = if positive { p % 10 == 0 } else { p % 2 == 0 };
        writeln!(text, "{p}.png,{p},{},{}", u8::from(positive), if woman { "F" } else { "M" }).unwrap();
    }
    let options = SplitOptions { stratify: vec![StratifyKey::Sex], ..SplitOptions::default() };
    let found = split_of(&text, &options, 1).unwrap().summary;
    for part in Part::ALL {
        let who = &found.parts.get(part).demographics;
        for (group, share) in [(&who.positive, 0.1), (&who.negative, 0.5)] {
            let women = group.sexes["female"] as f64;
            assert!((women - share * group.films as f64).abs() <= 1.0, "{part:?} {women} of {}", group.films);
        }
    }
}

#[test]
fn matching_evens_the_classes_out() {
    // Pneumonia at 50 to 89 years, the others at 20 to 89; and all positive ones but a few are AP.
    let mut text = String::from("path,patient,label,view,age\n");
    for p in 0..1200_usize {
        let positive = p % 6 == 0;
        let age = if positive { 50 + (p / 6) % 40 } else { 20 + (p * 13) % 70 };
        let view = if positive == (p % 9 != 0) { "AP" } else { "PA" };
        writeln!(text, "{p}.png,{p},{},{view},{age}", u8::from(positive)).unwrap();
    }
    let plain = split_of(&text, &SplitOptions::default(), 1).unwrap().summary;
    let options = SplitOptions {
        match_by: vec![MatchKey::View, MatchKey::Age],
        age_caliper: 3.0,
        ..SplitOptions::default()
    };
    let matched = split_of(&text, &options, 1).unwrap().summary;
    for feature in ["age (years)", "view (AP)"] {
        let of = |summary: &SplitSummary| {
            let found = summary.balance.iter().find(|b| b.feature == feature).unwrap();
            (found.matched, found.train.by_patient.standardised_difference.unwrap_or(0.0).abs())
        };
        let ((before_matched, before), (after_matched, after)) = (of(&plain), of(&matched));
        assert!(!before_matched && after_matched);
        assert!(before > 0.5 && after < 0.1, "{feature}: {before} {after}");
    }
    let found = matched.parts.train.matched.unwrap();
    assert_eq!(found.taken, matched.parts.train.patients.positive);
    assert!(found.groups < found.without_matching, "{found:?}");
    assert!(plain.warnings.iter().any(|w| w.contains("--match age")), "{:?}", plain.warnings);
    // Test is as it was, and the only part that is left to warn of.
    let age = matched.warnings.iter().find(|w| w.starts_with("age")).unwrap();
    assert!(age.contains("test") && !age.contains("train") && !age.contains("--match"), "{age}");
}

#[test]
fn prevalence_is_that_of_a_population_if_asked_for() {
    let options = SplitOptions {
        test_classes: TestClasses::Prevalence(0.1),
        min_patients: 2,
        ..SplitOptions::default()
    };
    let found = split_of(&ordinary(), &options, 3).unwrap().summary;
    // 48 negative patients, and 5.33 positive ones for a tenth.
    assert_eq!((found.parts.test.patients.positive, found.parts.test.patients.negative), (5, 48));
    assert!(found.notes[0].contains("thinned to a prevalence of 9.43 %"), "{:?}", found.notes);
}

#[test]
fn keys_the_table_does_not_tell_are_refused() {
    let text = "path,patient,label\n".to_owned()
        + &(0..300).map(|p| format!("{p}.png,{p},{}\n", p % 2)).collect::<String>();
    let stratified = SplitOptions { stratify: vec![StratifyKey::Sex], ..SplitOptions::default() };
    let message = split_of(&text, &stratified, 0).unwrap_err().to_string();
    assert!(message.contains("--stratify: the table tells no sex"), "{message}");
    let matched = SplitOptions { match_by: vec![MatchKey::View], ..SplitOptions::default() };
    let message = split_of(&text, &matched, 0).unwrap_err().to_string();
    assert!(message.contains("--match view"), "{message}");
    let message = split_of(&text, &SplitOptions { match_by: vec![MatchKey::Noise], ..matched }, 0);
    assert!(message.unwrap_err().to_string().contains("--images"));
}

#[test]
fn a_written_split_is_read_and_a_changed_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("runs/split");
    let found = split_of(&ordinary(), &SplitOptions::default(), 3).unwrap();
    write(&found, &out).unwrap();
    assert_eq!(read(&out).unwrap(), found.summary);
    let rows = table::read(&part_path(&out, Part::Train)).unwrap().rows;
    assert_eq!(rows.len(), found.summary.parts.train.films.all());
    // Nothing is overwritten, and nothing stays beside it.
    assert!(write(&found, &out).unwrap_err().to_string().contains("a split already"));
    assert_eq!(std::fs::read_dir(out.parent().unwrap()).unwrap().count(), 1);

    for name in [TRAIN, VALIDATION, TEST, LEFT_OUT] {
        let path = out.join(name);
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        let message = read(&out).unwrap_err().to_string();
        assert!(message.contains(name), "{message}");
        std::fs::remove_file(&path).unwrap();
        assert!(format!("{:#}", read(&out).unwrap_err()).contains(name));
        std::fs::write(&path, &whole).unwrap();
    }
    let json = std::fs::read_to_string(out.join(SUMMARY)).unwrap();
    for (from, to, word) in [
        ("\"schema\": 1", "\"schema\": 2", "schema 2"),
        ("\"seed\": 3", "\"seeds\": 3", "seeds"),
        (found.summary.sha256.as_str(), "00", "`sha256`"),
    ] {
        std::fs::write(out.join(SUMMARY), json.replace(from, to)).unwrap();
        let message = format!("{:#}", read(&out).unwrap_err());
        assert!(message.contains(word), "{message}");
    }
    let message = read(folder.path()).unwrap_err().to_string();
    assert!(message.contains("not the folder of a split"), "{message}");
}

#[test]
fn an_empty_folder_is_taken_and_any_other_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let found = split_of(&ordinary(), &SplitOptions::default(), 3).unwrap();
    let out = folder.path().join("empty");
    std::fs::create_dir(&out).unwrap();
    write(&found, &out).unwrap();
    assert!(out.join(SUMMARY).exists());
    std::fs::write(folder.path().join("file"), "x").unwrap();
    assert!(write(&found, &folder.path().join("file")).is_err());
    assert!(check_free(folder.path()).unwrap_err().to_string().contains("holds files"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn everybody_is_in_exactly_one_place(
        patients in proptest::collection::vec(proptest::collection::vec(proptest::bool::weighted(0.3), 1..4), 60..160),
        terms in [1..4_usize, 1..4_usize],
        shares in (0.1..0.4, 0.1..0.4),
        stratify in any::<bool>(),
        matched in any::<bool>(),
        seed in any::<u64>(),
    ) {
        let text = table(&patients);
        let options = SplitOptions {
            test_share: shares.0,
            validation_share: shares.1,
            train_ratio: Ratio::new(terms[0], if matched { 1 } else { terms[1] }).unwrap(),
            stratify: if stratify { vec![StratifyKey::View, StratifyKey::Age] } else { vec![] },
            match_by: if matched { vec![MatchKey::Sex, MatchKey::Age] } else { vec![] },
            min_patients: 1,
            ..SplitOptions::default()
        };
        let Ok(found) = split_of(&text, &options, seed) else { return Ok(()) };

        // The rows of the parts and of what is left out are those of the table, each once.
        let tables: Vec<&Vec<u8>> = found.tables.iter().chain(&found.left_out).collect();
        let lines = |bytes: &[u8]| -> Vec<String> {
            String::from_utf8(bytes.to_vec()).unwrap().lines().skip(1).map(str::to_owned).collect()
        };
        let mut rows: Vec<String> = tables.iter().flat_map(|t| lines(t)).collect();
        let mut all = lines(text.as_bytes());
        rows.sort();
        all.sort();
        prop_assert_eq!(rows, all);

        // No patient is in two of them.
        let mut of: HashMap<String, HashSet<usize>> = HashMap::new();
        for (place, table) in tables.iter().enumerate() {
            read_back(table).into_iter().for_each(|row| {
                of.entry(row.patient_id).or_default().insert(place);
            });
        }
        prop_assert_eq!(of.len(), patients.len());
        prop_assert!(of.values().all(|places| places.len() == 1));

        // Ratios are exact by patient, counted anew from the rows.
        for (part, ratio) in [(0, options.train_ratio), (1, options.validation_ratio)] {
            let mut positive: HashMap<String, bool> = HashMap::new();
            for row in read_back(tables[part]) {
                *positive.entry(row.patient_id.clone()).or_default() |= row.is_positive();
            }
            let with = positive.values().filter(|p| **p).count();
            let [a, b] = ratio.terms();
            prop_assert_eq!(with * b, (positive.len() - with) * a);
        }
    }
}

/// The patients of a part's table, each once.
fn patients_of(bytes: &[u8]) -> HashSet<String> {
    read_back(bytes).into_iter().map(|row| row.patient_id).collect()
}

#[test]
fn folds_share_nobody_and_are_everybody() {
    let text = ordinary();
    let fold = |number: usize| {
        let fold = Fold { number, of: 3 };
        let options = SplitOptions { fold: Some(fold), test_share: fold.share(), ..SplitOptions::default() };
        split_of(&text, &options, 5).unwrap()
    };
    let mut all: Vec<String> = Vec::new();
    for number in 1..=3 {
        let found = fold(number);
        let [train, validation, test] = found.tables.each_ref().map(|table| patients_of(table));
        assert!(test.iter().all(|id| !train.contains(id) && !validation.contains(id)));
        assert!(!train.is_empty() && !validation.is_empty());
        all.extend(test);
    }
    assert_eq!(all.len(), 300, "each patient is tested");
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 300, "and once");
}

#[test]
fn patients_of_another_table_are_in_no_part() {
    let text = ordinary();
    let kept = split_of(&text, &SplitOptions::default(), 5).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let [labels, other] = ["labels.csv", "test.csv"].map(|name| folder.path().join(name));
    std::fs::write(&labels, &text).unwrap();
    std::fs::write(&other, &kept.tables[2]).unwrap();
    let found = split_without(&labels, None, &SplitOptions::default(), 9, Some(&other)).unwrap();
    let test = patients_of(&kept.tables[2]);
    assert!(found.tables.iter().flat_map(|table| patients_of(table)).all(|id| !test.contains(&id)));
    let note = found.summary.notes.iter().find(|note| note.contains("test.csv has them"));
    assert!(note.is_some_and(|note| note.starts_with(&test.len().to_string())), "{:?}", found.summary.notes);

    std::fs::write(&other, table(&[vec![true], vec![false]]).replace("\"p", "\"q")).unwrap();
    let error = split_without(&labels, None, &SplitOptions::default(), 9, Some(&other)).unwrap_err();
    assert!(error.to_string().contains("none of the table's patients"), "{error}");
}
