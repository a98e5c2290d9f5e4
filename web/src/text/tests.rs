use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use fluent_bundle::FluentResource;

use super::*;

fn locales() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/locales")
}

fn file(language: Language, area: &str) -> String {
    let path = locales().join(language.code()).join(format!("{area}.ftl"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every message of an area, with the variables it names. Reads Fluent's text as far as our files use it: what the
/// parser knows is not reachable from outside of it without another dependency.
fn messages(language: Language, area: &str) -> BTreeMap<String, BTreeSet<String>> {
    let text = file(language, area);
    if let Err((_, faults)) = FluentResource::try_new(text.clone()) {
        panic!("{}/{area}.ftl: {faults:?}", language.code());
    }
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut key = String::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let begins = line.starts_with(|c: char| c.is_ascii_lowercase());
        if let Some((name, _)) = line.split_once('=').filter(|_| begins) {
            key = name.trim().to_owned();
            let twice = found.insert(key.clone(), BTreeSet::new());
            assert!(twice.is_none(), "{}/{area}.ftl gives {key} twice", language.code());
        }
        for variable in line.split('$').skip(1) {
            let end = variable.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
            let name = &variable[..end.unwrap_or(variable.len())];
            found.entry(key.clone()).or_default().insert(name.to_owned());
        }
    }
    found
}

#[test]
fn every_language_says_everything_that_english_says() {
    for area in AREAS {
        let english = messages(Language::English, area);
        assert!(!english.is_empty(), "{area} holds nothing");
        for language in Language::ALL {
            let other = messages(language, area);
            let names = |all: &BTreeMap<String, _>| all.keys().cloned().collect::<BTreeSet<_>>();
            let (ours, theirs) = (names(&english), names(&other));
            let missing: Vec<_> = ours.difference(&theirs).collect();
            let strange: Vec<_> = theirs.difference(&ours).collect();
            assert!(
                missing.is_empty() && strange.is_empty(),
                "{language:?} {area}: lacks {missing:?}, has {strange:?}"
            );
            for (key, variables) in &english {
                assert_eq!(variables, &other[key], "{language:?}: variables of {key}");
            }
        }
    }
}

#[test]
fn every_key_that_the_program_names_exists_and_is_in_one_area() {
    let mut known = BTreeMap::new();
    for area in AREAS {
        for key in messages(Language::English, area).into_keys() {
            let twice = known.insert(key.clone(), area);
            assert!(twice.is_none(), "{key} is in {area} and in {twice:?}");
        }
    }
    let mut stack = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let (mut named, mut unknown) = (0, Vec::new());
    while let Some(path) = stack.pop() {
        if path.is_dir() {
            stack.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("text/tests.rs") {
            let source = fs::read_to_string(&path).unwrap();
            for call in ["t(\"", "tr(\"", "messages.get(\"", "messages.with(\""] {
                for (at, _) in source.match_indices(call) {
                    // `set(\"` and the like end in the same letters.
                    let before = source[..at].chars().next_back();
                    if !call.starts_with('.')
                        && before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.')
                    {
                        continue;
                    }
                    let key: String = source[at + call.len()..].chars().take_while(|c| *c != '"').collect();
                    // Keys have an area's word and a hyphen; what else is looked up by `get` has not.
                    let is_key =
                        key.contains('-') && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
                    if is_key {
                        named += 1;
                        if !known.contains_key(&key) {
                            unknown.push(format!("{key} in {}", path.display()));
                        }
                    }
                }
            }
        }
    }
    assert!(unknown.is_empty(), "no such message: {unknown:#?}");
    assert!(named > 0, "the sources name no message, so this test looks in the wrong place");
}

#[test]
fn there_is_a_folder_for_every_language_and_no_other() {
    let folders: BTreeSet<_> =
        fs::read_dir(locales()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(folders, Language::ALL.iter().map(|l| l.code().to_owned()).collect());
    for language in Language::ALL {
        let files: BTreeSet<_> = fs::read_dir(locales().join(language.code()))
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        assert_eq!(files, AREAS.iter().map(|area| format!("{area}.ftl")).collect(), "{language:?}");
    }
}

#[test]
fn plurals_variables_and_english_behind_it() {
    let german =
        "films = { $n ->\n    [one] Ein Bild\n   *[other] { $n } Bilder\n}\nhello = Guten Tag, { $name }\n";
    let messages = Messages::new(Language::German, &[german]);
    let films = |n: usize| messages.with("films", &[("n", language::count(n))]);
    assert_eq!((films(1).as_str(), films(3).as_str()), ("Ein Bild", "3 Bilder"));
    assert_eq!(messages.with("hello", &[("name", "Ada".into())]), "Guten Tag, Ada");
    assert_eq!(messages.get("page-language"), Messages::english().get("page-language"));
    assert_eq!(messages.get("no-such-key"), "no-such-key");
}
