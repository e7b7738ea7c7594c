"""The space that a printer has, as a box of lines around the figure, and whether the figure fits."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter
from vtkmodules.vtkCommonDataModel import vtkPolyData
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper

from app.gui.viewport.pill import INK, pill
from app.gui.viewport.sheet import Sheet
from app.gui.viewport.studio import SEVERITY_COLORS, Rgb, Surroundings
from app.gui.viewport.vtk_arrays import lines, surface
from app.i18n import tr

Size = tuple[float, float, float]
_EDGES = [(a, b) for a in range(8) for b in range(a + 1, 8) if (a ^ b).bit_count() == 1]
SLACK_MM = 0.05


def box_around(bounds: NDArray[np.float64], size: Size) -> NDArray[np.float64]:
    """(2, 3) mm: the build volume with the figure in the middle of its plate."""
    middle = bounds.mean(axis=0)
    half = np.array([size[0] / 2, size[1] / 2])
    low, floor = middle[:2] - half, bounds[0, 2]
    return np.array([[*low, floor], [*(low + 2 * half), floor + size[2]]])


def fits(bounds: NDArray[np.float64], size: Size) -> bool:
    """Whether a figure with this box (2, 3) mm can stand in a build volume, as it is or turned a quarter around Z."""
    x, y, z = (bounds[1] - bounds[0] - SLACK_MM).tolist()
    return bool(z <= size[2] and ((x <= size[0] and y <= size[1]) or (y <= size[0] and x <= size[1])))


def volume_actors(bounds: NDArray[np.float64], size: Size, look: Surroundings) -> list[vtkActor]:
    """Actors of the box around a figure, and of its plate."""
    box = box_around(bounds, size)
    corners = np.array([[box[i, 0], box[j, 1], box[k, 2]] for k, j, i in np.ndindex(2, 2, 2)]).astype(np.float32)
    good = fits(bounds, size)
    color = look.grid if good else SEVERITY_COLORS["blocks"]
    plate = surface(corners[:4], np.array([[0, 1, 3], [0, 3, 2]], np.int32))
    frame = lines(corners, np.array(_EDGES, np.int32))
    return [_actor(plate, color, 0.06, 1.0), _actor(frame, color, 0.75, 1.5)]


class VolumeLabel:
    """A layer (see sheet.py): the size of the build volume, at the upper corner of its box that is nearest."""

    def __init__(self, bounds: NDArray[np.float64], size: Size) -> None:
        self._bounds, self._size = bounds, size

    def paint(self, painter: QPainter, sheet: Sheet) -> None:
        """Paint it; in words too whether the figure fits."""
        box = box_around(self._bounds, self._size)
        corners = np.array([[box[i, 0], box[j, 1], box[1, 2]] for i, j in np.ndindex(2, 2)])
        seen = sheet.at(corners)
        seen = seen[seen[:, 2] > 0]
        size = " × ".join(f"{value:g}" for value in self._size)
        good = fits(self._bounds, self._size)
        words = tr("Build volume {size} mm", size=size) if good else tr("Does not fit: {size} mm", size=size)
        wide = painter.fontMetrics().horizontalAdvance(words) + 24.0
        at = QPointF(*seen[seen[:, 1].argmin()][:2].tolist()) if len(seen) else QPointF(sheet.width / 2, 0)
        # In the picture even where the box reaches out of it.
        x = min(max(at.x() - wide / 2, 12.0), max(12.0, sheet.width - wide - 120.0))
        y = min(max(at.y() - 30.0, 12.0), max(12.0, sheet.height - 40.0))
        fill = QColor("#e6e9ef") if good else QColor.fromRgbF(*SEVERITY_COLORS["blocks"])
        pill(painter, QPointF(x, y), words, fill, INK)


def _actor(data: vtkPolyData, color: Rgb, opacity: float, width: float) -> vtkActor:
    mapper = vtkPolyDataMapper()
    mapper.SetInputData(data)
    actor = vtkActor()
    actor.SetMapper(mapper)
    actor.ForceTranslucentOn()
    actor.PickableOff()
    look = actor.GetProperty()
    look.LightingOff()
    look.SetColor(*color)
    look.SetOpacity(opacity)
    look.SetLineWidth(width)
    return actor
