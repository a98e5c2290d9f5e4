"""Compares the reader with pydicom and pylibjpeg: a film of 3000 x 2500 pixels, from its file to 8 bits, one thread.

    pip install -r requirements.txt
    python bench_pydicom.py [--films FOLDER] [--runs 5]

Makes the film in each transfer syntax (once; FOLDER is kept, by default target/bench-films), times pydicom, then our own bench on the same files in the
same run, and prints a table and one line of JSON. pydicom's way is dcmread, pixel_array by pylibjpeg, apply_modality_lut,
apply_voi_lut, and a linear map of the window to 8 bits. Both read the file from the disk's cache.
"""
import argparse
import hashlib
import json
import os
import statistics
import struct
import subprocess
import sys
import time
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import imagecodecs as ic
import jpeg_ls
import numpy as np
import pydicom
from pydicom.encaps import encapsulate
from pydicom.pixels import apply_modality_lut, apply_voi_lut, pixel_array
from pydicom.uid import (
    JPEG2000Lossless, JPEGLSLossless, JPEGLosslessSV1, ExplicitVRLittleEndian, HTJ2KLossless, RLELossless,
)

ROWS, COLUMNS, BITS = 3000, 2500, 14
CENTER, WIDTH = 6000, 11000


def values():
    """Like a chest: bright fields beside a dark middle, with noise that grows with the dose."""
    rng = np.random.default_rng(1)
    y, x = np.mgrid[-0.5:0.5:ROWS * 1j, -0.5:0.5:COLUMNS * 1j]
    lungs = np.exp(-((np.abs(x) - 0.22) ** 2 / 0.015 + y * y / 0.08))
    level = 1500 + 9000 * np.maximum(lungs * (1 + 0.06 * np.sin(60 * (y + x * x))), 0) + 800 * (y + 0.5)
    return np.clip(level + rng.normal(0, 1, level.shape) * 0.6 * np.sqrt(level), 0, (1 << BITS) - 1).astype(np.uint16)


def packbits(plane):
    """PS3.5 annex G: runs of at least three equal bytes, literals between them."""
    out = bytearray()
    edges = np.flatnonzero(np.diff(plane)) + 1
    starts = np.concatenate(([0], edges))
    lengths = np.diff(np.concatenate((starts, [plane.size])))
    literal = 0
    data = plane.tobytes()

    def flush(end):
        for at in range(literal, end, 128):
            part = data[at:min(at + 128, end)]
            out.append(len(part) - 1)
            out.extend(part)

    for start, length in zip(starts[lengths > 2].tolist(), lengths[lengths > 2].tolist()):
        flush(start)
        for at in range(0, length, 128):
            part = min(128, length - at)
            out.extend((257 - part, data[start]) if part > 1 else (0, data[start]))
        literal = start + length
    flush(plane.size)
    return bytes(out)


def rle(a):
    # Rows end runs (G.3.1); one row at a time.
    planes = [b"".join(packbits(row) for row in (a >> shift & 255).astype(np.uint8)) for shift in (8, 0)]
    planes = [plane + b"\0" * (len(plane) % 2) for plane in planes]
    return struct.pack("<16I", 2, 64, 64 + len(planes[0]), *[0] * 13) + b"".join(planes)


def films(folder):
    """The film in each syntax; made where it is not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    encoders = {
        "uncompressed": (ExplicitVRLittleEndian, lambda a: a.tobytes()),
        "rle": (RLELossless, rle),
        "jpeg_lossless_sv1": (JPEGLosslessSV1, lambda a: ic.jpeg8_encode(
            a, lossless=True, predictor=1, bitspersample=BITS)),
        "jpeg_ls": (JPEGLSLossless, lambda a: bytes(jpeg_ls.encode_buffer(
            a.tobytes(), ROWS, COLUMNS, 1, BITS, 0, 0))),
        "jpeg_2000": (JPEG2000Lossless, lambda a: ic.jpeg2k_encode(
            a, level=0, reversible=True, codecformat="J2K", bitspersample=BITS)),
        "htj2k": (HTJ2KLossless, lambda a: ic.htj2k_encode(a, reversible=True, resolutions=5)),
    }
    a = None
    for name, (syntax, encode) in encoders.items():
        path = folder / f"{name}.dcm"
        if not path.exists():
            a = values() if a is None else a
            dataset = pydicom.Dataset()
            dataset.SOPClassUID = "1.2.840.10008.5.1.4.1.1.1.1"
            dataset.SOPInstanceUID = "2.25.1"
            dataset.Modality, dataset.BodyPartExamined, dataset.ViewPosition = "DX", "CHEST", "PA"
            dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
            dataset.Rows, dataset.Columns = ROWS, COLUMNS
            dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, BITS, BITS - 1
            dataset.PixelRepresentation = 0
            dataset.RescaleSlope, dataset.RescaleIntercept = 1, 0
            dataset.WindowCenter, dataset.WindowWidth = CENTER, WIDTH
            code = bytes(encode(a))
            dataset.PixelData = code if syntax == ExplicitVRLittleEndian else encapsulate([code], has_bot=False)
            dataset["PixelData"].VR = "OW" if syntax == ExplicitVRLittleEndian else "OB"
            dataset["PixelData"].is_undefined_length = syntax != ExplicitVRLittleEndian
            dataset.file_meta = pydicom.dataset.FileMetaDataset()
            dataset.file_meta.TransferSyntaxUID = syntax
            dataset.save_as(path, enforce_file_format=True)
        yield name, path


def displayed(path):
    dataset = pydicom.dcmread(path)
    compressed = dataset.file_meta.TransferSyntaxUID.is_compressed
    stored = pixel_array(dataset, decoding_plugin="pylibjpeg" if compressed else "")
    shown = apply_voi_lut(apply_modality_lut(stored, dataset), dataset)
    # apply_voi_lut gives the window over the range of Bits Stored.
    picture = (shown * (255.0 / ((1 << BITS) - 1)) + 0.5).astype(np.uint8)
    return stored, picture


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--films", type=Path, default=Path(__file__).parents[3] / "target/bench-films")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--bench", help="the bench as a program; without it cargo runs it")
    arguments = parser.parse_args()
    made = {name: path.resolve() for name, path in films(arguments.films)}
    report = {}
    for name, path in made.items():
        stored, _ = displayed(path)
        times = []
        for _ in range(arguments.runs):
            start = time.perf_counter()
            displayed(path)
            times.append((time.perf_counter() - start) * 1e3)
        report[name] = {
            "pydicom_ms": statistics.median(times),
            "stored_sha256": hashlib.sha256(stored.astype("<i4").tobytes()).hexdigest(),
            "megabytes": path.stat().st_size / 1e6,
        }
    command = [arguments.bench] if arguments.bench else [
        "cargo", "bench", "--quiet", "--workspace", "--profile", "dev", "--bench", "dicom", "--"]
    lines = subprocess.run(command + [str(path) for path in made.values()], check=True, capture_output=True,
                           text=True, cwd=Path(__file__).parents[3]).stdout.splitlines()
    for name, line in zip(made, lines, strict=True):
        ours = json.loads(line)
        row = report[name]
        if ours["outcome"] != "accept" or ours["stored_sha256"] != row["stored_sha256"]:
            sys.exit(f"{name}: other pixels than pydicom's, or none: {ours['message']}")
        row.update(lobar_ms=ours["median_ms"], ratio=row["pydicom_ms"] / ours["median_ms"])
        print(f"{name:20} {row['megabytes']:6.1f} MB   lobar {row['lobar_ms']:7.1f} ms   "
              f"pydicom {row['pydicom_ms']:7.1f} ms   ratio {row['ratio']:.2f}")
        del row["stored_sha256"]
    print(json.dumps({name: {key: round(value, 2) for key, value in row.items()} for name, row in report.items()}))


if __name__ == "__main__":
    main()
