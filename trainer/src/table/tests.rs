use std::io::Write as _;

use super::*;

const NIH_HEADER: &str = "Image Index,Finding Labels,Follow-up #,Patient ID,Patient Age,Patient Gender,View Position,\
                          OriginalImage[Width,Height],OriginalImagePixelSpacing[x,y]";
const SAMPLE_HEADER: &str = "Image Index,Finding Labels,Follow-up #,Patient ID,Patient Age,Patient Gender,\
                             View Position,OriginalImageWidth,OriginalImageHeight,OriginalImagePixelSpacing_x,\
                             OriginalImagePixelSpacing_y";

fn table(text: &str) -> Result<Table, TableError> {
    table_of(text.as_bytes())
}

fn table_of(bytes: &[u8]) -> Result<Table, TableError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("entries.csv");
    std::fs::write(&path, bytes).unwrap();
    read(&path)
}

fn fault(text: &str) -> String {
    table(text).unwrap_err().to_string()
}

fn has(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "`{part}` is not in: {message}");
    }
}

#[test]
fn labels_are_compared_whole() {
    let rows = table(
        "Image Index,Finding Labels,Follow-up #,Patient ID\n\
         a.png,Pneumothorax,0,1\nb.png,Effusion|Pneumonia,0,2\n",
    )
    .unwrap()
    .rows;
    assert!(!rows[0].is_positive());
    assert!(rows[1].is_positive());
}

#[test]
fn nih_layout() {
    let table = table(&format!(
        "{NIH_HEADER}\n00000001_000.png,Cardiomegaly|Emphysema,1,1,58,M,PA,2894,2729,0.143,0.144\n\
         00000002_000.png,No Finding,0,2,414,F,AP,2500,2048,0.171,0.171\n"
    ))
    .unwrap();
    assert_eq!(table.layout, Layout::Nih);
    let row = &table.rows[0];
    assert_eq!((row.line, row.image.as_str(), row.patient_id.as_str()), (2, "00000001_000.png", "1"));
    assert_eq!(row.findings, ["Cardiomegaly", "Emphysema"]);
    assert_eq!((row.follow_up, row.sex, row.view.as_deref()), (Some(1), Some(Sex::Male), Some("PA")));
    assert_eq!((row.native_size, row.pixel_spacing), (Some([2894, 2729]), Some([0.143, 0.144])));
    assert_eq!(row.age.and_then(Age::years), Some(58.0));
    assert!(table.rows[1].age.unwrap().is_impossible());
}

#[test]
fn a_header_cell_may_stand_for_two_cells_of_a_row() {
    let quoted = NIH_HEADER.replace("OriginalImage[Width,Height]", "\"OriginalImage[Width,Height]\"");
    // A trailing comma in the rows, in the header, in both.
    for (header, end) in
        [(NIH_HEADER, ""), (NIH_HEADER, ","), (&format!("{NIH_HEADER},"), ","), (&quoted, "")]
    {
        let rows = table(&format!("{header}\na.png,No Finding,0,1,58,M,PA,2894,2729,0.143,0.144{end}\n"))
            .unwrap()
            .rows;
        assert_eq!(rows[0].native_size, Some([2894, 2729]), "{header}");
        assert_eq!(rows[0].pixel_spacing, Some([0.143, 0.144]), "{header}");
    }
}

#[test]
fn sample_layout_and_ages_with_units() {
    let table = table(&format!(
        "{SAMPLE_HEADER}\n\
         a.png,Emphysema,005,00000013,060Y,M,AP,3056,2544,0.139,0.139\n\
         b.png,No Finding,000,00000014,006M,F,PA,3056,2544,0.139,0.139\n\
         c.png,No Finding,000,00000015,411Y,F,PA,3056,2544,0.139,0.139\n\
         d.png,No Finding,000,00000016,014D,F,PA,3056,2544,0.139,0.139\n"
    ))
    .unwrap();
    assert_eq!(table.layout, Layout::Sample);
    let years: Vec<f64> = table.rows.iter().map(|r| r.age.unwrap().years().unwrap()).collect();
    assert_eq!(years[..3], [60.0, 0.5, 411.0]);
    assert!((years[3] - 14.0 / 365.25).abs() < 1e-12);
    assert_eq!(table.rows[0].follow_up, Some(5));
    // Numbers stay as they are written.
    assert_eq!(table.rows[0].patient_id, "00000013");
}

#[test]
fn plain_layout() {
    let table = table(
        "path,patient,label,agent,view,age_min,age_max,sex,source\n\
         images/a.jpeg,p1,pneumonia,virus,ap,1,5,F,Guangzhou\n\
         images\\b.jpeg,p2,Normal,,,,,,\n\
         c.jpeg,p3,0,,PA,2,2,,\nd.jpeg,p4,1,,,,,,\ne.jpeg,p5,Effusion|Pneumonia,,,,,,\n",
    )
    .unwrap();
    assert_eq!(table.layout, Layout::Plain);
    let rows = &table.rows;
    assert_eq!(rows[0].agent.as_deref(), Some("virus"));
    assert_eq!(rows[0].age, Some(Age { youngest: 1.0, oldest: 5.0 }));
    assert_eq!(rows[0].age.unwrap().years(), None);
    assert_eq!(rows[0].view.as_deref(), Some("AP"));
    assert_eq!(rows[1].image, "images/b.jpeg");
    assert_eq!(rows[1].findings, [NO_FINDING]);
    assert_eq!((rows[1].age, rows[1].sex, rows[1].source.as_deref()), (None, None, None));
    assert!(rows[2].findings.is_empty());
    assert_eq!(rows[2].age.and_then(Age::years), Some(2.0));
    assert_eq!(rows.iter().map(Row::is_positive).collect::<Vec<_>>(), [true, false, false, true, true]);
}

#[test]
fn gzip_windows_line_ends_and_a_byte_order_mark() {
    let text = "\u{feff}path,patient,label\r\n\r\na.png,1,1\r\n,,\r\n\r\nb.png,\"2\",\"Effusion\"\r\n";
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(text.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    for bytes in [text.as_bytes(), &gzip] {
        let rows = table_of(bytes).unwrap().rows;
        assert_eq!(rows.iter().map(|r| r.line).collect::<Vec<_>>(), [3, 6]);
        assert_eq!(
            (rows[1].patient_id.as_str(), rows[1].findings.as_slice()),
            ("2", &["Effusion".to_owned()][..])
        );
    }
    // Cut off in the middle.
    assert!(matches!(table_of(&gzip[..gzip.len() - 12]), Err(TableError::File { .. })));
}

#[test]
fn a_wrong_header_is_named() {
    has(&fault("Image Index,Patient ID\na.png,1\n"), &["no column `Finding Labels`"]);
    has(&fault("path,patient,label,diagnosis\na,1,1,x\n"), &["unknown column `diagnosis`", "column 4"]);
    has(&fault("Image Index,Finding Labels,Patient ID,age\na,No Finding,1,3\n"), &["unknown column `age`"]);
    has(&fault("path,patient,label,label\na,1,1,1\n"), &["`label`", "twice"]);
    has(&fault("path,patient,label,age_min\na,1,1,1\n"), &["age_min", "age_max"]);
    has(&fault("path,patient,label,age,age_min,age_max\na,1,1,1,1,1\n"), &["either `age`"]);
    has(&fault("file,who,what\na,1,1\n"), &["neither", "Image Index", "path"]);
}

#[test]
fn a_wrong_row_is_named_by_its_line() {
    let first = "a.png,No Finding,0,1,58,M,PA,2894,2729,0.143,0.144";
    for (row, what) in [
        (",No Finding,0,1,58,M,PA,2894,2729,0.1,0.1", "`Image Index` is empty"),
        ("b.png,,0,1,58,M,PA,2894,2729,0.1,0.1", "`Finding Labels` is empty"),
        ("b.png,No Finding,0,,58,M,PA,2894,2729,0.1,0.1", "`Patient ID` is empty"),
        ("b.png,Edema||Mass,0,1,58,M,PA,2894,2729,0.1,0.1", "divided by"),
        ("b.png,Edema|Edema,0,1,58,M,PA,2894,2729,0.1,0.1", "twice"),
        ("b.png,Edema|No Finding,0,1,58,M,PA,2894,2729,0.1,0.1", "beside `No Finding`"),
        ("b.png,Edema,first,1,58,M,PA,2894,2729,0.1,0.1", "`Follow-up #`"),
        ("b.png,Edema,0,1,-3,M,PA,2894,2729,0.1,0.1", "`Patient Age`"),
        ("b.png,Edema,0,1,58X,M,PA,2894,2729,0.1,0.1", "`Patient Age`"),
        ("b.png,Edema,0,1,58,N,PA,2894,2729,0.1,0.1", "`Patient Gender`"),
        ("b.png,Edema,0,1,58,M,PA,0,2729,0.1,0.1", "number of pixels"),
        ("b.png,Edema,0,1,58,M,PA,2894,2729,0.1,-1", "millimetres"),
        ("b.png,Edema,0,1,58,M,PA,2894,2729,0.1", "10 cells where the header has 11"),
        ("b.png,Edema,0,1,58,M,PA,2894,2729,0.1,0.1,x", "12 cells where the header has 11"),
        (first, "same film as line 2"),
    ] {
        let message = fault(&format!("{NIH_HEADER}\n{first}\n\n{row}\n"));
        has(&message, &["entries.csv line 4", what]);
    }
    has(&fault("path,patient,label,age_min,age_max\na,1,1,5,1\n"), &["line 2", "above"]);
    has(&fault("path,patient,label,age_min,age_max\na,1,1,5,\n"), &["line 2", "one of them is empty"]);
    // A quoted cell may hold a line's end: the next row is then a line further down.
    has(&fault("path,patient,label\n\"a\nb\",1,1\nc,,1\n"), &["line 4", "`patient`"]);
}

#[test]
fn what_is_not_text_is_named_by_its_line() {
    let error = table_of(b"path,patient,label\na,1,1\n\xff,2,1\n").unwrap_err().to_string();
    has(&error, &["line 3", "UTF-8"]);
}

#[test]
fn a_table_without_rows_is_an_error() {
    for text in ["", "\n\n", "Image Index,Finding Labels,Patient ID\n", "path,patient,label\n\n,,\n"] {
        assert!(matches!(table(text), Err(TableError::Empty { .. })), "{text:?}");
    }
    assert!(matches!(read(Path::new("no such table")), Err(TableError::File { .. })));
}

#[test]
fn no_message_quotes_a_cell() {
    let error = fault("path,patient,label,age\na,Jane Doe,1,x7x\n");
    assert!(!error.contains("Jane") && !error.contains("x7x"), "{error}");
}
