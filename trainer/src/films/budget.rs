//! A bound on the memory of films that are decoded at the same time, whatever their number and size.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::{Condvar, Mutex, PoisonError};

use shared::dicom::limits::MAX_PIXELS;

use super::is_picture;

/// Bytes to be shared out: together with the films' results far below a gigabyte.
pub const BYTES: u64 = 384 << 20;

/// What a DICOM instance is lent beyond its own bytes: the largest frame at 16 bits, its picture and the decoder.
const DICOM_BYTES: u64 = MAX_PIXELS * 5;

/// Bytes that reading and decoding a film may take, from the file's size and header.
///
/// # Errors
///
/// If the file cannot be read.
pub fn cost(path: &Path) -> std::io::Result<u64> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut start = [0; 8];
    let read = file.read(&mut start)?;
    if !is_picture(&start[..read]) {
        return Ok(length + DICOM_BYTES);
    }
    let sides = image::ImageReader::open(path)?.with_guessed_format()?.into_dimensions();
    // A header that cannot be read stops the decoder too. Eight bytes a pixel is the widest mode there is.
    Ok(length + sides.map_or(0, |(width, height)| u64::from(width) * u64::from(height) * 9))
}

/// So many bytes, lent to whoever decodes.
pub struct Budget {
    all: u64,
    free: Mutex<u64>,
    returned: Condvar,
}

/// Lent bytes, given back when dropped.
pub struct Lent<'a> {
    budget: &'a Budget,
    bytes: u64,
}

impl Budget {
    /// A budget of `bytes`.
    pub fn new(bytes: u64) -> Self {
        Self { all: bytes, free: Mutex::new(bytes), returned: Condvar::new() }
    }

    /// Waits until `bytes` are free. Whoever asks for more than there is gets all of it, and so decodes alone.
    pub fn lend(&self, bytes: u64) -> Lent<'_> {
        let bytes = bytes.min(self.all);
        // A number is never left half changed, so a thread that panicked does no harm.
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        while *free < bytes {
            free = self.returned.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
        *free -= bytes;
        Lent { budget: self, bytes }
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        *self.budget.free.lock().unwrap_or_else(PoisonError::into_inner) += self.bytes;
        self.budget.returned.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn never_more_is_lent_than_there_is() {
        let (budget, lent, most) = (Budget::new(100), AtomicU64::new(0), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for i in 0..8 {
                let (budget, lent, most) = (&budget, &lent, &most);
                scope.spawn(move || {
                    for k in 0..50 {
                        let bytes = (i * 13 + k * 7) % 60 + 1;
                        let hold = budget.lend(bytes);
                        let now = lent.fetch_add(bytes, Ordering::SeqCst) + bytes;
                        most.fetch_max(now, Ordering::SeqCst);
                        lent.fetch_sub(bytes, Ordering::SeqCst);
                        drop(hold);
                    }
                });
            }
        });
        assert!(most.load(Ordering::SeqCst) <= 100);
        // More than there is: all of it, rather than waiting for ever.
        drop(budget.lend(1000));
    }
}
