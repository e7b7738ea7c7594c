"""NumPy arrays as VTK data, without a loop over elements."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonCore import vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkImageData, vtkPolyData
from vtkmodules.vtkRenderingCore import vtkTexture

_to_vtk: Any = numpy_to_vtk  # VTK does not type it


def points(array: NDArray[np.float32], *, shared: bool = False) -> vtkPoints:
    """(P, 3) float32 as points; ``shared``: not copied, and the caller keeps the array as long as VTK uses it."""
    result = vtkPoints()
    result.SetData(_to_vtk(np.ascontiguousarray(array, np.float32), deep=not shared))
    return result


def cells(index: NDArray[np.int32], *, shared: bool = False) -> vtkCellArray:
    """(N, K) int32 as N cells of K points; ``shared`` as in :func:`points`."""
    result = vtkCellArray()
    flat = _to_vtk(np.ascontiguousarray(index, np.int32).ravel(), deep=not shared)
    offsets = _to_vtk(np.arange(0, index.size + 1, index.shape[1], dtype=np.int32), deep=True)
    result.SetData(offsets, flat)
    return result


def surface(
    at: NDArray[np.float32],
    triangles: NDArray[np.int32],
    normals: NDArray[np.float32] | None = None,
    *,
    shared: bool = False,
) -> vtkPolyData:
    """Triangles (T, 3) over points (P, 3), with point normals where given; ``shared`` as in :func:`points`."""
    result = vtkPolyData()
    result.SetPoints(points(at, shared=shared))
    result.SetPolys(cells(triangles, shared=shared))
    if normals is not None:
        set_normals(result, normals, shared=shared)
    return result


def set_normals(data: vtkPolyData, normals: NDArray[np.float32], *, shared: bool = False) -> None:
    """Set (P, 3) point normals; ``shared`` as in :func:`points`."""
    data.GetPointData().SetNormals(_named("normals", normals, shared=shared))


def lines(at: NDArray[np.float32], pairs: NDArray[np.int32]) -> vtkPolyData:
    """Line segments (N, 2) over points (P, 3)."""
    result = vtkPolyData()
    result.SetPoints(points(at))
    result.SetLines(cells(pairs))
    return result


def dots(at: NDArray[np.float32]) -> vtkPolyData:
    """Every point of (P, 3) as a vertex cell."""
    result = vtkPolyData()
    result.SetPoints(points(at))
    result.SetVerts(cells(np.arange(len(at), dtype=np.int32)[:, None]))
    return result


def add_point_colors(data: vtkPolyData, name: str, colors: NDArray[np.uint8], *, shared: bool = False) -> None:
    """Add (P, 3) or (P, 4) uint8 colours as a point array of this name; ``shared`` as in :func:`points`."""
    data.GetPointData().AddArray(_named(name, colors, shared=shared))


def set_uv(data: vtkPolyData, uv: NDArray[np.float32], *, shared: bool = False) -> None:
    """Set (P, 2) picture coordinates; ``shared`` as in :func:`points`."""
    data.GetPointData().SetTCoords(_named("uv", uv, shared=shared))


def texture(
    pixels: NDArray[np.uint8], *, repeat: bool = True, smooth: bool = True, quick: bool = False, slanted: bool = False
) -> vtkTexture:
    """A texture from (H, W, C) uint8, row 0 at the bottom; ``smooth``: mixed between its pixels.

    ``quick``: only between the nearest of them, without smaller copies: a processor draws it in a third of the time.
    ``slanted``: sharp on what is seen from the side as well. Mesa's software renderer makes black spots of it where a face
    has one place of the picture only, as in a palette.
    """
    image = vtkImageData()
    image.SetDimensions(pixels.shape[1], pixels.shape[0], 1)
    image.GetPointData().SetScalars(_to_vtk(pixels.reshape(-1, pixels.shape[2]), deep=True))
    result = vtkTexture()
    result.SetInputData(image)
    result.SetInterpolate(smooth)
    result.SetMipmap(smooth and not quick)
    result.SetMaximumAnisotropicFiltering(8 if slanted else 1)
    result.SetRepeat(repeat)
    result.SetEdgeClamp(not repeat)
    result.SetColorModeToDirectScalars()
    return result


def _named(name: str, array: NDArray[Any], *, shared: bool = False) -> Any:
    result = _to_vtk(np.ascontiguousarray(array), deep=not shared)
    result.SetName(name)
    return result
