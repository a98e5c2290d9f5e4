//! Section 5: what the labels are, and how far they can be believed.

use super::document::Section;
use super::error::SubmissionError;
use super::inputs::Material;
use super::words;
use crate::plot::thousands;

pub(super) fn section(material: &Material) -> Result<Section, SubmissionError> {
    let mut section = Section::new("ground-truth", "5. Ground truth");
    let Some(data) = &material.data else {
        section.text(
            "Labels are true by construction: a phantom is positive if the program drew opacities into its lungs. That is the \
             one advantage of drawings; no such certainty exists for patients.",
        );
        return Ok(section);
    };
    section.text(format!("How the films got their labels: {}", ended(&data.ground_truth)));
    section.text(format!("Where the films come from: {}", ended(&provenance(material))));
    let eda = &data.eda;
    let (only, positive): (usize, usize) =
        (eda.get("counts.pneumonia_only_images.count")?, eda.get("counts.pneumonia_images.count")?);
    section.list(vec![
        "A label is an opinion about a film, not a diagnosis. Pneumonia is a clinical diagnosis, and on a film it cannot always \
         be told from edema, atelectasis or infiltration of another cause."
            .to_owned(),
        format!(
            "Pneumonia is the only label on {} positive films; on the others it stands beside other findings.",
            words::share_of(only, positive)
        ),
        format!(
            "{} films are labelled as without any finding, {} with other findings only, and of {} only is known that pneumonia \
             was not labelled.",
            thousands(eda.get("counts.no_finding_images")?),
            thousands(eda.get("counts.other_finding_images")?),
            thousands(eda.get("counts.unnamed_images")?)
        ),
        format!(
            "{} patients have films of both classes.",
            thousands(eda.get("counts.patients_with_both")?)
        ),
        "No film was read anew for this document, and no agreement between readers was measured. Errors of the labels are \
         errors of every figure here: mistakes that are as common in both classes make a model look worse than it is, and \
         mistakes that go along with something on the film make it look better."
            .to_owned(),
    ]);
    Ok(section)
}

fn provenance(material: &Material) -> String {
    material.manifest.training_data.iter().map(|s| s.provenance.as_str()).collect::<Vec<_>>().join("; ")
}

/// With a point at the end.
pub(super) fn ended(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}
