//! Weights outside any tensor library: what a package stores and a checkpoint holds.

/// One named parameter.
///
/// # Shapes
///
/// `values` is row-major in `shape`. Names and shapes are torchvision's for the convolutions
/// (`features.0.weight`, `[out, in, 3, 3]`) and PyTorch's for the head (`head.hidden.weight`, `[out, in]`).
#[derive(Debug, Clone, PartialEq)]
pub struct NamedTensor {
    /// The parameter's name.
    pub name: String,
    /// Its shape.
    pub shape: Vec<usize>,
    /// Its values, row-major.
    pub values: Vec<f32>,
}

/// A parameter an architecture expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterSpec {
    /// The parameter's name.
    pub name: String,
    /// Its shape.
    pub shape: Vec<usize>,
}

/// Why a set of weights does not fit an architecture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WeightError {
    /// A parameter is not there.
    #[error("the weights lack `{0}`")]
    Missing(String),
    /// A parameter has another shape.
    #[error("`{name}` has shape {got:?}, the network needs {expected:?}")]
    Shape {
        /// The parameter.
        name: String,
        /// What the architecture needs.
        expected: Vec<usize>,
        /// What was found.
        got: Vec<usize>,
    },
    /// The values do not fill the shape.
    #[error("`{name}` has {got} values, its shape needs {expected}")]
    Length {
        /// The parameter.
        name: String,
        /// Product of the shape.
        expected: usize,
        /// Values found.
        got: usize,
    },
    /// A parameter no layer takes.
    #[error("the weights hold `{0}`, which the network does not have")]
    Unknown(String),
    /// NaN or infinite.
    #[error("`{0}` holds a value that is not finite")]
    NotFinite(String),
}

/// Checks that `weights` are exactly what `specs` ask for, in any order, and all finite.
///
/// # Errors
///
/// The first [`WeightError`] met.
pub fn check(weights: &[NamedTensor], specs: &[ParameterSpec]) -> Result<(), WeightError> {
    for spec in specs {
        let tensor = find(weights, &spec.name)?;
        if tensor.shape != spec.shape {
            return Err(WeightError::Shape {
                name: spec.name.clone(),
                expected: spec.shape.clone(),
                got: tensor.shape.clone(),
            });
        }
        let expected = spec.shape.iter().product();
        if tensor.values.len() != expected {
            return Err(WeightError::Length { name: spec.name.clone(), expected, got: tensor.values.len() });
        }
        if !tensor.values.iter().all(|v| v.is_finite()) {
            return Err(WeightError::NotFinite(spec.name.clone()));
        }
    }
    match weights.iter().find(|w| specs.iter().all(|s| s.name != w.name)) {
        Some(extra) => Err(WeightError::Unknown(extra.name.clone())),
        None => Ok(()),
    }
}

/// The parameter called `name`.
///
/// # Errors
///
/// [`WeightError::Missing`].
pub fn find<'a>(weights: &'a [NamedTensor], name: &str) -> Result<&'a NamedTensor, WeightError> {
    weights.iter().find(|w| w.name == name).ok_or_else(|| WeightError::Missing(name.to_owned()))
}
