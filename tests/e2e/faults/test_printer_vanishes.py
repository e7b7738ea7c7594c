"""A printer loses its power in mid-job: the window says so, asks a person to look, and prints nothing twice by itself."""

import time
from collections.abc import Callable

from pytestqt.qtbot import QtBot

from app.commands import dispatch, dispatch_printers
from app.gui.dispatch.resolve_dialog import ResolveDialog
from tests.e2e.faults.conftest import WAIT, Day, Opener
from tests.e2e.faults.plugged import add_printer, now, plugged_in, queue


def test_it_is_told_and_looked_at(open_day: Opener, qtbot: QtBot, happened: Callable[..., None]) -> None:
    with plugged_in() as printer_there:
        day = open_day()
        printer = add_printer(day, printer_there.port)
        job = queue(day, printer)
        station = day.window.printing
        qtbot.waitUntil(lambda: now(day, job).state == "running", timeout=WAIT)
        printer_there.pull()

        def tile() -> tuple[str, str]:
            shown = station.printer(printer.id)
            return ("", "") if shown is None else (station.tile(shown).state, str(station.tile(shown).words))

        qtbot.waitUntil(lambda: tile()[0] == "offline", timeout=WAIT)
        assert "does not answer" in tile()[1]
        assert now(day, job).state == "running", "it may print on: nobody has looked"
        printer_there.plug_in()
        qtbot.waitUntil(lambda: now(day, job).state == "unknown", timeout=WAIT)
        qtbot.waitUntil(lambda: tile()[0] == "unclear", timeout=WAIT)
        assert "look, and decide" in tile()[1]
        time.sleep(1.0)  # three times as long as it takes to ask the printer: had it been started again, it was by now
        assert printer_there.begun == 1, "nothing is printed twice by itself"

        day.window.dispatch.do("printers")
        day.window.dispatch.jobs.decide(job.id)
        qtbot.waitUntil(lambda: bool(dialogs(day)), timeout=WAIT)
        dialogs(day)[0].close()
        assert day.ask(dispatch.decide, job.id, "failed", reason="the power was gone") is not None
        again = day.ask(dispatch.retry, job.id, printer.id)
        assert again is not None
        day.ask(dispatch_printers.cleared, printer.id)
        qtbot.waitUntil(lambda: now(day, again).state == "running", timeout=WAIT)
        assert printer_there.begun == 2
        assert day.is_whole()
        open_day.end()
    happened(lost=0)


def dialogs(day: Day) -> list[ResolveDialog]:
    return [one for one in day.window.findChildren(ResolveDialog) if one.isVisible()]
