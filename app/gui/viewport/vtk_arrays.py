"""NumPy arrays as VTK data, without a loop over elements."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonCore import vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkImageData, vtkPolyData
from vtkmodules.vtkRenderingCore import vtkTexture

_to_vtk: Any = numpy_to_vtk  # VTK does not type it


def points(array: NDArray[np.float32]) -> vtkPoints:
    """(P, 3) float32 as points."""
    result = vtkPoints()
    result.SetData(_to_vtk(np.ascontiguousarray(array, np.float32), deep=True))
    return result


def cells(index: NDArray[np.int32]) -> vtkCellArray:
    """(N, K) int32 as N cells of K points."""
    result = vtkCellArray()
    flat = _to_vtk(np.ascontiguousarray(index, np.int32).ravel(), deep=True)
    offsets = _to_vtk(np.arange(0, index.size + 1, index.shape[1], dtype=np.int32), deep=True)
    result.SetData(offsets, flat)
    return result


def surface(
    at: NDArray[np.float32], triangles: NDArray[np.int32], normals: NDArray[np.float32] | None = None
) -> vtkPolyData:
    """Triangles (T, 3) over points (P, 3), with point normals where given."""
    result = vtkPolyData()
    result.SetPoints(points(at))
    result.SetPolys(cells(triangles))
    if normals is not None:
        result.GetPointData().SetNormals(_named("normals", normals))
    return result


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


def add_point_colors(data: vtkPolyData, name: str, colors: NDArray[np.uint8]) -> None:
    """Add (P, 3) or (P, 4) uint8 colours as a point array of this name."""
    data.GetPointData().AddArray(_named(name, colors))


def set_uv(data: vtkPolyData, uv: NDArray[np.float32]) -> None:
    """Set (P, 2) picture coordinates."""
    data.GetPointData().SetTCoords(_named("uv", uv))


def texture(pixels: NDArray[np.uint8], *, repeat: bool = True, smooth: bool = True) -> vtkTexture:
    """A texture from (H, W, C) uint8, row 0 at the bottom; ``smooth``: mixed between its pixels."""
    image = vtkImageData()
    image.SetDimensions(pixels.shape[1], pixels.shape[0], 1)
    image.GetPointData().SetScalars(_to_vtk(pixels.reshape(-1, pixels.shape[2]), deep=True))
    result = vtkTexture()
    result.SetInputData(image)
    result.SetInterpolate(smooth)
    result.SetMipmap(smooth)
    result.SetMaximumAnisotropicFiltering(8 if smooth else 1)
    result.SetRepeat(repeat)
    result.SetEdgeClamp(not repeat)
    result.SetColorModeToDirectScalars()
    return result


def _named(name: str, array: NDArray[Any]) -> Any:
    result = _to_vtk(np.ascontiguousarray(array), deep=True)
    result.SetName(name)
    return result
