//! What the engine is asked.

/// Something the engine is asked to do for a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Classify the row's film.
    Classify(u32),
    /// Make the viewer's picture of the row's film.
    Film(u32),
    /// List the attributes of the row's file.
    Tags(u32),
    /// Make the files of the row's film for an export.
    Export(u32),
    /// Make the picture of the row's film for the printer. The engine is asked as it is for the viewer.
    Print(u32),
}

impl Question {
    /// The row it is about.
    pub fn row(self) -> u32 {
        match self {
            Self::Classify(row)
            | Self::Film(row)
            | Self::Tags(row)
            | Self::Export(row)
            | Self::Print(row) => row,
        }
    }
}
