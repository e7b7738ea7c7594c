"""Windows that end unexpectedly, for real: a segmentation fault, a kill, again and again; and two at once, which is no crash."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.security.report_file import reports
from tests.unit.security.parts import read_parts

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends signals")

# The real window; a thread listens for how it is to end.
WINDOW = """
import ctypes, sys, threading
from app.bootstrap.window import open_window
def listen():
    if sys.stdin.readline().strip() == "crash":
        ctypes.string_at(0)
threading.Thread(target=listen, daemon=True).start()
sys.exit(open_window([]))
"""

# Starts again, tells what the window says by itself, and ends as it should.
AGAIN = """
import json
from PySide6.QtCore import QTimer
from app.bootstrap.assembling import assemble
from app.gui.trouble.starting import ProgramStart
from app.settings.folders import standard_folders
start = ProgramStart(standard_folders(), safe=False)
station = assemble(start)
station.crashes.install()
station.window.show()
station.begin([])
def tell():
    if station.desk.ready:
        timer.stop()
        print("TOLD", json.dumps({"said": [n.words.text() for n in station.trouble.notices.shown],
              "phases": [one.phase for one in start.before.ended], "ask": start.must_ask}), flush=True)
        station.application.quit()
timer = QTimer(); timer.timeout.connect(tell); timer.start(50)
station.application.exec()
station.close()
start.end()
"""

# The question that comes before anything else; the button is pressed.
QUESTION = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.gui.trouble.starting import ProgramStart, ask_about_start
from app.gui.trouble.crashed_start import CrashedStartDialog
from app.settings.folders import standard_folders
application = QApplication([])
start = ProgramStart(standard_folders(), safe=False)
assert start.must_ask
def press():
    dialog = application.activeModalWidget()
    if isinstance(dialog, CrashedStartDialog):
        timer.stop()
        getattr(dialog, sys.argv[1]).click()
timer = QTimer(); timer.timeout.connect(press); timer.start(50)
choice = ask_about_start(start.before.starts)
heavy = [name for name in ("vtkmodules", "pyvista", "sqlalchemy", "app.gui.window.main_window") if name in sys.modules]
print("TOLD", choice, heavy, flush=True)
start.end()
"""


def environment(home: Path) -> dict[str, str]:
    return dict(os.environ, STATUETTE_HOME=str(home), PYTHONPATH=str(ROOT))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    (folder / "settings").mkdir(parents=True)
    (folder / "settings" / "preferences.json").write_text('{"language": "en", "first_start_done": true}', "utf-8")
    return folder


def wait_for(there: Callable[[], object], process: "subprocess.Popen[str]", seconds: float = 120.0) -> None:
    end = time.monotonic() + seconds
    while not there():
        assert process.poll() is None, "the window ended by itself"
        assert time.monotonic() < end, "the window did not come"
        time.sleep(0.05)


@contextmanager
def window(home: Path, **variables: str) -> "Iterator[subprocess.Popen[str]]":
    process = subprocess.Popen(
        [sys.executable, "-c", WINDOW], stdin=subprocess.PIPE, text=True, env=environment(home) | variables, cwd=home,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    marks = home / "data" / "windows"
    log = home / "logs" / "statuette.log"
    try:
        wait_for(lambda: log.exists() and f"window[{process.pid}] statuette: start" in log.read_text("utf-8"), process)
        assert list(marks.glob("*.window"))
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stdin is not None
        process.stdin.close()


def crash(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None
    process.stdin.write("crash\n")
    process.stdin.flush()
    assert process.wait(120) == -signal.SIGSEGV


def told(home: Path, script: str, *words: str) -> str:
    run = subprocess.run(
        [sys.executable, "-c", script, *words], env=environment(home), cwd=home, capture_output=True, text=True, timeout=300,
        check=False,
    )  # fmt: skip
    lines = [line for line in run.stdout.splitlines() if line.startswith("TOLD ")]
    assert lines, run.stderr[-3000:]
    return lines[0].removeprefix("TOLD ")


def again(home: Path) -> dict[str, list[str]]:
    answer: dict[str, list[str]] = json.loads(told(home, AGAIN))
    return answer


def test_a_segmentation_fault_is_said_calmly_and_a_report_lies_ready(home: Path) -> None:
    with window(home) as process:
        crash(process)
    answer = again(home)
    assert len(answer["phases"]) == 1
    assert any("ended unexpectedly" in one for one in answer["said"])
    parts = read_parts(reports(home / "logs")[0])
    assert "Segmentation fault" in parts["what happened.txt"]
    assert "string_at" in parts["what happened.txt"]
    assert "bench: empty" in parts["what was open.txt"]
    assert "start: statuette" in parts["log.txt"]
    assert str(home) not in "".join(parts.values())
    assert not any("ended unexpectedly" in one for one in again(home)["said"])  # once


def test_a_killed_window_is_told_and_one_that_ends_by_itself_is_not(home: Path) -> None:
    with window(home) as process:
        process.kill()
        process.wait(60)
    assert any("ended unexpectedly" in one for one in again(home)["said"])
    with window(home) as process:
        process.send_signal(signal.SIGTERM)  # a log-out, a shutdown
        assert process.wait(120) == 0
    assert again(home)["phases"] == []


# The real window, in which a file is being saved that is never done.
SAVING = """
import sys, time
from PySide6.QtCore import QTimer
from app.bootstrap import assembling
from app.bootstrap.window import open_window
from app.i18n import text
real = assembling.assemble
def endless(progress):
    print("SAVING", flush=True)
    while True:
        progress(0.5)
        time.sleep(0.01)
def assemble(start):
    station = real(start)
    station.window.started.connect(lambda: station.window.workshop.runner.run(
        text("Save"), endless, then=print, lane="thread", writes="print.3mf"))
    return station
assembling.assemble = assemble
sys.exit(open_window([]))
"""


def test_a_session_that_ends_waits_for_a_file_but_not_for_ever(home: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SAVING], env=environment(home), cwd=home, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            assert process.stdout.readline().strip() == "SAVING"
            asked = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert process.wait(120) == 0
            assert time.monotonic() - asked > 5, "it was waited for"
        finally:
            process.kill()
    assert again(home)["phases"] == []


def test_two_windows_do_not_take_each_other_for_crashed(home: Path) -> None:
    with window(home) as first:
        assert again(home)["phases"] == []
        assert first.poll() is None
        with window(home) as second:
            second.kill()
            second.wait(60)
            assert len(again(home)["phases"]) == 1
        first.send_signal(signal.SIGTERM)
        assert first.wait(120) == 0
    assert again(home)["phases"] == []


@pytest.mark.parametrize(("button", "wanted"), [("safe", "safe []"), ("usual", "usual []")])
def test_after_two_crashes_of_the_start_safe_mode_is_offered_before_anything_heavy(
    home: Path, button: str, wanted: str
) -> None:
    for _ in range(2):
        with window(home) as process:
            crash(process)
    assert told(home, QUESTION, button) == wanted


def test_safe_mode_of_the_real_program(home: Path) -> None:
    process = subprocess.Popen([sys.executable, "-m", "app", "--safe"], env=environment(home), cwd=home)
    log = home / "logs" / "statuette.log"
    try:
        wait_for(lambda: log.exists() and ", safe" in log.read_text("utf-8"), process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(120) == 0
    finally:
        process.kill()
        process.wait()


# A window whose start fails by an error of ours; the button is pressed, and what would be started anew is told.
BROKEN = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.bootstrap import assembling
from app.bootstrap.window import open_window
from app.gui.trouble import starting
from app.gui.trouble.crashed_start import CrashedStartDialog
def broken(_start):
    name = "".join(map(chr, (65, 110, 110, 97)))  # newer Pythons tell the line of a program that is given like this
    raise RuntimeError(f"settings of {name} Li")
assembling.assemble = broken
starting.start_anew = lambda *, safe: print("TOLD", "safe" if safe else "usual", flush=True)
application = QApplication([])
def press():
    dialog = application.activeModalWidget()
    if isinstance(dialog, CrashedStartDialog):
        timer.stop()
        dialog.safe.click()
timer = QTimer(); timer.timeout.connect(press); timer.start(50)
sys.exit(open_window([]))
"""


def test_a_start_that_fails_is_told_counted_and_reported(home: Path) -> None:
    assert told(home, BROKEN) == "safe"
    words = "".join(read_parts(reports(home / "logs")[0]).values())
    assert "RuntimeError" in words
    assert "Anna" not in words
    assert again(home)["phases"] == ["starting"]


@pytest.mark.usefixtures("qapp")  # a display that resets itself when its last client goes is held open by this one
def test_it_restarts_in_safe_mode_by_itself(home: Path) -> None:
    """From the menu of the real window: another program comes up, in safe mode, and the first leaves no mark."""
    script = """
import sys
from PySide6.QtCore import QTimer
from app.bootstrap import assembling
from app.bootstrap.window import open_window
real = assembling.assemble
def assemble(start):
    station = real(start)
    QTimer.singleShot(0, station.window, lambda: station.desk.opened.connect(
        lambda: station.trouble.restart(safe=True)))
    return station
assembling.assemble = assemble
sys.orig_argv = [sys.executable, "-m", "app"]
sys.argv = ["app"]
sys.exit(open_window([]))
"""
    first = subprocess.Popen([sys.executable, "-c", script], env=environment(home), cwd=home)
    assert first.wait(240) == 0
    log = home / "logs" / "statuette.log"
    end = time.monotonic() + 240
    found = None
    while found is None:
        assert time.monotonic() < end, log.read_text("utf-8")
        time.sleep(0.1)
        found = re.search(r"window\[(\d+)\] statuette: start.*, safe", log.read_text("utf-8"))
    os.kill(int(found.group(1)), signal.SIGTERM)
    wait_until_gone(int(found.group(1)))
    assert again(home)["phases"] == []


def wait_until_gone(pid: int) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{pid}/stat").exists() and Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
            return  # nobody has asked for its end, as in a container without an init
        time.sleep(0.1)
    pytest.fail("the second window did not end")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Mesa's variables")
@pytest.mark.parametrize(
    ("variables", "graphics"),
    [
        ({"LIBGL_ALWAYS_SOFTWARE": "1"}, "graphics: ok"),
        ({"MESA_GL_VERSION_OVERRIDE": "2.1"}, "graphics: software old"),
        ({"QT_XCB_GL_INTEGRATION": "none", "QT_QPA_PLATFORM": "xcb"}, "graphics: software missing"),
    ],
)
def test_the_window_comes_up_with_every_opengl(home: Path, variables: dict[str, str], graphics: str) -> None:
    """By the processor, too old, and none at the first try: it works, and ends as it should."""
    log, book = home / "logs" / "statuette.log", home / "data" / "orders.sqlite"
    with window(home, **variables) as process:
        wait_for(lambda: graphics in log.read_text("utf-8"), process)
        wait_for(book.exists, process)  # the event loop runs: the order book is opened beside the window
        process.send_signal(signal.SIGTERM)
        assert process.wait(120) == 0
    assert "unexpected error" not in log.read_text("utf-8")
