//! The TRIPOD+AI checklist (Collins et al. 2024), 27 items with their parts.

use super::answers::{Answers, NOT_IN_A_RUN, role};
use super::checklist::{
    self, ALGORITHM, DATABASES, GENERAL, Item, TRAINING, TRUTH, VALIDATION, not_applicable, not_done,
    reported,
};
use super::document::Document;
use super::error::SubmissionError;
use super::inputs::Material;
use super::{populations, words};

pub(super) fn document(material: &Material) -> Result<Document, SubmissionError> {
    let a = Answers::new(material)?;
    Ok(checklist::document(
        format!("TRIPOD+AI: {}", material.manifest.name),
        material.manifest.notice(),
        &words::checklist(
            material,
            "Transparent reporting of a prediction model that uses machine learning, 2024 (doi:10.1136/bmj-2023-078378); item \
             numbers are its own, words are ours.",
        ),
        vec![
            ("Title, abstract and introduction", introduction(material, &a)),
            ("Methods: data", data(material, &a)),
            ("Methods: outcome and predictors", outcome(material, &a)),
            ("Methods: analysis", analysis(material, &a)),
            ("Open science and involvement", open_science(material)),
            ("Results", results(material, &a)),
            ("Discussion", discussion(material, &a)),
        ],
    ))
}

fn introduction(material: &Material, a: &Answers) -> Vec<Item> {
    vec![
        reported(
            "1",
            "title",
            "title",
            "a classifier of pneumonia on frontal chest radiographs; development and evaluation",
        ),
        reported(
            "2",
            "abstract",
            GENERAL,
            "use, films and figures stand in sections 1.1, 1.2 and 1.4; no abstract by TRIPOD+AI's own list",
        ),
        reported("3a", "health care context", GENERAL, role(material)),
        reported(
            "3b",
            "target population and users",
            GENERAL,
            "section 1.2, population by population; users are physicians who read films",
        ),
        not_done(
            "3c",
            "known inequalities",
            format!("not studied; what was measured by group: {}", a.groups),
        ),
        reported(
            "4",
            "objectives",
            GENERAL,
            "to develop a model and to evaluate it on films that were kept back",
        ),
    ]
}

fn data(material: &Material, a: &Answers) -> Vec<Item> {
    let phantoms = material.is_drawn();
    let people = |number, about, why: &str| {
        if phantoms {
            not_applicable(number, about, "no film is of a person")
        } else {
            not_done(number, about, why)
        }
    };
    vec![
        reported("5a", "sources of data", DATABASES, a.sources.clone()),
        people(
            "5b",
            "dates",
            "the label table has none; what is known stands in the source's description in section 4",
        ),
        people(
            "6a",
            "setting",
            "centres and setting are known only as far as the source's description in section 4 tells",
        ),
        reported("6b", "eligibility", ALGORITHM, "section 2.2 for films; section 4 for patients"),
        people("6c", "treatments", "the label table has none"),
        reported("7", "preparation of data", ALGORITHM, "section 2.3, alike for all groups"),
    ]
}

fn outcome(material: &Material, a: &Answers) -> Vec<Item> {
    let phantoms = material.is_drawn();
    vec![
        reported("8a", "the outcome", TRUTH, format!("pneumonia labelled on the film; {}", a.ground_truth)),
        if phantoms {
            not_applicable("8b", "who assessed it", "the program drew it")
        } else {
            let who = if material.is_mixed() { "as item 8a says".to_owned() } else { a.ground_truth.clone() };
            reported("8b", "who assessed it", TRUTH, who)
        },
        if phantoms {
            not_applicable("8c", "blinding of the assessment", "nobody assessed")
        } else {
            not_done(
                "8c",
                "blinding of the assessment",
                "labels came with the films, before the model was made",
            )
        },
        reported("9a", "choice of predictors", ALGORITHM, "the pixels of one film and nothing else"),
        reported("9b", "definition of predictors", ALGORITHM, "section 2.3"),
        not_applicable("9c", "who assessed predictors", "pixels need no assessor"),
        not_done("10", "sample size", format!("{}; section 6.1 computes the size of a validation", a.size)),
        reported(
            "11",
            "missing data",
            ALGORITHM,
            format!("a film with a missing attribute is refused; {}", a.left_out),
        ),
    ]
}

fn analysis(material: &Material, a: &Answers) -> Vec<Item> {
    let calibrated = if material.manifest.calibration.is_some() {
        "calibrated on validation films"
    } else {
        "not calibrated"
    };
    vec![
        reported("12a", "use of the data", DATABASES, a.parts.clone()),
        reported("12b", "handling of predictors", ALGORITHM, "section 2.3"),
        reported(
            "12c",
            "type of model, building, internal validation",
            TRAINING,
            "sections 2.4, 3.1 and 3.2; one split, no resampling of the training",
        ),
        if material.is_mixed() {
            reported(
                "12d",
                "differences between clusters",
                VALIDATION,
                "each set of films is of a source of its own, and is evaluated by itself; within a set hospitals are not told \
                 apart",
            )
        } else {
            not_done(
                "12d",
                "differences between clusters",
                "hospitals are not told apart by the table, or are too few",
            )
        },
        reported(
            "12e",
            "measures of performance",
            VALIDATION,
            "discrimination, calibration, decisions, net benefit; beside baselines",
        ),
        not_applicable("12f", "updating of the model", "none was done"),
        reported(
            "12g",
            "how predictions are computed",
            ALGORITHM,
            "the package is the model: weights, preprocessing, calibration, thresholds",
        ),
        reported(
            "13",
            "class imbalance",
            TRAINING,
            format!(
                "{} of section 3.1; {}; the result is {calibrated}",
                if material.config.sampling.is_some() { "balanced draws" } else { "loss weights" },
                a.balance
            ),
        ),
        reported(
            "14",
            "fairness",
            VALIDATION,
            if material.is_mixed() {
                format!("{} By group as item 3c says", populations::summary(material)).trim().to_owned()
            } else {
                a.groups.clone()
            },
        ),
        reported(
            "15",
            "output",
            ALGORITHM,
            "a logit, a score, a side of the threshold of section 3.4, a heatmap",
        ),
        reported(
            "16",
            "training against evaluation",
            DATABASES,
            format!("sections 4.1 to 4.3; {}", a.balance),
        ),
        if material.is_drawn() {
            not_applicable("17", "ethical approval", "no film is of a person")
        } else {
            not_done("17", "ethical approval", NOT_IN_A_RUN)
        },
    ]
}

fn open_science(material: &Material) -> Vec<Item> {
    vec![
        not_done("18a", "funding", NOT_IN_A_RUN),
        not_done("18b", "conflicts of interest", NOT_IN_A_RUN),
        not_done("18c", "protocol", "none was written beforehand; section 6 is one for a validation"),
        not_done("18d", "registration", "no study was registered"),
        reported(
            "18e",
            "data sharing",
            DATABASES,
            if material.is_mixed() {
                "as the sources' terms say; tables are named by their SHA-256"
            } else {
                "as the source's terms say; tables are named by their SHA-256"
            },
        ),
        reported("18f", "code sharing", "sources of the figures", material.manifest.software.clone()),
        not_done("19", "involvement of patients and public", "there was none"),
    ]
}

fn results(material: &Material, a: &Answers) -> Vec<Item> {
    vec![
        reported(
            "20a",
            "flow of participants",
            DATABASES,
            if material.is_mixed() {
                format!("the parts of item 12a; {}", a.left_out)
            } else {
                format!("{}. {}", a.parts, a.left_out)
            },
        ),
        reported(
            "20b",
            "characteristics of participants",
            DATABASES,
            "sections 4.1 to 4.3, each class of each part",
        ),
        reported("20c", "development against evaluation", DATABASES, a.balance.clone()),
        reported("21", "numbers in each analysis", VALIDATION, a.evaluations.clone()),
        reported("22", "the model itself", ALGORITHM, format!("package {}", material.manifest.id)),
        reported(
            "23a",
            "performance, and by group",
            VALIDATION,
            if material.is_mixed() {
                format!("{}. By group as item 3c says", a.at_threshold)
            } else {
                format!("{}. {}", a.at_threshold, a.groups)
            },
        ),
        if material.is_mixed() {
            reported(
                "23b",
                "heterogeneity between clusters",
                VALIDATION,
                format!("between the sets of films: {}", a.evaluations),
            )
        } else {
            not_done(
                "23b",
                "heterogeneity between clusters",
                "hospitals are not told apart by the table, or are too few",
            )
        },
        not_applicable("24", "results of updating", "none was done"),
    ]
}

fn discussion(material: &Material, a: &Answers) -> Vec<Item> {
    vec![
        reported(
            "25",
            "interpretation",
            VALIDATION,
            format!("section 6.3, beside published figures; calibration {}", a.calibration),
        ),
        reported("26", "limitations", GENERAL, words::read_first(material).join(" ")),
        reported("27a", "poor or missing input", ALGORITHM, "such a film is refused with its reason"),
        reported(
            "27b",
            "what users must do and know",
            GENERAL,
            "open a DICOM file; read the film first; sections 1.2 and 1.3",
        ),
        reported("27c", "next steps", VALIDATION, "the validation of section 6"),
    ]
}
