"""The figures of `trainer evaluate` by scikit-learn, statsmodels and a published DeLong implementation.

    python3 -m venv .venv && .venv/bin/pip install scikit-learn statsmodels confidenceinterval MLstatkit
    .venv/bin/python evaluate_sklearn.py

writes `../tests/reference/evaluation_sklearn.json`, which `trainer/src/evaluate/tests.rs` reads; `--check` computes
everything again and compares with the file instead.

A case is films with a score, a second score, a patient and a label. Scores and labels are in the file, so that nothing
depends on how random numbers are drawn. Scores are log odds; probabilities are their logistic function.

- `auc`, `average_precision`, `brier`: scikit-learn's functions of like names.
- `ece`: bins of one width by `calibration_curve(strategy="uniform", n_bins=10)`, weighted by their films.
- `delong`: variance of both AUCs, their covariance and the two-sided P of their difference, by the published
  implementation in `confidenceinterval` (Sun and Xu's algorithm), by the definition of DeLong et al. (1988) written out
  below, and the P by `MLstatkit` too. The three must agree, or nothing is written.
- `regression`: intercept and slope of the label on the scores, the intercept if the slope is 1, and standard errors, by
  statsmodels; those over patients with `cov_type="cluster"`.
- `bootstrap`: the 2.5th and 97.5th percentile of the AUC over 20,000 resamples of patients, and how far the two move
  from one run of 2,000 to the next (standard deviation over ten).
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import statsmodels.api as sm
from confidenceinterval.delong import fastDeLong
from MLstatkit import Delong_test
from scipy import stats
from sklearn.calibration import calibration_curve
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

FILE = Path(__file__).parent.parent / "tests" / "reference" / "evaluation_sklearn.json"
RESAMPLES = 20_000
BINS = 10


def logistic(x: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-x))


def delong_published(scores: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """AUCs and their covariance matrix of `scores` [k, n], as the package `confidenceinterval` has them."""
    positives_first = np.argsort(-labels, kind="stable")
    return fastDeLong(scores[:, positives_first], int(labels.sum()), None)


def delong_plain(scores: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same by definition: every pair is compared (DeLong et al. 1988)."""
    positive, negative = scores[:, labels == 1], scores[:, labels == 0]
    psi = (positive[:, :, None] > negative[:, None, :]) + 0.5 * (positive[:, :, None] == negative[:, None, :])
    v10, v01 = psi.mean(axis=2), psi.mean(axis=1)
    m, n = positive.shape[1], negative.shape[1]
    return psi.mean(axis=(1, 2)), np.cov(v10) / m + np.cov(v01) / n


def ece(probabilities: np.ndarray, labels: np.ndarray) -> float:
    observed, predicted = calibration_curve(labels, probabilities, n_bins=BINS, strategy="uniform")
    bins = np.searchsorted(np.linspace(0.0, 1.0, BINS + 1)[1:-1], probabilities)
    counts = np.bincount(bins, minlength=BINS)
    return float(np.sum(counts[counts > 0] * np.abs(observed - predicted)) / len(labels))


def regression(log_odds: np.ndarray, labels: np.ndarray, patients: np.ndarray) -> dict[str, list[float]]:
    design = sm.add_constant(log_odds)
    plain = sm.Logit(labels, design).fit(disp=0, tol=1e-13, maxiter=200)
    # statsmodels also multiplies by (n - 1) / (n - k) unless told otherwise; what is left is G / (G - 1).
    clustered = sm.GLM(labels, design, family=sm.families.Binomial()).fit(
        tol=1e-13, maxiter=200, cov_type="cluster", cov_kwds={"groups": patients, "use_correction": False}
    )
    groups = len(np.unique(patients))
    large = sm.GLM(labels, np.ones(len(labels)), family=sm.families.Binomial(), offset=log_odds).fit(tol=1e-13)
    return {
        "coefficients": [float(c) for c in plain.params],
        "standard_errors": [float(e) for e in plain.bse],
        "standard_errors_over_patients": [float(e) for e in clustered.bse * np.sqrt(groups / (groups - 1))],
        "in_the_large": float(large.params[0]),
        "in_the_large_standard_error": float(large.bse[0]),
    }


def bootstrap(scores: np.ndarray, labels: np.ndarray, patients: np.ndarray) -> dict[str, list[float]]:
    rng = np.random.default_rng(20)
    count = int(patients.max()) + 1
    aucs = np.empty(RESAMPLES)
    for b in range(RESAMPLES):
        drawn = np.bincount(rng.integers(0, count, count), minlength=count)[patients].astype(float)
        aucs[b] = roc_auc_score(labels, scores, sample_weight=drawn)
    runs = np.array([np.percentile(run, [2.5, 97.5]) for run in np.split(aucs, 10)])
    return {
        "interval": [float(v) for v in np.percentile(aucs, [2.5, 97.5])],
        "sd_between_runs_of_2000": [float(v) for v in runs.std(axis=0, ddof=1)],
    }


def films(seed: int, count: int, per_patient: int, prevalence: float, digits: int) -> dict[str, list]:
    """Films of patients; scores know something of the label, those of one patient are alike; rounded, so that some tie."""
    rng = np.random.default_rng(seed)
    patients = np.arange(count) // per_patient
    of_patient = rng.normal(size=count)[patients]
    labels = (rng.uniform(size=count) < prevalence).astype(int)
    first = np.round(1.3 * labels + 0.6 * of_patient + rng.normal(size=count) - 0.7, digits)
    second = np.round(0.8 * labels + 0.5 * first + rng.normal(size=count) - 0.7, digits)
    return {
        "labels": labels.tolist(),
        "patients": patients.tolist(),
        "scores": first.tolist(),
        "others": second.tolist(),
    }


def case(name: str, drawn: dict[str, list]) -> dict:
    labels, patients = np.array(drawn["labels"]), np.array(drawn["patients"])
    scores, others = np.array(drawn["scores"]), np.array(drawn["others"])
    both = np.stack([scores, others])
    (aucs, covariance), (plain_aucs, plain) = delong_published(both, labels), delong_plain(both, labels)
    assert np.allclose(aucs, plain_aucs, atol=1e-12) and np.allclose(covariance, plain, atol=1e-12), name
    assert np.isclose(aucs[0], roc_auc_score(labels, scores), atol=1e-12), name
    probabilities = logistic(scores)
    error = np.sqrt(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])
    p = float(2 * stats.norm.sf(abs(aucs[0] - aucs[1]) / error))
    assert np.isclose(p, Delong_test(labels, scores, others)[1], atol=1e-9), name
    return {
        "name": name,
        **drawn,
        "auc": float(roc_auc_score(labels, scores)),
        "average_precision": float(average_precision_score(labels, scores)),
        "brier": float(brier_score_loss(labels, probabilities)),
        "ece": ece(probabilities, labels),
        "delong": {
            "variance": float(covariance[0, 0]),
            "variance_of_other": float(covariance[1, 1]),
            "covariance": float(covariance[0, 1]),
            "p": p,
        },
        "regression": regression(scores, labels, patients),
        "bootstrap": bootstrap(scores, labels, patients),
    }


def compute() -> dict:
    cases = [
        case("one film a patient", films(1, 240, 1, 0.4, 3)),
        case("three films a patient", films(2, 300, 3, 0.3, 3)),
        case("rare, with many ties", films(3, 400, 2, 0.08, 1)),
    ]
    return {"made_by": "trainer/reference/evaluate_sklearn.py", "resamples": RESAMPLES, "cases": cases}


def close(a, b) -> bool:
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(close(a[k], b[k]) for k in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(close(x, y) for x, y in zip(a, b))
    return bool(np.isclose(a, b, rtol=1e-9, atol=1e-9)) if isinstance(a, float) else a == b


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare with the file instead of writing it")
    check = parser.parse_args().check
    computed = compute()
    if check:
        same = close(computed, json.loads(FILE.read_text()))
        print("the file is what the script computes" if same else "the file is NOT what the script computes")
        return 0 if same else 1
    FILE.write_text(json.dumps(computed) + "\n")
    print(f"written: {FILE} ({FILE.stat().st_size} bytes)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
