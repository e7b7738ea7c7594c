"""Before a plate counts as clear, somebody has to have looked."""

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QWidget

from app.dispatch.records import Printer
from app.gui.base.words import say
from app.gui.widgets.question import Question
from app.gui.widgets.scaled_picture import ScaledPicture
from app.i18n import text

_PICTURE_WIDTH = 380


class ClearQuestion(Question):
    """Shows the plate where a camera sees it; goes on only after somebody says that they have looked."""

    def __init__(self, printer: Printer, answered: Callable[[], object], parent: QWidget) -> None:
        super().__init__(
            text("Is the plate of {printer} clear?", printer=printer.name),
            text(
                "The next job may begin right after. Whatever lies on the plate then is printed over, and may break the machine."
            ),
            text("The plate is clear"),
            parent,
        )
        self.picture = ScaledPicture(
            text("Picture of the plate"), text("The plate as its camera sees it"), _PICTURE_WIDTH
        )
        self.column.addWidget(self.picture)
        self.looked = QCheckBox()
        say(
            self.looked,
            setText=text("I have looked: nothing lies on it"),
            setToolTip=text("A picture may be old: look at the machine itself"),
        )
        self.looked.toggled.connect(self.go.setEnabled)
        self.column.addWidget(self.looked)
        self.finish()
        self.go.setEnabled(False)
        self.looked.setFocus()
        self.accepted.connect(answered)

    def show_picture(self, picture: bytes | None) -> None:
        """The plate now."""
        self.picture.show_file(picture)
        self.adjustSize()
