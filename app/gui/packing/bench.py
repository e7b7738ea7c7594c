"""How the packing bench lies on its page: beside its steps where there is room, below them where there is little."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.gui.packing.steps_panel import StepsPanel
from app.gui.packing.today_panel import TodayPanel
from app.gui.widgets.panel import scrolling
from app.gui.widgets.roomy import hold_width

SIDE = 320
NARROW = 960  # pixels of width below which the steps lie above the bench
LEAST = QSize(560, 320)


class Bench(QWidget):
    """``head`` stays where it is; ``stages`` scroll. ``turned`` is called with whether it is narrow, and with its room.

    It may always be made as small as ``LEAST``: what is in it turns, and never keeps the window from getting smaller.
    """

    def __init__(
        self,
        head: Sequence[QWidget],
        stages: Sequence[QWidget],
        steps: StepsPanel,
        today: TodayPanel,
        turned: Callable[[bool, int], object],
    ) -> None:
        super().__init__()
        self._steps, self._today, self._turned = steps, today, turned
        self.narrow = False
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(12)
        for widget in stages:
            self._column.addWidget(widget)
        self._column.addStretch()
        self._middle = QVBoxLayout()
        for widget in head:
            self._middle.addWidget(widget)
        self.body = scrolling(inside)
        self.body.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._middle.addWidget(self.body, 1)
        day = QWidget()
        self._side = QVBoxLayout(day)
        self._side.setContentsMargins(12, 14, 12, 10)
        self._side.setSpacing(16)
        self._side.addWidget(steps)
        self._side.addWidget(today)
        self._side.addStretch()
        self.area = scrolling(day)
        self.area.setObjectName("packSide")
        hold_width(self.area, SIDE)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(self._middle, 1)
        row.addWidget(self.area)
        self._arrange(narrow=False)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """However much stands in it."""
        return LEAST

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Turn where the room changes."""
        super().resizeEvent(event)
        narrow = event.size().width() < NARROW
        if narrow != self.narrow:
            self._arrange(narrow=narrow)
        self._turned(narrow, event.size().width() - (0 if narrow else SIDE) - 40)

    def page_by(self, pages: int) -> None:
        """Scroll by pages: down where it is positive."""
        bar = self.body.verticalScrollBar()
        bar.setValue(bar.value() + pages * max(40, bar.pageStep() - 40))

    def show_widget(self, widget: QWidget) -> None:
        """Scroll until it is seen."""
        self.body.ensureWidgetVisible(widget, 0, 12)

    def _arrange(self, *, narrow: bool) -> None:
        self.narrow = narrow
        margins = (14, 10, 6, 6) if narrow else (24, 18, 12, 10)
        self._middle.setContentsMargins(*margins)
        self._middle.setSpacing(8 if narrow else 12)
        _move(self._steps, self._middle if narrow else self._side, 0)
        _move(self._today, self._column if narrow else self._side, self._column.count() - 1 if narrow else 1)
        self._steps.set_narrow(narrow=narrow)
        self.area.setVisible(not narrow)


def _move(widget: QWidget, layout: QBoxLayout, place: int) -> None:
    if layout.indexOf(widget) < 0:
        layout.insertWidget(place, widget)
        widget.show()
