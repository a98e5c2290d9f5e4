//! Hard limits, applied before anything is allocated.

/// Levels of nested sequences that are followed. PS3.5 sets no limit; the deepest standard objects nest a dozen.
pub const MAX_DEPTH: usize = 64;

/// Rows times Columns of one frame. The largest flat panels have 18.5 million pixels (43 cm at 0.1 mm), film
/// digitisers about 30 million; beyond this it is not a chest radiograph.
pub const MAX_PIXELS: u64 = 1 << 25;

/// Bytes that a deflated data set may inflate to: the largest frame at 16 bits, and 8 MiB for everything else.
pub const MAX_INFLATED: usize = 72 << 20;

/// Fragments of encapsulated pixel data. A film has one; encoders that split write some dozens.
pub const MAX_FRAGMENTS: usize = 1 << 16;

/// Bytes of a text that are read: in explicit VR no text on the reader's list can be longer (PS3.5 table 7.1-2).
pub const MAX_TEXT: usize = 1 << 16;

/// Items read of a sequence the reader uses (LUTs, codes), and windows of a film.
pub(crate) const MAX_ITEMS: usize = 64;

/// Shortest side of a film, in pixels. Below it there is nothing to look at; preprocessing asks for more still.
pub const MIN_SIDE: u32 = 16;
