//! How much there is to do for a film: for figures such as GFLOP/s.

use super::{POOL_AFTER, Vgg16};
use crate::error::Error;

/// What the convolutions do for one film.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Work {
    /// Multiply-adds of the convolutions as they are defined: nine an output and pair of channels.
    pub direct: u64,
    /// Multiply-adds that are made: of the first layer, and of the others' products at their tiles' points. The transforms,
    /// which mostly add, are not counted.
    pub executed: u64,
    /// Values of the filters, transformed. Each is read from memory at least once.
    pub filters: u64,
}

impl Vgg16 {
    /// What all convolutions do for one film.
    ///
    /// # Errors
    ///
    /// As [`Vgg16::output_shape`].
    pub fn work(&self, size: [usize; 2]) -> Result<Work, Error> {
        self.output_shape(size, self.layers())?;
        let mut work = Work { direct: 0, executed: 0, filters: 0 };
        let mut size = size.map(|side| side as u64);
        let mut padded = self.first.as_ref().map_or(0, |first| first.outputs() as u64);
        for (index, pair) in self.channels.windows(2).enumerate() {
            let [inputs, outputs] = [pair[0] as u64, pair[1] as u64];
            let pixels = size[0] * size[1];
            work.direct += 9 * inputs * outputs * pixels;
            match index.checked_sub(1).and_then(|index| self.rest.get(index)) {
                None => {
                    work.executed += 9 * inputs * padded * pixels;
                    work.filters += 9 * inputs * padded;
                }
                Some(layer) => {
                    let tile = layer.tile() as u64;
                    let filters = (tile + 2).pow(2) * padded * layer.outputs() as u64;
                    let tiles: u64 = size.iter().map(|side| side.div_ceil(tile)).product();
                    work.executed += filters * tiles;
                    work.filters += filters;
                    padded = layer.outputs() as u64;
                }
            }
            if POOL_AFTER.contains(&index) {
                size = size.map(|side| side / 2);
            }
        }
        Ok(work)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Convolution, Kernels, Vgg16};

    #[test]
    fn a_small_network_counted_by_hand() {
        // Channels that are padded by no set of instructions.
        let mut network = Vgg16::new(Kernels::detect());
        let mut push = |inputs: usize, outputs: usize| {
            let weight = vec![0.0; inputs * outputs * 9];
            let bias = vec![0.0; outputs];
            network.push_in_tiles(Convolution { inputs, outputs, weight: &weight, bias: &bias }, 2)
        };
        push(3, 64).unwrap();
        push(64, 64).unwrap();
        push(64, 128).unwrap();
        let work = network.work([18, 16]).unwrap();
        // After the second layer a pool: 9 x 8.
        assert_eq!(work.direct, 9 * (3 * 64 * 288 + 64 * 64 * 288 + 64 * 128 * 72));
        // Tiles of 4 x 4 outputs from 6 x 6 inputs: 5 x 4 of them, then 3 x 2.
        assert_eq!(work.executed, 9 * 3 * 64 * 288 + 36 * (64 * 64 * 20 + 64 * 128 * 6));
        assert_eq!(work.filters, 9 * 3 * 64 + 36 * (64 * 64 + 64 * 128));
        assert!(network.work([1, 1]).is_err());
    }
}
