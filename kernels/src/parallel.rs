//! Loops over independent pieces: on the caller's rayon pool, or one after the other without the feature.

/// Threads that a loop may use.
pub(crate) fn threads() -> usize {
    #[cfg(feature = "rayon")]
    return rayon::current_num_threads();
    #[cfg(not(feature = "rayon"))]
    1
}

/// The thread that runs this, below [`threads`].
pub(crate) fn thread() -> usize {
    #[cfg(feature = "rayon")]
    return rayon::current_thread_index().unwrap_or(0);
    #[cfg(not(feature = "rayon"))]
    0
}

/// Calls `each` for every piece, at the same time if `parallel`.
pub(crate) fn for_each<T: Send>(
    parallel: bool,
    pieces: impl Iterator<Item = T>,
    each: impl Fn(T) + Sync + Send,
) {
    #[cfg(feature = "rayon")]
    if parallel {
        use rayon::iter::{IntoParallelIterator, ParallelIterator};
        let pieces: Vec<T> = pieces.collect();
        pieces.into_par_iter().for_each(each);
        return;
    }
    let _ = parallel;
    pieces.for_each(each);
}
