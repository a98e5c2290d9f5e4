"""How long training takes in PyTorch, measure by measure: the side to compare Lobar's trainer with.

VGG16 at full width, 224 x 224, f32, Lobar's head (512 -> 256 -> 1), Adam in its fused form.

    forward        the whole network, no gradients, batch 8
    prefix         up to block5_conv2 and its ReLU (features.0 to features.27), no gradients, batch 8
    full_step      forward, backward and Adam, every layer trains, batch 8
    frozen17_step  the prefix without gradients, then forward, backward and Adam of the rest, batch 16
    cached_step    the rest alone, on features [16, 512, 14, 14] that are in memory: block5_conv3, pool, head

Both memory formats of PyTorch are run in turns, and the faster one counts. Films are noise and weights are
drawn: the time does not depend on either. Not here: decoding and augmenting films, or learning anything.

Standard output: one JSON object a measure, with `measure`, `seconds_a_film` (median), `quartiles`,
`repetitions`, `batch`, `format`, `other_format_seconds_a_film`, `threads`, `torch`. Standard error: a table.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from statistics import median, quantiles
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from network import Classifier

BATCHES = {"forward": 8, "prefix": 8, "full_step": 8, "frozen17_step": 16, "cached_step": 16}
FORMATS = {"default": torch.contiguous_format, "channels_last": torch.channels_last}

# Repetitions to take at least, whatever the time limit says: a median of fewer is no median.
AT_LEAST = 3


def prepare(measure: str, memory: torch.memory_format) -> Callable[[], object]:
    """What one repetition of a measure does, with everything it needs in memory."""
    torch.manual_seed(1)
    batch = BATCHES[measure]
    model = Classifier().to(memory_format=memory)
    films = torch.randn(batch, 3, 224, 224).contiguous(memory_format=memory)
    labels = (torch.arange(batch) % 2).float()
    if measure in ("forward", "prefix"):
        run = model.forward if measure == "forward" else model.prefix

        def infer() -> Tensor:
            with torch.inference_mode():
                return run(films)

        return infer

    trained = model.freeze(0 if measure == "full_step" else 17)
    optimizer = torch.optim.Adam(trained, lr=1e-5, fused=True)
    with torch.no_grad():
        cached = model.prefix(films) if measure == "cached_step" else None

    def step() -> None:
        optimizer.zero_grad()
        if measure == "full_step":
            logits = model(films)
        elif cached is not None:
            logits = model.suffix(cached)
        else:
            with torch.no_grad():
                maps = model.prefix(films)
            logits = model.suffix(maps)
        binary_cross_entropy_with_logits(logits, labels).backward()
        optimizer.step()

    return step


def time_in_turns(runs: dict[str, Callable[[], object]], seconds: float) -> dict[str, list[float]]:
    """Seconds of each repetition by name, after one that does not count; they take turns until time is up."""
    for run in runs.values():
        run()
    times: dict[str, list[float]] = {name: [] for name in runs}
    start = time.perf_counter()
    done = 0
    while done < AT_LEAST or time.perf_counter() - start < seconds:
        for name, run in runs.items():
            before = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - before)
        done += 1
    return times


def bench(measure: str, formats: list[str], seconds: float) -> dict[str, Any]:
    """The median of a measure in the faster format."""
    times = time_in_turns({name: prepare(measure, FORMATS[name]) for name in formats}, seconds)
    batch = BATCHES[measure]
    best, *others = sorted(times, key=lambda name: median(times[name]))
    low, _, high = quantiles(times[best], n=4, method="inclusive")
    return {
        "measure": measure,
        "seconds_a_film": round(median(times[best]) / batch, 6),
        "quartiles": [round(low / batch, 6), round(high / batch, 6)],
        "repetitions": len(times[best]),
        "batch": batch,
        "format": best,
        "other_format_seconds_a_film": round(median(times[others[0]]) / batch, 6) if others else None,
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Time PyTorch's side of training, seconds a film.")
    parser.add_argument(
        "measures", nargs="*", metavar="MEASURE", help=f"default: all of {', '.join(BATCHES)}"
    )
    parser.add_argument("--threads", type=int, default=2, help="default: %(default)s")
    parser.add_argument("--seconds", type=float, default=20.0, help="a measure; default: %(default)s")
    parser.add_argument("--format", choices=[*FORMATS, "both"], default="both", help="default: %(default)s")
    arguments = parser.parse_args()
    if unknown := sorted(set(arguments.measures) - set(BATCHES)):
        parser.error(f"no measure of the name {unknown[0]}; there are {', '.join(BATCHES)}")
    if arguments.threads < 1:
        parser.error("--threads must be at least 1")
    torch.set_num_threads(arguments.threads)
    formats = list(FORMATS) if arguments.format == "both" else [arguments.format]
    print(f"{'measure':<14} {'s a film':>9} {'quartiles':>17} {'n':>4}  format", file=sys.stderr)
    for measure in arguments.measures or BATCHES:
        row = bench(measure, formats, arguments.seconds)
        print(json.dumps(row), flush=True)
        low, high = row["quartiles"]
        line = f"{measure:<14} {row['seconds_a_film']:>9.4f} {low:>8.4f} {high:>8.4f} {row['repetitions']:>4}"
        print(f"{line}  {row['format']}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
