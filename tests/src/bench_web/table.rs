//! What was found, as Markdown.

use super::Options;
use super::contestant::{BASELINE, On};
use super::machine::Machine;
use super::stage::Stage;
use super::summary::Summary;

/// On what it was measured, in which versions.
pub(super) fn conditions(machine: &Machine, options: &Options, stage: &Stage) -> String {
    let Machine { processor, cores, system, browser, load, empty_page } = machine;
    let versions: Vec<String> =
        stage.versions.iter().map(|(name, version)| format!("`{name}` {version}")).collect();
    let threads = if *cores == 1 { "thread" } else { "threads" };
    let load = load.map_or(String::new(), |load| format!(" Load before the start: {load:.1}."));
    let side = stage.side;
    let empty = empty_page.map_or(String::new(), |size| format!(" An empty page's process holds {size} MB."));
    format!(
        "{processor}, {cores} {threads}, {system}; {browser}; Lobar {}, {}. VGG16 at {side} x {side} pixels, weights of \
         package `{}`. Rounds: {}; warm films a visit: {}.{load}{empty}",
        env!("CARGO_PKG_VERSION"),
        versions.join(", "),
        stage.package.get(..12).unwrap_or(&stage.package),
        options.rounds,
        options.runs,
    )
}

/// A row each. Without the baseline there are no ratios.
pub(super) fn table(summaries: &[Summary]) -> String {
    let baseline = summaries.iter().find(|summary| summary.id == BASELINE).map(|summary| summary.warm);
    let mut text = String::from(
        "| runtime | threads | film, warm median (middle half), ms | times as fast | file to answer, ms | first answer, s \
         | code, MB gzip | weights, MB gzip | peak memory, MB | largest difference of a logit |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for summary in summaries {
        let [low, high] = summary.quartiles;
        let ratio = baseline.map_or("–".to_owned(), |baseline| format!("{:.2}", baseline / summary.warm));
        let whole = summary.whole.map_or("–".to_owned(), |whole| format!("{whole:.0}"));
        let memory = summary.memory.map_or("–".to_owned(), |memory| memory.to_string());
        text.push_str(&format!(
            "| {} | {} | {:.0} ({low:.0}–{high:.0}) | {ratio} | {whole} | {:.2} | {:.2} | {:.2} | {memory} | {:.0e} |\n",
            summary.name,
            summary.threads,
            summary.warm,
            summary.first / 1e3,
            summary.code as f64 / 1e6,
            summary.weights as f64 / 1e6,
            summary.difference,
        ));
    }
    if baseline.is_some() {
        text.push_str("\n\"Times as fast\" is against onnxruntime-web in one thread.");
    }
    if summaries.iter().any(|summary| summary.on == On::WebGpu) {
        text.push_str(" With WebGPU, memory counts the GPU's process too.");
    }
    text.trim_end().to_owned()
}

/// What runtimes give the GPU for a film, a row each; `None` where none was counted.
pub(super) fn gpu_table(summaries: &[Summary]) -> Option<String> {
    let rows: Vec<String> = summaries
        .iter()
        .filter_map(|summary| {
            let given = summary.gpu?;
            Some(format!(
                "| {} | {:.0} | {:.0} | {:.2} | {:.2} | {:.2} |",
                summary.name,
                given.dispatches,
                given.submits,
                given.bound / 1e9,
                given.written / 1e6,
                given.read / 1e6,
            ))
        })
        .collect();
    (!rows.is_empty()).then(|| {
        format!(
            "What a warm film gives the GPU:\n\n\
             | runtime | shaders run | batches of commands | bound to them, GB | sent, MB | read back, MB |\n\
             |---|--:|--:|--:|--:|--:|\n{}",
            rows.join("\n")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::visit::Given;
    use super::*;

    pub(crate) fn row(id: &'static str, name: &'static str, warm: f64) -> Summary {
        Summary {
            id,
            name,
            on: On::OneThread,
            threads: 1,
            warm,
            quartiles: [warm - 5.0, warm + 5.0],
            whole: None,
            first: 2_340.0,
            code: 3_456_000,
            weights: 54_321_000,
            memory: Some(512),
            difference: 2.6e-6,
            gpu: None,
            kernels: None,
        }
    }

    #[test]
    fn ratios_are_against_the_baseline() {
        let mut lobar = row("lobar-wasm", "Lobar, wasm", 250.0);
        lobar.whole = Some(262.4);
        lobar.memory = None;
        let text = table(&[lobar.clone(), row(BASELINE, "onnxruntime-web, wasm", 1000.0)]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[2],
            "| Lobar, wasm | 1 | 250 (245–255) | 4.00 | 262 | 2.34 | 3.46 | 54.32 | – | 3e-6 |"
        );
        assert_eq!(
            lines[3],
            "| onnxruntime-web, wasm | 1 | 1000 (995–1005) | 1.00 | – | 2.34 | 3.46 | 54.32 | 512 | 3e-6 |"
        );
        assert!(lines[0].matches('|').count() == lines[2].matches('|').count());
        assert!(text.ends_with("one thread."));
        assert!(table(&[lobar]).contains("| 250 (245–255) | – |"));
    }

    #[test]
    fn what_the_gpu_was_given_has_a_table_of_its_own() {
        let mut lobar = row("lobar-webgpu", "Lobar, WebGPU", 9.0);
        assert_eq!(gpu_table(&[lobar.clone()]), None);
        lobar.gpu =
            Some(Given { dispatches: 41.0, submits: 3.0, bound: 1.234e9, written: 602_112.0, read: 4.0 });
        let text = gpu_table(&[lobar, row(BASELINE, "onnxruntime-web, wasm", 1000.0)]).unwrap();
        assert!(text.ends_with("|\n| Lobar, WebGPU | 41 | 3 | 1.23 | 0.60 | 0.00 |"), "{text}");
    }
}
