"""Makes proofs of flat things from the window: asks, draws, sets the sheet, and keeps it with the order as a draft."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.commands.flat_pictures import FlatPictures
from app.commands.layout_proof import FlatProof, draw_flat_proof, flat_proof, keep_flat_proof
from app.commands.proof import ProofWishes, stem_of, today
from app.commands.proof_mark import proof_mark
from app.commands.workshop import Workshop
from app.errors import AppError
from app.gui.base.office_desk import OfficeDesk
from app.gui.proof.flat_dialog import FlatProofDialog
from app.gui.widgets.message_bar import MessageBar
from app.i18n import language, plural, text, tr
from app.security.watermark import Watermark

SHEET = "app.gui.proof.flat_sheet:sheet_of_pictures"  # by name: only the process that sets it loads it


class FlatProofTool:
    """Opens its dialog over ``window``. What was said about an item is proposed again for its next round."""

    def __init__(self, workshop: Workshop, desk: OfficeDesk, window: QWidget) -> None:
        self._workshop, self._desk, self._window = workshop, desk, window
        self._said: dict[int, tuple[ProofWishes, Path]] = {}
        self.dialog: FlatProofDialog | None = None

    def ask(self, item: int, teller: MessageBar, after: Callable[[], object] = lambda: None) -> None:
        """Ask about the proof of this item. ``teller``: where results are said; ``after``: once it is with the order."""

        def there(flat: FlatProof) -> None:
            wishes, folder = self._proposed(flat)

            def start(wishes: ProofWishes, folder: Path) -> None:
                self._said[flat.item] = (wishes, folder)
                self._make(flat, wishes, folder, teller, after)

            self.dialog = FlatProofDialog(wishes, folder, start, self._window)
            self.dialog.open()

        self._desk.ask(flat_proof, item, then=there, failed=_sayer(teller))

    def _proposed(self, flat: FlatProof) -> tuple[ProofWishes, Path]:
        stem = stem_of(f"{flat.serial} {flat.title}" if flat.title != flat.serial else flat.serial)
        wishes, folder = self._said.get(flat.item, (None, None))
        if wishes is None or folder is None:
            root = Path(self._workshop.preferences.last_folder or Path.home())
            folder = (root if root.is_dir() else Path.home()) / f"{stem}-proof"
            material = " · ".join(str(part) for part in flat.material if str(part))
            wishes = ProofWishes(title=flat.title, stem=stem, material=material, watermark=tr("For approval only"))
        return replace(wishes, round=flat.round, day=today(), language=language()), folder

    def _make(
        self, flat: FlatProof, wishes: ProofWishes, folder: Path, teller: MessageBar, after: Callable[[], object]
    ) -> None:  # fmt: skip
        failed = _sayer(teller)
        title = text("Make the proof of {title}", title=wishes.title)
        path = folder / wishes.file_name(".pdf")

        def marked(mark: Watermark | None) -> None:
            wanted = replace(wishes, mark=mark)
            self._desk.ask(
                draw_flat_proof, flat, wanted, folder, then=drawn, failed=failed, title=title, lane="batch",
                progress=True, writes=path.name,
            )  # fmt: skip

        def drawn(pictures: FlatPictures) -> None:
            def set_sheet(sheet: bytes) -> None:
                files = len(pictures.files) + 1
                self._desk.ask(
                    keep_flat_proof, flat, sheet, then=lambda _proof: kept(files), failed=failed, lane="thread",
                    writes=path.name,
                )  # fmt: skip

            self._workshop.runner.run(
                title, SHEET, path, wishes, pictures, flat.revision, then=set_sheet, failed=failed, lane="pictures",
                writes=path.name,
            )  # fmt: skip

        def kept(files: int) -> None:
            self._workshop.preferences.last_folder = str(folder.parent)

            def show_folder() -> None:
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

            sentence = plural(
                "The proof is with the order, to be sent; {n} file is in {folder}.",
                "The proof is with the order, to be sent; {n} files are in {folder}.", files, folder=folder.name,
            )  # fmt: skip
            teller.say(sentence, "ok", (text("Show the folder"), show_folder))
            after()

        # every job of them holds the window: the files alone, without the order's proof, would be half of it
        self._desk.ask(
            proof_mark, flat.item, then=marked, failed=failed, writes=path.name
        )  # without its mark nothing leaves the house


def _sayer(teller: MessageBar) -> Callable[[AppError], None]:
    return lambda error: teller.say(error.sentence, "bad")
