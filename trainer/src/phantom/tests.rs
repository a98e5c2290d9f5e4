//! Properties of the films as a whole. Small films, so that they take seconds.

use std::collections::BTreeMap;

use dicom_core::Tag;

use super::*;

fn small() -> PhantomOptions {
    PhantomOptions { size: 256, ..PhantomOptions::default() }
}

fn film(index: u64) -> Phantom {
    Phantom::generate_with(&small(), 7, index).unwrap()
}

fn forced(index: u64, pneumonia: bool) -> Phantom {
    Phantom::generate_with(&PhantomOptions { pneumonia: Some(pneumonia), ..small() }, 7, index).unwrap()
}

/// FNV-1a, 64 bits: enough to notice a changed pixel.
fn fnv(values: impl Iterator<Item = u16>) -> u64 {
    values
        .flat_map(u16::to_le_bytes)
        .fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

#[test]
fn a_film_is_the_same_on_every_machine() {
    // Stored once; a change means that every phantom, and every model trained on them, changes.
    let hashes = [0, 1, 2, 5].map(|i| fnv(film(i).pixels.into_iter()));
    assert_eq!(
        hashes,
        [
            5_885_456_310_178_517_630,
            6_299_247_776_963_004_107,
            8_231_405_130_308_912_492,
            4_536_044_336_286_270_167
        ]
    );
}

#[test]
fn films_do_not_depend_on_the_order_or_on_threads() {
    let together = Phantom::generate_range(&small(), 7, 3..9).unwrap();
    for (i, one) in (3..9).zip(&together) {
        let alone = film(i);
        assert_eq!((alone.pixels, alone.mask), (one.pixels.clone(), one.mask.clone()));
    }
}

#[test]
fn seeds_and_numbers_make_different_films() {
    let other = Phantom::generate_with(&small(), 8, 0).unwrap();
    assert_ne!(film(0).pixels, film(1).pixels);
    assert_ne!(film(0).pixels, other.pixels);
}

#[test]
fn pixels_use_twelve_bits_and_show_a_chest() {
    for index in 0..6 {
        let f = film(index);
        assert_eq!((f.pixels.len(), f.mask.len()), (256 * 256, 256 * 256));
        assert!(f.pixels.iter().all(|&p| p <= 4095));
        let shown = f.display.pixels();
        let mean = shown.iter().map(|&p| f64::from(p)).sum::<f64>() / shown.len() as f64;
        assert!((50.0..210.0).contains(&mean), "film {index} has mean {mean}");
        // The lung (a quarter of the way across, half-way down) is darker than the spine beside it.
        let at = |u: usize, v: usize| f64::from(shown[v * 256 + u]);
        let row = |u: usize| (90..130).map(|v| at(u, v)).sum::<f64>() / 40.0;
        assert!(row(70).min(row(186)) + 10.0 < row(128), "film {index}");
    }
}

#[test]
fn the_disease_changes_the_film_only_near_its_mask() {
    for index in 0..6 {
        let (sick, well) = (forced(index, true), forced(index, false));
        assert!(well.mask.iter().all(|&m| m == 0) && well.bounding_boxes().is_empty());
        assert!(sick.mask.contains(&255), "film {index} shows nothing");
        assert_eq!(
            (sick.age, sick.sex, sick.view_position, sick.window_center),
            (well.age, well.sex, well.view_position, well.window_center)
        );
        let (mut inside, mut count) = (0.0, 0.0);
        for ((&s, &w), &m) in sick.pixels.iter().zip(&well.pixels).zip(&sick.mask) {
            if m == 255 {
                inside += f64::from(s) - f64::from(w);
                count += 1.0;
            } else {
                // Below the mask's threshold a focus still fades out: a small fraction of the range.
                assert!(s.abs_diff(w) < 400, "film {index} changes outside the mask");
            }
        }
        assert!(inside / count > 40.0, "film {index}: disease brightens by {}", inside / count);
    }
}

#[test]
fn the_mask_lies_inside_the_lungs() {
    for index in 0..6 {
        let f = forced(index, true);
        let (patient, _) = Phantom::patient_of(index);
        let body = Body::draw(7, patient, index);
        for (k, _) in f.mask.iter().enumerate().filter(|(_, m)| **m != 0) {
            let [x, y] =
                body.frame.patient(((k % 256) as f32 + 0.5) / 256.0, ((k / 256) as f32 + 0.5) / 256.0);
            // A pixel and a half at half resolution.
            let slack = 0.012;
            // The apex is a dome: the slack counts upwards too.
            assert!(
                x.abs() < body.lung_outer(y + slack) + slack && x.abs() > body.lung_inner(y) - slack,
                "film {index} at {x} {y}"
            );
            assert!(y > body.apex - slack && y < body.diaphragm(x) + 0.10 + slack, "film {index} at {x} {y}");
        }
    }
}

#[test]
fn nothing_in_the_metadata_follows_the_label() {
    // The metadata needs no pixels, but there is one way only to make them: small films, few of them.
    let options = PhantomOptions { size: 128, ..PhantomOptions::default() };
    let films = Phantom::generate_range(&options, 3, 0..400).unwrap();
    let (sick, well): (Vec<_>, Vec<_>) = films.iter().partition(|f| f.is_positive());
    assert!((160..=240).contains(&sick.len()), "{} of 400 positive", sick.len());
    type Test<'a> = &'a dyn Fn(&Phantom) -> bool;
    let share = |films: &[&Phantom], test: Test<'_>| {
        films.iter().filter(|f| test(f)).count() as f64 / films.len() as f64
    };
    let tests: [(&str, Test<'_>); 7] = [
        ("AP", &|f| f.view_position == ViewPosition::Ap),
        ("female", &|f| f.sex == Sex::Female),
        ("over 55", &|f| f.age > 55),
        ("effusion", &|f| f.findings.contains(&Finding::Effusion)),
        ("nodule", &|f| f.findings.contains(&Finding::Nodule)),
        ("cardiomegaly", &|f| f.findings.contains(&Finding::Cardiomegaly)),
        ("narrow window", &|f| f.window_width < 3800.0),
    ];
    for (name, test) in tests {
        let (a, b) = (share(&sick, test), share(&well, test));
        // Three standard errors of a difference between two shares of about 200 films.
        assert!((a - b).abs() < 0.15, "{name}: {a} with pneumonia, {b} without");
    }
}

#[test]
fn patients_have_one_to_three_films_and_no_name_repeats() {
    let mut films: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
    for index in 0..800 {
        let (patient, follow_up) = Phantom::patient_of(index);
        films.entry(patient).or_default().push(follow_up);
    }
    assert_eq!(films.len(), 500);
    assert!(films.values().all(|f| (1..=3).contains(&f.len()) && f.iter().copied().eq(0..f.len() as u32)));
    let (first, second) = (film(1), film(2));
    assert_eq!((first.patient_id, first.age, first.sex), (second.patient_id, second.age, second.sex));
    assert_ne!(first.file_name(), second.file_name());
}

#[test]
fn options_out_of_range_are_errors() {
    let with = |options: PhantomOptions| Phantom::generate_with(&options, 1, 1).unwrap_err();
    for size in [0, 64, 100, 1000, 8192] {
        assert!(matches!(with(PhantomOptions { size, ..small() }), PhantomError::Size(s) if s == size));
    }
    for prevalence in [-0.1, 1.5, f32::NAN] {
        assert!(matches!(with(PhantomOptions { prevalence, ..small() }), PhantomError::Prevalence(_)));
    }
}

#[test]
fn prevalence_is_obeyed_at_its_ends() {
    for (prevalence, expected) in [(0.0, false), (1.0, true)] {
        let options = PhantomOptions { size: 128, prevalence, pneumonia: None };
        assert!((0..8).all(|i| Phantom::generate_with(&options, 2, i).unwrap().is_positive() == expected));
    }
}

#[test]
fn a_folder_in_nih_layout_reads_back() {
    let folder = std::env::temp_dir().join(format!("lobar-phantom-{}", std::process::id()));
    let mut writer = NihWriter::new(&folder, true).unwrap();
    let films = [forced(1, true), forced(0, false)];
    films.iter().for_each(|f| writer.add(f).unwrap());
    let table = std::fs::read_to_string(writer.finish().unwrap()).unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(table.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(table.lines().next(), Some(METADATA_HEADER));
    assert!(rows.iter().all(|r| r.len() == 11));
    // In order of their number, whatever the order of writing.
    assert_eq!((&rows[1][0], &rows[2][0]), ("00000001_000.png", "00000002_000.png"));
    assert!(!rows[1][1].contains("Pneumonia") && rows[2][1].split('|').any(|f| f == "Pneumonia"));
    let decode = |path: &str| {
        let file = std::io::BufReader::new(std::fs::File::open(folder.join(path)).unwrap());
        let mut reader = png::Decoder::new(file).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        pixels
    };
    assert_eq!(decode("images/00000002_000.png"), films[0].display.pixels());
    assert_eq!(decode("masks/00000002_000.png"), films[0].mask);
    let boxes = std::fs::read_to_string(folder.join("BBox_List_2017.csv")).unwrap();
    assert!(
        boxes.starts_with(BOX_HEADER)
            && boxes.contains("00000002_000.png,Pneumonia,")
            && !boxes.contains("00000001")
    );
    assert!(!folder.join("masks/00000001_000.png").exists());
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn boxes_hold_the_mask() {
    let f = forced(2, true);
    let boxes = f.bounding_boxes();
    assert!(!boxes.is_empty());
    let outside = f.mask.iter().enumerate().filter(|(k, m)| {
        let (x, y) = (k % 256, k / 256);
        **m != 0
            && !boxes.iter().any(|b| (b.x..b.x + b.width).contains(&x) && (b.y..b.y + b.height).contains(&y))
    });
    // Only specks too small for a box.
    assert!(outside.count() < 64);
}

#[test]
fn dicom_instances_read_back_and_show_the_same_picture() {
    let f = film(4);
    let mut instances = Vec::new();
    for photometric in [Photometric::Monochrome1, Photometric::Monochrome2] {
        let bytes = dicom_bytes(&f, photometric).unwrap();
        assert_eq!(bytes, dicom_bytes(&f, photometric).unwrap());
        let object = dicom_object::from_reader(&bytes[..]).unwrap();
        let text =
            |group, element| object.element(Tag(group, element)).unwrap().to_str().unwrap().trim().to_owned();
        assert_eq!(text(0x0008, 0x0060), "DX");
        assert_eq!(text(0x0018, 0x0015), "CHEST");
        assert_eq!(text(0x0018, 0x5101), f.view_position.as_str());
        assert_eq!(text(0x0010, 0x1010), format!("{:03}Y", f.age));
        assert_eq!(text(0x0028, 0x0004), photometric.as_str());
        assert!(text(0x0010, 0x0020).starts_with("PHANTOM-"));
        assert!(text(0x0008, 0x0018).len() <= 64);
        let stored = object.element(Tag(0x7fe0, 0x0010)).unwrap().to_multi_int::<u16>().unwrap();
        let (center, width): (f32, f32) =
            (text(0x0028, 0x1050).parse().unwrap(), text(0x0028, 0x1051).parse().unwrap());
        let mut shown = film::display(&stored, center, width);
        if photometric == Photometric::Monochrome1 {
            shown.iter_mut().for_each(|p| *p = 255 - *p);
        }
        assert_eq!(shown, f.display.pixels(), "{photometric:?}");
        instances.push((text(0x0020, 0x000d), text(0x0008, 0x0018)));
    }
    // Two instances of one study.
    assert_eq!(instances[0].0, instances[1].0);
    assert_ne!(instances[0].1, instances[1].1);
}

#[test]
fn a_contact_sheet_marks_positives() {
    let sheet = contact_sheet(&[forced(0, true), forced(1, false)]).unwrap();
    assert_eq!((sheet.width(), sheet.height()), (6 * 256, 262));
    let strip = &sheet.pixels()[261 * 6 * 256..];
    assert_eq!((strip[10], strip[300]), (255, 0));
    assert!(contact_sheet(&[]).is_err());
}
