"""What was being typed when the window ended: to copy it back to where it belongs."""

import time
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.gui.base.words import say
from app.gui.trouble.drafts import Draft
from app.gui.widgets.basics import Card, button, label
from app.gui.widgets.panel import scrolling
from app.i18n import text


class DraftsDialog(QDialog):
    """``forgotten`` is called when somebody does not need them any more."""

    def __init__(
        self, drafts: tuple[Draft, ...], forgotten: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        say(self, setWindowTitle=text("What was being typed"))
        self.setMinimumWidth(560)
        body = QWidget()
        cards = QVBoxLayout(body)
        cards.setContentsMargins(0, 0, 0, 0)
        cards.setSpacing(10)
        self.copies = [self._add(cards, draft) for draft in drafts]
        cards.addStretch()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch()

        def forget() -> None:
            forgotten()
            self.accept()

        drop = button(text("Not needed any more"), forget, "second")
        say(drop, setToolTip=text("Forget these words; they are kept nowhere else"))
        keep = button(text("Close"), self.reject, "primary")
        say(keep, setToolTip=text("Keep them for now; the notice stays until they are not needed any more"))
        row.addWidget(drop)
        row.addWidget(keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(
            label(
                text(
                    "These words stood in fields that were not saved yet. Copy what you still need to where it belongs."
                ),
                wrap=True,
            )
        )
        column.addWidget(scrolling(body), 1)
        column.addLayout(row)
        self.resize(640, min(220 + 150 * len(drafts), 640))

    def _add(self, cards: QVBoxLayout, draft: Draft) -> QWidget:
        card = Card()
        column = QVBoxLayout(card)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(6)
        moment = time.strftime("%Y-%m-%d %H:%M", time.localtime(draft.at))
        head = QHBoxLayout()
        head.addWidget(label(draft.where, "dim", wrap=True), 1)
        head.addWidget(label(moment, "dim"))
        words = QPlainTextEdit(draft.words)
        words.setReadOnly(True)
        words.setTabChangesFocus(True)
        words.setFixedHeight(min(140, 26 + 17 * (draft.words.count("\n") + 1 + len(draft.words) // 80)))
        say(words, setAccessibleName=text("What was being typed"))
        copied = button(text("Copy"), lambda: _copy(draft, copied), "small")
        say(copied, setToolTip=text("Copy these words"))
        head.addWidget(copied)
        column.addLayout(head)
        column.addWidget(words)
        cards.addWidget(card)
        return copied


def _copy(draft: Draft, copied: QWidget) -> None:
    QApplication.clipboard().setText(draft.words)
    say(copied, setText=text("Copied"))
