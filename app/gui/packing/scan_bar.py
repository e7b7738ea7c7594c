"""The field that everything is scanned or typed into: large, always ready, and it says what the last scan was."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.packing.turning import turn
from app.gui.widgets.basics import ElidedLabel, label, mark, tool
from app.gui.widgets.sign import Sign
from app.i18n import Text, text

READY = text("Scanner ready · or type")
WAITING = text("Scanner stopped")


class ScanBar(QFrame):
    """Emits ``scanned`` at Return, ``back`` at Backspace in the empty field (take back the last scan), ``camera_wanted``."""

    scanned = Signal(str)
    back = Signal()
    camera_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("scanBar")
        self.field = QLineEdit()
        self.field.setObjectName("scanField")
        self.field.setMaxLength(200)
        self.field.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)  # a scanner types no pinyin
        self.field.installEventFilter(self)
        say(
            self.field,
            setAccessibleName=text("Scan field"),
            setToolTip=text(
                "Scan or type the code of an order, an item, a parcel or a waybill; Return opens or counts it"
            ),
        )
        self.said = ElidedLabel("said")
        self.said.hide()
        self.hint = label(READY, "dim")
        self._row = QHBoxLayout()
        self._row.setSpacing(2)
        self._row.addWidget(self.field, 4)
        self._row.addWidget(self.said, 3)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        row.setSpacing(12)
        row.addWidget(Sign(look, "mdi6.barcode-scan", "accent", 28))
        row.addLayout(self._row, 1)
        row.addWidget(self.hint)
        self.camera = tool(look.icon("mdi6.camera-outline"), text("Scan with a camera"), self.camera_wanted.emit, 20)
        row.addWidget(self.camera)
        self.field.returnPressed.connect(self._entered)

    def ask_for(self, words: Text) -> None:
        """Say in the empty field what is to be scanned."""
        say(self.field, setPlaceholderText=words)

    def set_narrow(self, *, narrow: bool) -> None:
        """What the last scan was stands below the field where there is little room."""
        turn(self._row, narrow=narrow)
        self.hint.setVisible(not narrow)

    def say(self, sentence: Text | str) -> None:
        """What the last scan was."""
        self.said.set_text(str(sentence))
        self.said.setVisible(bool(str(sentence)))

    def type(self, sign: str) -> None:
        """A sign that was typed elsewhere on the page."""
        self.field.setFocus()
        self.field.insert(sign)

    def show_stopped(self, *, stopped: bool) -> None:
        """Whether scans are looked at."""
        self.field.setEnabled(not stopped)
        mark(self, stopped=stopped)
        say(self.hint, setText=WAITING if stopped else READY)
        if stopped:
            self.field.clear()
        else:
            self.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Show that the field has the focus on the frame around it."""
        if watched is self.field and event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            mark(self, focus=event.type() == QEvent.Type.FocusIn)
        elif (
            watched is self.field and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Backspace and not self.field.text()  # type: ignore[attr-defined]
        ):  # fmt: skip
            self.back.emit()
            return True
        return super().eventFilter(watched, event)

    def _entered(self) -> None:
        words = self.field.text()
        self.field.clear()
        if words.strip():
            self.scanned.emit(words)
