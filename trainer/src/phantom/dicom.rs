//! Phantoms as DICOM instances: Digital X-Ray Image Storage, for presentation (PS3.3 A.26).

use std::path::Path;

use dicom_core::value::DataSetSequence;
use dicom_core::{DataElement, PrimitiveValue, Tag, VR};
use dicom_object::mem::InMemElement;
use dicom_object::{FileMetaTableBuilder, InMemDicomObject};

use super::film::FULL_SCALE;
use super::nih::write_atomically;
use super::rng::{Part, Stream};
use super::{Phantom, PhantomError, ViewPosition};

/// Digital X-Ray Image Storage - For Presentation (PS3.4 annex B.5); with a further `.1` it would be For Processing.
const SOP_CLASS: &str = "1.2.840.10008.5.1.4.1.1.1.1";
/// Explicit VR Little Endian (PS3.5 annex A.2).
const TRANSFER_SYNTAX: &str = "1.2.840.10008.1.2.1";
/// This writer, as an Implementation Class UID: UUID 5f3c1d0e-7a42-4b6e-9c85-2d10e8f4a637 under 2.25 (PS3.5 annex B.2).
const IMPLEMENTATION: &str = "2.25.126588786747989195201921718920154490423";

/// How stored values become light (0028,0004).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Photometric {
    /// The lowest value is white: bone is stored dark and shown bright.
    Monochrome1,
    /// The lowest value is black.
    Monochrome2,
}

impl Photometric {
    /// `MONOCHROME1` or `MONOCHROME2`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Monochrome1 => "MONOCHROME1",
            Self::Monochrome2 => "MONOCHROME2",
        }
    }
}

/// The film as a DICOM file: 12 bits in 16, explicit VR little endian, with preamble and meta group.
///
/// MONOCHROME1 stores 4095 less the value and moves the window with it, so that both show the same picture, to the
/// last gray level. The same film gives the same bytes; the two photometric interpretations and different sizes
/// are different instances of one study.
///
/// # Errors
///
/// [`PhantomError::Dicom`] if the encoder refuses.
pub fn dicom_bytes(film: &Phantom, photometric: Photometric) -> Result<Vec<u8>, PhantomError> {
    let failed = |e: &dyn std::error::Error| PhantomError::Dicom(e.to_string());
    let uids = Uids::of(film, photometric);
    let meta = FileMetaTableBuilder::new()
        .transfer_syntax(TRANSFER_SYNTAX)
        .media_storage_sop_class_uid(SOP_CLASS)
        .media_storage_sop_instance_uid(uids.instance.as_str())
        .implementation_class_uid(IMPLEMENTATION)
        .implementation_version_name("LOBAR_PHANTOM");
    let object = data_set(film, photometric, &uids).with_meta(meta).map_err(|e| failed(&e))?;
    // Two bytes a pixel and less than 4 KiB of attributes.
    let mut bytes = Vec::with_capacity(2 * film.pixels.len() + 4096);
    object.write_all(&mut bytes).map_err(|e| failed(&e))?;
    Ok(bytes)
}

/// Writes [`dicom_bytes`] to `path`, beside its place and then renamed.
///
/// # Errors
///
/// [`PhantomError::Dicom`] or [`PhantomError::Write`].
pub fn write_dicom(film: &Phantom, photometric: Photometric, path: &Path) -> Result<(), PhantomError> {
    write_atomically(path, &dicom_bytes(film, photometric)?)
}

/// Unique identifiers derived from the seed.
struct Uids {
    study: String,
    series: String,
    instance: String,
}

impl Uids {
    fn of(film: &Phantom, photometric: Photometric) -> Self {
        let mut stream = Stream::new(film.seed, film.index, Part::Identity);
        // Each instance has a draw of its own, and a size its own bits in it.
        let mut next = |salt: u128| -> String {
            let random = u128::from(stream.bits()) << 64 | u128::from(stream.bits());
            // RFC 9562: version 8 (custom) and variant 10 make it a UUID, which 2.25 asks for (PS3.5 B.2).
            let uuid = (random ^ salt) & !(0xf << 76) & !(0x3 << 62) | 0x8 << 76 | 0x2 << 62;
            format!("2.25.{uuid}")
        };
        let salt = film.size as u128;
        let (study, series, first, second) = (next(0), next(0), next(salt), next(salt));
        let instance = match photometric {
            Photometric::Monochrome1 => first,
            Photometric::Monochrome2 => second,
        };
        Self { study, series, instance }
    }
}

/// The attributes, module by module in the order of PS3.3 table A.26-1.
fn data_set(film: &Phantom, photometric: Photometric, uids: &Uids) -> InMemDicomObject {
    let text = |group, element, vr, value: &str| {
        DataElement::new(Tag(group, element), vr, PrimitiveValue::from(value))
    };
    let word =
        |element, value: u16| DataElement::new(Tag(0x0028, element), VR::US, PrimitiveValue::from(value));
    let empty = |group, element, vr| DataElement::new(Tag(group, element), vr, PrimitiveValue::Empty);
    let inverted = photometric == Photometric::Monochrome1;
    let patient = format!("PHANTOM-{:05}", film.patient_id);
    // Dates that keep a patient's films in order and say nothing else.
    let date = format!("20{:02}{:02}01", 10 + film.patient_id % 10, 1 + film.follow_up % 12);
    // Up to 16 characters (PS3.5 6.2, DS).
    let spacing = format!("{:.6}\\{:.6}", film.pixel_spacing(), film.pixel_spacing());
    let center = if inverted { f32::from(FULL_SCALE) + 1.0 - film.window_center } else { film.window_center };
    let side = film.size as u16;
    let stored: Vec<u16> =
        film.pixels.iter().map(|&p| if inverted { FULL_SCALE - p.min(FULL_SCALE) } else { p }).collect();

    let elements: Vec<InMemElement> = vec![
        // Patient.
        text(0x0010, 0x0010, VR::PN, &format!("PHANTOM^{:05}", film.patient_id)),
        text(0x0010, 0x0020, VR::LO, &patient),
        // Patients of another seed are other patients.
        text(0x0010, 0x0021, VR::LO, &format!("LOBAR-PHANTOM-{}", film.seed)),
        empty(0x0010, 0x0030, VR::DA),
        text(0x0010, 0x0040, VR::CS, film.sex.as_str()),
        // General study and patient study.
        text(0x0020, 0x000d, VR::UI, &uids.study),
        text(0x0008, 0x0020, VR::DA, &date),
        text(0x0008, 0x0030, VR::TM, "120000"),
        empty(0x0008, 0x0090, VR::PN),
        text(0x0020, 0x0010, VR::SH, &format!("{}", film.follow_up + 1)),
        empty(0x0008, 0x0050, VR::SH),
        text(0x0008, 0x1030, VR::LO, "Computer-generated chest phantom"),
        text(0x0010, 0x1010, VR::AS, &format!("{:03}Y", film.age)),
        // General series and DX series.
        text(0x0008, 0x0060, VR::CS, "DX"),
        text(0x0020, 0x000e, VR::UI, &uids.series),
        text(0x0020, 0x0011, VR::IS, "1"),
        text(0x0008, 0x0068, VR::CS, "FOR PRESENTATION"),
        text(0x0018, 0x0015, VR::CS, "CHEST"),
        text(0x0018, 0x5101, VR::CS, film.view_position.as_str()),
        // General equipment.
        text(0x0008, 0x0070, VR::LO, "Lobar"),
        text(0x0008, 0x1090, VR::LO, "Phantom generator"),
        text(0x0018, 0x1020, VR::LO, env!("CARGO_PKG_VERSION")),
        // General image and DX anatomy imaged.
        text(0x0020, 0x0013, VR::IS, if inverted { "1" } else { "2" }),
        // Rows run to the patient's left, columns to the feet.
        text(0x0020, 0x0020, VR::CS, "L\\F"),
        text(0x0008, 0x0008, VR::CS, "ORIGINAL\\PRIMARY"),
        text(0x0008, 0x0022, VR::DA, &date),
        text(0x0008, 0x0023, VR::DA, &date),
        text(0x0008, 0x0032, VR::TM, "120000"),
        text(0x0008, 0x0033, VR::TM, "120000"),
        text(0x0028, 0x0301, VR::CS, "NO"),
        text(0x0028, 0x2110, VR::CS, "00"),
        text(0x0020, 0x0062, VR::CS, "U"),
        code(Tag(0x0008, 0x2218), "816094009", "SCT", "Chest"),
        // Acquisition context: nothing to say, but the sequence has to be there.
        DataElement::new(Tag(0x0040, 0x0555), VR::SQ, DataSetSequence::<InMemDicomObject>::empty()),
        // DX detector and positioning.
        text(0x0018, 0x1164, VR::DS, &spacing),
        text(0x0028, 0x0030, VR::DS, &spacing),
        empty(0x0018, 0x7004, VR::CS),
        code(Tag(0x0054, 0x0220), view_code(film.view_position).0, "SCT", view_code(film.view_position).1),
        // Image pixel and DX image.
        word(0x0002, 1),
        text(0x0028, 0x0004, VR::CS, photometric.as_str()),
        word(0x0010, side),
        word(0x0011, side),
        word(0x0100, 16),
        word(0x0101, 12),
        word(0x0102, 11),
        word(0x0103, 0),
        text(0x0028, 0x1040, VR::CS, "LOG"),
        // Higher values mean less beam where bone is stored bright (PS3.3 C.8.11.3.1.2).
        DataElement::new(
            Tag(0x0028, 0x1041),
            VR::SS,
            PrimitiveValue::from(if inverted { 1_i16 } else { -1 }),
        ),
        text(0x0028, 0x1050, VR::DS, &format!("{center}")),
        text(0x0028, 0x1051, VR::DS, &format!("{}", film.window_width)),
        text(0x0028, 0x1052, VR::DS, "0"),
        text(0x0028, 0x1053, VR::DS, "1"),
        text(0x0028, 0x1054, VR::LO, "US"),
        text(0x0028, 0x1056, VR::CS, "LINEAR"),
        text(0x2050, 0x0020, VR::CS, if inverted { "INVERSE" } else { "IDENTITY" }),
        // SOP common.
        text(0x0008, 0x0016, VR::UI, SOP_CLASS),
        text(0x0008, 0x0018, VR::UI, &uids.instance),
        DataElement::new(Tag(0x7fe0, 0x0010), VR::OW, PrimitiveValue::U16(stored.into())),
    ];
    InMemDicomObject::from_element_iter(elements)
}

/// SNOMED CT code and meaning of a projection (PS3.16 CID 4010).
fn view_code(view: ViewPosition) -> (&'static str, &'static str) {
    match view {
        ViewPosition::Pa => ("272479007", "postero-anterior"),
        ViewPosition::Ap => ("399348003", "antero-posterior"),
    }
}

/// A sequence of one code.
fn code(tag: Tag, value: &str, scheme: &str, meaning: &str) -> InMemElement {
    let text =
        |element, vr, value: &str| DataElement::new(Tag(0x0008, element), vr, PrimitiveValue::from(value));
    let item = InMemDicomObject::from_element_iter([
        text(0x0100, VR::SH, value),
        text(0x0102, VR::SH, scheme),
        text(0x0104, VR::LO, meaning),
    ]);
    DataElement::new(tag, VR::SQ, DataSetSequence::from(vec![item]))
}
