"""What has happened to a parcel, as a short list: when, what, by whom."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.commands.timeline import Happening
from app.gui.base.row_words import moment_words
from app.gui.widgets.basics import clear, label
from app.moments import second
from app.orders.record import now

MOST = 14


class Happenings(QWidget):
    """The newest first."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)

    def show_story(self, story: Sequence[Happening]) -> None:
        """Show these."""
        clear(self._grid)
        at = now()
        for row, one in enumerate(story[:MOST]):
            when = label(str(moment_words(one.at, at)), "dim")
            when.setToolTip(second(one.at))
            parts = [
                str(one.what),
                *([str(one.how)] if one.how is not None else []),
                *([one.reason] if one.reason else []),
            ]
            what = label(" · ".join(parts), wrap=True)
            self._grid.addWidget(when, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(what, row, 1)
            self._grid.addWidget(label(one.who, "dim"), row, 2, Qt.AlignmentFlag.AlignTop)
