//! The network as a TensorFlow.js layers model: a Keras topology in JSON and shards of weights, as tfjs-converter writes
//! them (`tensorflowjs/write_weights.py`, `converters/keras_h5_conversion.py` in tensorflow/tfjs).

use anyhow::Result;
use serde_json::{Map, Value, json};
use shared::package::{MAX_SHARD, Package};

use super::layers::{Layer, layers};

/// Name of the topology, which the shards are named in.
pub(super) const MODEL: &str = "model.json";

/// The files: names and bytes.
pub(super) fn encode(package: &Package) -> Result<Vec<(String, Vec<u8>)>> {
    let side = package.manifest.preprocessing.input_size;
    let mut layers_json = vec![json!({
        "class_name": "InputLayer",
        "config": { "name": "film", "batch_input_shape": [null, side, side, 3], "dtype": "float32", "sparse": false },
    })];
    let mut specs = Vec::new();
    let mut data = Vec::new();
    let mut weight = |name: String, shape: &[usize], values: &mut dyn Iterator<Item = f32>| {
        specs.push(json!({ "name": name, "shape": shape, "dtype": "float32" }));
        data.extend(values.flat_map(f32::to_le_bytes));
    };
    for (index, layer) in layers(package)?.into_iter().enumerate() {
        layers_json.push(match layer {
            Layer::Convolution { weight: kernel, bias } => {
                let name = format!("convolution_{index}");
                let [output, input] = [kernel.shape[0], kernel.shape[1]];
                // [out, in, 3, 3] -> [3, 3, in, out].
                let at = |tap, i, o| kernel.values[(o * input + i) * 9 + tap];
                let mut values = (0..9).flat_map(|tap| {
                    (0..input).flat_map(move |i| (0..output).map(move |o| at(tap, i, o)))
                });
                weight(format!("{name}/kernel"), &[3, 3, input, output], &mut values);
                weight(format!("{name}/bias"), &bias.shape, &mut bias.values.iter().copied());
                json!({ "class_name": "Conv2D", "config": {
                    "name": name, "filters": output, "kernel_size": [3, 3], "strides": [1, 1], "padding": "same",
                    "data_format": "channels_last", "dilation_rate": [1, 1], "activation": "relu", "use_bias": true,
                } })
            }
            Layer::Pool => json!({ "class_name": "MaxPooling2D", "config": {
                "name": format!("pool_{index}"), "pool_size": [2, 2], "strides": [2, 2], "padding": "valid",
                "data_format": "channels_last",
            } }),
            Layer::Mean => json!({ "class_name": "GlobalAveragePooling2D", "config": {
                "name": "mean", "data_format": "channels_last",
            } }),
            Layer::Dense { weight: kernel, bias, relu } => {
                let name = if relu { "hidden" } else { "logit" };
                let [output, input] = [kernel.shape[0], kernel.shape[1]];
                // [out, in] -> [in, out].
                let mut values =
                    (0..input).flat_map(|i| (0..output).map(move |o| kernel.values[o * input + i]));
                weight(format!("{name}/kernel"), &[input, output], &mut values);
                weight(format!("{name}/bias"), &bias.shape, &mut bias.values.iter().copied());
                json!({ "class_name": "Dense", "config": {
                    "name": name, "units": output, "activation": if relu { "relu" } else { "linear" }, "use_bias": true,
                } })
            }
        });
    }
    let shards: Vec<&[u8]> = data.chunks(MAX_SHARD).collect();
    let name = |index: usize| format!("group1-shard{}of{}.bin", index + 1, shards.len());
    let metadata: Map<String, Value> =
        super::about(package)?.into_iter().map(|(key, value)| (key.to_owned(), value.into())).collect();
    let model = json!({
        "format": "layers-model",
        "generatedBy": format!("Lobar trainer {}", env!("CARGO_PKG_VERSION")),
        "convertedBy": null,
        "userDefinedMetadata": metadata,
        "modelTopology": { "class_name": "Sequential", "config": { "name": "lobar", "layers": layers_json } },
        "weightsManifest": [{ "paths": (0..shards.len()).map(name).collect::<Vec<_>>(), "weights": specs }],
    });
    let mut files = vec![(MODEL.to_owned(), serde_json::to_vec_pretty(&model)?)];
    files.extend(shards.iter().enumerate().map(|(index, shard)| (name(index), shard.to_vec())));
    Ok(files)
}
