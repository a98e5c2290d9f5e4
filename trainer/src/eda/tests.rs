use std::path::PathBuf;

use shared::image::GrayImage;

use super::*;
use crate::phantom::{encode_png, write_png};

fn write_table(folder: &Path, text: &str) -> PathBuf {
    let path = folder.join("labels.csv");
    std::fs::write(&path, text).unwrap();
    path
}

fn explored(text: &str) -> Eda {
    let folder = tempfile::tempdir().unwrap();
    explore(&write_table(folder.path(), text), None).unwrap()
}

/// Test data that is not part of the project: `../shared` beside it, or the folder named by `LOBAR_SHARED`.
fn nih_slice() -> Option<PathBuf> {
    let shared = std::env::var_os("LOBAR_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"), PathBuf::from);
    let slice = shared.join("nih-slice");
    if !slice.is_dir() {
        println!("SKIPPED: no NIH lists in {}; LOBAR_SHARED names another place", slice.display());
    }
    slice.is_dir().then_some(slice)
}

const TABLE: &str = "path,patient,label,view,age,sex,source\n\
    a.png,1,Pneumonia|Edema,AP,30,F,x\n\
    b.png,1,No Finding,PA,31,F,x\n\
    c.png,2,Pneumonia,AP,411,M,y\n\
    d.png,3,Edema,PA,50,M,y\n\
    e.png,4,No Finding,PA,52Y,M,y\n\
    f.png,5,0,PA,,,y\n";

#[test]
fn counts_by_film_and_by_patient() {
    let eda = explored(TABLE);
    let counts = &eda.counts;
    assert_eq!((counts.images, counts.patients), (6, 5));
    assert_eq!((counts.pneumonia_images.count, counts.pneumonia_patients.count), (2, 2));
    assert_eq!((counts.pneumonia_only_images.count, counts.pneumonia_only_images.of), (1, 2));
    assert_eq!((counts.no_finding_images, counts.other_finding_images, counts.unnamed_images), (2, 1, 1));
    assert_eq!(counts.patients_with_both, 1);
}

#[test]
fn demographics_leave_impossible_ages_out() {
    let facts = explored(TABLE).demographics;
    assert_eq!(facts.age.impossible, [ImpossibleAge { line: 4, years: 411.0 }]);
    assert_eq!((facts.age.known, facts.age.missing), (4, 1));
    let all = facts.age.groups[0].years.unwrap();
    assert_eq!((all.n, all.min, all.max), (4, 30.0, 52.0));
    assert_eq!(facts.age.histogram.pneumonia.iter().sum::<usize>(), 1);
    assert_eq!(facts.images_by_sex["male"], 3);
    assert_eq!(facts.patients_by_sex["female"], 1);
    assert_eq!((facts.images_by_view["PA"], facts.images_by_sex["not given"]), (4, 1));
}

#[test]
fn ranges_of_age_are_told_apart() {
    let age =
        explored("path,patient,label,age_min,age_max\na,1,1,1,5\nb,2,0,1,5\nc,3,0,4,4\n").demographics.age;
    assert_eq!(age.ranges, [AgeRange { youngest: 1.0, oldest: 5.0, images: 2 }]);
    assert_eq!(age.known, 1);
}

#[test]
fn findings_and_lift() {
    let findings = explored(TABLE).findings;
    let edema = &findings.with_pneumonia[0];
    assert_eq!((edema.finding.as_str(), edema.with_pneumonia.count, edema.everywhere.count), ("Edema", 1, 2));
    // Half of the films with pneumonia, a third of all.
    assert!((edema.lift.unwrap() - 1.5).abs() < 1e-12);
    let matrix = &findings.co_occurrence;
    assert_eq!(matrix.findings, ["Edema", "Pneumonia"]);
    assert_eq!(matrix.images, [[2, 1], [1, 2]]);
    assert_eq!(
        findings.per_image.iter().map(|t| (t.number, t.all, t.pneumonia)).collect::<Vec<_>>(),
        [(0, 3, 0), (1, 2, 1), (2, 1, 1)]
    );
    assert_eq!(findings.per_patient.iter().map(|t| t.all).sum::<usize>(), 5);
}

#[test]
fn follow_ups() {
    let facts = explored(TABLE).follow_up;
    assert_eq!(facts.patients_with_one_film, 4);
    assert_eq!(facts.films_per_patient.last(), Some(&Tally { number: 2, all: 1, pneumonia: 1 }));
    assert_eq!((facts.share_of_busiest_tenth, facts.number_with_pneumonia), (None, None));
}

#[test]
fn prevalence_by_group() {
    let prevalence = explored(TABLE).prevalence;
    let ap = &prevalence.by_view[0];
    assert_eq!((ap.group.as_str(), ap.images.count, ap.images.of, ap.patients.of), ("AP", 2, 2, 2));
    assert_eq!(
        prevalence.by_age.iter().map(|g| g.group.as_str()).collect::<Vec<_>>(),
        ["30 to 39", "50 to 59"]
    );
    assert_eq!(prevalence.by_source.len(), 2);
    assert_eq!(prevalence.by_age_within_view.len(), 2);
}

#[test]
fn a_shortcut_is_warned_of() {
    let audit = explored(TABLE).shortcuts;
    let view = audit.features.iter().find(|f| f.feature.starts_with("view")).unwrap();
    assert_eq!((view.overall.auc, view.overall.positives, view.overall.negatives), (Some(1.0), 2, 4));
    // Within a view the view tells nothing: not 0.5, but nothing.
    assert!(view.within_view.iter().all(|w| w.strength.auc.is_none()));
    assert!(
        audit.warnings.iter().any(|w| w.starts_with("view (AP)") && w.contains("1.000")),
        "{:?}",
        audit.warnings
    );
    assert!(audit.features.iter().any(|f| f.feature == "patient number"));
}

#[test]
fn one_class_has_no_auc() {
    let eda = explored("path,patient,label,view\na,p,No Finding,PA\nb,q,Edema,AP\n");
    assert!(eda.shortcuts.features.iter().all(|f| f.overall.auc.is_none()));
    assert!(eda.shortcuts.warnings.is_empty() && eda.findings.with_pneumonia.is_empty());
    assert!(report::html(&eda).unwrap().contains("one class only"));
}

#[test]
fn too_many_findings_are_another_column() {
    let folder = tempfile::tempdir().unwrap();
    let rows: String = (0..70).map(|i| format!("{i}.png,{i},name {i}\n")).collect();
    let error =
        explore(&write_table(folder.path(), &format!("path,patient,label\n{rows}")), None).unwrap_err();
    assert!(error.to_string().contains("70 different findings"), "{error}");
}

/// Films whose brightness gives the class away, one of them twice, one broken, one missing.
fn film_folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let images = folder.path().join("films");
    std::fs::create_dir_all(images.join("images_001")).unwrap();
    let mut table = "path,patient,label,view\n".to_owned();
    for i in 0..12_usize {
        let positive = i % 2 == 0;
        let level = if positive { 150 } else { 90 } + i;
        let pixels = (0..160 * 140).map(|p| (level + p % 7) as u8).collect();
        let film = GrayImage::new(160, 140, pixels).unwrap();
        write_png(&film, &images.join("images_001").join(format!("{i}.png"))).unwrap();
        let label = if positive { "Pneumonia" } else { "No Finding" };
        table += &format!("{i}.png,p{i},{label},{}\n", if i < 6 { "PA" } else { "AP" });
    }
    let copy = image::open(images.join("images_001/0.png")).unwrap().into_rgba8();
    copy.save(images.join("twin.png")).unwrap();
    std::fs::write(
        images.join("broken.png"),
        &encode_png(&GrayImage::new(9, 9, vec![1; 81]).unwrap()).unwrap()[..50],
    )
    .unwrap();
    std::fs::write(images.join("letter.txt"), "no film").unwrap();
    table += "twin.png,q,No Finding,PA\nbroken.png,q,No Finding,PA\nletter.txt,q,No Finding,PA\nlost.png,q,Edema,PA\n";
    let table = write_table(folder.path(), &table);
    (folder, table)
}

#[test]
fn films_are_measured_and_faults_listed() {
    let (folder, table) = film_folder();
    let eda = explore(&table, Some(&folder.path().join("films"))).unwrap();
    let pixels = eda.pixels.as_ref().unwrap();
    assert_eq!((pixels.films_read, pixels.missing, pixels.unreadable), (13, 1, 2));
    assert_eq!(pixels.missing_films[0], MissingFilm { line: 17, image: "lost.png".into(), ambiguous: false });
    assert_eq!(pixels.unreadable_films.iter().map(|f| f.line).collect::<Vec<_>>(), [15, 16]);
    assert!(pixels.unreadable_films[1].reason.contains("NOT_DICOM"), "{:?}", pixels.unreadable_films);
    assert_eq!(pixels.sizes, [ImageSize { width: 160, height: 140, films: 13 }]);
    assert_eq!(pixels.modes.iter().map(|m| m.films).collect::<Vec<_>>(), [12, 1]);
    let twins = &pixels.duplicates[0];
    assert_eq!((twins.lines.as_slice(), pixels.duplicates.len()), (&[2, 14][..], 1));
    assert!(!twins.same_file && !twins.same_patient && !twins.same_class);
    let pneumonia = &pixels.intensities[0];
    assert_eq!(
        (pneumonia.finding.as_str(), pneumonia.view.as_deref(), pneumonia.films),
        ("Pneumonia", None, 6)
    );
    assert!((pneumonia.mean - 158.0).abs() < 0.1, "{}", pneumonia.mean);
    assert!((pneumonia.histogram.iter().sum::<f64>() - 1.0).abs() < 1e-4);
    assert!(pneumonia.percentiles.is_sorted());
    assert_eq!(pixels.mean_films.len(), 6);
    let gray = eda.shortcuts.features.iter().find(|f| f.feature == "mean gray level").unwrap();
    assert_eq!((gray.overall.higher_in_pneumonia, gray.overall.positives), (Some(true), 6));
    assert!(eda.shortcuts.warnings.iter().any(|w| w.starts_with("mean gray level")));
}

#[test]
fn a_folder_without_films_of_the_table_is_an_error() {
    let (folder, table) = film_folder();
    let empty = folder.path().join("elsewhere");
    std::fs::create_dir(&empty).unwrap();
    std::fs::write(empty.join("x.png"), "x").unwrap();
    assert!(explore(&table, Some(&empty)).unwrap_err().to_string().contains("none of"));
    // There, but not one can be read.
    std::fs::write(empty.join("0.png"), "x").unwrap();
    assert!(explore(&table, Some(&empty)).unwrap_err().to_string().contains("can be read"));
}

#[test]
fn the_report_is_self_contained_and_nothing_is_overwritten() {
    let (folder, table) = film_folder();
    let eda = explore(&table, Some(&folder.path().join("films"))).unwrap();
    let out = folder.path().join("out");
    write(&eda, &out).unwrap();
    let html = std::fs::read_to_string(out.join(REPORT)).unwrap();
    for never in ["<script", "src=\"http", "href=\"http", "url(", "@import", "NaN"] {
        assert!(!html.contains(never), "{never}");
    }
    assert!(html.matches("<svg").count() >= 8 && html.contains("data:image/png;base64,"));
    assert_eq!(html.matches("<figure>").count(), html.matches("</figure>").count());
    let json: serde_json::Value = serde_json::from_slice(&std::fs::read(out.join(JSON)).unwrap()).unwrap();
    assert_eq!(json["counts"]["images"], 16);
    assert_eq!(json["pixels"]["intensities"][0]["histogram"].as_array().unwrap().len(), 256);
    assert!(write(&eda, &out).unwrap_err().to_string().contains("exists already"));
    assert!(check_free(&out).is_err());
}

#[test]
fn what_a_table_says_cannot_become_markup() {
    let html = report::html(&explored(
        "path,patient,label,view,source\na,1,1,<b>PA</b>,<script>x</script>\nb,2,<i>mass</i>,AP,y & z\n",
    ))
    .unwrap();
    assert!(!html.contains("<script") && !html.contains("<i>") && !html.contains("<b>"), "{html}");
}

#[test]
fn the_full_nih_list() {
    let Some(slice) = nih_slice() else { return };
    let started = std::time::Instant::now();
    let eda = explore(&slice.join("Data_Entry_2017_v2020.csv.gz"), None).unwrap();
    let html = report::html(&eda).unwrap();
    println!("full list: {:.2} s, report {} bytes", started.elapsed().as_secs_f64(), html.len());
    let counts = &eda.counts;
    assert_eq!((counts.images, counts.patients), (112_120, 30_805));
    assert_eq!((counts.pneumonia_images.count, counts.pneumonia_patients.count), (1_431, 1_008));
    assert_eq!(counts.pneumonia_only_images.count, 322);
    let by = |groups: &[Breakdown], name: &str| {
        let group = groups.iter().find(|g| g.group == name).unwrap();
        (group.images.count, group.images.of)
    };
    assert_eq!(by(&eda.prevalence.by_view, "AP"), (801, 44_810));
    assert_eq!(by(&eda.prevalence.by_view, "PA"), (630, 67_310));
    assert_eq!(by(&eda.prevalence.by_sex, "male").0, 838);
    assert_eq!(by(&eda.prevalence.by_sex, "female").0, 593);
    let with = &eda.findings.with_pneumonia;
    let with: Vec<(&str, usize)> =
        with.iter().map(|c| (c.finding.as_str(), c.with_pneumonia.count)).take(5).collect();
    assert_eq!(
        with,
        [
            ("Infiltration", 605),
            ("Edema", 340),
            ("Effusion", 269),
            ("Atelectasis", 262),
            ("Consolidation", 123)
        ]
    );
    let view = eda.shortcuts.features.iter().find(|f| f.feature == "view (AP)").unwrap();
    assert!((view.overall.auc.unwrap() - 0.581).abs() < 0.001, "{:?}", view.overall);
}

#[test]
fn the_other_layouts_of_nih() {
    let Some(slice) = nih_slice() else { return };
    let eda = explore(&slice.join("sample_labels.csv"), None).unwrap();
    assert_eq!((eda.table.layout, eda.counts.images), (table::Layout::Sample, 5_606));
    assert_eq!(eda.demographics.age.impossible.iter().map(|a| a.years).collect::<Vec<_>>(), [411.0]);
    let eda = explore(&slice.join("Data_Entry_2017.csv"), None).unwrap();
    assert_eq!((eda.counts.images, eda.counts.patients), (789, 546));
    assert_eq!((eda.counts.pneumonia_images.count, eda.counts.no_finding_images), (403, 386));
    let strength = |name: &str| {
        eda.shortcuts.features.iter().find(|f| f.feature == name).and_then(|f| f.overall.auc).unwrap()
    };
    // As the README of the slice has them, measured by another program.
    assert!((strength("patient number") - 0.77).abs() < 0.01);
    assert!((strength("native size (pixels)") - 0.64).abs() < 0.01);
    assert!((strength("view (AP)") - 0.59).abs() < 0.01);
}
