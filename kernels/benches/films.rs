//! Time of a film at full width, and of every convolution: `cargo bench -p kernels --features rayon`.
//!
//! Arguments after `--`: threads (default 1 and 2), films at a time (1), tiles for layers 2 to 13 as pairs of points
//! (such as `444444222222`; the network's own otherwise), the kernels' name (the fastest otherwise).

#[path = "../tests/reference/mod.rs"]
mod reference;

use std::time::{Duration, Instant};

use kernels::{Kernels, Scratch, Vgg16};
use reference::{Layer, Numbers, channels, layers};

const SIDE: usize = 224;
const SHRINK: [usize; 13] = [0, 0, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4];

fn main() {
    let mut threads = vec![1, 2];
    let (mut films, mut pairs, mut name) = (1, String::new(), String::new());
    for argument in std::env::args().skip(1).filter(|a| !a.starts_with("--")) {
        match argument.split_once('=') {
            Some(("threads", value)) => threads = value.split(',').map(number).collect(),
            Some(("films", value)) => films = number(value),
            Some(("pairs", value)) => pairs = value.into(),
            Some(("kernels", value)) => name = value.into(),
            _ => panic!("`{argument}`: threads=1,2 films=1 pairs=444444222222 kernels=avx2 are understood"),
        }
    }
    let mut numbers = Numbers(1);
    let layers = layers(&channels(1), &mut numbers);
    let kernels = Kernels::available().into_iter().find(|k| name.is_empty() || k.name() == name);
    let kernels = kernels.expect("this machine has these kernels");
    let input = numbers.normals(films * 3 * SIDE * SIDE, 1.0);
    for threads in threads {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| {
            let start = Instant::now();
            let network = build(kernels, &layers, &pairs);
            println!(
                "{}, {threads} threads, {films} films, prepared in {:.0?}",
                kernels.name(),
                start.elapsed()
            );
            measure(&network, &layers, &input, films);
        });
    }
}

fn number(text: &str) -> usize {
    text.parse().expect("a number")
}

fn build(kernels: Kernels, layers: &[Layer], pairs: &str) -> Vgg16 {
    let mut network = Vgg16::new(kernels);
    for (index, layer) in layers.iter().enumerate() {
        match pairs.as_bytes().get(index.wrapping_sub(1)) {
            Some(digit) => network.push_in_tiles(layer.as_convolution(), usize::from(digit - b'0')),
            None => network.push(layer.as_convolution()),
        }
        .expect("layers fit");
    }
    network
}

fn measure(network: &Vgg16, layers: &[Layer], input: &[f32], films: usize) {
    let mut scratch = Scratch::default();
    let mut best = vec![Duration::MAX; layers.len()];
    let mut whole = Vec::new();
    let begun = Instant::now();
    while whole.len() < 5 || (begun.elapsed() < Duration::from_secs(4) && whole.len() < 50) {
        let mut layer = 0;
        let start = Instant::now();
        let mut last = start;
        network
            .watch(&mut scratch, input, films, [SIDE, SIDE], || {
                let now = Instant::now();
                best[layer] = best[layer].min(now - last);
                (last, layer) = (now, layer + 1);
            })
            .expect("sizes fit");
        whole.push(start.elapsed().as_secs_f64() / films as f64);
    }
    whole.sort_by(f64::total_cmp);
    let mut flop = 0.0;
    for ((layer, best), shrink) in layers.iter().zip(&best).zip(SHRINK) {
        let side = (SIDE >> shrink) as f64;
        let work = 18.0 * side * side * (layer.inputs * layer.outputs * films) as f64;
        flop += work;
        let seconds = best.as_secs_f64();
        println!(
            "  {:3} -> {:3} at {side:3}: {:8.3} ms, as {:6.0} GFLOP/s of the definition",
            layer.inputs,
            layer.outputs,
            1e3 * seconds / films as f64,
            work / seconds / 1e9
        );
    }
    let (least, median) = (whole[0], whole[whole.len() / 2]);
    println!(
        "  a film: {:.1} ms at best, {:.1} ms median of {}; {:.0} GFLOP/s of the definition",
        1e3 * least,
        1e3 * median,
        whole.len(),
        flop / films as f64 / least / 1e9
    );
}
