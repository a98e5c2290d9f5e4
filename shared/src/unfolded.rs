//! A 3x3 convolution of values that need no gradient, as a matrix product.
//!
//! For the weight's gradient Burn runs a convolution with the gradient map as its kernel, 3 x 3 outputs for each pair of
//! channels, which on a CPU takes three times as long as the forward pass. Where the input is data (what frozen layers
//! made of a film), unfolding it costs less: gradient and forward pass are then one large product each.

use burn::nn::conv::Conv2d;
use burn::tensor::Tensor;

/// Rows and columns of the kernel.
const KERNEL: usize = 3;
/// Bytes of unfolded input at once: what every GPU binds as one buffer, and films enough for a product of good shape.
const LIMIT: usize = 128 << 20;

/// What `conv.forward(x)` gives, for a 3x3 kernel, stride 1 and a padding of one zero.
///
/// # Shapes
///
/// - `x`: `[batch, channels in, height, width]`
/// - output: `[batch, channels out, height, width]`
pub(crate) fn convolve(conv: &Conv2d, x: Tensor<4>) -> Tensor<4> {
    convolve_within(LIMIT, conv, x)
}

fn convolve_within(limit: usize, conv: &Conv2d, x: Tensor<4>) -> Tensor<4> {
    let [batch, input, height, width] = x.dims();
    let [output, ..] = conv.weight.dims();
    // [out, in, 3, 3] -> [3 * 3 * in, out], in the order of the columns below. In steps, so that on the way back the
    // gradient passes a reshape last and arrives at the optimiser without gaps, which it would read three times over.
    let weight = (conv.weight.val().reshape([output, input * KERNEL * KERNEL]))
        .reshape([output, input, KERNEL * KERNEL])
        .permute([0, 2, 1])
        .reshape([output, KERNEL * KERNEL * input])
        .transpose();
    let film = KERNEL * KERNEL * input * height * width * size_of::<f32>();
    let films = (limit / film).clamp(1, batch);
    let parts = x.split(films, 0).into_iter().map(|part| {
        let [films, ..] = part.dims();
        let flat = columns(part).matmul(weight.clone());
        flat.reshape([films, height, width, output]).permute([0, 3, 1, 2])
    });
    let y = Tensor::cat(parts.collect(), 0);
    match &conv.bias {
        Some(bias) => y + bias.val().reshape([1, output, 1, 1]),
        None => y,
    }
}

/// The neighbourhood of each pixel as a row: `[batch * height * width, 3 * 3 * channels]`.
fn columns(x: Tensor<4>) -> Tensor<2> {
    let [batch, channels, height, width] = x.dims();
    let framed = Tensor::zeros([batch, height + 2, width + 2, channels], &x.device())
        .slice_assign([0..batch, 1..height + 1, 1..width + 1, 0..channels], x.permute([0, 2, 3, 1]));
    let shifted = (0..KERNEL * KERNEL).map(|k| {
        let (dy, dx) = (k / KERNEL, k % KERNEL);
        framed.clone().slice([0..batch, dy..dy + height, dx..dx + width, 0..channels])
    });
    Tensor::<4>::cat(shifted.collect(), 3).reshape([batch * height * width, KERNEL * KERNEL * channels])
}

#[cfg(test)]
mod tests {
    use burn::nn::PaddingConfig2d;
    use burn::nn::conv::Conv2dConfig;
    use burn::tensor::{Device, Distribution, Tolerance};

    use super::*;

    #[test]
    fn values_and_gradients_are_those_of_the_convolution() {
        let device = Device::flex().autodiff();
        let conv = Conv2dConfig::new([5, 7], [3, 3]).with_padding(PaddingConfig2d::Same).init(&device);
        let x = Tensor::<4>::random([3, 5, 6, 4], Distribution::Default, &device);
        let factor = Tensor::<4>::random([3, 7, 6, 4], Distribution::Default, &device);
        let bias = conv.bias.as_ref().unwrap();
        let tell = |y: Tensor<4>| {
            let gradients = (y.clone() * factor.clone()).sum().backward();
            let of_weight = conv.weight.val().grad(&gradients).unwrap();
            [y.into_data(), of_weight.into_data(), bias.val().grad(&gradients).unwrap().into_data()]
        };
        let expected = tell(conv.forward(x.clone()));
        // All films at once, two at a time, one at a time although even that is too much.
        let film = 9 * 5 * 6 * 4 * size_of::<f32>();
        for limit in [LIMIT, 2 * film, 1] {
            for (found, expected) in tell(convolve_within(limit, &conv, x.clone())).iter().zip(&expected) {
                found.assert_approx_eq::<f32>(expected, Tolerance::absolute(1e-4));
            }
        }
    }
}
