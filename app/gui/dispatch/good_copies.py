"""How many of several copies are good: asked where somebody says that a print has failed."""

from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QWidget

from app.dispatch.records import PrintJob
from app.gui.base.words import say
from app.gui.widgets.basics import label
from app.gui.widgets.roomy import hold_width
from app.i18n import text


class GoodCopies(QWidget):
    """Of a job of one copy it is not shown, and says 0."""

    def __init__(self, job: PrintJob) -> None:
        super().__init__()
        self.box = QSpinBox()
        self.box.setRange(0, max(job.copies - 1, 0))
        hold_width(self.box, 70)
        say(
            self.box,
            setAccessibleName=text("Good copies"),
            setToolTip=text("These are kept; the others alone are printed again"),
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 0, 0, 4)
        words = label(text("Good all the same, of {m} copies:", m=job.copies), "dim")
        words.setBuddy(self.box)
        row.addWidget(words)
        row.addWidget(self.box)
        row.addStretch()
        if job.copies <= 1:
            self.hide()

    def count(self) -> int:
        """As it stands there."""
        return self.box.value()
