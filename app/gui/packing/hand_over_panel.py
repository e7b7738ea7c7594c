"""Step 5: the waybill, scanned or typed, and the hand-over to the courier."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from app.commands.parcel_view import ParcelView
from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.packing.scanner_keys import TAKES_SCANS
from app.gui.packing.turning import turn
from app.gui.widgets.basics import button, label
from app.i18n import text
from app.shipping.carriers import CARRIERS, carrier_of
from app.shipping.codes import read_code


class HandOverPanel(QFrame):
    """Emits ``waybill`` (number, courier), ``handing_over``, ``label_wanted`` (print it anew).

    ``scanned`` gives what was scanned into the field of the number and is none: a label of this workshop.
    """

    waybill = Signal(str, str)
    handing_over = Signal()
    label_wanted = Signal()
    scanned = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("kind", "stage")
        self._parcel = 0
        self.number = QLineEdit()
        self.number.setObjectName("waybillField")
        self.number.setMaxLength(40)
        self.number.setProperty(TAKES_SCANS, True)
        self.carrier = QComboBox()
        self.carrier.addItem("", "")
        for one in CARRIERS:
            self.carrier.addItem(str(one.title), one.id)
        self.keep = button(text("Keep the number"), self._entered, "second")
        self.go = button(
            text("Hand over"), self.handing_over.emit, "primary", look.icon("mdi6.truck-outline", "on_fill")
        )
        self.hint = label("", "dim", wrap=True)
        self.again = button(text("Print the label anew"), self.label_wanted.emit, "link")
        say(
            self.number,
            setAccessibleName=text("Waybill number"),
            setPlaceholderText=text("Scan or type the waybill number"),
            setToolTip=text("The number that the courier gave; Return keeps it"),
        )
        say(
            self.carrier,
            setAccessibleName=text("Courier"),
            setToolTip=text("Who carries it; many numbers tell it by themselves"),
        )
        say(self.keep, setToolTip=text("Check the number and keep it (Return)"))
        say(self.go, setToolTip=text("The courier has it: hand over (F6, then Return)"))
        say(self.again, setToolTip=text("With the waybill number as its bar code"))
        self._row = fields = QHBoxLayout()
        fields.setSpacing(8)
        fields.addWidget(self.number, 3)
        fields.addWidget(self.carrier, 2)
        fields.addWidget(self.keep)
        fields.addWidget(self.go)
        below = QHBoxLayout()
        below.addWidget(self.hint, 1)
        below.addWidget(self.again)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 10)
        column.setSpacing(6)
        column.addWidget(label(text("Waybill"), "heading"))
        column.addLayout(fields)
        column.addLayout(below)
        self.number.textEdited.connect(self._guess)
        self.number.returnPressed.connect(self._entered)

    def show_view(self, view: ParcelView) -> None:
        """Show how far it is."""
        parcel = view.parcel
        if parcel.id != self._parcel or not self.number.hasFocus():
            self.number.setText(parcel.waybill)
            self.carrier.setCurrentIndex(max(0, self.carrier.findData(parcel.carrier)))
        self._parcel = parcel.id
        printed = parcel.facts.get("label") or {}
        stale = bool(parcel.waybill) and printed.get("waybill", "") != parcel.waybill
        self.go.setEnabled(bool(parcel.waybill) and parcel.state == "labelled")
        self.again.setVisible(stale and parcel.state in {"verified", "labelled"})
        if not parcel.waybill:
            words = text("The number is checked; one that another parcel has is refused.")
        elif parcel.state == "verified":
            words = text("Print the label, then hand it over.")
        elif stale:
            words = text("The label that is printed does not carry this number yet.")
        else:
            words = text("Ready: hand it over when the courier is here.")
        say(self.hint, setText=words)

    def set_narrow(self, *, narrow: bool) -> None:
        """Below each other where there is little room."""
        turn(self._row, narrow=narrow)

    def begin(self) -> None:
        """Let the keys work here."""
        if self.go.isEnabled():
            self.go.setFocus()
        else:
            self.number.setFocus()
            self.number.selectAll()

    def take(self, number: str) -> None:
        """Take a number that was scanned elsewhere on the page; where it does not tell its courier, ask for that."""
        self.number.setText(number)
        self._guess(number)
        if self.carrier.currentData():
            self._entered()
        else:
            self.carrier.setFocus()

    def refresh(self) -> None:
        """Say the couriers again, in the language of now."""
        for number, one in enumerate(CARRIERS, 1):
            self.carrier.setItemText(number, str(one.title))

    def _guess(self, words: str) -> None:
        found = carrier_of(words)
        if found:
            self.carrier.setCurrentIndex(self.carrier.findData(found))

    def _entered(self) -> None:
        words = self.number.text()
        if read_code(words).kind in {"item", "number", "card"}:
            self.number.clear()
            self.scanned.emit(words)
        elif words.strip():
            self._guess(self.number.text())
            self.waybill.emit(self.number.text(), str(self.carrier.currentData() or ""))
