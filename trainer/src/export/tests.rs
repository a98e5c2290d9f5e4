//! Both forms, computed by an interpreter of their operators that knows no tensor library and nothing of VGG16, against
//! the network itself. `reference/check_export.py` does the same with the real runtimes, at full width.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use burn::tensor::{Device, Distribution, Tensor};
use prost::Message as _;
use serde_json::Value;
use shared::classifier::ClassifierConfig;
use shared::inference::self_test;
use shared::network::OnDevice;
use shared::package::{Architecture, MAX_SHARD};
use shared::preprocess::Preprocessing;
use shared::vgg16::Vgg16Config;

use super::onnx::proto::{Model, Node};
use super::*;
use crate::package;

/// Side of the test's films: one cell is left after the last pool.
const SIDE: usize = 32;

fn assets() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets")
}

/// The bundled package with another network: a sixteenth of the width, weights and biases drawn.
fn small() -> Package {
    let device = Device::flex();
    device.seed(11);
    let config = ClassifierConfig { vgg16: Vgg16Config { width_divisor: 16 }, hidden: 8 };
    let mut package = package::open(&assets().join("model")).unwrap();
    package.weights = config.init(false, 0.0, &device).to_weights();
    for (index, tensor) in package.weights.iter_mut().enumerate().filter(|(_, t)| t.name.ends_with(".bias")) {
        for (i, value) in tensor.values.iter_mut().enumerate() {
            *value = ((index * 31 + i * 7) % 13) as f32 / 26.0 - 0.2;
        }
    }
    package.manifest.architecture = Architecture::Vgg16Gap(config);
    package.manifest.preprocessing.input_size = SIDE;
    package
}

/// A film, `[3, SIDE, SIDE]`, and the network's own logit for it.
fn expected(package: &Package) -> (Vec<f64>, f64) {
    let device = Device::flex();
    let film = Tensor::<4>::random([1, 3, SIDE, SIDE], Distribution::Uniform(-2.0, 2.0), &device);
    let network = package.manifest.classifier().load(&package.weights, &device).unwrap();
    let logit = network.forward(film.clone()).logits.into_data().try_to_vec::<f32>().unwrap()[0];
    let values = film.into_data().try_to_vec::<f32>().unwrap();
    (values.into_iter().map(f64::from).collect(), f64::from(logit))
}

/// Channels of square maps, row-major; a vector is maps of one pixel.
#[derive(Clone)]
struct Maps {
    side: usize,
    channels: Vec<Vec<f64>>,
}

impl Maps {
    fn of(film: &[f64]) -> Self {
        Self { side: SIDE, channels: film.chunks(SIDE * SIDE).map(<[f64]>::to_vec).collect() }
    }

    /// 3x3 with a border of one zero; `weight(o, i, tap)`.
    fn convolved(&self, weight: &dyn Fn(usize, usize, usize) -> f64, bias: &[f64]) -> Self {
        let side = self.side as isize;
        let at = |plane: &[f64], y: isize, x: isize| {
            let inside = (0..side).contains(&y) && (0..side).contains(&x);
            if inside { plane[(y * side + x) as usize] } else { 0.0 }
        };
        let plane = |o: usize| {
            let mut out = vec![bias[o]; self.side * self.side];
            for (i, from) in self.channels.iter().enumerate() {
                for tap in 0..9 {
                    let (dy, dx) = (tap as isize / 3 - 1, tap as isize % 3 - 1);
                    for (place, value) in out.iter_mut().enumerate() {
                        let (y, x) = (place as isize / side, place as isize % side);
                        *value += weight(o, i, tap) * at(from, y + dy, x + dx);
                    }
                }
            }
            out
        };
        Self { side: self.side, channels: (0..bias.len()).map(plane).collect() }
    }

    fn pooled(&self) -> Self {
        let half = self.side / 2;
        let pool = |plane: &Vec<f64>| {
            let at = |place: usize, dy: usize, dx: usize| {
                plane[(2 * (place / half) + dy) * self.side + 2 * (place % half) + dx]
            };
            (0..half * half).map(|p| at(p, 0, 0).max(at(p, 0, 1)).max(at(p, 1, 0)).max(at(p, 1, 1))).collect()
        };
        Self { side: half, channels: self.channels.iter().map(pool).collect() }
    }

    fn mean(&self) -> Self {
        let mean = |plane: &Vec<f64>| vec![plane.iter().sum::<f64>() / plane.len() as f64];
        Self { side: 1, channels: self.channels.iter().map(mean).collect() }
    }

    /// `weight(o, i)`.
    fn dense(&self, weight: &dyn Fn(usize, usize) -> f64, bias: &[f64]) -> Self {
        let unit = |o: usize| {
            bias[o] + self.channels.iter().enumerate().map(|(i, x)| weight(o, i) * x[0]).sum::<f64>()
        };
        Self { side: 1, channels: (0..bias.len()).map(|o| vec![unit(o)]).collect() }
    }

    fn relu(mut self) -> Self {
        self.channels.iter_mut().flatten().for_each(|value| *value = value.max(0.0));
        self
    }
}

fn floats(bytes: &[u8]) -> Vec<f64> {
    bytes.chunks_exact(4).map(|b| f64::from(f32::from_le_bytes([b[0], b[1], b[2], b[3]]))).collect()
}

fn assert_close(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-4 * expected.abs().max(1.0), "{found}, and {expected} is right");
}

fn ints(node: &Node, name: &str) -> Vec<i64> {
    node.attribute.iter().find(|a| a.name == name).map(|a| a.ints.clone()).unwrap_or_default()
}

#[test]
fn an_onnx_graph_computes_the_networks_logit() {
    let package = small();
    let (film, logit) = expected(&package);
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("lobar.onnx");
    let bytes = onnx(&package, &out).unwrap();
    assert_eq!(std::fs::metadata(&out).unwrap().len(), bytes);
    let model = Model::decode(std::fs::read(&out).unwrap().as_slice()).unwrap();
    assert_eq!((model.opset_import[0].version, model.ir_version), (13, 7));
    let notice = model.metadata_props.iter().find(|entry| entry.key == "notice").unwrap();
    assert!(notice.value.contains("Not a medical device"));

    let graph = model.graph.unwrap();
    let parameters: HashMap<&str, (&[i64], Vec<f64>)> = graph
        .initializer
        .iter()
        .map(|t| (t.name.as_str(), (t.dims.as_slice(), floats(&t.raw_data))))
        .collect();
    let mut values = HashMap::from([(graph.input[0].name.clone(), Maps::of(&film))]);
    for node in &graph.node {
        let x = values[&node.input[0]].clone();
        let parameter = |i: usize| &parameters[node.input[i].as_str()];
        let y = match node.op_type.as_str() {
            "Conv" => {
                assert_eq!((ints(node, "pads"), ints(node, "kernel_shape")), (vec![1; 4], vec![3; 2]));
                let ((sides, w), inputs) = (parameter(1), x.channels.len());
                assert_eq!(sides[1..], [inputs as i64, 3, 3]);
                x.convolved(&|o, i, tap| w[(o * inputs + i) * 9 + tap], &parameter(2).1)
            }
            "MaxPool" => {
                assert_eq!((ints(node, "strides"), ints(node, "kernel_shape")), (vec![2; 2], vec![2; 2]));
                x.pooled()
            }
            "GlobalAveragePool" => x.mean(),
            "Flatten" => x,
            "Gemm" => {
                assert_eq!((node.attribute[0].name.as_str(), node.attribute[0].i), ("transB", Some(1)));
                let (w, inputs) = (&parameter(1).1, x.channels.len());
                x.dense(&|o, i| w[o * inputs + i], &parameter(2).1)
            }
            "Relu" => x.relu(),
            other => panic!("operator {other}"),
        };
        values.insert(node.output[0].clone(), y);
    }
    assert_close(values[&graph.output[0].name].channels[0][0], logit);
}

#[test]
fn a_tfjs_model_computes_the_networks_logit() {
    let package = small();
    let (film, logit) = expected(&package);
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("model");
    tfjs(&package, &out).unwrap();
    let model: Value = serde_json::from_slice(&std::fs::read(out.join(tfjs::MODEL)).unwrap()).unwrap();
    assert!(model["userDefinedMetadata"]["notice"].as_str().unwrap().contains("Not a medical device"));

    let group = &model["weightsManifest"][0];
    let mut bytes = Vec::new();
    for path in group["paths"].as_array().unwrap() {
        let shard = std::fs::read(out.join(path.as_str().unwrap())).unwrap();
        assert!(shard.len() <= MAX_SHARD);
        bytes.extend(shard);
    }
    let mut all = floats(&bytes).into_iter();
    let mut parameters: HashMap<String, Vec<f64>> = HashMap::new();
    for spec in group["weights"].as_array().unwrap() {
        let count = spec["shape"].as_array().unwrap().iter().map(|n| n.as_u64().unwrap() as usize).product();
        parameters.insert(spec["name"].as_str().unwrap().into(), all.by_ref().take(count).collect());
    }
    assert_eq!(all.next(), None, "the shards hold what the manifest lists and nothing else");

    let mut x = Maps::of(&film);
    for layer in model["modelTopology"]["config"]["layers"].as_array().unwrap() {
        let config = &layer["config"];
        let name = config["name"].as_str().unwrap();
        let parameter = |which: &str| &parameters[&format!("{name}/{which}")];
        let inputs = x.channels.len();
        x = match layer["class_name"].as_str().unwrap() {
            "InputLayer" => x,
            "Conv2D" => {
                let (w, outputs) = (parameter("kernel"), config["filters"].as_u64().unwrap() as usize);
                x.convolved(&|o, i, tap| w[(tap * inputs + i) * outputs + o], parameter("bias"))
            }
            "MaxPooling2D" => x.pooled(),
            "GlobalAveragePooling2D" => x.mean(),
            "Dense" => {
                let (w, outputs) = (parameter("kernel"), config["units"].as_u64().unwrap() as usize);
                x.dense(&|o, i| w[i * outputs + o], parameter("bias"))
            }
            other => panic!("layer {other}"),
        };
        if config["activation"] == "relu" {
            x = x.relu();
        }
    }
    assert_close(x.channels[0][0], logit);
}

#[test]
fn nothing_is_overwritten_and_a_film_out_of_scope_is_refused() {
    let package = small();
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    std::fs::create_dir(&out).unwrap();
    std::fs::write(out.join("mine"), "1").unwrap();
    let sample = assets().join("samples/phantom-pa-pneumonia.dcm");
    for error in [onnx(&package, &out), tfjs(&package, &out), film(&package, &sample, &out)] {
        assert!(error.unwrap_err().to_string().contains("exists already"));
    }
    assert_eq!(std::fs::read(out.join("mine")).unwrap(), b"1");

    let npy = folder.path().join("film.npy");
    let cut = folder.path().join("cut.dcm");
    let bytes = std::fs::read(&sample).unwrap();
    std::fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    let error = film(&package, &cut, &npy).unwrap_err().to_string();
    assert!(error.contains("cut.dcm: CORRUPT"), "{error}");
    assert!(!npy.exists());

    film(&package, &sample, &npy).unwrap();
    let found = std::fs::read(&npy).unwrap();
    let expected = predict::input(&package.manifest, &bytes).unwrap();
    let text = String::from_utf8_lossy(&found[..128]).into_owned();
    assert!(text.contains("'shape': (1, 3, 32, 32)"), "{text}");
    let values: Vec<f64> = expected.values.iter().map(|&v| f64::from(v)).collect();
    assert_eq!(floats(&found[128..]), values);
}

#[test]
fn a_package_of_another_size_passes_its_own_self_test_and_claims_nothing() {
    let package = package::open(&assets().join("model")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("package");
    resized(&package, 192, &out).unwrap();
    let other = package::open(&out).unwrap();
    let manifest = &other.manifest;
    assert_eq!(manifest.preprocessing, Preprocessing { input_size: 192, ..package.manifest.preprocessing });
    assert!(manifest.is_demonstration() && manifest.id != package.manifest.id);
    assert!(manifest.operating_points.is_none() && manifest.metrics.is_none());
    assert!(manifest.subgroups.is_none() && manifest.out_of_distribution.is_none());
    // Stored in 8 bits once more, they are as they were.
    for (mine, before) in other.weights.iter().zip(&package.weights) {
        let off = mine.values.iter().zip(&before.values).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(off <= 1e-6, "{}: {off}", mine.name);
    }
    let device = Device::flex();
    let network = manifest.classifier().load(&other.weights, &device).unwrap();
    pollster::block_on(self_test(&OnDevice { network, device }, &other)).unwrap();

    let error = |size, out: &Path| resized(&package, size, out).unwrap_err().to_string();
    assert!(error(192, &out).contains("exists already"));
    for size in [0, 100, 288] {
        assert!(error(size, &folder.path().join("none")).contains("a multiple of 32 up to 256"), "{size}");
    }
}
