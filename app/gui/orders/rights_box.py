"""What an order comes from, and what its buyer has agreed to: creations, licence, whose they are, consent."""

from urllib.parse import urlsplit

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.commands.order_view import OrderView
from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.widgets.basics import ElidedLabel, button, clear, label, tool
from app.i18n import Text, text, tr
from app.moments import day
from app.orders.records import CLIENT, Consent, Creation

SCOPES: dict[str, Text] = {"likeness": text("likeness"), "voice": text("voice"), "shipping": text("shipping")}


class RightsBox(QWidget):
    """``consented``: the consent is there; ``withdrawn``: the buyer takes it back."""

    consented = Signal()
    withdrawn = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.creations = QVBoxLayout()
        self.creations.setSpacing(2)
        self.consent = label("", "dim", wrap=True)
        self.give = button(text("The consent is there"), self.consented.emit, "small")
        self.take_back = button(text("Taken back…"), self.withdrawn.emit, "small")
        say(self.give, setToolTip=text("Record that the buyer has agreed that the likeness is used"))
        say(
            self.take_back,
            setToolTip=text("The buyer takes the consent back: what is not packed yet is put on hold"),
        )
        line = QHBoxLayout()
        line.addWidget(self.consent, 1)
        line.addWidget(self.give)
        line.addWidget(self.take_back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(line)
        column.addLayout(self.creations)

    def show_rights(self, view: OrderView, *, may_change: bool) -> None:
        """Show those of this order."""
        given = next((consent for consent in view.consents if consent.withdrawn_at is None), None)
        self.consent.setText(consent_words(given, consented=view.consented))
        self.give.setVisible(not view.consented and may_change)
        self.take_back.setVisible(given is not None and view.status.open and may_change)
        clear(self.creations)
        for creation in view.creations:
            self.creations.addLayout(self._line(creation))

    def _line(self, creation: Creation) -> QHBoxLayout:
        words = ElidedLabel("dim")
        words.set_text(creation_words(creation))
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(words, 1)
        if safe(creation.media_url):
            play = self._look.icon("mdi6.play-circle-outline", "dim")
            row.addWidget(tool(play, text("Play its film or song in the browser"), lambda: self._play(creation), 18))
        return row

    @staticmethod
    def _play(creation: Creation) -> None:
        QDesktopServices.openUrl(QUrl(creation.media_url))


def safe(url: str) -> bool:
    """Whether a link leads to a web page: nothing on this PC is opened by an order."""
    parts = urlsplit(url)
    return parts.scheme == "https" and bool(parts.hostname)


def creation_words(creation: Creation) -> str:
    """Its id at the platform, its licence, and whose it is."""
    owner = tr("belongs to the client") if creation.owner == CLIENT else tr("belongs to {owner}", owner=creation.owner)
    parts = (tr("Creation {key}", key=creation.key) if creation.key else tr("Creation"), creation.licence, owner)
    return " · ".join(part for part in parts if part)


def consent_words(given: Consent | None, *, consented: bool) -> str:
    """What the buyer has agreed to, since when and until when."""
    if given is None or not consented:
        return tr("The buyer has agreed.") if consented else tr("The buyer's consent is missing.")
    when = day(given.given_at) if given.given_at is not None else ""
    parts = [tr("Consent of {when}", when=when) if when else tr("The buyer has agreed.")]
    parts += [", ".join(str(SCOPES.get(scope, scope)) for scope in given.scopes)]
    if given.until is not None:
        parts.append(tr("until {when}", when=day(given.until)))
    if given.guardian:
        parts.append(tr("given by a guardian"))
    return " · ".join(part for part in parts if part)
