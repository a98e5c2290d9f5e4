//! Against convolution by its definition: any shape, every set of instructions that the machine has, every tile.

mod reference;

use kernels::{Convolution, Error, Kernels, Scratch, Vgg16};
use proptest::prelude::*;
use reference::{Numbers, channels, largest_error, layers, network, relative_error, run};

/// f32 against f64 through a few layers; the largest tile's own error is some 1e-5 a layer.
const TOLERANCE: f64 = 2e-4;

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_shape_is_the_definition(
        inputs in 1usize..5,
        widths in proptest::collection::vec(1usize..40, 1..5),
        height in 4usize..40,
        width in 4usize..40,
        films in 1usize..6,
        pairs in 2usize..5,
        seed: u64,
    ) {
        let mut numbers = Numbers(seed);
        let channels: Vec<usize> = std::iter::once(inputs).chain(widths).collect();
        let layers = layers(&channels, &mut numbers);
        let film = inputs * height * width;
        let input = numbers.normals(films * film, 1.0);
        let expected: Vec<f64> =
            input.chunks(film).flat_map(|film| run(&layers, film, [height, width])).collect();
        for kernels in Kernels::available() {
            let network = network(kernels, &layers, Some(pairs)).expect("layers fit");
            let got = network
                .features(&mut Scratch::default(), &input, films, [height, width], layers.len())
                .expect("sizes fit");
            prop_assert_eq!(got.len(), expected.len());
            let error = relative_error(&got, &expected);
            prop_assert!(error < TOLERANCE, "{}: {error}", kernels.name());
        }
    }
}

/// Thirteen layers, sixteenth of the width.
#[test]
fn the_whole_network_is_the_definition() {
    let mut numbers = Numbers(5);
    let layers = layers(&channels(16), &mut numbers);
    for size in [[64, 64], [96, 33], [47, 61]] {
        let input = numbers.normals(3 * size[0] * size[1], 1.0);
        let expected = run(&layers, &input, size);
        for kernels in Kernels::available() {
            let network = network(kernels, &layers, None).expect("layers fit");
            let got = network.features(&mut Scratch::default(), &input, 1, size, 13).expect("sizes fit");
            let error = largest_error(&got, &expected);
            assert!(error < 1e-4, "{} at {size:?}: {error}", kernels.name());
        }
    }
}

#[test]
fn every_prefix_has_its_shape_and_scratch_leaves_no_trace() {
    let mut numbers = Numbers(6);
    let layers = layers(&channels(16), &mut numbers);
    let input = numbers.normals(2 * 3 * 64 * 64, 1.0);
    let network = network(Kernels::detect(), &layers, None).expect("layers fit");
    let mut scratch = Scratch::default();
    // From the last to the first and back: a smaller map after a larger one, and the other way round.
    for up_to in (1..=13).rev().chain(1..=13) {
        let got = network.features(&mut scratch, &input, 2, [64, 64], up_to).expect("sizes fit");
        let fresh = network.features(&mut Scratch::default(), &input, 2, [64, 64], up_to).expect("sizes fit");
        assert_eq!(got, fresh, "{up_to} convolutions");
        let [channels, height, width] = network.output_shape([64, 64], up_to).expect("a shape");
        let pools = [2, 4, 7, 10].iter().filter(|&&p| p < up_to).count();
        assert_eq!([channels, height, width], [layers[up_to - 1].outputs, 64 >> pools, 64 >> pools]);
        let expected: Vec<f64> =
            input.chunks(3 * 64 * 64).flat_map(|film| run(&layers[..up_to], film, [64, 64])).collect();
        assert!(relative_error(&got, &expected) < TOLERANCE, "{up_to} convolutions");
    }
}

/// Every film alone gives what it gives among others.
#[test]
fn a_film_does_not_depend_on_its_batch() {
    let mut numbers = Numbers(7);
    let layers = layers(&channels(16), &mut numbers);
    let (film, films) = (3 * 64 * 64, 11);
    let input = numbers.normals(films * film, 1.0);
    let network = network(Kernels::detect(), &layers, None).expect("layers fit");
    let mut scratch = Scratch::default();
    let together = network.features(&mut scratch, &input, films, [64, 64], 13).expect("sizes fit");
    for (input, expected) in input.chunks(film).zip(together.chunks(together.len() / films)) {
        assert_eq!(network.features(&mut scratch, input, 1, [64, 64], 13).expect("sizes fit"), expected);
    }
}

#[cfg(feature = "rayon")]
#[test]
fn the_number_of_threads_changes_no_bit() {
    let mut numbers = Numbers(8);
    let layers = layers(&channels(8), &mut numbers);
    let input = numbers.normals(2 * 3 * 96 * 96, 1.0);
    let network = network(Kernels::detect(), &layers, None).expect("layers fit");
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| {
            network.features(&mut Scratch::default(), &input, 2, [96, 96], 13).expect("sizes fit")
        })
    };
    let one = with(1);
    for threads in [2, 3, 7] {
        assert_eq!(one, with(threads), "{threads} threads");
    }
}

/// A NaN reaches at least what it reaches by definition, through ReLU and pools: it is not turned into a number.
#[test]
fn nan_is_not_lost() {
    let mut numbers = Numbers(9);
    let layers = layers(&[3, 5, 6, 7, 8, 9], &mut numbers);
    for at in [0, 17 * 48 + 5, 3 * 48 * 48 - 1] {
        let mut input = numbers.normals(3 * 48 * 48, 1.0);
        input[at] = f32::NAN;
        let expected = run(&layers, &input, [48, 48]);
        assert!(expected.iter().any(|v| v.is_nan()));
        for kernels in Kernels::available() {
            for pairs in 2..=4 {
                let network = network(kernels, &layers, Some(pairs)).expect("layers fit");
                let got =
                    network.features(&mut Scratch::default(), &input, 1, [48, 48], 5).expect("sizes fit");
                let lost = got.iter().zip(&expected).filter(|(g, e)| e.is_nan() && !g.is_nan()).count();
                assert_eq!(lost, 0, "{} with {pairs} pairs", kernels.name());
            }
        }
    }
}

#[test]
fn what_does_not_fit_is_an_error() {
    let convolution = |inputs, outputs, weight, bias| Convolution { inputs, outputs, weight, bias };
    let weight = [0.5f32; 4 * 4 * 9];
    let mut network = Vgg16::new(Kernels::detect());
    assert_eq!(network.output_shape([8, 8], 1), Err(Error::UpTo { layers: 0, got: 1 }));
    assert_eq!(network.push(convolution(0, 4, &[], &[0.0; 4])), Err(Error::NoChannels { layer: 0 }));
    assert_eq!(
        network.push(convolution(2, 4, &weight[..71], &[0.0; 4])),
        Err(Error::Length { what: "weights", expected: 72, got: 71 })
    );
    assert_eq!(
        network.push(convolution(2, 4, &weight[..72], &[0.0; 3])),
        Err(Error::Length { what: "biases", expected: 4, got: 3 })
    );
    network.push(convolution(2, 4, &weight[..72], &[0.0; 4])).expect("it fits");
    assert_eq!(
        network.push(convolution(3, 4, &weight[..108], &[0.0; 4])),
        Err(Error::Channels { layer: 1, expected: 4, got: 3 })
    );
    for _ in 1..13 {
        network.push(convolution(4, 4, &weight, &[0.0; 4])).expect("it fits");
    }
    assert_eq!(network.push(convolution(4, 4, &weight, &[0.0; 4])), Err(Error::Layers { got: 14 }));

    let mut scratch = Scratch::default();
    let films = vec![0.0; 2 * 2 * 16 * 16];
    let mut features = |films: &[f32], count, size, up_to| {
        network.features(&mut scratch, films, count, size, up_to).map(|features| features.len())
    };
    assert_eq!(features(&films, 2, [16, 16], 13), Ok(2 * 4));
    assert_eq!(features(&films, 2, [16, 16], 0), Err(Error::UpTo { layers: 13, got: 0 }));
    assert_eq!(features(&films, 2, [16, 16], 14), Err(Error::UpTo { layers: 13, got: 14 }));
    assert_eq!(features(&films, 1, [15, 16], 13), Err(Error::Size { height: 15, width: 16 }));
    assert_eq!(
        features(&films, 3, [16, 16], 13),
        Err(Error::Length { what: "films", expected: 3 * 512, got: 1024 })
    );
    assert_eq!(
        features(&films, usize::MAX, [usize::MAX, usize::MAX], 13),
        Err(Error::Size { height: usize::MAX, width: usize::MAX })
    );
    assert_eq!(features(&[], 0, [16, 16], 13), Ok(0));
}
