"""What stands in the studio: a figure, the one it is compared with, marks, the ground, the camera. No Qt."""

import math
from collections.abc import Iterable, Sequence

import numpy as np
import vtkmodules.vtkRenderingOpenGL2  # noqa: F401 - registers the OpenGL implementation of what is imported below
from numpy.typing import NDArray
from vtkmodules.vtkCommonCore import vtkPoints
from vtkmodules.vtkCommonDataModel import VTK_TRIANGLE, vtkPlane, vtkPolyData
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper, vtkRenderer, vtkRenderWindow

from app.gui.viewport.camera import VIEW_ANGLE, Pose
from app.gui.viewport.drawable import Drawable
from app.gui.viewport.dye import Dye
from app.gui.viewport.figure import Figure
from app.gui.viewport.ground import Ground
from app.gui.viewport.lights import LIGHTS, Light
from app.gui.viewport.marks import Marks
from app.gui.viewport.modes import Mode
from app.gui.viewport.studio import DARK, Surroundings
from app.mesh.mesh import Mesh
from app.mesh.report import Places, Severity

FAR_MM = 1e4  # from the middle of any figure


class Scene:
    """The studio inside a render window. Nothing is drawn before the window renders."""

    def __init__(self, window: vtkRenderWindow, renderer: vtkRenderer | None = None, look: Surroundings = DARK) -> None:
        """``renderer``: one that the window has already and that shall be used; otherwise one is added."""
        self._window = window
        self._main = renderer if renderer is not None else vtkRenderer()
        if renderer is None:
            window.AddRenderer(self._main)
        self.smoothed = False
        self._front = vtkRenderer()
        self._front.SetLayer(1)
        self._front.SetActiveCamera(self._main.GetActiveCamera())
        self._front.InteractiveOff()
        window.SetNumberOfLayers(max(2, window.GetNumberOfLayers()))
        window.AddRenderer(self._front)
        for layer in (self._main, self._front):
            layer.SetUseOIT(False)  # a second picture of the whole window to sort a shadow and a ghost
        self._main.GetActiveCamera().SetViewAngle(VIEW_ANGLE)
        self._nothing = _without_area()
        self._main.AddActor(self._nothing)
        self._look = look
        self._mode: Mode = "color"
        self._light: Light = LIGHTS[0]
        self._back_hatch = True
        self.slanted = False  # pictures on figures that come are sharp from the side as well, with a graphics card
        self._figure: Figure | None = None
        self._before: Figure | None = None
        self._ground: Ground | None = None
        self._with_grid = True
        self._marks: Marks | None = None
        self._things: dict[str, tuple[tuple[vtkActor, ...], tuple[vtkActor, ...]]] = {}
        self._plane: vtkPlane | None = None
        self._split: float | None = None
        self._parallel_scale = 1.0
        self.set_look(look)

    # ---- what stands there --------------------------------------------------

    @property
    def drawable(self) -> Drawable | None:
        """What is shown now."""
        return None if self._figure is None else self._figure.drawable

    @property
    def figure(self) -> Figure | None:
        """The figure itself, for those who change it while it is shown."""
        return self._figure

    @property
    def hidden(self) -> NDArray[np.bool_] | None:
        """The faces of the figure that are left out, (F,); None for none."""
        return None if self._figure is None else self._figure.hidden

    def show(self, drawable: Drawable | None) -> None:
        """Show another figure or none; the marks of the old one go."""
        old = self._figure
        if old is not None and drawable is not None and drawable.completes(old.drawable):
            for actor in old.complete(drawable):
                self._main.AddActor(actor)
            return
        self.clear_marks()
        self._remove(old)
        self._figure = None if drawable is None else self._add(drawable)
        self._stand()
        self._divide()
        if self._figure is not None:
            self._figure.set_section(self._plane)

    def compare(self, before: Drawable | None) -> None:
        """Show this one on the left of the split, or end the comparison."""
        self._remove(self._before)
        self._before = None if before is None else self._add(before)
        self._divide()
        if self._before is not None:
            self._before.set_section(self._plane)

    def mark(self, mesh: Mesh, places: Places, severity: Severity) -> None:
        """Draw the places of a finding on the figure, instead of those drawn before."""
        self._marks = Marks(mesh, places, severity)
        self.put("marks", self._marks.surface_actors, self._marks.ghost_actors)

    def clear_marks(self) -> None:
        """Draw no places."""
        self._marks = None
        self.take("marks")

    def put(self, name: str, actors: Sequence[vtkActor], over: Sequence[vtkActor] = ()) -> None:
        """Stand these actors into the scene under a name, instead of those that had it; ``over``: drawn over everything."""
        self.take(name)
        self._things[name] = (tuple(actors), tuple(over))
        for actor in actors:
            self._main.AddActor(actor)
        for actor in over:
            self._front.AddActor(actor)

    def take(self, name: str) -> bool:
        """Take out what was put under this name; whether there was something."""
        inside, over = self._things.pop(name, ((), ()))
        for actor in inside:
            self._main.RemoveActor(actor)
            actor.ReleaseGraphicsResources(self._window)
        for actor in over:
            self._front.RemoveActor(actor)
            actor.ReleaseGraphicsResources(self._window)
        return bool(inside or over)

    # ---- how it is shown ----------------------------------------------------

    def split(self, share: float | None) -> None:
        """Where the comparison is divided, as a share of the width; None shows only the figure itself."""
        self._split = share
        self._divide()

    def set_mode(self, mode: Mode) -> None:
        """Draw in colour, clay or with edges."""
        self._mode = mode
        for figure in self._figures():
            figure.set_mode(mode)

    def set_light(self, light: Light) -> None:
        """Light the figures so."""
        self._light = light
        for figure in self._figures():
            figure.set_light(light)

    def show_heat(self, places: NDArray[np.float32] | None, ramp: NDArray[np.uint8] | None) -> None:
        """Draw the figure in the colours of a scale (see Figure.set_heat); None: as it is. Another figure has none."""
        if self._figure is not None:
            self._figure.set_heat(places, ramp)

    def dye(self, dyes: Sequence[Dye] | None, *, marks: bool = False) -> None:
        """Draw the figure in other colours (see Figure.dye); None: its own. Another figure has its own."""
        if self._figure is not None:
            self._figure.dye(dyes, marks=marks)

    def hide_faces(self, hidden: NDArray[np.bool_] | None) -> None:
        """Leave out the faces of the figure that are True in ``hidden`` (F,); None: none. Another figure has none hidden."""
        if self._figure is not None:
            self._figure.hide(hidden)

    def set_section(self, plane: vtkPlane | None) -> None:
        """Cut away what lies behind the plane (it may be moved afterwards), or nothing."""
        self._plane = plane
        for figure in self._figures():
            figure.set_section(plane)

    def set_back_hatch(self, on: bool) -> None:
        """Whether faces that are seen from behind are hatched (in the workshop) or drawn as they are (in a proof)."""
        self._back_hatch = on
        for figure in self._figures():
            figure.set_back_hatch(on)

    def set_grid(self, on: bool) -> None:
        """Whether the ground has a grid."""
        self._with_grid = on
        self._stand()

    def set_look(self, look: Surroundings) -> None:
        """Other surroundings."""
        self._look = look
        self._main.SetBackground(*look.below)
        self._main.SetBackground2(*look.above)
        self._main.GradientBackgroundOn()
        for figure in self._figures():
            figure.set_look(look)
        self._stand()

    def look_from(self, pose: Pose) -> None:
        """Put the camera there."""
        camera = self._main.GetActiveCamera()
        camera.SetFocalPoint(*pose.focal)
        camera.SetPosition(*pose.eye)
        camera.SetViewUp(*pose.up)
        camera.SetParallelProjection(pose.parallel)
        self._parallel_scale = pose.picture_height / 2
        camera.SetParallelScale(self._parallel_scale)
        bounds = self._bounds()
        if bounds is not None:
            self._main.ResetCameraClippingRange(*bounds.T.ravel())

    def _measure(self) -> None:
        """What is told in pixels: the picture may have another size than the one before."""
        self._divide()
        pixel = 2 * self._parallel_scale / max(1, self._window.GetSize()[1])
        for figure in self._figures():
            figure.set_pixel(pixel)

    # ---- drawing ------------------------------------------------------------

    def smooth_edges(self, *, on: bool) -> None:
        """Smooth the edges of the finished picture (FXAA), for windows without multisampling, and the background."""
        self.smoothed = on
        self._main.SetUseFXAA(on)
        self._main.SetDitherGradient(on)

    @property
    def heavy(self) -> bool:
        """Whether something stands there that has a stand-in."""
        return any(figure.light_parts for figure in self._figures())

    @property
    def complete(self) -> bool:
        """Whether no figure is only a sketch yet."""
        return not any(figure.drawable.sketch for figure in self._figures())

    @property
    def parts(self) -> list[vtkActor]:
        """The actors of the figures themselves, to be drawn in turns."""
        return [actor for figure in self._figures() for actor in figure.parts]

    def draw_all(self, *, light: bool) -> None:
        """What the next picture shows: everything, heavy figures by their stand-in if ``light``."""
        for figure in self._figures():
            instead = bool(figure.light_parts) and (light or figure.drawable.sketch)
            _show(figure.parts, on=not instead)
            _show(figure.light_parts, on=instead)
        self._main.SetUseFXAA(self.smoothed)
        self._measure()
        self._frame(first=True, last=True)

    def draw_unsmoothed(self) -> None:
        """The next pictures show what ``draw_all`` does, as it is before its edges are smoothed."""
        self.draw_all(light=False)
        self._main.SetUseFXAA(False)
        self._front.SetDraw(False)

    def draw_smoothing(self) -> None:
        """The next picture smooths the edges of the one before, and adds what lies over everything."""
        self.draw_some((), first=False, last=False)
        self._main.SetUseFXAA(True)
        self._front.SetDraw(True)
        self._front.SetPreserveDepthBuffer(False)

    def draw_some(self, actors: Iterable[vtkActor], *, first: bool, last: bool) -> None:
        """The next picture adds these parts to the one before; the first begins it, the last adds what is around."""
        for figure in self._figures():
            _show(figure.actors, on=False)
        _show(actors, on=True)
        self._measure()
        self._frame(first=first, last=last)

    def look_through(self, window: tuple[int, int, int, int] | None) -> None:
        """Draw only these pixels (left, bottom, right, top) of the same picture from now on; None: all of it."""
        camera, (width, height) = self._main.GetActiveCamera(), self._window.GetSize()
        left, bottom, right, top = (0, 0, width, height) if window is None else window
        share = (top - bottom) / height
        camera.SetViewAngle(math.degrees(2.0 * math.atan(math.tan(math.radians(VIEW_ANGLE / 2)) * share)))
        camera.SetParallelScale(self._parallel_scale * share)
        camera.SetWindowCenter((left + right - width) / (right - left), (bottom + top - height) / (top - bottom))
        for renderer in (self._main, self._front):
            renderer.SetViewport(left / width, bottom / height, right / width, top / height)
        low, high = np.array(self._look.below), np.array(self._look.above)
        self._main.SetBackground(*(low + (high - low) * bottom / height))
        self._main.SetBackground2(*(low + (high - low) * top / height))

    def close(self) -> None:
        """Take everything out, so that graphics memory is freed while the window still lives."""
        for name in tuple(self._things):
            self.take(name)
        self.compare(None)
        self.show(None)
        self._window.RemoveRenderer(self._front)

    # ---- inside -------------------------------------------------------------

    def _frame(self, *, first: bool, last: bool) -> None:
        self._main.SetPreserveColorBuffer(not first)
        self._main.SetPreserveDepthBuffer(not first)
        self._nothing.SetVisibility(not first)
        if self._ground is not None:
            _show(self._ground.actors, on=False)
            if last:
                _show(self._ground.seen_from(self._main.GetActiveCamera().GetPosition()[2]), on=True)
        for inside, _over in self._things.values():
            _show(inside, on=last)
        # The layer over everything begins with an empty depth: in between it would wipe out what is drawn so far.
        self._front.SetDraw(last)
        self._front.SetPreserveDepthBuffer(not last)

    def _figures(self) -> list[Figure]:
        return [figure for figure in (self._figure, self._before) if figure is not None]

    def _add(self, drawable: Drawable) -> Figure:
        figure = Figure(drawable, slanted=self.slanted)
        figure.set_mode(self._mode)
        figure.set_look(self._look)
        figure.set_light(self._light)
        figure.set_back_hatch(self._back_hatch)
        for actor in figure.actors:
            self._main.AddActor(actor)
        _show(figure.light_parts, on=drawable.sketch)
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
        self._ground = (
            None if self._figure is None else Ground(self._figure.drawable, self._look, with_grid=self._with_grid)
        )
        for actor in [] if self._ground is None else self._ground.actors:
            self._main.AddActor(actor)

    def _bounds(self) -> NDArray[np.float64] | None:
        """(2, 3): the box around everything that stands there, shown or not."""
        boxes = [figure.drawable.bounds for figure in self._figures()]
        actors = [] if self._ground is None else list(self._ground.actors)
        actors += [actor for inside, over in self._things.values() for actor in (*inside, *over)]
        boxes += [np.array(actor.GetBounds()).reshape(3, 2).T for actor in actors]
        boxes = [box for box in boxes if (box[0] <= box[1]).all()]
        if not boxes:
            return None
        return np.array([np.min([box[0] for box in boxes], axis=0), np.max([box[1] for box in boxes], axis=0)])

    def _divide(self) -> None:
        divided = self._before is not None and self._split is not None
        at = (self._split or 0.0) * self._window.GetSize()[0]
        if self._figure is not None:
            self._figure.set_split(1 if divided else 0, at)
        if self._before is not None:
            self._before.set_split(-1, at if divided else -1.0)


def _without_area() -> vtkActor:
    """Something that is drawn and not seen: VTK smooths no picture to which nothing is added."""
    points, surface, mapper, actor = vtkPoints(), vtkPolyData(), vtkPolyDataMapper(), vtkActor()
    for corner in (-FAR_MM, FAR_MM):  # around the eye, so that it is never left out as being out of sight
        points.InsertNextPoint(corner, corner, corner)
    surface.SetPoints(points)
    surface.AllocateExact(1, 3)
    surface.InsertNextCell(VTK_TRIANGLE, 3, (0, 0, 1))
    mapper.SetInputData(surface)
    actor.SetMapper(mapper)
    actor.SetVisibility(False)
    actor.SetUseBounds(False)
    actor.PickableOff()
    return actor


def _show(actors: Iterable[vtkActor], *, on: bool) -> None:
    for actor in actors:
        actor.SetVisibility(on)
