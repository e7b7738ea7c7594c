"""A light picture of what a tool is about to do, drawn over the model before anything is changed."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Tone = Literal["add", "cut", "mark"]


@dataclass(frozen=True, eq=False)
class Ghost:
    """Triangles that stand for what will be added, cut away, or is only pointed at.

    points  (N, 3) float32 mm
    faces   (M, 3) int32
    """

    points: NDArray[np.float32]
    faces: NDArray[np.int32]
    tone: Tone = "add"
