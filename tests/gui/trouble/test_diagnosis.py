"""The diagnosis in the window: every line is known in the end, one that hangs disturbs no other, a copy names nobody."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.commands.diagnosis.line import Probe, Seen
from app.dispatch.records import Printer
from app.gui.base.look import Look
from app.gui.diagnosis.dialog import DiagnosisDialog, Doings
from app.gui.graphics.check import Graphics
from app.gui.trouble.report_dialog import ReportDialog
from app.i18n import text
from app.security.actor import OWNER
from tests.gui.trouble.conftest import Begin
from tests.unit.security.parts import read_parts


def looked(qtbot: QtBot, dialog: DiagnosisDialog) -> DiagnosisDialog:
    if not dialog.lines:
        with qtbot.waitSignal(dialog.looked, timeout=60_000):
            pass
    return dialog


def test_all_lines_of_a_real_window(begin: Begin, qtbot: QtBot, home: Path, tmp_path: Path) -> None:
    workstation = begin()
    with workstation.desk.office.book.writing(OWNER) as book:
        book.add(Printer(name="Anna's printer", driver="hot_folder", settings={"folder": "/no/such/folder"}))
    dialog = looked(qtbot, workstation.trouble.show_diagnosis())
    lines = {line.id: line for line in dialog.lines}
    assert set(lines) == {
        "program", "libraries", "kernels", "system", "memory", "disk", "logs", "graphics", "displays", "fonts", "database",
        "files", "key", "clock", "printers", "updates",
    }  # fmt: skip
    for name in ("program", "libraries", "fonts", "database", "files", "clock"):
        assert lines[name].seen.sign == "ok", lines[name]
    assert "SQLite" in str(lines["database"].seen.words)
    assert lines["key"].seen.sign == "warn"  # nobody has seen the recovery code yet
    assert lines["printers"].seen.sign == "warn"
    assert "Anna's printer" in str(lines["printers"].seen.words)
    dialog.copied.click()
    words = QApplication.clipboard().text()
    for told in ("Anna", str(home), "/no/such/folder"):
        assert told not in words
    assert "[+] Order book (good): SQLite" in words
    dialog.report.click()
    report = workstation.window.findChild(ReportDialog)
    assert report is not None
    assert "Order book" in report._parts["this pc.txt"]
    report.save_to(tmp_path / "r.zip")
    assert "Order book (good)" in read_parts(tmp_path / "r.zip")["this pc.txt"]
    report.reject()
    dialog.look(check_book=True)
    with qtbot.waitSignal(dialog.looked, timeout=60_000):
        pass
    assert next(line for line in dialog.lines if line.id == "damage").seen.sign == "ok"
    workstation.window.dress.speak("zh_CN")
    assert dialog.report.text() != ""
    dialog.close()


def test_a_printer_that_is_newer_than_the_board_is_not_named_either(begin: Begin, qtbot: QtBot) -> None:
    workstation = begin()
    qtbot.waitUntil(lambda: workstation.window.printing.board is not None)
    with workstation.desk.office.book.writing(OWNER) as book:
        book.add(Printer(name="Anna's printer", driver="hot_folder", settings={"folder": "/no/such/folder"}))
    assert "Anna's printer" in workstation.trouble._names()


def test_it_is_in_the_menu_and_the_palette(begin: Begin, qtbot: QtBot) -> None:
    workstation = begin()
    actions = workstation.window.actions_.by_id
    for name in ("help.diagnosis", "help.report", "help.reports", "help.safe"):
        assert actions[name].toolTip()
    actions["help.diagnosis"].trigger()
    dialog = workstation.window.findChild(DiagnosisDialog)
    assert dialog is not None
    looked(qtbot, dialog).close()


@pytest.fixture
def hanging() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def test_a_line_that_hangs_is_told_and_left_alone(qtbot: QtBot, look: Look, hanging: threading.Event) -> None:
    def hang() -> Seen:
        hanging.wait(120)
        return Seen("ok", "late")

    def broken() -> Seen:
        raise ZeroDivisionError

    forgot: list[bool] = []
    probes = (
        Probe("a", text("A"), hang), Probe("b", text("B"), lambda: Seen("ok", "fine")), Probe("c", text("C"), broken),
    )  # fmt: skip
    doings = Doings(lambda _book: probes, tuple, lambda _parts: None, lambda: forgot.append(True))
    dialog = DiagnosisDialog(look, doings, limit_s=1.0)
    qtbot.addWidget(dialog)
    looked(qtbot, dialog)
    assert [line.seen.sign for line in dialog.lines] == ["bad", "ok", "bad"]
    assert "No answer" in str(dialog.lines[0].seen.words)
    assert "ZeroDivisionError" in str(dialog.lines[2].seen.words)
    assert "2 lines" in dialog.summary.text()
    dialog.graphics.click()
    assert forgot == [True]


def test_what_is_said_about_the_graphics(begin: Begin) -> None:
    start_old = Graphics("software", "old", "Mesa", "llvmpipe (LLVM 19)", "4.5 Mesa", {})
    from app.gui.trouble.starting import Start

    workstation = begin(Start(graphics=start_old))
    assert "older than 3.2" in workstation.trouble.notices.shown[0].words.text()
