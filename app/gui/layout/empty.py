"""The layout bench with nothing on it: what to do next."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.widgets.basics import button, label, mark
from app.gui.widgets.panel import EmptyState
from app.gui.widgets.roomy import hold_width
from app.i18n import text


class EmptyBench(QWidget):
    """Emits what is wanted: a picture, the items that are chosen in the queue, or a thing from a template."""

    picture_wanted = Signal()
    together_wanted = Signal()
    template_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.drop = QFrame()
        self.drop.setProperty("kind", "drop")
        hold_width(self.drop, 560)
        inside = QVBoxLayout(self.drop)
        inside.setContentsMargins(32, 32, 32, 32)
        inside.setSpacing(10)
        inside.addWidget(
            EmptyState(
                look,
                "mdi6.image-multiple-outline",
                text("Nothing is laid out yet"),
                text("Open a flat item from the queue on the left, or drop a picture or a video here."),
            )
        )
        row = QHBoxLayout()
        row.addStretch()
        self.picture = button(
            text("Open picture…"), self.picture_wanted.emit, "primary", look.icon("mdi6.image-plus-outline", "on_fill")
        )
        say(self.picture, setToolTip=text("Begin a flat thing from a picture or a video, without an order"))
        self.template = button(
            text("Begin with a template"), self.template_wanted.emit, "second", look.icon("mdi6.view-grid-outline")
        )
        say(self.template, setToolTip=text("Postcards, photos, magnets and keychains with places to fill in"))
        row.addWidget(self.picture)
        row.addWidget(self.template)
        row.addStretch()
        inside.addLayout(row)
        self.together = button(text("Lay out together"), self.together_wanted.emit, "link")
        say(self.together, setToolTip=text("The flat items that are chosen in the queue, on common sheets"))
        inside.addWidget(self.together, 0, Qt.AlignmentFlag.AlignHCenter)
        hint = label(text("PNG with a clear background becomes a keychain that is cut around its picture."), "dim")
        hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inside.addWidget(hint)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addWidget(self.drop, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def show_over(self, *, over: bool) -> None:
        """Something is held over the bench."""
        mark(self.drop, over=over)
