"""The little bar over the picture while a model is cut open: across what, where, and the other side."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDoubleSpinBox, QFrame, QHBoxLayout, QSlider, QToolButton

from app.gui.base.words import say
from app.gui.viewport.section import AXES
from app.gui.viewport.widget import Viewport
from app.i18n import text

SLIDER_STEPS = 400


class SectionBar(QFrame):
    """A child of the viewport, at its upper edge; hidden while nothing is cut."""

    def __init__(self, viewport: Viewport, actions: Mapping[str, QAction]) -> None:
        super().__init__(viewport)
        self._viewport = viewport
        self.setProperty("kind", "card")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 5, 8, 5)
        row.setSpacing(4)
        self.axes: dict[str, QToolButton] = {}
        for axis in AXES:
            self.axes[axis] = self._button(actions[f"view.section_{axis}"])
            row.addWidget(self.axes[axis])
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, SLIDER_STEPS)
        self.slider.setMinimumWidth(150)
        self.field = QDoubleSpinBox()
        self.field.setDecimals(1)
        self.field.setSuffix(" mm")
        self.field.setSingleStep(0.5)
        self.field.setKeyboardTracking(False)
        self.field.setMinimumWidth(96)
        self.field.lineEdit().setTextMargins(8, 0, 8, 0)  # the style sheet's padding does not reach the line inside
        for widget in (self.slider, self.field):
            say(
                widget,
                setAccessibleName=text("Place of the section"),
                setToolTip=text("Where the cut is along its axis"),
            )
            row.addWidget(widget)
        row.addWidget(self._button(actions["view.section_flip"]))
        row.addWidget(self._button(actions["view.section"]))
        self.slider.valueChanged.connect(self._slid)
        self.field.valueChanged.connect(viewport.section.put)
        viewport.section.changed.connect(self._show)
        viewport.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Stay in the middle of the upper edge."""
        if watched is self._viewport and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _button(self, action: QAction) -> QToolButton:
        made = QToolButton(self)
        made.setDefaultAction(action)
        made.setIconSize(QSize(18, 18))
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        return made

    def _slid(self, step: int) -> None:
        section = self._viewport.section.section
        if section is not None:
            low, high = section.range_mm
            self._viewport.section.put(low + (high - low) * step / SLIDER_STEPS, moving=True)

    def _show(self) -> None:
        section = self._viewport.section.section
        self.setVisible(section is not None)
        if section is None:
            return
        low, high = section.range_mm
        for axis, button in self.axes.items():
            button.setProperty("chosen", axis == section.axis)
            button.setDown(axis == section.axis)
        for widget in (self.slider, self.field):
            widget.blockSignals(True)
        self.slider.setValue(round((section.at - low) / max(high - low, 1e-9) * SLIDER_STEPS))
        self.field.setRange(low, high)
        self.field.setValue(section.at)
        for widget in (self.slider, self.field):
            widget.blockSignals(False)
        self._place()

    def _place(self) -> None:
        self.adjustSize()
        self.move(max(0, (self._viewport.width() - self.width()) // 2), 10)
        self.raise_()
