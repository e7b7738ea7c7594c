"""Where a finding is, drawn on the figure (faces tinted, edges as lines, vertices as dots) and faintly through it."""

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkCommonDataModel import vtkPolyData
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper

from app.gui.viewport.studio import SEVERITY_COLORS, Rgb
from app.gui.viewport.vtk_arrays import dots, lines, surface
from app.mesh.mesh import Mesh
from app.mesh.report import Places, Severity

LINE_WIDTH = 4.0
DOT_SIZE = 11.0


class Marks:
    """The actors of one finding's places.

    ``surface_actors`` lie on the figure; ``ghost_actors`` belong into a layer that is drawn over everything, so that
    what is hidden can be guessed.
    """

    def __init__(self, mesh: Mesh, places: Places, severity: Severity) -> None:
        color = SEVERITY_COLORS[severity]
        self.surface_actors: list[vtkActor] = []
        self.ghost_actors: list[vtkActor] = []
        data = marked(mesh, places)
        if data is None:
            return
        solid = 0.78 if places.kind == "face" else 1.0
        self.surface_actors = [_actor(data, color, solid, on_surface=True)]
        self.ghost_actors = [_actor(data, color, 0.22 if places.kind == "face" else 0.42, on_surface=False)]


def marked(mesh: Mesh, places: Places) -> vtkPolyData | None:
    """The faces, edges or vertices that the places name, or None for none of them.

    Indices that the mesh does not have (the places of another revision) are left out.
    """
    index = places.indices
    if not index.size or places.kind == "none":
        return None
    limit = len(mesh.faces) if places.kind == "face" else len(mesh.vertices)
    index = index[((index >= 0) & (index < limit)).reshape(len(index), -1).all(axis=1)]
    if not len(index):
        return None
    if places.kind == "vertex":
        return dots(mesh.vertices[index].astype(np.float32))
    points, local = _compact(mesh, mesh.faces[index] if places.kind == "face" else index)
    return surface(points, local) if places.kind == "face" else lines(points, local)


def _compact(mesh: Mesh, cells: NDArray[np.int32]) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    used, local = np.unique(cells, return_inverse=True)
    return mesh.vertices[used].astype(np.float32), local.reshape(cells.shape).astype(np.int32)


def _actor(data: vtkPolyData, color: Rgb, opacity: float, *, on_surface: bool) -> vtkActor:
    mapper = vtkPolyDataMapper()
    mapper.SetInputData(data)
    mapper.ScalarVisibilityOff()
    if on_surface:
        # Towards the eye by more than the figure's own triangles, or the two would flicker through each other.
        mapper.SetResolveCoincidentTopologyToPolygonOffset()
        mapper.SetRelativeCoincidentTopologyPolygonOffsetParameters(-2.0, -4.0)
        mapper.SetRelativeCoincidentTopologyLineOffsetParameters(-2.0, -8.0)
        mapper.SetRelativeCoincidentTopologyPointOffsetParameter(-12.0)
    actor = vtkActor()
    actor.SetMapper(mapper)
    actor.PickableOff()
    look = actor.GetProperty()
    look.LightingOff()
    look.SetColor(*color)
    look.SetOpacity(opacity)
    look.SetLineWidth(LINE_WIDTH)
    look.SetPointSize(DOT_SIZE)
    look.SetRenderPointsAsSpheres(True)
    return actor
