//! Small codestreams from another encoder (OpenJPEG 2.5.0) of a picture that a formula gives. They keep what the
//! conformance corpus checks at large when the corpus is not there.

use super::decode;
use crate::dicom::pixel_module::{Photometric, PixelModule};

/// `opj_compress -n 3 -M 63 -t 32,28 -p PCRL -c [32,32] -b 32,32 -EPH`: every code block style at once, two tiles, small
/// precincts, by position; without loss.
const EVERY_STYLE: &str = "\
        ff4fff5100290000000000280000001c0000000000000000000000200000001c000000000000000000010b0101ff52000f0503000100\
        0203033f01334455ff5c000a4060686870686870ff90000a0000000001590001ff93cfe4e175a98ac4f2793c9e472390ff9210fde2c7\
        72857e34441608ccd3b4a6ac4b3635110fc1119b6f38da01e2a199b6c9929c718d118c72b6b4a596810480c9cab66afcba9ed26b46c1\
        b62acaecaee790e7b6b6d5a8ea8ead79b7d4b6066066021b0f4db60420420935088eb6c07da65128944924927c07da64a24944924926\
        4001d88464ff92369e377035019e70c6829e70c62d9e004a9e009c9e007216620d015038ea72bee54b58447472f6c372cc2dc3006dc3\
        0027c3009c0f2816548b0140000ee249e8efd00e42bbc03eac408821104220884110ad00fa8c96492ca452f0002d50ff925fa7c4e582\
        7d74d582eabcd5826535d500011c71d50001249116620d0c20e7b34aab33bc31674d94b0e57a19d41da4c4c5044d64a0761d88fbb788\
        4d364fb70000f1c7b7000036db0f2867979beab70ee24a0b513bd52e4ce36c53febf5bf32c2209b8d9ff90000a0001000000e50001ff\
        93cfe4894512884422110884422110ff923008be3404d1be4ce235ac2e70b60765b63ba9b659a1b60dd5b686d5b66cd9b6cd81b6c07d\
        a65128944924944c07da449249249249264001d22580ff9217d962703501b670c682b670c62db6004ab60098b6332a54b6259934345a\
        34c65a34345a15155a15555a15d5137d6b66351f15000ef39ac03ea328944a2914b403ea324924924926c000a9ff92221dc8827ac479\
        82e9647982593579000138e179000149250e403d2c987f5506624c4c834c4c834cd28305158305650f26563bb70c3143cce9644ad099\
        ffd9";

/// `opj_compress -n 3 -I -r 3 -p RLCP`: the 9/7 transform; OpenJPEG's own decoder comes within 1 of the picture.
const IRREVERSIBLE: &str = "\
        ff4fff5100290000000000280000001c0000000000000000000000280000001c000000000000000000010b0101ff52000c0001000100\
        0204040000ff5c0011427f5270057005704777d377d37762ff90000a0000000001050001ff93c7fc7010fe649a72ab666998822b2708\
        678107528b27a948355beda979e46a3a5a2e4be6181655a92425b930f7fae5c9a3b3b94c1dd5c9e215cbe6f5fe79b2d3f9b2886bff10\
        55482a026e3e638d6f2ffe581abd033c8e0c66b88aa82d09694c02718bb5be1e42972a43972a2307940726b25fc07de3101f78ec0008\
        8040e30be0169b81f2da4bac04435e13708d881b684fa0cd3190490740109487674bfc4d274b02c2a7093f3795828d8089ddd1fb5e25\
        937fc01f49a803e944742dde7c9af7f37055c912c09934f47db43d6b993e7433aed313ced4c8096d7f882a11fd81edcf800267c07939\
        61e2cfe1caa7ba320e53da137c53b7ffd9";

const COLUMNS: usize = 40;
const ROWS: usize = 28;

fn expected(x: usize, y: usize) -> u16 {
    ((900 + x * 40 + y * 25 + x * y / 3) % 4096) as u16
}

fn module() -> PixelModule {
    PixelModule {
        rows: ROWS as u32,
        columns: COLUMNS as u32,
        photometric: Photometric::Monochrome2,
        bits_allocated: 16,
        bits_stored: 12,
        high_bit: 11,
        signed: false,
    }
}

fn worst(stream: &str) -> u16 {
    let samples = decode(&hex::decode(stream).unwrap(), &module()).unwrap();
    assert_eq!(samples.values.len(), ROWS * COLUMNS);
    let differences = samples
        .values
        .iter()
        .enumerate()
        .map(|(i, value)| value.abs_diff(expected(i % COLUMNS, i / COLUMNS)));
    differences.max().unwrap()
}

#[test]
fn a_lossless_stream_of_every_style_is_exact() {
    assert_eq!(worst(EVERY_STYLE), 0);
}

#[test]
fn an_irreversible_stream_is_as_near_as_with_its_own_decoder() {
    assert!(worst(IRREVERSIBLE) <= 1);
}

#[test]
fn a_stream_cut_anywhere_is_refused() {
    for stream in [EVERY_STYLE, IRREVERSIBLE] {
        let whole = hex::decode(stream).unwrap();
        for end in 0..whole.len() {
            assert!(decode(&whole[..end], &module()).is_err(), "cut at {end}");
        }
    }
}

#[test]
fn a_stream_of_another_size_is_refused() {
    let stream = hex::decode(EVERY_STYLE).unwrap();
    assert!(decode(&stream, &PixelModule { rows: 29, ..module() }).is_err());
    assert!(decode(&stream, &PixelModule { columns: 39, ..module() }).is_err());
}
