"""check.py FORM FOLDER FILM...: reads the DICOM exports in FOLDER, one SR a FILM, with pydicom and highdicom."""

import sys
from pathlib import Path

import highdicom as hd
import pydicom
from pydicom.sr.codedict import codes

form, folder, *films = sys.argv[1:]
# Attributes that PS3.15 table E.1-1 removes or empties, and that an instance of ours could have.
IDENTIFYING = [
    "PatientBirthDate", "PatientSex", "PatientAge", "IssuerOfPatientID", "StudyDate", "StudyTime", "StudyDescription",
    "StudyID", "AccessionNumber", "ReferringPhysicianName", "SeriesDate", "SeriesTime", "SeriesDescription",
    "InstanceCreationDate", "InstanceCreationTime", "DeviceSerialNumber", "DeviceUID", "TimezoneOffsetFromUTC",
]


def check(condition, message):
    if not condition:
        sys.exit(f"{message}")


def against_film(export, film, where):
    if form == "pacs":
        for keyword in ["PatientID", "StudyInstanceUID", "StudyDate", "AccessionNumber", "PatientBirthDate"]:
            check((export.get(keyword) or "") == (film.get(keyword) or ""), f"{where}: another {keyword}")
        check(str(export.get("PatientName") or "") == str(film.get("PatientName") or ""), f"{where}: another name")
        check("PatientIdentityRemoved" not in export, f"{where}: says that the patient is removed")
    else:
        for keyword in IDENTIFYING:
            check(not export.get(keyword), f"{where}: holds {keyword}")
        check(export.PatientIdentityRemoved == "YES", f"{where}: does not say that the patient is removed")
        methods = [item.CodeValue for item in export.DeidentificationMethodCodeSequence]
        check("113100" in methods, f"{where}: {methods}")
        # Removed by the basic profile; the option cleans it instead.
        check("DerivationDescription" not in export or "113105" in methods, f"{where}: {methods}")
        check(export.LongitudinalTemporalInformationModified == "REMOVED", where)
        for keyword in ["StudyInstanceUID", "SOPInstanceUID", "SeriesInstanceUID"]:
            check(export[keyword].value != film[keyword].value, f"{where}: keeps {keyword}")
        text = str(export)
        values = [film.get(k) for k in ["PatientID", "PatientName", "StudyInstanceUID", "SOPInstanceUID", "StudyDate"]]
        for value in filter(None, map(str, values)):
            check(len(value) < 6 or value not in text, f"{where}: holds a value of the film")


def referenced(film, items):
    instances = [item.ReferencedSOPInstanceUID for item in items]
    return form == "sharing" or film.SOPInstanceUID in instances


measured = captures = refused = 0
instances = set()
for number, path in enumerate(films, start=1):
    film = pydicom.dcmread(path, stop_before_pixels=True, force=True)
    name = f"film-{number:04}.sr.dcm"
    report = hd.sr.srread(Path(folder) / name)
    check(isinstance(report, hd.sr.ComprehensiveSR), name)
    against_film(report, film, name)
    check(report.SOPInstanceUID not in instances, f"{name}: another report's UID")
    instances.add(report.SOPInstanceUID)
    check(report.VerificationFlag == "UNVERIFIED", name)
    evidence = report.CurrentRequestedProcedureEvidenceSequence[0].ReferencedSeriesSequence[0].ReferencedSOPSequence
    check(referenced(film, evidence), f"{name}: does not refer to its film")
    content = report.content
    check(isinstance(content, hd.sr.MeasurementReport), name)
    observers = content.get_observer_contexts(observer_type=codes.DCM.Device)
    check(len(observers) == 1, f"{name}: {len(observers)} observers")
    groups = content.get_image_measurement_groups()
    check(len(groups) == 1, f"{name}: {len(groups)} measurement groups")
    sources = groups[0].source_images
    check(len(sources) == 1 and sources[0].referenced_sop_instance_uid == evidence[0].ReferencedSOPInstanceUID, name)
    measurements = groups[0].get_measurements()
    capture = Path(folder) / f"film-{number:04}.sc.dcm"
    if not measurements:
        check(not capture.exists(), f"{name}: no number, and yet a heatmap")
        refused += 1
        continue
    check(all(0 <= m.value <= 1 for m in measurements[:1]), f"{name}: {measurements[0].value}")
    measured += 1
    image = pydicom.dcmread(capture)
    against_film(image, film, capture.name)
    pixels = image.pixel_array
    check(pixels.shape == (image.Rows, image.Columns, 3) and max(pixels.shape) <= 2048, f"{pixels.shape}")
    check(pixels[: image.Rows // 2].std() > 0 and (pixels[-200:] == 255).any(), f"{capture.name}: no film or no words")
    check(image.SourceImageSequence[0].ReferencedSOPInstanceUID == evidence[0].ReferencedSOPInstanceUID, capture.name)
    check(image.StudyInstanceUID == report.StudyInstanceUID, f"{capture.name}: another study than its report")
    captures += 1
print(f"{form}: {measured} reports with a number, {refused} without, {captures} captures")
