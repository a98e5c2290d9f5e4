//! A bound on the memory of films that are decoded at the same time.

use std::sync::{Condvar, Mutex, PoisonError};

/// Bytes to be shared out: together with the films' results far below a gigabyte.
pub(super) const BYTES: u64 = 384 << 20;

/// So many bytes, lent to whoever decodes.
pub(super) struct Budget {
    all: u64,
    free: Mutex<u64>,
    returned: Condvar,
}

/// Lent bytes, given back when dropped.
pub(super) struct Lent<'a> {
    budget: &'a Budget,
    bytes: u64,
}

impl Budget {
    pub(super) fn new(bytes: u64) -> Self {
        Self { all: bytes, free: Mutex::new(bytes), returned: Condvar::new() }
    }

    /// Waits until `bytes` are free. Whoever asks for more than there is gets all of it, and so decodes alone.
    pub(super) fn lend(&self, bytes: u64) -> Lent<'_> {
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
