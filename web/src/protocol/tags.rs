//! Every attribute of a file, for the table that the reader may open.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TagForm {
    /// Text, or numbers written as text.
    Text,
    /// Bytes, as hexadecimal digits.
    Bytes,
    /// A sequence of [`TagRow::items`] items, which follow.
    Sequence,
    /// The item of number [`TagRow::items`]; what is in it follows, one level deeper.
    Item,
    /// Encapsulated pixel data in [`TagRow::items`] fragments.
    Fragments,
}

/// One attribute. It is shown, and goes nowhere else: `Debug` prints no value.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagRow {
    /// The tag, such as `(0008,0060)`.
    pub tag: String,
    /// The standard's keyword, such as `PatientName`; empty for what is private or unknown.
    #[serde(default)]
    pub keyword: String,
    /// The value representation; empty where neither the file nor the dictionary tells.
    #[serde(default)]
    pub vr: String,
    /// Levels of sequences and items around it.
    #[serde(default)]
    pub depth: u32,
    /// Who reserved the block of a private attribute.
    #[serde(default)]
    pub creator: Option<String>,
    /// What kind of row it is.
    pub form: TagForm,
    /// The value, as far as it is written out; several are separated by a backslash.
    #[serde(default)]
    pub value: String,
    /// Whether the value goes on beyond that.
    #[serde(default)]
    pub cut: bool,
    /// Bytes of the value in the file.
    #[serde(default)]
    pub length: u64,
    /// Items, fragments, or an item's number.
    #[serde(default)]
    pub items: u32,
    /// Whether it may tell who the patient is: masked with the patient's name.
    #[serde(default)]
    pub identifies: bool,
}

// Patient data never reaches a log or a panic message.
impl fmt::Debug for TagRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TagRow({} {}, {} bytes)", self.tag, self.keyword, self.length)
    }
}

/// The attributes of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagTable {
    /// In the file's order.
    pub rows: Vec<TagRow>,
    /// Why the rows end before the file does, in English and without patient data.
    pub fault: Option<String>,
    /// Whether the file has more attributes than are shown.
    #[serde(default)]
    pub more: bool,
}
