//! How long a film takes from its bytes to its picture, on one thread.
//!
//!     cargo bench --workspace --profile dev --bench dicom
//!     cargo bench --workspace --profile dev --bench dicom -- FILE...
//!
//! Without files, a film of 3000 x 2500 pixels made here: uncompressed, and as lossless JPEG. With files, those, read from
//! the disk's cache each time, as a line of JSON each: what `reference/bench_pydicom.py` compares with. The everyday
//! profile, as it is optimised; the whole workspace, as Burn would be compiled anew for fewer features.
//!
//! No harness: a hundred milliseconds are measured well enough by a clock.

use std::hint::black_box;
use std::time::Instant;

use shared::dicom::{AcquisitionScope, Inspection, Outcome, inspect};

const ROWS: usize = 3000;
const COLUMNS: usize = 2500;
/// Bits stored, of 16: what flat panels deliver.
const BITS: u32 = 14;
/// Timed runs of a film, after one that is not.
const RUNS: usize = 9;

fn main() {
    // Cargo adds `--bench`.
    let files: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    if files.is_empty() {
        return own_film();
    }
    for file in files {
        let (times, inspection) = timed(|| {
            let bytes = std::fs::read(&file).expect("a readable file");
            inspect(&bytes, &AcquisitionScope::chest_frontal())
        });
        let line = serde_json::json!({
            "file": file,
            "outcome": inspection.outcome,
            "message": inspection.message,
            "median_ms": times.median,
            "least_ms": times.least,
            "stored_sha256": inspection.stored.as_ref().map(|stored| stored.sha256_hex()),
        });
        println!("{line}");
    }
}

fn own_film() {
    let values = film();
    let cells: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    println!("{ROWS} x {COLUMNS} pixels of {BITS} bits, {RUNS} runs");
    for (name, most_ms, file) in [
        ("uncompressed", 60.0, instance("1.2.840.10008.1.2.1", &native(&cells))),
        ("JPEG lossless SV1", 400.0, instance("1.2.840.10008.1.2.4.70", &fragment(&lossless_jpeg(&values)))),
    ] {
        let (times, inspection) = timed(|| inspect(&file, &AcquisitionScope::chest_frontal()));
        assert_eq!(inspection.outcome, Outcome::Accept, "{name}: {}", inspection.message);
        let stored = inspection.stored.as_ref().expect("an accepted film has stored values");
        assert!(stored.values().eq(values.iter().map(|value| i32::from(*value))), "{name}: other values");
        println!(
            "{name:20} median {:6.1} ms, least {:6.1} ms (to be below {most_ms} ms); {:.1} MB",
            times.median,
            times.least,
            file.len() as f64 / 1e6
        );
    }
}

struct Times {
    median: f64,
    least: f64,
}

fn timed(mut run: impl FnMut() -> Inspection) -> (Times, Inspection) {
    let last = run();
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            // Dropped outside the measurement.
            let inspection = black_box(run());
            let took = start.elapsed().as_secs_f64() * 1e3;
            drop(inspection);
            took
        })
        .collect();
    times.sort_by(f64::total_cmp);
    (Times { median: times[RUNS / 2], least: times[0] }, last)
}

/// Values like those of a chest: bright fields beside a dark middle, with noise that grows with the dose.
fn film() -> Vec<u16> {
    let mut random = 0x9E37_79B9_7F4A_7C15u64;
    let mut normal = || {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        // The sum of four uniform numbers, with variance 1.
        let sum: u64 = (0..4).map(|part| random >> (16 * part) & 0xFFFF).sum();
        (sum as f64 / 65536.0 - 2.0) * 3f64.sqrt()
    };
    let mut values = Vec::with_capacity(ROWS * COLUMNS);
    for row in 0..ROWS {
        for column in 0..COLUMNS {
            let (x, y) = (column as f64 / COLUMNS as f64 - 0.5, row as f64 / ROWS as f64 - 0.5);
            let lungs = (-((x.abs() - 0.22).powi(2) / 0.015 + y * y / 0.08)).exp();
            let ribs = 0.06 * (60.0 * (y + x * x)).sin() * lungs;
            let level = 1500.0 + 9000.0 * (lungs + ribs).max(0.0) + 800.0 * (y + 0.5);
            let value = level + normal() * 0.6 * level.sqrt();
            // Within 0..2^14 by the clamp.
            values.push(value.clamp(0.0, f64::from((1 << BITS) - 1)) as u16);
        }
    }
    values
}

/// A file of one acceptable film, explicit VR little endian up to `pixel_data`.
fn instance(syntax: &str, pixel_data: &[u8]) -> Vec<u8> {
    let mut out = vec![0; 128];
    out.extend(b"DICM");
    let mut element = |group: u16, element: u16, vr: &[u8; 2], value: &[u8]| {
        let padded = value.len() + value.len() % 2;
        out.extend([group.to_le_bytes(), element.to_le_bytes()].concat());
        out.extend(vr);
        out.extend((padded as u16).to_le_bytes());
        out.extend(value);
        out.resize(out.len() + padded - value.len(), if vr == b"UI" { 0 } else { b' ' });
    };
    element(0x0002, 0x0010, b"UI", syntax.as_bytes());
    element(0x0008, 0x0016, b"UI", b"1.2.840.10008.5.1.4.1.1.1.1");
    element(0x0008, 0x0060, b"CS", b"DX");
    element(0x0018, 0x0015, b"CS", b"CHEST");
    element(0x0018, 0x5101, b"CS", b"PA");
    element(0x0028, 0x0002, b"US", &[1, 0]);
    element(0x0028, 0x0004, b"CS", b"MONOCHROME2");
    element(0x0028, 0x0010, b"US", &(ROWS as u16).to_le_bytes());
    element(0x0028, 0x0011, b"US", &(COLUMNS as u16).to_le_bytes());
    element(0x0028, 0x0100, b"US", &[16, 0]);
    element(0x0028, 0x0101, b"US", &[BITS as u8, 0]);
    element(0x0028, 0x0102, b"US", &[BITS as u8 - 1, 0]);
    element(0x0028, 0x0103, b"US", &[0, 0]);
    element(0x0028, 0x1050, b"DS", b"6000");
    element(0x0028, 0x1051, b"DS", b"11000");
    out.extend(pixel_data);
    out
}

fn native(cells: &[u8]) -> Vec<u8> {
    let header = [0xE0, 0x7F, 0x10, 0x00, b'O', b'W', 0, 0];
    [&header[..], &(cells.len() as u32).to_le_bytes(), cells].concat()
}

/// Pixel Data of one fragment, PS3.5 annex A.4.
fn fragment(codestream: &[u8]) -> Vec<u8> {
    let mut codestream = codestream.to_vec();
    codestream.resize(codestream.len().next_multiple_of(2), 0);
    let header = [0xE0, 0x7F, 0x10, 0x00, b'O', b'B', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF];
    let item = [0xFE, 0xFF, 0x00, 0xE0];
    let end = [0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0];
    let length = (codestream.len() as u32).to_le_bytes();
    [&header[..], &item, &[0; 4], &item, &length, &codestream, &end].concat()
}

/// ITU-T T.81 process 14 with predictor 1 (annex H), written as plainly as it can be.
fn lossless_jpeg(values: &[u16]) -> Vec<u8> {
    let differences: Vec<i32> = (0..values.len())
        .map(|at| {
            let prediction = match (at / COLUMNS, at % COLUMNS) {
                (0, 0) => 1 << (BITS - 1),
                (_, 0) => i32::from(values[at - COLUMNS]),
                _ => i32::from(values[at - 1]),
            };
            i32::from(values[at]) - prediction
        })
        .collect();
    // Bits of the magnitude. Differences of 14 bits need no category beyond 15.
    let category = |difference: i32| (32 - difference.unsigned_abs().leading_zeros()) as usize;
    let mut counts = [0usize; 16];
    for difference in &differences {
        counts[category(*difference)] += 1;
    }
    // The more frequent a category, the shorter its code; as a real encoder would count, to within a few hundredths.
    let lengths = [2u8, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9, 10, 11, 12, 13];
    let mut by_frequency: Vec<usize> = (0..16).collect();
    by_frequency.sort_by_key(|category| std::cmp::Reverse(counts[*category]));
    let mut of_length = [0u8; 16];
    let mut codes = [(0u32, 0u8); 16];
    let mut code = 0u32;
    for (rank, &category) in by_frequency.iter().enumerate() {
        let length = lengths[rank];
        if rank > 0 {
            code = (code + 1) << (length - lengths[rank - 1]);
        }
        codes[category] = (code, length);
        of_length[usize::from(length) - 1] += 1;
    }
    let [r, c] = [(ROWS as u16).to_be_bytes(), (COLUMNS as u16).to_be_bytes()];
    let mut out = vec![0xFF, 0xD8, 0xFF, 0xC3, 0, 11, BITS as u8, r[0], r[1], c[0], c[1], 1, 1, 0x11, 0];
    out.extend([0xFF, 0xC4, 0, 2 + 1 + 16 + 16, 0]);
    out.extend(of_length);
    out.extend(by_frequency.iter().map(|category| *category as u8));
    out.extend([0xFF, 0xDA, 0, 8, 1, 1, 0, 1, 0, 0]);
    let (mut buffer, mut held) = (0u64, 0u32);
    let mut put = |bits: u32, count: u32, out: &mut Vec<u8>| {
        buffer = buffer << count | u64::from(bits);
        held += count;
        while held >= 8 {
            held -= 8;
            let byte = (buffer >> held) as u8;
            out.push(byte);
            if byte == 0xFF {
                out.push(0);
            }
        }
    };
    for difference in differences {
        let category = category(difference);
        let (code, length) = codes[category];
        put(code, u32::from(length), &mut out);
        let extra = if difference < 0 { difference + (1 << category) - 1 } else { difference };
        put(extra as u32, category as u32, &mut out);
    }
    put(0x7F, 7, &mut out);
    out.extend([0xFF, 0xD9]);
    out
}
