"""``statuette dispatch run``: drives the printers without a window, until somebody stops it (Ctrl+C, or a polite kill)."""

import argparse
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.cli.answer import DONE, NOT_GOOD, Answer, Given, whole
from app.cli.person import office_of
from app.cli.stopping import Stop, until_stopped
from app.i18n import plural, tr
from app.jobs.progress import Progress

if TYPE_CHECKING:
    from app.commands.dispatch import Queue
    from app.commands.office import Office
    from app.commands.print_floor import PrintFloor
    from app.dispatch.pilot import News
    from app.orders.book import Changed

ONCE_S = 60
_LOOK_S = 0.5
_ON_THE_WAY = frozenset({"assigned", "sending", "maybe_sent", "accepted"})


def add_run(kind: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command."""
    run = kind("run", _run, tr("Drive the printers of the workshop from this PC, without a window"))
    run.add_argument("--once", action="store_true", help=tr("end when the printers have taken what was given to them"))
    run.add_argument("--seconds", type=_seconds, metavar=tr("SECONDS"), help=tr("end after this time at the latest"))


def _seconds(words: str) -> int:
    return whole(words, 1, 86_400)


def _run(options: argparse.Namespace, _progress: Progress, given: Given) -> Answer:
    from app.commands import dispatch  # noqa: PLC0415 - each command imports only what it needs
    from app.security.permissions import NotAllowedError, Permission, may  # noqa: PLC0415

    limit = options.seconds or (ONCE_S if options.once else None)
    with office_of(options, given) as office, until_stopped() as stopped:
        if not may(office.actor, Permission.PRODUCE):  # the pilots themselves work as the program
            raise NotAllowedError
        floor = given.floor(office)
        floor.tell = _Teller(office)
        try:
            floor.open()
            unwatch = office.book.watch(lambda news: _changed(floor, news), lambda _online: None)
            try:
                _wait(office, stopped, limit, once=options.once)
            finally:
                unwatch()
        finally:
            floor.close()
        queue = dispatch.queue(office)
    left, unclear = _left(queue), sum(job.state == "unknown" for job in queue.jobs)
    data = {
        "waiting": left, "unclear": unclear, "printing": sum(job.state == "running" for job in queue.jobs),
    }  # fmt: skip
    words = [plural("{n} print job still waits for its printer.", "{n} print jobs still wait for their printer.", left)]
    if unclear:
        words.append(plural("{n} print job is unclear.", "{n} print jobs are unclear.", unclear))
    good = not unclear and not (options.once and left)
    return Answer(DONE if good else NOT_GOOD, data, tuple(words))


def _wait(office: "Office", stopped: Stop, limit: int | None, *, once: bool) -> None:
    """Until it is stopped, the time is over, or, with ``once``, nothing is on its way to a printer any more."""
    from app.commands import dispatch  # noqa: PLC0415

    end = None if limit is None else time.monotonic() + limit
    while end is None or time.monotonic() < end:
        if once and not _left(dispatch.queue(office)):
            return
        if stopped.wait(_LOOK_S if end is None else min(_LOOK_S, max(end - time.monotonic(), 0.0))):
            return


def _left(queue: "Queue") -> int:
    """How many jobs have a printer that has not begun them."""
    return sum(job.state in _ON_THE_WAY for job in queue.jobs)


def _changed(floor: "PrintFloor", news: "Changed") -> None:
    if floor.changed(news):
        floor.open()


class _Teller:
    """Says on standard error what keeps a printer from going on, each thing once."""

    def __init__(self, office: "Office") -> None:
        from app.commands import dispatch  # noqa: PLC0415

        self._names = {printer.id: printer.name for printer in dispatch.queue(office).printers}
        self._said: dict[int, str] = {}

    def __call__(self, news: "News") -> None:
        """May be called from any thread."""
        trouble = str(news.trouble) if str(news.trouble) or news.here else tr("Another program drives it.")
        if trouble and trouble != self._said.get(news.printer):
            name = self._names.get(news.printer, str(news.printer))
            sys.stderr.write(f"{name}: {trouble}\n")
            sys.stderr.flush()
        self._said[news.printer] = trouble
