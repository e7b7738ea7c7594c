"""The upper part of the page "Fix": what the mouse selects, how much is selected, and the steps from there."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.base.words import say
from app.gui.selecting.options import BRUSHES, TOOLS, SelectOptions
from app.gui.selecting.selector import Shown
from app.gui.widgets.basics import label
from app.i18n import Text, plural, text
from app.mesh.selecting.state import Scope

SCOPES: tuple[tuple[Scope, Text], ...] = (
    ("face", text("One face")),
    ("region", text("Smooth region")),
    ("color", text("Same colour")),
    ("shell", text("Whole shell")),
    ("opening", text("Nearest opening")),
)
STEPS = ("all", "none", "invert", "grow", "shrink", "even", "gaps", "region", "color", "shell", "openings")
SIGHT = ("hide", "isolate", "show", "fly")
STEPS_A_ROW = 7

DELTA_E = "ΔE"  # a symbol, the same in every language


class FixPanel(QWidget):
    """``options`` are those that the mouse follows; ``actions`` the window's, by id.

    ``unit_wanted``: the radius of the brush shall be given in another unit.
    ``bar`` has the tools and says how much is selected; it stands by itself, where it is always in sight.
    """

    unit_wanted = Signal(str)

    def __init__(self, options: SelectOptions, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self.options, self._actions = options, actions
        self._told = False
        self.scope = QComboBox()
        say(
            self.scope,
            setAccessibleName=text("A click takes"),
            setToolTip=text("How much of the model one click selects"),
        )
        self.degrees = _angle()
        self.delta_e = _difference()
        self.connected = QCheckBox()
        say(
            self.connected,
            setText=text("Only where it hangs together"),
            setToolTip=text("Without this, the same colour is selected everywhere on the model"),
        )
        self.radius = QDoubleSpinBox()
        self.radius.setDecimals(1)
        self.unit = QComboBox()
        self.unit.addItems(list(BRUSHES))
        say(
            self.unit,
            setAccessibleName=text("Unit of the radius"),
            setToolTip=text("Pixels of the screen, or mm on the model where the camera looks at"),
        )
        say(
            self.radius,
            setAccessibleName=text("Radius of the brush"),
            setToolTip=text("Radius of the selection brush; Alt with the wheel changes it too"),
        )
        self.through = QCheckBox()
        say(
            self.through,
            setText=text("Also what is hidden behind"),
            setToolTip=text("Lasso, box and brush also take faces that something else hides"),
        )
        self.count = label("", "strong", wrap=True)
        self._rows = {
            "scope": _row(text("A click takes"), self.scope),
            "degrees": _row(text("Up to an angle of"), self.degrees),
            "delta_e": _row(text("Up to a difference of"), self.delta_e),
            "radius": _row(text("Radius of the brush"), self.radius, self.unit),
        }
        self.bar = QWidget()
        inner = QVBoxLayout(self.bar)
        inner.setContentsMargins(12, 6, 12, 6)
        inner.setSpacing(6)
        inner.addWidget(self._make_tools())
        inner.addWidget(self.count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(7)
        for row in self._rows.values():
            column.addWidget(row)
        column.addWidget(self.connected)
        column.addWidget(self.through)
        column.addLayout(self._make_steps(STEPS))
        column.addLayout(self._make_sight())
        self._fill_scopes()
        self.scope.activated.connect(self._chosen)
        self.degrees.valueChanged.connect(self._chosen)
        self.delta_e.valueChanged.connect(self._chosen)
        self.connected.toggled.connect(self._chosen)
        self.radius.valueChanged.connect(self._chosen)
        self.unit.textActivated.connect(self.unit_wanted)
        self.through.toggled.connect(self._chosen)
        options.changed.connect(self._follow)
        self.show_selection(None)
        self._follow()

    def show_selection(self, shown: Shown | None) -> None:
        """Say how much is selected and hidden."""
        selected = 0 if shown is None else len(shown.faces)
        hidden = 0 if shown is None else len(shown.hidden)
        if hidden:
            words = plural(
                "{n:,} face selected, {hidden} hidden", "{n:,} faces selected, {hidden} hidden", selected,
                hidden=f"{hidden:,}",
            )  # fmt: skip
        elif selected:
            words = plural("{n:,} face selected", "{n:,} faces selected", selected)
        else:
            words = text("Nothing selected")
        say(self.count, setText=words)

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self._fill_scopes()

    # ---- inside -------------------------------------------------------------

    def _make_tools(self) -> QWidget:
        frame = QFrame()
        frame.setObjectName("segments")
        row = QHBoxLayout(frame)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        for name in TOOLS:
            made = QToolButton()
            made.setDefaultAction(self._actions[f"select.{name}"])
            made.setIconSize(QSize(20, 20))
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            row.addWidget(made)
        return frame

    def _make_steps(self, names: tuple[str, ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(2)
        for number, name in enumerate(names):
            made = QToolButton()
            made.setDefaultAction(self._actions[f"select.{name}"])
            made.setIconSize(QSize(20, 20))
            grid.addWidget(made, number // STEPS_A_ROW, number % STEPS_A_ROW)
        grid.setColumnStretch(STEPS_A_ROW, 1)
        return grid

    def _make_sight(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(6)
        for number, name in enumerate(SIGHT):
            made = QToolButton()
            made.setProperty("kind", "tool")
            made.setDefaultAction(self._actions[f"select.{name}"])
            made.setIconSize(QSize(18, 18))
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            grid.addWidget(made, number // 2, number % 2)
        return grid

    def _fill_scopes(self) -> None:
        self.scope.clear()
        for key, title in SCOPES:
            self.scope.addItem(str(title), key)
        self._follow()

    def _chosen(self) -> None:
        if self._told:
            return
        now = self.options.now
        reach = replace(
            now.reach,
            scope=self.scope.currentData(),
            degrees=self.degrees.value(),
            delta_e=self.delta_e.value(),
            connected=self.connected.isChecked(),
        )
        self.options.set(replace(now, reach=reach, through=self.through.isChecked()).with_brush(self.radius.value()))

    def _follow(self) -> None:
        """Show the options of now, and the rows that matter with them."""
        now, self._told = self.options.now, True
        self.scope.setCurrentIndex(next(i for i, (key, _title) in enumerate(SCOPES) if key == now.reach.scope))
        self.degrees.setValue(now.reach.degrees)
        self.delta_e.setValue(now.reach.delta_e)
        self.connected.setChecked(now.reach.connected)
        self.radius.setRange(*BRUSHES[now.unit])
        self.radius.setValue(now.brush)
        self.unit.setCurrentText(now.unit)
        self.through.setChecked(now.through)
        self._told = False
        click = now.tool in {"", "click"}
        self._rows["scope"].setVisible(click)
        self._rows["degrees"].setVisible(click and now.reach.scope == "region")
        self._rows["delta_e"].setVisible(click and now.reach.scope == "color")
        self.connected.setVisible(click and now.reach.scope == "color")
        self._rows["radius"].setVisible(now.tool == "brush")
        self.through.setVisible(not click)
        for name in TOOLS:
            self._actions[f"select.{name}"].setChecked(now.tool == name)
        self._actions["select.through"].setChecked(now.through)


def _row(title: Text, *fields: QWidget) -> QWidget:
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(10)
    line.addWidget(label(title), 1)
    for field in fields:
        line.addWidget(field, 1)
    return row


def _angle() -> QDoubleSpinBox:
    made = QDoubleSpinBox()
    made.setRange(0.5, 120.0)
    made.setDecimals(1)
    made.setSuffix(" °")
    say(
        made,
        setAccessibleName=text("Up to an angle of"),
        setToolTip=text("A smooth region ends at edges where the surface bends by more than this"),
    )
    return made


def _difference() -> QDoubleSpinBox:
    made = QDoubleSpinBox()
    made.setRange(0.5, 100.0)
    made.setDecimals(1)
    made.setPrefix(f"{DELTA_E} ")
    say(
        made,
        setAccessibleName=text("Up to a difference of"),
        setToolTip=text("Colours that differ by no more than this count as the same (CIEDE2000; 2 is hardly seen)"),
    )
    return made
