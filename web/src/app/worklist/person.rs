//! Who a film is of, from what the file says to what is read: names, ages and dates.

use crate::protocol::{FilmResult, PatientSummary};

/// What the worklist knows of a film's patient and study.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// As it is read, such as `Doe, Jane`; empty if the file has none.
    pub name: String,
    /// Patient ID; empty if the file has none.
    pub id: String,
    /// At the time of the study.
    pub age: Option<Age>,
    /// `F`, `M`, `O`, or as found; empty if the file has none.
    pub sex: String,
    /// `YYYY-MM-DD`, or as found; empty if the file has none.
    pub study_date: String,
    /// What films of one study have in common; `None` where the file tells nothing to know it by.
    pub study: Option<String>,
}

// Patient data never reaches a log or a panic message.
impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Person(..)")
    }
}

impl Person {
    /// From a film's result; empty for a file without a patient.
    pub fn of(result: &FilmResult) -> Self {
        result.patient.as_ref().map(Self::read).unwrap_or_default()
    }

    fn read(patient: &PatientSummary) -> Self {
        let text = |value: &Option<String>| value.as_deref().unwrap_or_default().trim().to_owned();
        let study_date = day(&text(&patient.study_date));
        let stated = parse_age(&text(&patient.age));
        let (name, id) = (readable_name(&text(&patient.name)), text(&patient.id));
        let uid = text(&patient.study_uid);
        let study = if !uid.is_empty() {
            Some(uid)
        } else if study_date.is_empty() || (id.is_empty() && name.is_empty()) {
            None
        } else {
            // Files that lost their UIDs: one patient, one day.
            Some(format!("{id}\u{0}{name}\u{0}{study_date}"))
        };
        Self {
            age: stated.or_else(|| Age::between(&day(&text(&patient.birth_date)), &study_date)),
            sex: text(&patient.sex).to_uppercase(),
            name,
            id,
            study_date,
            study,
        }
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// An age (PS3.5 section 6.2, AS).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Age {
    /// How many.
    pub number: u32,
    /// Of what.
    pub unit: AgeUnit,
}

/// The unit of an age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgeUnit {
    /// Years.
    Years,
    /// Months.
    Months,
    /// Weeks.
    Weeks,
    /// Days.
    Days,
}

impl Age {
    /// To sort by.
    pub fn days(self) -> u32 {
        let days = match self.unit {
            AgeUnit::Years => 365.25,
            AgeUnit::Months => 30.4375,
            AgeUnit::Weeks => 7.0,
            AgeUnit::Days => 1.0,
        };
        (f64::from(self.number) * days) as u32
    }

    /// Whole years from one day to another; both `YYYY-MM-DD`.
    fn between(birth: &str, study: &str) -> Option<Self> {
        let (birth, study) = (parts(birth)?, parts(study)?);
        let years = study.0.checked_sub(birth.0)?;
        let birthday_to_come = (study.1, study.2) < (birth.1, birth.2);
        Some(Self { number: years.checked_sub(u32::from(birthday_to_come))?, unit: AgeUnit::Years })
    }
}

/// `081Y`, `010M`, `003W`, `005D`, or digits alone, which are years, as the DICOM reader takes them.
fn parse_age(text: &str) -> Option<Age> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match text[digits.len()..].to_ascii_uppercase().as_str() {
        "Y" | "" => AgeUnit::Years,
        "M" => AgeUnit::Months,
        "W" => AgeUnit::Weeks,
        "D" => AgeUnit::Days,
        _ => return None,
    };
    let plain = (1..=3).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten().map(|number| Age { number, unit })
}

/// A date as DICOM writes it (`20190312`, of old `2019.03.12`) as `2019-03-12`; anything else as it is.
fn day(text: &str) -> String {
    let digits: String = text.chars().filter(|c| !matches!(c, '.' | '-')).collect();
    let dashed = digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit());
    if dashed { format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..]) } else { text.to_owned() }
}

fn parts(day: &str) -> Option<(u32, u32, u32)> {
    let mut numbers = day.splitn(3, '-').map(|part| part.parse().ok());
    Some((numbers.next()??, numbers.next()??, numbers.next()??))
}

/// A name of PS3.5 section 6.2, PN, for reading: `Doe^Jane^^Dr` is `Doe, Jane`; what other scripts add stands in brackets.
fn readable_name(text: &str) -> String {
    let mut groups = text.split('=').map(|group| {
        let parts: Vec<&str> = group.split('^').map(str::trim).collect();
        let given =
            parts.iter().skip(1).take(2).filter(|p| !p.is_empty()).copied().collect::<Vec<_>>().join(" ");
        match (parts[0], given.as_str()) {
            (family, "") => family.to_owned(),
            ("", given) => given.to_owned(),
            (family, given) => format!("{family}, {given}"),
        }
    });
    let first = groups.next().unwrap_or_default();
    let others: Vec<String> = groups.filter(|g| !g.is_empty() && *g != first).collect();
    match (first.is_empty(), others.is_empty()) {
        (_, true) => first,
        (true, false) => others.join(" · "),
        (false, false) => format!("{first} ({})", others.join(" · ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patient(change: impl FnOnce(&mut PatientSummary)) -> Person {
        let mut patient = PatientSummary::default();
        change(&mut patient);
        Person::read(&patient)
    }

    #[test]
    fn names_are_read_as_they_are_spoken() {
        for (written, read) in [
            ("Doe^Jane", "Doe, Jane"),
            ("Doe^Jane^Mary^Dr", "Doe, Jane Mary"),
            ("Yamada^Tarou=山田^太郎=やまだ^たろう", "Yamada, Tarou (山田, 太郎 · やまだ, たろう)"),
            ("=山田^太郎", "山田, 太郎"),
            ("ANONYMOUS", "ANONYMOUS"),
            ("^Jane", "Jane"),
            ("^^^^", ""),
            ("", ""),
        ] {
            assert_eq!(readable_name(written), read);
        }
    }

    #[test]
    fn an_age_is_stated_or_follows_from_two_dates() {
        let years = |n| Some(Age { number: n, unit: AgeUnit::Years });
        assert_eq!(patient(|p| p.age = Some("081Y".into())).age, years(81));
        assert_eq!(patient(|p| p.age = Some("45".into())).age, years(45));
        assert_eq!(patient(|p| p.age = Some("010M".into())).age.unwrap().days(), 304);
        let dates = |birth: &str, study: &str| {
            patient(|p| (p.birth_date, p.study_date) = (Some(birth.into()), Some(study.into()))).age
        };
        assert_eq!(dates("19700615", "20190614"), years(48));
        assert_eq!(dates("1970-06-15", "2019.06.15"), years(49));
        assert_eq!(dates("20200101", "20190101"), None);
        for bad in ["Y", "XYZW", "0081Y", "-1Y", "ÄY"] {
            assert_eq!(parse_age(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_study_is_known_by_its_uid_or_by_patient_and_day() {
        assert_eq!(patient(|p| p.study_uid = Some("1.2.3 ".into())).study.as_deref(), Some("1.2.3"));
        let day = |id: &str, date: &str| {
            patient(|p| (p.id, p.study_date) = (Some(id.into()), Some(date.into()))).study
        };
        assert_eq!(day("7", "20190614"), day("7", "2019-06-14"));
        assert_ne!(day("7", "20190614"), day("8", "20190614"));
        assert_eq!(day("7", ""), None);
        assert_eq!(day("", "20190614"), None);
        assert!(patient(|_| ()).is_empty());
        assert!(!format!("{:?}", patient(|p| p.id = Some("secret".into()))).contains("secret"));
    }
}
