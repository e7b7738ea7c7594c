"""What the camera sees of the mesh: worked out once for each place of the camera, by the thread that selects."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.gui.viewport.sheet import Sheet
from app.mesh.arrays import BoolArray
from app.mesh.selecting.seen import ScreenView, visible
from app.mesh.selecting.surface import SelectSurface

SLICE = 200_000  # points a time: another thread gets its turn between


@dataclass(frozen=True, eq=False)
class _Seen:
    surface: SelectSurface
    sheet: Sheet
    hidden: BoolArray
    view: ScreenView
    visible: BoolArray | None


class ViewCache:
    """Belongs to the thread that selects."""

    def __init__(self) -> None:
        self._last: _Seen | None = None

    def of(
        self, surface: SelectSurface, sheet: Sheet, hidden: BoolArray, *, through: bool
    ) -> tuple[ScreenView, BoolArray]:
        """The mesh on the screen, and (F,) bool: the faces that can be selected there."""
        last = self._last
        same = last is not None and last.surface is surface and last.sheet.pose is sheet.pose
        same = same and last is not None and (last.sheet.width, last.sheet.height) == (sheet.width, sheet.height)
        view = last.view if same and last is not None else _projected(surface, sheet)
        seen = None if last is None or not same or not np.array_equal(last.hidden, hidden) else last.visible
        if seen is None and not through:
            seen = visible(view, hidden)
        self._last = _Seen(surface, sheet, hidden, view, seen)
        return view, ~hidden if through or seen is None else seen


def _projected(surface: SelectSurface, sheet: Sheet) -> ScreenView:
    vertices = surface.mesh.vertices
    screen: NDArray[np.float32] = np.empty((len(vertices), 3), np.float32)
    for start in range(0, len(vertices), SLICE):
        screen[start : start + SLICE] = sheet.at(vertices[start : start + SLICE])
    return ScreenView(screen, surface.mesh.faces, sheet.width, sheet.height)
