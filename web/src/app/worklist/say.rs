//! Patients in the reader's language: ages, sexes, dates.

use std::cell::RefCell;
use std::collections::HashMap;

use super::person::{Age, AgeUnit, Person};
use crate::app::language::{date, t, tr};
use crate::text::count;

thread_local! {
    // Making the browser's formatter takes a tenth of a millisecond, and a list has few days and thousands of rows.
    static DAYS: RefCell<HashMap<String, String>> = RefCell::default();
}

/// A day as the reader's language writes it.
pub(in crate::app) fn day(day: &str) -> String {
    if day.is_empty() {
        return String::new();
    }
    // The language is part of the key: it may change.
    let key = format!("{} {day}", t("page-language"));
    if let Some(known) = DAYS.with_borrow(|days| days.get(&key).cloned()) {
        return known;
    }
    let said = date(day);
    DAYS.with_borrow_mut(|days| {
        if days.len() > 5_000 {
            days.clear();
        }
        days.insert(key, said.clone());
    });
    said
}

/// An age with its unit.
pub(in crate::app) fn age(age: Age) -> String {
    let n = [("n", count(age.number as usize))];
    match age.unit {
        AgeUnit::Years => tr("worklist-age-years", &n),
        AgeUnit::Months => tr("worklist-age-months", &n),
        AgeUnit::Weeks => tr("worklist-age-weeks", &n),
        AgeUnit::Days => tr("worklist-age-days", &n),
    }
}

/// A sex of PS3.3 section C.7.1.1; anything else as it is.
pub(in crate::app) fn sex(sex: &str) -> String {
    match sex {
        "F" => t("worklist-sex-f"),
        "M" => t("worklist-sex-m"),
        "O" => t("worklist-sex-o"),
        other => other.to_owned(),
    }
}

/// Age and sex together.
pub(in crate::app) fn age_and_sex(person: &Person) -> String {
    let parts = [person.age.map(age).unwrap_or_default(), sex(&person.sex)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Name and ID.
pub(in crate::app) fn name_and_id(person: &Person) -> String {
    let parts = [person.name.as_str(), person.id.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
