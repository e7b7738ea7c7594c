"""Certificates of what was deleted or handed back."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSplitter, QTextBrowser

from app.commands import certificates
from app.commands.certificates import KIND_NAMES, CertificateView
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.words import say
from app.gui.people.local import Local
from app.gui.people.page import Page
from app.gui.people.table import Column, RowsTable
from app.gui.people.text_file import write_text
from app.gui.widgets.basics import button, label
from app.i18n import text, tr
from app.moments import minute
from app.orders.people import Certificate
from app.security.permissions import Permission


class CertificatesPage(Page):
    """The list above, the words of the chosen one below."""

    id = "certificates"
    title = text("Certificates")
    sentence = text("What was deleted or handed back, when, by whom and by which rule; signed with the workshop's key.")
    icon = "mdi6.certificate-outline"
    permission = Permission.PERSONAL_MANAGE

    def __init__(self, desk: OfficeDesk, look: Look, local: Local) -> None:
        super().__init__(desk, look, local)
        self._view: CertificateView | None = None
        columns: list[Column[Certificate]] = [
            Column(text("Certificate number"), lambda c: str(c.id), 170),
            Column(text("Issued"), lambda c: minute(c.at), 140),
            Column(text("What for"), lambda c: str(KIND_NAMES.get(c.kind, c.kind)), -1),
            Column(text("Order count"), lambda c: str(c.counts.get("orders", 0)), 96, right=True),
        ]
        self.table = RowsTable(columns)
        say(self.table, setAccessibleName=text("Certificates"))
        self.table.selectionModel().selectionChanged.connect(lambda _now, _before: self._chosen())
        self.words = QTextBrowser()
        say(self.words, setAccessibleName=text("Words of the certificate"))
        self.genuine = label("", "dim")
        self.keep = button(text("Save as a file…"), self._save, "small", look.icon("mdi6.content-save-outline"))
        say(self.keep, setToolTip=text("Write the certificate to a file for the client or the authority"))
        split = QSplitter()
        split.setOrientation(split.orientation().Vertical)
        split.addWidget(self.table)
        split.addWidget(self.words)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        foot = QHBoxLayout()
        foot.addWidget(self.genuine, 1)
        foot.addWidget(self.keep)
        self.content.addWidget(split, 1)
        self.content.addLayout(foot)
        self._show_view(None)

    def load(self) -> None:
        """Ask for all."""
        self.ask(certificates.certificates, then=self._show)

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self.table.rows.refresh()
        self._chosen()

    def _show(self, found: tuple[Certificate, ...]) -> None:
        self.table.show_rows(found, lambda one, other: one.id == other.id)
        if found and self.table.chosen is None:
            self.table.selectRow(0)
        if not found:
            self._show_view(None)

    def _chosen(self) -> None:
        certificate = self.table.chosen
        if certificate is not None:
            self.ask(certificates.certificate_view, certificate.id, then=self._show_view)

    def _show_view(self, view: CertificateView | None) -> None:
        self._view = view
        if view is None:
            self.words.setPlainText(tr("Nothing was deleted or handed back yet."))
            self.genuine.setText("")
        else:
            self.words.setPlainText(view.words)
            self.genuine.setText(
                tr("✓ Signed with this workshop's key and unchanged since")
                if view.genuine
                else tr("✗ Changed since it was issued, or signed with another key")
            )
        self.keep.setEnabled(view is not None)

    def _save(self) -> None:
        view = self._view
        if view is None:
            return
        proposed = str(Path.home() / tr("certificate {number}.txt", number=view.certificate.id))
        name, _kind = QFileDialog.getSaveFileName(self, tr("Save the certificate"), proposed, "TXT (*.txt)")
        if name:
            write_text(Path(name), view.words, self.messages)
