//! How fast films go through, and how long the rest will take.

/// Seconds over which the pace is remembered: a batch of damaged files must not promise that the films after them go as
/// fast, and a GPU that has warmed up is believed soon.
const MEMORY_S: f64 = 20.0;

/// A smoothed pace. Times are milliseconds of one clock.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Pace {
    /// Films and seconds seen, both fading.
    films: f64,
    seconds: f64,
    last: Option<f64>,
}

impl Pace {
    /// The queue begins to move, or moves on after a pause: the time before does not count.
    pub fn start(&mut self, now: f64) {
        self.last = Some(now);
    }

    /// [`Pace::start`], unless it moves already.
    pub fn start_if_resting(&mut self, now: f64) {
        self.last.get_or_insert(now);
    }

    /// The queue rests.
    pub fn rest(&mut self) {
        self.last = None;
    }

    /// A film is through.
    pub fn film(&mut self, now: f64) {
        let Some(last) = self.last.replace(now) else { return };
        let took = ((now - last) / 1e3).max(0.0);
        let kept = (-took / MEMORY_S).exp();
        self.films = self.films * kept + 1.0;
        self.seconds = self.seconds * kept + took;
    }

    /// Films a second, once there is anything to tell it from.
    pub fn rate(self) -> Option<f64> {
        (self.films >= 1.0 && self.seconds > 0.0).then(|| self.films / self.seconds)
    }

    /// What is left for so many films. Not told from the first film alone, which waits for the engine.
    pub fn left(self, films: usize) -> Option<Left> {
        let rate = self.rate().filter(|_| self.films > 1.5)?;
        Some(Left::of(films as f64 / rate))
    }
}

/// A time that is left, no more exact than it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// Up to a minute, in steps of five.
    Seconds(u32),
    /// Up to an hour.
    Minutes(u32),
    /// More.
    Hours {
        /// Whole hours.
        hours: u32,
        /// Minutes beyond them, in steps of five.
        minutes: u32,
    },
}

impl Left {
    /// From seconds, rounded up.
    pub fn of(seconds: f64) -> Self {
        let steps = |x: f64, step: f64| ((x / step).ceil() * step) as u32;
        if seconds <= 55.0 {
            Self::Seconds(steps(seconds, 5.0).max(5))
        } else if seconds <= 59.0 * 60.0 {
            Self::Minutes(steps(seconds / 60.0, 1.0))
        } else {
            let minutes = steps(seconds / 60.0, 5.0);
            Self::Hours { hours: minutes / 60, minutes: minutes % 60 }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_even_pace_is_told_exactly() {
        let mut pace = Pace::default();
        pace.start(0.0);
        assert_eq!(pace.left(10), None);
        for film in 1..=50 {
            pace.film(f64::from(film) * 500.0);
        }
        assert!((pace.rate().unwrap() - 2.0).abs() < 1e-9);
        assert_eq!(pace.left(100), Some(Left::Seconds(50)));
    }

    #[test]
    fn a_pause_does_not_count_and_a_change_is_followed() {
        let mut pace = Pace::default();
        pace.start(0.0);
        (1..=20).for_each(|n| pace.film(f64::from(n) * 1e3));
        let before = pace.rate();
        pace.rest();
        pace.start(1e6);
        assert_eq!(pace.rate(), before);
        (1..=60).for_each(|n| pace.film(1e6 + f64::from(n) * 4e3));
        assert!((pace.rate().unwrap() - 0.25).abs() < 0.02, "{pace:?}");
        // A burst of broken files is not believed at once.
        let seen = pace.seconds;
        (0..5).for_each(|_| pace.film(1e6 + 240e3));
        assert!(pace.rate().unwrap() < 0.6 && seen > 0.0, "{pace:?}");
    }

    #[test]
    fn times_are_rounded_as_people_say_them() {
        assert_eq!(Left::of(0.2), Left::Seconds(5));
        assert_eq!(Left::of(41.0), Left::Seconds(45));
        assert_eq!(Left::of(56.0), Left::Minutes(1));
        assert_eq!(Left::of(61.0), Left::Minutes(2));
        assert_eq!(Left::of(3_601.0), Left::Hours { hours: 1, minutes: 5 });
        assert_eq!(Left::of(f64::INFINITY), Left::Hours { hours: u32::MAX / 60, minutes: u32::MAX % 60 });
    }
}
