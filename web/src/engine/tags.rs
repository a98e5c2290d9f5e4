//! Every attribute of a file, for the reader's eyes.

use std::cell::RefCell;
use std::rc::Rc;

use shared::dicom::{self, Dictionary, tag_table};
use web_sys::RequestCache;

use super::fetch;
use crate::protocol::{TagForm, TagRow, TagTable};

thread_local! {
    // Fetched for the first table, and small beside the package.
    static DICTIONARY: RefCell<Option<Rc<Dictionary>>> = const { RefCell::new(None) };
}

/// The dictionary. Without it the table has tags instead of names; the next table asks for it again.
pub(super) async fn dictionary(url: &str) -> Rc<Dictionary> {
    if let Some(known) = DICTIONARY.with_borrow(Clone::clone) {
        return known;
    }
    match fetch::download(url, "dictionary.txt", RequestCache::Default).await.map(String::from_utf8) {
        Ok(Ok(text)) => {
            let dictionary = Rc::new(Dictionary::new(text));
            DICTIONARY.set(Some(Rc::clone(&dictionary)));
            dictionary
        }
        _ => Rc::default(),
    }
}

/// The table of a file.
pub(super) fn table(bytes: &[u8], dictionary: &Dictionary) -> TagTable {
    let table = tag_table(bytes, dictionary);
    TagTable { rows: table.rows.into_iter().map(row).collect(), fault: table.fault, more: table.more }
}

fn row(row: dicom::TagRow) -> TagRow {
    TagRow {
        tag: row.tag.to_string(),
        keyword: row.keyword,
        vr: row.vr.map(|vr| vr.iter().map(|&b| char::from(b)).collect()).unwrap_or_default(),
        depth: row.depth as u32,
        creator: row.creator,
        form: match row.form {
            dicom::TagForm::Text => TagForm::Text,
            dicom::TagForm::Bytes => TagForm::Bytes,
            dicom::TagForm::Sequence => TagForm::Sequence,
            dicom::TagForm::Item => TagForm::Item,
            dicom::TagForm::Fragments => TagForm::Fragments,
        },
        value: row.value,
        cut: row.cut,
        length: row.length as u64,
        items: row.items as u32,
        identifies: row.identifies,
    }
}
