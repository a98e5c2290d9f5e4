//! The attributes the reader looks at, and no others.
//!
//! The parser keeps only these elements of a data set, so that a file of a million small elements costs no more
//! memory than its own bytes. Names are the keywords of PS3.6.

use std::fmt;

/// The tag of a data element: group and element number, PS3.5 section 7.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(pub u16, pub u16);

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({:04X},{:04X})", self.0, self.1)
    }
}

impl Tag {
    /// The keyword of PS3.6 for the attributes the reader knows, else "element".
    pub fn keyword(self) -> &'static str {
        READ.iter().find(|(tag, _)| *tag == self).map_or("element", |(_, keyword)| keyword)
    }

    /// Whether the parser keeps this element.
    pub(crate) fn is_read(self) -> bool {
        // Most elements of a file are of other groups.
        matches!(self.0, 0x0002 | 0x0008 | 0x0010 | 0x0018 | 0x0020 | 0x0028 | 0x0054 | 0x2050 | 0x7FE0)
            && READ.iter().any(|(tag, _)| *tag == self)
    }

    /// Whether an element that is kept holds text, for certain: those of the groups that identify and describe do, but
    /// for their sequences.
    pub(crate) fn is_text(self) -> bool {
        matches!(self.0, 0x0002 | 0x0008 | 0x0010 | 0x0018 | 0x0020)
            && !matches!(self, ANATOMIC_REGION_SEQUENCE | PATIENT_SPECIES_CODE_SEQUENCE)
    }
}

macro_rules! tags {
    ($($name:ident = ($group:literal, $element:literal) $keyword:literal;)*) => {
        $(
            #[doc = concat!("`", $keyword, "`.")]
            pub const $name: Tag = Tag($group, $element);
        )*
        /// Every element the parser keeps, with its keyword.
        const READ: &[(Tag, &str)] = &[$(($name, $keyword)),*];
    };
}

tags! {
    TRANSFER_SYNTAX_UID = (0x0002, 0x0010) "TransferSyntaxUID";
    SPECIFIC_CHARACTER_SET = (0x0008, 0x0005) "SpecificCharacterSet";
    IMAGE_TYPE = (0x0008, 0x0008) "ImageType";
    SOP_CLASS_UID = (0x0008, 0x0016) "SOPClassUID";
    SOP_INSTANCE_UID = (0x0008, 0x0018) "SOPInstanceUID";
    STUDY_DATE = (0x0008, 0x0020) "StudyDate";
    STUDY_TIME = (0x0008, 0x0030) "StudyTime";
    ACCESSION_NUMBER = (0x0008, 0x0050) "AccessionNumber";
    MODALITY = (0x0008, 0x0060) "Modality";
    PRESENTATION_INTENT_TYPE = (0x0008, 0x0068) "PresentationIntentType";
    MANUFACTURER = (0x0008, 0x0070) "Manufacturer";
    REFERRING_PHYSICIAN_NAME = (0x0008, 0x0090) "ReferringPhysicianName";
    CODE_VALUE = (0x0008, 0x0100) "CodeValue";
    CODING_SCHEME_DESIGNATOR = (0x0008, 0x0102) "CodingSchemeDesignator";
    STUDY_DESCRIPTION = (0x0008, 0x1030) "StudyDescription";
    ANATOMIC_REGION_SEQUENCE = (0x0008, 0x2218) "AnatomicRegionSequence";
    PATIENT_NAME = (0x0010, 0x0010) "PatientName";
    PATIENT_ID = (0x0010, 0x0020) "PatientID";
    ISSUER_OF_PATIENT_ID = (0x0010, 0x0021) "IssuerOfPatientID";
    PATIENT_BIRTH_DATE = (0x0010, 0x0030) "PatientBirthDate";
    PATIENT_SEX = (0x0010, 0x0040) "PatientSex";
    PATIENT_AGE = (0x0010, 0x1010) "PatientAge";
    PATIENT_SPECIES_DESCRIPTION = (0x0010, 0x2201) "PatientSpeciesDescription";
    PATIENT_SPECIES_CODE_SEQUENCE = (0x0010, 0x2202) "PatientSpeciesCodeSequence";
    BODY_PART_EXAMINED = (0x0018, 0x0015) "BodyPartExamined";
    PATIENT_POSITION = (0x0018, 0x5100) "PatientPosition";
    VIEW_POSITION = (0x0018, 0x5101) "ViewPosition";
    IMAGER_PIXEL_SPACING = (0x0018, 0x1164) "ImagerPixelSpacing";
    STUDY_INSTANCE_UID = (0x0020, 0x000D) "StudyInstanceUID";
    SERIES_INSTANCE_UID = (0x0020, 0x000E) "SeriesInstanceUID";
    STUDY_ID = (0x0020, 0x0010) "StudyID";
    SERIES_NUMBER = (0x0020, 0x0011) "SeriesNumber";
    INSTANCE_NUMBER = (0x0020, 0x0013) "InstanceNumber";
    PATIENT_ORIENTATION = (0x0020, 0x0020) "PatientOrientation";
    LATERALITY = (0x0020, 0x0060) "Laterality";
    IMAGE_LATERALITY = (0x0020, 0x0062) "ImageLaterality";
    SAMPLES_PER_PIXEL = (0x0028, 0x0002) "SamplesPerPixel";
    PHOTOMETRIC_INTERPRETATION = (0x0028, 0x0004) "PhotometricInterpretation";
    NUMBER_OF_FRAMES = (0x0028, 0x0008) "NumberOfFrames";
    ROWS = (0x0028, 0x0010) "Rows";
    COLUMNS = (0x0028, 0x0011) "Columns";
    PIXEL_SPACING = (0x0028, 0x0030) "PixelSpacing";
    BITS_ALLOCATED = (0x0028, 0x0100) "BitsAllocated";
    BITS_STORED = (0x0028, 0x0101) "BitsStored";
    HIGH_BIT = (0x0028, 0x0102) "HighBit";
    PIXEL_REPRESENTATION = (0x0028, 0x0103) "PixelRepresentation";
    PIXEL_PADDING_VALUE = (0x0028, 0x0120) "PixelPaddingValue";
    PIXEL_PADDING_RANGE_LIMIT = (0x0028, 0x0121) "PixelPaddingRangeLimit";
    BURNED_IN_ANNOTATION = (0x0028, 0x0301) "BurnedInAnnotation";
    WINDOW_CENTER = (0x0028, 0x1050) "WindowCenter";
    WINDOW_WIDTH = (0x0028, 0x1051) "WindowWidth";
    RESCALE_INTERCEPT = (0x0028, 0x1052) "RescaleIntercept";
    RESCALE_SLOPE = (0x0028, 0x1053) "RescaleSlope";
    RESCALE_TYPE = (0x0028, 0x1054) "RescaleType";
    WINDOW_EXPLANATION = (0x0028, 0x1055) "WindowCenterWidthExplanation";
    VOI_LUT_FUNCTION = (0x0028, 0x1056) "VOILUTFunction";
    LOSSY_IMAGE_COMPRESSION = (0x0028, 0x2110) "LossyImageCompression";
    MODALITY_LUT_SEQUENCE = (0x0028, 0x3000) "ModalityLUTSequence";
    LUT_DESCRIPTOR = (0x0028, 0x3002) "LUTDescriptor";
    LUT_EXPLANATION = (0x0028, 0x3003) "LUTExplanation";
    MODALITY_LUT_TYPE = (0x0028, 0x3004) "ModalityLUTType";
    LUT_DATA = (0x0028, 0x3006) "LUTData";
    VOI_LUT_SEQUENCE = (0x0028, 0x3010) "VOILUTSequence";
    VIEW_CODE_SEQUENCE = (0x0054, 0x0220) "ViewCodeSequence";
    PRESENTATION_LUT_SHAPE = (0x2050, 0x0020) "PresentationLUTShape";
    EXTENDED_OFFSET_TABLE = (0x7FE0, 0x0001) "ExtendedOffsetTable";
    EXTENDED_OFFSET_TABLE_LENGTHS = (0x7FE0, 0x0002) "ExtendedOffsetTableLengths";
    FLOAT_PIXEL_DATA = (0x7FE0, 0x0008) "FloatPixelData";
    DOUBLE_FLOAT_PIXEL_DATA = (0x7FE0, 0x0009) "DoubleFloatPixelData";
    PIXEL_DATA = (0x7FE0, 0x0010) "PixelData";
}

/// Start of an item in a sequence or of a fragment, PS3.5 section 7.5.
pub(crate) const ITEM: Tag = Tag(0xFFFE, 0xE000);
/// End of an item of undefined length.
pub(crate) const ITEM_DELIMITATION: Tag = Tag(0xFFFE, 0xE00D);
/// End of a sequence of undefined length.
pub(crate) const SEQUENCE_DELIMITATION: Tag = Tag(0xFFFE, 0xE0DD);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_element_is_kept() {
        assert!(READ.iter().all(|(tag, _)| tag.is_read()));
    }
}
