//! The layout of NIH ChestX-ray14: a folder of PNGs, a metadata table and a table of boxes.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use shared::image::GrayImage;

use super::{Phantom, PhantomError};

/// The header of NIH's `Data_Entry_2017.csv`. Two of its names hold a comma without quotes around them, so the
/// header splits into eleven cells, as the rows do.
pub const METADATA_HEADER: &str = "Image Index,Finding Labels,Follow-up #,Patient ID,Patient Age,Patient Gender,View Position,OriginalImage[Width,Height],OriginalImagePixelSpacing[x,y]";

/// The header of NIH's `BBox_List_2017.csv`, with its three empty cells.
pub const BOX_HEADER: &str = "Image Index,Finding Label,Bbox [x,y,w,h],,,";

/// A film's side in millimetres: 43 cm detectors are the usual size, a 14 by 17 inch film's longer side.
pub(super) const FILM_MM: f64 = 430.0;

/// A box around a part of the mask, in pixels of the film.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BoundingBox {
    /// Left column.
    pub x: usize,
    /// Top row.
    pub y: usize,
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

impl Phantom {
    /// One box for each connected part of the mask, in the order of their upper edges.
    ///
    /// Specks under a hundredth of a per cent of the film (10 by 10 of 1024 by 1024 pixels) are left out.
    pub fn bounding_boxes(&self) -> Vec<BoundingBox> {
        let side = self.size;
        let smallest = side * side / 10_000;
        let mut seen = vec![false; self.mask.len()];
        let mut boxes = Vec::new();
        let mut stack = Vec::new();
        for start in 0..self.mask.len() {
            if self.mask[start] == 0 || seen[start] {
                continue;
            }
            let (mut left, mut right, mut top, mut bottom, mut count) = (side, 0, side, 0, 0);
            stack.push(start);
            seen[start] = true;
            while let Some(k) = stack.pop() {
                let (x, y) = (k % side, k / side);
                (left, right, top, bottom) = (left.min(x), right.max(x), top.min(y), bottom.max(y));
                count += 1;
                let around = [
                    (x > 0, k.wrapping_sub(1)),
                    (x + 1 < side, k + 1),
                    (y > 0, k.wrapping_sub(side)),
                    (y + 1 < side, k + side),
                ];
                for (inside, next) in around {
                    if inside && self.mask[next] != 0 && !seen[next] {
                        seen[next] = true;
                        stack.push(next);
                    }
                }
            }
            if count >= smallest.max(1) {
                boxes.push(BoundingBox {
                    x: left,
                    y: top,
                    width: right - left + 1,
                    height: bottom - top + 1,
                });
            }
        }
        boxes
    }

    /// Pixel spacing in millimetres.
    pub fn pixel_spacing(&self) -> f64 {
        FILM_MM / self.size as f64
    }

    /// The film's row of the metadata table, eleven cells.
    fn metadata_row(&self) -> [String; 11] {
        let spacing = format!("{:.3}", self.pixel_spacing());
        [
            self.file_name(),
            self.finding_labels(),
            self.follow_up.to_string(),
            self.patient_id.to_string(),
            self.age.to_string(),
            self.sex.as_str().to_owned(),
            self.view_position.as_str().to_owned(),
            self.size.to_string(),
            self.size.to_string(),
            spacing.clone(),
            spacing,
        ]
    }
}

/// Writes films into a folder in NIH's layout.
///
/// Pictures (`images/`) and masks (`masks/`, positives only, if asked for) are written as they come; the tables
/// come last, by [`NihWriter::finish`], so that a folder with a table is complete. Every file is written beside
/// its place and renamed.
#[derive(Debug)]
pub struct NihWriter {
    folder: PathBuf,
    masks: bool,
    rows: Vec<(u64, [String; 11])>,
    boxes: Vec<(u64, [String; 6])>,
}

impl NihWriter {
    /// A writer into `folder`, which is made if need be.
    ///
    /// # Errors
    ///
    /// [`PhantomError::Write`] if the folders cannot be made.
    pub fn new(folder: &Path, masks: bool) -> Result<Self, PhantomError> {
        let make =
            |path: PathBuf| fs::create_dir_all(&path).map_err(|source| PhantomError::Write { path, source });
        make(folder.join("images"))?;
        if masks {
            make(folder.join("masks"))?;
        }
        Ok(Self { folder: folder.to_owned(), masks, rows: Vec::new(), boxes: Vec::new() })
    }

    /// Writes one film's pictures and notes its rows.
    ///
    /// # Errors
    ///
    /// [`PhantomError::Write`] or [`PhantomError::Png`].
    pub fn add(&mut self, film: &Phantom) -> Result<(), PhantomError> {
        self.write_pictures(film)?;
        self.note(film);
        Ok(())
    }

    /// Writes one film's pictures only: callable from many threads at once, with [`NihWriter::note`] afterwards.
    ///
    /// # Errors
    ///
    /// [`PhantomError::Write`] or [`PhantomError::Png`].
    pub fn write_pictures(&self, film: &Phantom) -> Result<(), PhantomError> {
        write_png(&film.display, &self.folder.join("images").join(film.file_name()))?;
        if self.masks && film.is_positive() {
            let mask = GrayImage::new(film.size, film.size, film.mask.clone())?;
            write_png(&mask, &self.folder.join("masks").join(film.file_name()))?;
        }
        Ok(())
    }

    /// Notes one film's rows of the tables.
    pub fn note(&mut self, film: &Phantom) {
        self.rows.push((film.index, film.metadata_row()));
        for b in film.bounding_boxes() {
            let row = [
                film.file_name(),
                "Pneumonia".to_owned(),
                b.x.to_string(),
                b.y.to_string(),
                b.width.to_string(),
                b.height.to_string(),
            ];
            self.boxes.push((film.index, row));
        }
    }

    /// Writes `Data_Entry_2017.csv` and `BBox_List_2017.csv`, films in order of their number, and returns the
    /// path of the former.
    ///
    /// # Errors
    ///
    /// [`PhantomError::Write`] or [`PhantomError::Csv`].
    pub fn finish(mut self) -> Result<PathBuf, PhantomError> {
        self.rows.sort_by_key(|(index, _)| *index);
        // Stable: boxes of one film keep their order.
        self.boxes.sort_by_key(|(index, _)| *index);
        let boxes = table(BOX_HEADER, self.boxes.iter().map(|(_, row)| &row[..]))?;
        write_atomically(&self.folder.join("BBox_List_2017.csv"), &boxes)?;
        let metadata = table(METADATA_HEADER, self.rows.iter().map(|(_, row)| &row[..]))?;
        let path = self.folder.join("Data_Entry_2017.csv");
        write_atomically(&path, &metadata)?;
        Ok(path)
    }
}

/// A CSV table under a header that is written as it stands.
fn table<'a>(header: &str, rows: impl Iterator<Item = &'a [String]>) -> Result<Vec<u8>, PhantomError> {
    let mut bytes = format!("{header}\n").into_bytes();
    let mut writer = csv::Writer::from_writer(&mut bytes);
    for row in rows {
        writer.write_record(row)?;
    }
    writer.flush().map_err(csv::Error::from)?;
    drop(writer);
    Ok(bytes)
}

/// Encodes an 8-bit gray PNG.
///
/// # Errors
///
/// [`PhantomError::Png`].
pub fn encode_png(image: &GrayImage) -> Result<Vec<u8>, PhantomError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, image.width() as u32, image.height() as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    // Noise does not compress: the fast setting is as small within a few per cent.
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(image.pixels())?;
    writer.finish()?;
    Ok(bytes)
}

/// Writes an 8-bit gray PNG, beside its place and then renamed.
///
/// # Errors
///
/// [`PhantomError::Png`] or [`PhantomError::Write`].
pub fn write_png(image: &GrayImage, path: &Path) -> Result<(), PhantomError> {
    write_atomically(path, &encode_png(image)?)
}

/// Writes `bytes` to a temporary file beside `path` and renames it, so that no half-written file bears the name.
pub(super) fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), PhantomError> {
    let failed = |source| PhantomError::Write { path: path.to_owned(), source };
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".partial");
    let partial = path.with_file_name(name);
    let write = || {
        let mut file = fs::File::create(&partial)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&partial, path)
    };
    write().map_err(|source| {
        // Best effort: the first error is the one to report.
        let _ = fs::remove_file(&partial);
        failed(source)
    })
}
