"""Runs Lobar's benchmark and PyTorch's in turns, and says how many times as long Lobar takes.

The other side is any command that takes a measure's name as its last argument and prints, to standard output,
`{"measure": "cached_step", "seconds_a_film": 0.025}`; other fields, and lines that are not JSON, are ignored.
What the measures are is in `bench_training.py`.

For each measure: PyTorch, Lobar, PyTorch, Lobar, ..., a process each, so that whatever else the machine does
meets both alike. A round's ratio is Lobar's seconds by PyTorch's; the ratio given is their median.
Both get the same number of threads, Lobar through RAYON_NUM_THREADS.

Standard output: a table in Markdown. Exit codes: 0 done, 1 a command failed or left a measure out (measures
before it are reported all the same), 2 wrong usage.
"""

import argparse
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

from bench_training import BATCHES

TORCH = [sys.executable, str(Path(__file__).parent / "bench_training.py")]


class BenchmarkError(Exception):
    """A benchmark ended badly or did not say what it was asked."""


def seconds_a_film(command: list[str], measure: str, environment: dict[str, str]) -> float:
    """Runs a benchmark for one measure. Raises BenchmarkError."""
    asked = shlex.join([*command, measure])
    try:
        ended = subprocess.run([*command, measure], env=environment, stdout=subprocess.PIPE, text=True)
    except OSError as error:
        raise BenchmarkError(f"{asked}: {error}") from error
    if ended.returncode != 0:
        raise BenchmarkError(f"{asked}: exit code {ended.returncode}")
    for line in ended.stdout.splitlines():
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            continue
        if isinstance(row, dict) and row.get("measure") == measure:
            seconds = row.get("seconds_a_film")
            if isinstance(seconds, int | float) and seconds > 0:
                return float(seconds)
            raise BenchmarkError(f"{asked}: seconds_a_film is {seconds!r}")
    raise BenchmarkError(f"{asked}: no line for this measure on standard output")


def compare(
    torch: list[str], rust: list[str], measure: str, rounds: int, env: dict[str, str]
) -> dict[str, Any]:
    """Times of both sides in turns, their medians, and the median of the ratios."""
    times: dict[str, list[float]] = {"torch": [], "rust": []}
    for index in range(rounds):
        for side, command in (("torch", torch), ("rust", rust)):
            print(f"{measure}: round {index + 1} of {rounds}, {side}", file=sys.stderr, flush=True)
            times[side].append(seconds_a_film(command, measure, env))
    ratios = [rust / torch for torch, rust in zip(times["torch"], times["rust"], strict=True)]
    return {
        "measure": measure,
        "torch": median(times["torch"]),
        "rust": median(times["rust"]),
        "ratio": median(ratios),
        "torch_rounds": times["torch"],
        "rust_rounds": times["rust"],
        "ratio_rounds": ratios,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description="Compare Lobar's training with PyTorch's, in turns.")
    parser.add_argument(
        "measures", nargs="*", metavar="MEASURE", help=f"default: all of {', '.join(BATCHES)}"
    )
    parser.add_argument(
        "--rust", required=True, metavar="COMMAND", help="quoted; gets a measure as its last word"
    )
    parser.add_argument("--rounds", type=int, default=3, help="default: %(default)s")
    parser.add_argument("--threads", type=int, default=2, help="default: %(default)s")
    parser.add_argument("--seconds", type=float, default=20.0, help="of PyTorch's runs; default: %(default)s")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every round there as well")
    arguments = parser.parse_args()
    if unknown := sorted(set(arguments.measures) - set(BATCHES)):
        parser.error(f"no measure of the name {unknown[0]}; there are {', '.join(BATCHES)}")
    if arguments.rounds < 1 or arguments.threads < 1:
        parser.error("--rounds and --threads must be at least 1")
    rust = shlex.split(arguments.rust)
    if not rust:
        parser.error("--rust is empty")
    torch = [*TORCH, "--threads", str(arguments.threads), "--seconds", str(arguments.seconds)]
    env = {**os.environ, "RAYON_NUM_THREADS": str(arguments.threads)}
    if arguments.json:
        arguments.json.parent.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, Any]] = []
    failed = False
    for measure in arguments.measures or BATCHES:
        try:
            rows.append(compare(torch, rust, measure, arguments.rounds, env))
        except BenchmarkError as error:
            print(f"error: {error}", file=sys.stderr)
            failed = True
            break
    print("| measure | PyTorch, s a film | Lobar, s a film | Lobar / PyTorch | lowest to highest |")
    print("|---|---|---|---|---|")
    for row in rows:
        low, high = min(row["ratio_rounds"]), max(row["ratio_rounds"])
        times = f"{row['torch']:.4f} | {row['rust']:.4f} | {row['ratio']:.2f}"
        print(f"| {row['measure']} | {times} | {low:.2f} to {high:.2f} |")
    if arguments.json:
        partial = arguments.json.with_name(arguments.json.name + ".partial")
        whole = {"threads": arguments.threads, "rounds": arguments.rounds, "measures": rows}
        partial.write_text(json.dumps(whole, indent=2) + "\n")
        partial.replace(arguments.json)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
