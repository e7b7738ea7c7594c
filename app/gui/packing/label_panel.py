"""Step 4: the label as it will be printed, read back already; size, printer, and the papers that lie in the parcel."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout

from app.commands.parcel_view import ParcelView
from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.packing.printing import TO_FILE
from app.gui.packing.turning import turn
from app.gui.widgets.basics import button, label
from app.gui.widgets.sign import Sign
from app.i18n import Text, text, tr
from app.shipping.labels.pages import Printed
from app.shipping.labels.slip import DPI, LABEL_SIZES

PREVIEW, SMALL = (190, 250), (146, 196)  # pixels


class LabelPanel(QFrame):
    """Emits ``preview_wanted`` (size, dpi), ``print_wanted``, ``list_wanted``, ``card_wanted``."""

    preview_wanted = Signal(str, int)
    print_wanted = Signal()
    list_wanted = Signal()
    card_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("kind", "stage")
        self._shown = ""
        self.preview = QLabel()
        say(self.preview, setAccessibleName=text("Preview of the label"))
        self._picture = QPixmap()
        self.preview.setFixedSize(*PREVIEW)
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.preview.setProperty("kind", "paper")
        self.paper, self.dpi, self.printer = QComboBox(), QComboBox(), QComboBox()
        for paper in LABEL_SIZES.values():
            self.paper.addItem(paper.title, paper.id)
        for dots in DPI:
            self.dpi.addItem(tr("{n} dpi", n=dots), dots)
        self.proof_sign = Sign(look, "mdi6.check-decagram", "ok")
        self.proof = label("", "dim", wrap=True)
        self.print = button(
            text("Print the label"), self.print_wanted.emit, "primary", look.icon("mdi6.printer", "on_fill")
        )
        self.list = button(text("Packing list"), self.list_wanted.emit, "second")
        self.card = button(text("Unboxing card"), self.card_wanted.emit, "second")
        self._describe()
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        rows: Sequence[tuple[Text, QComboBox]] = (
            (text("Label size"), self.paper), (text("Resolution"), self.dpi), (text("Printer"), self.printer),
        )  # fmt: skip
        for number, (words, field) in enumerate(rows):
            grid.addWidget(label(words, "dim"), number, 0)
            grid.addWidget(field, number, 1)
        grid.setColumnStretch(1, 1)
        proof = QHBoxLayout()
        proof.setSpacing(8)
        proof.addWidget(self.proof_sign, 0, Qt.AlignmentFlag.AlignTop)
        proof.addWidget(self.proof, 1)
        self._buttons = buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.list)
        buttons.addWidget(self.card)
        buttons.addStretch()
        buttons.addWidget(self.print)
        side = QVBoxLayout()
        side.setSpacing(10)
        side.addLayout(grid)
        side.addLayout(proof)
        side.addStretch()
        side.addLayout(buttons)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(14, 12, 14, 12)
        row.setSpacing(18)
        row.addWidget(self.preview)
        row.addLayout(side, 1)
        self.paper.currentIndexChanged.connect(lambda _n: self._ask())
        self.dpi.currentIndexChanged.connect(lambda _n: self._ask())
        self.show_problem(None)

    def show_printers(self, names: Sequence[str], chosen: str) -> None:
        """Printers of this PC; the last entry saves a file."""
        self.printer.clear()
        for name in names:
            self.printer.addItem(name, name)
        self.printer.addItem(tr("Save as a file…"), TO_FILE)
        self.printer.setCurrentIndex(max(0, self.printer.findData(chosen)))

    def refresh(self) -> None:
        """Say the choices again, in the language of now."""
        self.printer.setItemText(self.printer.count() - 1, tr("Save as a file…"))
        for number, dots in enumerate(DPI):
            self.dpi.setItemText(number, tr("{n} dpi", n=dots))

    def choose(self, size: str, dpi: int) -> None:
        """Take this size and resolution; the label is drawn anew when it is shown next."""
        before = self.chosen()
        for field, value in ((self.paper, size), (self.dpi, dpi)):
            blocked = field.blockSignals(True)
            field.setCurrentIndex(max(0, field.findData(value)))
            field.blockSignals(blocked)
        if self.chosen() != before:
            self._shown = ""

    def chosen(self) -> tuple[str, int, str]:
        """Size, dots an inch, and printer (empty: a file)."""
        return str(self.paper.currentData()), int(self.dpi.currentData()), str(self.printer.currentData() or TO_FILE)

    def show_view(self, view: ParcelView) -> None:
        """Show the label of this parcel; it is drawn anew where something on it has changed."""
        parcel = view.parcel
        self.card.setVisible(view.inside.card != "none")
        state = f"{parcel.id} {parcel.waybill} {parcel.weight_g} {parcel.carrier}"
        if state != self._shown:
            self._shown = state
            self._ask()

    def set_narrow(self, *, narrow: bool) -> None:
        """Below each other where there is little room."""
        turn(self._row, narrow=narrow)
        turn(self._buttons, narrow=narrow)

    def set_small(self, *, small: bool) -> None:
        """A small preview where there is little room."""
        self.preview.setFixedSize(*(SMALL if small else PREVIEW))
        self._draw()

    def begin(self) -> None:
        """Let the keys work here."""
        self.print.setFocus()

    def forget(self) -> None:
        """Another parcel is open, or none."""
        self._shown = ""
        self._clear()

    def show_preview(self, printed: Printed) -> None:
        """The label, and that its codes were read back from its dots."""
        self._picture.loadFromData(printed.pages[0])
        self._draw()
        self.show_problem(None)

    def _draw(self) -> None:
        if not self._picture.isNull():
            room = self.preview.contentsRect().size()
            smooth = Qt.TransformationMode.SmoothTransformation
            self.preview.setPixmap(self._picture.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, smooth))

    def show_problem(self, sentence: Text | str | None) -> None:
        """Why it cannot be printed; None: it can."""
        self.print.setEnabled(sentence is None)
        self.proof_sign.show_sign(
            "mdi6.check-decagram" if sentence is None else "mdi6.alert-octagon", "ok" if sentence is None else "bad"
        )
        if sentence is None:
            say(self.proof, setText=text("Private label after GB/T 41833; its codes were read back from the dots."))
            return
        self._clear()
        say(self.proof, setText=sentence if isinstance(sentence, Text) else text("{words}", words=sentence))

    def _clear(self) -> None:
        self._picture = QPixmap()
        self.preview.clear()

    def _ask(self) -> None:
        if self._shown:
            size, dpi, _printer = self.chosen()
            self.preview_wanted.emit(size, dpi)

    def _describe(self) -> None:
        for field, name, tip in (
            (self.paper, text("Label size"), text("Paper of the label printer")),
            (self.dpi, text("Resolution"), text("Dots an inch of the label printer; look at its plate")),
            (self.printer, text("Printer"), text("Where the label goes; it is remembered on this PC")),
            (self.print, text("Print the label"), text("Print it and count it as printed (F5, then Return)")),
            (self.list, text("Packing list"), text("Print the list with pictures that lies in the parcel")),
            (self.card, text("Unboxing card"), text("Print the card that the buyer scans")),
        ):
            say(field, setAccessibleName=name, setToolTip=tip)
