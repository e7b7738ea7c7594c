"""What parcel it is, how far it is, when it has to leave, and who gets it."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.commands.parcel_view import ParcelView
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.row_words import due_words
from app.gui.people.masked_contact import MaskedContact
from app.gui.widgets.badge import StateBadge
from app.gui.widgets.basics import ElidedLabel, label, mark
from app.i18n import text, tr
from app.orders.machine import State
from app.orders.record import now
from app.shipping.parcel_states import PARCEL


class ParcelHead(QWidget):
    """The top of the page; who gets it is shown once there is a desk to ask for more."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.title = label(text("Packing"), "hero")
        self.badge = StateBadge(look)
        self.badge.hide()
        self.company = StateBadge(look)
        self.company.hide()
        self.orders = ElidedLabel("dim")
        self.due = label("", "dim")
        self.contact: MaskedContact | None = None
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.title)
        row.addWidget(self.badge)
        row.addWidget(self.company)
        row.addWidget(self.orders, 1)
        row.addWidget(self.due)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addLayout(row)

    def connect_to(self, desk: OfficeDesk) -> None:
        """The order book is there."""
        if self.contact is None:
            self.contact = MaskedContact(desk, self._look)
            self.contact.hide()
            self._column.addWidget(self.contact)

    def show_view(self, view: ParcelView | None) -> None:
        """Show this parcel."""
        self.badge.setVisible(view is not None)
        elsewhere = view.company[0] if view is not None and view.company else None
        self.company.setVisible(elsewhere is not None)
        if elsewhere is not None:
            words = text("also at {station}", station=elsewhere.station)
            self.company.show_state(State("shared", words, "warn", icon="mdi6.account-multiple"))
            self.company.setToolTip(tr("Somebody packs this parcel there too; each thing counts once"))
        if self.contact is not None:
            self.contact.setVisible(view is not None)
            self.contact.show_contact(None if view is None else view.contact)
        if view is None:
            self.title.setText(tr("Packing"))
            self.orders.set_text("")
            self.due.clear()
            return
        parcel, inside = view.parcel, view.inside
        self.title.setText(tr("Parcel {number}", number=parcel.number))
        if parcel.state == "new":
            words = text("scanning {done} / {all}", done=inside.scanned, all=inside.units)
            state = State("new", words, "ok" if view.missing == 0 else "warn", icon="mdi6.barcode-scan")
        else:
            state = PARCEL.state[parcel.state]
        self.badge.show_state(state)
        self.orders.set_text("  ".join(view.orders))
        gone = parcel.handed_over_at is not None
        when, late = due_words(view.due_at, now())
        self.due.setText("" if gone or view.due_at is None else tr("has to leave: {when}", when=str(when)))
        mark(self.due, tone="bad" if late else "")
