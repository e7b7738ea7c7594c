"""The five steps of packing, which one is on, and the key of each."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.commands.parcel_view import ParcelView
from app.gui.base.look import Look, Role
from app.gui.base.words import say
from app.gui.widgets.basics import Card, label, mark
from app.gui.widgets.sign import Sign
from app.i18n import Text, text
from app.shipping.carriers import BY_ID
from app.shipping.labels.slip import LABEL_SIZES

_STEPS: tuple[tuple[str, Text, Text, str], ...] = (
    ("open", text("1 Open the parcel"), text("1 Open"), ""),
    ("scan", text("2 Scan each thing"), text("2 Scan"), "F2"),
    ("close", text("3 Photo and weight"), text("3 Photo"), "F4"),
    ("label", text("4 Print the label"), text("4 Label"), "F5"),
    ("hand_over", text("5 Hand over"), text("5 Hand over"), "F6"),
)
"""Name, title, title where there is little room, key."""

_DONE, _NOW = text("done"), text("now")


class StepRow(Card):
    """One step: sign, title, where it is, key."""

    def __init__(self, look: Look, title: Text, short: Text, key: str) -> None:
        super().__init__(clickable=bool(key))
        self._titles = title, short
        self.sign = Sign(look, side=16)
        self.where = label("", "dim", wrap=True)
        self.word = label("", "key")
        self._key = key
        self._narrow = self._done = False
        words = QVBoxLayout()
        words.setSpacing(1)
        self.title = label(title, "strong")
        words.addWidget(self.title)
        words.addWidget(self.where)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(10, 7, 10, 7)
        row.setSpacing(10)
        row.addWidget(self.sign)
        row.addLayout(words, 1)
        row.addWidget(self.word, 0, Qt.AlignmentFlag.AlignVCenter)

    def set_narrow(self, *, narrow: bool) -> None:
        """Only sign and short title where there is little room; the rest is its tooltip."""
        self._narrow = narrow
        say(self.title, setText=self._titles[narrow])
        self.where.setVisible(not narrow)
        self._row.setContentsMargins(*((8, 4, 8, 4) if narrow else (10, 7, 10, 7)))
        self._row.setSpacing(6 if narrow else 10)
        self._show_word()

    def show_state(self, state: str, where: Text | str) -> None:
        """Say how far it is: "done", "now", or "" for later."""
        icon, role = {"done": ("mdi6.check-circle", "ok"), "now": ("mdi6.circle-slice-8", "accent")}.get(
            state, ("mdi6.circle-outline", "dim")
        )
        self.sign.show_sign(icon, _ROLES[role])
        if isinstance(where, Text):
            say(self.where, setText=where)
        else:
            say(self.where, setText=text("{words}", words=where))
        if state == "done":
            say(self.word, setText=_DONE)
        else:
            say(self.word, setText=text("{words}", words=self._key) if self._key else _NOW)
        self._done = state == "done"
        self._show_word()
        mark(self, selected=state == "now")
        self.setAccessibleName(f"{self._titles[0]} {self.word.text()}")
        self.setToolTip(f"{self._titles[0]} · {self.where.text()}" + (f" · {self._key}" if self._key else ""))

    def _show_word(self) -> None:
        self.word.setVisible((self._done and not self._narrow) or (bool(self._key) and not self._done))


_ROLES: dict[str, Role] = {"ok": "ok", "accent": "accent", "dim": "dim"}


class StepsPanel(QWidget):
    """Emits ``wanted`` with the id of a step."""

    wanted = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.counter = label("", "heading")
        self._head = QWidget()
        head = QHBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(label(text("Steps of packing"), "heading"))
        head.addStretch()
        head.addWidget(self.counter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._head)
        self._column = column
        self.rows: dict[str, StepRow] = {}
        for name, title, short, key in _STEPS:
            row = StepRow(look, title, short, key)
            row.clicked.connect(lambda name=name: self.wanted.emit(name))
            self.rows[name] = row
            column.addWidget(row)
        self.show_view(None)

    def set_narrow(self, *, narrow: bool) -> None:
        """A strip of five beside each other where there is little room."""
        self._column.setDirection(QBoxLayout.Direction.LeftToRight if narrow else QBoxLayout.Direction.TopToBottom)
        self._head.setVisible(not narrow)
        for row in self.rows.values():
            row.set_narrow(narrow=narrow)

    def show_view(self, view: ParcelView | None) -> None:
        """Where this parcel is."""
        done = _done(view)
        now = next((name for name, *_rest in _STEPS if name not in done), "")
        where: dict[str, Text | str] = {
            "open": text("Scan an order or an item") if view is None else view.parcel.number,
            "scan": text("Everything counts once") if view is None else f"{view.inside.scanned} / {view.inside.units}",
            "close": _close_words(view),
            "label": _label_words(view),
            "hand_over": _waybill_words(view),
        }
        for name, row in self.rows.items():
            row.show_state("done" if name in done else "now" if name == now else "", where[name])
            row.setEnabled(view is not None or name == "open")
        self.counter.setText(f"{len(done)} / {len(_STEPS)}")


def _done(view: ParcelView | None) -> set[str]:
    if view is None:
        return set()
    state = view.parcel.state
    done = {"open"}
    if state != "new" or view.missing == 0:
        done.add("scan")
    if state != "new":
        done.add("close")
    if state not in {"new", "verified"}:
        done.add("label")
    if state not in {"new", "verified", "labelled"}:
        done.add("hand_over")
    return done


def _close_words(view: ParcelView | None) -> Text | str:
    if view is None or (not view.parcel.photo and view.parcel.weight_g is None):
        return text("Before the box is sealed")
    weight = "" if view.parcel.weight_g is None else f"{view.parcel.weight_g} g"
    if view.parcel.photo:
        return text("Photo taken · {weight}", weight=weight) if weight else text("Photo taken")
    return weight


def _label_words(view: ParcelView | None) -> Text:
    size = LABEL_SIZES[view.parcel.label_size].title if view is not None else ""
    return text("{size} · private label", size=size) if size else text("Private label")


def _waybill_words(view: ParcelView | None) -> Text | str:
    if view is None or not view.parcel.waybill:
        return text("Enter or scan the waybill")
    carrier = BY_ID.get(view.parcel.carrier)
    return text("{carrier} {number}", carrier=carrier.title if carrier else "", number=view.parcel.waybill)
