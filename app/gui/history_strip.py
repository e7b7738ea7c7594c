"""The history below the viewport: original → step → step; a click goes there."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from app.gui.widgets.basics import clear, label, mark
from app.i18n import tr
from app.session.bench import Document


class HistoryStrip(QWidget):
    """Emits ``wanted`` with the number of edits to keep."""

    wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("history")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inside = QWidget()
        self._row = QHBoxLayout(inside)
        self._row.setContentsMargins(12, 6, 12, 6)
        self._row.setSpacing(6)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area = area
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)
        self.setFixedHeight(44)
        self.steps: list[QToolButton] = []

    def show_document(self, document: Document | None) -> None:
        """Show the steps of this document."""
        clear(self._row)
        self.steps = []
        self.setVisible(document is not None)
        if document is None:
            return
        titles = [tr("Original"), *(str(edit.title) for edit in document.edits)]
        tips = [document.source.name, *(str(edit.summary or edit.title) for edit in document.edits)]
        for number, (title, words) in enumerate(zip(titles, tips, strict=True)):
            if number:
                self._row.addWidget(label("→", "dim"))
            step = QToolButton()
            step.setProperty("kind", "step")
            step.setText(title)
            step.setToolTip(words)
            step.setCheckable(True)
            step.setChecked(number == document.position)
            mark(step, undone=number > document.position)
            step.clicked.connect(lambda _checked=False, n=number: self._go(n))
            self._row.addWidget(step)
            self.steps.append(step)
        self._row.addStretch()
        bar = self._area.horizontalScrollBar()
        bar.setValue(bar.maximum())

    def _go(self, number: int) -> None:
        for n, step in enumerate(self.steps):
            step.setChecked(n == number)
        self.wanted.emit(number)
