"""A strip between two rims is a band: every edge across has two triangles, every edge of a rim one."""

import numpy as np
import pytest

from app.jobs.progress import silent
from app.mesh.fixing.strip import strip


@pytest.mark.parametrize("seed", range(12))
def test_every_edge_is_used_once_from_each_side(seed: int):
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(3, 40)), int(rng.integers(3, 40))
    t, u = np.sort(rng.uniform(0, 2 * np.pi, n)), np.sort(rng.uniform(0, 2 * np.pi, m))[::-1]
    first = np.column_stack([np.cos(t), np.sin(t), np.zeros(n)]) * rng.uniform(0.1, 5)
    second = np.column_stack([np.cos(u), np.sin(u), np.zeros(m)]) * rng.uniform(0.1, 5) + rng.normal(0, 4, 3)
    faces = strip(first, second, np.zeros((n, m), np.bool_), silent())
    assert len(faces) == n + m
    sides = np.stack([faces, np.roll(faces, -1, axis=1)], axis=2).reshape(-1, 2)
    keys = sides[:, 0].astype(np.int64) * (n + m) + sides[:, 1]
    assert len(np.unique(keys)) == len(keys)  # no side twice the same way
    back = sides[:, 1].astype(np.int64) * (n + m) + sides[:, 0]
    rim = ~np.isin(keys, back)
    assert rim.sum() == n + m
    one, other = sides[rim].T
    assert ((one < n) == (other < n)).all()
    assert ((other[one < n] - one[one < n]) % n == 1).all()


def test_edges_that_are_there_are_left_alone():
    t = np.arange(8) * np.pi / 4
    first = np.column_stack([np.cos(t), np.sin(t), np.zeros(8)])
    second = first[::-1] + np.array([0.0, 0.0, 1.0])
    taken = np.zeros((8, 8), np.bool_)
    taken[0, 7] = taken[3, 4] = True  # straight above each other
    faces = strip(first, second, taken, silent())
    sides = np.stack([faces, np.roll(faces, -1, axis=1)], axis=2).reshape(-1, 2)
    used = {frozenset(side) for side in sides.tolist()}
    assert frozenset((0, 15)) not in used
    assert frozenset((3, 12)) not in used
