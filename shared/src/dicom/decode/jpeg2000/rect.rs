//! Rectangles on the reference grid and in the coordinates of resolutions and subbands, T.800 annex B.

/// A rectangle, the end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rect {
    pub(super) x0: u32,
    pub(super) y0: u32,
    pub(super) x1: u32,
    pub(super) y1: u32,
}

impl Rect {
    pub(super) fn width(&self) -> u32 {
        self.x1.saturating_sub(self.x0)
    }

    pub(super) fn height(&self) -> u32 {
        self.y1.saturating_sub(self.y0)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.width() == 0 || self.height() == 0
    }

    /// Each side through `f`, which is told whether the side is horizontal.
    pub(super) fn map(&self, f: impl Fn(u32, bool) -> u32) -> Self {
        Self { x0: f(self.x0, true), y0: f(self.y0, false), x1: f(self.x1, true), y1: f(self.y1, false) }
    }

    pub(super) fn intersect(&self, other: &Self) -> Self {
        Self {
            x0: self.x0.max(other.x0),
            y0: self.y0.max(other.y0),
            x1: self.x1.min(other.x1),
            y1: self.y1.min(other.y1),
        }
    }
}
