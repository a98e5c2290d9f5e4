//! What bounds Lobar's time for a film: the arithmetic it does against what the machine can do, and the memory it must read
//! (Williams, Waterman and Patterson 2009, "Roofline").

use serde::{Deserialize, Serialize};

use super::stage::Stage;
use super::summary::Summary;

/// The contestant that the paragraph is about.
const LOBAR: &str = "lobar-wasm";

/// What the machine's page found.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Limits {
    /// With relaxed multiply-add, where the browser has it.
    pub(super) relaxed: Option<Rates>,
    /// With a multiplication and an addition.
    pub(super) plain: Rates,
    /// What Lobar's kernels count, if the site has them.
    pub(super) work: Option<Work>,
}

/// The most that one thread reached.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Rates {
    /// Floating-point operations, 10^9 a second.
    pub(super) gflops: f64,
    /// Reading memory in order, 10^9 bytes a second.
    pub(super) read: f64,
}

/// `kernels::Work`.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Work {
    direct: f64,
    executed: f64,
    filters: f64,
}

/// The paragraph; empty if Lobar did not take part on the CPU.
pub(super) fn paragraph(summaries: &[Summary], limits: &Limits, stage: &Stage) -> String {
    let Some(lobar) = summaries.iter().find(|summary| summary.id == LOBAR) else { return String::new() };
    describe(lobar, limits, stage.direct_flops())
}

fn describe(lobar: &Summary, limits: &Limits, direct: f64) -> String {
    let relaxed =
        limits.relaxed.filter(|_| lobar.kernels.as_ref().is_some_and(|path| path.contains("relaxed")));
    let (rates, instruction) = match relaxed {
        Some(rates) => (rates, "relaxed multiply-adds"),
        None => (limits.plain, "multiplications and additions"),
    };
    let bandwidth = limits.relaxed.map_or(rates.read, |relaxed| relaxed.read.max(limits.plain.read));
    let seconds = lobar.warm / 1e3;
    let mut text = format!(
        "**Roofline.** The convolutions of a film are {:.1} GFLOP as they are defined, and Lobar's {:.0} ms make \
         {:.1} GFLOP/s of that. One thread of this browser reaches {:.1} GFLOP/s with f32 {instruction} that wait for \
         nothing, and reads memory at {bandwidth:.1} GB/s, both measured on a page of the same run.",
        direct / 1e9,
        lobar.warm,
        direct / seconds / 1e9,
        rates.gflops,
    );
    let Some(work) = limits.work.filter(|_| lobar.kernels.is_some()) else {
        text.push_str(&format!(
            " That is {:.0} % of the arithmetic bound; this site's engine has no kernels of its own.",
            100.0 * direct / seconds / 1e9 / rates.gflops
        ));
        return text;
    };
    let executed = 2.0 * work.executed;
    let arithmetic = executed / 1e6 / rates.gflops;
    let bytes = 4.0 * work.filters;
    let memory = bytes / 1e6 / bandwidth;
    text.push_str(&format!(
        " Winograd's filtering leaves {:.1} GFLOP of products to do, {:.1} times fewer, without the transforms around \
         them: {:.1} GFLOP/s, {:.0} % of the bound. At the bound they would take {arithmetic:.0} ms. The transformed \
         filters are {:.0} MB, larger than any cache, so a film reads them from memory, in {memory:.0} ms at least. ",
        executed / 1e9,
        2.0 * work.direct / executed,
        executed / seconds / 1e9,
        100.0 * executed / seconds / 1e9 / rates.gflops,
        bytes / 1e6,
    ));
    let rest = lobar.warm - arithmetic.max(memory);
    text.push_str(&format!(
        "{} is the higher of the two bounds, by {:.1} times; {} {:.0} ms of {:.0} are above it: the transforms, what \
         the two do not overlap, and the rest of the engine (pooling, head and heatmap).",
        if arithmetic >= memory { "Arithmetic" } else { "Memory" },
        arithmetic.max(memory) / arithmetic.min(memory),
        if rest >= 0.0 { "the" } else { "minus" },
        rest.abs(),
        lobar.warm,
    ));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench_web::contestant::On;

    fn lobar(kernels: Option<&str>) -> Summary {
        Summary {
            id: LOBAR,
            name: "Lobar, wasm",
            on: On::OneThread,
            threads: 1,
            warm: 250.0,
            quartiles: [250.0; 2],
            whole: None,
            first: 0.0,
            code: 0,
            weights: 0,
            memory: None,
            difference: 0.0,
            gpu: None,
            kernels: kernels.map(str::to_owned),
        }
    }

    #[test]
    fn the_bounds_are_computed_from_what_was_measured() {
        let rates = |gflops, read| Rates { gflops, read };
        let work = Work { direct: 15e9, executed: 3e9, filters: 50e6 };
        let limits = Limits { relaxed: Some(rates(60.0, 8.0)), plain: rates(40.0, 10.0), work: Some(work) };
        let text = describe(&lobar(Some("/kernels-relaxed.wasm")), &limits, 30e9);
        for part in [
            "are 30.0 GFLOP",
            "250 ms make 120.0 GFLOP/s",
            "reaches 60.0 GFLOP/s with f32 relaxed",
            "reads memory at 10.0 GB/s",
            "leaves 6.0 GFLOP of products to do, 5.0 times fewer",
            "24.0 GFLOP/s, 40 % of the bound",
            "would take 100 ms",
            "filters are 200 MB",
            "in 20 ms at least",
            "Arithmetic is the higher of the two bounds, by 5.0 times; the 150 ms of 250",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        let plain = describe(&lobar(Some("/kernels-simd.wasm")), &limits, 30e9);
        assert!(plain.contains("reaches 40.0 GFLOP/s with f32 multiplications"), "{plain}");
        let none = describe(&lobar(None), &limits, 3e9);
        assert!(none.contains("12.0 GFLOP/s") && none.contains("30 % of the arithmetic bound"), "{none}");
        assert!(!none.contains("Winograd"), "{none}");
    }
}
