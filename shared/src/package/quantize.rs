//! Symmetric int8 per output channel: a value is round(w / scale) with scale = max|w| / 127 over the channel.
//!
//! It takes 59 MB of f32 to 14.9 MB. Everything that is measured about a package (calibration, thresholds,
//! self-test) is measured on the dequantised weights, so the loss is part of the model and not an error of it.

use super::manifest::TensorEncoding;
use crate::weights::NamedTensor;

/// Whether a parameter is stored in int8: weights are, biases and the last layer (257 values) are not.
pub fn is_quantized(name: &str) -> bool {
    name.ends_with(".weight") && name != "head.output.weight"
}

/// A tensor as it is written into the shards.
pub(super) fn encode(tensor: &NamedTensor) -> (TensorEncoding, Vec<u8>) {
    if !is_quantized(&tensor.name) {
        return (TensorEncoding::F32, tensor.values.iter().flat_map(|v| v.to_le_bytes()).collect());
    }
    let channels = tensor.shape.first().copied().unwrap_or(1).max(1);
    let per_channel = (tensor.values.len() / channels).max(1);
    let mut bytes = Vec::with_capacity(tensor.values.len() + 4 * channels);
    let mut scales = Vec::with_capacity(channels);
    for channel in tensor.values.chunks(per_channel) {
        let largest = channel.iter().fold(0.0_f32, |m, v| m.max(v.abs()));
        let scale = largest / 127.0;
        scales.push(scale);
        // A channel of zeros has scale 0; its values are zeros whatever is divided.
        bytes.extend(channel.iter().map(|v| if scale > 0.0 { (v / scale).round() as i8 as u8 } else { 0 }));
    }
    bytes.extend(scales.iter().flat_map(|s| s.to_le_bytes()));
    (TensorEncoding::Int8PerChannel, bytes)
}

/// Reads a tensor back from the shards; `bytes` must have the length that `StoredTensor::bytes` gave.
///
/// Returns `None` if it has not.
pub fn dequantize(encoding: TensorEncoding, shape: &[usize], bytes: &[u8]) -> Option<Vec<f32>> {
    let floats = |bytes: &[u8]| -> Vec<f32> {
        bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
    };
    let count: usize = shape.iter().product();
    match encoding {
        TensorEncoding::F32 => (bytes.len() == 4 * count).then(|| floats(bytes)),
        TensorEncoding::Int8PerChannel => {
            let channels = *shape.first()?;
            if count == 0 || bytes.len() != count + 4 * channels {
                return None;
            }
            let (values, scales) = bytes.split_at(count);
            let mut out = Vec::with_capacity(count);
            for (channel, scale) in values.chunks_exact(count / channels).zip(floats(scales)) {
                out.extend(channel.iter().map(|&v| f32::from(v as i8) * scale));
            }
            Some(out)
        }
    }
}

/// The weights as a package will give them back: through int8 and out again.
///
/// # Panics
///
/// Never for tensors whose values fill their shape.
pub fn quantize_weights(weights: &[NamedTensor]) -> Vec<NamedTensor> {
    weights
        .iter()
        .map(|tensor| {
            let (encoding, bytes) = encode(tensor);
            let values = dequantize(encoding, &tensor.shape, &bytes).expect("encoded the line before");
            NamedTensor { name: tensor.name.clone(), shape: tensor.shape.clone(), values }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_error_is_at_most_half_a_step(values in proptest::collection::vec(-3.0f32..3.0, 12), k in 1e-6f32..1e3) {
            let values: Vec<f32> = values.into_iter().map(|v| v * k).collect();
            let tensor = NamedTensor { name: "a.weight".into(), shape: vec![3, 4], values: values.clone() };
            let again = quantize_weights(std::slice::from_ref(&tensor)).remove(0);
            for (before, after) in values.chunks(4).zip(again.values.chunks(4)) {
                let step = before.iter().fold(0.0f32, |m, v| m.max(v.abs())) / 127.0;
                for (b, a) in before.iter().zip(after) {
                    prop_assert!((b - a).abs() <= step * 0.5001, "{b} {a} {step}");
                }
            }
            // What has been through once does not move again: packaging a package changes nothing.
            let twice = quantize_weights(std::slice::from_ref(&again)).remove(0);
            for (a, b) in again.values.iter().zip(&twice.values) {
                prop_assert!((a - b).abs() <= a.abs() * 1e-6);
            }
        }
    }

    #[test]
    fn zeros_and_biases_are_exact() {
        let zeros = NamedTensor { name: "a.weight".into(), shape: vec![2, 2], values: vec![0.0; 4] };
        assert_eq!(quantize_weights(std::slice::from_ref(&zeros))[0], zeros);
        let bias = NamedTensor { name: "a.bias".into(), shape: vec![2], values: vec![0.123, -7.0] };
        assert_eq!(quantize_weights(std::slice::from_ref(&bias))[0], bias);
    }
}
