"""The selected faces as actors: tinted and striped, so that they are told apart on a model of any colour, with a clear rim."""

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkCommonDataModel import vtkPolyData
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper

from app.gui.selecting.selector import Shown
from app.gui.viewport.studio import Rgb, rgb
from app.gui.viewport.vtk_arrays import cells, lines, points

TINT: Rgb = rgb("#4f8cff")
RIM: Rgb = rgb("#ffffff")
OPEN: Rgb = rgb("#e0a83c")
SHADOW: Rgb = rgb("#10131a")
RIM_WIDTH, SHADOW_WIDTH, OPEN_WIDTH = 2.0, 4.0, 4.0

# Two stripes of twelve pixels: the model shows through the lighter one.
_SHADE = """
  float selectStripe = step(0.5, fract((gl_FragCoord.x + gl_FragCoord.y) / 12.0));
  gl_FragData[0] = vec4(diffuseColor * (0.85 + 0.3 * selectStripe), 0.38 + 0.22 * selectStripe);
"""


def openings_actor(at: NDArray[np.float32], edges: NDArray[np.int32]) -> vtkActor:
    """The open edges (E, 2) of a model with these vertices (V, 3), as thick lines that are seen through it."""
    actor = _actor(lines(at, edges), OPEN, OPEN_WIDTH, 0.0)
    actor.GetProperty().SetOpacity(0.9)
    return actor


class SelectionLayer:
    """Keeps the vertices of a mesh with the graphics card, however often the selection changes."""

    def __init__(self) -> None:
        self._at: NDArray[np.float32] | None = None
        self._faces, self._rim = vtkPolyData(), vtkPolyData()
        self.faces = _actor(self._faces, TINT, 1.0, 2.0)
        self._instead = vtkPolyData()
        self.instead = _actor(self._instead, TINT, 1.0, 2.0)
        for actor in (self.faces, self.instead):
            actor.ForceTranslucentOn()
            actor.GetShaderProperty().AddFragmentShaderReplacement("//VTK::Light::Impl", True, _SHADE, False)
        self.shadow = _actor(self._rim, SHADOW, SHADOW_WIDTH, 3.0)
        self.rim = _actor(self._rim, RIM, RIM_WIDTH, 4.0)
        self.rim_through = _actor(self._rim, RIM, 1.0, 0.0)
        self.rim_through.GetProperty().SetOpacity(0.35)

    def show(self, shown: Shown, instead: tuple[NDArray[np.float32], NDArray[np.int32]] | None = None) -> None:
        """Draw this selection; ``instead``: points and triangles that stand for its faces, which are too many."""
        if self._at is not shown.points:
            self._at = shown.points
            shared = points(shown.points, shared=True)
            self._faces.SetPoints(shared)
            self._rim.SetPoints(shared)
        nothing = np.zeros((0, 3), np.int32)
        self._faces.SetPolys(cells(shown.triangles if instead is None else nothing))
        self._instead.SetPolys(cells(nothing if instead is None else instead[1]))
        if instead is not None:
            self._instead.SetPoints(points(instead[0]))
        self._instead.Modified()
        self._rim.SetLines(cells(shown.rim))
        self._faces.Modified()
        self._rim.Modified()

    @property
    def actors(self) -> tuple[vtkActor, ...]:
        """What lies on the figure."""
        return (self.faces, self.instead, self.shadow, self.rim)

    @property
    def over(self) -> tuple[vtkActor, ...]:
        """What is seen through it: where a selection goes on at the back."""
        return (self.rim_through,)


def _actor(data: vtkPolyData, color: Rgb, width: float, nearer: float) -> vtkActor:
    mapper = vtkPolyDataMapper()
    mapper.SetInputData(data)
    mapper.ScalarVisibilityOff()
    if nearer:
        # Towards the eye by more than the figure's own triangles, or the two would flicker through each other.
        mapper.SetResolveCoincidentTopologyToPolygonOffset()
        mapper.SetRelativeCoincidentTopologyPolygonOffsetParameters(-nearer / 2, -nearer)
        mapper.SetRelativeCoincidentTopologyLineOffsetParameters(-nearer / 2, -2 * nearer)
    actor = vtkActor()
    actor.SetMapper(mapper)
    actor.PickableOff()
    look = actor.GetProperty()
    look.LightingOff()
    look.SetColor(*color)
    look.SetLineWidth(width)
    return actor
