//! When an export was made: the caller says it, and here it becomes text.

/// A moment on the clock of the machine that makes the export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Made {
    /// Seconds since 1970-01-01 00:00 on the local clock.
    local: i64,
    offset_minutes: i32,
}

impl Made {
    /// `seconds` since 1970-01-01 00:00 UTC, and how many minutes the local clock is ahead of UTC, at most a day.
    ///
    /// Local time, because the dates of a study are local: a Timezone Offset From UTC (0008,0201) would change the
    /// meaning of the dates that are copied from the film, so none is written.
    ///
    /// Years outside 1 to 9999 are taken to the nearest of them: neither DICOM nor FHIR can write others.
    pub fn new(seconds: i64, offset_minutes: i32) -> Self {
        let offset_minutes = offset_minutes.clamp(-1439, 1439);
        // 0001-01-01 and 9999-12-31 23:59:59.
        let local = seconds.saturating_add(i64::from(offset_minutes) * 60);
        Self { local: local.clamp(-62_135_596_800, 253_402_300_799), offset_minutes }
    }

    /// `YYYYMMDD`, PS3.5 section 6.2 DA.
    pub fn date(&self) -> String {
        let (year, month, day) = self.civil();
        format!("{year:04}{month:02}{day:02}")
    }

    /// `HHMMSS`, PS3.5 section 6.2 TM.
    pub fn time(&self) -> String {
        let (hour, minute, second) = self.clock();
        format!("{hour:02}{minute:02}{second:02}")
    }

    /// ISO 8601 with the offset, such as `2026-11-24T23:40:00+01:00`.
    pub fn iso(&self) -> String {
        let ((year, month, day), (hour, minute, second)) = (self.civil(), self.clock());
        let sign = if self.offset_minutes < 0 { '-' } else { '+' };
        let offset = self.offset_minutes.unsigned_abs();
        format!(
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{sign}{:02}:{:02}",
            offset / 60,
            offset % 60
        )
    }

    fn clock(&self) -> (i64, i64, i64) {
        let second = self.local.rem_euclid(86_400);
        (second / 3600, second / 60 % 60, second % 60)
    }

    /// Year, month and day of the proleptic Gregorian calendar: H. Hinnant, "chrono-compatible low-level date
    /// algorithms", `civil_from_days`. Its years start in March, so that the leap day is the last.
    fn civil(&self) -> (i64, i64, i64) {
        let days = self.local.div_euclid(86_400) + 719_468;
        let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        (year_of_era + era * 400 + i64::from(month <= 2), month, day)
    }
}

/// Whether this is a day of the calendar, as `YYYYMMDD` (PS3.5 section 6.2 DA).
pub(super) fn is_date(dicom: &str) -> bool {
    if dicom.len() != 8 || !dicom.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let part = |range| dicom.get(range).and_then(|part: &str| part.parse::<u32>().ok()).unwrap_or_default();
    let (year, month, day) = (part(0..4), part(4..6), part(6..8));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::Made;

    /// The seconds are those of `date --date=... +%s`.
    #[test]
    fn known_moments() {
        assert_eq!(Made::new(0, 0).iso(), "1970-01-01T00:00:00+00:00");
        assert_eq!(Made::new(951_782_400, 0).iso(), "2000-02-29T00:00:00+00:00");
        assert_eq!(Made::new(1_795_567_200, 60).iso(), "2026-11-25T01:40:00+01:00");
        assert_eq!(Made::new(-1, -90).iso(), "1969-12-31T22:29:59-01:30");
        assert_eq!(Made::new(i64::MAX, 0).date(), "99991231");
        assert_eq!(Made::new(i64::MIN, 0).date(), "00010101");
    }

    #[test]
    fn days_follow_each_other() {
        let mut last = String::new();
        for day in -200_000..200_000_i64 {
            let date = Made::new(day * 86_400 + 43_200, 0).date();
            assert!(date > last, "{date} after {last}");
            assert_ne!(&date[4..], "0230");
            last = date;
        }
    }
}
