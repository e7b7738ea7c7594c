"""The 3D viewport: a figure in a picture, what a check says about it, what it is compared with, and tools on it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from app.gui.base.words import say
from app.gui.viewport.camera import direction
from app.gui.viewport.dimensions import Dimensions
from app.gui.viewport.heat_layer import HeatLayer
from app.gui.viewport.lights import LIGHTS, light
from app.gui.viewport.modes import Mode
from app.gui.viewport.navigation import Stage
from app.gui.viewport.overlay import Pins
from app.gui.viewport.pick import Pick, pick_on_ray
from app.gui.viewport.picture import Picture
from app.gui.viewport.preparation import Preparation, Slot
from app.gui.viewport.section_layer import SectionLayer
from app.gui.viewport.sheet import Layer
from app.i18n import text
from app.mesh.ghost import Ghost
from app.mesh.mesh import Mesh
from app.mesh.report import Places, Severity

if TYPE_CHECKING:
    from vtkmodules.vtkRenderingCore import vtkActor

    from app.gui.viewport.build_volume import Size
    from app.gui.viewport.drawable import Drawable
    from app.gui.viewport.finer import Tile
    from app.gui.viewport.live_edit import LiveEdit
    from app.gui.viewport.live_points import LivePoints
    from app.gui.viewport.scene import Scene

ELSEWHERE = 0.3  # of its diagonal: a figure whose bounds move farther was scaled or turned


class Viewport(Picture):
    """Shows one mesh; every method may be called before :meth:`start` and takes effect then.

    sketched   a heavy mesh that was asked for is in the picture by its stand-in
    shown      a mesh that was asked for is in the picture (its revision; "" for none)
    picked     a face was clicked (its index)
    picked_at  the same with the place (a Pick)
    missed     somebody clicked beside the figure

    ``keeper``, where there is one, is asked before a mesh is shown: True where it is in the picture already, because
    somebody has worked on it there.
    """

    sketched = Signal()
    shown = Signal(str)
    picked = Signal(int)
    picked_at = Signal(object)
    missed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mode: Mode = "color"
        self._light = LIGHTS[0]
        self._back_hatch = self._grid = True
        self._waiting: dict[Slot, Drawable | None] = {}
        self._keep_camera = False
        self.keeper: Callable[[Mesh], bool] | None = None
        self._split: float | None = None
        self._marked: tuple[Mesh, Places, Severity] | None = None
        self._preparation = Preparation(self._worker, self)
        self._preparation.ready.connect(self._arrive)
        self.heat = HeatLayer(self, self._overlay, self._worker, self)
        self.section = SectionLayer(self, self)
        self._dimensions = Dimensions()
        self._grid_words = QLabel(self)
        self._grid_words.setProperty("kind", "dim")
        self._grid_words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._grid_words.hide()
        self._volume: Size | None = None
        self._volume_label: Layer | None = None

    def close(self) -> bool:
        """Free everything that VTK holds; the widget shows nothing afterwards."""
        self._preparation.close()
        return super().close()

    # ---- what is shown ------------------------------------------------------

    def show_mesh(self, mesh: Mesh | None, keep_camera: bool = False) -> None:
        """Show this mesh; :attr:`shown` follows. Of several that are asked for quickly, only the last appears."""
        self._keep_camera = keep_camera
        if mesh is not None and self.keeper is not None and self.keeper(mesh):
            self._preparation.forget("figure")
            self.shown.emit(mesh.revision)
            return
        self._preparation.request("figure", mesh)

    def compare(self, before: Mesh | None) -> None:
        """Show this mesh to the left of a line that can be dragged, or end the comparison."""
        self._split = None if before is None else (self._split or 0.5)
        self._preparation.request("before", before)

    def show_places(self, mesh: Mesh, places: Places, severity: Severity, label: str = "") -> None:
        """Draw the places of a finding on the figure and pin the largest ones; ``label`` stands beside one pin."""
        self._marked = (mesh, places, severity)
        middles = places.boxes.mean(axis=1) if len(places.boxes) else np.zeros((0, 3))
        self._overlay.set_pins(Pins(middles, severity, label))
        if self._scene is not None:
            self._scene.mark(mesh, places, severity)
            self.redraw()

    def clear_places(self) -> None:
        """Draw no places."""
        self._marked = None
        self._overlay.set_pins(Pins())
        if self._scene is not None:
            self._scene.clear_marks()
            self.redraw()

    def show_ghost(self, ghost: Ghost | None) -> None:
        """Draw what a tool is about to do, translucent over the model; None: no more."""
        if self._scene is None:
            return
        if ghost is None or not len(ghost.faces):
            self.put_actors("ghost", ())
            return
        from app.gui.viewport.ghost_layer import THROUGH, ghost_actor  # noqa: PLC0415 - VTK

        actor = ghost_actor(ghost)
        self.put_actors("ghost", *(((), (actor,)) if ghost.tone in THROUGH else ((actor,), ())))

    def put_actors(self, name: str, actors: "Sequence[vtkActor]", over: "Sequence[vtkActor]" = ()) -> None:
        """Stand actors into the scene under a name; ``over``: drawn over everything. None of them: take them out."""
        if self._scene is None:
            return
        if actors or over:
            self._scene.put(name, actors, over)
        elif not self._scene.take(name):
            return
        self._scene.look_from(self.camera.pose)  # what stands there decides how near and far is drawn
        self.redraw()

    def hide_faces(self, hidden: NDArray[np.bool_] | None) -> None:
        """Leave out the faces that are True in ``hidden`` (F,), until another mesh is shown; None: none."""
        if self._scene is not None:
            self._scene.hide_faces(hidden)
            self.redraw()

    # ---- how it is shown ----------------------------------------------------

    def set_mode(self, mode: Mode) -> None:
        """Draw in one of modes.MODES."""
        self._mode = mode
        if self._scene is not None:
            self._scene.set_mode(mode)
            self.redraw()

    def set_light(self, name: str) -> None:
        """Light by a preset of lights.LIGHTS. Raises KeyError."""
        self._light = light(name)
        if self._scene is not None:
            self._scene.set_light(self._light)
            self.redraw()

    def set_back_hatch(self, on: bool) -> None:
        """Hatch what is seen from behind."""
        self._back_hatch = on
        if self._scene is not None:
            self._scene.set_back_hatch(on)
            self.redraw()

    def set_grid(self, on: bool) -> None:
        """Draw the ground's grid."""
        self._grid = on
        self._say_grid()
        if self._scene is not None:
            self._scene.set_grid(on)
            self.redraw()

    def set_dimensions(self, on: bool) -> None:
        """Measure height, width and depth in the picture."""
        if on:  # only while it paints something: the camera moves on without painting the sheet anew
            self.add_layer(self._dimensions)
        else:
            self.remove_layer(self._dimensions)

    def set_theme(self, dark: bool) -> None:
        """Dark or light surroundings."""
        super().set_theme(dark)
        self._stand_volume()

    def set_volume(self, size: "Size | None") -> None:
        """Draw the build volume (width, depth, height in mm) around the figure; None: none."""
        self._volume = size
        self._stand_volume()
        self.redraw()

    # ---- camera -------------------------------------------------------------

    def fly_to(self, box: NDArray[np.float64]) -> None:
        """Fly to a box (2, 3) mm, in front of the surface that is there."""
        self._overlay.point_out(box.mean(axis=0))
        self.camera.fly_to(box)

    # ---- tools --------------------------------------------------------------

    def pick(self, x: float, y: float) -> Pick | None:
        """What is seen at (x, y) (from the middle, in shares of the height, right and up), of the whole mesh; None: nothing."""
        drawable = self.drawable()
        if drawable is None or self._scene is None or not self.sees_figure(x):
            return None
        start, way = self.camera.pose.ray(x, y)
        section = self.section.section
        reach = (0.0, np.inf) if section is None else section.reach(start, way)
        return pick_on_ray(drawable.rays, start, way, reach, self._scene.hidden)

    def hidden(self) -> NDArray[np.bool_] | None:
        """The faces of the figure that are left out, (F,); None for none."""
        return None if self._scene is None else self._scene.hidden

    def edit_live(self, drawable: "Drawable", tiles: "tuple[Tile, ...]", points: "LivePoints") -> "LiveEdit | None":
        """Show the figure by another drawable of the same mesh (see ``finer``), to be changed in the picture."""
        if self._scene is None or self._frames is None:
            return None
        from app.gui.viewport.live_edit import live_edit  # noqa: PLC0415 - VTK

        edit = live_edit(self._scene, self._frames, drawable, tiles, points)
        if self._marked is not None:
            self._scene.mark(*self._marked)
        self._scene.look_from(self.camera.pose)
        self.redraw()
        return edit

    # ---- what the mouse drives (navigation.Stage) ----------------------------

    def click(self, x: float, y: float) -> None:
        """Tell which face was clicked."""
        pick = self.pick(x, y)
        if pick is None:
            self.missed.emit()
            return
        self.picked.emit(pick.face)
        self.picked_at.emit(pick)

    def double_click(self, x: float, y: float) -> None:
        """Fly to the clicked spot; beside the figure, show all of it."""
        pick, drawable = self.pick(x, y), self.drawable()
        if pick is None or drawable is None:
            self.fit()
            return
        reach = 0.08 * drawable.mesh.diagonal
        self.camera.fly(self.pose.framing(np.array([pick.point - reach, pick.point + reach]), self._aspect()))

    def hover(self, x: float, y: float) -> None:
        """Say the value of the heat map there."""
        self.heat.hover(x, y)

    def leave(self) -> None:
        """Say no value."""
        self.heat.leave()

    def split_at(self) -> float | None:
        """Where the comparison is divided, as a share of the width."""
        return self._split

    def move_split(self, share: float) -> None:
        """Divide the comparison there."""
        self._split = min(0.98, max(0.02, share))
        self._place_split()
        self.redraw_moving()

    # ---- inside -------------------------------------------------------------

    def sees_figure(self, x: float) -> bool:
        """Whether the figure is drawn in this column (from the middle, in shares of the height), not what it is compared with."""
        return self._split is None or x * self.height() / max(1, self.width()) + 0.5 >= self._split

    def _say_grid(self) -> None:
        """Say in a corner how far apart the lines on the ground are."""
        drawable = self.drawable()
        shown = self._grid and drawable is not None and len(drawable.mesh.faces) > 0
        self._grid_words.setVisible(shown)
        if drawable is not None and shown:
            from app.gui.viewport.ground import grid_step, ground_extent  # noqa: PLC0415 - VTK

            step = f"{grid_step(ground_extent(drawable)):g}"
            say(self._grid_words, setText=text("Grid {step} mm", step=step))
            self._place_grid_words()

    def _place_grid_words(self) -> None:
        self._grid_words.adjustSize()
        self._grid_words.move(12, self.height() - self._grid_words.height() - 8)
        self._grid_words.raise_()

    def _stand_volume(self) -> None:
        drawable = self.drawable()
        if self._volume_label is not None:
            self._overlay.remove_layer(self._volume_label)
            self._volume_label = None
        if self._scene is None:
            return
        if drawable is None or self._volume is None or not len(drawable.mesh.faces):
            self._scene.take("volume")
            return
        from app.gui.viewport.build_volume import VolumeLabel, volume_actors  # noqa: PLC0415 - VTK

        self._scene.put("volume", volume_actors(drawable.bounds, self._volume, self._look))
        self._volume_label = VolumeLabel(drawable.bounds, self._volume)
        self._overlay.add_layer(self._volume_label)
        self._scene.look_from(self.camera.pose)

    def _stage(self) -> Stage:
        return self

    def _begin(self, scene: "Scene") -> None:
        scene.set_mode(self._mode)
        scene.set_light(self._light)
        scene.set_back_hatch(self._back_hatch)
        scene.set_grid(self._grid)
        for slot in tuple(self._waiting):
            self._put(slot, self._waiting.pop(slot))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Divide a comparison at the same share of the width."""
        super().resizeEvent(event)
        self._place_grid_words()
        if self._split is not None:
            self._place_split()

    def _arrive(self, slot: Slot, drawable: "Drawable | None") -> None:
        if self._closed:
            return
        if self._scene is None:
            self._waiting[slot] = drawable
        else:
            self._put(slot, drawable)

    def _put(self, slot: Slot, drawable: "Drawable | None") -> None:
        assert self._scene is not None
        if slot == "before":
            self._scene.compare(drawable)
            self._place_split()
            self.redraw()
            return
        previous = self._scene.drawable
        completed = drawable is not None and drawable.completes(previous)
        self._scene.show(drawable)
        self._dimensions.bounds = None if drawable is None or not len(drawable.mesh.faces) else drawable.bounds
        if not completed:
            self._say_grid()
            self._stand_volume()
            self.section.figure_changed()
        if completed:
            self._scene.look_from(self.camera.pose)
        elif drawable is not None and (previous is None or not self._keep_camera):
            self.camera.go(self.camera.framed(self.pose.seen_from(*direction("iso"))))
        elif drawable is not None and previous is not None and _stands_elsewhere(previous.bounds, drawable.bounds):
            self.camera.go(self.camera.framed(self.pose))  # scaled or turned: the camera may be inside the model
        else:
            self._scene.look_from(self.camera.pose)
        if completed:
            self.redraw()
        else:
            self.redraw_other()  # a heavy one is seen at once by its stand-in
        if drawable is not None and drawable.sketch:
            self.sketched.emit()
            return
        if drawable is not None and self._marked is not None and self._marked[0].revision == drawable.mesh.revision:
            self._scene.mark(*self._marked)
        elif self._marked is not None:
            self._marked = None
            self._overlay.set_pins(Pins())
        self.heat.figure_changed()
        self.shown.emit("" if drawable is None else drawable.mesh.revision)

    def _place_split(self) -> None:
        self._overlay.set_split(self._split)
        if self._scene is not None:
            self._scene.split(self._split)


def _stands_elsewhere(before: NDArray[np.float64], after: NDArray[np.float64]) -> bool:
    """Whether a figure takes up another place than the one before it: bounds (2, 3) each."""
    size = float(np.linalg.norm(before[1] - before[0]))
    return bool(np.abs(after - before).max() > ELSEWHERE * size)
