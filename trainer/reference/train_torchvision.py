"""Twenty steps of training in PyTorch, for the trainer's tests to repeat.

No file of weights or films: both sides compute them from an integer hash. All integers are u64 and wrap.

    z = seed + (i + 1) * 0x9E3779B97F4A7C15              the finaliser of splitmix64 (Steele et al. 2014)
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB
    z = z ^ (z >> 31)
    u(seed, i) = (z >> 40) / 2^24                        in [0, 1), exact in f32 and in f64

Below, every formula is computed in f64 and rounded to f32 once, at its end.

Network: VGG16, configuration D, every width divided by 16 (4, 4, 8, 8, 16 x 3, 32 x 6), no batch
normalisation; mean over the 2 x 2 output of the fifth pool; dense 32 -> 16, ReLU, dense 16 -> 1; no dropout.

Weights: tensor t counts from 0 in the order features.0.weight, features.0.bias, features.2.weight, ...,
features.28.bias, head.hidden.weight, head.hidden.bias, head.output.weight, head.output.bias: 30 tensors.
Element i counts row-major as PyTorch stores them, [out, in, 3, 3] and [out, in].

    weight = (2 u(1000 + t, i) - 1) * sqrt(6 / fan_in)   fan_in: in * 9 of a convolution, in of a dense layer
    bias   = (2 u(1000 + t, i) - 1) * 0.05

Batch of step s = 0, 1, ..., 19: 8 films, [8, 3, 64, 64], element i row-major; x is the column, y the row,
j the film.

    positive(s, j) = u(9000 + s, j) < 0.5
    input = (2 u(5000 + s, i) - 1) * 0.1 + (1.5 sin(0.3 x) cos(0.2 y) if positive(s, j) else 0)

The noise is that small for a reason. ReLU and max pooling choose, and rounding decides between values that
are nearly equal: with noise of 2.0, courses that differed in rounding only (f32 and f64, or two of PyTorch's
convolutions) came up to 6e-3 apart. `perturbed_difference` in the output says how far that goes now.

Loss of a step, before its update: with y = 1 for a positive film and 0 otherwise, y' = y (1 - smoothing) +
smoothing / 2, and w = positive_weight for a positive film and 1 otherwise: sum(w * bce(logit, y')) / sum(w).
With accumulation n, the films go in n groups of 8 / n in their order, each group's loss is divided by n
before its gradients are added, there is one update a step, and the step's loss is the mean of the groups'.

Optimisers are torch.optim's: Adam and AdamW with betas 0.9 and 0.999 and eps 1e-8, SGD without dampening or
Nesterov. Weight decay is AdamW's, decoupled, and goes for biases too. `frozen_layers` counts as Keras does:
17 leaves features.28 and the head to train.
"""

import argparse
import json
import re
import sys
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torchvision
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

from network import Classifier

OUTPUT = Path(__file__).parent.parent / "tests" / "reference" / "training_torchvision.json"
# Of a loss, for the tests: rounding stays under half of it, every mistake below goes over twice of it.
TOLERANCE = 2e-4

# Runs with moved inputs. A choice of ReLU or pooling goes the other way in a few of a hundred.
PERTURBED = 60

STEPS, BATCH, SIDE, WIDTH_DIVISOR, HIDDEN = 20, 8, 64, 16, 16


@dataclass(frozen=True)
class Case:
    """One way to train."""

    name: str
    optimizer: str = "adam"
    learning_rate: float = 1e-3
    weight_decay: float = 0.0
    momentum: float = 0.0
    dampening: float = 0.0
    epsilon: float = 1e-8
    frozen_layers: int = 0
    accumulation: int = 1
    positive_weight: float = 1.0
    label_smoothing: float = 0.0


@dataclass
class Course:
    """What training gave: losses of all steps; logits and the norm of each tensor's gradient at the first."""

    losses: list[float] = field(default_factory=list)
    first_logits: list[float] = field(default_factory=list)
    first_gradient_norms: list[float | None] = field(default_factory=list)

    def difference(self, other: "Course") -> float:
        """The largest difference of a loss."""
        return max(abs(a - b) for a, b in zip(self.losses, other.losses, strict=True))


ADAM = Case("adam")
FROZEN = Case("adam_frozen_17", frozen_layers=17)
ADAMW = Case("adamw", optimizer="adamw", weight_decay=0.01)
# 0.01 moves the losses by less than 1e-4 in twenty steps: a decay as absurd as this tells right from wrong.
ADAMW_STRONG = replace(ADAMW, name="adamw_strong_decay", weight_decay=3.0)
ACCUMULATED = Case("adam_accumulated", accumulation=2)
WEIGHTED = Case("adam_weighted_smoothed", positive_weight=3.0, label_smoothing=0.1)
SGD = Case("sgd", optimizer="sgd", learning_rate=1e-2, momentum=0.9)
SGD_ACCUMULATED = replace(SGD, name="sgd_accumulated", accumulation=2)
CASES = [ADAM, FROZEN, ADAMW, ADAMW_STRONG, ACCUMULATED, WEIGHTED, SGD, SGD_ACCUMULATED]

# What a wrong trainer would do. Each must move the losses by well over TOLERANCE, or the test could not fail.
MISTAKES = [
    (ADAM, "epsilon 1e-5", replace(ADAM, epsilon=1e-5)),
    (FROZEN, "16 frozen layers", replace(FROZEN, frozen_layers=16)),
    (FROZEN, "18 frozen layers", replace(FROZEN, frozen_layers=18)),
    (FROZEN, "none frozen", ADAM),
    (ADAMW_STRONG, "no weight decay", replace(ADAMW_STRONG, weight_decay=0.0)),
    (ADAMW, "decay in the gradient", replace(ADAMW, optimizer="adam")),
    (WEIGHTED, "no weights", replace(WEIGHTED, positive_weight=1.0)),
    (WEIGHTED, "no smoothing", replace(WEIGHTED, label_smoothing=0.0)),
    (SGD, "no momentum", replace(SGD, momentum=0.0)),
    (SGD, "dampening 0.1", replace(SGD, dampening=0.1)),
    # Twice the rate is the same as gradients that are added without being divided by 2.
    (SGD_ACCUMULATED, "gradients not divided", replace(SGD_ACCUMULATED, learning_rate=2e-2)),
]


def uniform(seed: int, count: int) -> np.ndarray:
    """u(seed, 0), ..., u(seed, count - 1) in f64."""
    z = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return (z >> np.uint64(40)).astype(np.float64) / 2.0**24


def network() -> Classifier:
    """The network with its first weights."""
    model = Classifier(WIDTH_DIVISOR, HIDDEN)
    for t, parameter in enumerate(model.parameters()):
        bound = np.sqrt(6.0 / parameter[0].numel()) if parameter.dim() > 1 else 0.05
        values = (2.0 * uniform(1000 + t, parameter.numel()) - 1.0) * bound
        parameter.data = torch.from_numpy(values.astype(np.float32)).reshape(parameter.shape)
    return model


def batch(step: int) -> tuple[Tensor, Tensor]:
    """Films [8, 3, 64, 64] and labels [8] of a step."""
    positive = uniform(9000 + step, BATCH) < 0.5
    noise = (2.0 * uniform(5000 + step, BATCH * 3 * SIDE * SIDE) - 1.0) * 0.1
    at = np.arange(SIDE, dtype=np.float64)
    pattern = 1.5 * np.sin(0.3 * at)[None, :] * np.cos(0.2 * at)[:, None]
    films = noise.reshape(BATCH, 3, SIDE, SIDE) + positive[:, None, None, None] * pattern
    return torch.from_numpy(films.astype(np.float32)), torch.from_numpy(positive.astype(np.float32))


def loss_of(logits: Tensor, labels: Tensor, case: Case) -> Tensor:
    """The weighted mean of the cross-entropy with smoothed labels."""
    smoothed = labels * (1.0 - case.label_smoothing) + case.label_smoothing / 2.0
    weights = torch.where(labels > 0.5, case.positive_weight, 1.0).to(logits.dtype)
    return (
        weights * binary_cross_entropy_with_logits(logits, smoothed, reduction="none")
    ).sum() / weights.sum()


def optimizer_of(case: Case, trained: list[nn.Parameter]) -> torch.optim.Optimizer:
    """PyTorch's optimizer of the case's name."""
    rate, decay = case.learning_rate, case.weight_decay
    match case.optimizer:
        case "adam":
            return torch.optim.Adam(trained, lr=rate, weight_decay=decay, eps=case.epsilon)
        case "adamw":
            return torch.optim.AdamW(trained, lr=rate, weight_decay=decay, eps=case.epsilon)
        case "sgd":
            return torch.optim.SGD(
                trained, lr=rate, weight_decay=decay, momentum=case.momentum, dampening=case.dampening
            )
        case other:
            raise ValueError(f"no optimizer of the name {other}")


def train(case: Case, dtype: torch.dtype = torch.float32, perturb: int | None = None) -> Course:
    """Trains from the first weights on. `perturb`, a seed, moves inputs by a relative 1e-7, about an ulp."""
    moved = torch.Generator().manual_seed(perturb or 0)
    model = network().to(dtype)
    trained = model.freeze(case.frozen_layers)
    optimizer = optimizer_of(case, trained)
    course = Course()
    for step in range(STEPS):
        optimizer.zero_grad()
        losses = []
        films, labels = (t.to(dtype) for t in batch(step))
        if perturb is not None:
            films = films * (1.0 + 1e-7 * torch.randn(films.shape, generator=moved))
        groups = zip(films.chunk(case.accumulation), labels.chunk(case.accumulation), strict=True)
        for group_films, group_labels in groups:
            logits = model(group_films)
            loss = loss_of(logits, group_labels, case)
            (loss / case.accumulation).backward()
            losses.append(loss.item())
            if step == 0:
                course.first_logits += logits.tolist()
        if step == 0:
            course.first_gradient_norms = [
                None if p.grad is None else p.grad.double().norm().item() for p in model.parameters()
            ]
        optimizer.step()
        course.losses.append(sum(losses) / len(losses))
    return course


def checksum(values: Tensor) -> dict[str, Any]:
    """What tells a wrong formula, a wrong order and a wrong count apart; all in f64. `i` counts from 0."""
    flat = values.double().flatten()
    position = torch.arange(flat.numel(), dtype=torch.float64) % 97 + 1
    return {
        "count": flat.numel(),
        "sum": flat.sum().item(),
        "sum_of_squares": flat.square().sum().item(),
        "sum_times_i_mod_97_plus_1": (flat * position).sum().item(),
        "first": [exact(v) for v in flat[:4].tolist()],
    }


def exact(value: float) -> float:
    """The shortest decimal number that nine digits, enough for any f32, leave."""
    return float(f"{value:.9g}")


def measure(case: Case, course: Course) -> dict[str, Any]:
    """A case, its course, and how far rounding alone moves it.

    Raises RuntimeError if a second run differs, or if rounding moves the losses too far for `TOLERANCE`.
    """
    if train(case) != course:
        raise RuntimeError(f"{case.name}: a second run differs from the first")
    perturbed = max(course.difference(train(case, perturb=seed)) for seed in range(PERTURBED))
    if perturbed > TOLERANCE / 2:
        raise RuntimeError(f"{case.name}: rounding moves the losses by {perturbed:.1e}")
    return {
        **asdict(case),
        "losses": [exact(v) for v in course.losses],
        "first_logits": [exact(v) for v in course.first_logits],
        "first_gradient_norms": [None if v is None else exact(v) for v in course.first_gradient_norms],
        "float64_difference": float(f"{course.difference(train(case, torch.float64)):.2g}"),
        "perturbed_difference": float(f"{perturbed:.2g}"),
    }


def mistake(right: Course, case: Case, what: str, wrong: Case) -> dict[str, Any]:
    """Raises RuntimeError if the mistake would pass a test at `TOLERANCE`."""
    difference = right.difference(train(wrong))
    if difference < 2 * TOLERANCE:
        raise RuntimeError(f"{case.name}: {what} moves the losses by {difference:.1e} only")
    return {"case": case.name, "mistake": what, "difference": float(f"{difference:.2g}")}


def report() -> dict[str, Any]:
    """Everything the tests need."""
    courses = {case: train(case) for case in CASES}
    films, labels = batch(0)
    return {
        "script": "trainer/reference/train_torchvision.py",
        "torch": torch.__version__,
        "torchvision": torchvision.__version__,
        "tolerance": TOLERANCE,
        "checksums": {
            "weights": checksum(torch.cat([p.detach().flatten() for p in network().parameters()])),
            "batch_0": checksum(films),
            "batch_0_labels": labels.int().tolist(),
        },
        "cases": [measure(case, course) for case, course in courses.items()],
        "mistakes": [mistake(courses[case], case, what, wrong) for case, what, wrong in MISTAKES],
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Write the losses the trainer's tests repeat (some minutes)."
    )
    parser.add_argument("--out", type=Path, default=OUTPUT, help="default: %(default)s")
    parser.add_argument("--check", action="store_true", help="compare with the file instead of writing it")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    if arguments.check:
        kept_cases = json.loads(arguments.out.read_text())["cases"]
        kept = {case["name"]: Course(losses=case["losses"]) for case in kept_cases}
        worst = max(train(case).difference(kept[case.name]) for case in CASES)
        print(f"largest difference of a loss: {worst:.1e}", file=sys.stderr)
        return 0 if worst < TOLERANCE / 2 else 1
    # One line a list of numbers.
    text = re.sub(r"\[[^\[\]{}]*\]", lambda m: re.sub(r"\s+", " ", m[0]), json.dumps(report(), indent=2))
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    partial = arguments.out.with_suffix(".partial")
    partial.write_text(text + "\n")
    partial.replace(arguments.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
