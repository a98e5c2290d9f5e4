"""Makes the small films that the fuzz targets start from: one for each way of writing pixels and of showing them.

    pip install numpy==2.4.6 imagecodecs==2026.3.6 pyjpegls==1.5.1
    python make_films.py

Values are drawn here, from a seed; nothing is a patient's. Small, because a fuzzer runs each of them a million times.
"""
import struct
import zlib
from pathlib import Path

import imagecodecs as ic
import jpeg_ls
import numpy as np

ROWS, COLUMNS = 24, 20
UID = {
    "implicit": "1.2.840.10008.1.2", "explicit": "1.2.840.10008.1.2.1", "big": "1.2.840.10008.1.2.2",
    "encapsulated": "1.2.840.10008.1.2.1.98", "deflated": "1.2.840.10008.1.2.1.99",
    "deflated_frame": "1.2.840.10008.1.2.8.1", "rle": "1.2.840.10008.1.2.5",
    "baseline": "1.2.840.10008.1.2.4.50", "extended": "1.2.840.10008.1.2.4.51",
    "p14": "1.2.840.10008.1.2.4.57", "sv1": "1.2.840.10008.1.2.4.70",
    "jls": "1.2.840.10008.1.2.4.80", "jls_near": "1.2.840.10008.1.2.4.81",
    "j2k": "1.2.840.10008.1.2.4.90", "j2k_lossy": "1.2.840.10008.1.2.4.91",
    "htj2k": "1.2.840.10008.1.2.4.201", "htj2k_rpcl": "1.2.840.10008.1.2.4.202",
    "htj2k_lossy": "1.2.840.10008.1.2.4.203",
    "jxl": "1.2.840.10008.1.2.4.110", "jxl_lossy": "1.2.840.10008.1.2.4.112",
}
LONG = ("OB", "OW", "SQ", "UN")


def element(group, number, vr, value, kind="explicit"):
    end = ">" if kind == "big" else "<"
    if isinstance(value, int):
        value = struct.pack(end + "H", value)
    if isinstance(value, str):
        value = value.encode()
    if len(value) % 2:
        value += b"\0" if vr in ("UI", "OB", "OW") else b" "
    out = struct.pack(end + "HH", group, number)
    if kind == "implicit":
        return out + struct.pack("<I", len(value)) + value
    if vr in LONG:
        return out + vr.encode() + struct.pack(end + "HI", 0, len(value)) + value
    return out + vr.encode() + struct.pack(end + "H", len(value)) + value


def fragments(code):
    code += b"\0" * (len(code) % 2)
    item = struct.pack("<HHI", 0xFFFE, 0xE000, len(code)) + code
    empty, end = struct.pack("<HHI", 0xFFFE, 0xE000, 0), struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)
    return struct.pack("<HH2sHI", 0x7FE0, 0x0010, b"OB", 0, 0xFFFFFFFF) + empty + item + end


def lut(entries, first, bits, vr="OW"):
    item = element(0x28, 0x3002, "US", struct.pack("<HHH", len(entries) & 0xFFFF, first, bits))
    item += element(0x28, 0x3006, vr, struct.pack(f"<{len(entries)}H", *entries))
    return struct.pack("<HHI", 0xFFFE, 0xE000, len(item)) + item


def film(name, kind, bits, pixel_element, signed=0, photometric="MONOCHROME2", shape=(ROWS, COLUMNS), more=b""):
    """`pixel_element` makes the last element for a kind of encoding; `more` stands before it."""
    form = kind if kind in ("implicit", "big") else "explicit"

    def e(*args):
        return element(*args, kind=form)

    allocated = 8 if bits <= 8 else 16
    body = b"".join([
        e(0x08, 0x05, "CS", "ISO_IR 100"), e(0x08, 0x08, "CS", "ORIGINAL\\PRIMARY"),
        e(0x08, 0x16, "UI", "1.2.840.10008.5.1.4.1.1.1.1"), e(0x08, 0x60, "CS", "DX"),
        e(0x10, 0x10, "PN", "DOE^JANE"), e(0x10, 0x1010, "AS", "044Y"), e(0x18, 0x15, "CS", "CHEST"),
        e(0x18, 0x5101, "CS", "PA"), e(0x28, 0x02, "US", 1), e(0x28, 0x04, "CS", photometric),
        e(0x28, 0x10, "US", shape[0]), e(0x28, 0x11, "US", shape[1]), e(0x28, 0x100, "US", allocated),
        e(0x28, 0x101, "US", bits), e(0x28, 0x102, "US", bits - 1), e(0x28, 0x103, "US", signed),
        more, pixel_element(form),
    ])
    meta = element(0x02, 0x10, "UI", UID[kind])
    if kind == "deflated":
        deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
        body = deflate.compress(body) + deflate.flush()
    path = Path(__file__).parent / f"{name}.dcm"
    path.write_bytes(bytes(128) + b"DICM" + meta + body)


def values(bits, signed=False, shape=(ROWS, COLUMNS)):
    """A bright oval on a dark ground with noise, over the whole range."""
    rng = np.random.default_rng(bits)
    y, x = np.mgrid[-1:1:shape[0] * 1j, -1:1:shape[1] * 1j]
    scaled = np.clip(1.1 - (x * x + y * y) + rng.normal(0, 0.03, shape), 0, 1)
    whole = np.floor(scaled * ((1 << bits) - 1)).astype(np.int64)
    return whole - (1 << (bits - 1)) if signed else whole


def cells(a, bits, kind="explicit"):
    if bits <= 8:
        return (a & 0xFF).astype(np.uint8).tobytes()
    return (a & 0xFFFF).astype(">u2" if kind == "big" else "<u2").tobytes()


def native(a, bits, vr="OW"):
    return lambda form: element(0x7FE0, 0x0010, vr, cells(a, bits, form), kind=form)


def compressed(code):
    return lambda form: fragments(bytes(code))


def packbits(plane):
    """Literal runs and runs of equal bytes, PS3.5 annex G.3.1."""
    out, at = bytearray(), 0
    while at < len(plane):
        run = 1
        while at + run < len(plane) and run < 128 and plane[at + run] == plane[at]:
            run += 1
        if run > 2:
            out += bytes([257 - run, plane[at]])
            at += run
            continue
        end = at + 1
        while end < len(plane) and end - at < 128 and plane[end:end + 3] != plane[end:end + 1] * 3:
            end += 1
        out += bytes([end - at - 1]) + plane[at:end]
        at = end
    return bytes(out) + b"\0" * (len(out) % 2)


def rle(a, bits):
    raw = cells(a, bits, "big")
    step = 1 if bits <= 8 else 2
    planes = [packbits(raw[at::step]) for at in range(step)]
    offsets = [64 + sum(map(len, planes[:at])) for at in range(step)]
    header = [step] + offsets + [0] * (15 - step)
    return struct.pack("<16I", *header) + b"".join(planes)


def array(a, bits):
    return np.ascontiguousarray(a.astype(np.uint8 if bits <= 8 else np.uint16))


def jls(a, bits, near=0):
    a = array(a, bits)
    return jpeg_ls.encode_buffer(a.tobytes(), a.shape[0], a.shape[1], 1, bits, near, 0)


def j2k(a, bits, lossless=True):
    return ic.jpeg2k_encode(a, level=0 if lossless else 40, reversible=lossless, codecformat="J2K",
                            bitspersample=bits)


def main():
    v = {bits: values(bits) for bits in (8, 12, 16)}
    for bits in (8, 12, 16):
        film(f"native_u{bits}", "explicit", bits, native(v[bits], bits))
        film(f"rle_u{bits}", "rle", bits, compressed(rle(v[bits], bits)))
        film(f"jpegls_u{bits}", "jls", bits, compressed(jls(v[bits], bits)))
        film(f"jpeg_lossless_sv1_u{bits}", "sv1", bits, compressed(
            ic.jpeg8_encode(array(v[bits], bits), lossless=True, predictor=1, bitspersample=bits)))
        film(f"j2k_u{bits}", "j2k", bits, compressed(j2k(array(v[bits], bits), bits)))
        film(f"jxl_u{bits}", "jxl", bits, compressed(ic.jpegxl_encode(
            array(v[bits], bits), lossless=True, usecontainer=False, bitspersample=bits)))
    for predictor in range(2, 8):
        film(f"jpeg_lossless_sv{predictor}_u12", "p14", 12, compressed(
            ic.jpeg8_encode(array(v[12], 12), lossless=True, predictor=predictor, bitspersample=12)))
    film("native_s16", "explicit", 16, native(values(16, True), 16), signed=1)
    film("native_implicit_u12", "implicit", 12, native(v[12], 12))
    film("native_big_u12", "big", 12, native(v[12], 12))
    film("encapsulated_u12", "encapsulated", 12, compressed(cells(v[12], 12)))
    film("deflated_u8", "deflated", 8, native(v[8], 8))
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    film("deflated_frame_u12", "deflated_frame", 12, compressed(
        deflate.compress(cells(v[12], 12)) + deflate.flush()))
    film("jpeg_baseline_u8", "baseline", 8, compressed(ic.jpeg8_encode(array(v[8], 8), level=90)))
    film("jpeg_extended_u12", "extended", 12, compressed(
        ic.jpeg8_encode(array(v[12], 12), level=95, bitspersample=12)))
    film("jpegls_near2_u12", "jls_near", 12, compressed(jls(v[12], 12, 2)))
    film("jpegls_near100_u16", "jls_near", 16, compressed(jls(v[16], 16, 100)))
    film("jpegls_flat_u8", "jls", 8, compressed(jls(v[8] // 64 * 64, 8)))
    film("j2k_s12", "j2k", 12, compressed(j2k(values(12, True).astype(np.int16), 12)), signed=1)
    film("j2k_lossy_u8", "j2k_lossy", 8, compressed(j2k(array(v[8], 8), 8, False)))
    film("htj2k_u8", "htj2k", 8, compressed(ic.htj2k_encode(array(v[8], 8), reversible=True, resolutions=2)))
    film("htj2k_u16", "htj2k", 16, compressed(ic.htj2k_encode(array(v[16], 16), reversible=True, resolutions=2)))
    film("htj2k_rpcl_u16", "htj2k_rpcl", 16, compressed(
        ic.htj2k_encode(array(v[16], 16), reversible=True, resolutions=2, tlm=True)))
    film("htj2k_lossy_u16", "htj2k_lossy", 16, compressed(
        ic.htj2k_encode(array(v[16], 16), reversible=False, resolutions=2, level=1 / 4096)))
    film("jxl_lossy_u8", "jxl_lossy", 8, compressed(
        ic.jpegxl_encode(array(v[8], 8), lossless=False, usecontainer=False, distance=1.0)))

    def shown(name, bits, more, **options):
        film(f"display_{name}", "explicit", bits, native(values(bits, bool(options.get("signed")), (16, 16)), bits),
             shape=(16, 16), more=more, **options)

    def ds(number, text):
        return element(0x28, number, "DS", text)

    window = ds(0x1050, "1000\\2e3") + ds(0x1051, "500\\1")
    names = element(0x28, 0x1055, "LO", "LUNG\\BONE")
    shown("windows", 12, window + names)
    for function in ("LINEAR_EXACT", "SIGMOID"):
        shown(function.lower(), 12, window + element(0x28, 0x1056, "CS", function), photometric="MONOCHROME1")
    shown("rescale", 12, ds(0x1050, "-300") + ds(0x1051, "900.5") + ds(0x1052, "-1024") + ds(0x1053, "0.75"))
    shown("negative_slope", 12, ds(0x1052, "4095") + ds(0x1053, "-1"))
    shown("padding", 12, element(0x28, 0x120, "US", 0) + element(0x28, 0x121, "US", 900))
    shown("padding_signed", 12, element(0x28, 0x120, "SS", struct.pack("<h", -2048)), signed=1)
    shown("modality_lut", 8, element(0x28, 0x3000, "SQ", lut(list(range(0, 65536, 1024)), 60, 16)))
    shown("voi_luts", 8, element(0x28, 0x3010, "SQ", lut(list(range(256)), 0, 8, "US") + lut([0, 900, 4095], 90, 12)))
    shown("voi_lut_signed", 8, element(0x28, 0x3010, "SQ", lut(list(range(0, 4096, 64)), 0xFFC0, 12)), signed=1)
    shown("shape", 8, element(0x2050, 0x20, "CS", "INVERSE"), photometric="MONOCHROME1")


if __name__ == "__main__":
    main()
