//! The network as ONNX: <https://onnx.ai/onnx/repo-docs/IR.html>, operators of set 13.

pub(super) mod proto;

use anyhow::Result;
use prost::Message as _;
use shared::package::Package;
use shared::weights::NamedTensor;

use super::layers::{Layer, layers};
use proto::{
    Attribute, Dimension, Entry, FLOAT, Graph, INT, INTS, Model, Node, OperatorSet, Shape, Tensor,
    TensorType, Type, ValueInfo,
};

/// Name of the input.
pub(super) const INPUT: &str = "film";
/// Name of the output.
pub(super) const OUTPUT: &str = "logit";
/// Version of the operators; old enough for every runtime in use, and the newest ones still take it.
const OPSET: i64 = 13;
/// The file format's version that came with it.
const IR_VERSION: i64 = 7;

/// The file's bytes.
pub(super) fn encode(package: &Package) -> Result<Vec<u8>> {
    Ok(model(package)?.encode_to_vec())
}

fn model(package: &Package) -> Result<Model> {
    let manifest = &package.manifest;
    let entries = super::about(package)?.into_iter();
    Ok(Model {
        ir_version: IR_VERSION,
        producer_name: "Lobar trainer".into(),
        producer_version: env!("CARGO_PKG_VERSION").into(),
        doc_string: manifest.notice(),
        graph: Some(graph(package)?),
        opset_import: vec![OperatorSet { version: OPSET }],
        metadata_props: entries.map(|(key, value)| Entry { key: key.into(), value }).collect(),
    })
}

fn graph(package: &Package) -> Result<Graph> {
    let side = package.manifest.preprocessing.input_size as i64;
    let mut chain = Chain { nodes: Vec::new(), last: INPUT.into() };
    let mut initializer = Vec::new();
    for layer in layers(package)? {
        match layer {
            Layer::Convolution { weight, bias } => {
                initializer.extend([tensor(weight), tensor(bias)]);
                let attributes = vec![ints("kernel_shape", &[3, 3]), ints("pads", &[1, 1, 1, 1])];
                chain.push("Conv", &[&weight.name, &bias.name], attributes);
                chain.push("Relu", &[], Vec::new());
            }
            Layer::Pool => {
                chain.push("MaxPool", &[], vec![ints("kernel_shape", &[2, 2]), ints("strides", &[2, 2])]);
            }
            Layer::Mean => {
                chain.push("GlobalAveragePool", &[], Vec::new());
                chain.push("Flatten", &[], Vec::new());
            }
            Layer::Dense { weight, bias, relu } => {
                initializer.extend([tensor(weight), tensor(bias)]);
                chain.push("Gemm", &[&weight.name, &bias.name], vec![int("transB", 1)]);
                if relu {
                    chain.push("Relu", &[], Vec::new());
                }
            }
        }
    }
    let mut node = chain.nodes;
    if let Some(last) = node.last_mut() {
        last.output = vec![OUTPUT.into()];
    }
    let film = "gray levels as `preprocessing` in the metadata says; `trainer export --format npy` makes it of a film";
    let logit = "before calibration; `trainer predict` calls it by the same name";
    Ok(Graph {
        node,
        name: "lobar".into(),
        initializer,
        input: vec![value(INPUT, &[3, side, side], film)],
        output: vec![value(OUTPUT, &[1], logit)],
    })
}

/// Nodes of which each takes what the one before gives.
struct Chain {
    nodes: Vec<Node>,
    last: String,
}

impl Chain {
    fn push(&mut self, operator: &str, parameters: &[&String], attribute: Vec<Attribute>) {
        let name = format!("{}_{}", operator.to_lowercase(), self.nodes.len());
        let output = format!("{name}_output");
        let previous = std::mem::replace(&mut self.last, output.clone());
        self.nodes.push(Node {
            input: std::iter::once(previous).chain(parameters.iter().map(|&name| name.clone())).collect(),
            output: vec![output],
            name,
            op_type: operator.into(),
            attribute,
        });
    }
}

fn tensor(from: &NamedTensor) -> Tensor {
    Tensor {
        dims: from.shape.iter().map(|&side| side as i64).collect(),
        data_type: FLOAT,
        name: from.name.clone(),
        raw_data: from.values.iter().flat_map(|value| value.to_le_bytes()).collect(),
    }
}

/// An f32 array of any number of films.
fn value(name: &str, sides: &[i64], doc_string: &str) -> ValueInfo {
    let free = Dimension { dim_value: None, dim_param: Some("batch".into()) };
    let sides = sides.iter().map(|&side| Dimension { dim_value: Some(side), dim_param: None });
    let shape = Shape { dim: std::iter::once(free).chain(sides).collect() };
    let tensor_type = TensorType { elem_type: FLOAT, shape: Some(shape) };
    ValueInfo {
        name: name.into(),
        r#type: Some(Type { tensor_type: Some(tensor_type) }),
        doc_string: doc_string.into(),
    }
}

fn int(name: &str, i: i64) -> Attribute {
    Attribute { name: name.into(), i: Some(i), ints: Vec::new(), r#type: INT }
}

fn ints(name: &str, ints: &[i64]) -> Attribute {
    Attribute { name: name.into(), i: None, ints: ints.to_vec(), r#type: INTS }
}
