//! Which tensors a VGG16 has under whose names, and how wide it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use anyhow::{Result, bail};
use shared::vgg16::Vgg16Config;
use shared::weights::WeightError;

/// Whose names the tensors of a file have. The convolutions' are the same in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// torchvision's `vgg16`: a classifier of three linear layers.
    Torchvision,
    /// timm's `vgg16.tv_in1k`: the first two of them as convolutions, under other names.
    Timm,
    /// The convolutions alone.
    Features,
}

impl Layout {
    const ALL: [Self; 3] = [Self::Torchvision, Self::Timm, Self::Features];

    /// As it stands in an imported file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Torchvision => "torchvision",
            Self::Timm => "timm",
            Self::Features => "features",
        }
    }

    /// The layout that [`Layout::as_str`] names.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.as_str() == text)
    }

    /// The layers of the classifier, which is not imported.
    fn classifier(self) -> &'static [&'static str] {
        match self {
            Self::Torchvision => &["classifier.0", "classifier.3", "classifier.6"],
            Self::Timm => &["pre_logits.fc1", "pre_logits.fc2", "head.fc"],
            Self::Features => &[],
        }
    }
}

impl fmt::Display for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Finds out whose VGG16 has exactly these tensors.
///
/// # Errors
///
/// The first tensor that is missing or that no VGG16 has.
pub(super) fn recognise<'a>(names: impl Iterator<Item = &'a str>) -> Result<Layout> {
    let names: BTreeSet<&str> = names.collect();
    if let Some(norm) = names.iter().find(|n| n.ends_with("running_mean")) {
        bail!(
            "it holds `{norm}`: a network with batch normalisation (vgg16_bn), and VGG16 without is needed"
        );
    }
    let convolutions = Vgg16Config::default().parameters();
    if let Some(missing) = convolutions.iter().find(|spec| !names.contains(spec.name.as_str())) {
        bail!("{}; it is no VGG16 (configuration D)", WeightError::Missing(missing.name.clone()));
    }
    let rest: BTreeSet<&str> =
        names.into_iter().filter(|n| convolutions.iter().all(|spec| spec.name != *n)).collect();
    // The layout that shares a name with the rest; of a file without a classifier, the one that has none.
    let tops = Layout::ALL.map(|layout| {
        let both = layout.classifier().iter().flat_map(|l| ["weight", "bias"].map(|p| format!("{l}.{p}")));
        (layout, both.collect::<BTreeSet<String>>())
    });
    let (layout, top) =
        tops.iter().find(|(_, top)| top.iter().any(|name| rest.contains(name.as_str()))).unwrap_or(&tops[2]);
    if let Some(unknown) = rest.iter().find(|name| !top.contains(**name)) {
        bail!("{}; it is no VGG16 (configuration D)", WeightError::Unknown((*unknown).to_owned()));
    }
    if let Some(missing) = top.iter().find(|name| !rest.contains(name.as_str())) {
        bail!(
            "{}, though other parts of {layout}'s classifier are there",
            WeightError::Missing(missing.clone())
        );
    }
    Ok(*layout)
}

/// The divisor whose VGG16 has exactly these shapes: 1 for the real one.
///
/// Where several fit (31 and 32 give the same channels), the power of two, which divides every width.
///
/// # Errors
///
/// [`WeightError::Shape`] for the first convolution that spoils the best fit, [`WeightError::Missing`] if it is not
/// there.
pub(super) fn width_divisor(shapes: &BTreeMap<String, Vec<usize>>) -> Result<usize, WeightError> {
    const FIRST: &str = "features.0.weight";
    let first = shapes.get(FIRST).ok_or_else(|| WeightError::Missing(FIRST.to_owned()))?;
    let candidates = || [1, 2, 4, 8, 16, 32, 64].into_iter().chain(3..512);
    let misfit = |divisor: usize| {
        Vgg16Config { width_divisor: divisor }
            .parameters()
            .into_iter()
            .find(|spec| shapes.get(&spec.name) != Some(&spec.shape))
    };
    if let Some(divisor) = candidates().find(|d| misfit(*d).is_none()) {
        return Ok(divisor);
    }
    let nearest =
        candidates().find(|d| Vgg16Config { width_divisor: *d }.parameters()[0].shape == *first).unwrap_or(1);
    let Some(expected) = misfit(nearest) else { return Ok(nearest) };
    match shapes.get(&expected.name) {
        None => Err(WeightError::Missing(expected.name)),
        Some(got) => {
            Err(WeightError::Shape { name: expected.name, expected: expected.shape, got: got.clone() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(layers: &[&str]) -> Vec<String> {
        let convolutions = Vgg16Config::default().parameters().into_iter().map(|spec| spec.name);
        let top = layers.iter().flat_map(|l| [format!("{l}.weight"), format!("{l}.bias")]);
        convolutions.chain(top).collect()
    }

    fn found(names: &[String]) -> Result<Layout> {
        recognise(names.iter().map(String::as_str))
    }

    #[test]
    fn every_layout_is_recognised() {
        for layout in Layout::ALL {
            assert_eq!(found(&names(layout.classifier())).unwrap(), layout);
            assert_eq!(Layout::parse(layout.as_str()), Some(layout));
        }
    }

    #[test]
    fn what_is_missing_or_too_much_is_named() {
        let mut torchvision = names(Layout::Torchvision.classifier());
        torchvision.retain(|n| n != "classifier.3.bias");
        let error = found(&torchvision).unwrap_err().to_string();
        assert!(error.contains("lack `classifier.3.bias`"), "{error}");
        torchvision.push("classifier.9.weight".into());
        let error = found(&torchvision).unwrap_err().to_string();
        assert!(error.contains("hold `classifier.9.weight`"), "{error}");
        torchvision.retain(|n| n != "features.28.bias");
        let error = found(&torchvision).unwrap_err().to_string();
        assert!(error.contains("lack `features.28.bias`"), "{error}");
        // torchvision's vgg16_bn counts otherwise; what tells most is the normalisation.
        torchvision.push("features.1.running_mean".into());
        let error = found(&torchvision).unwrap_err().to_string();
        assert!(error.contains("vgg16_bn"), "{error}");
        assert!(found(&[]).is_err());
    }

    #[test]
    fn the_width_is_read_off_the_shapes() {
        let shapes = |divisor: usize| -> BTreeMap<String, Vec<usize>> {
            let specs = Vgg16Config { width_divisor: divisor }.parameters();
            specs.into_iter().map(|spec| (spec.name, spec.shape)).collect()
        };
        for divisor in [1, 2, 3, 16, 32, 64] {
            assert_eq!(width_divisor(&shapes(divisor)).unwrap(), divisor);
        }
        assert_eq!(width_divisor(&shapes(31)).unwrap(), 32, "the same channels");
        let mut one_off = shapes(4);
        one_off.insert("features.10.weight".into(), vec![64, 32, 3, 1]);
        let expected = WeightError::Shape {
            name: "features.10.weight".into(),
            expected: vec![64, 32, 3, 3],
            got: vec![64, 32, 3, 1],
        };
        assert_eq!(width_divisor(&one_off), Err(expected));
        one_off.remove("features.0.weight");
        assert_eq!(width_divisor(&one_off), Err(WeightError::Missing("features.0.weight".into())));
    }
}
