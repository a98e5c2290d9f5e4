//! Section 5: what the labels are, and how far they can be believed.

use super::document::Section;
use super::error::SubmissionError;
use super::inputs::Material;
use super::sets::{Data, FilmSet};
use super::words;
use crate::plot::thousands;

pub(super) fn section(material: &Material) -> Result<Section, SubmissionError> {
    let mut section = Section::new("ground-truth", "5. Ground truth");
    if material.is_drawn() {
        section.text(
            "Labels are true by construction: a phantom is positive if the program drew opacities into its lungs. That is the \
             one advantage of drawings; no such certainty exists for patients.",
        );
        return Ok(section);
    }
    let mut items = vec![
        "A label is an opinion about a film, not a diagnosis. Pneumonia is a clinical diagnosis, and on a film it cannot always \
         be told from edema, atelectasis or infiltration of another cause."
            .to_owned(),
    ];
    if material.is_mixed() {
        section.text(
            "Each set has labels of its own origin: what is called pneumonia in one need not be called so in another, and \
             errors of one are not those of another.",
        );
        for (i, set) in material.sets.iter().enumerate() {
            section.heading(&format!("5.{} Set {}: {}", i + 1, set.number, set.source.name));
            match &set.data {
                Some(data) => {
                    origin(&mut section, set, data);
                    section.list(of_table(data)?);
                }
                None => section.text("Drawn phantoms: labels are true by construction."),
            }
        }
        section.heading(&format!("5.{} All sets", material.sets.len() + 1));
    } else {
        for (set, data) in material.data() {
            origin(&mut section, set, data);
            items.extend(of_table(data)?);
        }
    }
    items.push(
        "No film was read anew for this document, and no agreement between readers was measured. Errors of the labels are \
         errors of every figure here: mistakes that are as common in both classes make a model look worse than it is, and \
         mistakes that go along with something on the film make it look better."
            .to_owned(),
    );
    section.list(items);
    Ok(section)
}

fn origin(section: &mut Section, set: &FilmSet, data: &Data) {
    let truth = &data.ground_truth;
    section.text(format!("How the films got their labels: {}", ended(&truth.text)));
    if truth.was_given {
        section.text(
            "The run's configuration does not say so; whoever had this document written has given the sentence with it.",
        );
    }
    section.text(format!("Where the films come from: {}", ended(&set.source.provenance)));
}

/// What the table's labels say of themselves.
fn of_table(data: &Data) -> Result<Vec<String>, SubmissionError> {
    let eda = &data.eda;
    let (only, positive): (usize, usize) =
        (eda.get("counts.pneumonia_only_images.count")?, eda.get("counts.pneumonia_images.count")?);
    Ok(vec![
        if only == positive {
            "Pneumonia is the only label on every positive film: what else they show is not told.".to_owned()
        } else {
            format!(
                "Pneumonia is the only label on {} positive films; on the others it stands beside other findings.",
                words::share_of(only, positive)
            )
        },
        format!(
            "{} films are labelled as without any finding, {} with other findings only, and of {} only is known that pneumonia \
             was not labelled.",
            thousands(eda.get("counts.no_finding_images")?),
            thousands(eda.get("counts.other_finding_images")?),
            thousands(eda.get("counts.unnamed_images")?)
        ),
        format!("{} patients have films of both classes.", thousands(eda.get("counts.patients_with_both")?)),
    ])
}

/// With a point at the end.
pub(super) fn ended(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}
