//! The papers of a run on several sets of films: each set with its own split, exploration, labels and evaluations, found by
//! what they are of and not by their order, and an error for each that is missing or of something else.

#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

const CONFIG: &str = r#"
name = "both"
seed = 4
[data]
source = "mixed"
[[data.sets]]
source = "films"
kind = "real"
name = "Ward"
provenance = "Drawn by this test"
population = "Nobody of the ward"
ground_truth = "Drawn with the opacities or without"
split = "PLACE/split-1"
images = "PLACE/films-1/images"
[[data.sets]]
source = "films"
kind = "real"
name = "Clinic"
provenance = "Drawn by this test as well"
population = "Nobody of the clinic"
split = "PLACE/split-2"
images = "PLACE/films-2/images"
[model]
width_divisor = 16
hidden = 16
batch_norm = true
[optimizer]
[sampling]
shares = [2, 1]
within = ["view"]
fewest = 2
[augmentation]
blur = 1.0
jpeg_quality = 40
[decision]
calibration = "none"
operating_points = ["youden"]
[[stages]]
input_size = 64
epochs = 12
batch_size = 8
learning_rate = 0.003
films = 80
"#;

struct Place(PathBuf);

impl Place {
    fn at(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    /// Runs a command of which words that begin with @ are places.
    fn run(&self, command: &str) -> Output {
        let words = command.split_whitespace().map(|word| match word.strip_prefix('@') {
            Some(name) => self.at(name),
            None => word.to_owned(),
        });
        Command::new(env!("CARGO_BIN_EXE_trainer")).args(words).output().unwrap()
    }

    fn must(&self, command: &str) {
        let output = self.run(command);
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn papers(&self, options: &str, ground_truths: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trainer"));
        command.args(["submission", "--run", &self.at("run"), "--package", &self.at("package")]);
        for word in options.split_whitespace() {
            command.arg(word.strip_prefix('@').map_or_else(|| word.to_owned(), |name| self.at(name)));
        }
        for text in ground_truths {
            command.args(["--ground-truth", text]);
        }
        command.output().unwrap()
    }

    /// What is said of papers that are not written.
    fn refused(&self, options: &str, ground_truths: &[&str]) -> String {
        let output = self.papers(&format!("{options} --out @refused"), ground_truths);
        assert!(!output.status.success(), "{options}");
        assert!(!self.0.join("refused").exists(), "{options}");
        String::from_utf8(output.stderr).unwrap()
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.join(name)).unwrap()
    }
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Two sets of films, a run on both, its package, and evaluations of what was kept back.
fn course(place: &Place) {
    for (set, seed, count) in [(1, 21, 90), (2, 22, 110)] {
        place.must(&format!("phantom --out @films-{set} --count {count} --seed {seed} --size 256"));
        let table = format!("@films-{set}/Data_Entry_2017.csv");
        let images = if set == 1 { " --images @films-1/images" } else { "" };
        place.must(&format!("eda --metadata {table}{images} --out @eda-{set}"));
        place.must(&format!(
            "split --metadata {table} --out @split-{set} --validation-ratio 1:1 --test-share 0.25 --min-patients 3"
        ));
    }
    place.must("phantom --out @films-3 --count 100 --seed 23 --size 256");
    place.must("eda --metadata @films-3/Data_Entry_2017.csv --out @eda-3");
    place.must("split --metadata @films-3/Data_Entry_2017.csv --out @split-3 --validation-ratio 1:1 --test-share 0.25 --min-patients 3");
    std::fs::write(place.0.join("config.toml"), CONFIG.replace("PLACE", &place.at("").replace('\\', "/")))
        .unwrap();
    place.must("train --config @config.toml --out @run --device cpu");
    place.must("package --run @run --out @package --device cpu");
    for (table, images, out) in [
        ("@split-1/test.csv", 1, "evaluation-1"),
        ("@split-2/test.csv --population adults", 2, "evaluation-2"),
        ("@split-2/train.csv", 2, "of-train"),
        ("@split-3/test.csv", 3, "elsewhere"),
    ] {
        place.must(&format!(
            "evaluate --model @package --metadata {table} --images @films-{images}/images --out @{out} --resamples 100 --device cpu"
        ));
    }
}

const TRUTH: [&str; 1] = ["2=Mined from reports"];
const ALL: &str = "--eda @eda-2 @eda-1 --evaluation @evaluation-2 @evaluation-1 @elsewhere";

#[test]
fn each_set_has_its_own_place_in_the_papers() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place(folder.path().to_owned());
    course(&place);
    said(&place);
    refusals(&place);
}

fn said(place: &Place) {
    let done = place.papers(&format!("{ALL} --out @papers"), &TRUTH);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let evaluations: Vec<Value> =
        [1, 2].map(|set| json(&place.0.join(format!("evaluation-{set}/evaluation.json")))).into();
    for name in ["submission", "MODEL_CARD", "CLAIM", "TRIPOD_AI"] {
        let (html, text) =
            (place.read(&format!("papers/{name}.html")), place.read(&format!("papers/{name}.md")));
        for word in ["set 1, Ward", "set 2, Clinic", "test films of set 1", "test films of set 2, adults"] {
            assert!(html.contains(word) && text.contains(word), "{name}: {word}");
        }
        // The AUC of either, not of one alone.
        for evaluation in &evaluations {
            let auc = evaluation["scorers"][0]["ranking"]["auc"]["value"].as_f64().unwrap();
            assert!(text.contains(&format!("{auc:.3}")), "{name}");
        }
        assert!(!html.contains("NaN") && !text.contains("NaN"), "{name}");
    }
    let text = place.read("papers/submission.md");
    for (set, split) in [(1, "split-1"), (2, "split-2")] {
        let split = json(&place.0.join(split).join("split.json"));
        for part in ["train", "validation", "test"] {
            assert!(text.contains(split["parts"][part]["sha256"].as_str().unwrap()), "{set} {part}");
        }
        assert!(text.contains(&format!("| split of set {set} | ")));
        assert!(text.contains(&format!("Set {set}, before it was divided: the table")));
    }
    // Labels: what the configuration says, and what was added, which is told.
    assert_eq!(text.matches("Drawn with the opacities or without.").count(), 1);
    assert!(text.contains(
        "How the films got their labels: Mined from reports.\n\nThe run's configuration does not say so"
    ));
    assert!(text.contains("| origin of the labels of set 2 | "));
    // Draws, changes to films, curves set by set, and films of neither set.
    assert!(text.contains("Of every batch 66.7 % of set 1 and 33.3 % of set 2 are drawn."), "{text}");
    assert!(text.contains("| JPEG | 40 of 100, the lowest quality, every second film |"));
    assert!(text.contains("(pr_sets.svg)") && text.contains("(auc_sets.svg)"));
    assert!(!text.contains("No films of another source were scored"));
    let shown: Vec<&str> =
        text.lines().filter_map(|l| l.strip_prefix("![")?.split_once("](")?.1.strip_suffix(')')).collect();
    let mut names = shown.clone();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), shown.len(), "each figure has a file of its own");
    assert!(shown.iter().all(|figure| place.read(&format!("papers/{figure}")).starts_with("<svg")));

    // The sets' splits from elsewhere, in any order; the run's own are gone.
    for set in [1, 2] {
        std::fs::rename(place.0.join(format!("split-{set}")), place.0.join(format!("moved-{set}"))).unwrap();
    }
    let gone = place.refused(ALL, &TRUTH);
    assert!(gone.contains("the split of set 1, Ward, which --split can give from another folder"), "{gone}");
    let moved = place
        .papers(&format!("{ALL} --split @moved-2 @moved-1 --out @moved"), &["Clinic=Mined from reports"]);
    assert!(moved.status.success(), "{}", String::from_utf8_lossy(&moved.stderr));
    assert_eq!(place.read("moved/submission.md"), text);
    for set in [1, 2] {
        std::fs::rename(place.0.join(format!("moved-{set}")), place.0.join(format!("split-{set}"))).unwrap();
    }
}

fn refusals(place: &Place) {
    let both = "--evaluation @evaluation-1 @evaluation-2";
    let edas = "--eda @eda-1 @eda-2";
    let cases: [(String, &[&str], &[&str]); 11] = [
        // Explorations: missing, foreign, twice.
        (
            format!("{both} --eda @eda-1"),
            &TRUTH[..],
            &["no --eda is of set 2, Clinic", "Data_Entry_2017.csv"][..],
        ),
        (format!("{both} --eda @eda-1 @eda-3"), &TRUTH, &["--eda", "eda-3 is of no set of this run"]),
        (format!("{both} {edas} @eda-2"), &TRUTH, &["--eda is given twice for the same films"]),
        // Splits.
        (format!("{both} {edas} --split @split-3"), &TRUTH, &["--split", "split-3 is of no set of this run"]),
        (format!("{both} {edas} --split @split-1 @split-1"), &TRUTH, &["--split is given twice"]),
        // Evaluations: a set without one, films that the model has seen.
        (
            format!("--evaluation @evaluation-1 @elsewhere {edas}"),
            &TRUTH,
            &["no --evaluation is of the test films of set 2, Clinic", "split-2/test.csv"],
        ),
        (
            format!("{both} @of-train {edas}"),
            &TRUTH,
            &["an evaluation of the training films (set 2, Clinic)"],
        ),
        // Labels.
        (format!("{both} {edas}"), &[], &["`data.sets[1].ground_truth`", "--ground-truth 2=TEXT"]),
        (format!("{both} {edas}"), &["2=a", "Clinic=b"], &["given twice"]),
        (format!("{both} {edas}"), &["1=a", "2=b"], &["the run's own configuration says it"]),
        (format!("{both} {edas}"), &["3=a"], &["number from 1 to 2"]),
    ];
    for (options, truths, words) in cases {
        let said = place.refused(&options, truths);
        let said = said.replace('\\', "/");
        assert!(words.iter().all(|word| said.contains(word)), "{options}: {said}");
    }
    // A figure of the second set that is missing.
    let path = place.0.join("evaluation-2/evaluation.json");
    let mut without = json(&path);
    without["scorers"][0]["ranking"].as_object_mut().unwrap().remove("auc");
    std::fs::write(&path, serde_json::to_vec(&without).unwrap()).unwrap();
    let said = place.refused(&format!("{both} {edas}"), &TRUTH);
    assert!(said.contains("evaluation.json has no `scorers[0].ranking.auc`"), "{said}");
}
