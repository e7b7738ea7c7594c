"""The ground of the studio: a grid in millimetres that fades out, and the figure's soft shadow on it."""

import math

import numpy as np
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper

from app.gui.viewport.drawable import Drawable
from app.gui.viewport.studio import Surroundings
from app.gui.viewport.vtk_arrays import add_point_colors, lines, set_uv, surface, texture

STEPS = 24  # pieces of a line, so that it can fade


class Ground:
    """Grid and shadow under a drawable; made anew for another drawable or look."""

    def __init__(self, drawable: Drawable, look: Surroundings, *, with_grid: bool = True) -> None:
        size = drawable.bounds[1] - drawable.bounds[0]
        self.level = float(drawable.bounds[0, 2]) - max(float(np.linalg.norm(size)), 1.0) * 5e-4
        self._shadow = _shadow(drawable, look, self.level)
        self._grid: vtkActor | None = None
        if with_grid and look.grid_strength > 0:
            centre = drawable.bounds.mean(axis=0)
            self._grid = _grid(centre, ground_extent(drawable), look, self.level)

    @property
    def actors(self) -> list[vtkActor]:
        """All of its actors, the grid first."""
        return [self._shadow] if self._grid is None else [self._grid, self._shadow]

    def seen_from(self, eye_z: float) -> list[vtkActor]:
        """The actors that are seen from this height (mm): from below the shadow would lie over the figure."""
        return self.actors if eye_z >= self.level else [actor for actor in (self._grid,) if actor is not None]


def ground_extent(drawable: Drawable) -> float:
    """How large the figure is that the grid is made for, mm."""
    return max(float((drawable.bounds[1] - drawable.bounds[0]).max()), 1.0)


def grid_step(extent: float) -> float:
    """Distance of the grid's lines in mm for a figure of this extent: 1, 2, 5, 10, 20, 50 and so on."""
    wanted = max(extent, 1e-6) / 8.0
    decade: float = 10.0 ** math.floor(math.log10(wanted))
    return next((step * decade for step in (1, 2, 5) if step * decade >= wanted), 10 * decade)


def _grid(centre: np.ndarray, extent: float, look: Surroundings, level: float) -> vtkActor:
    step = grid_step(extent)
    count = 10
    middle = np.round(centre[:2] / step) * step
    along = np.linspace(-count * step, count * step, STEPS * 2 + 1)
    across = np.arange(-count, count + 1) * step
    a, b = np.meshgrid(along, across)
    at = np.concatenate([np.stack([a.ravel(), b.ravel()], axis=1), np.stack([b.ravel(), a.ravel()], axis=1)])
    radius = np.hypot(at[:, 0], at[:, 1]) / (count * step)
    major = np.abs(np.round((np.concatenate([b.ravel(), b.ravel()]) + 0.0) / step)) % 5 == 0
    alpha = np.clip(1.0 - radius, 0, 1) ** 1.5 * look.grid_strength * np.where(major, 1.0, 0.55)
    colors = np.empty((len(at), 4), np.uint8)
    colors[:, :3] = np.round(np.array(look.grid) * 255)
    colors[:, 3] = np.round(alpha * 255)
    row = np.arange(len(along) - 1)
    starts = (np.arange(len(across) * 2)[:, None] * len(along) + row).ravel()
    points = np.column_stack([at + middle, np.full(len(at), level)]).astype(np.float32)
    data = lines(points, np.stack([starts, starts + 1], axis=1).astype(np.int32))
    add_point_colors(data, "colors", colors)
    mapper = vtkPolyDataMapper()
    mapper.SetInputData(data)
    mapper.SetScalarModeToUsePointFieldData()
    mapper.SelectColorArray("colors")
    mapper.SetColorModeToDirectScalars()
    return _actor(mapper)


def _shadow(drawable: Drawable, look: Surroundings, level: float) -> vtkActor:
    x, y, half = drawable.shadow_box
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float32)
    points = np.column_stack([corners * half + (x, y), np.full(4, level)]).astype(np.float32)
    data = surface(points, np.array([[0, 1, 2], [0, 2, 3]], np.int32))
    set_uv(data, corners * 0.5 + np.float32(0.5))
    pixels = np.zeros((*drawable.shadow.shape, 4), np.uint8)
    pixels[..., 3] = np.round(drawable.shadow * look.shadow * 255)
    mapper = vtkPolyDataMapper()
    mapper.SetInputData(data)
    actor = _actor(mapper)
    actor.SetTexture(texture(pixels, repeat=False, quick=True))  # it is blurred anyway
    return actor


def _actor(mapper: vtkPolyDataMapper) -> vtkActor:
    actor = vtkActor()
    actor.SetMapper(mapper)
    actor.GetProperty().LightingOff()
    actor.ForceTranslucentOn()
    actor.PickableOff()
    return actor
