"""What people wrote down about an order: pinned ones first, a field for one more."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.commands.note_view import NoteView
from app.gui.base.look import Look
from app.gui.base.row_words import moment_words
from app.gui.base.words import say
from app.gui.widgets.basics import Card, button, clear, label, tool
from app.i18n import text
from app.orders.record import now


class NoteField(QPlainTextEdit):
    """``sent`` on Ctrl+Return."""

    sent = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.sent.emit()
        else:
            super().keyPressEvent(event)


class NotesBox(QWidget):
    """``written`` gives words; ``pinned`` a note and whether it is to be pinned. What is typed stays until it is kept."""

    written = Signal(str)
    pinned = Signal(object, bool)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.field = NoteField()
        self.field.setProperty("kind", "words")
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(58)
        say(
            self.field,
            setPlaceholderText=text("Write a note…"),
            setAccessibleName=text("Write a note…"),
            setToolTip=text("Notes are kept encrypted  (Ctrl+Return keeps it)"),
        )
        self.keep = button(
            text("Keep the note"),
            self._send,
            "small",
            tip=text("Keep the note with the order; it can be read by all who see the order"),
        )
        self.keep.setEnabled(False)
        self.field.sent.connect(self._send)
        self.field.textChanged.connect(lambda: self.keep.setEnabled(bool(self.words())))
        self.notes = QVBoxLayout()
        self.notes.setSpacing(6)
        line = QHBoxLayout()
        line.addStretch()
        line.addWidget(self.keep)
        self._writing = QWidget()
        inside = QVBoxLayout(self._writing)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(6)
        inside.addWidget(self.field)
        inside.addLayout(line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._writing)
        column.addLayout(self.notes)

    def words(self) -> str:
        """What is typed."""
        return self.field.toPlainText().strip()

    def show_notes(self, notes: Sequence[NoteView], *, may_write: bool) -> None:
        """Show these."""
        clear(self.notes)
        self._writing.setVisible(may_write)
        for note in sorted(notes, key=lambda one: not one.pinned):
            self.notes.addWidget(self._card(note, may_write=may_write))
        if not notes:
            self.notes.addWidget(label(text("Nothing was written down yet."), "dim"))

    def kept(self) -> None:
        """What was typed is in the book."""
        self.field.clear()

    def forget(self) -> None:
        """Another order is shown, or another person is here: what was typed was about something else."""
        self.field.clear()
        clear(self.notes)

    def _send(self) -> None:
        if self.words():
            self.keep.setEnabled(False)
            self.written.emit(self.words())

    def _card(self, note: NoteView, *, may_write: bool) -> Card:
        card = Card()
        card.setObjectName(f"note-{note.id}")
        words = label(note.words, wrap=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        when = str(moment_words(note.at, now()))
        below = label(f"{note.name} · {when}" if note.name else when, "dim")
        inside = QVBoxLayout()
        inside.setSpacing(2)
        inside.addWidget(words)
        inside.addWidget(below)
        row = QHBoxLayout(card)
        row.setContentsMargins(10, 7, 6, 7)
        row.addLayout(inside, 1)
        if may_write or note.pinned:
            icon = self._look.icon(
                "mdi6.pin" if note.pinned else "mdi6.pin-outline", "accent" if note.pinned else "dim"
            )
            tip = (
                text("Do not keep this note at the top any more") if note.pinned else text("Keep this note at the top")
            )
            pin = tool(icon, tip, lambda: self.pinned.emit(note, not note.pinned), 16)
            pin.setEnabled(may_write)
            row.addWidget(pin, 0, Qt.AlignmentFlag.AlignTop)
        return card
