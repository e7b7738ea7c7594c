"""Texels that a brush has painted, on their way into the textures that show them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkRenderingCore import vtkTexture

from app.gui.viewport.finer import Tile

_from_vtk: Any = vtk_to_numpy  # VTK does not type it
CELL_BITS = 5  # texels are looked at in squares of this power of two


def touched_cells(height: int, width: int, changed: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which squares of a picture, first row at the bottom, hold texels of ``changed`` (N,).

    A texel is given as row times width plus column, row 0 at the top.
    """
    rows, columns = (height >> CELL_BITS) + 1, (width >> CELL_BITS) + 1
    row = changed // width
    column = changed - row * width
    cells = np.zeros(rows * columns, np.bool_)
    cells[((height - 1 - row) >> CELL_BITS) * columns + (column >> CELL_BITS)] = True
    return cells.reshape(rows, columns)


def upload(tile: Tile, texture: vtkTexture, pixels: NDArray[np.uint8], cells: NDArray[np.bool_]) -> None:
    """Copy what changed of a picture (H, W, 3), row 0 at the top, into the texture of one of its tiles."""
    height, width = tile.picture.shape[:2]
    step, (left, bottom) = tile.step, tile.low
    right, top = left + width * step, bottom + height * step
    own = cells[bottom >> CELL_BITS : ((top - 1) >> CELL_BITS) + 1, left >> CELL_BITS : ((right - 1) >> CELL_BITS) + 1]
    if not own.any():
        return
    row, column = np.flatnonzero(own.any(axis=1)), np.flatnonzero(own.any(axis=0))
    # In texels of the picture, then in those of the tile.
    first = (bottom >> CELL_BITS << CELL_BITS) - bottom, (left >> CELL_BITS << CELL_BITS) - left
    y0, y1 = first[0] + (int(row[0]) << CELL_BITS), first[0] + ((int(row[-1]) + 1) << CELL_BITS)
    x0, x1 = first[1] + (int(column[0]) << CELL_BITS), first[1] + ((int(column[-1]) + 1) << CELL_BITS)
    y0, y1 = max(0, y0) // step, min(height, -(-y1 // step))
    x0, x1 = max(0, x0) // step, min(width, -(-x1 // step))
    image = texture.GetInput()
    scalars = image.GetPointData().GetScalars()
    seen = _from_vtk(scalars).reshape(height, width, 3)
    upright = pixels[::-1]
    now = upright[
        bottom + y0 * step : bottom + (y1 - 1) * step + 1 : step, left + x0 * step : left + (x1 - 1) * step + 1 : step
    ]
    seen[y0:y1, x0:x1] = now
    tile.picture[y0:y1, x0:x1] = now  # for those who make other colours of it, such as a soft proof
    scalars.Modified()
    image.Modified()
