//! Small instances for tests, written by hand so that each is exactly as broken as it says.

/// One element: group, element, representation, value.
pub(crate) type El<'a> = (u16, u16, &'a [u8; 2], &'a [u8]);

/// An element in explicit VR little endian; odd values get a pad byte.
pub(crate) fn explicit(group: u16, element: u16, vr: &[u8; 2], value: &[u8]) -> Vec<u8> {
    let mut value = value.to_vec();
    if value.len() % 2 == 1 {
        value.push(if vr == b"UI" { 0 } else { b' ' });
    }
    let mut out = [group.to_le_bytes(), element.to_le_bytes()].concat();
    out.extend(vr);
    if matches!(vr, b"OB" | b"OW" | b"SQ" | b"UN") {
        out.extend([0, 0]);
        out.extend((value.len() as u32).to_le_bytes());
    } else {
        out.extend((value.len() as u16).to_le_bytes());
    }
    out.extend(value);
    out
}

/// The elements of an acceptable film of 16 x 16 pixels of 8 bits, values 0 to 255, in order.
pub(crate) fn film() -> Vec<El<'static>> {
    static PIXELS: [u8; 256] = {
        let mut pixels = [0; 256];
        let mut i = 0;
        while i < 256 {
            pixels[i] = i as u8;
            i += 1;
        }
        pixels
    };
    vec![
        (0x0008, 0x0016, b"UI", b"1.2.840.10008.5.1.4.1.1.1.1"),
        (0x0008, 0x0060, b"CS", b"DX"),
        (0x0010, 0x0010, b"PN", b"DOE^JANE"),
        (0x0010, 0x1010, b"AS", b"044Y"),
        (0x0018, 0x0015, b"CS", b"CHEST"),
        (0x0018, 0x5101, b"CS", b"PA"),
        (0x0028, 0x0002, b"US", &[1, 0]),
        (0x0028, 0x0004, b"CS", b"MONOCHROME2"),
        (0x0028, 0x0010, b"US", &[16, 0]),
        (0x0028, 0x0011, b"US", &[16, 0]),
        (0x0028, 0x0100, b"US", &[8, 0]),
        (0x0028, 0x0101, b"US", &[8, 0]),
        (0x0028, 0x0102, b"US", &[7, 0]),
        (0x0028, 0x0103, b"US", &[0, 0]),
        (0x7FE0, 0x0010, b"OB", &PIXELS),
    ]
}

/// Replaces or adds an element, keeping the order.
pub(crate) fn with<'a>(mut elements: Vec<El<'a>>, element: El<'a>) -> Vec<El<'a>> {
    elements.retain(|old| (old.0, old.1) != (element.0, element.1));
    elements.push(element);
    elements.sort_by_key(|element| (element.0, element.1));
    elements
}

/// The data set of `elements` in explicit VR little endian.
pub(crate) fn data_set(elements: &[El<'_>]) -> Vec<u8> {
    elements.iter().flat_map(|(group, element, vr, value)| explicit(*group, *element, vr, value)).collect()
}

/// Preamble, "DICM", a meta group naming `syntax`, and the data set.
pub(crate) fn part10(syntax: &str, data_set: &[u8]) -> Vec<u8> {
    let mut out = vec![0; 128];
    out.extend(b"DICM");
    out.extend(explicit(0x0002, 0x0010, b"UI", syntax.as_bytes()));
    out.extend(data_set);
    out
}

/// A film with one element changed, as a file in explicit VR little endian.
pub(crate) fn file_with(element: El<'_>) -> Vec<u8> {
    part10("1.2.840.10008.1.2.1", &data_set(&with(film(), element)))
}
