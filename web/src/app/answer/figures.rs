//! Numbers as the reader's language writes them. The page has `Intl` for this; what is tested natively has not.

use crate::protocol::Figure;
use crate::text::{Language, Messages};

/// A number with this many decimals.
pub fn decimal(messages: &Messages, value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match messages.language() {
        Language::English | Language::Chinese => text,
        Language::German | Language::Spanish | Language::French => text.replace('.', ","),
    }
}

/// A share from 0 to 1 in per cent: whole per cents in the middle, more digits towards the ends, where they count. What is
/// neither 0 nor 1 is not rounded to either.
pub fn percent(messages: &Messages, share: f64) -> String {
    let near = share.min(1.0 - share);
    let decimals = match near {
        _ if near <= 0.0 || near >= 0.0995 => 0,
        _ if near >= 0.001 => 1,
        _ if near >= 0.0001 => 2,
        _ => 3,
    };
    let text = decimal(messages, share * 100.0, decimals);
    // 5 and not 5.0: the zero would promise more than an estimate has.
    let text = if decimals > 0 { text.trim_end_matches('0').trim_end_matches(['.', ',']) } else { &text };
    messages.with("answer-percent", &[("n", text.to_owned().into())])
}

/// A share in per cent with its interval.
pub fn percent_range(messages: &Messages, figure: &Figure) -> String {
    range(messages, figure, percent)
}

/// An area under a curve with its interval.
pub fn area_range(messages: &Messages, figure: &Figure) -> String {
    range(messages, figure, |messages, value| decimal(messages, value, 2))
}

fn range(messages: &Messages, figure: &Figure, one: impl Fn(&Messages, f64) -> String) -> String {
    let value = one(messages, figure.value);
    match (figure.low, figure.high) {
        (Some(low), Some(high)) => {
            let (low, high) = (one(messages, low), one(messages, high));
            messages
                .with("answer-range", &[("value", value.into()), ("low", low.into()), ("high", high.into())])
        }
        _ => value,
    }
}

/// Two figures with as many digits as it takes to see which is larger, two at least.
pub fn pair(messages: &Messages, a: f64, b: f64) -> (String, String) {
    let written = |value, digits| decimal(messages, value, digits);
    let digits = (2..6).find(|&d| a == b || written(a, d) != written(b, d)).unwrap_or(6);
    (written(a, digits), written(b, digits))
}

/// The same for shares in per cent.
pub fn percent_pair(messages: &Messages, a: f64, b: f64) -> (String, String) {
    let (one, other) = (percent(messages, a), percent(messages, b));
    if a == b || one != other {
        return (one, other);
    }
    let written = |value: f64, digits| decimal(messages, value * 100.0, digits);
    let digits = (1..6).find(|&d| written(a, d) != written(b, d)).unwrap_or(6);
    let said = |value| messages.with("answer-percent", &[("n", written(value, digits).into())]);
    (said(a), said(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn per_cents_for_reading() {
        let english = Messages::english();
        let said = |share| percent(&english, share);
        assert_eq!([said(0.0), said(0.62), said(1.0)], ["0%", "62%", "100%"]);
        assert_eq!([said(0.0312), said(0.9961), said(0.00037)], ["3.1%", "99.6%", "0.04%"]);
        assert_eq!([said(0.05), said(0.95), said(0.9996)], ["5%", "95%", "99.96%"]);
        assert_eq!(percent_pair(&english, 0.4102, 0.4099), ("41.02%".into(), "40.99%".into()));
        assert_eq!(pair(&english, 0.4099, 0.41), ("0.4099".into(), "0.4100".into()));
    }

    #[test]
    fn commas_where_they_are_written() {
        let german = include_str!("../../../../assets/locales/de/answer.ftl");
        let german = Messages::new(Language::German, &[german]);
        let figure = Figure { value: 0.8, low: Some(0.712), high: Some(0.955) };
        assert_eq!(percent_range(&german, &figure), "80\u{a0}% (71\u{a0}% bis 95,5\u{a0}%)");
        assert_eq!(area_range(&german, &figure), "0,80 (0,71 bis 0,95)");
    }
}
