"""Step 3: photo and weight, then the parcel is closed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from app.commands.parcel_view import ParcelView
from app.errors import FileRefusedError
from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.packing.scanner_keys import TYPES
from app.gui.packing.turning import turn
from app.gui.packing.weight import FORM, read_weight
from app.gui.widgets.basics import button, label
from app.gui.widgets.photo_box import PhotoBox
from app.i18n import text, tr


class ClosePanel(QFrame):
    """Emits ``photo`` (bytes), ``weighed`` (grams), ``closing``, ``without_photo`` (close, and say why), ``refused``."""

    photo = Signal(bytes)
    weighed = Signal(int)
    closing = Signal()
    without_photo = Signal()
    refused = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("kind", "stage")
        self._view: ParcelView | None = None
        self._closing_wanted = False
        self.photo_box = PhotoBox(look)
        self.weight = QLineEdit()
        self.weight.setObjectName("weightField")
        self.weight.setMaxLength(16)
        self.weight.setProperty(TYPES, FORM)  # a scale is a keyboard too
        say(
            self.weight,
            setAccessibleName=text("Weight"),
            setPlaceholderText=text("412 g or 0.412 kg"),
            setToolTip=text("Weight of the closed parcel, typed by you or the scale; Return keeps it"),
        )
        self.expected = label("", "dim", wrap=True)
        self.odd = label("", "problem", wrap=True)
        self.close_button = button(text("Close the parcel"), self.closing.emit, "primary")
        say(self.close_button, setToolTip=text("All is scanned, photographed and weighed: the items are packed then"))
        self.no_photo = button(text("Without a photo…"), self.without_photo.emit, "link")
        say(self.no_photo, setToolTip=text("Close it without a photo and say why; the reason is recorded"))
        side = QVBoxLayout()
        side.setSpacing(6)
        side.addWidget(label(text("Weight"), "heading"))
        side.addWidget(self.weight)
        side.addWidget(self.expected)
        side.addWidget(self.odd)
        side.addStretch()
        buttons = QHBoxLayout()
        buttons.addWidget(self.no_photo)
        buttons.addStretch()
        buttons.addWidget(self.close_button)
        side.addLayout(buttons)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(14, 12, 14, 12)
        row.setSpacing(16)
        row.addWidget(self.photo_box, 3)
        row.addLayout(side, 2)
        self.weight.returnPressed.connect(self._entered)
        self.photo_box.chosen.connect(self.photo.emit)
        self.photo_box.refused.connect(self.refused.emit)

    def show_view(self, view: ParcelView) -> None:
        """Show how far it is."""
        other = self._view is None or self._view.parcel.id != view.parcel.id
        self._view = view
        parcel = view.parcel
        if other or not self.weight.hasFocus():
            self.weight.setText("" if parcel.weight_g is None else f"{parcel.weight_g} g")
        self.expected.setText(tr("about {grams} g expected", grams=view.expected.grams))
        self.odd.setText("" if view.odd is None else str(view.odd))
        self.odd.setVisible(view.odd is not None)
        self.close_button.setEnabled(view.missing == 0 and bool(parcel.photo) and parcel.weight_g is not None)
        self.no_photo.setVisible(not parcel.photo)
        self.no_photo.setEnabled(view.missing == 0 and parcel.weight_g is not None)
        if self._closing_wanted and parcel.weight_g is not None:
            self._closing_wanted = False
            if self.close_button.isEnabled() and view.odd is None:
                self.closing.emit()
            elif self.close_button.isEnabled():
                self.close_button.setFocus()
            elif not parcel.photo:
                self.photo_box.setFocus()

    def set_narrow(self, *, narrow: bool) -> None:
        """Below each other where there is little room."""
        turn(self._row, narrow=narrow)
        turn(self.photo_box.row, narrow=narrow)

    def begin(self) -> None:
        """Let the keys work here: what is missing first."""
        if self._view is not None and self._view.parcel.weight_g is None:
            self.weight.setFocus()
        elif self._view is not None and not self._view.parcel.photo:
            self.photo_box.setFocus()
        else:
            self.close_button.setFocus()

    def keep_weight(self) -> None:
        """Take the weight that is typed."""
        grams = read_weight(self.weight.text())
        if grams is None:
            self.refused.emit(FileRefusedError(text("This is no weight: type grams (412) or kilograms (0.412).")))
            return
        self.weighed.emit(grams)

    def _entered(self) -> None:
        self._closing_wanted = True
        self.keep_weight()
