use super::*;

fn ready_desk(rows: &[u32]) -> Desk {
    let mut desk = Desk::default();
    rows.iter().for_each(|row| desk.enqueue(*row));
    desk.ready();
    desk
}

/// The next question, posted at once, as one is whose film is a file.
fn ask(desk: &mut Desk) -> Option<Question> {
    let question = desk.next_question()?;
    assert!(desk.posted(question).is_some());
    Some(question)
}

#[test]
fn nothing_is_asked_before_the_engine_is_ready() {
    let mut desk = Desk::default();
    desk.enqueue(1);
    assert_eq!(ask(&mut desk), None);
    desk.ready();
    assert_eq!(ask(&mut desk), Some(Question::Classify(1)));
}

#[test]
fn two_films_are_with_the_engine_and_pictures_go_first() {
    let mut desk = ready_desk(&[1, 2, 3]);
    desk.want_picture(2);
    assert_eq!(ask(&mut desk), Some(Question::Film(2)));
    assert_eq!(ask(&mut desk), Some(Question::Classify(1)));
    assert_eq!(ask(&mut desk), Some(Question::Classify(2)), "read while the first is computed");
    assert_eq!(ask(&mut desk), None);
    assert!(desk.answered(Question::Film(2)));
    assert_eq!(ask(&mut desk), None);
    assert!(desk.answered(Question::Classify(1)));
    assert_eq!(ask(&mut desk), Some(Question::Classify(3)));
    assert!(desk.answered(Question::Classify(2)));
    assert_eq!(ask(&mut desk), None);
    assert!(!desk.is_idle());
    assert!(desk.answered(Question::Classify(3)));
    assert!(desk.is_idle());
}

#[test]
fn the_question_that_was_turned_to_last_is_to_blame() {
    let mut desk = ready_desk(&[1, 2, 3]);
    let post = |desk: &mut Desk| {
        let question = desk.next_question().unwrap();
        (question, desk.posted(question).unwrap())
    };
    let (first, at_first) = post(&mut desk);
    let (second, at_second) = post(&mut desk);
    assert_eq!(desk.working_on(at_first), Some(first));
    // Read while the first is computed, and never again.
    assert_eq!(desk.working_on(at_second), Some(second));
    assert_eq!(desk.crashed(true).culprit, Some(Question::Classify(2)));
    desk.ready();
    // The engine that is gone names nobody any more: numbers are not used twice.
    let (first, at_first_again) = post(&mut desk);
    assert_eq!(first, Question::Classify(1));
    assert_ne!(at_first_again, at_first);
    let (third, at_third) = post(&mut desk);
    assert_eq!(desk.working_on(at_third), Some(third));
    assert_eq!(desk.working_on(at_first_again), Some(first));
    assert!(desk.answered(first));
    assert_eq!(desk.working_on(at_first_again), None, "it is answered");
    // Back from an answered film without a word, the engine died over what is left.
    assert_eq!(desk.crashed(true).culprit, Some(third));
}

#[test]
fn an_answer_nobody_asked_for_is_told_apart() {
    let mut desk = ready_desk(&[1]);
    assert!(!desk.answered(Question::Classify(1)));
}

#[test]
fn a_trap_costs_its_own_film_only() {
    let mut desk = ready_desk(&[1, 2]);
    assert_eq!(ask(&mut desk), Some(Question::Classify(1)));
    desk.want_picture(2);
    assert_eq!(ask(&mut desk), Some(Question::Film(2)));
    let crash = desk.crashed(true);
    assert_eq!(crash, Crash { culprit: Some(Question::Classify(1)), restart: true });
    assert_eq!(ask(&mut desk), None);
    desk.ready();
    assert_eq!(ask(&mut desk), Some(Question::Film(2)));
    assert_eq!(ask(&mut desk), Some(Question::Classify(2)));
}

#[test]
fn a_picture_that_traps_does_not_cost_the_film_behind_it() {
    let mut desk = ready_desk(&[1]);
    desk.want_picture(1);
    assert_eq!(ask(&mut desk), Some(Question::Film(1)));
    assert_eq!(ask(&mut desk), Some(Question::Classify(1)));
    assert_eq!(desk.crashed(true).culprit, Some(Question::Film(1)));
    desk.ready();
    assert_eq!(ask(&mut desk), Some(Question::Classify(1)));
}

#[test]
fn a_device_that_is_lost_costs_nothing() {
    let mut desk = ready_desk(&[1, 2]);
    assert_eq!(ask(&mut desk), Some(Question::Classify(1)));
    assert_eq!(ask(&mut desk), Some(Question::Classify(2)));
    desk.want_picture(2);
    assert_eq!(ask(&mut desk), Some(Question::Film(2)));
    assert_eq!(desk.crashed(false), Crash { culprit: None, restart: true });
    desk.ready();
    let again: Vec<Option<Question>> = (0..3).map(|_| ask(&mut desk)).collect();
    assert_eq!(again, [Question::Film(2), Question::Classify(1), Question::Classify(2)].map(Some));
}

#[test]
fn two_failed_starts_in_a_row_stop_the_engine() {
    let mut desk = Desk::default();
    assert_eq!(desk.crashed(true), Crash { culprit: None, restart: true });
    assert_eq!(desk.crashed(true), Crash { culprit: None, restart: false });
    assert_eq!(desk.life(), Life::Stopped);
    desk.start_again();
    assert!(desk.crashed(true).restart);
    desk.ready();
    // Crashes on films are not failed starts, however many there are.
    for row in 0..5 {
        desk.enqueue(row);
        assert!(ask(&mut desk).is_some());
        assert!(desk.crashed(true).restart);
        desk.ready();
    }
}

#[test]
fn a_stopped_engine_keeps_the_queue() {
    let mut desk = ready_desk(&[1, 2]);
    assert!(ask(&mut desk).is_some());
    desk.stop();
    assert_eq!(ask(&mut desk), None);
    desk.start_again();
    desk.ready();
    assert_eq!(ask(&mut desk), Some(Question::Classify(1)));
}

#[test]
fn a_film_that_is_being_unpacked_is_no_culprit() {
    let mut desk = ready_desk(&[1]);
    assert_eq!(desk.next_question(), Some(Question::Classify(1)));
    assert_eq!(desk.next_question(), None);
    desk.want_picture(2);
    assert_eq!(ask(&mut desk), Some(Question::Film(2)));
    assert_eq!(desk.crashed(true).culprit, Some(Question::Film(2)));
    // Unpacked while there was no engine: first in the queue again.
    assert_eq!(desk.posted(Question::Classify(1)), None);
    desk.ready();
    assert_eq!(ask(&mut desk), Some(Question::Classify(1)));
}

#[test]
fn a_film_without_bytes_makes_way_for_the_next() {
    let mut desk = ready_desk(&[1, 2]);
    assert_eq!(desk.next_question(), Some(Question::Classify(1)));
    assert!(desk.dropped(Question::Classify(1)));
    assert!(!desk.dropped(Question::Classify(1)));
    assert_eq!(ask(&mut desk), Some(Question::Classify(2)));
}

#[test]
fn a_pause_holds_films_back_and_not_pictures() {
    let mut desk = ready_desk(&[1]);
    desk.pause(true);
    desk.want_picture(1);
    assert_eq!(ask(&mut desk), Some(Question::Film(1)));
    assert_eq!(ask(&mut desk), None);
    desk.pause(false);
    assert_eq!(ask(&mut desk), Some(Question::Classify(1)));
}

#[test]
fn a_stop_leaves_the_film_in_hand_and_gives_back_the_others() {
    let mut desk = ready_desk(&[1, 2, 3]);
    assert_eq!(ask(&mut desk), Some(Question::Classify(1)));
    assert_eq!(desk.cancel(), [2, 3]);
    assert!(!desk.is_idle());
    assert!(desk.answered(Question::Classify(1)));
    assert!(desk.is_idle());
    desk.enqueue(3);
    assert_eq!(ask(&mut desk), Some(Question::Classify(3)));
}

#[test]
fn a_cleared_desk_posts_nothing_that_was_being_unpacked() {
    let mut desk = ready_desk(&[1, 2]);
    assert_eq!(desk.next_question(), Some(Question::Classify(1)));
    desk.clear();
    assert_eq!(desk.posted(Question::Classify(1)), None);
    assert_eq!(desk.next_question(), None);
    assert!(desk.is_idle());
}

#[test]
fn attributes_are_asked_for_once_and_cost_no_film() {
    let mut desk = ready_desk(&[1]);
    desk.want_tags(7);
    desk.want_tags(8);
    assert_eq!(ask(&mut desk), Some(Question::Tags(8)));
    assert_eq!(ask(&mut desk), Some(Question::Classify(1)));
    assert_eq!(desk.crashed(true).culprit, Some(Question::Tags(8)));
    desk.ready();
    assert_eq!(ask(&mut desk), Some(Question::Classify(1)));
}

#[test]
fn an_export_goes_film_by_film_and_ends_with_its_engine() {
    let mut desk = ready_desk(&[1]);
    desk.export([5, 6]);
    assert_eq!(ask(&mut desk), Some(Question::Export(5)));
    assert_eq!(ask(&mut desk), Some(Question::Classify(1)));
    assert_eq!(ask(&mut desk), None);
    assert!(desk.answered(Question::Export(5)) && desk.is_exporting());
    assert_eq!(ask(&mut desk), Some(Question::Export(6)));
    desk.crashed(true);
    assert!(!desk.is_exporting());
    desk.ready();
    // The film that was classified is to blame; nothing of the export is asked again.
    assert_eq!(ask(&mut desk), None);
}

#[test]
fn films_are_printed_one_at_a_time_before_others_are_read_and_told_from_the_viewers() {
    let mut desk = Desk::default();
    desk.ready();
    desk.enqueue(9);
    desk.print([1, 2]);
    assert_eq!(ask(&mut desk), Some(Question::Print(1)));
    // The viewer's wish for the same film comes in between, and is answered after it.
    desk.want_picture(1);
    assert_eq!(ask(&mut desk), Some(Question::Film(1)));
    assert_eq!(
        ask(&mut desk),
        Some(Question::Classify(9)),
        "one sheet at a time leaves the engine to others"
    );
    assert_eq!(desk.answered_picture(1), Some(Question::Print(1)));
    assert_eq!(desk.answered_picture(1), Some(Question::Film(1)));
    assert_eq!(desk.answered_picture(1), None);
    // The engine dies over another film: the sheet that waited behind it is asked for again.
    assert_eq!(ask(&mut desk), Some(Question::Print(2)));
    let crash = desk.crashed(true);
    assert_eq!(crash.culprit, Some(Question::Classify(9)));
    desk.ready();
    assert_eq!(ask(&mut desk), Some(Question::Print(2)));
    // Sheets that are given up are not asked for any more; what was posted is still answered.
    desk.print([]);
    assert_eq!(desk.answered_picture(2), Some(Question::Print(2)));
    assert_eq!(ask(&mut desk), None);
}
