"""The colours that most of a figurine's skin has, for the swatches of a proof."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.mesh.colorimetry import lab_of
from app.mesh.kernels.measure import face_areas
from app.mesh.mesh import Mesh
from app.mesh.paint import paint

MOST = 6
ALIKE = 20.0  # distance in L*a*b* within which two colours are one to somebody who names them
LEAST = 0.01  # share of the surface below which a colour is no main colour
STEPS = 32  # a channel is counted in this many steps


@dataclass(frozen=True)
class MainColor:
    """``rgb`` sRGB 0..255; ``share`` of the surface, 0..1."""

    rgb: tuple[int, int, int]
    share: float

    @property
    def code(self) -> str:
        """As designers write it, ``#RRGGBB``."""
        return "#{:02X}{:02X}{:02X}".format(*self.rgb)


def main_colors(mesh: Mesh) -> tuple[MainColor, ...]:
    """At most ``MOST`` colours by the area that they cover, largest first; none for a mesh without colour."""
    if mesh.color == "none" or not len(mesh.faces):
        return ()
    areas = face_areas(mesh.vertices, mesh.faces)
    kept = np.flatnonzero(areas > 0).astype(np.int32)
    if not len(kept):
        return ()
    painted = paint(mesh, kept, areas[kept])
    color, area = _counted(painted.color[:, :3], painted.area)
    lab = lab_of(color)
    total = float(area.sum())
    left = area.copy()
    found: list[MainColor] = []
    while len(found) < MOST and left.max() > 0:
        # The heaviest colour with what is like it: one at the middle of a crowd stands for the crowd.
        near = np.linalg.norm(lab - lab[int(left.argmax())], axis=1) < ALIKE
        near &= left > 0
        share = float(left[near].sum()) / total
        if share >= LEAST:
            mean = (color[near] * left[near, None]).sum(axis=0) / left[near].sum()
            r, g, b = np.round(mean).astype(int).tolist()
            found.append(MainColor((r, g, b), share))
        left[near] = 0.0
    return tuple(sorted(found, key=lambda one: -one.share))


def _counted(color: NDArray[np.uint8], area: NDArray[np.float64]) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """Colours (N, 3) that differ in more than a step of a channel, each with its area and mean."""
    key = (color // (256 // STEPS)).astype(np.int64) @ np.array([STEPS * STEPS, STEPS, 1])
    weight = np.asarray(np.bincount(key, area, STEPS**3), np.float64)
    used = np.flatnonzero(weight)
    mean = np.stack([np.bincount(key, area * color[:, k], STEPS**3)[used] / weight[used] for k in range(3)], axis=1)
    return np.asarray(np.round(mean), np.uint8), weight[used]
