"""What the strokes of paint leave on a canvas while they are drawn."""

import numpy as np
from numpy.typing import NDArray

from app.mesh.brushes.canvas import Canvas

Keys = NDArray[np.int64]


class Film:
    """What strokes leave on a canvas while they are drawn; one for all strokes on it.

    How far each colour is covered is kept for the stroke, so that going over a place again does not cover it more, as in
    every painting program; colours from before the stroke are kept where it came.
    """

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        # Zero pages cost nothing before they are written to.
        self.cover = np.zeros(len(canvas.colors), np.float32)
        self.before = np.zeros_like(canvas.colors)
        self.touched: list[Keys] = []

    def take(self, key: Keys) -> None:
        """Keep the colours from before the stroke, where it comes for the first time."""
        new = key[self.cover[key] == 0]
        if len(new):
            new = np.unique(new)
            self.before[new] = self.canvas.colors[new]
            self.cover[new] = np.float32(1e-6)
            self.touched.append(new)

    def at_first(self, key: Keys) -> NDArray[np.uint8]:
        """(N, 3): the colours from before the stroke."""
        return np.where((self.cover[key] > 0)[:, None], self.before[key], self.canvas.colors[key])

    def end(self) -> Keys:
        """Forget the stroke; returns all the colours that it came to."""
        all_keys = np.concatenate(self.touched) if self.touched else np.zeros(0, np.int64)
        self.cover[all_keys] = 0
        self.touched.clear()
        return all_keys
