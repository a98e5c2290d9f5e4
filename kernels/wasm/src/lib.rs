//! [`kernels`] behind plain functions: a WebAssembly module of its own, with its own memory and nothing imported.
//!
//! A module of its own because a program's instructions are fixed when it is compiled: relaxed multiply-add, which not
//! every browser has, would keep the whole engine from starting there. So this is built twice, with and without, and the
//! worker loads the one that the browser takes. It also keeps the transformed filters, some 280 MB, out of the engine's
//! memory.
//!
//! Whoever calls writes arrays of f32 into memory from [`kernels_alloc`]. Every function that can fail returns a
//! [`Code`]. A module that runs out of memory traps; it is then thrown away.

use std::alloc::{Layout, alloc_zeroed, dealloc};
use std::slice;

use kernels::{Convolution, Error, Kernels, Scratch, Vgg16, Work};

/// What became of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub enum Code {
    /// It is done.
    Done = 0,
    /// Thirteen convolutions are there already.
    Layers = 1,
    /// A convolution without channels.
    NoChannels = 2,
    /// A convolution's inputs are not the outputs of the one before.
    Channels = 3,
    /// An array of another length than its shape asks for.
    Length = 4,
    /// A convolution that the network does not have.
    UpTo = 5,
    /// A film of a size that leaves nothing or too much.
    Size = 6,
    /// A null pointer, or a number of values that no memory holds.
    Pointer = 7,
}

impl From<Error> for Code {
    fn from(error: Error) -> Self {
        match error {
            Error::Layers { .. } => Self::Layers,
            Error::NoChannels { .. } => Self::NoChannels,
            Error::Channels { .. } => Self::Channels,
            Error::Length { .. } => Self::Length,
            Error::UpTo { .. } => Self::UpTo,
            Error::Size { .. } => Self::Size,
        }
    }
}

/// A network and its memory between calls.
#[derive(Debug)]
pub struct Network {
    network: Vgg16,
    scratch: Scratch,
}

/// Memory for `values` numbers of f32, all 0; null if there is none, or for none.
#[unsafe(no_mangle)]
pub extern "C" fn kernels_alloc(values: usize) -> *mut f32 {
    match Layout::array::<f32>(values) {
        // SAFETY: the layout has a size.
        Ok(layout) if values > 0 => unsafe { alloc_zeroed(layout).cast() },
        _ => std::ptr::null_mut(),
    }
}

/// Gives memory back; null is ignored.
///
/// # Safety
///
/// `at` must come from [`kernels_alloc`] with the same number of values, and not have been given back.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kernels_free(at: *mut f32, values: usize) {
    if let Ok(layout) = Layout::array::<f32>(values)
        && !at.is_null()
    {
        // SAFETY: allocated with this layout, says the caller.
        unsafe { dealloc(at.cast(), layout) }
    }
}

/// A network without layers, for this machine's instructions.
#[unsafe(no_mangle)]
pub extern "C" fn kernels_new() -> *mut Network {
    let network = Network { network: Vgg16::new(Kernels::detect()), scratch: Scratch::default() };
    Box::into_raw(Box::new(network))
}

/// Gives a network back; null is ignored.
///
/// # Safety
///
/// `network` must come from [`kernels_new`] and not have been given back.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kernels_drop(network: *mut Network) {
    if !network.is_null() {
        // SAFETY: made by `Box::into_raw`, says the caller.
        drop(unsafe { Box::from_raw(network) });
    }
}

/// Appends a convolution: `weight` is `[outputs, inputs, 3, 3]`, `bias` is `[outputs]`. Neither is needed afterwards. `pairs`
/// is 0, or for measurements the tile's pairs of points, 2 to 4.
///
/// # Safety
///
/// `network` must be null or come from [`kernels_new`]; the arrays must be null or hold as many values.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kernels_push(
    network: *mut Network,
    inputs: usize,
    outputs: usize,
    weight: *const f32,
    bias: *const f32,
    pairs: usize,
) -> Code {
    let weights = inputs.checked_mul(outputs).and_then(|n| n.checked_mul(9));
    // SAFETY: null or valid, says the caller.
    let found = unsafe { (network.as_mut(), weights.and_then(|n| array(weight, n)), array(bias, outputs)) };
    let (Some(network), Some(weight), Some(bias)) = found else { return Code::Pointer };
    let layer = Convolution { inputs, outputs, weight, bias };
    let pushed = match pairs {
        0 => network.network.push(layer),
        _ => network.network.push_in_tiles(layer, pairs),
    };
    match pushed {
        Ok(()) => Code::Done,
        Err(error) => error.into(),
    }
}

/// Runs the first `up_to` convolutions on `films` films, `[films, inputs, height, width]`, into `output`, which has room
/// for `values` numbers: `[films]` of what [`kernels_shape`] tells.
///
/// # Safety
///
/// `network` must be null or come from [`kernels_new`]; `input` must be null or hold `input_values` numbers, `output` be
/// null or have room for `output_values`. They must not overlap.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kernels_run(
    network: *mut Network,
    films: usize,
    height: usize,
    width: usize,
    up_to: usize,
    input: *const f32,
    input_values: usize,
    output: *mut f32,
    output_values: usize,
) -> Code {
    // SAFETY: null or valid, says the caller.
    let found = unsafe { (network.as_mut(), array(input, input_values), array_mut(output, output_values)) };
    let (Some(Network { network, scratch }), Some(input), Some(output)) = found else { return Code::Pointer };
    match network.features_into(scratch, input, films, [height, width], up_to, output) {
        Ok(()) => Code::Done,
        Err(error) => error.into(),
    }
}

/// Writes the shape of a film's output, channels, height and width, to `shape`, as f32: they are exact below 2^24.
///
/// # Safety
///
/// `network` must be null or come from [`kernels_new`]; `shape` must be null or have room for three values.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kernels_shape(
    network: *const Network,
    height: usize,
    width: usize,
    up_to: usize,
    shape: *mut f32,
) -> Code {
    // SAFETY: null or valid, says the caller.
    let (Some(network), Some(shape)) = (unsafe { (network.as_ref(), array_mut(shape, 3)) }) else {
        return Code::Pointer;
    };
    match network.network.output_shape([height, width], up_to) {
        Ok(found) => {
            for (to, from) in shape.iter_mut().zip(found) {
                *to = from as f32;
            }
            Code::Done
        }
        Err(error) => error.into(),
    }
}

/// Writes what a film of this size takes to `work`, as f32 and so rounded to 24 bits: the members of [`kernels::Work`] in
/// their order.
///
/// # Safety
///
/// `network` must be null or come from [`kernels_new`]; `work` must be null or have room for three values.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kernels_work(
    network: *const Network,
    height: usize,
    width: usize,
    work: *mut f32,
) -> Code {
    // SAFETY: null or valid, says the caller.
    let (Some(network), Some(work)) = (unsafe { (network.as_ref(), array_mut(work, 3)) }) else {
        return Code::Pointer;
    };
    match network.network.work([height, width]) {
        Ok(Work { direct, executed, filters }) => {
            for (to, from) in work.iter_mut().zip([direct, executed, filters]) {
                *to = from as f32;
            }
            Code::Done
        }
        Err(error) => error.into(),
    }
}

/// An array of the caller; `None` if it cannot be one.
///
/// # Safety
///
/// `at` must be null or hold `values` numbers that nobody writes meanwhile.
unsafe fn array<'a>(at: *const f32, values: usize) -> Option<&'a [f32]> {
    let fits = !at.is_null() && at.is_aligned() && Layout::array::<f32>(values).is_ok();
    // SAFETY: not null, aligned, not too long, and valid, says the caller.
    fits.then(|| unsafe { slice::from_raw_parts(at, values) })
}

/// As [`array`], to write.
///
/// # Safety
///
/// `at` must be null or have room for `values` numbers that nobody else reads or writes meanwhile.
unsafe fn array_mut<'a>(at: *mut f32, values: usize) -> Option<&'a mut [f32]> {
    let fits = !at.is_null() && at.is_aligned() && Layout::array::<f32>(values).is_ok();
    // SAFETY: not null, aligned, not too long, and valid, says the caller.
    fits.then(|| unsafe { slice::from_raw_parts_mut(at, values) })
}

#[cfg(test)]
mod tests {
    use std::ptr::null_mut;

    use super::*;

    /// An array in the module's own memory, as a worker makes it.
    fn put(values: &[f32]) -> *mut f32 {
        let at = kernels_alloc(values.len());
        // SAFETY: just allocated with this length.
        unsafe { slice::from_raw_parts_mut(at, values.len()) }.copy_from_slice(values);
        at
    }

    #[test]
    fn the_functions_give_what_the_crate_gives() {
        let (weight, bias) = (vec![0.25; 2 * 3 * 9], vec![0.5, -1.0]);
        let film: Vec<f32> = (0..3 * 16 * 16).map(|i| (i % 7) as f32 - 3.0).collect();
        let mut expected = Vgg16::new(Kernels::detect());
        expected
            .push(Convolution { inputs: 3, outputs: 2, weight: &weight, bias: &bias })
            .expect("the layer fits");
        let expected =
            expected.features(&mut Scratch::default(), &film, 1, [16, 16], 1).expect("the film fits");

        let network = kernels_new();
        let (w, b, input) = (put(&weight), put(&bias), put(&film));
        let (output, shape) = (kernels_alloc(512), kernels_alloc(3));
        // SAFETY: every pointer is from the functions above, with its length.
        unsafe {
            assert_eq!(kernels_push(network, 3, 2, w, b, 0), Code::Done);
            kernels_free(w, weight.len());
            kernels_free(b, bias.len());
            assert_eq!(kernels_shape(network, 16, 16, 1, shape), Code::Done);
            assert_eq!(slice::from_raw_parts(shape, 3), [2.0, 16.0, 16.0]);
            assert_eq!(kernels_run(network, 1, 16, 16, 1, input, 768, output, 512), Code::Done);
            assert_eq!(slice::from_raw_parts(output, 512), expected);
            assert_eq!(kernels_work(network, 16, 16, shape), Code::Done);
            assert_eq!(*shape, (9 * 3 * 2 * 256) as f32);
            assert_eq!(kernels_work(network, 16, 16, null_mut()), Code::Pointer);
            for (at, values) in [(input, 768), (output, 512), (shape, 3)] {
                kernels_free(at, values);
            }
            kernels_drop(network);
        }
    }

    #[test]
    fn what_is_wrong_has_a_code() {
        let network = kernels_new();
        let null = std::ptr::null_mut::<f32>();
        let some = kernels_alloc(1000);
        // SAFETY: pointers are null or from the functions above, with room for what is asked.
        unsafe {
            assert_eq!(kernels_push(null.cast(), 3, 2, some, some, 0), Code::Pointer);
            assert_eq!(kernels_push(network, 3, 2, null, some, 0), Code::Pointer);
            assert_eq!(kernels_push(network, usize::MAX, 2, some, some, 0), Code::Pointer);
            assert_eq!(kernels_push(network, 0, 2, some, some, 0), Code::NoChannels);
            assert_eq!(kernels_push(network, 3, 2, some, some, 0), Code::Done);
            assert_eq!(kernels_push(network, 3, 2, some, some, 0), Code::Channels);
            assert_eq!(kernels_run(network, 1, 4, 4, 2, some, 48, some.add(48), 32), Code::UpTo);
            assert_eq!(kernels_run(network, 1, 4, 4, 1, some, 47, some.add(48), 32), Code::Length);
            assert_eq!(kernels_run(network, 1, 4, 4, 1, some, 48, some.add(48), 31), Code::Length);
            assert_eq!(kernels_run(network, 1, 0, 4, 1, some, 0, some.add(48), 0), Code::Size);
            kernels_free(some, 1000);
            kernels_free(null, 1000);
            kernels_drop(network);
            kernels_drop(std::ptr::null_mut());
        }
        assert!(kernels_alloc(0).is_null() && kernels_alloc(usize::MAX).is_null());
    }
}
