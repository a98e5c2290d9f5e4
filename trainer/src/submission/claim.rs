//! The CLAIM checklist in its 2024 edition (Tejani et al. 2024), 44 items.

use super::answers::{Answers, NOT_IN_A_RUN, role};
use super::checklist::{
    self, ALGORITHM, DATABASES, GENERAL, Item, TRAINING, TRUTH, VALIDATION, not_applicable, not_done,
    reported,
};
use super::document::Document;
use super::error::SubmissionError;
use super::inputs::Material;
use super::words;

pub(super) fn document(material: &Material) -> Result<Document, SubmissionError> {
    let a = Answers::new(material)?;
    Ok(checklist::document(
        format!("CLAIM 2024: {}", material.manifest.name),
        material.manifest.notice(),
        &words::checklist(
            material,
            "Checklist for Artificial Intelligence in Medical Imaging, 2024 update (doi:10.1148/ryai.240300); item numbers are \
             its own, words are ours.",
        ),
        vec![
            ("Title and abstract", title()),
            ("Introduction", introduction(material)),
            ("Methods: design and data", data(material, &a)),
            ("Methods: reference standard", reference_standard(material, &a)),
            ("Methods: partitions and test data", partitions(material, &a)),
            ("Methods: model and training", model(material)),
            ("Methods: evaluation", evaluation(&a)),
            ("Results", results(material, &a)),
            ("Discussion and other information", discussion(material)),
        ],
    ))
}

fn title() -> Vec<Item> {
    vec![
        reported(
            "1",
            "the title names the technique",
            "title",
            "a convolutional network (VGG16), for classification",
        ),
        reported(
            "2",
            "structured summary",
            GENERAL,
            "use, films and figures stand in sections 1.1, 1.2 and 1.4",
        ),
    ]
}

fn introduction(material: &Material) -> Vec<Item> {
    vec![
        reported("3", "background and clinical role", GENERAL, role(material)),
        reported(
            "4",
            "aims and hypotheses",
            VALIDATION,
            "the performance standard of section 6.3 is the hypothesis that a validation would test; none was tested here",
        ),
    ]
}

fn data(material: &Material, a: &Answers) -> Vec<Item> {
    vec![
        reported(
            "5",
            "prospective or retrospective",
            DATABASES,
            "retrospective: films were there before the model",
        ),
        reported("6", "goal of the study", GENERAL, "to make a model and to describe it; no trial"),
        reported("7", "sources of data", DATABASES, a.sources.clone()),
        reported(
            "8",
            "who is included, who is not",
            ALGORITHM,
            "the acquisition checks of section 2.2 for films; section 4.4 for patients whom the parts have no place for",
        ),
        reported(
            "9",
            "preprocessing",
            ALGORITHM,
            "section 2.3, in order, the same code in training and in use",
        ),
        reported("10", "subsets of the data", DATABASES, a.parts.clone()),
        match material.is_drawn() {
            false => not_done(
                "11",
                "de-identification",
                format!("done by whoever published the films, if at all; {NOT_IN_A_RUN}"),
            ),
            true => not_applicable("11", "de-identification", "no film is of a person"),
        },
        reported(
            "12",
            "missing data",
            DATABASES,
            format!("an attribute that is missing is never guessed; {}", a.left_out),
        ),
        not_done(
            "13",
            "acquisition protocol",
            format!("equipment and exposure are not in the label table; {NOT_IN_A_RUN}"),
        ),
    ]
}

fn reference_standard(material: &Material, a: &Answers) -> Vec<Item> {
    let phantoms = material.is_drawn();
    vec![
        reported("14", "how the reference standard was obtained", TRUTH, a.ground_truth.clone()),
        if phantoms {
            reported("15", "why this reference standard", TRUTH, "labels of drawings are certain")
        } else {
            not_done(
                "15",
                "why this reference standard",
                "the labels came with the films; section 6.2 plans a better one",
            )
        },
        reported(
            "16",
            "who annotated",
            TRUTH,
            if material.is_mixed() { "as item 14 says".to_owned() } else { a.ground_truth.clone() },
        ),
        if phantoms {
            reported("17", "annotation of the test set", TRUTH, "as of all other phantoms, by construction")
        } else {
            not_done(
                "17",
                "annotation of the test set",
                "test films have the table's labels and were not read anew",
            )
        },
        if phantoms {
            not_applicable("18", "variability among annotators", "nobody annotated")
        } else {
            not_done("18", "variability among annotators", "the table has one label a film")
        },
    ]
}

fn partitions(material: &Material, a: &Answers) -> Vec<Item> {
    vec![
        reported(
            "19",
            "how films were assigned",
            DATABASES,
            if material.is_mixed() {
                "within each set by patient, at random and by its own ratios (section 4.4); item 10 has the parts".to_owned()
            } else {
                a.parts.clone()
            },
        ),
        reported(
            "20",
            "at what level partitions are disjoint",
            DATABASES,
            if material.is_drawn() {
                "the seed of a phantom: no two parts share one"
            } else if material.is_mixed() {
                "the patient: within a set all films of a patient are in one part; sets name patients in ways of their own"
            } else {
                "the patient: all films of a patient are in one part"
            },
        ),
        not_done(
            "21",
            "intended sample size",
            format!("{}; section 6.1 computes the size of a validation", a.size),
        ),
    ]
}

fn model(material: &Material) -> Vec<Item> {
    vec![
        reported(
            "22",
            "the model in detail",
            ALGORITHM,
            "section 2.4: every layer with its shape and parameters",
        ),
        reported("23", "software", "sources of the figures", material.manifest.software.clone()),
        reported(
            "24",
            "initial weights",
            TRAINING,
            if material.config.model.start.is_some() {
                "those of another run, as section 3.1 says"
            } else if material.config.model.pretrained.is_some() {
                "imported, as section 3.1 says"
            } else {
                "drawn anew"
            },
        ),
        reported(
            "25",
            "training",
            TRAINING,
            "section 3.1: augmentation, stages, optimiser, loss; 3.2: curves",
        ),
        reported("26", "which model was kept", TRAINING, "the best epoch on validation films, section 3.2"),
        not_applicable("27", "ensembles", "one network"),
    ]
}

fn evaluation(a: &Answers) -> Vec<Item> {
    vec![
        reported(
            "28",
            "metrics",
            GENERAL,
            "AUC, average precision, sensitivity, specificity, PPV, NPV, F1, calibration, net benefit",
        ),
        reported(
            "29",
            "significance and uncertainty",
            VALIDATION,
            "95 % intervals over patients; no correction for the number of figures",
        ),
        reported("30", "robustness", VALIDATION, "matched pairs, groups, baselines that see no disease"),
        match &a.heatmaps {
            Some(text) => reported("31", "explainability", ALGORITHM, format!("Grad-CAM; {text}")),
            None => not_done(
                "31",
                "explainability",
                "every answer has a Grad-CAM heatmap, but no places of disease were given to score them by",
            ),
        },
        reported("32", "internal data", VALIDATION, a.at_threshold.clone()),
        match &a.external {
            Some(text) => reported("33", "external data", VALIDATION, text.clone()),
            None => not_done("33", "external data", "no films of another source were scored"),
        },
        not_applicable("34", "trial registration", "no trial"),
    ]
}

fn results(material: &Material, a: &Answers) -> Vec<Item> {
    vec![
        reported(
            "35",
            "how many were included and excluded",
            DATABASES,
            if material.is_mixed() {
                format!("the parts of item 10; {}", a.left_out)
            } else {
                format!("{}. {}", a.parts, a.left_out)
            },
        ),
        reported(
            "36",
            "who they are, part by part",
            DATABASES,
            format!("sections 4.1 to 4.3; {}", a.balance),
        ),
        reported("37", "figures, set by set", VALIDATION, a.evaluations.clone()),
        reported("38", "diagnostic accuracy and its precision", GENERAL, a.at_threshold.clone()),
        not_done(
            "39",
            "failure analysis",
            "mistakes are counted by group, but no reader has looked at them one by one",
        ),
    ]
}

fn discussion(material: &Material) -> Vec<Item> {
    vec![
        reported("40", "limitations", GENERAL, words::read_first(material).join(" ")),
        reported("41", "what it means for practice", GENERAL, "sections 1.2 and 1.4"),
        reported(
            "42",
            "protocol and technical details",
            "sources of the figures",
            "package, configuration, split and evaluations, each with its hash",
        ),
        reported(
            "43",
            "availability",
            "sources of the figures",
            "the software is open; the package is a folder of hashed files",
        ),
        not_done("44", "funding", NOT_IN_A_RUN),
    ]
}
