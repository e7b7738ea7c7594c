"""Opens the quality check for what is to be judged, one item after the other, and says what became of it."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app.commands import quality_view
from app.commands.quality_view import Settled, ToJudge
from app.errors import AppError
from app.gui.base.look import Look
from app.gui.dispatch.if_there import if_there
from app.gui.dispatch.station import DispatchStation
from app.gui.dispatch.verdict_dialog import PICTURE, VerdictDialog, Wish
from app.gui.widgets.message_bar import Tone
from app.i18n import Text, plural, text


class Teller(Protocol):
    """Where it is said (a MessageBar)."""

    def say(self, sentence: Text | str, tone: Tone = "info") -> None: ...


class Judging(QObject):
    """``parent``: the window that the dialog stands over."""

    def __init__(self, station: DispatchStation, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._station, self._look, self._window = station, look, parent

    def judge(self, items: Iterable[int], teller: Teller) -> None:
        """Open the check for these items; those that are not at it are passed over. What speaks against it is said."""
        self._station.ask(
            quality_view.to_judge, tuple(items),
            then=lambda seen: self._open(seen, teller), failed=lambda error: teller.say(error.sentence, "bad"),
            quiet_look=True,
        )  # fmt: skip

    def _open(self, seen: Sequence[ToJudge], teller: Teller) -> VerdictDialog:
        first, *others = seen
        dialog = VerdictDialog(self._look, first, self._window)
        dialog.judged.connect(lambda wish: self._judge(dialog, wish, others, teller))
        dialog.open()
        self._look_at(dialog)
        return dialog

    def _look_at(self, dialog: VerdictDialog) -> None:
        self._station.ask(
            quality_view.pictures, dialog.seen.item.id, PICTURE * 2, then=if_there(dialog, dialog.show_pictures),
            failed=if_there(dialog, dialog.show_refusal), quiet_look=True, lane="thread",
        )  # fmt: skip

    def _judge(self, dialog: VerdictDialog, wish: Wish, others: list[ToJudge], teller: Teller) -> None:
        self._station.ask(
            quality_view.settle, dialog.seen.item.id, passed=wish.passed, piece=wish.piece, cause=wish.cause,
            words=wish.words, photo=wish.photo, then_do=wish.then,
            then=lambda done: self._judged(dialog, done, others, teller), failed=if_there(dialog, dialog.show_refusal),
        )  # fmt: skip

    def _judged(self, dialog: VerdictDialog, done: Settled, others: list[ToJudge], teller: Teller) -> None:
        teller.say(told(done), "warn" if str(done.trouble) else "ok")
        if not isValid(dialog):
            return
        item = done.judged.item

        def not_seen(error: AppError) -> None:
            teller.say(error.sentence, "bad")
            self._next(dialog, others)

        if done.judged.left and item.state in {"qc", "rework"}:
            self._station.ask(
                quality_view.to_judge, (item.id,), then=if_there(dialog, lambda seen: dialog.show_item(seen[0])),
                failed=if_there(dialog, not_seen), quiet_look=True,
            )  # fmt: skip
            return
        self._next(dialog, others)

    def _next(self, dialog: VerdictDialog, others: list[ToJudge]) -> None:
        if not others:
            dialog.accept()
            return
        dialog.show_item(others.pop(0))
        self._look_at(dialog)


def told(done: Settled) -> Text | str:
    """What became of it, in a sentence."""
    serial = done.judged.item.serial
    if str(done.trouble):
        return text("{serial} is in rework. {why}", serial=serial, why=str(done.trouble))
    if done.remade is not None:
        return text("{serial} is made anew as {new}.", serial=serial, new=done.remade.serial)
    if done.jobs:
        return plural(
            "{serial}: {n} print was queued again.",
            "{serial}: {n} prints were queued again.",
            len(done.jobs),
            serial=serial,
        )
    if done.judged.item.state == "queued":
        return text("{serial}: what did not pass waits for a plate again.", serial=serial)
    if not done.judged.verdict.passed:
        return text("{serial} did not pass and is in rework.", serial=serial)
    if done.judged.left:
        return plural(
            "{serial}: passed; {n} piece is still to be judged.", "{serial}: passed; {n} pieces are still to be judged.",
            done.judged.left, serial=serial,
        )  # fmt: skip
    return text("{serial} passed the quality check.", serial=serial)
