"""An error of the program: the work is kept first, then it is said, and a report lies ready that names nobody."""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QtMsgType, qWarning
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui.trouble.crash import CrashReporter, details
from app.gui.trouble.crash_dialog import CrashDialog
from app.security.report_file import reports
from tests.unit.security.parts import read_parts


@pytest.fixture
def reporter(tmp_path: Path) -> Iterator[CrashReporter]:
    old = sys.excepthook, threading.excepthook
    posted: list[object] = []
    reporter = CrashReporter(tmp_path, posted.append, lambda: ("secret.glb", "secret"))
    reporter.posted = posted  # type: ignore[attr-defined]
    reporter.install()
    yield reporter
    reporter.close()
    sys.excepthook, threading.excepthook = old


def show_all(reporter: CrashReporter) -> CrashDialog:
    for show in reporter.posted:  # type: ignore[attr-defined]
        show()
    dialog = reporter._open
    assert isinstance(dialog, CrashDialog)
    return dialog


def test_the_details_name_version_and_place_but_no_person() -> None:
    with pytest.raises(ZeroDivisionError) as bug:
        _ = 1 / 0
    words = details(bug.value)
    assert "Statuette" in words
    assert "ZeroDivisionError" in words
    assert "<program>/tests/gui/trouble/test_crash.py" in words
    assert str(Path.home()) not in details(OSError(f"{Path.home()}/Anna Li.glb")).split("\n\n")[1]


def test_a_bug_in_a_thread_is_written_down_and_shown_once(
    reporter: CrashReporter, tmp_path: Path, qtbot: QtBot
) -> None:
    threading.excepthook(threading.ExceptHookArgs((RuntimeError, RuntimeError("in secret.glb"), None, None)))
    sys.excepthook(RuntimeError, RuntimeError("again"), None)
    assert len(reporter.posted) == 2  # type: ignore[attr-defined]
    assert "in <file>" in (tmp_path / "statuette.log").read_text("utf-8")
    dialog = show_all(reporter)
    qtbot.addWidget(dialog)
    assert "RuntimeError" in dialog.details.toPlainText()
    dialog.copied.click()
    assert QApplication.clipboard().text() == dialog.details.toPlainText()
    dialog.accept()
    assert reporter._open is None
    assert len(reports(tmp_path)) == 2


def test_the_work_is_kept_before_anything_is_shown(reporter: CrashReporter, tmp_path: Path, qtbot: QtBot) -> None:
    done: list[str] = []

    def full_disk() -> None:
        done.append("full")
        raise OSError(28, "No space left on device")

    reporter.keepers += [full_disk, lambda: done.append("kept" if reporter._open is None else "late")]
    reporter.show(ValueError("order of Anna Li, MG-20261125-0172"))
    dialog = show_all(reporter)
    qtbot.addWidget(dialog)
    assert done == ["full", "kept"]
    assert "not everything could be written down" in dialog.sentence.text()
    words = "".join(read_parts(reports(tmp_path)[0]).values())
    assert "ValueError" in words
    assert "a part of the work could not be kept" in words  # the end of the log is in it
    for told in ("Anna", "MG-2026"):
        assert told not in words
    dialog.accept()


def test_one_and_the_same_error_makes_few_reports(reporter: CrashReporter, tmp_path: Path, qtbot: QtBot) -> None:
    for _ in range(8):
        reporter.show(ValueError("again"))
    qtbot.addWidget(show_all(reporter))
    assert len(reports(tmp_path)) <= 3


def test_it_can_be_restarted_from_there(reporter: CrashReporter, qtbot: QtBot) -> None:
    wanted: list[bool] = []
    looked: list[object] = []
    reporter.restart = lambda: wanted.append(True)
    reporter.look_at = looked.append
    reporter.show(ValueError("x"))
    dialog = show_all(reporter)
    qtbot.addWidget(dialog)
    dialog.report.click()
    assert "what happened.txt" in looked[0]  # type: ignore[operator]
    dialog.restart.click()
    assert wanted == [True]
    assert reporter._open is None


@pytest.mark.qt_no_exception_capture
def test_what_qt_says_is_logged(reporter: CrashReporter, tmp_path: Path) -> None:
    from app.gui.trouble.crash import _qt_message

    class Context:
        category = "default"

    _qt_message(QtMsgType.QtWarningMsg, Context(), "QPainter::begin: Paint device returned engine == 0")  # type: ignore[arg-type]
    assert reporter.parent is None
    assert callable(qWarning)
    assert "QPainter::begin" in (tmp_path / "statuette.log").read_text("utf-8")
