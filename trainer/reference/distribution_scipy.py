"""Distances under probabilistic principal components, from the whole covariance inverted by SciPy.

    python distribution_scipy.py > ../../shared/tests/reference/distribution_scipy.json

Made with numpy 2.4.6 and SciPy 1.17.1. `shared/src/distribution.rs` computes the same without the covariance.
"""

import json

import numpy as np
from scipy.linalg import qr
from scipy.spatial.distance import mahalanobis

D, K = 11, 3
rng = np.random.default_rng(20261125)

# What Lobar stores is f32, so the reference starts from such numbers.
f32 = lambda values: np.asarray(values, np.float32).astype(np.float64)
components = f32(qr(rng.normal(size=(D, K)), mode="economic")[0].T)
# Rounding leaves them orthonormal to 1e-7, and distances right to as much.
variances, residual = f32([9.0, 4.0, 1.5]), float(f32(0.25))
mean, scale = f32(rng.normal(size=D)), f32(rng.uniform(0.3, 2.0, size=D))
covariance = components.T @ np.diag(variances) @ components + residual * (np.eye(D) - components.T @ components)
inverse = np.linalg.inv(covariance)

films = []
for spread in (0.0, 0.5, 1.0, 3.0, 20.0):
    description = mean + scale * spread * rng.normal(size=D)
    z = (description - mean) / scale
    distance = mahalanobis(z, np.zeros(D), inverse) / np.sqrt(D)
    films.append({"description": description.tolist(), "distance": float(distance)})

print(json.dumps({
    "mean": mean.tolist(), "scale": scale.tolist(), "variances": variances.tolist(), "residual": residual,
    "components": components.ravel().tolist(), "films": films,
}, indent=1))
