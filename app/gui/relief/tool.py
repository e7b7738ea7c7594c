"""Opens the dialog that makes solids, with the pictures that there are: a file, an order's, the open design's."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.commands.relief import Subject
from app.commands.relief_items import ReliefWork, relief_of_item
from app.commands.workshop import Workshop
from app.errors import AppError
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.widgets.message_bar import MessageBar
from app.i18n import text
from app.jobs.progress import Progress

if TYPE_CHECKING:
    from app.gui.layout.thing import Thing
    from app.gui.layout.wiring import LayoutPlace
    from app.gui.relief.dialog import ReliefDialog
    from app.gui.relief.source import Source


class ReliefTool:
    """``chosen``: the item that is meant now, if any; ``show_model`` brings the modelling bench to the front.

    ``flat`` gives the layout bench, where somebody has visited it.
    """

    def __init__(
        self, workshop: Workshop, desk: OfficeDesk, look: Look, window: QWidget, flat: "Callable[[], LayoutPlace | None]", *,
        messages: MessageBar, folder: Path, chosen: Callable[[], int | None], show_model: Callable[[], object],
    ) -> None:  # fmt: skip
        self._workshop, self._desk, self._look, self._window = workshop, desk, look, window
        self._flat, self._messages, self._folder = flat, messages, folder
        self._chosen, self._show_model = chosen, show_model
        self._used: set[Path] = set()

    def ask_picture(self) -> "ReliefDialog":
        """Open the dialog with every picture that lies near: of the design, of the chosen order; else a file is chosen there."""
        dialog, folder = self._dialog()
        item = self._chosen()
        if self._open_thing() is not None:
            self._add_design(dialog, folder)
        if item is not None:
            self._add_item(dialog, folder, item, quiet=True)
        return dialog

    def ask_design(self) -> "ReliefDialog | None":
        """Open the dialog with the design of the layout bench; None where there is none."""
        if self._open_thing() is None:
            flat = self._flat()
            bar = self._messages if flat is None else flat.page.messages
            bar.say(text("Lay something on the layout bench first."), "info")
            return None
        dialog, folder = self._dialog()
        self._add_design(dialog, folder)
        return dialog

    def ask_item(self, item: int) -> "ReliefDialog":
        """Open the dialog with the picture of this item's order; what is made is the item's model."""
        dialog, folder = self._dialog()
        self._add_item(dialog, folder, item)
        return dialog

    def ask_chosen(self) -> "ReliefDialog | None":
        """Open it for the item that is chosen; None where none is."""
        item = self._chosen()
        if item is None:
            self._messages.say(text("Choose an order in the queue first."), "info")
            return None
        return self.ask_item(item)

    def _open_thing(self) -> "Thing | None":
        flat = self._flat()
        return None if flat is None else flat.desk.thing

    def _dialog(self) -> "tuple[ReliefDialog, Path]":
        from app.gui.layout.doing import ask_picture  # noqa: PLC0415 - what asks for solids is loaded when somebody does
        from app.gui.relief.dialog import ReliefDialog  # noqa: PLC0415
        from app.gui.relief.source import source_of_file  # noqa: PLC0415

        self._folder.mkdir(parents=True, exist_ok=True)
        for old in set(self._folder.iterdir()) - self._used:  # the program ended while one was asked for
            shutil.rmtree(old, ignore_errors=True)
        kept = Path(tempfile.mkdtemp(prefix="pictures-", dir=self._folder))
        self._used.add(kept)

        def done() -> None:
            self._used.discard(kept)
            shutil.rmtree(kept, ignore_errors=True)

        def choose_file() -> None:
            path = ask_picture(dialog, self._workshop.preferences.last_folder)
            if path is not None:
                self._workshop.preferences.last_folder = str(path.parent)
                dialog.offer(source_of_file(path))

        dialog = ReliefDialog(self._workshop, self._look, self._show_model, choose_file, self._window)
        dialog.finished.connect(lambda _result: done())
        dialog.open()
        return dialog, kept

    def _add_design(self, dialog: "ReliefDialog", folder: Path) -> None:
        from app.gui.relief.of_design import source_of_design  # noqa: PLC0415 - see _dialog

        flat, thing = self._flat(), self._open_thing()
        if flat is None or thing is None:
            return
        studio, shop = flat.studio(), flat.setup.shop

        def work(*, progress: Progress) -> "Source":
            progress(0.0)
            return source_of_design(studio, thing, shop, folder)

        self._workshop.runner.run(
            text("Draw the layout"), work, then=lambda source: _offer(dialog, source),
            failed=lambda error: _say(dialog, error), lane="thread", quiet=True,
        )  # fmt: skip

    def _add_item(self, dialog: "ReliefDialog", folder: Path, item: int, *, quiet: bool = False) -> None:
        def there(work: ReliefWork) -> None:
            from app.gui.relief.source import Source  # noqa: PLC0415 - see _dialog

            if dialog.isVisible():
                path = folder / "picture"
                path.write_bytes(work.picture)
                subject = Subject(path, work.title, None, work.item, work.process, work.book)
                words = text("The order: {title}", title=work.title)
                _offer(dialog, Source(words, subject, work.start, work.height_mm, work.color))

        def failed(error: AppError) -> None:
            if not quiet:
                _say(dialog, error)

        self._desk.ask(relief_of_item, item, then=there, failed=failed, lane="thread")


def _offer(dialog: "ReliefDialog", source: "Source") -> None:
    if dialog.isVisible():
        dialog.offer(source, choose=dialog.chosen is None)


def _say(dialog: "ReliefDialog", error: AppError) -> None:
    if not dialog.isVisible():
        raise error
    dialog.say(error.sentence)
