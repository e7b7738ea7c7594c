"""Peers in a child: arrays travel as NumPy archives."""

import contextlib
import time

import numpy as np

from tests.bench.judge.peers import PEERS

TETRAHEDRON = (
    np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    np.array([[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]], np.int32),
)
_imported: set[str] = set()


def repair(tool: str, file: str, out: str) -> dict[str, float]:
    """Run one peer on an archive; the seconds are of its repair alone."""
    with np.load(file) as given:
        vertices, faces = given["vertices"], given["faces"]
    if tool not in _imported:
        with contextlib.suppress(Exception):  # what it makes of a tetrahedron is nobody's business
            PEERS[tool](*TETRAHEDRON)
        _imported.add(tool)
    began = time.perf_counter()
    points, made = PEERS[tool](vertices, faces)
    seconds = time.perf_counter() - began
    np.savez(out, vertices=np.asarray(points, np.float64), faces=np.asarray(made, np.int32))
    return {"seconds": seconds}
