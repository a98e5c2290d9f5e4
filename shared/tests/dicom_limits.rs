//! What a hostile file can cost: memory, measured with a counting allocator, and time.
//!
//! Needs the conformance corpus; see `dicom_corpus.rs` for where it is looked for.

// An allocator cannot be written without; it forwards to the system's and counts.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use serde_json::Value;
use shared::dicom::{AcquisitionScope, InspectOptions, inspect_with, limits};

struct Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is the system allocator's own; the counters do not touch the memory.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        PEAK.fetch_max(now, Ordering::Relaxed);
        // SAFETY: the caller's contract is passed on unchanged.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Peak: 16 MiB and four times what the file holds and what it really decodes to (six times for JPEG 2000). Time: 200 ms
/// for a corrupt file, with room for a busy machine.
#[test]
fn no_file_costs_more_than_it_holds() {
    let root = std::env::var_os("LOBAR_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared"), PathBuf::from);
    let corpus = root.join("dicom-corpus");
    let Ok(text) = std::fs::read_to_string(corpus.join("expected.json")) else {
        println!("skipped: no dicom-corpus beside the project and LOBAR_SHARED is not set");
        return;
    };
    let expected: Value = serde_json::from_str(&text).expect("expected.json is JSON");
    let (mut worst, mut slowest) = ((0.0f64, String::new()), (0.0f64, String::new()));
    let mut complaints = Vec::new();
    for entry in expected["files"].as_array().expect("files") {
        let name = entry["file"].as_str().expect("file");
        let bytes = std::fs::read(corpus.join(name)).expect(name);
        let before = NOW.load(Ordering::Relaxed);
        PEAK.store(before, Ordering::Relaxed);
        let start = Instant::now();
        let inspection = inspect_with(
            &bytes,
            &AcquisitionScope::chest_frontal(),
            InspectOptions { decode_rejected: true },
        );
        let took = start.elapsed().as_secs_f64();
        let peak = PEAK.load(Ordering::Relaxed).saturating_sub(before);
        let cell =
            if inspection.stored.as_ref().is_some_and(|stored| stored.bits_stored() <= 8) { 1 } else { 2 };
        let mut decoded =
            inspection.stored.as_ref().map_or(0, |stored| stored.rows() * stored.columns() * cell);
        if inspection.transfer_syntax.as_deref() == Some("1.2.840.10008.1.2.1.99")
            || name.contains("deflated")
        {
            decoded += limits::MAX_INFLATED;
        }
        // The JPEG 2000 decoder works on three planes of floats.
        let factor = 4;
        let allowed = (16 << 20) + factor * (bytes.len() + decoded);
        let share = peak as f64 / allowed as f64;
        if share > worst.0 {
            worst = (share, format!("{name}: {peak} of {allowed} bytes"));
        }
        if peak > allowed {
            complaints.push(format!("{name}: {peak} bytes at the peak, {allowed} allowed"));
        }
        if name.starts_with("corrupt/") && took > slowest.0 {
            slowest = (took, name.to_owned());
        }
    }
    println!("nearest to its memory limit: {}", worst.1);
    println!("slowest corrupt file: {} in {:.0} ms", slowest.1, slowest.0 * 1000.0);
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    // The measured figure is for a quiet machine; a test that fails on a busy one would be noise.
    assert!(slowest.0 < 5.0, "{} took {:.1} s", slowest.1, slowest.0);
}
