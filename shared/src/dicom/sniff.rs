//! What a file that is not DICOM is, for a message that helps.

/// Names the kind of a file by its first bytes, with its article, or says that it is not known.
pub(crate) fn kind(bytes: &[u8]) -> &'static str {
    const MAGIC: &[(&[u8], &str)] = &[
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"\xFF\xD8\xFF", "a JPEG picture"),
        (b"PK\x03\x04", "a zip archive"),
        (b"PK\x05\x06", "an empty zip archive"),
        (b"\x1F\x8B", "a gzip archive"),
        (b"%PDF-", "a PDF document"),
        (b"GIF8", "a GIF picture"),
        (b"BM", "a BMP picture"),
        (b"II*\0", "a TIFF picture"),
        (b"MM\0*", "a TIFF picture"),
        (b"RIFF", "a RIFF file (WebP or similar)"),
        (b"\0\0\0\x0CjP  ", "a JPEG 2000 picture"),
        (b"\xFF\x4F\xFF\x51", "a JPEG 2000 codestream"),
        (b"\xFF\x0A", "a JPEG XL picture"),
        (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive"),
        (b"Rar!", "a RAR archive"),
        (b"MZ", "a Windows program"),
        (b"\x7FELF", "a program"),
    ];
    if bytes.is_empty() {
        return "an empty file";
    }
    if let Some((_, name)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return name;
    }
    if bytes.get(344..348) == Some(b"n+1\0") {
        return "a NIfTI image";
    }
    text_kind(bytes).unwrap_or("no kind of file this reader knows")
}

fn text_kind(bytes: &[u8]) -> Option<&'static str> {
    let head = bytes.get(..512).unwrap_or(bytes);
    let printable = head.iter().all(|&b| b >= 0x20 || matches!(b, b'\t' | b'\n' | b'\r'));
    // A multi-byte character may be cut by the end of the head, which is not an error of the text.
    let utf8 = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    if !printable || !utf8 {
        return None;
    }
    let start: Vec<u8> = head
        .iter()
        .copied()
        .skip_while(u8::is_ascii_whitespace)
        .take(14)
        .map(|b| b.to_ascii_lowercase())
        .collect();
    Some(match start.as_slice() {
        s if s.starts_with(b"<!doctype html") || s.starts_with(b"<html") => "an HTML page",
        s if s.starts_with(b"<") => "an XML document",
        s if s.starts_with(b"{") || s.starts_with(b"[") => "a JSON document",
        _ => "a text file",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_files_are_told_apart() {
        assert_eq!(kind(b""), "an empty file");
        assert_eq!(kind(b"%PDF-1.4\n"), "a PDF document");
        assert_eq!(kind(b"  <!DOCTYPE html><p>"), "an HTML page");
        assert_eq!(kind(b"[1]"), "a JSON document");
        assert_eq!(kind("Zażółć".as_bytes()), "a text file");
        assert_eq!(kind(&[0; 300]), "no kind of file this reader knows");
    }
}
