"""Synthetic acrylic keychains: seeded blobs with a tab and a hole, as measured with in layout2d §2.1."""

import numpy as np
from shapely import affinity
from shapely.geometry import Point, Polygon

LARGEST_MM, SMALLEST_MM = 65.0, 35.0
CORNERS = 64
TAB_MM, HOLE_MM = 3.5, 1.5


def keychain(random: np.random.Generator) -> Polygon:
    """35 to 65 mm tall or wide, some 75 corners, its box beginning at (0, 0)."""
    angle = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    radius = np.ones(CORNERS)
    for wave in range(2, 7):
        even, odd = random.normal(0, 0.12 / wave, 2)
        radius += even * np.cos(wave * angle) + odd * np.sin(wave * angle)
    slender = random.uniform(0.85, 1.0)
    points = np.column_stack([slender * radius * np.cos(angle), radius * np.sin(angle)])
    size = random.uniform(SMALLEST_MM, LARGEST_MM)
    points *= (size - TAB_MM) / np.ptp(points, axis=0).max()
    top = points[points[:, 1].argmin()]
    ring = Point(top[0], top[1] + 0.5)
    whole = Polygon(points).buffer(0).union(ring.buffer(TAB_MM, quad_segs=6))
    shape = Polygon(whole.exterior).difference(ring.buffer(HOLE_MM, quad_segs=4))
    return affinity.translate(shape, -shape.bounds[0], -shape.bounds[1])


def keychains(count: int, seed: int) -> list[Polygon]:
    """So many different ones."""
    random = np.random.default_rng(seed)
    return [keychain(random) for _ in range(count)]
