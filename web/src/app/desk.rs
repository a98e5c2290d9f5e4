//! Who is served next, and what a crash of the engine means.
//!
//! The desk holds no file and posts no message: it says what to ask and is told what was answered. The engine answers
//! in the order asked, so when it dies the first unanswered question is the one that killed it.

use std::collections::VecDeque;

/// Starts in a row that may fail before the page gives up.
pub const MAX_FAILED_STARTS: u32 = 2;

/// Something the engine is asked to do for a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Classify the row's film.
    Classify(u32),
    /// Make the viewer's picture of the row's film.
    Film(u32),
}

/// How the engine is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// Started, not yet ready.
    Starting,
    /// Takes questions.
    Ready,
    /// Given up until the reader asks for another try.
    Stopped,
}

/// What follows from a crash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crash {
    /// The question that was being worked on, if any.
    pub culprit: Option<Question>,
    /// Whether the engine is to be started again.
    pub restart: bool,
}

/// The queue between the worklist and the engine.
#[derive(Debug, Clone)]
pub struct Desk {
    waiting: VecDeque<u32>,
    picture: Option<u32>,
    asked: VecDeque<Question>,
    life: Life,
    failed_starts: u32,
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            waiting: VecDeque::new(),
            picture: None,
            asked: VecDeque::new(),
            life: Life::Starting,
            failed_starts: 0,
        }
    }
}

impl Desk {
    /// How the engine is.
    pub fn life(&self) -> Life {
        self.life
    }

    /// Puts a row at the end of the queue.
    pub fn enqueue(&mut self, row: u32) {
        self.waiting.push_back(row);
    }

    /// Puts a row at the front of the queue: its film deserves another try.
    pub fn enqueue_first(&mut self, row: u32) {
        self.waiting.push_front(row);
    }

    /// Another engine has taken the place of this one, and is ready. What was asked goes back to the queue.
    pub fn replaced(&mut self) {
        self.take_back();
        self.ready();
    }

    /// Asks for a picture before the next film is classified; only the last wish counts.
    pub fn want_picture(&mut self, row: u32) {
        self.picture = Some(row);
    }

    /// Whether every film is through.
    pub fn is_idle(&self) -> bool {
        self.waiting.is_empty() && !self.asked.iter().any(|q| matches!(q, Question::Classify(_)))
    }

    /// The engine passed its self-test.
    pub fn ready(&mut self) {
        self.life = Life::Ready;
        self.failed_starts = 0;
    }

    /// The engine said that it cannot predict at all.
    pub fn stop(&mut self) {
        self.take_back();
        self.life = Life::Stopped;
    }

    /// The reader asked for another try.
    pub fn start_again(&mut self) {
        self.life = Life::Starting;
        self.failed_starts = 0;
    }

    /// The next question to post now, if there is one; call until it gives `None`.
    pub fn next_question(&mut self) -> Option<Question> {
        if self.life != Life::Ready {
            return None;
        }
        let question = if let Some(row) = self.picture.take() {
            Question::Film(row)
        } else if self.asked.iter().any(|q| matches!(q, Question::Classify(_))) {
            return None;
        } else {
            Question::Classify(self.waiting.pop_front()?)
        };
        self.asked.push_back(question);
        Some(question)
    }

    /// Notes an answer; `false` if nobody asked.
    pub fn answered(&mut self, question: Question) -> bool {
        match self.asked.iter().position(|q| *q == question) {
            Some(at) => {
                self.asked.remove(at);
                true
            }
            None => false,
        }
    }

    /// The engine died. What it had not come to goes back to the front of the queue.
    pub fn crashed(&mut self) -> Crash {
        let culprit = self.asked.pop_front();
        self.take_back();
        if self.life == Life::Starting {
            self.failed_starts += 1;
        }
        let restart = self.life != Life::Stopped && self.failed_starts < MAX_FAILED_STARTS;
        self.life = if restart { Life::Starting } else { Life::Stopped };
        Crash { culprit, restart }
    }

    fn take_back(&mut self) {
        for question in self.asked.drain(..).rev() {
            match question {
                Question::Classify(row) => self.waiting.push_front(row),
                // A newer wish for a picture stands.
                Question::Film(row) => self.picture = self.picture.or(Some(row)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ready_desk(rows: &[u32]) -> Desk {
        let mut desk = Desk::default();
        rows.iter().for_each(|row| desk.enqueue(*row));
        desk.ready();
        desk
    }

    #[test]
    fn nothing_is_asked_before_the_engine_is_ready() {
        let mut desk = Desk::default();
        desk.enqueue(1);
        assert_eq!(desk.next_question(), None);
        desk.ready();
        assert_eq!(desk.next_question(), Some(Question::Classify(1)));
    }

    #[test]
    fn one_film_is_classified_at_a_time_and_pictures_go_first() {
        let mut desk = ready_desk(&[1, 2]);
        desk.want_picture(2);
        assert_eq!(desk.next_question(), Some(Question::Film(2)));
        assert_eq!(desk.next_question(), Some(Question::Classify(1)));
        assert_eq!(desk.next_question(), None);
        assert!(desk.answered(Question::Film(2)));
        assert_eq!(desk.next_question(), None);
        assert!(desk.answered(Question::Classify(1)));
        assert!(!desk.is_idle());
        assert_eq!(desk.next_question(), Some(Question::Classify(2)));
        assert!(!desk.is_idle());
        assert!(desk.answered(Question::Classify(2)));
        assert!(desk.is_idle());
    }

    #[test]
    fn an_answer_nobody_asked_for_is_told_apart() {
        let mut desk = ready_desk(&[1]);
        assert!(!desk.answered(Question::Classify(1)));
    }

    #[test]
    fn a_trap_costs_its_own_film_only() {
        let mut desk = ready_desk(&[1, 2]);
        assert_eq!(desk.next_question(), Some(Question::Classify(1)));
        desk.want_picture(2);
        assert_eq!(desk.next_question(), Some(Question::Film(2)));
        let crash = desk.crashed();
        assert_eq!(crash, Crash { culprit: Some(Question::Classify(1)), restart: true });
        assert_eq!(desk.next_question(), None);
        desk.ready();
        assert_eq!(desk.next_question(), Some(Question::Film(2)));
        assert_eq!(desk.next_question(), Some(Question::Classify(2)));
    }

    #[test]
    fn a_picture_that_traps_does_not_cost_the_film_behind_it() {
        let mut desk = ready_desk(&[1]);
        desk.want_picture(1);
        assert_eq!(desk.next_question(), Some(Question::Film(1)));
        assert_eq!(desk.next_question(), Some(Question::Classify(1)));
        assert_eq!(desk.crashed().culprit, Some(Question::Film(1)));
        desk.ready();
        assert_eq!(desk.next_question(), Some(Question::Classify(1)));
    }

    #[test]
    fn two_failed_starts_in_a_row_stop_the_engine() {
        let mut desk = Desk::default();
        assert_eq!(desk.crashed(), Crash { culprit: None, restart: true });
        assert_eq!(desk.crashed(), Crash { culprit: None, restart: false });
        assert_eq!(desk.life(), Life::Stopped);
        desk.start_again();
        assert!(desk.crashed().restart);
        desk.ready();
        // Crashes on films are not failed starts, however many there are.
        for row in 0..5 {
            desk.enqueue(row);
            assert!(desk.next_question().is_some());
            assert!(desk.crashed().restart);
            desk.ready();
        }
    }

    #[test]
    fn another_engine_is_asked_what_the_first_did_not_answer() {
        let mut desk = ready_desk(&[1, 2]);
        assert_eq!(desk.next_question(), Some(Question::Classify(1)));
        desk.replaced();
        assert_eq!(desk.next_question(), Some(Question::Classify(1)));
        let crash = desk.crashed();
        assert_eq!(crash.culprit, Some(Question::Classify(1)));
        // The device's fault, not the film's.
        desk.enqueue_first(1);
        desk.ready();
        assert_eq!(desk.next_question(), Some(Question::Classify(1)));
    }

    #[test]
    fn a_stopped_engine_keeps_the_queue() {
        let mut desk = ready_desk(&[1, 2]);
        assert!(desk.next_question().is_some());
        desk.stop();
        assert_eq!(desk.next_question(), None);
        desk.start_again();
        desk.ready();
        assert_eq!(desk.next_question(), Some(Question::Classify(1)));
    }
}
