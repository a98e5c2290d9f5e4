//! Section 1.4: what right and wrong answers come to, film set by film set.

use super::document::Section;
use super::error::SubmissionError;
use super::evaluation::Evaluation;
use super::facts::Quoted;
use super::inputs::{Material, Standing};
use super::populations;
use crate::evaluate::RARE;
use crate::plot::percent;

/// Films that consequences are counted on.
const FILMS: f64 = 1000.0;

pub(super) fn write(section: &mut Section, material: &Material) -> Result<(), SubmissionError> {
    section.heading("1.4 Clinical impact of performance");
    for test in &material.tests {
        counts(section, material, test)?;
    }
    if material.is_mixed() {
        section.text(format!(
            "A prevalence of {} is that of pneumonia in NIH's full list of films, nearly all of adults; it is a case of a rare \
             disease, and not how common pneumonia is where the device would be used.",
            percent(RARE)
        ));
    }
    section.list(vec![
        "A false negative: pneumonia that the device does not mark. As a second reader it can only fail to help a \
         physician who has overlooked it, unless its silence is taken for reassurance; then treatment is late, which for \
         pneumonia can cost a life. So the answer says that a low score excludes nothing."
            .to_owned(),
        "A false positive: a film without pneumonia that is marked. The cost is a second look; and if the physician gives \
         way, further films or CT with their dose, antibiotics that are not needed and another diagnosis that comes late. \
         The rarer pneumonia is, the more of the marks are false, as the PPV above says."
            .to_owned(),
        "A heatmap that points elsewhere draws the eye away from the disease; it shows what moved the score, not where \
         disease is."
            .to_owned(),
    ]);
    if material.standing() == Standing::Phantoms {
        section.text("These counts are of drawings. They show how consequences would be stated, not what they would be.");
    }
    Ok(())
}

/// Figures at the threshold on films that were kept back, and what becomes of 1,000 of them.
fn counts(section: &mut Section, material: &Material, test: &Evaluation) -> Result<(), SubmissionError> {
    let decision = test.decision()?;
    let (name, threshold) = material.threshold()?;
    let (sensitivity, specificity): (Quoted, Quoted) =
        (decision.get("sensitivity")?, decision.get("specificity")?);
    section.text(format!(
        "At the threshold in use ({name}, logit {:.4}) on the {}: sensitivity {}, specificity {}. Of 1,000 films that is:",
        threshold.value(),
        test.films,
        sensitivity.text(),
        specificity.text()
    ));
    let mut rows = Vec::new();
    for at in decision.list("at_prevalence")? {
        let prevalence: f64 = at.get("prevalence")?;
        let reweighted: bool = at.get("reweighted")?;
        let counts = match (sensitivity.value, specificity.value) {
            (Some(se), Some(sp)) => consequences(prevalence, se, sp),
            _ => std::array::from_fn(|_| "undefined".to_owned()),
        };
        let of = if reweighted { "reweighted to " } else { "these films, " };
        let mut row = vec![format!("{of}{}", percent(prevalence))];
        row.extend(counts);
        row.push(at.get::<Quoted>("ppv")?.text());
        row.push(at.get::<Quoted>("npv")?.text());
        rows.push(row);
    }
    section.table(
        &[
            "prevalence",
            "pneumonia, marked",
            "pneumonia, missed",
            "no pneumonia, marked",
            "no pneumonia, not marked",
            "PPV",
            "NPV",
        ],
        rows,
    );
    match populations::among(material, test) {
        Some((with, without)) if with.is_empty() && !without.is_empty() => section.text(format!(
            "For none of these films ({}) is there evidence in the package: the reader is shown a demonstration score and no \
             mark. The counts say what marks would come to, not what they do.",
            without.join("; ")
        )),
        Some((with, without)) if !with.is_empty() && !without.is_empty() => section.text(format!(
            "There is evidence in the package for {} alone; for {} the reader is shown a demonstration score and no mark, and \
             the counts say what marks would come to.",
            with.join("; "),
            without.join("; ")
        )),
        _ => {}
    }
    Ok(())
}

/// True positives, false negatives, false positives and true negatives of 1,000 films.
fn consequences(prevalence: f64, sensitivity: f64, specificity: f64) -> [String; 4] {
    let (with, without) = (FILMS * prevalence, FILMS * (1.0 - prevalence));
    [with * sensitivity, with * (1.0 - sensitivity), without * (1.0 - specificity), without * specificity]
        .map(|films| format!("{films:.1}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_films_are_divided_by_bayes() {
        assert_eq!(consequences(0.25, 0.8, 0.9), ["200.0", "50.0", "75.0", "675.0"]);
    }
}
