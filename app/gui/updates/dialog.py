"""The window of the updates: which version runs, what is new, how far it is, and when it starts."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.base.words import say, say_again
from app.gui.updates.source_box import SourceBox
from app.gui.widgets.basics import Card, button, label, mark, rule
from app.gui.widgets.thin_bar import ThinBar
from app.i18n import Text, language, text, tr
from app.settings.preferences import Preferences
from app.settings.releases import BUNDLE, Release, UpdateState

WHY: dict[str, Text] = {
    "died": text("Version {version} ended before its window was ready, so version {now} was started again."),
    "silent": text("Version {version} did not become ready twice, so version {now} was started again."),
    "migration": text("Version {version} could not bring the order book up to date, so version {now} goes on."),
}


class UpdatesDialog(QDialog):
    """Shows what it is told, and emits what somebody wants; ``file_wanted`` with the path of an update file."""

    look_wanted = Signal()
    fetch_wanted = Signal()
    cancel_wanted = Signal()
    restart_wanted = Signal()
    file_wanted = Signal(str)

    def __init__(self, look: Look, preferences: Preferences, keep: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        say(self, setWindowTitle=text("Updates"))
        self.setMinimumWidth(560)
        self._release: Release | None = None
        self.version = label("", "title")
        self.runtime = label("", "dim")
        self.state = label("", wrap=True)
        self.notes = QPlainTextEdit()
        self.notes.setReadOnly(True)
        self.notes.setTabChangesFocus(True)
        self.notes.setProperty("kind", "words")
        self.notes.setMinimumHeight(110)
        say(self.notes, setAccessibleName=text("What is new"))
        self.amount = label("", "dim", wrap=True)
        self.bar, self.doing = ThinBar(), label("", "dim")
        self.problem = label("", "problem", wrap=True)
        self.fetch = button(
            text("Put it in place"), self.fetch_wanted.emit, "primary", look.icon("mdi6.download", "on_fill")
        )
        say(self.fetch, setToolTip=text("Fetch and prove it beside the work; it starts next time"))
        self.cancel = button(text("Cancel"), self.cancel_wanted.emit, "second")
        say(self.cancel, setToolTip=text("Stop fetching; what has come is kept for the next try"))
        self.restart = button(
            text("Restart now"), self.restart_wanted.emit, "primary", look.icon("mdi6.restart", "on_fill")
        )
        say(self.restart, setToolTip=text("Close the window and start the newest version; the bench stays as it is"))
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(16, 14, 16, 14)
        inside.setSpacing(10)
        for widget in (self.state, self.notes, self.amount, self.bar, self.doing, self.problem):
            inside.addWidget(widget)
        verbs = QHBoxLayout()
        verbs.setSpacing(8)
        verbs.addStretch()
        for verb in (self.cancel, self.fetch, self.restart):
            verbs.addWidget(verb)
        inside.addLayout(verbs)
        self.source = SourceBox(look, preferences, keep)
        self.look_now = button(text("Look now"), self.look_wanted.emit, "second", look.icon("mdi6.refresh"))
        say(self.look_now, setToolTip=text("Ask the source whether there is a newer version"))
        self.from_file = button(text("From a file…"), self._ask_file, "second", look.icon("mdi6.file-download-outline"))
        say(self.from_file, setToolTip=text("Take a newer version from an update file, without any network"))
        close = button(text("Close"), self.accept, "second")
        say(close, setToolTip=text("Close this window; what is being fetched goes on"))
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.look_now)
        foot.addWidget(self.from_file)
        foot.addStretch()
        foot.addWidget(close)
        for one in (self.look_now, self.from_file, close, self.fetch, self.cancel, self.restart):
            one.setAutoDefault(False)  # Return in the line of the source chooses that, and nothing else
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 16)
        column.setSpacing(12)
        column.addWidget(self.version)
        column.addWidget(self.runtime)
        column.addWidget(card)
        column.addWidget(self.source)
        column.addStretch(1)
        column.addWidget(rule())
        column.addLayout(foot)
        self._show()

    # ---- what it is told ----------------------------------------------------

    def show_version(self, state: UpdateState) -> None:
        """Which version runs."""
        say(self.version, setText=text("Version {version}", version=state.version))
        say(self.runtime, setText=text("Python and libraries: {runtime}", runtime=state.runtime))
        self.runtime.setVisible(bool(state.runtime))
        self.source.show_standard(state.source)
        for part in (self.source, self.look_now, self.from_file):
            part.setVisible(not state.why_off)

    def show_state(self, state: UpdateState) -> None:
        """How this PC stands."""
        self.show_version(state)
        if state.why_off:
            self._show(text("{why}", why=state.why_off))
        elif state.waiting:
            self.show_waiting(state.waiting)
        else:
            self._show(text("Nobody has looked for a newer version yet."))
        for version, why in state.set_aside:
            told = WHY.get(why, WHY["died"])
            self.show_problem(text(told.message, version=version, now=state.version), warn=True)

    def show_looking(self) -> None:
        """The source is being asked."""
        self._show(text("Looking for a newer version…"), busy=True)

    def show_newest(self) -> None:
        """There is none."""
        self._show(text("This is the newest version."))

    def show_release(self, release: Release, *, allowed: bool) -> None:
        """A newer version that can be fetched."""
        self._release = release
        self._show(text("Version {version} is there.", version=release.version), release=release, allowed=allowed)

    def show_progress(self, share: float, what: Text | None) -> None:
        """How far the fetching is."""
        if self.bar.isHidden():
            self._show(self._words, release=self._release, busy=True, cancel=True)
        self.bar.set_share(share)
        if what is not None:
            say(self.doing, setText=what)

    def show_waiting(self, version: str) -> None:
        """It is in place."""
        self._show(text("Version {version} is in place. It starts the next time.", version=version), restart=True)

    def show_problem(self, sentence: Text | str, *, warn: bool = False) -> None:
        """Why it did not go well."""
        if isinstance(sentence, Text):
            say(self.problem, setText=sentence)
        else:
            self.problem.setText(sentence)
        mark(self.problem, tone="warn" if warn else "bad")
        self.problem.show()

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        say_again(self)
        if self._release is not None:
            self.notes.setPlainText(self._release.notes_in(language()))

    # ---- the parts ----------------------------------------------------------

    def _show(
        self,
        words: Text | None = None,
        *,
        release: Release | None = None,
        allowed: bool = False,
        busy: bool = False,
        cancel: bool = False,
        restart: bool = False,
    ) -> None:
        self._words = words
        if words is not None:
            say(self.state, setText=words)
        notes = "" if release is None else release.notes_in(language())
        self.notes.setPlainText(notes)
        self.notes.setVisible(bool(notes))
        self.amount.setVisible(release is not None)
        if release is not None:
            say(self.amount, setText=_size(release, allowed=allowed or busy))
        self.bar.setVisible(cancel)
        self.bar.set_share(0.0)
        self.doing.setVisible(cancel)
        self.problem.hide()
        self.cancel.setVisible(cancel)
        self.fetch.setVisible(release is not None and not busy)
        self.fetch.setEnabled(allowed)
        self.restart.setVisible(restart)
        for verb in (self.look_now, self.from_file, self.source):
            verb.setEnabled(not busy)
        QTimer.singleShot(0, self, self.adjustSize)  # as large as what it says

    def _ask_file(self) -> None:
        kinds = tr("Update files") + f" (*{BUNDLE} *.zip)"
        path, _kind = QFileDialog.getOpenFileName(self, tr("Take an update from a file"), str(Path.home()), kinds)
        if path:
            self.file_wanted.emit(path)


def _size(release: Release, *, allowed: bool) -> Text:
    size = f"{max(release.fetched / 1e6, 0.1):.1f}"
    if not allowed:
        return text("{size} MB to fetch. An administrator can put it in place.", size=size)
    if release.again:
        return text("{size} MB to fetch. It did not work on this PC before; it can be tried again.", size=size)
    if release.runtime:
        return text("{size} MB to fetch, with Python and libraries.", size=size)
    return text("{size} MB to fetch.", size=size)
