"""What stands in the studio: a figure, the one it is compared with, marks, the ground, the camera. No Qt."""

import math

import numpy as np
import vtkmodules.vtkRenderingOpenGL2  # noqa: F401 - registers the OpenGL implementation of what is imported below
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkRenderer, vtkRenderWindow

from app.gui.viewport.camera import VIEW_ANGLE, Pose
from app.gui.viewport.drawable import Drawable
from app.gui.viewport.figure import Figure, Mode
from app.gui.viewport.ground import Ground
from app.gui.viewport.marks import Marks
from app.gui.viewport.studio import DARK, Look
from app.mesh.mesh import Mesh
from app.mesh.report import Places, Severity


class Scene:
    """The studio inside a render window. Nothing is drawn before the window renders."""

    def __init__(self, window: vtkRenderWindow, renderer: vtkRenderer | None = None, look: Look = DARK) -> None:
        """``renderer``: one that the window has already and that shall be used; otherwise one is added."""
        self._window = window
        self._main = renderer if renderer is not None else vtkRenderer()
        if renderer is None:
            window.AddRenderer(self._main)
        self._front = vtkRenderer()
        self._front.SetLayer(1)
        self._front.SetActiveCamera(self._main.GetActiveCamera())
        self._front.InteractiveOff()
        window.SetNumberOfLayers(max(2, window.GetNumberOfLayers()))
        window.AddRenderer(self._front)
        self._main.GetActiveCamera().SetViewAngle(VIEW_ANGLE)
        self._look = look
        self._mode: Mode = "color"
        self._back_hatch = True
        self._figure: Figure | None = None
        self._before: Figure | None = None
        self._ground: Ground | None = None
        self._marks: Marks | None = None
        self._split: float | None = None
        self.set_look(look)

    @property
    def drawable(self) -> Drawable | None:
        """What is shown now."""
        return None if self._figure is None else self._figure.drawable

    def show(self, drawable: Drawable | None) -> None:
        """Show another figure or none; the marks of the old one go."""
        self.clear_marks()
        self._remove(self._figure)
        self._figure = None if drawable is None else self._add(drawable)
        self._stand()
        self._divide()

    def compare(self, before: Drawable | None) -> None:
        """Show this one on the left of the split, or end the comparison."""
        self._remove(self._before)
        self._before = None if before is None else self._add(before)
        self._divide()

    def split(self, at: float | None) -> None:
        """Where the comparison is divided: column of the window in device pixels; None shows only the figure itself."""
        self._split = at
        self._divide()

    def set_mode(self, mode: Mode) -> None:
        """Draw in colour, clay or with edges."""
        self._mode = mode
        for figure in self._figures():
            figure.set_mode(mode, self._look.edges)

    def show_heat(self, places: NDArray[np.float32] | None, ramp: NDArray[np.uint8] | None) -> None:
        """Draw the figure in the colours of a scale (see Figure.set_heat); None: as it is. Another figure has none."""
        if self._figure is not None:
            self._figure.set_heat(places, ramp)

    def set_back_hatch(self, on: bool) -> None:
        """Whether faces that are seen from behind are hatched (in the workshop) or drawn as they are (in a proof)."""
        self._back_hatch = on
        for figure in self._figures():
            figure.set_back_hatch(on)

    def set_look(self, look: Look) -> None:
        """Other surroundings."""
        self._look = look
        self._main.SetBackground(*look.below)
        self._main.SetBackground2(*look.above)
        self._main.GradientBackgroundOn()
        self._stand()

    def mark(self, mesh: Mesh, places: Places, severity: Severity) -> None:
        """Draw the places of a finding on the figure, instead of those drawn before."""
        self.clear_marks()
        self._marks = Marks(mesh, places, severity)
        for actor in self._marks.surface_actors:
            self._main.AddActor(actor)
        for actor in self._marks.ghost_actors:
            self._front.AddActor(actor)

    def clear_marks(self) -> None:
        """Draw no places."""
        if self._marks is not None:
            for actor in self._marks.surface_actors:
                self._main.RemoveActor(actor)
            for actor in self._marks.ghost_actors:
                self._front.RemoveActor(actor)
        self._marks = None

    def look_from(self, pose: Pose) -> None:
        """Put the camera there."""
        camera = self._main.GetActiveCamera()
        camera.SetFocalPoint(*pose.focal)
        camera.SetPosition(*pose.eye)
        camera.SetViewUp(*pose.up)
        self._main.ResetCameraClippingRange()
        pixel = 2.0 * pose.distance * math.tan(math.radians(VIEW_ANGLE / 2)) / max(1, self._window.GetSize()[1])
        for figure in self._figures():
            figure.set_pixel(pixel)

    def smooth_edges(self, *, on: bool) -> None:
        """Smooth the edges of the finished picture (FXAA), for windows without multisampling."""
        self._main.SetUseFXAA(on)

    @property
    def last_frame_seconds(self) -> float:
        """How long the last picture took to draw."""
        return float(self._main.GetLastRenderTimeInSeconds())

    def close(self) -> None:
        """Take everything out, so that graphics memory is freed while the window still lives."""
        self.compare(None)
        self.show(None)
        self._window.RemoveRenderer(self._front)

    def _figures(self) -> list[Figure]:
        return [figure for figure in (self._figure, self._before) if figure is not None]

    def _add(self, drawable: Drawable) -> Figure:
        figure = Figure(drawable)
        figure.set_mode(self._mode, self._look.edges)
        figure.set_back_hatch(self._back_hatch)
        for actor in figure.actors:
            self._main.AddActor(actor)
        return figure

    def _remove(self, figure: Figure | None) -> None:
        if figure is not None:
            for actor in figure.actors:
                self._main.RemoveActor(actor)
                actor.ReleaseGraphicsResources(self._window)

    def _stand(self) -> None:
        for actor in [] if self._ground is None else self._ground.actors:
            self._main.RemoveActor(actor)
            actor.ReleaseGraphicsResources(self._window)
        self._ground = None if self._figure is None else Ground(self._figure.drawable, self._look)
        for actor in [] if self._ground is None else self._ground.actors:
            self._main.AddActor(actor)

    def _divide(self) -> None:
        divided = self._before is not None and self._split is not None
        at = self._split or 0.0
        if self._figure is not None:
            self._figure.set_split(1 if divided else 0, at)
        if self._before is not None:
            self._before.set_split(-1, at if divided else -1.0)
