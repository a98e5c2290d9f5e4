//! The first layer: from planes to a map, without transforms.

use crate::direct::DirectJob;
use crate::error::Error;
use crate::level::Kernels;
use crate::map::Map;
use crate::parallel;

/// Rows that a thread computes at a time.
const BAND: usize = 8;

/// The first convolution, prepared.
#[derive(Debug)]
pub(crate) struct First {
    inputs: usize,
    /// `[outputs / NR][inputs][3][3][NR]`.
    filters: Vec<f32>,
    /// With padding.
    bias: Vec<f32>,
}

impl First {
    /// Prepares `weight`, `[outputs, inputs, 3, 3]`, and `bias`, `[outputs]`.
    pub(crate) fn new(kernels: &Kernels, inputs: usize, weight: &[f32], bias: &[f32]) -> Self {
        let outputs = bias.len();
        let panel = kernels.panel;
        let padded = outputs.next_multiple_of(panel);
        let mut filters = vec![0.0; padded * inputs * 9];
        for (k, weight) in weight.chunks_exact(inputs * 9).enumerate() {
            let to = &mut filters[k / panel * inputs * 9 * panel..][..inputs * 9 * panel];
            for (to, &from) in to[k % panel..].iter_mut().step_by(panel).zip(weight) {
                *to = from;
            }
        }
        Self { inputs, filters, bias: pad_bias(bias, padded) }
    }

    /// Outputs with padding.
    pub(crate) fn outputs(&self) -> usize {
        self.bias.len()
    }

    /// Convolves `[films, inputs, height, width]` into `output`, which has its shape already; `planes` is scratch.
    ///
    /// # Errors
    ///
    /// [`Error::Size`] if there is no memory for a film's planes.
    pub(crate) fn run(
        &self,
        kernels: &Kernels,
        input: &[f32],
        planes: &mut Vec<f32>,
        output: &mut Map,
    ) -> Result<(), Error> {
        let [height, width] = [output.height, output.width];
        let row = width + 2 + kernels.block;
        let plane = (height + 2) * row;
        planes.clear();
        planes.try_reserve(self.inputs * plane).map_err(|_| Error::Size { height, width })?;
        planes.resize(self.inputs * plane, 0.0);
        let out_row = output.row();
        let per_film = height.div_ceil(BAND);
        let mut bands = output.bands(BAND, per_film);
        let films = input.chunks_exact(self.inputs * height * width).zip(bands.chunks_mut(per_film));
        for (film, bands) in films {
            for (from, to) in film.chunks_exact(height * width).zip(planes.chunks_exact_mut(plane)) {
                for (from, to) in from.chunks_exact(width).zip(to[row..].chunks_exact_mut(row)) {
                    to[1..=width].copy_from_slice(from);
                }
            }
            let job = DirectJob {
                planes,
                plane,
                row,
                channels: self.inputs,
                filters: &self.filters,
                bias: &self.bias,
            };
            parallel::for_each(parallel::threads() > 1, bands.iter_mut().enumerate(), |(index, band)| {
                for (y, out) in band.values.chunks_mut(out_row).take(band.height).enumerate() {
                    kernels.direct(&job, index * BAND + y, width, out);
                }
            });
        }
        Ok(())
    }
}

/// A bias with zeros for the padding. Adding +0 makes +0 of -0, which [`crate::lanes::Lanes::pool`] must not meet.
pub(crate) fn pad_bias(bias: &[f32], padded: usize) -> Vec<f32> {
    let mut out: Vec<f32> = bias.iter().map(|b| b + 0.0).collect();
    out.resize(padded, 0.0);
    out
}
