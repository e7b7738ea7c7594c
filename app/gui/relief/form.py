"""The fields of one kind of solid."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.gui.base.words import say
from app.gui.fields.entering import Choice, Number, Switch
from app.gui.relief.kinds import FIELDS, KINDS, asked, limits
from app.gui.widgets.basics import label
from app.layouts.relief.wishes import AnyWishes, Start


class ReliefForm(QWidget):
    """``changed``: the wishes are others. Fields that mean nothing now are hidden."""

    changed = Signal()

    def __init__(self, kind: Start, wishes: AnyWishes, *, outlined: bool) -> None:
        super().__init__()
        self.kind, self.wishes, self._outlined = kind, wishes, outlined
        self.fields: dict[str, Number | Choice | Switch] = {}
        self._names: dict[str, QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(1, 1)
        for row, name in enumerate(KINDS[kind].fields):
            self._add(grid, row, name)
        grid.setRowStretch(len(KINDS[kind].fields), 1)
        self._show_needed()

    def _add(self, grid: QGridLayout, row: int, name: str) -> None:
        one = FIELDS[name]
        field: Number | Choice | Switch
        if one.options:
            field = Choice(one.options)
        elif not one.step:
            field = Switch(one.title)
        else:
            low, high = limits(self.wishes, name)
            field = Number(low, high, one.step, one.unit)
        say(field, setToolTip=one.tip, setAccessibleName=one.title)
        field.show_value(getattr(self.wishes, name))
        field.entered.connect(lambda value, name=name: self._entered(name, value))
        self.fields[name] = field
        if isinstance(field, Switch):
            grid.addWidget(field, row, 0, 1, 2)
        else:
            title = label(one.title, "dim")
            title.setMinimumWidth(96)
            say(title, setToolTip=one.tip)
            self._names[name] = title
            grid.addWidget(title, row, 0)
            grid.addWidget(field, row, 1)

    def _entered(self, name: str, value: object) -> None:
        self.wishes = self.wishes.model_copy(update={name: value})
        self._show_needed()
        self.changed.emit()

    def _show_needed(self) -> None:
        needed = asked(self.kind, self.wishes, outlined=self._outlined)
        for name, field in self.fields.items():
            field.setVisible(name in needed)
            if name in self._names:
                self._names[name].setVisible(name in needed)
