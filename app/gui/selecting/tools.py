"""Selecting in the window: the tools of the mouse, the steps of the menu, and what is drawn of it."""

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from app.gui.base.display import Display
from app.gui.selecting.grip import SelectGrip
from app.gui.selecting.options import SelectOptions, Tool, Unit
from app.gui.selecting.selector import Selector, Shown
from app.gui.viewport.pick import Pick
from app.gui.viewport.sheet import Sheet
from app.gui.viewport.studio import DARK
from app.gui.viewport.widget import Viewport
from app.mesh.forms.fix import SAME_FACES
from app.mesh.mesh import Mesh
from app.mesh.selecting.state import Selected, Step, picked_by_click, stepped
from app.mesh.selecting.surface import SelectSurface
from app.session.bench import Bench
from app.session.selection import Selection

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.gui.selecting.layer import SelectionLayer

LAYER, OPENINGS = "selection", "openings"
CLEAR = 0.3  # of an edge of the stand-in
MANY = 30_000  # selected faces of a heavy model: more of them are drawn by those of its stand-in


class SelectTools(QObject):
    """Connects the session's selection with the viewport. ``shown`` follows each change (a Shown or None)."""

    shown = Signal(object)

    def __init__(  # noqa: PLR0917 - what it connects
        self,
        selection: Selection,
        bench: Bench,
        viewport: Viewport,
        display: Display,
        options: SelectOptions,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._selection, self._bench, self._viewport = selection, bench, viewport
        self.options = options
        self.selector = Selector(selection, self)
        self.grip = SelectGrip(
            self.selector,
            self.options,
            self._sheet,
            self._face_at,
            lambda: viewport.section.section,
            viewport.repaint_layers,
            self._dropped,
        )
        self._layer: SelectionLayer | None = None
        self._before: tuple[Mesh | None, str] = (None, "")
        self._drawn = self._paused = self._openings = False
        self.options.tool_changed.connect(self._take_up)
        self.options.changed.connect(self._show_openings)
        self.selector.shown.connect(self._show)
        viewport.picked_at.connect(self._clicked)
        viewport.missed.connect(self._clicked_beside)
        viewport.shown.connect(lambda _revision: self._hide_faces())
        display.loaded.connect(self._loaded)
        bench.mesh_changed.connect(self._mesh_changed)
        bench.closed.connect(self._closed)

    def take(self, tool: Tool) -> None:
        """Take up this tool, or put it away where it is the one in hand."""
        now = self.options.now
        self.options.set(replace(now, tool="" if now.tool == tool else tool))

    def put_away(self) -> None:
        """Give the mouse back to the camera."""
        self.options.set(replace(self.options.now, tool=""))

    def pause(self, paused: bool) -> None:
        """While somebody else waits for a click on the model."""
        self._paused = paused
        self._take_up(self.options.now.tool)

    def step(self, step: Step) -> None:
        """Do one of the steps that need no place."""
        reach = self.options.now.reach
        self.selector.change(lambda surface, state: stepped(surface, state, step, reach))

    def set_unit(self, unit: str) -> None:
        """Give the radius of the brush in "px" or "mm"; its size stays."""
        self.options.set(self.options.now.in_unit(cast("Unit", unit), self._sheet().pixel_mm))

    def set_through(self, *, on: bool) -> None:
        """Whether lasso, box and brush also take what is hidden by something else."""
        self.options.set(replace(self.options.now, through=on))

    def fly(self) -> None:
        """Look at the selection closely; at all of the model where nothing is selected."""
        shown = self.selector.last
        if shown is None or not len(shown.faces):
            self._viewport.fit()
            return
        corners = shown.points[shown.triangles.reshape(-1)]
        self._viewport.fly_to(np.array([corners.min(axis=0), corners.max(axis=0)], np.float64))

    def close(self) -> None:
        """Stop."""
        self.selector.close()

    # ---- the mouse ----------------------------------------------------------

    def _take_up(self, tool: str) -> None:
        if tool and not self._paused:
            self._viewport.set_grip(self.grip)
        elif self._viewport.grip is self.grip:
            self._viewport.set_grip(None)

    def _dropped(self) -> None:
        """The pointer has left the picture, or another tool took the mouse: then ours is no longer in hand."""

        def look() -> None:
            if self._viewport.grip not in {None, self.grip} and self.options.now.tool:
                self.put_away()

        QTimer.singleShot(0, self, look)

    def _clicked(self, pick: Pick) -> None:
        if self.options.now.tool != "click" or self._paused or self._viewport.grip is not self.grip:
            return
        how, reach = self.grip.how, self.options.now.reach
        ray = self._viewport.camera.pose.ray(*self.grip.place)[0], pick.point

        def change(surface: SelectSurface, state: Selected) -> Selected:
            return state.with_(picked_by_click(surface, state, pick.face, ray, reach), how)

        self.selector.change(change)

    def _clicked_beside(self) -> None:
        """A click on nothing takes nothing: what was selected is not any more, unless a key says to go on."""
        clicking = self.options.now.tool == "click" and not self._paused and self._viewport.grip is self.grip
        if clicking and self.grip.how == "replace":
            self.step("none")

    def _sheet(self) -> Sheet:
        view = self._viewport
        return Sheet(view.camera.pose, view.width(), view.height(), DARK)  # colours do not matter here

    def _face_at(self, x: float, y: float) -> int | None:
        pick = self._viewport.pick(x, y)
        return None if pick is None else pick.face

    # ---- the mesh -----------------------------------------------------------

    def _loaded(self, mesh: Mesh) -> None:
        document = self._bench.document
        if document is None:
            return
        edit, (before, revision) = document.last_edit, self._before
        if edit is not None and before is not None and (edit.before, edit.after) == (revision, document.revision):
            same = before.faces.shape == mesh.faces.shape and np.array_equal(before.faces, mesh.faces)
            if same or edit.tool in SAME_FACES:  # sculpted, painted, smoothed, moved: the selection goes on
                self._selection.carry(edit.before, edit.after)
        self._before = mesh, document.revision
        self.selector.show_mesh(mesh, document.revision)
        self._show_openings()

    def _mesh_changed(self, revision: str) -> None:
        self._selection.turn_to(revision)
        self._forget()

    def _closed(self) -> None:
        self._before = None, ""
        self._selection.turn_to("")
        self._forget()

    def _forget(self) -> None:
        self.selector.show_mesh(None)
        if self._openings:
            self._openings = False
            self._viewport.put_actors(OPENINGS, ())

    # ---- the picture --------------------------------------------------------

    def _show_openings(self) -> None:
        """While a click takes an opening, draw all there are."""
        wanted = self.options.now.tool == "click" and self.options.now.reach.scope == "opening"
        if not wanted:
            if self._openings:
                self._openings = False
                self._viewport.put_actors(OPENINGS, ())
            return
        if not self._openings:
            self._openings = True
            self.selector.ask(_open_edges, self._draw_openings)

    def _draw_openings(self, found: object) -> None:
        from app.gui.selecting.layer import openings_actor  # noqa: PLC0415 - VTK

        at, edges = cast("tuple[NDArray[np.float32], NDArray[np.int32]]", found)
        if self._openings and len(edges):
            self._viewport.put_actors(OPENINGS, (), (openings_actor(at, edges),))

    def _show(self, shown: Shown | None) -> None:
        self._hide_faces()
        self._draw()
        self.shown.emit(shown)

    def _hide_faces(self) -> None:
        shown = self.selector.last
        if shown is not None and self._fits(shown):
            self._viewport.hide_faces(shown.hidden_mask)

    def _fits(self, shown: Shown) -> bool:
        """Whether what is selected on is what is drawn."""
        drawable = self._viewport.drawable()
        return drawable is not None and drawable.mesh is self.selector.mesh and shown is self.selector.last

    def _draw(self) -> None:
        if self._viewport.scene is None:
            return
        shown = self.selector.last
        if shown is None or not len(shown.faces):
            self._viewport.put_actors(LAYER, ())
            self._drawn = False
            return
        if self._layer is None:
            from app.gui.selecting.layer import SelectionLayer  # noqa: PLC0415 - VTK

            self._layer = SelectionLayer()
        self._layer.show(shown, self._instead(shown))
        if self._drawn:
            self._viewport.redraw()
        else:  # only once: what is put in is sent to the graphics card anew
            self._viewport.put_actors(LAYER, self._layer.actors, self._layer.over)
            self._drawn = True

    def _instead(self, shown: Shown) -> "tuple[NDArray[np.float32], NDArray[np.int32]] | None":
        """Of a heavy model with much selected, the faces of its stand-in."""
        drawable = self._viewport.drawable()
        if len(shown.faces) <= MANY or drawable is None or drawable.light is None or not self._fits(shown):
            return None
        mask = np.zeros(shown.count, np.bool_)
        mask[shown.faces] = True
        parts = drawable.light.parts
        starts = np.cumsum([0, *(len(part.points) for part in parts)])
        triangles = [
            part.triangles[mask[part.faces]] + np.int32(start) for part, start in zip(parts, starts, strict=False)
        ]
        at = np.vstack([part.points for part in parts])
        chosen = np.vstack(triangles)
        if len(chosen):  # a stand-in lies half a cell before or behind the surface: it must come clear of it
            cell = float(np.median(np.linalg.norm(at[chosen[:, 0]] - at[chosen[:, 1]], axis=1)))
            at = at + np.float32(CLEAR * cell) * np.vstack([part.normals for part in parts])
        return at, chosen


def _open_edges(surface: SelectSurface) -> "tuple[NDArray[np.float32], NDArray[np.int32]]":
    """The points that open edges have, and the edges."""
    used, local = np.unique(surface.links.open_edges, return_inverse=True)
    return surface.points[used], local.reshape(-1, 2).astype(np.int32)
