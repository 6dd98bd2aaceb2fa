"""The Equal Earth projection and equal-area measurement, in numpy alone.

Equal Earth is an equal-area world projection with straight parallels: B. Šavrič, T. Patterson and B. Jenny (2019),
"The Equal Earth map projection", International Journal of Geographical Information Science 33(3), 454-465,
doi:10.1080/13658816.2018.1504949. The spherical form is used, as browsers' map libraries use it, so that a picture
made here and one made in a page agree.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# The four polynomial coefficients of the paper's equation 2.
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
M = np.sqrt(3.0) / 2.0

# WGS 84, for areas in square kilometres.
SEMI_MAJOR_KM = 6378.137
ECCENTRICITY = 0.0818191908426215


def forward(lon: npt.ArrayLike, lat: npt.ArrayLike, *, centre: float = 0.0) -> tuple[Floats, Floats]:
    """Project degrees to the plane of a unit sphere.

    ``x`` is proportional to ``lon - centre`` along a parallel and is not wrapped: a shape that runs past longitude
    180 stays in one piece. ``x`` lies within ±2.70664 for longitudes within 180 degrees of ``centre``, ``y`` within
    ±1.317363.
    """
    longitude = np.radians(np.asarray(lon, dtype=np.float64) - centre)
    theta = np.arcsin(np.clip(M * np.sin(np.radians(np.asarray(lat, dtype=np.float64))), -M, M))
    square = theta * theta
    x = longitude * np.cos(theta) / (M * _slope(square))
    y = theta * (A1 + A2 * square + square**3 * (A3 + A4 * square))
    return x, y


def inverse(x: npt.ArrayLike, y: npt.ArrayLike, *, centre: float = 0.0) -> tuple[Floats, Floats]:
    """Return longitude and latitude in degrees for points made by `forward`, to within 1e-9 degrees."""
    height = np.asarray(y, dtype=np.float64)
    theta = height / A1
    # Newton's method converges to double precision in under eight steps for every latitude.
    for _ in range(8):
        square = theta * theta
        value = theta * (A1 + A2 * square + square**3 * (A3 + A4 * square)) - height
        theta = theta - value / _slope(square)
    longitude = M * np.asarray(x, dtype=np.float64) * _slope(theta * theta) / np.cos(theta)
    latitude = np.degrees(np.arcsin(np.clip(np.sin(theta) / M, -1.0, 1.0)))
    return np.degrees(longitude) + centre, latitude


def _slope(square: Floats) -> Floats:
    return A1 + 3 * A2 * square + square**3 * (7 * A3 + 9 * A4 * square)


def ring_km2(ring: npt.ArrayLike) -> float:
    """Area of a closed ring of (lon, lat) in square kilometres on the WGS 84 ellipsoid; positive when CLOCKWISE.

    Edges are straight in longitude and authalic latitude, as in a cylindrical equal-area map.
    """
    points = np.asarray(ring, dtype=np.float64)
    x = np.radians(points[:, 0]) * SEMI_MAJOR_KM
    y = _authalic(points[:, 1]) * SEMI_MAJOR_KM
    # Relative to the first point, so that a small island far from the origin keeps its digits.
    x, y = x - x[0], y - y[0]
    return float(np.sum(x[1:] * y[:-1] - x[:-1] * y[1:]) / 2.0)


def _authalic(lat: Floats) -> Floats:
    # J. P. Snyder (1987), Map Projections: a working manual, equation 3-12, halved.
    sine = np.sin(np.radians(lat))
    e = ECCENTRICITY
    straight = sine / (1 - (e * sine) ** 2)
    curved = np.log((1 - e * sine) / (1 + e * sine)) / (2 * e)
    halved: Floats = (1 - e * e) * (straight - curved) / 2.0
    return halved
