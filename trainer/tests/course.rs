//! The whole course as a user runs it, on phantoms: films and a table, exploration, split, a sheet of augmented films,
//! training, package, answers. Small: it shows that the commands fit together, not that the network is good.

#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const CONFIG: &str = r#"
name = "course"
seed = 3
[data]
source = "films"
kind = "synthetic"
name = "Phantoms"
provenance = "Drawn by this test"
population = "No people"
ground_truth = "Drawn with the opacities or without"
split = "SPLIT"
images = "IMAGES"
[model]
width_divisor = 16
hidden = 16
batch_norm = true
[optimizer]
weight_decay = 0.01
[loss]
positive_weight = "balanced"
[augmentation]
rotation_degrees = 3.0
shear_degrees = 2.0
gamma = 0.1
[decision]
calibration = "none"
operating_points = ["youden", "specificity=0.5"]
[[stages]]
input_size = 64
epochs = 12
batch_size = 8
learning_rate = 0.003
"#;

/// Runs a command that must succeed; what it wrote to standard output.
fn trainer(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_trainer")).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

#[test]
fn from_films_to_answers() {
    let place = tempfile::tempdir().unwrap();
    let at = |name: &str| -> PathBuf { place.path().join(name) };
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let [films, eda, split, sheet, config, run, package] =
        ["films", "eda", "split", "sheet.png", "config.toml", "run", "package"].map(|name| text(&at(name)));

    trainer(&["phantom", "--out", &films, "--count", "160", "--seed", "9", "--size", "256"]);
    let table = text(&at("films/Data_Entry_2017.csv"));
    let images = text(&at("films/images"));
    let said = trainer(&["eda", "--metadata", &table, "--images", &images, "--out", &eda]);
    assert!(said.contains("160 films"), "{said}");
    assert_eq!(json(&at("eda/eda.json"))["pixels"]["films_read"], 160);
    assert!(std::fs::read_to_string(at("eda/report.html")).unwrap().contains("<svg"));

    let said = trainer(&[
        "split",
        "--metadata",
        &table,
        "--out",
        &split,
        "--validation-ratio",
        "1:1",
        "--test-share",
        "0.15",
    ]);
    assert!(said.contains("train") && at("split/split.json").exists(), "{said}");

    std::fs::write(&config, CONFIG.replace("SPLIT", &split).replace("IMAGES", &images)).unwrap();
    trainer(&["augment", "--config", &config, "--out", &sheet, "--films", "2", "--copies", "2"]);
    assert!(std::fs::metadata(&sheet).unwrap().len() > 10_000);
    trainer(&["train", "--config", &config, "--out", &run, "--device", "cpu"]);
    let report = std::fs::read_to_string(at("run/report.html")).unwrap();
    assert!(report.contains("ROC curve") && at("run/confusion.svg").exists());
    assert!(report.contains("validation, stage 0, epoch 12"), "the report has every epoch");

    trainer(&["package", "--run", &run, "--out", &package]);
    let manifest = json(&at("package/manifest.json"));
    assert_eq!(manifest["training_data"][0]["sha256"], json(&at("split/split.json"))["sha256"]);
    let rules: Vec<&str> = manifest["operating_points"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["name"].as_str().unwrap())
        .collect();
    assert_eq!(rules, ["youden", "specificity=0.5"]);

    let test: Vec<String> = std::fs::read_to_string(at("split/test.csv"))
        .unwrap()
        .lines()
        .skip(1)
        .map(|line| text(&at("films/images").join(line.split(',').next().unwrap())))
        .collect();
    let mut arguments = vec!["predict", "--model", &package, "--device", "cpu", "--format", "jsonl"];
    arguments.extend(test.iter().map(String::as_str));
    let answers = trainer(&arguments);
    assert_eq!(answers.lines().count(), test.len());
    for line in answers.lines() {
        let answer: Value = serde_json::from_str(line).unwrap();
        assert_eq!(answer["outcome"], "accept", "{answer}");
        assert!(answer["logit"].as_f64().is_some_and(f64::is_finite) && answer["model"] == manifest["id"]);
    }
    papers(place.path(), &images);
}

/// The evaluation of the course's test films, and the papers of all of it.
fn papers(place: &Path, images: &str) {
    let at = |name: &str| -> String { place.join(name).to_str().unwrap().to_owned() };
    let evaluate = |metadata: &str, out: &str| {
        let (model, metadata, out) = (at("package"), metadata.to_owned(), at(out));
        trainer(&[
            "evaluate",
            "--model",
            &model,
            "--metadata",
            &metadata,
            "--images",
            images,
            "--out",
            &out,
            "--resamples",
            "100",
            "--device",
            "cpu",
        ]);
    };
    evaluate(&at("split/test.csv"), "evaluation");
    evaluate(&at("split/train.csv"), "of-train");
    let submission = |evaluation: &str, out: &str| {
        let arguments = [
            "submission",
            "--run",
            &at("run"),
            "--package",
            &at("package"),
            "--eda",
            &at("eda"),
            "--evaluation",
            &at(evaluation),
            "--out",
            &at(out),
        ];
        Command::new(env!("CARGO_BIN_EXE_trainer")).args(arguments).output().unwrap()
    };
    let done = submission("evaluation", "papers");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));

    let evaluation = json(&place.join("evaluation/evaluation.json"));
    let manifest = json(&place.join("package/manifest.json"));
    let read = |name: &str| std::fs::read_to_string(place.join("papers").join(name)).unwrap();
    let auc = evaluation["scorers"][0]["ranking"]["auc"]["value"].as_f64().unwrap();
    for name in ["submission", "MODEL_CARD", "CLAIM", "TRIPOD_AI"] {
        let (html, markdown) = (read(&format!("{name}.html")), read(&format!("{name}.md")));
        assert!(html.contains("Not a medical device") && markdown.contains("Not a medical device"), "{name}");
        assert!(html.contains("drawn phantoms") && markdown.contains(&format!("{auc:.3}")), "{name}");
        assert!(!html.contains("NaN") && !markdown.contains("NaN"), "{name}");
    }
    let text = read("submission.md");
    let headings: Vec<&str> = text.lines().filter(|line| line.starts_with("## ")).collect();
    assert_eq!(
        headings,
        [
            "## 1. General information",
            "## 2. Algorithm design and function",
            "## 3. Algorithm training",
            "## 4. Databases",
            "## 5. Ground truth",
            "## 6. FDA validation plan",
            "## Sources of the figures",
        ]
    );
    let threshold = manifest["operating_points"][0]["logit"].as_f64().unwrap();
    assert!(
        text.contains(&format!("logit {threshold:.4}"))
            && text.contains("Drawn with the opacities or without.")
    );
    // Every figure that the Markdown shows lies beside it.
    let shown: Vec<&str> =
        text.lines().filter_map(|l| l.strip_prefix("![")?.split_once("](")?.1.strip_suffix(')')).collect();
    assert!(shown.len() >= 9, "{shown:?}");
    assert!(shown.iter().all(|figure| read(figure).starts_with("<svg")));
    // All items of both checklists are answered.
    assert_eq!(
        read("CLAIM.md").lines().filter(|l| l.starts_with("| ") && !l.starts_with("| item")).count(),
        44
    );
    let tripod = read("TRIPOD_AI.md");
    for item in ["3c", "12g", "18f", "27c"] {
        assert!(tripod.contains(&format!("| {item} | ")), "{item}");
    }

    // What is there is kept; what the model has seen proves nothing; what is missing is named.
    assert!(!submission("evaluation", "papers").status.success());
    let refused = |evaluation: &str| {
        let output = submission(evaluation, "refused");
        assert!(!output.status.success() && !place.join("refused").exists());
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(refused("of-train").contains("an evaluation of the training films"));
    let path = place.join("evaluation/evaluation.json");
    let mut without = evaluation.clone();
    without["scorers"][0]["ranking"].as_object_mut().unwrap().remove("auc");
    std::fs::write(&path, serde_json::to_vec(&without).unwrap()).unwrap();
    let said = refused("evaluation");
    assert!(
        said.contains("missing: ") && said.contains("evaluation.json has no `scorers[0].ranking.auc`"),
        "{said}"
    );
    let mut other = evaluation;
    other["model"]["id"] = "0".into();
    std::fs::write(&path, serde_json::to_vec(&other).unwrap()).unwrap();
    assert!(refused("evaluation").contains("is not of this package"));
}
