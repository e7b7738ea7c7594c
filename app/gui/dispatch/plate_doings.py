"""What people do with plates: proposed, packed, closed, queued; long work runs beside the window."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QFormLayout, QWidget

from app.commands.dispatch import JobDraft
from app.commands.office import Office
from app.dispatch.defects import seen_at_printer
from app.dispatch.records import Plate, Printer
from app.errors import WriteRefusedError
from app.gui.base.words import say
from app.gui.dispatch.add_question import AddQuestion
from app.gui.dispatch.naming import Names
from app.gui.dispatch.page import DispatchPage
from app.gui.widgets.question import ChoiceQuestion, Question
from app.i18n import plural, text, tr
from app.orders.record import now
from app.safe_write import write_chunks

if TYPE_CHECKING:
    from app.commands.plate_view import PlateRow, PlateView, Standing, Waiting
    from app.commands.plates import PlateDraft


class ProposeQuestion(Question):
    """Asks what is printed together, and for which printer."""

    def __init__(
        self,
        waiting: "tuple[Waiting, ...]",
        printers: tuple[Printer, ...],
        names: Names,
        answered: "Callable[[PlateDraft], object]",
        parent: QWidget,
    ) -> None:
        super().__init__(
            text("Propose a plate"),
            text("What is due first goes on it first; what has no room waits for the next."),
            text("Propose"),
            parent,
        )
        self._waiting, self._printers = waiting, printers
        self.group, self.printer = QComboBox(), QComboBox()
        for number, some in enumerate(waiting):
            count = plural("{n} piece", "{n} pieces", len(some.units))
            words = (names.process(some.process), names.material(some.material), str(count))
            self.group.addItem(" · ".join(word for word in words if word), number)
        say(
            self.group,
            setAccessibleName=text("What goes on it"),
            setToolTip=text("Pieces of the same process and material"),
        )
        say(self.printer, setAccessibleName=text("Printer"), setToolTip=text("Its size is the size of the plate"))
        rows = QFormLayout()
        rows.addRow(tr("What goes on it"), self.group)
        rows.addRow(tr("Printer"), self.printer)
        self.column.addLayout(rows)
        self.finish()
        self.group.currentIndexChanged.connect(lambda _index: self._fill())
        self._fill()
        self.accepted.connect(lambda: answered(self.draft()))

    def draft(self) -> "PlateDraft":
        """The plate that is wanted."""
        from app.commands.plates import PlateDraft  # noqa: PLC0415 - it is loaded: what waits was asked for with it

        some = self._waiting[self.group.currentData()]
        printer = self._printers[self.printer.currentData()]
        here = now().astimezone()
        return PlateDraft(
            name=f"{printer.name} {here:%m-%d %H:%M}", kind="volume" if some.process.startswith("full-color") else "bed",
            process=some.process, material=some.material, width_mm=printer.width_mm, depth_mm=printer.depth_mm,
            height_mm=printer.height_mm,
        )  # fmt: skip

    def _fill(self) -> None:
        process = self._waiting[self.group.currentData()].process
        self.printer.clear()
        for number, printer in enumerate(self._printers):
            if printer.width_mm and printer.process in {"", process}:
                size = f"{printer.width_mm:g} × {printer.depth_mm:g} × {printer.height_mm:g}"
                self.printer.addItem(tr("{name} · {size} mm", name=printer.name, size=size), number)
        self.go.setEnabled(self.printer.count() > 0)


class PlateDoings(QObject):
    """Connects the plates of the page with the office. ``order_wanted``: the order of this id is to be shown."""

    order_wanted = Signal(object)

    def __init__(self, page: DispatchPage, ask_path: Callable[[QWidget, str], Path | None] | None = None) -> None:
        super().__init__(page)
        self._page, self._station = page, page.station
        self._ask_path = ask_path or _ask_path
        page.plates.propose_wanted.connect(self.propose)
        page.plates.chosen.connect(self._chosen)
        page.plate_detail.wanted.connect(self.do)
        page.pieces.piece_wanted.connect(self.do_with_piece)
        page.pieces.add_wanted.connect(lambda: self.do("add", page.plate_detail.plate))
        page.plates_shown.connect(self.load)
        page.station.changed.connect(self._look_again)

    def _look_again(self) -> None:
        looks = self._page.view == "plates" and self._page.isVisible()
        if looks or not self._station.may_produce:
            self.load()

    def load(self) -> None:
        """Read the plates anew, and the one that is chosen."""
        if self._station.may_produce:
            self._ask("plates", then=self._page.plates.show_plates)
            chosen = self._page.plates.current()
            if chosen is not None:
                self._ask("view", chosen, then=self._page.show_plate)
        else:
            self._page.plates.show_plates(())  # nothing of what somebody else was shown stays

    def propose(self) -> None:
        """Ask what is printed together; the plate is filled beside the window."""
        self._ask("waiting", then=self._ask_what)

    def do(self, name: str, plate: int) -> None:
        """Do one thing with a plate: add, repack, close, reopen, queue, job (show it), paper (its list), dissolve."""
        if name == "add":
            self._ask("waiting", then=lambda waiting: self._ask_which(waiting, plate))
        elif name == "job":
            view = self._page.plate_detail.view
            if view is not None and view.job is not None:
                self._page.go_to_job(view.job.id)
        elif name == "repack":
            self._ask(
                "repack", plate, title=text("Pack the plate again"), lane="batch", progress=True, then=self._packed
            )
        elif name == "close":
            self._long("close", plate, title=text("Close the plate"))
        elif name == "reopen":
            self._ask("reopen", plate, then=lambda _plate: self._look_anew(plate))
        elif name == "dissolve":
            self.ask_dissolve(plate)
        elif name == "queue":
            self._ask(
                "enqueue_plate", plate, JobDraft(suffix="", content=""), lane="thread",
                title=text("Queue the plate"), then=lambda job: self._page.go_to_job(job.id),
            )  # fmt: skip
        else:
            path = self._ask_path(self._page, tr("picking list"))
            if path is not None:
                self._station.ask(
                    _write_paper, plate, path, quiet_look=True, lane="thread", title=text("Make the picking list"),
                    then=self._written, writes=path.name,
                )  # fmt: skip

    def do_with_piece(self, name: str, standing: "Standing") -> None:
        """Do one thing with a piece of the plate that is shown: remove, bad, or order (show it)."""
        if name == "order":
            self.order_wanted.emit(standing.piece.order)
        elif name == "remove" and standing.piece.plate is not None:
            self._ask("remove_piece", standing.piece.plate, standing.piece.id, then=self._laid)
        elif name == "bad":
            self.ask_bad(standing)

    def ask_bad(self, standing: "Standing") -> ChoiceQuestion:
        """Ask what is wrong with a piece; it waits for a plate again then."""
        piece, label = standing.piece, standing.piece.label
        title = standing.item.title or tr("Without a title")
        question = ChoiceQuestion(
            text("What is wrong with “{piece}”?", piece=f"{label} · {title}" if label else title),
            text("This piece alone waits for a plate again; the others go on."),
            {defect.id: defect.title for defect in seen_at_printer(solid=True)},
            lambda cause, words: self._ask(
                "piece_failed", piece.id, cause, words, then=lambda _piece: self._told_bad(title, piece.plate)
            ),
            self._page,
            done=text("It is bad"),
        )
        question.open()
        return question

    def ask_dissolve(self, plate: int) -> Question | None:
        """Give a plate up; asks first where something stands on it."""
        view = self._page.plate_detail.view
        if view is None or view.plate.id != plate:
            return None

        def gone(given_up: Plate) -> None:
            self._page.messages.say(text("“{plate}” was given up.", plate=given_up.name), "ok")
            self.load()

        def give_up() -> None:
            self._ask("dissolve", plate, then=gone)

        if not view.pieces:
            give_up()
            return None
        question = Question(
            text("Give up “{plate}”?", plate=view.plate.name),
            plural(
                "{n} piece waits for another plate again.", "{n} pieces wait for another plate again.",
                len(view.pieces),
            ),
            text("Give it up"),
            self._page,
        )  # fmt: skip
        question.finish()
        question.accepted.connect(give_up)
        question.open()
        return question

    def _told_bad(self, title: str, plate: int | None) -> None:
        self._page.messages.say(text("“{piece}” waits for a plate again; the others go on.", piece=title), "ok")
        if plate is not None:
            self._look_anew(plate)

    def _ask_which(self, waiting: "tuple[Waiting, ...]", plate: int) -> None:
        from app.commands.plates import suits  # noqa: PLC0415 - it is loaded: what waits was asked for with it

        view = self._page.plate_detail.view
        if view is None or view.plate.id != plate:  # another one was chosen meanwhile
            return
        units = [unit for some in waiting if suits(view.plate, some.process, some.material) for unit in some.units]
        if not units:
            self._page.messages.say(text("Nothing waits that is printed with this process and material."), "info")
            return
        AddQuestion(
            view.plate.name, units, lambda chosen: self._ask("add_units", plate, chosen, then=self._laid), self._page
        ).open()

    def _packed(self, view: "PlateView") -> None:
        def told() -> None:  # after the pieces are shown as they are now
            if view.unplaced:
                self._page.messages.say(
                    plural(
                        "{n} piece finds no room on “{plate}”: take it off, and it waits for the next.",
                        "{n} pieces find no room on “{plate}”: take them off, and they wait for the next.",
                        view.unplaced,
                        plate=view.plate.name,
                    ),
                    "warn",
                )

        self._laid(view, told)

    def _look_anew(self, plate: int) -> None:
        """A plate is another one now, with another picture."""
        self._ask("view", plate, then=self._laid)

    def _ask_what(self, waiting: "tuple[Waiting, ...]") -> None:
        board = self._station.board
        printers = () if board is None else tuple(p for p in board.printers if p.kind == "3d")
        if not waiting or not printers:
            self._page.messages.say(
                text("Nothing waits that could be printed together.") if printers else text("Add a 3D printer first."),
                "info",
            )
            return
        ProposeQuestion(
            waiting, printers, self._station.names,
            lambda draft: self._long("propose", draft, title=text("Propose a plate"), then=self._proposed), self._page,
        ).open()  # fmt: skip

    def _proposed(self, view: "PlateView") -> None:
        def told() -> None:
            if view.not_filed:
                self._page.messages.say(
                    text(
                        "Left out, because the model is only on the workstation where it was made: {serials}. "
                        "Open it there once.",
                        serials=", ".join(view.not_filed),
                    ),
                    "warn",
                )

        self._laid(view, told, choose=True)

    def _long(self, command: str, *args: Any, title: Any, then: "Callable[[PlateView], object] | None" = None) -> None:
        self._ask(command, *args, title=title, lane="batch", progress=True, then=then or self._laid)

    def _laid(self, view: "PlateView", then: Callable[[], object] = lambda: None, *, choose: bool = False) -> None:
        def there(found: "tuple[PlateRow, ...]") -> None:
            self._show(found, view, choose=choose)
            then()

        self._ask("plates", then=there)

    def _show(self, found: "tuple[PlateRow, ...]", view: "PlateView", *, choose: bool) -> None:
        """``choose``: it is new, and was asked for; the answer about another may be late, and somebody works in a third."""
        self._page.plates.show_plates(found)
        if all(row.plate.id != view.plate.id for row in found):  # it was cleared meanwhile
            return
        if choose:
            self._page.plates.choose(view.plate.id)
        if self._page.plates.current() == view.plate.id:
            self._page.show_plate(view)
            self._picture(view.plate.id)

    def _chosen(self, plate: int | None) -> None:
        if plate is None:
            self._page.show_plate(None)
            return
        self._ask("view", plate, then=self._page.show_plate)
        self._picture(plate)

    def _picture(self, plate: int) -> None:
        def there(picture: bytes) -> None:
            if self._page.plates.current() == plate:
                self._page.plate_detail.show_picture(picture)

        self._ask("plate_picture", plate, lane="thread", then=there)

    def _written(self, path: Path) -> None:
        self._page.messages.say(text("Saved {file}.", file=path.name), "ok")

    def _ask(self, command: str, *args: Any, then: Callable[[Any], object], **named: Any) -> None:
        self._station.ask(_do, command, *args, then=then, quiet_look=True, here=True, **named)


def _do(office: Office, command: str, *args: Any, **named: Any) -> Any:
    """A command about plates, each guarded for itself; loaded beside the window: packing takes a second to load."""
    from app.commands import plates, plates_print  # noqa: PLC0415 - numba, shapely and the packer

    return (getattr(plates, command, None) or getattr(plates_print, command))(office, *args, **named)


def _write_paper(office: Office, plate: int, path: Path) -> Path:
    content = _do(office, "picking_list", plate)
    try:
        write_chunks(path, [content])
    except OSError:
        raise WriteRefusedError(text("The file cannot be written there; choose another folder.")) from None
    return path


def _ask_path(parent: QWidget, name: str) -> Path | None:
    chosen, _kind = QFileDialog.getSaveFileName(parent, tr("Save the picking list"), f"{name}.pdf", "PDF (*.pdf)")
    return Path(chosen) if chosen else None
