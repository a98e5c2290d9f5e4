//! The list's keys, for the page's help.

/// Keys and the messages that say what they do.
pub const KEYS: [(&str, &str); 6] = [
    ("↑ ↓", "worklist-key-move"),
    ("PgUp PgDn", "worklist-key-page"),
    ("Home End", "worklist-key-ends"),
    ("G", "worklist-key-group"),
    ("/", "worklist-key-search"),
    ("M", "worklist-key-mask"),
];
