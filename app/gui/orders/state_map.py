"""How an item, a parcel, a proof or a claim goes: the table of its states as a drawing, and where something stands in it."""

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QFontInfo, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.widgets.basics import LEAVE, button, label
from app.gui.widgets.panel import scrolling
from app.i18n import Text, text, tr
from app.orders.diagram import TONES, height_at, svg
from app.orders.item_states import ITEM
from app.orders.machine import Machine
from app.service.claim_states import CLAIM
from app.service.proof_states import PROOF
from app.shipping.parcel_states import PARCEL

MACHINES: tuple[Machine, ...] = (ITEM, PARCEL, PROOF, CLAIM)


class Drawing(QWidget):
    """A state table, drawn in the colours of the theme."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._machine, self._state = ITEM, ""
        self._renderer = QSvgRenderer(self)
        look.changed.connect(self._draw)

    def show_machine(self, machine: Machine, state: str) -> None:
        """Show this table; ``state`` stands out, where it is one of its states."""
        self._machine, self._state = machine, state
        titles = [str(one.title) for one in machine.states if one.id == state]
        self.setAccessibleName(str(machine.title))
        self.setAccessibleDescription(titles[0] if titles else "")
        self._draw()

    def middle(self) -> int:
        """How far below the top the state is that stands out."""
        return round(height_at(self._machine, self._state)) if self._state in self._machine.state else 0

    def _draw(self) -> None:
        tones = {tone: getattr(self._look.tokens, tone) for tone in TONES}
        drawn = svg(self._machine, self._state, tones, QFontInfo(self.font()).family())
        self._renderer.load(QByteArray(drawn.encode()))
        self.setFixedSize(self._renderer.defaultSize())
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        self._renderer.render(painter, QRectF(self.rect()))


class StateMap(QDialog):
    """Scrolls to where the thing stands; the other tables can be looked at as well."""

    def __init__(self, look: Look, parent: QWidget, machine: Machine = ITEM, state: str = "", title: str = "") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("How it goes"))
        self._here = (machine, state)
        self.which = QComboBox()
        for one in MACHINES:
            self.which.addItem(str(one.title), one.name)
        self.which.setCurrentIndex(MACHINES.index(machine))
        say(self.which, setAccessibleName=text("What is shown"), setToolTip=text("Items, parcels, proofs or claims"))
        self.drawing = Drawing(look)
        middle = QWidget()
        inside = QHBoxLayout(middle)
        inside.setContentsMargins(8, 8, 8, 8)
        inside.addWidget(self.drawing)
        self.area: QScrollArea = scrolling(middle)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        known = machine.state.get(state)
        head = QHBoxLayout()
        words = self._words(title, known.title if known is not None else None)
        head.addWidget(label(words, "title", wrap=True), 1)
        head.addWidget(self.which, 0, Qt.AlignmentFlag.AlignTop)
        close = button(text("Close"), self.accept, "second", tip=LEAVE)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.area, 1)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.which.currentIndexChanged.connect(lambda _n: self._show())
        self._show()
        self.area.setFocus()

    @staticmethod
    def _words(title: str, state: Text | None) -> str:
        if state is None:
            return tr("From the first state to the last")
        return tr("“{title}” is here: {state}", title=title, state=state)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as the drawing, and no higher than the screen."""
        room = self.screen().availableGeometry()
        wide, high = self.drawing.width() + 76, self.drawing.height() + 140
        return QSize(min(wide, room.width() - 80), min(high, round(room.height() * 0.86)))

    def showEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)  # type: ignore[arg-type]
        self._go_there()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        bar = self.area.verticalScrollBar()
        steps = {Qt.Key.Key_PageDown: bar.pageStep(), Qt.Key.Key_PageUp: -bar.pageStep()}
        if event.key() in steps:
            bar.setValue(bar.value() + steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _show(self) -> None:
        machine = MACHINES[max(0, self.which.currentIndex())]
        self.drawing.show_machine(machine, self._here[1] if machine is self._here[0] else "")
        self._go_there()

    def _go_there(self) -> None:
        self.area.verticalScrollBar().setValue(max(0, self.drawing.middle() - self.area.viewport().height() // 2))


def show_map(look: Look, parent: QWidget, machine: Machine = ITEM, state: str = "", title: str = "") -> StateMap:
    """Open the drawing beside the window; gives it, which is open."""
    window = StateMap(look, parent, machine, state, title)
    window.resize(window.sizeHint())
    window.show()
    return window
