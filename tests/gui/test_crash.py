import sys
import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.gui.trouble.crash import CrashDialog, CrashReporter, details, scrubbed


def test_no_home_and_no_file_name_is_told() -> None:
    words = scrubbed(
        f"{Path.home()}/orders/Anna Li.glb C:\\Users\\Anna\\x.py /home/anna/y.py", ("Anna Li.glb", "Anna Li")
    )
    assert str(Path.home()) not in words
    assert "nna" not in words


def test_the_details_name_version_and_place() -> None:
    with pytest.raises(ZeroDivisionError) as bug:
        _ = 1 / 0
    words = details(bug.value)
    assert "Statuette" in words
    assert "ZeroDivisionError" in words
    assert "test_crash.py" in words


def test_a_bug_in_a_thread_is_written_down_and_shown_once(tmp_path: Path, qtbot: QtBot) -> None:
    posted: list[object] = []
    old = sys.excepthook, threading.excepthook
    reporter = CrashReporter(tmp_path, posted.append, lambda: ("secret.glb",))
    reporter.install()
    try:
        threading.excepthook(threading.ExceptHookArgs((RuntimeError, RuntimeError("in secret.glb"), None, None)))
        sys.excepthook(RuntimeError, RuntimeError("again"), None)
    finally:
        reporter.close()
        sys.excepthook, threading.excepthook = old
    assert len(posted) == 2
    logged = (tmp_path / "statuette.log").read_text("utf-8")
    assert "in <file>" in logged
    for show in posted:
        show()  # type: ignore[operator]
    dialog = reporter._open
    assert isinstance(dialog, CrashDialog)
    qtbot.addWidget(dialog)
    assert "RuntimeError" in dialog.details.toPlainText()
    dialog.accept()
    assert reporter._open is None
