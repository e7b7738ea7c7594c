"""Makes proofs from the window: asks, has them made beside everything else, and says where they are."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.commands import model, proof
from app.commands.proof import ProofMade, ProofWishes
from app.commands.proof_mark import proof_mark
from app.commands.workshop import Workshop
from app.errors import AppError
from app.gui.base.office_desk import OfficeDesk
from app.gui.proof.model_dialog import ModelProofDialog
from app.gui.widgets.message_bar import MessageBar
from app.i18n import language, plural, text, tr
from app.security.watermark import Watermark
from app.session.bench import Document

WORK = "app.gui.proof.make:make_from_store"  # by name: only the process that draws loads it


FOR_ORDER = text(
    "For an order: every picture carries this PC, the time and the order number, where the workshop wants it."
)


class ProofTool:
    """Opens its dialog over ``window``. What was said about a model is proposed again for its next round."""

    def __init__(self, workshop: Workshop, desk: OfficeDesk, window: QWidget, messages: MessageBar) -> None:
        self._workshop, self._desk, self._window, self._messages = workshop, desk, window, messages
        self._said: dict[str, tuple[ProofWishes, Path]] = {}

    def ask(self) -> ModelProofDialog | None:
        """The dialog, open; None without a model."""
        document = self._workshop.bench.document
        if document is None:
            return None
        wishes, folder = self._proposed(document)
        dialog = ModelProofDialog(wishes, folder, self._start, self._window, note=FOR_ORDER if document.item else None)
        dialog.open()
        return dialog

    def _proposed(self, document: Document) -> tuple[ProofWishes, Path]:
        process = model.process_of(document)
        stem = proof.stem_of(document.title)
        wishes, folder = self._said.get(document.original, (None, None))
        if wishes is None or folder is None:
            root = Path(self._workshop.preferences.last_folder or Path.home())
            folder = (root if root.is_dir() else Path.home()) / f"{stem}-proof"
            report = self._workshop.bench.report
            white = process.color == "white" or (report is not None and report.color == "none")
            wishes = ProofWishes(title=stem, stem=stem, white=white, watermark=tr("For approval only"))
        written = proof.written_on(document)
        last = max(proof.rounds_in(folder, stem), default=0)
        return (
            replace(
                wishes,
                base_text=written or wishes.base_text,
                round=min(last + 1, proof.ROUNDS),
                material=process.title(),
                day=proof.today(),
                language=language(),
            ),
            folder,
        )

    def _start(self, wishes: ProofWishes, folder: Path) -> None:
        document = self._workshop.bench.document
        if document is None:
            return
        self._said[document.original] = (wishes, folder)
        if not document.item:
            proof.make(self._workshop, document, wishes, folder, WORK, self._made)
            return

        def marked(mark: Watermark | None) -> None:
            proof.make(self._workshop, document, replace(wishes, mark=mark), folder, WORK, self._made)

        def refused(error: AppError) -> None:  # without its mark nothing leaves the house
            self._messages.say(error.sentence, "bad")

        self._desk.ask(proof_mark, document.item, then=marked, failed=refused, writes=wishes.file_name(".pdf"))

    def _made(self, made: ProofMade) -> None:
        def show_folder() -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(made.folder)))

        sentence = plural(
            "The proof is made: {n} file in {folder}.",
            "The proof is made: {n} files in {folder}.",
            len(made.files),
            folder=made.folder.name,
        )
        self._messages.say(sentence, "ok", (text("Show the folder"), show_folder))
