"""What is being typed, kept for the case that the window ends in the middle of it: a note, a reason, an address.

Nobody's keys are watched: while a field has the focus, it tells when its text was changed by a person. What stands in fields
that are still open is written down, sealed, a moment later, and offered again after an unexpected end. Passwords never are.
"""

import json
import logging
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from shiboken6 import isValid

from app.errors import AppError
from app.gui.base.once import once
from app.i18n import text
from app.jobs.progress import Progress
from app.jobs.runner import Runner
from app.layouts.composing.hidden import Hidden

NAME = "typed"
SOON_MS = 1200
SHORTEST, LONGEST, MOST = 3, 20_000, 20
_SECRET = (
    Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
)
_log = logging.getLogger(__name__)
Field = QLineEdit | QPlainTextEdit | QTextEdit


@dataclass(frozen=True)
class Draft:
    """What stood in a field.

    where  what the field is called on the screen
    at     when it was written down (seconds since 1970)
    who    who was at the desk: nobody else is shown it
    """

    where: str
    words: str
    at: float
    who: str = ""


class Drafts(QObject):
    """Made once the window is there. ``hidden`` keeps what is typed; None of it outlives a window that ends as it should."""

    def __init__(self, hidden: Hidden, runner: Runner, who: Callable[[], str], parent: QObject) -> None:
        super().__init__(parent)
        self._hidden, self._runner, self._who = hidden, runner, who
        self._fields: dict[int, tuple[Field, str]] = {}
        self._followed: Field | None = None
        self._kept: tuple[Draft, ...] = ()
        self._busy = False
        self.held = False  # what the last window left is not read yet: it must not be overwritten
        self.earlier: tuple[Draft, ...] = ()  # what it left, until nobody needs it
        self._timer = once(self, SOON_MS, self._write)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self._application = application
        application.focusChanged.connect(self._focus)

    def now(self) -> tuple[Draft, ...]:
        """What stands in fields that are open and were changed by a person."""
        found, at = [], time.time()
        for key, (field, before) in tuple(self._fields.items()):
            if not isValid(field) or not field.isVisible():
                del self._fields[key]
                continue
            words = _words(field)
            if words.strip() != before.strip() and len(words.strip()) >= SHORTEST:
                found.append(Draft(_where(field), words[:LONGEST], at, self._who()))
        return tuple(found[-MOST:])

    def keep(self) -> None:
        """Write down now, in this thread: something has gone wrong. Raises WriteRefusedError."""
        self._timer.stop()
        self._kept = self.now()
        before = read(self._hidden) if self.held else self.earlier
        self._hidden.keep(NAME, _packed((*before, *self._kept)))

    def close(self) -> None:
        """The window ends as it should: whoever closes it knows what stands in its fields."""
        self._timer.stop()
        self._application.focusChanged.disconnect(self._focus)
        self._unfollow()
        self._fields.clear()
        forget(self._hidden)

    # ---- inside -------------------------------------------------------------

    def _focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        self._unfollow()
        if isinstance(new, Field) and _may_be_kept(new):
            self._followed = new
            self._fields.setdefault(id(new), (new, _words(new)))
            new.textChanged.connect(self._changed)
        elif self._fields:
            self._timer.start()

    def _unfollow(self) -> None:
        field, self._followed = self._followed, None
        if field is not None and isValid(field):
            field.textChanged.disconnect(self._changed)

    def _changed(self, *_words: object) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _write(self) -> None:
        """Beside the window; what was typed meanwhile is written the next time."""
        if self.held:
            self._timer.start()
            return
        drafts = self.now()
        if [(d.where, d.words) for d in drafts] == [(d.where, d.words) for d in self._kept]:
            return
        if self._busy:
            self._timer.start()
            return
        self._busy, self._kept = True, drafts
        packed = _packed((*self.earlier, *drafts))

        def write(*, progress: Progress) -> None:
            progress(0.0)
            self._hidden.keep(NAME, packed)

        def done(_nothing: object) -> None:
            self._busy = False

        def failed(error: AppError) -> None:
            self._busy = False
            raise error  # the field has no place for it

        self._runner.run(text("Keep what is being typed"), write, then=done, failed=failed, lane="thread", quiet=True)


def read(hidden: Hidden) -> tuple[Draft, ...]:
    """What was being typed when a window ended; may ask for the key, so not on the window's thread."""
    content = hidden.content(NAME)
    if content is None:
        return ()
    try:
        return tuple(
            Draft(str(d["where"]), str(d["words"]), float(d["at"]), str(d["who"])) for d in json.loads(content)
        )
    except (ValueError, KeyError, TypeError) as error:
        _log.warning("what was typed cannot be read: %s", type(error).__name__)
        return ()


def forget(hidden: Hidden) -> None:
    """Nobody needs it any more."""
    hidden.only(())


def _packed(drafts: tuple[Draft, ...]) -> bytes:
    return json.dumps([asdict(draft) for draft in drafts], ensure_ascii=False).encode()


def _words(field: Field) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def _may_be_kept(field: Field) -> bool:
    """A field that a person writes into: no password, no number, nothing that only shows."""
    if field.isReadOnly() or field.inputMethodHints() & _SECRET or isinstance(field.parent(), QAbstractSpinBox):
        return False
    return not isinstance(field, QLineEdit) or field.echoMode() == QLineEdit.EchoMode.Normal


def _where(field: Field) -> str:
    name = field.accessibleName() or field.placeholderText() or field.toolTip().split("\n")[0]
    window = field.window().windowTitle()
    return " · ".join(part for part in (window, name) if part) or str(text("A field"))
