"""What the queue shows instead of rows: no orders yet, nothing found, not open yet, not answered. Each says what next."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.widgets.basics import button, label, mark
from app.gui.widgets.panel import EmptyState
from app.i18n import Text, text


class NoOrders(QWidget):
    """The first start: where orders come from."""

    import_wanted = Signal()
    new_wanted = Signal()
    watch_wanted = Signal()
    sample_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(
            EmptyState(
                look,
                "mdi6.inbox-outline",
                text("No orders yet"),
                text("Import a file of orders, have a folder watched for them, or look around in a sample workshop."),
            )
        )
        self.bring = button(
            text("Import orders…"), self.import_wanted.emit, "primary", look.icon("mdi6.file-import-outline", "on_fill")
        )
        self.watch = button(
            text("Watch a folder…"), self.watch_wanted.emit, "second", look.icon("mdi6.folder-eye-outline")
        )
        self.new = button(text("New order…"), self.new_wanted.emit, "second", look.icon("mdi6.plus"))
        self.sample = button(
            text("Fill a sample workshop"), self.sample_wanted.emit, "second", look.icon("mdi6.creation-outline")
        )
        tips = (
            (self.bring, text("Read orders from a JSON, ZIP, CSV or XLSX file")),
            (self.watch, text("Orders whose files are put into a folder come in by themselves")),
            (self.new, text("Write an order down by hand")),
            (self.sample, text("A few dozen made-up orders in all states; they can be taken out again in one go")),
        )
        for made, tip in tips:
            say(made, setToolTip=tip)
            column.addWidget(made)
        column.addStretch()

    def stand_back(self, *, back: bool) -> None:
        """Whether something else in the window is what comes next."""
        mark(self.bring, kind="second" if back else "primary")
        self.bring.setIcon(self._look.icon("mdi6.file-import-outline", "text" if back else "on_fill"))

    def allow(self, *, bring: bool, new: bool) -> None:
        """Offer only what this person may do."""
        for made in (self.bring, self.watch, self.sample):
            made.setVisible(bring)
        self.new.setVisible(new)


class OneButtonState(QWidget):
    """A sign, a sentence that may change, and one way on."""

    def __init__(self, look: Look, icon: str, title: Text, way: Text, pressed: Callable[[], object]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(EmptyState(look, icon, title))
        self.sentence = label("", "dim", wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.sentence)
        self.way = button(way, pressed, "second")
        column.addWidget(self.way)
        column.addStretch()

    def tell(self, sentence: Text | str) -> None:
        """Say this sentence."""
        if isinstance(sentence, Text):
            say(self.sentence, setText=sentence)
        else:
            self.sentence.setText(sentence)
