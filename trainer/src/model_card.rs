//! `MODEL_CARD.md`, made from the manifest: no figure in it is typed by hand.

use std::fmt::Write as _;

use shared::distribution::Action;
use shared::package::{Manifest, SourceKind};

use crate::submission::{estimate, kinds};

/// The sentence on what a package is for.
pub fn intended_use(manifest: &Manifest) -> String {
    if manifest.is_demonstration() {
        "To show and test the whole line from a DICOM file to an answer. Not for any film of a person: it has never \
         seen one."
            .into()
    } else {
        "Research on pneumonia in frontal chest radiographs, beside a reader and never instead of one.".into()
    }
}

/// For whom the figures are evidence, and the figures of each group.
fn groups(manifest: &Manifest, card: &mut String) {
    if manifest.is_demonstration() {
        return;
    }
    let _ = writeln!(card, "## For whom\n\n| films of | evidence | shown |\n|---|---|---|");
    for kind in kinds(manifest) {
        let _ = writeln!(card, "| {} | {} | {} |", kind.name, kind.evidence_text(), kind.shown());
    }
    let _ = writeln!(card, "\n| group | figure | value | films | positive |\n|---|---|---|---|---|");
    for group in manifest.subgroups.iter().flatten() {
        for e in &group.metrics {
            let (of, value) = (format!("{} {}", group.attribute, group.value), estimate(e));
            let _ = writeln!(card, "| {of} | {} | {value} | {} | {} |", e.name, e.films, e.positives);
        }
    }
    let _ = writeln!(card);
}

/// The card as Markdown.
pub fn render(manifest: &Manifest) -> String {
    let mut card = format!("# {}\n\n**{}**\n\n", manifest.name, manifest.notice());
    let config = manifest.classifier();
    let parameters: usize = config.parameters().iter().map(|p| p.shape.iter().product::<usize>()).sum();
    let _ = writeln!(card, "## Intended use\n\n{}\n", manifest.intended_use);
    let _ = writeln!(
        card,
        "## Network\n\nVGG16's convolutions, global average pooling, {} hidden units, one logit: {parameters} \
         parameters, stored in 8 bits a weight. Input {side} x {side}, {:?} scaling.\n",
        config.hidden,
        manifest.preprocessing.variant,
        side = manifest.preprocessing.input_size,
    );
    let _ = writeln!(card, "## Training data\n");
    for source in &manifest.training_data {
        let kind = match source.kind {
            SourceKind::Synthetic => "synthetic",
            SourceKind::Real => "real",
        };
        let _ = writeln!(
            card,
            "- **{}** ({kind}, {} films). {}. {}. SHA-256 `{}`",
            source.name, source.films, source.population, source.provenance, source.sha256
        );
    }
    let scope = &manifest.acquisition_scope;
    let _ = writeln!(
        card,
        "\nFilms outside modality {}, body part {}, view {} are refused.\n",
        scope.modalities.join("/"),
        scope.body_parts.join("/"),
        scope.view_positions.join("/")
    );
    if let Some(metrics) = &manifest.metrics {
        let _ = writeln!(
            card,
            "## Measured quality\n\n| figure | value | 95 % interval | films | positive | note |\n|---|---|---|---|---|---|"
        );
        for m in metrics {
            let interval = m.interval.map_or("".into(), |[low, high]| format!("{low:.3} to {high:.3}"));
            let _ = writeln!(
                card,
                "| {} | {:.3} | {interval} | {} | {} | {} |",
                m.name, m.value, m.films, m.positives, m.note
            );
        }
        let _ = writeln!(card);
    }
    groups(manifest, &mut card);
    if let Some(points) = &manifest.operating_points {
        let _ = writeln!(card, "## Operating points\n");
        for p in points {
            let _ = writeln!(card, "- `{}`: logit {:.4}; {}", p.name, p.logit.value(), p.rule);
        }
        let _ = writeln!(card);
    }
    if let Some(c) = &manifest.calibration {
        let _ = writeln!(
            card,
            "## Calibration\n\n{}: sigmoid({:.4} x logit {:+.4}), fitted on validation films at a prevalence of {:.3}.\n",
            // Temperature scaling is the one without an intercept.
            if c.intercept == 0.0 { "Temperature scaling" } else { "Platt scaling" },
            c.slope,
            c.intercept,
            c.prevalence.value()
        );
    }
    if let Some(ood) = &manifest.out_of_distribution {
        let outcome = match ood.action {
            Action::Refuse => "gets no number",
            Action::Warn => "gets its score with a warning",
        };
        let _ = writeln!(
            card,
            "## Films unlike the training data\n\nA film at a distance of {:.4} or more (`{}`) {outcome}; {}.\n",
            ood.cutoff, ood.method, ood.rule
        );
    }
    let _ = writeln!(card, "Made by {}.", manifest.software);
    card
}
