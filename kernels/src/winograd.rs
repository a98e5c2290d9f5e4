//! A convolution by Winograd's minimal filtering: transform, multiply, transform back, for some rows of tiles at a time.

use std::sync::{Mutex, PoisonError};

use crate::first::pad_bias;
use crate::level::Kernels;
use crate::map::{Band, Map};
use crate::parallel;
use crate::product::{Blocks, ProductJob};
use crate::tile::{Coefficients, TileSize};
use crate::transform::{InputJob, OutputJob, Run};

/// Tiles that are worked on at a time, about. Fewer would read the filters too often, more would leave the cache.
const TILES: usize = 56;

/// Values between regions that are read in step, so that they do not share their places in the cache.
const STAGGER: usize = 16;

/// Memory of one thread: a part of the input's transform and of the products.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    inputs: Vec<f32>,
    products: Vec<f32>,
}

/// A convolution other than the first, prepared.
#[derive(Debug)]
pub(crate) struct Winograd {
    size: TileSize,
    coefficients: Coefficients,
    /// Channels of the input with padding.
    inputs: usize,
    /// `[position][outputs / NR][inputs][NR]`.
    filters: Vec<f32>,
    /// With padding.
    bias: Vec<f32>,
}

impl Winograd {
    /// Prepares `weight`, `[outputs, inputs, 3, 3]`, and `bias`, `[outputs]`.
    pub(crate) fn new(
        kernels: &Kernels,
        size: TileSize,
        inputs: usize,
        weight: &[f32],
        bias: &[f32],
    ) -> Self {
        let panel = kernels.panel;
        let padded_inputs = inputs.next_multiple_of(panel);
        let padded_outputs = bias.len().next_multiple_of(panel);
        let matrix = size.filter_matrix();
        let position = padded_outputs * padded_inputs;
        let mut filters = vec![0.0; size.positions() * position];
        // Panels of outputs together: `taps[i][k]` is tap i of output k, `half` the taps after the first axis.
        let mut taps = vec![vec![0.0; panel]; 9];
        let mut half = vec![vec![0.0; panel]; 3 * size.inputs()];
        for first in (0..bias.len()).step_by(panel) {
            for channel in 0..inputs {
                for (tap, values) in taps.iter_mut().enumerate() {
                    for (k, value) in values.iter_mut().enumerate() {
                        let at = ((first + k) * inputs + channel) * 9 + tap;
                        *value = weight.get(at).copied().map_or(0.0, f64::from);
                    }
                }
                for (y, factors) in matrix.iter().enumerate() {
                    for x in 0..3 {
                        for (k, value) in half[y * 3 + x].iter_mut().enumerate() {
                            *value = factors[0] * taps[x][k]
                                + factors[1] * taps[3 + x][k]
                                + factors[2] * taps[6 + x][k];
                        }
                    }
                }
                for (y, row) in half.chunks_exact(3).enumerate() {
                    for (x, factors) in matrix.iter().enumerate() {
                        let at = (y * size.inputs() + x) * position + first * padded_inputs + channel * panel;
                        for (k, value) in filters[at..][..panel].iter_mut().enumerate() {
                            *value = (factors[0] * row[0][k]
                                + factors[1] * row[1][k]
                                + factors[2] * row[2][k]) as f32;
                        }
                    }
                }
            }
        }
        let bias = pad_bias(bias, padded_outputs);
        Self { size, coefficients: size.coefficients(), inputs: padded_inputs, filters, bias }
    }

    /// Outputs with padding.
    pub(crate) fn outputs(&self) -> usize {
        self.bias.len()
    }

    /// Outputs of a tile, a side.
    pub(crate) fn tile(&self) -> usize {
        self.size.outputs()
    }

    /// Convolves with ReLU, and pools if `pool`; `output` has its shape already.
    pub(crate) fn run(
        &self,
        kernels: &Kernels,
        input: &Map,
        output: &mut Map,
        pool: bool,
        buffers: &mut Vec<Mutex<Buffers>>,
    ) {
        let layer = Layer::new(self, kernels, input, output, pool);
        let height = if pool { self.tile() / 2 } else { self.tile() };
        let mut bands = output.bands(height, layer.tile_rows);
        let threads = parallel::threads();
        buffers.resize_with(threads.max(buffers.len()), Mutex::default);
        let together = (TILES / layer.tile_columns).max(1);
        let parts = bands.len().div_ceil(together);
        // Either every thread has parts of its own, or all work on the same part: which one changes no number.
        let apart = parts >= 2 * threads;
        let parts = bands.chunks_mut(together).enumerate();
        parallel::for_each(apart && threads > 1, parts, |(index, bands)| {
            // A loop inside a part runs on this thread alone if parts run apart, so nobody waits for this lock.
            let buffers = &buffers[if apart { parallel::thread() } else { 0 }];
            let mut buffers = buffers.lock().unwrap_or_else(PoisonError::into_inner);
            layer.part(index * together, bands, &mut buffers, !apart);
        });
    }
}

/// A convolution on maps of one size.
struct Layer<'a> {
    of: &'a Winograd,
    kernels: &'a Kernels,
    input: &'a Map,
    /// Tiles that cover a film's height.
    tile_rows: usize,
    /// Tiles that cover its width.
    tile_columns: usize,
    pool: bool,
    /// From a row of the output to the next, in values.
    output_row: usize,
    /// Pixels of a row of the output.
    output_width: usize,
}

impl<'a> Layer<'a> {
    fn new(of: &'a Winograd, kernels: &'a Kernels, input: &'a Map, output: &Map, pool: bool) -> Self {
        assert_eq!(
            (input.channels, output.channels),
            (of.inputs, of.outputs()),
            "maps are made for their layers"
        );
        Self {
            of,
            kernels,
            input,
            tile_rows: input.height.div_ceil(of.tile()),
            tile_columns: input.width.div_ceil(of.tile()),
            pool,
            output_row: output.row(),
            output_width: output.width,
        }
    }

    /// Computes rows of tiles from `first` on, counted through all films; one band of output for each.
    fn part(&self, first: usize, bands: &mut [Band<'_>], buffers: &mut Buffers, parallel: bool) {
        let Self { of, kernels, .. } = self;
        let block = kernels.block;
        let blocks = Blocks::new(bands.len() * self.tile_columns, block);
        let positions = of.size.positions();
        let input_position = of.inputs * block + STAGGER;
        let input_block = positions * input_position;
        let output_position = blocks.count * of.outputs() * block + STAGGER;
        grow(&mut buffers.inputs, blocks.count * input_block);
        grow(&mut buffers.products, positions * output_position);
        let inputs = &mut buffers.inputs[..blocks.count * input_block];
        let products = &mut buffers.products[..positions * output_position];

        let job = InputJob {
            map: self.input.values(),
            row: self.input.row(),
            pixel: of.inputs,
            position: input_position,
            block,
            coefficients: &of.coefficients,
        };
        parallel::for_each(parallel, inputs.chunks_exact_mut(input_block).enumerate(), |(index, out)| {
            let (tile, count) = blocks.block(index);
            let mut tiles = [0; 16];
            for (t, at) in tiles[..count].iter_mut().enumerate() {
                *at = self.corner(first, tile + t);
            }
            kernels.input(of.size.pairs, &job, &tiles[..count], out);
        });

        let inputs = &*inputs;
        let pieces = products.chunks_exact_mut(output_position).enumerate();
        parallel::for_each(parallel, pieces, |(position, out)| {
            let filters = of.inputs * of.outputs();
            let job = ProductJob {
                filters: &of.filters[position * filters..][..filters],
                inputs: &inputs[position * input_position..],
                block: input_block,
                channels: of.inputs,
                outputs: of.outputs(),
                blocks,
            };
            kernels.product(&job, out);
        });

        let job = OutputJob {
            products,
            position: output_position,
            block,
            panel: kernels.panel,
            bias: &of.bias,
            row: self.output_row,
            pool: self.pool,
            coefficients: &of.coefficients,
        };
        parallel::for_each(parallel, bands.iter_mut().enumerate(), |(row, band)| {
            let mut column = 0;
            while column < self.tile_columns {
                let (block, place) = blocks.find(row * self.tile_columns + column);
                let tiles = (blocks.block(block).1 - place).min(self.tile_columns - column);
                let run = Run { block, first: place, tiles, column };
                kernels.output(of.size.pairs, &job, run, band.values, [band.height, self.output_width]);
                column += tiles;
            }
        });
    }

    /// Where the inputs of a tile begin, counted from row of tiles `first` on.
    fn corner(&self, first: usize, tile: usize) -> usize {
        let row = first + tile / self.tile_columns;
        let (film, row) = (row / self.tile_rows, row % self.tile_rows);
        let column = tile % self.tile_columns;
        film * self.input.film()
            + row * self.of.tile() * self.input.row()
            + column * self.of.tile() * self.of.inputs
    }
}

/// Makes a buffer long enough. What it holds is overwritten.
fn grow(buffer: &mut Vec<f32>, length: usize) {
    if buffer.len() < length {
        buffer.clear();
        buffer.resize(length, 0.0);
    }
}
