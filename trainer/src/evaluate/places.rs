//! Where the disease is on each film: NIH's list of boxes, or a folder of masks such as `trainer phantom` writes.

use std::collections::HashMap;
use std::io::Read as _;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use super::region::{FindingBox, Region};
use crate::films;
use crate::table::{PNEUMONIA, Row};

/// Bytes that a list of boxes may inflate to: NIH's has 90 kB.
const MAX_LIST: u64 = 64 << 20;

/// Pixels that a box may reach beyond its film, by rounding.
const SLACK: f64 = 1.0;

/// The region of each row whose film has a box of pneumonia. `side`: pixels of the square films that boxes were drawn on.
///
/// The list is NIH's `BBox_List_2017.csv`, plain or gzip: film, finding, left, top, width, height.
///
/// # Errors
///
/// A list that cannot be read, a line that is no box or lies outside the film, or a list that names none of the films.
pub(crate) fn of_boxes(list: &Path, side: f64, rows: &[&Row]) -> Result<Vec<(usize, Region)>> {
    let named = || list.display().to_string();
    let boxes = parse(&read(list).with_context(named)?, side).with_context(named)?;
    let found: Vec<(usize, Region)> = rows
        .iter()
        .enumerate()
        .filter_map(|(i, row)| Some((i, Region::of_boxes(boxes.get(name_of(&row.image))?, side))))
        .filter(|(_, region)| !region.is_empty())
        .collect();
    ensure!(!found.is_empty(), "{}: no film that is scored has a box of {PNEUMONIA}", named());
    Ok(found)
}

fn read(list: &Path) -> Result<Vec<u8>> {
    let bytes = std::fs::read(list)?;
    // RFC 1952 section 2.3.1.
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes);
    }
    let mut text = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes.as_slice()).take(MAX_LIST + 1).read_to_end(&mut text)?;
    ensure!(text.len() as u64 <= MAX_LIST, "inflates to more than {MAX_LIST} bytes");
    Ok(text)
}

/// Boxes of pneumonia by the film's file name.
fn parse(text: &[u8], side: f64) -> Result<HashMap<String, Vec<FindingBox>>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text);
    let header = reader.headers().context("no header")?;
    let known = header.get(0).is_some_and(|name| name.trim_start_matches('\u{feff}').trim() == "Image Index");
    if !known || header.get(1).map(str::trim) != Some("Finding Label") {
        bail!("the header does not begin with `Image Index,Finding Label`, as NIH's list of boxes does");
    }
    let mut boxes: HashMap<String, Vec<FindingBox>> = HashMap::new();
    for (i, record) in reader.records().enumerate() {
        let line = i + 2;
        let record = record.with_context(|| format!("line {line}"))?;
        let number = |column: usize| record.get(column).and_then(|text| text.trim().parse::<f64>().ok());
        let (Some(film), Some(finding)) = (record.get(0), record.get(1)) else {
            bail!("line {line}: a film and a finding are needed");
        };
        let [Some(x), Some(y), Some(width), Some(height)] = [2, 3, 4, 5].map(number) else {
            bail!("line {line}: left, top, width and height must be four numbers");
        };
        let inside = |from: f64, length: f64| from >= -SLACK && length > 0.0 && from + length <= side + SLACK;
        ensure!(
            inside(x, width) && inside(y, height),
            "line {line}: the box is not within a film of {side} x {side} pixels; --box-side says how large films are"
        );
        if finding.trim() == PNEUMONIA {
            boxes.entry(name_of(film.trim()).to_owned()).or_default().push(FindingBox {
                x,
                y,
                width,
                height,
            });
        }
    }
    Ok(boxes)
}

/// The region of each row with pneumonia, from the mask of the same file name in a folder.
///
/// # Errors
///
/// A mask that is missing or cannot be read, or smaller than the grid; or masks that mark nothing.
pub(crate) fn of_masks(folder: &Path, rows: &[&Row]) -> Result<Vec<(usize, Region)>> {
    let mut found = Vec::new();
    for (i, row) in rows.iter().enumerate().filter(|(_, row)| row.is_positive()) {
        let mask = films::read(&folder.join(name_of(&row.image)))
            .with_context(|| format!("the mask of the film in line {}", row.line))?;
        let region = Region::of_mask(&mask)
            .with_context(|| format!("the mask of the film in line {} is smaller than the grid", row.line))?;
        // Disease of less than half a cell is nowhere on the grid.
        if !region.is_empty() {
            found.push((i, region));
        }
    }
    ensure!(!found.is_empty(), "{}: no mask marks anything", folder.display());
    Ok(found)
}

fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "Image Index,Finding Label,Bbox [x,y,w,h],,,\n";

    fn row(image: &str) -> Row {
        Row { image: image.to_owned(), findings: vec![PNEUMONIA.to_owned()], ..Row::default() }
    }

    #[test]
    fn boxes_of_pneumonia_are_read_and_others_left() {
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("boxes.csv");
        let lines = "a.png,Pneumonia,0,0,512.0,512\na.png,Mass,600,0,100,100\nb.png,Mass,0,0,10,10\n";
        std::fs::write(&list, format!("{HEADER}{lines}")).unwrap();
        let (a, b) = (row("images/a.png"), row("b.png"));
        let found = of_boxes(&list, 1024.0, &[&b, &a]).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].0, found[0].1.area()), (1, 0.25));
        assert!(of_boxes(&list, 1024.0, &[&b]).unwrap_err().to_string().contains("no film that is scored"));
    }

    #[test]
    fn faults_are_named_by_their_line() {
        let fault = |text: &str| format!("{:#}", parse(text.as_bytes(), 1024.0).unwrap_err());
        assert!(fault("path,label\n").contains("Image Index"));
        assert!(fault(&format!("{HEADER}a.png,Pneumonia,1,2,3\n")).contains("line 2: left, top"));
        assert!(fault(&format!("{HEADER}a.png,Mass,1,2,3,x\n")).contains("line 2: left, top"));
        assert!(
            fault(&format!("{HEADER}a.png,Mass,1,2,3,4\nb.png,Mass,1000,0,100,9\n"))
                .contains("line 3: the box")
        );
        assert!(fault(&format!("{HEADER}a.png,Mass,1,2,NaN,4\n")).contains("line 2: the box"));
    }

    #[test]
    fn masks_go_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, pixels: Vec<u8>| {
            let mut bytes = std::io::Cursor::new(Vec::new());
            let picture = image::GrayImage::from_raw(224, 224, pixels).unwrap();
            picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
            std::fs::write(folder.path().join(name), bytes.into_inner()).unwrap();
        };
        write("a.png", (0..224 * 224).map(|i| if i < 224 * 56 { 255 } else { 0 }).collect());
        write("b.png", vec![0; 224 * 224]);
        let (a, b, c) = (row("images/a.png"), row("b.png"), row("c.png"));
        let found = of_masks(folder.path(), &[&a, &b]).unwrap();
        assert_eq!((found.len(), found[0].0, found[0].1.area()), (1, 0, 0.25));
        assert!(of_masks(folder.path(), &[&b]).unwrap_err().to_string().contains("no mask marks"));
        assert!(of_masks(folder.path(), &[&c]).is_err());
    }
}
