//! Who is served next, and what a crash of the engine means.
//!
//! The desk holds no file and posts no message: it says what to ask and is told what was posted and what was answered.
//! Between the two lies getting the film's bytes, which takes time in an archive. The engine says by number which question
//! it turns to, so when it dies the last one it named is the one that killed it.

use std::collections::VecDeque;

mod question;

pub use question::Question;

/// Starts in a row that may fail before the page gives up.
pub const MAX_FAILED_STARTS: u32 = 2;

/// Films that the engine has at once: one is computed while the next is read.
pub const FILMS_AT_ONCE: usize = 2;

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
    /// Given out by [`Desk::next_question`], not yet posted.
    preparing: Vec<Question>,
    tags: Option<u32>,
    /// Films of an export, one asked about at a time.
    exports: VecDeque<u32>,
    /// Films to be printed, one asked about at a time.
    prints: VecDeque<u32>,
    /// Posted and not answered, each with its number.
    asked: VecDeque<(u32, Question)>,
    /// The number of the next one that is posted.
    number: u32,
    /// The number that the engine named last.
    working_on: Option<u32>,
    life: Life,
    failed_starts: u32,
    paused: bool,
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            waiting: VecDeque::new(),
            picture: None,
            preparing: Vec::new(),
            tags: None,
            exports: VecDeque::new(),
            prints: VecDeque::new(),
            asked: VecDeque::new(),
            number: 0,
            working_on: None,
            life: Life::Starting,
            failed_starts: 0,
            paused: false,
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

    /// Another engine has taken the place of this one, and is ready. What was asked goes back to the queue.
    pub fn replaced(&mut self) {
        self.take_back();
        self.ready();
    }

    /// Asks for a picture before the next film is classified; only the last wish counts.
    pub fn want_picture(&mut self, row: u32) {
        self.picture = Some(row);
    }

    /// Asks for the attributes of a file before the next film is classified; only the last wish counts.
    pub fn want_tags(&mut self, row: u32) {
        self.tags = Some(row);
    }

    /// Asks for the files of an export's films, before more films are classified. An engine that dies takes the export
    /// with it.
    pub fn export(&mut self, rows: impl IntoIterator<Item = u32>) {
        self.exports = rows.into_iter().collect();
    }

    /// Asks for the pictures of films to be printed, before more films are classified; only the last wish counts. The next
    /// engine goes on where one that dies left off.
    pub fn print(&mut self, rows: impl IntoIterator<Item = u32>) {
        self.prints = rows.into_iter().collect();
    }

    /// Whether films of an export are still to be made or answered.
    pub fn is_exporting(&self) -> bool {
        !self.exports.is_empty() || self.asks_for_export()
    }

    /// Whether every film is through.
    pub fn is_idle(&self) -> bool {
        self.waiting.is_empty() && self.classifying() == 0
    }

    fn under_way(&self) -> impl Iterator<Item = &Question> {
        self.asked.iter().map(|(_, question)| question).chain(&self.preparing)
    }

    fn classifying(&self) -> usize {
        self.under_way().filter(|q| matches!(q, Question::Classify(_))).count()
    }

    fn asks_for_export(&self) -> bool {
        self.under_way().any(|q| matches!(q, Question::Export(_)))
    }

    fn asks_for_print(&self) -> bool {
        self.under_way().any(|q| matches!(q, Question::Print(_)))
    }

    /// Whether films are held back.
    pub fn is_paused(&self) -> bool {
        self.paused
    }

    /// Holds films back, or no longer. Pictures go on.
    pub fn pause(&mut self, paused: bool) {
        self.paused = paused;
    }

    /// Takes every film out of the queue that was not asked about yet, and gives their rows.
    pub fn cancel(&mut self) -> Vec<u32> {
        self.paused = false;
        self.waiting.drain(..).collect()
    }

    /// Forgets every row. What was posted already is still answered, and of no consequence.
    pub fn clear(&mut self) {
        self.waiting.clear();
        self.preparing.clear();
        self.picture = None;
        self.tags = None;
        self.exports.clear();
        self.prints.clear();
        self.paused = false;
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

    /// The next question, if there is one to ask now; call until it gives `None`. Each is to be followed by
    /// [`Desk::posted`] or [`Desk::dropped`].
    pub fn next_question(&mut self) -> Option<Question> {
        if self.life != Life::Ready {
            return None;
        }
        let question = if let Some(row) = self.picture.take() {
            Question::Film(row)
        } else if let Some(row) = self.tags.take() {
            Question::Tags(row)
        } else if !self.exports.is_empty() && !self.asks_for_export() {
            Question::Export(self.exports.pop_front()?)
        } else if !self.prints.is_empty() && !self.asks_for_print() {
            Question::Print(self.prints.pop_front()?)
        } else if self.paused || self.classifying() >= FILMS_AT_ONCE {
            return None;
        } else {
            Question::Classify(self.waiting.pop_front()?)
        };
        self.preparing.push(question);
        Some(question)
    }

    /// The film's bytes are at hand. A number: the question is to be posted now, with it. `None`: it was forgotten
    /// meanwhile, or the engine is gone and the question has gone back into the queue.
    pub fn posted(&mut self, question: Question) -> Option<u32> {
        if !self.dropped(question) {
            return None;
        }
        if self.life == Life::Ready {
            let number = self.number;
            self.number = number.wrapping_add(1);
            self.asked.push_back((number, question));
            return Some(number);
        }
        self.put_back(question);
        None
    }

    /// The engine turns to the question with this number, which is given if it is not answered yet.
    pub fn working_on(&mut self, number: u32) -> Option<Question> {
        self.working_on = Some(number);
        self.asked.iter().find(|(asked, _)| *asked == number).map(|(_, question)| *question)
    }

    /// The film's bytes are not to be had. `false` if the question was forgotten meanwhile.
    pub fn dropped(&mut self, question: Question) -> bool {
        let at = self.preparing.iter().position(|q| *q == question);
        at.map(|at| self.preparing.remove(at)).is_some()
    }

    /// Notes an answer; `false` if nobody asked.
    pub fn answered(&mut self, question: Question) -> bool {
        match self.asked.iter().position(|(_, q)| *q == question) {
            Some(at) => {
                self.asked.remove(at);
                true
            }
            None => false,
        }
    }

    /// Notes a picture of a row, and gives what it was asked for: the engine answers in the order asked.
    pub fn answered_picture(&mut self, row: u32) -> Option<Question> {
        let picture = |q: &Question| matches!(q, Question::Film(id) | Question::Print(id) if *id == row);
        let at = self.asked.iter().position(|(_, question)| picture(question))?;
        self.asked.remove(at).map(|(_, question)| question)
    }

    /// The engine died. What it had not come to goes back to the front of the queue; so does what it was busy with, if no
    /// question is to blame.
    pub fn crashed(&mut self, blames: bool) -> Crash {
        let named = self.asked.iter().position(|(number, _)| Some(*number) == self.working_on);
        // One that died before it said anything was busy with the first.
        let culprit = if blames { self.asked.remove(named.unwrap_or(0)) } else { None };
        let culprit = culprit.map(|(_, question)| question);
        self.take_back();
        self.exports.clear();
        if self.life == Life::Starting {
            self.failed_starts += 1;
        }
        let restart = self.life != Life::Stopped && self.failed_starts < MAX_FAILED_STARTS;
        self.life = if restart { Life::Starting } else { Life::Stopped };
        Crash { culprit, restart }
    }

    fn take_back(&mut self) {
        self.working_on = None;
        while let Some((_, question)) = self.asked.pop_back() {
            self.put_back(question);
        }
    }

    fn put_back(&mut self, question: Question) {
        match question {
            Question::Classify(row) => self.waiting.push_front(row),
            // A newer wish for a picture stands.
            Question::Film(row) => self.picture = self.picture.or(Some(row)),
            Question::Tags(row) => self.tags = self.tags.or(Some(row)),
            Question::Print(row) => self.prints.push_front(row),
            // Its export ends with the engine that was making it.
            Question::Export(_) => self.exports.clear(),
        }
    }
}

#[cfg(test)]
mod tests;
