//! NumPy's array format, version 1.0: <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>.

/// What the length of everything before the values is a multiple of.
const ALIGNMENT: usize = 64;

/// An array of little-endian f32 in C order, of two sides at least.
pub(super) fn encode(shape: &[usize], values: &[f32]) -> Vec<u8> {
    let sides: Vec<String> = shape.iter().map(ToString::to_string).collect();
    // A Python tuple; that of one side would need a comma.
    let mut header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}), }}", sides.join(", "));
    // Magic, version and length take ten bytes; the header ends with a line feed, after spaces.
    let length = (10 + header.len() + 1).next_multiple_of(ALIGNMENT) - 10;
    header.extend(std::iter::repeat_n(' ', length - header.len() - 1));
    header.push('\n');
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    // Four sides of a film are a hundred characters.
    bytes.extend((length as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_array_is_as_numpy_writes_it() {
        // `numpy.save` of `numpy.array([[1, 2, -0.5]], dtype="<f4")`, NumPy 2.
        let mut expected = b"\x93NUMPY\x01\x00\x76\x00".to_vec();
        expected.extend(b"{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3), }");
        expected.resize(127, b' ');
        expected.extend(b"\n\x00\x00\x80\x3f\x00\x00\x00\x40\x00\x00\x00\xbf");
        assert_eq!(encode(&[1, 3], &[1.0, 2.0, -0.5]), expected);
    }
}
