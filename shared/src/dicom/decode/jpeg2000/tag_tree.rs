//! Tag trees, T.800 section B.10.2: one number a code block, told only as far as a packet needs it.

use super::header_bits::HeaderBits;
use crate::dicom::reason::DicomError;

#[derive(Debug, Clone, Copy, Default)]
struct Node {
    /// What is known: the number is at least this.
    least: u32,
    /// Whether it is exactly that.
    known: bool,
}

/// The tree over a precinct's code blocks.
#[derive(Debug)]
pub(super) struct TagTree {
    /// Width and height of each level, leaves first, and where its nodes begin.
    levels: Vec<(u32, u32, usize)>,
    nodes: Vec<Node>,
}

impl TagTree {
    pub(super) fn new(width: u32, height: u32) -> Self {
        let (mut levels, mut count) = (Vec::new(), 0);
        let (mut width, mut height) = (width, height);
        while width > 0 && height > 0 {
            levels.push((width, height, count));
            count += width as usize * height as usize;
            if width == 1 && height == 1 {
                break;
            }
            (width, height) = (width.div_ceil(2), height.div_ceil(2));
        }
        Self { levels, nodes: vec![Node::default(); count] }
    }

    /// Whether the number of a leaf is below `threshold`, reading as many bits as that takes; the number itself is
    /// then what [`TagTree::value`] gives.
    pub(super) fn is_below(
        &mut self,
        leaf: usize,
        threshold: u32,
        bits: &mut HeaderBits<'_>,
    ) -> Result<bool, DicomError> {
        let Some(&(width, _, _)) = self.levels.first() else { return Ok(false) };
        let (x, y) = (leaf as u32 % width, leaf as u32 / width);
        let mut least = 0;
        let mut known = false;
        for (level, &(width, _, first)) in self.levels.iter().enumerate().rev() {
            let node = &mut self.nodes[first + ((y >> level) * width + (x >> level)) as usize];
            node.least = node.least.max(least);
            while !node.known && node.least < threshold {
                if bits.bit()? == 0 {
                    node.least += 1;
                } else {
                    node.known = true;
                }
            }
            (least, known) = (node.least, node.known);
        }
        Ok(known && least < threshold)
    }

    /// The number of a leaf, reading all of it; `None` if it is above `most`.
    pub(super) fn value(
        &mut self,
        leaf: usize,
        most: u32,
        bits: &mut HeaderBits<'_>,
    ) -> Result<Option<u32>, DicomError> {
        for threshold in 1..=most + 1 {
            if self.is_below(leaf, threshold, bits)? {
                return Ok(Some(threshold - 1));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of T.800 section B.10.2, figure B.12: a 6 x 3 array that begins 1, 3, 2, coded 01111 001 101.
    #[test]
    fn the_standards_example_decodes() {
        let coded = [0b0111_1001, 0b1010_0000];
        let mut bits = HeaderBits::new(&coded);
        let mut tree = TagTree::new(6, 3);
        let values: Vec<_> = (0..3).map(|leaf| tree.value(leaf, 10, &mut bits).unwrap()).collect();
        assert_eq!(values, [Some(1), Some(3), Some(2)]);
    }
}
