use super::*;

/// How an entry of a test zip differs from an honest, stored one.
#[derive(Clone, Copy, Default)]
struct Twist {
    flags: u16,
    method: u16,
    size: Option<u32>,
    header: Option<u32>,
    wide: bool,
}

/// A zip of stored entries, with its directory twisted.
fn zip(files: &[(&str, &[u8], Twist)]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, content, twist) in files {
        let header = twist.header.unwrap_or(bytes.len() as u32);
        let sizes = (content.len() as u32, twist.size.unwrap_or(content.len() as u32));
        let fixed = |version: &[u8]| {
            let mut part = version.to_vec();
            part.extend(twist.flags.to_le_bytes());
            part.extend(twist.method.to_le_bytes());
            part.extend([0; 4]);
            part.extend(0x1234_5678_u32.to_le_bytes());
            part
        };
        bytes.extend(LOCAL);
        bytes.extend(fixed(&[20, 0]));
        bytes.extend(sizes.0.to_le_bytes());
        bytes.extend(sizes.1.to_le_bytes());
        bytes.extend((name.len() as u16).to_le_bytes());
        bytes.extend([3, 0]);
        bytes.extend(name.as_bytes());
        bytes.extend(*b"xyz");
        bytes.extend(*content);

        directory.extend(ENTRY);
        directory.extend(fixed(&[20, 0, 20, 0]));
        let extra: Vec<u8> = if twist.wide {
            directory.extend([0xff; 8]);
            let mut extra = vec![9, 9, 1, 0, 7, 1, 0, 24, 0];
            extra.extend(u64::from(sizes.1).to_le_bytes());
            extra.extend(u64::from(sizes.0).to_le_bytes());
            extra.extend(u64::from(header).to_le_bytes());
            extra
        } else {
            directory.extend(sizes.0.to_le_bytes());
            directory.extend(sizes.1.to_le_bytes());
            Vec::new()
        };
        directory.extend((name.len() as u16).to_le_bytes());
        directory.extend((extra.len() as u16).to_le_bytes());
        directory.extend([0; 10]);
        directory.extend(if twist.wide { u32::MAX } else { header }.to_le_bytes());
        directory.extend(name.as_bytes());
        directory.extend(extra);
    }
    let (offset, size) = (bytes.len(), directory.len());
    bytes.extend(directory);
    bytes.extend(END);
    bytes.extend([0; 4]);
    bytes.extend((files.len() as u16).to_le_bytes());
    bytes.extend((files.len() as u16).to_le_bytes());
    bytes.extend((size as u32).to_le_bytes());
    bytes.extend((offset as u32).to_le_bytes());
    bytes.extend([7, 0]);
    bytes.extend(*b"comment");
    bytes
}

fn honest<'a>(files: &[(&'a str, &'a [u8])]) -> Vec<u8> {
    zip(&files.iter().map(|(n, c)| (*n, *c, Twist::default())).collect::<Vec<_>>())
}

fn list(bytes: &[u8]) -> Result<Vec<Entry>, Fault> {
    let tail = bytes.len().saturating_sub(TAIL as usize);
    let place = locate(&bytes[tail..], bytes.len() as u64)?;
    entries(&bytes[place.start as usize..][..place.length as usize], place)
}

fn content<'a>(bytes: &'a [u8], entry: &Entry) -> &'a [u8] {
    let data = entry.data(&bytes[entry.header as usize..][..30]).unwrap() as usize;
    &bytes[data..data + entry.packed as usize]
}

#[test]
fn files_are_listed_by_folder_and_name_and_found() {
    let bytes =
        honest(&[("b/2", b"two"), ("b/", b""), ("a", b"one"), ("c\u{7}ü", b"three"), ("b/10", b"ten")]);
    let listed = list(&bytes).unwrap();
    let names: Vec<_> = listed.iter().map(|e| e.name.as_str()).collect();
    assert_eq!(names, ["a", "b/10", "b/2", "c\u{fffd}ü"]);
    let contents: Vec<_> = listed.iter().map(|e| content(&bytes, e)).collect();
    assert_eq!(contents, [&b"one"[..], b"ten", b"two", b"three"]);
    assert!(listed.iter().all(|e| e.fault.is_none() && !e.deflated && e.crc == 0x1234_5678));
}

#[test]
fn bytes_before_the_zip_and_zip64_fields_are_allowed_for() {
    let wide = Twist { wide: true, ..Twist::default() };
    let bytes = [&b"program"[..], &zip(&[("a", b"one", wide), ("b", b"two", Twist::default())])].concat();
    let listed = list(&bytes).unwrap();
    assert_eq!(listed.iter().map(|e| content(&bytes, e)).collect::<Vec<_>>(), [&b"one"[..], b"two"]);
}

#[test]
fn a_zip64_end_record_is_followed() {
    let plain = honest(&[("a", b"one")]);
    let end = plain.len() - 29;
    let place = locate(&plain, plain.len() as u64).unwrap();
    let mut bytes = plain[..end].to_vec();
    bytes.extend(END64);
    bytes.extend(44_u64.to_le_bytes());
    bytes.extend([0; 12]);
    bytes.extend(1_u64.to_le_bytes());
    bytes.extend(1_u64.to_le_bytes());
    bytes.extend(place.length.to_le_bytes());
    bytes.extend(place.start.to_le_bytes());
    bytes.extend(LOCATOR64);
    bytes.extend([0; 4]);
    bytes.extend((end as u64).to_le_bytes());
    bytes.extend([1, 0, 0, 0]);
    let mut record = plain[end..].to_vec();
    record[8..20].fill(0xff);
    bytes.extend(record);
    let listed = list(&bytes).unwrap();
    assert_eq!(content(&bytes, &listed[0]), b"one");
    // Without its locator there is nothing to follow.
    let cut = [&bytes[..bytes.len() - 49], &bytes[bytes.len() - 29..]].concat();
    assert_eq!(list(&cut), Err(Fault::Damaged));
}

#[test]
fn what_is_not_unpacked_is_named_on_its_own_entry() {
    let fault = |twist: Twist| {
        let bytes = zip(&[("a", b"one", twist), ("b", b"two", Twist::default())]);
        let listed = list(&bytes).unwrap();
        assert_eq!(listed[1].fault, None);
        listed[0].fault
    };
    assert_eq!(fault(Twist { flags: 1, ..Twist::default() }), Some(Fault::Encrypted));
    assert_eq!(fault(Twist { method: 14, ..Twist::default() }), Some(Fault::Method(14)));
    let bomb = Twist { method: 8, size: Some(u32::MAX - 1), ..Twist::default() };
    assert_eq!(fault(bomb), Some(Fault::TooLarge));
    assert_eq!(fault(Twist { size: Some(9), ..Twist::default() }), Some(Fault::Size));
    assert_eq!(fault(Twist { method: 8, size: Some(9), ..Twist::default() }), None);
}

#[test]
fn an_ambiguous_zip_is_refused_as_a_whole() {
    assert_eq!(list(&honest(&[("a", b"one"), ("a", b"two")])), Err(Fault::SameName));
    let same = Twist { header: Some(0), ..Twist::default() };
    assert_eq!(list(&zip(&[("a", b"one", Twist::default()), ("b", b"two", same)])), Err(Fault::Shared));
    let beyond = Twist { header: Some(1_000_000), ..Twist::default() };
    assert_eq!(list(&zip(&[("a", b"one", beyond)])), Err(Fault::Shared));
    assert_eq!(list(&honest(&[])), Err(Fault::Empty));
    assert_eq!(list(&honest(&[("b/", b"")])), Err(Fault::Empty));
}

#[test]
fn a_damaged_zip_never_panics() {
    let wide = Twist { wide: true, ..Twist::default() };
    let whole = zip(&[("a", b"one", wide), ("b/c", b"two", Twist::default())]);
    for cut in 0..whole.len() {
        assert!(list(&whole[..cut]).is_err(), "{cut}");
    }
    for at in 0..whole.len() {
        for value in [0, 1, 0x7f, 0xff] {
            let mut bytes = whole.clone();
            bytes[at] = value;
            for entry in list(&bytes).into_iter().flatten() {
                let local = usize::try_from(entry.header).ok().and_then(|at| bytes.get(at..));
                let _ = entry.data(local.unwrap_or_default());
            }
        }
    }
}
