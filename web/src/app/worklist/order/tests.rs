use super::*;

fn entry(id: u32, name: &str) -> Entry {
    Entry {
        id,
        name: name.into(),
        state: RowState::Ended(FilmState::Done),
        reasons: String::new(),
        score: None,
        view: "PA".into(),
        person: Person::default(),
    }
}

fn films(lines: &[Line]) -> Vec<u32> {
    lines.iter().filter_map(|l| if let Line::Film(id) = l { Some(*id) } else { None }).collect()
}

fn of_study(id: u32, study: Option<&str>, score: Option<f32>) -> Entry {
    let person = Person { study: study.map(str::to_owned), ..Person::default() };
    Entry { score, person, ..entry(id, "film") }
}

#[test]
fn films_stay_as_they_came_until_a_column_is_chosen() {
    let entries = [entry(0, "film 10"), entry(1, "Film 2"), entry(2, "film 02b"), entry(3, "")];
    assert_eq!(films(&arrange(&entries, &Order::default())), [0, 1, 2, 3]);
    let mut order = Order { column: Some(Column::Film), ..Order::default() };
    assert_eq!(films(&arrange(&entries, &order)), [1, 2, 0, 3]);
    order.descending = true;
    assert_eq!(films(&arrange(&entries, &order)), [0, 2, 1, 3]);
}

#[test]
fn films_without_a_score_come_last_in_either_direction() {
    let entries = [of_study(0, None, None), of_study(1, None, Some(0.2)), of_study(2, None, Some(0.9))];
    let mut order = Order { column: Some(Column::Score), ..Order::default() };
    assert_eq!(films(&arrange(&entries, &order)), [1, 2, 0]);
    order.descending = true;
    assert_eq!(films(&arrange(&entries, &order)), [2, 1, 0]);
}

#[test]
fn every_column_puts_its_films_in_order() {
    let mut low = entry(0, "b");
    low.state = RowState::Queued;
    (low.reasons, low.score, low.view) = ("BODY_PART".into(), Some(0.1), "AP".into());
    low.person.name = "Abel".into();
    low.person.age =
        Some(super::super::person::Age { number: 11, unit: super::super::person::AgeUnit::Months });
    low.person.study_date = "2019-01-01".into();
    let mut high = entry(1, "c");
    high.state = RowState::Skipped;
    (high.reasons, high.score) = ("VIEW_POSITION".into(), Some(0.2));
    high.person.name = "Babel".into();
    high.person.age =
        Some(super::super::person::Age { number: 1, unit: super::super::person::AgeUnit::Years });
    high.person.study_date = "2020-01-01".into();
    for column in Column::ALL {
        assert_eq!(Column::of_code(column.code()), Some(column));
        for (descending, expected) in [(false, [0, 1]), (true, [1, 0])] {
            let order = Order { column: Some(column), descending, ..Order::default() };
            assert_eq!(films(&arrange(&[low.clone(), high.clone()], &order)), expected, "{column:?}");
        }
    }
}

#[test]
fn groups_follow_their_first_film_and_the_unknown_come_last() {
    let entries = [
        of_study(0, Some("x"), Some(0.1)),
        of_study(1, None, None),
        of_study(2, Some("y"), Some(0.9)),
        of_study(3, Some("x"), Some(0.5)),
    ];
    let mut order = Order { grouped: true, ..Order::default() };
    let study = |key: Option<&str>, film, films| Line::Study { key: key.map(str::to_owned), film, films };
    let (x, y) = (Some("x"), Some("y"));
    assert_eq!(
        arrange(&entries, &order),
        [
            study(x, 0, 2),
            Line::Film(0),
            Line::Film(3),
            study(y, 2, 1),
            Line::Film(2),
            study(None, 1, 1),
            Line::Film(1),
        ]
    );
    (order.column, order.descending) = (Some(Column::Score), true);
    assert_eq!(films(&arrange(&entries, &order)), [2, 3, 0, 1]);
    // Nothing to group by: no heading.
    assert_eq!(arrange(&entries[1..2], &order), [Line::Film(1)]);
}

#[test]
fn filters_and_search_leave_what_is_asked_for() {
    let mut doe = entry(0, "a/one.dcm");
    doe.person.name = "Doe, Jane".into();
    let mut bad = entry(1, "b/two.dcm");
    bad.state = RowState::Ended(FilmState::Rejected);
    bad.reasons = "BODY_PART".into();
    let entries = [doe, bad];
    let search = |text: &str, masked| {
        let order = Order { search: text.into(), masked, ..Order::default() };
        films(&arrange(&entries, &order))
    };
    assert_eq!(search("", false), [0, 1]);
    assert_eq!(search("jane DOE", false), [0]);
    assert_eq!(search("jane two", false), [0; 0]);
    assert_eq!(search("body_part", false), [1]);
    // Nobody finds out a name by trying.
    assert_eq!(search("jane", true), [0; 0]);
    assert_eq!(search("one.dcm", true), [0; 0]);
    for (filter, expected) in [(Filter::Rejected, &[1][..]), (Filter::Done, &[0]), (Filter::Waiting, &[])] {
        let order = Order { filter, ..Order::default() };
        assert_eq!(films(&arrange(&entries, &order)), expected);
    }
}

#[test]
fn the_arrow_keys_follow_the_order_shown() {
    let order = Order { column: Some(Column::Film), grouped: true, ..Order::default() };
    let mut entries = [entry(0, "c"), entry(1, "a"), entry(2, "b")];
    entries[0].person.study = Some("x".into());
    let lines = arrange(&entries, &order);
    assert_eq!(films(&lines), [0, 1, 2]);
    assert_eq!(neighbour(&lines, Some(0), 1), Some(1));
    assert_eq!(neighbour(&lines, Some(2), 1), Some(2));
    assert_eq!(neighbour(&lines, Some(1), -10), Some(0));
    assert_eq!(neighbour(&lines, Some(0), isize::MAX), Some(2));
    assert_eq!(neighbour(&lines, Some(9), 1), Some(0));
    assert_eq!(neighbour(&[], None, 1), None);
}
