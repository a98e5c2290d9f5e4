//! What can be wrong with what a caller hands over.

use std::fmt;

/// Why a network cannot be made or run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// There are no layers, or more than VGG16 has.
    Layers {
        /// Layers given.
        got: usize,
    },
    /// A layer without channels.
    NoChannels {
        /// The layer, from 0.
        layer: usize,
    },
    /// A layer's inputs are not the outputs of the one before.
    Channels {
        /// The layer, from 0.
        layer: usize,
        /// Outputs of the layer before.
        expected: usize,
        /// Inputs of this one.
        got: usize,
    },
    /// An array of another length than its shape asks for.
    Length {
        /// Which array.
        what: &'static str,
        /// Values its shape asks for.
        expected: usize,
        /// Values given.
        got: usize,
    },
    /// A convolution that the network does not have.
    UpTo {
        /// Convolutions of the network.
        layers: usize,
        /// Convolutions asked for.
        got: usize,
    },
    /// A film with no pixels, at the input or after a pool, or one whose maps no machine could hold.
    Size {
        /// Rows.
        height: usize,
        /// Columns.
        width: usize,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Layers { got } => write!(f, "{got} convolutions were given; VGG16 has 1 to 13"),
            Self::NoChannels { layer } => write!(f, "convolution {layer} has no channels"),
            Self::Channels { layer, expected, got } => {
                write!(f, "convolution {layer} takes {got} channels, the one before it gives {expected}")
            }
            Self::Length { what, expected, got } => {
                write!(f, "the {what} hold {got} values, their shape needs {expected}")
            }
            Self::UpTo { layers, got } => {
                write!(f, "{got} convolutions were asked for; the network has 1 to {layers}")
            }
            Self::Size { height, width } => {
                write!(
                    f,
                    "films of {height} x {width} pixels leave the network nothing or too much to compute"
                )
            }
        }
    }
}

impl std::error::Error for Error {}
