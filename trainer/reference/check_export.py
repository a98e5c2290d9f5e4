"""Runs what `trainer export` writes in onnxruntime and compares with `trainer predict`.

For every film: `trainer export --format npy` makes the network's input, onnxruntime computes the logit of the ONNX file on
it, one film at a time and all together, and each must lie within 1e-3 x max(1, |logit|) of the logit that `trainer predict`
gives. onnx's own checker looks at the file first.

    python3 -m venv .venv && .venv/bin/pip install onnx onnxruntime numpy
    python check_export.py --trainer ../../target/debug/trainer [--package ../../assets/model] [FILM...]

Without films: the samples that come with Lobar. TensorFlow.js runs in a browser: `cargo xtask bench-web` compares it.
Written with onnx 1.23, onnxruntime 1.32.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy
import onnx
import onnxruntime

ROOT = Path(__file__).resolve().parent.parent.parent
TOLERANCE = 1e-3


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trainer", default=str(ROOT / "target" / "debug" / "trainer"))
    parser.add_argument("--package", default=str(ROOT / "assets" / "model"))
    parser.add_argument("films", nargs="*", type=Path)
    arguments = parser.parse_args()
    films = arguments.films or sorted((ROOT / "assets" / "samples").glob("*.dcm"))

    def trainer(*words):
        command = [arguments.trainer, *map(str, words)]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout

    lines = trainer("predict", "--device", "cpu", "--format", "jsonl", "--model", arguments.package, *films)
    answers = {row["file"]: row for row in map(json.loads, lines.splitlines())}
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        model = folder / "lobar.onnx"
        trainer("export", "--package", arguments.package, "--format", "onnx", "--out", model)
        onnx.checker.check_model(str(model), full_check=True)
        session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
        inputs, expected = [], []
        for index, film in enumerate(films):
            logit = answers[str(film)]["logit"]
            if logit is None:
                print(f"{film.name}: {answers[str(film)]['reasons']}: passed over")
                continue
            out = folder / f"{index}.npy"
            trainer("export", "--package", arguments.package, "--format", "npy", "--film", film, "--out", out)
            inputs.append(numpy.load(out))
            expected.append(logit)
        if not inputs:
            sys.exit("no film to compare")
        alone = [session.run(["logit"], {"film": x})[0].item() for x in inputs]
        together = session.run(["logit"], {"film": numpy.concatenate(inputs)})[0][:, 0]
    worst = 0.0
    for found in (alone, together):
        for a, b in zip(found, expected, strict=True):
            worst = max(worst, abs(float(a) - b) / max(1.0, abs(b)))
    print(f"{len(inputs)} films, logits {min(expected):.3f} to {max(expected):.3f}: largest difference {worst:.1e}")
    if not worst <= TOLERANCE:
        sys.exit(f"{TOLERANCE} is allowed")


if __name__ == "__main__":
    main()
