"""Holds a brush: takes it up and puts it down, keeps the model in its hand in step with the bench."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QObject, Signal

from app.commands.workshop import Workshop
from app.gui.brushes.check_pause import CheckPause
from app.gui.brushes.grip import BrushGrip
from app.gui.brushes.input import BrushInput
from app.gui.brushes.keeping import Keeping
from app.gui.brushes.kinds import Kind, family_of
from app.gui.brushes.live_model import Difference, LiveModel, Prepared, paintable
from app.gui.brushes.settings import BrushSettings
from app.gui.brushes.studio import ViewportStudio
from app.gui.brushes.workroom import Workroom
from app.gui.viewport.widget import Viewport
from app.i18n import Text, text
from app.jobs.runner import Job
from app.mesh.mesh import Mesh

State = Literal["away", "preparing", "ready", "colorless"]


class BrushHand(QObject):
    """See around.Owner too.

    changed  another brush, none, or another :attr:`state`
    said     a sentence for the person who draws
    drawn    a stroke is finished; it will be a step of the history soon
    """

    changed = Signal()
    said = Signal(object)
    drawn = Signal()

    def __init__(self, workshop: Workshop, viewport: Viewport, parent: QObject) -> None:
        super().__init__(parent)
        self.settings = BrushSettings(self)
        self._workshop, self._viewport = workshop, viewport
        self._kind: Kind | None = None
        self._live: LiveModel | None = None
        self._keeping: Keeping | None = None
        self._studio = ViewportStudio(viewport)
        self.grip = BrushGrip(self, self._studio, self)
        self._workroom = Workroom(self)
        self._changing: Job | None = None
        self._checks = CheckPause(workshop)
        self._after: list[Callable[[], object]] = []
        self._input: BrushInput | None = None
        self._coming: Mesh | None = None
        self._workroom.prepared.connect(self._take_live)
        self._workroom.compared.connect(self._become)
        viewport.shown.connect(lambda _revision: self._make_ready())
        viewport.grip_changed.connect(self._grip_changed)
        workshop.bench.opened.connect(lambda _document: self._forget())
        workshop.bench.closed.connect(self._forget)
        self.settings.changed.connect(viewport.repaint_layers)

    # ---- what is in the hand ------------------------------------------------

    @property
    def kind(self) -> Kind | None:
        """The brush in hand."""
        return self._kind

    @property
    def live(self) -> LiveModel | None:
        """The model under the brush, once it is ready."""
        return self._live

    @property
    def state(self) -> State:
        """How far a brush can be used; "colorless": there is nothing to paint on."""
        if self._kind is None:
            return "away"
        if self._live is None:
            return "preparing"
        if family_of(self._kind) == "paint" and self._live.canvas is None:
            return "preparing" if paintable(self._live.mesh) else "colorless"
        return "ready"

    def take(self, kind: Kind) -> None:
        """Take up a brush; the one that is in hand already is put down."""
        if self._workshop.bench.document is None:
            return
        if kind == self._kind:
            self.put_down()
            return
        self._kind = kind
        self._viewport.set_grip(self.grip)
        self._watch(on=True)
        self._make_ready()
        self.changed.emit()

    def put_down(self) -> None:
        """Give the left button back to the camera; what was drawn is kept."""
        if self._kind is None:
            return
        self.grip.cancel()
        self._kind = None
        if self._viewport.grip is self.grip:
            self._viewport.set_grip(None)
        self._watch(on=False)
        self.when_settled(lambda: self._let_go() if self._kind is None else None)
        self.changed.emit()

    def _grip_changed(self) -> None:
        """Another tool may have taken the left button: the brush is put down then."""
        if self._kind is not None and self._viewport.grip is not self.grip:
            self.put_down()

    def when_settled(self, action: Callable[[], object]) -> None:
        """Do something once every stroke is on the bench: at once where none waits."""
        if self.grip.stroking:
            self.grip.cancel()
        if self._keeping is None or self._keeping.settled:
            action()
            return
        self._after.append(action)
        self._keeping.flush()

    def show_job(self, job: Job | None) -> None:
        """The change of the model that is under way, during which nobody may draw."""
        self._changing = job

    def close(self) -> None:
        """The window is closing: keep what waits. Raises AppError where that fails."""
        self._workroom.close()
        self._watch(on=False)
        self.grip.cancel()
        keeping, self._keeping = self._keeping, None
        self._kind, self._live, self._viewport.keeper = None, None, None
        if keeping is not None:
            keeping.finish_now()

    # ---- around.Owner -------------------------------------------------------

    def may_begin(self) -> bool:
        """Whether a stroke may be drawn now; says why not."""
        if self._changing is not None and self._changing.open:
            self.said.emit(text("“{job}” is still at work; wait for it, or cancel it below.", job=self._changing.title))
            return False
        if self.state == "colorless":
            self.said.emit(text("This model has no colours to paint on; give it some first, on the page “Colours”."))
            return False
        return self.state == "ready" and self._in_step() and not self._viewport.flying

    def _in_step(self) -> bool:
        """Whether the model in the hand is the one on the bench: after a step of another tool it is not for a moment."""
        document = self._workshop.bench.document
        if self._live is None or self._keeping is None or document is None:
            return False
        return document.revision == self._live.mesh.revision

    def stroke_begins(self) -> None:
        """See around.Owner."""
        self._checks.begin()
        if self._keeping is not None:
            self._keeping.hold()

    def stroke_ends(self, kind: Kind, *, changed: bool) -> None:
        """A stroke is drawn, or was cancelled."""
        if self._keeping is None:
            return
        if changed:
            self._checks.changed()
            self._keeping.stroke_done(kind)
            self.drawn.emit()
            return
        self._keeping.go_on()
        if self._keeping.settled:
            self._checks.over()

    def color_taken(self, color: tuple[int, int, int]) -> None:
        """Paint with this one from now on."""
        self.settings.set(color=color)

    def no_source(self) -> None:
        """Somebody wants to clone, but has not said from where."""
        self.said.emit(text("Choose the place to copy from first: hold Alt and click it."))

    # ---- the model ----------------------------------------------------------

    def _make_ready(self) -> None:
        """Prepare what is shown for the brush in hand, unless it is ready or on its way."""
        if self._kind is None or self._workroom.busy:
            return
        painting = family_of(self._kind) == "paint"
        if self._live is not None:
            if painting and self._live.canvas is None and paintable(self._live.mesh):
                self.when_settled(self._let_go)  # it comes back as soon as it is shown, with its colours
            return
        drawable, document = self._viewport.drawable(), self._workshop.bench.document
        if drawable is None or drawable.sketch or document is None or drawable.mesh.revision != document.revision:
            return
        if not len(drawable.mesh.faces):
            self.said.emit(text("There is no surface in this model that a brush could touch."))
            return
        store, original = self._workshop.store, document.original

        def first() -> Mesh | None:
            return store.get(original) if store.has(original) else None

        self._workroom.prepare(drawable, painting=painting, original=first)
        self.changed.emit()

    def _take_live(self, prepared: Prepared) -> None:
        document = self._workshop.bench.document
        if self._kind is None or document is None or document.revision != prepared.mesh.revision:
            self._make_ready()
            return
        edit = self._viewport.edit_live(prepared.drawable, prepared.tiles, prepared.points)
        if edit is None:
            return
        self._live = LiveModel(prepared, edit)
        self._keeping = Keeping(self._workshop, self._live, self)
        self._keeping.kept.connect(self._settled)
        self._keeping.lost.connect(self._lost)
        self._viewport.keeper = self._adopt
        self.grip.forget_source()
        if prepared.shared:
            self.said.emit(
                text("Parts of this model share their place in the picture: paint on one appears on the other too.")
            )
        self.changed.emit()

    def _adopt(self, mesh: Mesh) -> bool:
        """The viewport is to show another mesh: take it into the hand where it is the same but for places and colours."""
        if self._live is None or self._keeping is None:
            return False
        if mesh.revision == self._live.mesh.revision:
            return True  # strokes that were drawn meanwhile stay in the picture
        if not self.grip.stroking and self._keeping.settled and self._live.could_be(mesh):
            self._coming = mesh
            self._workroom.compare(self._live, mesh)
            return True
        self.grip.cancel()
        self._drop()
        return False

    def _become(self, mesh: Mesh, difference: Difference | None) -> None:
        """It is known how the model in the hand becomes another one; until now nobody could draw (see _in_step)."""
        if self._live is None or self._coming is not mesh:
            return
        self._coming = None
        if difference is not None:
            self._live.become(difference)
            return
        self._drop()
        self._viewport.show_mesh(mesh, keep_camera=True)

    def _drop(self) -> None:
        """The model in the hand is no more: the viewport shows another one."""
        if self._keeping is not None:
            self._keeping.end()
        self._live, self._keeping, self._coming = None, None, None
        self._viewport.keeper = None
        self._workroom.forget()
        self._settled()
        self.changed.emit()

    def _let_go(self) -> None:
        """Have the viewport show the model as any other."""
        if self._live is not None:
            mesh = self._coming or self._live.mesh
            self._drop()
            self._viewport.show_mesh(mesh, keep_camera=True)

    def _forget(self) -> None:
        """Another model comes onto the bench, or none."""
        self.grip.cancel()
        self._kind = None
        if self._viewport.grip is self.grip:
            self._viewport.set_grip(None)
        self._watch(on=False)
        self._drop()

    def _settled(self) -> None:
        after, self._after = self._after, []
        for action in after:
            action()

    def _lost(self, sentence: Text | None) -> None:
        """Strokes that could not be kept are taken back: what is on the screen is on disk."""
        if sentence is not None:
            self.said.emit(sentence)
        live = self._live
        if live is None:
            return
        document = self._workshop.bench.document
        mesh = live.mesh
        self._drop()
        if document is not None and document.revision == mesh.revision:
            self._viewport.show_mesh(mesh, keep_camera=True)

    def _watch(self, *, on: bool) -> None:
        if self._input is not None:
            self._input.stop()
        canvas = self._viewport.canvas
        self._input = None
        if on and canvas is not None:
            habit = self._workshop.preferences.navigation
            self._input = BrushInput(canvas, self.grip, self.settings, self._escape, habit)

    def _escape(self) -> None:
        if self.grip.stroking or self.grip.resizing:
            self.grip.cancel()
        else:
            self.put_down()
