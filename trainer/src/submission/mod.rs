//! `trainer submission`: a run as the FDA would read of it, its model card, and the checklists CLAIM 2024 and TRIPOD+AI.
//!
//! Everything is filled from what the other commands wrote ([`Material`]); no figure is typed by hand but those of the
//! literature, which have their source beside them. A figure that is missing is an error ([`SubmissionError`]), one that is
//! not defined says why. Each paper is a [`Document`], printed as HTML and as Markdown from the same blocks.
//!
//! The six sections are those of a submission for clearance of an algorithm: general information, algorithm design and
//! function, algorithm training, databases, ground truth, validation plan.
//!
//! A run on several sets of films has a split, an exploration, a ground truth and evaluations for each ([`FilmSet`]), and is
//! described set by set; what the package says of children and adults is said of each of them, with what is lacking where
//! there is no evidence (`populations`).
//!
//! Not here: whatever no program can know. How films got their labels is asked for (`data.ground_truth`, or
//! `--ground-truth` of a run that was configured without); licence, funding, approval are named as missing.

mod algorithm;
mod analyses;
mod answers;
mod best;
mod card;
mod checklist;
mod claim;
mod curves;
mod databases;
mod decision;
mod document;
mod error;
mod evaluation;
mod explored;
mod facts;
mod general;
mod ground_truth;
mod impact;
mod indications;
mod inputs;
mod labels;
mod literature;
mod markdown;
mod populations;
mod present;
mod sets;
mod training;
mod tripod;
mod validation;
mod words;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, ensure};

pub use best::Best;
pub use document::{Block, Document, Figure, Section};
pub use error::SubmissionError;
pub use evaluation::Evaluation;
pub use facts::{Facts, Quoted};
pub use inputs::{Material, Sources, Standing, standing};
pub use labels::GroundTruth;
pub use sets::{Data, FilmSet};
pub(crate) use words::{estimate, kinds, what_it_is};

use crate::run::write_folder;

/// A document and the name of its files, without what tells their form.
#[derive(Debug, Clone, PartialEq)]
pub struct Paper {
    /// `submission`, `MODEL_CARD`, `CLAIM` or `TRIPOD_AI`.
    pub name: &'static str,
    /// What it says.
    pub document: Document,
}

/// Writes all papers of a run.
///
/// # Errors
///
/// A figure that is missing, with its file and place.
pub fn papers(material: &Material) -> Result<Vec<Paper>, SubmissionError> {
    Ok(vec![
        Paper { name: "submission", document: submission(material)? },
        Paper { name: "MODEL_CARD", document: card::document(material)? },
        Paper { name: "CLAIM", document: claim::document(material)? },
        Paper { name: "TRIPOD_AI", document: tripod::document(material)? },
    ])
}

fn submission(material: &Material) -> Result<Document, SubmissionError> {
    Ok(Document {
        title: format!("FDA submission: {}", material.manifest.name),
        notice: format!(
            "{} A description in the form of a submission; nothing was submitted to anybody.",
            material.manifest.notice()
        ),
        metadata: String::new(),
        sections: vec![
            general::section(material)?,
            algorithm::section(material)?,
            training::section(material)?,
            databases::section(material)?,
            ground_truth::section(material)?,
            validation::section(material)?,
            sources(material)?,
        ],
    })
}

/// Where every figure comes from.
fn sources(material: &Material) -> Result<Section, SubmissionError> {
    let mut section = Section::new("sources", "Sources of the figures");
    section.text(format!(
        "Written by trainer {}. All figures but those of the literature are read from these:",
        env!("CARGO_PKG_VERSION")
    ));
    let mut rows = vec![
        vec!["package".to_owned(), material.manifest.software.clone(), material.manifest.id.clone()],
        vec!["run".to_owned(), material.config.name.clone(), format!("seed {}", material.config.seed)],
    ];
    for (set, data) in material.data() {
        let of = if material.is_mixed() { format!(" of set {}", set.number) } else { String::new() };
        rows.push(vec![format!("split{of}"), data.split.software.clone(), data.split.sha256.clone()]);
        rows.push(vec![format!("exploration{of}"), data.eda.get("software")?, data.eda.get("table.sha256")?]);
        if data.ground_truth.was_given {
            rows.push(vec![
                format!("origin of the labels{of}"),
                "said when this was written".to_owned(),
                "not in the run's configuration".to_owned(),
            ]);
        }
    }
    for evaluation in material.evaluations() {
        let facts = &evaluation.facts;
        rows.push(vec![
            format!("evaluation of {}", evaluation.films),
            format!(
                "{}, {} resamples, seed {}, scored on {}",
                facts.get::<String>("software")?,
                facts.get::<u64>("resamples")?,
                facts.get::<u64>("seed")?,
                facts.get::<String>("model.device")?
            ),
            facts.get("table.sha256")?,
        ]);
    }
    section.table(&["what", "written by", "identity"], rows);
    section.heading("References");
    section.list(literature::REFERENCES.map(str::to_owned).to_vec());
    Ok(section)
}

/// Writes papers into `out`, which must not exist or be empty: each as HTML and Markdown, with their figures.
///
/// # Errors
///
/// If the folder holds something, or the disk refuses; `out` is then as it was.
pub fn write(papers: &[Paper], out: &Path) -> Result<()> {
    check_free(out)?;
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for paper in papers {
        files.insert(format!("{}.html", paper.name), paper.document.html());
        files.insert(format!("{}.md", paper.name), paper.document.markdown());
        for figure in paper.document.figures() {
            files.insert(figure.file.clone(), figure.file_text());
        }
    }
    write_folder(out, files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())))
}

/// Refuses a folder that holds something already.
///
/// # Errors
///
/// If it does: nothing is overwritten.
pub fn check_free(out: &Path) -> Result<()> {
    let is_free = !out.exists() || (out.is_dir() && std::fs::read_dir(out)?.next().is_none());
    ensure!(
        is_free,
        "{} holds something already; nothing is overwritten: choose another --out",
        out.display()
    );
    Ok(())
}
