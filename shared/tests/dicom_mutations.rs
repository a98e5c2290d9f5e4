//! A bounded fuzz run on stable: files of the corpus (or, without it, one made here), damaged at random.
//!
//! `LOBAR_FUZZ_RUNS` sets the number of damaged files (default 20,000), `LOBAR_FUZZ_SEED` where the numbers start,
//! `LOBAR_FUZZ_ONLY` a part of the seeds' names.
//! No input may panic or take long; what the reader says is not judged, but an accepted film must have pixels.

use std::path::PathBuf;
use std::time::Instant;

use shared::dicom::{AcquisitionScope, InspectOptions, Outcome, inspect_with};

/// xorshift64: the same damage on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }
}

fn element(out: &mut Vec<u8>, tag: (u16, u16), vr: &[u8; 2], value: &[u8]) {
    out.extend(tag.0.to_le_bytes());
    out.extend(tag.1.to_le_bytes());
    out.extend(vr);
    if vr == b"OW" {
        out.extend([0, 0]);
        out.extend((value.len() as u32).to_le_bytes());
    } else {
        out.extend((value.len() as u16).to_le_bytes());
    }
    out.extend(value);
}

/// A film of 20 x 18 pixels, explicit VR little endian.
fn small_film() -> Vec<u8> {
    let mut out = vec![0; 128];
    out.extend(b"DICM");
    element(&mut out, (0x0002, 0x0010), b"UI", b"1.2.840.10008.1.2.1\0");
    element(&mut out, (0x0008, 0x0060), b"CS", b"DX");
    element(&mut out, (0x0018, 0x0015), b"CS", b"CHEST ");
    element(&mut out, (0x0018, 0x5101), b"CS", b"PA");
    element(&mut out, (0x0028, 0x0002), b"US", &[1, 0]);
    element(&mut out, (0x0028, 0x0004), b"CS", b"MONOCHROME1 ");
    for (tag, value) in [(0x0010, 20u16), (0x0011, 18), (0x0100, 16), (0x0101, 12), (0x0102, 11), (0x0103, 1)]
    {
        element(&mut out, (0x0028, tag), b"US", &value.to_le_bytes());
    }
    element(&mut out, (0x0028, 0x1050), b"DS", b"40\\1e3 ");
    element(&mut out, (0x0028, 0x1051), b"DS", b"400\\1 ");
    let pixels: Vec<u8> = (0..360u16).flat_map(|v| (v * 11 % 4096).to_le_bytes()).collect();
    element(&mut out, (0x7FE0, 0x0010), b"OW", &pixels);
    out
}

/// Seeds of at most 16 KiB: larger ones only make each run slower.
fn seeds() -> Vec<(String, Vec<u8>)> {
    let mut seeds = vec![("small_film".to_owned(), small_film())];
    let only = std::env::var("LOBAR_FUZZ_ONLY").unwrap_or_default();
    let root = std::env::var_os("LOBAR_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared"), PathBuf::from);
    let folders = std::fs::read_dir(root.join("dicom-corpus")).into_iter().flatten().flatten();
    for folder in folders.filter(|folder| folder.path().is_dir()) {
        for file in std::fs::read_dir(folder.path()).into_iter().flatten().flatten() {
            let name = format!("{}/{}", folder.file_name().display(), file.file_name().display());
            let bytes = std::fs::read(file.path()).expect("a corpus file");
            if bytes.len() <= 16 << 10 && name.contains(&only) {
                seeds.push((name, bytes));
            }
        }
    }
    seeds.sort();
    seeds
}

fn damage(bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    for _ in 0..=random.below(6) {
        let at = random.below(bytes.len());
        match random.below(8) {
            0 => bytes.truncate(at),
            1 => {
                let end = (at + random.below(16)).min(bytes.len());
                bytes.drain(at..end);
            }
            2 => {
                let from = random.below(other.len());
                let end = (from + random.below(64)).min(other.len());
                bytes.splice(at..at, other[from..end].iter().copied());
            }
            3 => {
                let interesting =
                    [0u32, 1, 0xFF, 0xFFFF, 0x7FFF_FFFF, 0xFFFF_FFF0, u32::MAX, random.next() as u32];
                let value = interesting[random.below(interesting.len())].to_le_bytes();
                for (byte, new) in bytes.iter_mut().skip(at).zip(value).take(1 + random.below(4)) {
                    *byte = new;
                }
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
        }
    }
}

#[test]
fn damaged_files_never_panic() {
    let number = |name: &str, default: u64| {
        std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
    };
    let runs = number("LOBAR_FUZZ_RUNS", 20_000);
    let seeds = seeds();
    let mut random =
        Random(0x9E37_79B9_7F4A_7C15 ^ number("LOBAR_FUZZ_SEED", 1).wrapping_mul(0xD1B5_4A32_D192_ED03));
    let (mut accepted, mut slowest) = (0u64, (0.0f64, String::new()));
    let start = Instant::now();
    for run in 0..runs {
        let (name, seed) = &seeds[random.below(seeds.len())];
        let (_, other) = &seeds[random.below(seeds.len())];
        let mut bytes = seed.clone();
        damage(&mut bytes, other, &mut random);
        let saved = std::env::temp_dir().join(format!("lobar-fuzz-{}.dcm", std::process::id()));
        let begin = Instant::now();
        let result = std::panic::catch_unwind(|| {
            inspect_with(&bytes, &AcquisitionScope::chest_frontal(), InspectOptions { decode_rejected: true })
        });
        let took = begin.elapsed().as_secs_f64();
        let Ok(inspection) = result else {
            std::fs::write(&saved, &bytes).expect("a temporary file");
            panic!("run {run} of {name} panicked; the file is {}", saved.display());
        };
        if took > slowest.0 {
            slowest = (took, name.clone());
        }
        if inspection.outcome == Outcome::Accept {
            accepted += 1;
            let picture = inspection.picture().expect("an accepted film has a picture");
            let stored = inspection.stored.as_ref().expect("an accepted film has stored values");
            assert_eq!(picture.pixels().len(), stored.values().count());
        }
    }
    let took = start.elapsed().as_secs_f64();
    println!(
        "{runs} damaged files of {} seeds in {took:.0} s, {accepted} accepted; slowest {:.0} ms ({})",
        seeds.len(),
        slowest.0 * 1e3,
        slowest.1
    );
}
