"""Writes strokes to the store: strokes that follow each other quickly together, while further ones may go on."""

from PySide6.QtCore import QObject, Signal

from app.commands.brushing import keep_strokes, keep_strokes_now
from app.commands.workshop import Workshop
from app.errors import AppError
from app.gui.base.once import once
from app.gui.brushes.kinds import KINDS, Kind
from app.gui.brushes.live_model import LiveModel
from app.i18n import Text, text
from app.mesh.mesh import Mesh
from app.session.bench import Edit

IDLE_MILLISECONDS = 800
MOST_STROKES = 12  # without a pause, that become one step
MIXED = text("Brushes")


class Keeping(QObject):
    """Of one live model.

    kept    everything that was waiting is on the bench
    lost    a write failed, or the bench went elsewhere: the strokes since the last step are to be taken back
            (the sentence, or None where there is nothing to say)
    """

    kept = Signal()
    lost = Signal(object)

    def __init__(self, workshop: Workshop, model: LiveModel, parent: QObject) -> None:
        super().__init__(parent)
        self._workshop = workshop
        self._model: LiveModel | None = model  # None once it is gone
        self._waiting: list[Kind] = []
        self._writing = False
        self._idle = once(self, IDLE_MILLISECONDS, self.flush)

    @property
    def settled(self) -> bool:
        """Whether every stroke is on the bench."""
        return not self._waiting and not self._writing

    def stroke_done(self, kind: Kind) -> None:
        """A stroke was finished that changed something."""
        self._waiting.append(kind)
        if len(self._waiting) >= MOST_STROKES:
            self.flush()
        else:
            self._idle.start()

    def hold(self) -> None:
        """A stroke begins: what waits is written after it, or with it."""
        self._idle.stop()

    def go_on(self) -> None:
        """The stroke that was begun came to nothing."""
        if self._waiting:
            self._idle.start()

    def flush(self) -> None:
        """Write what waits now."""
        self._idle.stop()
        model = self._model
        if not self._waiting or self._writing or model is None:
            return
        if model.stroking:
            self._idle.start()  # half a stroke is no step
            return
        waiting, self._waiting = self._waiting, []
        made: list[Mesh] = []
        snapshot = model.snapshot()

        def make() -> Mesh:
            made.append(snapshot())
            return made[0]

        def then(_edit: Edit, on_bench: bool) -> None:
            self._writing = False
            mesh = made.pop()  # the list of jobs keeps this function: it must not keep meshes
            if not on_bench:
                self._lose(None)
            elif self._model is not None:
                self._kept(self._model, mesh)

        def failed(error: AppError) -> None:
            self._writing = False
            self._lose(error.sentence)

        self._writing = True
        keep_strokes(self._workshop, _title(waiting), len(waiting), model.mesh.revision, make, then, failed)

    def finish_now(self) -> None:
        """Write everything before this returns: the window is being closed. Raises AppError."""
        self._idle.stop()
        model, self._model = self._model, None
        if not self.settled and model is not None:
            title, strokes = _title(self._waiting), max(1, len(self._waiting))
            keep_strokes_now(self._workshop, title, strokes, model.mesh.revision, model.snapshot()())

    def end(self) -> None:
        """Drop what waits: the model is gone."""
        self._idle.stop()
        self._model, self._waiting = None, []
        self.deleteLater()

    def _kept(self, model: LiveModel, mesh: Mesh) -> None:
        model.in_step(mesh)
        if self._waiting and not model.stroking:
            self._idle.start()
        if self.settled:
            self.kept.emit()

    def _lose(self, sentence: Text | str | None) -> None:
        if self._model is not None:
            self._waiting = []
            self.lost.emit(sentence)


def _title(kinds: list[Kind]) -> Text:
    return KINDS[kinds[0]].title if len(set(kinds)) == 1 else MIXED  # none: a write was under way
