//! Films through the network, as `trainer predict` answers them: from each file to its logit, and its heatmap where asked.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use rayon::prelude::*;
use shared::cam::Heatmap;
use shared::prediction::Logit;

use crate::films::budget::{self, Budget, cost};
use crate::predict::{Predictor, Reject, input};
use crate::progress::Progress;

/// Films decoded at a time where a batch is smaller: enough for all cores.
const CHUNK: usize = 32;

/// What the network says of a film.
pub(super) struct Answered {
    /// Its output.
    pub(super) logit: Logit,
    /// Where that comes from; `None` unless asked for.
    pub(super) map: Option<Heatmap>,
}

/// Scores films in order; one that cannot be is an answer of its own and no failure.
pub(super) fn score(
    predictor: &Predictor,
    what: &str,
    films: &[&Path],
    with_map: impl Fn(usize) -> bool,
) -> Vec<Result<Answered, Reject>> {
    let manifest = predictor.manifest();
    let budget = Budget::new(budget::BYTES);
    let read = |path: &&Path| {
        let failed = |e: std::io::Error| Reject::unreadable(e.to_string());
        let _lent = budget.lend(cost(path).map_err(failed)?);
        let bytes = std::fs::read(path).map_err(failed)?;
        // No input panics, as far as is known; should one, it costs its own film.
        catch_unwind(AssertUnwindSafe(|| input(manifest, &bytes)))
            .unwrap_or_else(|_| Err(Reject::unreadable("the reader failed on this file")))
    };
    let mut progress = Progress::new(what, films.len());
    let mut answers = Vec::with_capacity(films.len());
    let chunk = CHUNK.next_multiple_of(predictor.batch());
    for films in films.chunks(chunk) {
        let made: Vec<Result<_, Reject>> = films.par_iter().map(read).collect();
        let mut inputs = Vec::with_capacity(films.len());
        let refused: Vec<Option<Reject>> =
            made.into_iter().map(|made| made.map(|input| inputs.push(input)).err()).collect();
        let computed: Vec<_> = inputs.chunks(predictor.batch()).flat_map(|b| predictor.answers(b)).collect();
        let mut computed = computed.into_iter();
        for refused in refused {
            let place = answers.len();
            answers.push(match refused {
                Some(reject) => Err(reject),
                None => match computed.next() {
                    Some(answer) => answer.map(|answer| Answered {
                        logit: answer.logit,
                        map: with_map(place).then_some(answer.heatmap),
                    }),
                    None => Err(Reject::unreadable("the device gave no answer")),
                },
            });
        }
        progress.advance(films.len(), "");
    }
    progress.finish();
    answers
}
