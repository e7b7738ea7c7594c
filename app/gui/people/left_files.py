"""What was moved still lies in its old place, until somebody says that it may go."""

import contextlib
from datetime import UTC, datetime

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.commands import places_files
from app.errors import AppError, WriteRefusedError
from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.people.page import Page
from app.gui.people.typed_confirmation import TypedConfirmation
from app.gui.widgets.basics import button, label
from app.i18n import Text, plural, text
from app.orders.moving import Left

WORD = text("Take away")


class LeftFiles(QWidget):
    """Hidden where nothing was moved."""

    def __init__(self, page: Page, look: Look) -> None:
        super().__init__()
        self._page, self._look, self._local = page, look, page.local
        self.words = label("", "dim", wrap=True)
        self.go = button(text("Take them away there…"), self._ask, "second", look.icon("mdi6.delete-outline"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.words, 1)
        row.addWidget(self.go)
        self.refresh()

    def refresh(self) -> None:
        """Say what the settings of this PC say."""
        before = self._local.preferences.assets_before
        self.setVisible(before is not None)
        if before is not None:
            where: Text | str = before or text("the folder of this PC")
            say(
                self.words,
                setText=text(
                    "Until you take them away, all files lie in the old place as well: {where}. What is erased for a buyer "
                    "is not erased there.",
                    where=where,
                ),
            )

    def _ask(self) -> None:
        self.dialog = TypedConfirmation(
            self._look,
            text("Take the files away from their old place"),
            text(
                "Each file is removed there once it is sure that it lies whole in the new place. Do this only when every PC "
                "of the workshop uses the new place."
            ),
            word=str(WORD),
            verb=WORD,
            parent=self,
        )
        self.dialog.accepted.connect(self._leave)
        self.dialog.open()

    def _leave(self) -> None:
        preferences = self._local.preferences
        before = preferences.assets_before
        if before is None:
            return
        self.go.setEnabled(False)

        def done(left: Left) -> None:
            self.go.setEnabled(True)
            if not left.damaged:
                with contextlib.suppress(
                    WriteRefusedError
                ):  # it is asked again at the next start, and nothing is found
                    self._local.change(assets_before=None, assets_moved="")
            self.refresh()
            self._page.messages.say(_words(left), "warn" if left.damaged else "ok")

        def failed(_error: AppError) -> None:
            self.go.setEnabled(True)

        self._page.ask(
            places_files.leave_files, before, _moment(preferences.assets_moved), then=done, failed=failed,
            title=text("Take the files away from their old place"), lane="batch", progress=True,
        )  # fmt: skip


def _moment(words: str) -> datetime:
    """When they were moved; where nobody knows any more, everything there may have come in since."""
    try:
        return datetime.fromisoformat(words)
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=UTC)


def _words(left: Left) -> Text | str:
    words = plural("{n} file taken away from the old place.", "{n} files taken away from the old place.", left.removed)
    if not left.damaged:
        return words
    stayed = plural(
        "{n} is damaged there and missing in the new place, so it stays.",
        "{n} are damaged there and missing in the new place, so they stay.",
        len(left.damaged),
    )
    return f"{words} {stayed}"
