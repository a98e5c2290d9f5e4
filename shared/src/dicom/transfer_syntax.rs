//! Transfer syntaxes: how a data set and its pixels are written, PS3.5 section 10 and annex A.

use super::parse::{EXPLICIT_BE, EXPLICIT_LE, Encoding, IMPLICIT_LE};

/// How the pixels of a transfer syntax are coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Codec {
    /// Not encapsulated, PS3.5 section 8.1.
    Native,
    /// The whole data set deflated, PS3.5 annex A.5.
    DeflatedDataSet,
    /// Uncompressed frames in fragments, PS3.5 annex A.4.11.
    EncapsulatedUncompressed,
    /// Each frame deflated, PS3.5 annex A.4.
    DeflatedFrame,
    /// Run lengths, PS3.5 annex G.
    Rle,
    /// ISO/IEC 10918-1: baseline, extended, progressive or lossless, as the frame header says.
    Jpeg,
    /// ISO/IEC 14495-1.
    JpegLs,
    /// ISO/IEC 15444-1.
    Jpeg2000,
    /// ISO/IEC 15444-15.
    HighThroughputJpeg2000,
    /// ISO/IEC 18181-1.
    JpegXl,
    /// Named, so that a message can say what it is, but not decoded.
    None,
}

/// One transfer syntax the reader knows by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TransferSyntax {
    pub(crate) uid: &'static str,
    pub(crate) name: &'static str,
    pub(crate) encoding: Encoding,
    pub(crate) codec: Codec,
}

const fn encapsulated(uid: &'static str, name: &'static str, codec: Codec) -> TransferSyntax {
    TransferSyntax { uid, name, encoding: EXPLICIT_LE, codec }
}

/// PS3.6 table A-1. Every encapsulated syntax is explicit VR little endian (PS3.5 annex A.4).
const KNOWN: &[TransferSyntax] = &[
    TransferSyntax {
        uid: "1.2.840.10008.1.2",
        name: "Implicit VR Little Endian",
        encoding: IMPLICIT_LE,
        codec: Codec::Native,
    },
    TransferSyntax {
        uid: "1.2.840.10008.1.2.1",
        name: "Explicit VR Little Endian",
        encoding: EXPLICIT_LE,
        codec: Codec::Native,
    },
    TransferSyntax {
        uid: "1.2.840.10008.1.2.2",
        name: "Explicit VR Big Endian",
        encoding: EXPLICIT_BE,
        codec: Codec::Native,
    },
    encapsulated(
        "1.2.840.10008.1.2.1.98",
        "Encapsulated Uncompressed Explicit VR Little Endian",
        Codec::EncapsulatedUncompressed,
    ),
    encapsulated("1.2.840.10008.1.2.1.99", "Deflated Explicit VR Little Endian", Codec::DeflatedDataSet),
    encapsulated("1.2.840.10008.1.2.8.1", "Deflated Image Frame Compression", Codec::DeflatedFrame),
    encapsulated("1.2.840.10008.1.2.5", "RLE Lossless", Codec::Rle),
    encapsulated("1.2.840.10008.1.2.4.50", "JPEG Baseline (Process 1)", Codec::Jpeg),
    encapsulated("1.2.840.10008.1.2.4.51", "JPEG Extended (Process 2 & 4)", Codec::Jpeg),
    encapsulated(
        "1.2.840.10008.1.2.4.53",
        "JPEG Spectral Selection, Non-Hierarchical (Process 6 & 8)",
        Codec::Jpeg,
    ),
    encapsulated(
        "1.2.840.10008.1.2.4.55",
        "JPEG Full Progression, Non-Hierarchical (Process 10 & 12)",
        Codec::Jpeg,
    ),
    encapsulated("1.2.840.10008.1.2.4.57", "JPEG Lossless, Non-Hierarchical (Process 14)", Codec::Jpeg),
    encapsulated(
        "1.2.840.10008.1.2.4.70",
        "JPEG Lossless, Non-Hierarchical, First-Order Prediction",
        Codec::Jpeg,
    ),
    encapsulated("1.2.840.10008.1.2.4.80", "JPEG-LS Lossless", Codec::JpegLs),
    encapsulated("1.2.840.10008.1.2.4.81", "JPEG-LS Lossy (Near-Lossless)", Codec::JpegLs),
    encapsulated("1.2.840.10008.1.2.4.90", "JPEG 2000 Lossless", Codec::Jpeg2000),
    encapsulated("1.2.840.10008.1.2.4.91", "JPEG 2000", Codec::Jpeg2000),
    encapsulated("1.2.840.10008.1.2.4.92", "JPEG 2000 Part 2 Multi-component Lossless", Codec::None),
    encapsulated("1.2.840.10008.1.2.4.93", "JPEG 2000 Part 2 Multi-component", Codec::None),
    encapsulated("1.2.840.10008.1.2.4.94", "JPIP Referenced", Codec::None),
    encapsulated("1.2.840.10008.1.2.4.95", "JPIP Referenced Deflate", Codec::None),
    encapsulated("1.2.840.10008.1.2.4.100", "MPEG2 Main Profile / Main Level", Codec::None),
    encapsulated("1.2.840.10008.1.2.4.101", "MPEG2 Main Profile / High Level", Codec::None),
    encapsulated("1.2.840.10008.1.2.4.102", "MPEG-4 AVC/H.264 High Profile / Level 4.1", Codec::None),
    encapsulated(
        "1.2.840.10008.1.2.4.103",
        "MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1",
        Codec::None,
    ),
    encapsulated(
        "1.2.840.10008.1.2.4.104",
        "MPEG-4 AVC/H.264 High Profile / Level 4.2 for 2D Video",
        Codec::None,
    ),
    encapsulated("1.2.840.10008.1.2.4.107", "HEVC/H.265 Main Profile / Level 5.1", Codec::None),
    encapsulated("1.2.840.10008.1.2.4.108", "HEVC/H.265 Main 10 Profile / Level 5.1", Codec::None),
    encapsulated("1.2.840.10008.1.2.4.110", "JPEG XL Lossless", Codec::JpegXl),
    encapsulated("1.2.840.10008.1.2.4.111", "JPEG XL JPEG Recompression", Codec::JpegXl),
    encapsulated("1.2.840.10008.1.2.4.112", "JPEG XL", Codec::JpegXl),
    encapsulated(
        "1.2.840.10008.1.2.4.201",
        "High-Throughput JPEG 2000 (Lossless Only)",
        Codec::HighThroughputJpeg2000,
    ),
    encapsulated(
        "1.2.840.10008.1.2.4.202",
        "High-Throughput JPEG 2000 with RPCL Options (Lossless Only)",
        Codec::HighThroughputJpeg2000,
    ),
    encapsulated("1.2.840.10008.1.2.4.203", "High-Throughput JPEG 2000", Codec::HighThroughputJpeg2000),
    TransferSyntax {
        uid: "1.2.840.113619.5.2",
        name: "GE private: implicit VR, big-endian pixels",
        encoding: IMPLICIT_LE,
        codec: Codec::None,
    },
];

pub(crate) fn find(uid: &str) -> Option<&'static TransferSyntax> {
    KNOWN.iter().find(|syntax| syntax.uid == uid)
}

/// The uncompressed syntax of an encoding that was inferred, for files that do not name theirs.
pub(crate) fn native(encoding: Encoding) -> &'static str {
    match encoding {
        IMPLICIT_LE => "1.2.840.10008.1.2",
        EXPLICIT_BE => "1.2.840.10008.1.2.2",
        _ => "1.2.840.10008.1.2.1",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_syntax_is_listed_twice_and_every_encapsulated_one_is_explicit_little_endian() {
        for (i, syntax) in KNOWN.iter().enumerate() {
            assert!(KNOWN[..i].iter().all(|other| other.uid != syntax.uid), "{}", syntax.uid);
            if !matches!(syntax.codec, Codec::Native | Codec::None) {
                assert_eq!(syntax.encoding, EXPLICIT_LE, "{}", syntax.uid);
            }
        }
    }
}
