"""Texels that a brush has painted, on their way into the textures that show them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkRenderingCore import vtkTexture

from app.gui.viewport.finer import Tile

_from_vtk: Any = vtk_to_numpy  # VTK does not type it


def upload(tile: Tile, texture: vtkTexture, pixels: NDArray[np.uint8], changed: NDArray[np.int64]) -> None:
    """Copy what changed of a picture into the texture of one of its tiles.

    pixels (H, W, 3) row 0 at the top; changed (N,): row times width plus column
    """
    height, width = pixels.shape[:2]
    column, row = changed % width, height - 1 - changed // width
    low = np.array(tile.low)
    high = low + np.array(tile.picture.shape[1::-1]) * tile.step
    inside = (column >= low[0]) & (column < high[0]) & (row >= low[1]) & (row < high[1])
    if inside.any():
        _copy(tile, texture, pixels, column[inside], row[inside])


def _copy(
    tile: Tile, texture: vtkTexture, pixels: NDArray[np.uint8], column: NDArray[np.int64], row: NDArray[np.int64]
) -> None:
    """Copy the box around texels (rows from the bottom) into the tile's texture."""
    height, width = tile.picture.shape[:2]
    step, (left, bottom) = tile.step, tile.low
    x0, x1 = (int(column.min()) - left) // step, (int(column.max()) - left) // step + 1
    y0, y1 = (int(row.min()) - bottom) // step, (int(row.max()) - bottom) // step + 1
    image = texture.GetInput()
    seen = _from_vtk(image.GetPointData().GetScalars()).reshape(height, width, 3)
    upright = pixels[::-1]
    seen[y0:y1, x0:x1] = upright[
        bottom + y0 * step : bottom + (y1 - 1) * step + 1 : step, left + x0 * step : left + (x1 - 1) * step + 1 : step
    ]
    image.GetPointData().GetScalars().Modified()
    image.Modified()
