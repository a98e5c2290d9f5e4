//! VGG16's convolutions, or the first few of them, on batches of films.

mod work;

use std::sync::Mutex;

use crate::error::Error;
use crate::first::First;
use crate::level::Kernels;
use crate::map::Map;
use crate::tile::TileSize;
use crate::winograd::{Buffers, Winograd};

pub use work::Work;

/// Convolutions that a 2 x 2 maximum follows, from 0.
const POOL_AFTER: [usize; 5] = [1, 3, 6, 9, 12];

/// Convolutions of blocks 1 to 3.
const EARLY: usize = 7;

/// Convolutions of VGG16.
pub const LAYERS: usize = 13;

/// Films that go through the layers together: enough for the last layers, whose maps are small, and few enough for memory.
const GROUP: usize = 4;

/// One convolution's weights.
#[derive(Debug, Clone, Copy)]
pub struct Convolution<'a> {
    /// Input channels.
    pub inputs: usize,
    /// Output channels.
    pub outputs: usize,
    /// `[outputs, inputs, 3, 3]`, row-major.
    pub weight: &'a [f32],
    /// `[outputs]`.
    pub bias: &'a [f32],
}

/// Memory between calls: maps and the threads' buffers. Grows to what the largest call needs.
#[derive(Debug, Default)]
pub struct Scratch {
    maps: [Map; 2],
    planes: Vec<f32>,
    buffers: Vec<Mutex<Buffers>>,
}

/// The convolutions, prepared for this machine.
#[derive(Debug)]
pub struct Vgg16 {
    kernels: Kernels,
    /// Inputs of the first layer and outputs of every layer, without padding.
    channels: Vec<usize>,
    first: Option<First>,
    rest: Vec<Winograd>,
}

impl Vgg16 {
    /// A network without layers.
    pub fn new(kernels: Kernels) -> Self {
        Self { kernels, channels: Vec::new(), first: None, rest: Vec::new() }
    }

    /// Appends the next convolution. Its weights are transformed here and not needed any more afterwards.
    ///
    /// # Errors
    ///
    /// [`Error`] if there are thirteen already, or if the channels or the lengths do not fit.
    pub fn push(&mut self, layer: Convolution<'_>) -> Result<(), Error> {
        // Large tiles multiply least, but their filters are large (`(m + 2)^2 / 9` of the weights) and their maps must
        // be, too: the last layers, with nine tenths of the weights, have small ones.
        let pairs = if self.layers() < EARLY { self.kernels.early_pairs } else { 2 };
        self.push_in_tiles(layer, pairs)
    }

    /// [`Vgg16::push`] with tiles of `2 * pairs` outputs a side, from 2 to 4 pairs: for measurements and tests. The first
    /// convolution has no tiles.
    ///
    /// # Errors
    ///
    /// As [`Vgg16::push`].
    ///
    /// # Panics
    ///
    /// If `pairs` is not 2, 3 or 4.
    pub fn push_in_tiles(&mut self, layer: Convolution<'_>, pairs: usize) -> Result<(), Error> {
        assert!((2..=4).contains(&pairs), "there are tiles of 2, 3 and 4 pairs");
        let index = self.layers();
        if index == LAYERS {
            return Err(Error::Layers { got: LAYERS + 1 });
        }
        if layer.inputs == 0 || layer.outputs == 0 {
            return Err(Error::NoChannels { layer: index });
        }
        if let Some(&expected) = self.channels.last()
            && expected != layer.inputs
        {
            return Err(Error::Channels { layer: index, expected, got: layer.inputs });
        }
        let weights = layer.inputs.saturating_mul(layer.outputs).saturating_mul(9);
        check_length("weights", weights, layer.weight.len())?;
        check_length("biases", layer.outputs, layer.bias.len())?;
        if self.first.is_none() {
            self.first = Some(First::new(&self.kernels, layer.inputs, layer.weight, layer.bias));
            self.channels.push(layer.inputs);
        } else {
            let size = TileSize { pairs };
            self.rest.push(Winograd::new(&self.kernels, size, layer.inputs, layer.weight, layer.bias));
        }
        self.channels.push(layer.outputs);
        Ok(())
    }

    /// Convolutions so far.
    pub fn layers(&self) -> usize {
        self.channels.len().saturating_sub(1)
    }

    /// The shape that `up_to` convolutions make of a film: `[channels, height, width]`.
    ///
    /// # Errors
    ///
    /// [`Error::UpTo`], or [`Error::Size`] if nothing would be left.
    pub fn output_shape(&self, [height, width]: [usize; 2], up_to: usize) -> Result<[usize; 3], Error> {
        if up_to == 0 || up_to > self.layers() {
            return Err(Error::UpTo { layers: self.layers(), got: up_to });
        }
        let pools = POOL_AFTER.iter().filter(|&&after| after + 1 < up_to).count();
        let [h, w] = [height >> pools, width >> pools];
        if h == 0 || w == 0 { Err(Error::Size { height, width }) } else { Ok([self.channels[up_to], h, w]) }
    }

    /// Runs the first `up_to` convolutions, each with ReLU, and the pools between them: 13 give `block5_conv3`, 12
    /// `block5_conv2`. On rayon's current pool, if the feature is on; the numbers are the same with any number of threads.
    ///
    /// # Shapes
    ///
    /// - `input`: `[films, inputs, height, width]`
    /// - output: `[films]` of [`Vgg16::output_shape`]
    ///
    /// # Errors
    ///
    /// [`Error::Length`] if `input` has another length, and what [`Vgg16::output_shape`] says.
    pub fn features(
        &self,
        scratch: &mut Scratch,
        input: &[f32],
        films: usize,
        size: [usize; 2],
        up_to: usize,
    ) -> Result<Vec<f32>, Error> {
        let [channels, height, width] = self.output_shape(size, up_to)?;
        let length = [height, width, films].iter().try_fold(channels, |all, &n| all.checked_mul(n));
        let length = length.ok_or(Error::Size { height: size[0], width: size[1] })?;
        // Before anything is allocated for them.
        check_length("films", self.input_length(films, size), input.len())?;
        let mut output = vec![0.0; length];
        self.features_into(scratch, input, films, size, up_to, &mut output)?;
        Ok(output)
    }

    /// [`Vgg16::features`] into memory of the caller.
    ///
    /// # Errors
    ///
    /// As [`Vgg16::features`], for `output` too.
    pub fn features_into(
        &self,
        scratch: &mut Scratch,
        input: &[f32],
        films: usize,
        size: [usize; 2],
        up_to: usize,
        output: &mut [f32],
    ) -> Result<(), Error> {
        let [channels, height, width] = self.output_shape(size, up_to)?;
        check_length("films", self.input_length(films, size), input.len())?;
        let per_output = channels * height * width;
        check_length("features", films.saturating_mul(per_output), output.len())?;
        let groups =
            input.chunks(GROUP * self.input_length(1, size)).zip(output.chunks_mut(GROUP * per_output));
        for (input, output) in groups {
            let map = self.group(scratch, input, output.len() / per_output, size, up_to, &mut || ())?;
            map.to_planes(channels, output);
        }
        Ok(())
    }

    /// Runs the whole network on films and tells when each convolution was done, in order: for measurements.
    ///
    /// # Errors
    ///
    /// As [`Vgg16::features`].
    pub fn watch(
        &self,
        scratch: &mut Scratch,
        input: &[f32],
        films: usize,
        size: [usize; 2],
        mut done: impl FnMut(),
    ) -> Result<(), Error> {
        let up_to = self.layers();
        self.output_shape(size, up_to)?;
        check_length("films", self.input_length(films, size), input.len())?;
        self.group(scratch, input, films, size, up_to, &mut done).map(|_| ())
    }

    /// Values of a number of films; the largest number if that is too large to be one.
    fn input_length(&self, films: usize, [height, width]: [usize; 2]) -> usize {
        let channels = self.channels.first().copied().unwrap_or(0);
        channels.saturating_mul(height).saturating_mul(width).saturating_mul(films)
    }

    /// Runs films together, and gives the last map. `done` is called after every convolution.
    fn group<'a>(
        &self,
        scratch: &'a mut Scratch,
        input: &[f32],
        films: usize,
        mut size: [usize; 2],
        up_to: usize,
        done: &mut dyn FnMut(),
    ) -> Result<&'a Map, Error> {
        let Some(first) = &self.first else { return Err(Error::UpTo { layers: 0, got: up_to }) };
        let Scratch { maps: [from, to], planes, buffers } = scratch;
        let (mut from, mut to) = (from, to);
        let rest = &self.rest[..up_to - 1];
        // A map is laid out for the layer that reads it.
        let tile = |next: usize| rest.get(next).map_or(1, Winograd::tile);
        to.reshape(films, size, first.outputs(), tile(0))?;
        first.run(&self.kernels, input, planes, to)?;
        done();
        for (i, layer) in rest.iter().enumerate() {
            std::mem::swap(&mut from, &mut to);
            let index = i + 1;
            let pool = POOL_AFTER.contains(&index) && index + 1 < up_to;
            if pool {
                size = size.map(|side| side / 2);
            }
            to.reshape(films, size, layer.outputs(), tile(i + 1))?;
            layer.run(&self.kernels, from, to, pool, buffers);
            done();
        }
        Ok(to)
    }
}

fn check_length(what: &'static str, expected: usize, got: usize) -> Result<(), Error> {
    if expected == got { Ok(()) } else { Err(Error::Length { what, expected, got }) }
}
