"""OpenGL that is missing, too old or broken: real answers of real processes, and the window that starts all the same."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.gui.graphics import check
from app.gui.graphics.check import Graphics, GraphicsCheck, learn_from, put_on
from app.gui.graphics.lines import graphics_seen, notice
from app.gui.trouble.starting import Start
from tests.gui.trouble.conftest import Begin
from tests.without_glx import display_without_glx

linux = pytest.mark.skipif(
    not sys.platform.startswith("linux") or shutil.which("Xvfb") is None, reason="starts displays of its own"
)


@pytest.fixture(scope="module")
def without_glx() -> Iterator[str]:
    """A display without GLX."""
    with display_without_glx("800x600") as display:
        yield display


def asked(tmp_path: Path) -> Graphics:
    return GraphicsCheck(tmp_path).result()


@linux
def test_an_opengl_that_works_is_asked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = asked(tmp_path)
    assert found.state == "ok", found
    assert found.environment == {}
    assert found.renderer

    def never(_environment: dict[str, str]) -> None:
        pytest.fail("asked again")

    monkeypatch.setattr(check, "_asked", never)
    assert asked(tmp_path) == found
    monkeypatch.setenv("LIBGL_ALWAYS_SOFTWARE", "1")  # another driver
    with pytest.raises(pytest.fail.Exception):
        asked(tmp_path)


@linux
def test_one_that_is_too_old_is_replaced_by_the_processor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MESA_GL_VERSION_OVERRIDE", "2.1")
    found = asked(tmp_path)
    assert (found.state, found.why) == ("software", "old")
    assert notice(found) is not None
    monkeypatch.setenv("LIBGL_ALWAYS_SOFTWARE", "")
    monkeypatch.setenv("GALLIUM_DRIVER", "")
    put_on(found)
    assert os.environ["LIBGL_ALWAYS_SOFTWARE"] == "1"
    assert "MESA_GL_VERSION_OVERRIDE" not in os.environ
    assert asked(tmp_path).state in {"ok", "software"}  # with what was put on, it works


@linux
def test_a_display_without_glx(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, without_glx: str) -> None:
    monkeypatch.setenv("DISPLAY", without_glx)
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    assert asked(tmp_path).state == "ok"  # Qt finds another way by itself
    monkeypatch.setenv("QT_XCB_GL_INTEGRATION", "none")
    found = asked(tmp_path)
    assert (found.state, found.why) == ("software", "missing")
    assert found.environment["QT_XCB_GL_INTEGRATION"] == "xcb_egl"


@linux
def test_nothing_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, without_glx: str) -> None:
    monkeypatch.setenv("DISPLAY", without_glx)
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    monkeypatch.setenv("__EGL_VENDOR_LIBRARY_FILENAMES", "/no/such/file")
    found = asked(tmp_path)
    assert found.state == "none"
    assert graphics_seen(found).sign == "bad"


def test_a_driver_that_crashes_and_one_that_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drivers that do so are not at hand: programs in the place of the question do the same."""
    real = check._asked

    def broken(words: str) -> None:
        def ask(environment: dict[str, str]) -> "subprocess.Popen[str]":
            if environment:
                return real(environment)
            return subprocess.Popen([sys.executable, "-c", words], stdout=subprocess.PIPE, text=True)

        monkeypatch.setattr(check, "_asked", ask)

    broken("import ctypes; ctypes.string_at(0)")
    assert asked(tmp_path / "a").why == "crashed"
    monkeypatch.setattr(check, "LIMIT_S", 20.0)
    broken("import time; time.sleep(600)")
    monkeypatch.setattr(check, "SOFTWARE", ())
    monkeypatch.setattr(check, "LIMIT_S", 1.0)
    found = asked(tmp_path / "b")
    assert (found.state, found.why) == ("none", "slow")
    assert not (tmp_path / "b" / check.FILE).exists()  # a busy computer is no fault of the driver


@linux
def test_a_window_that_crashed_while_drawing_draws_with_the_processor(tmp_path: Path) -> None:
    asked(tmp_path)
    elsewhere = 'Fatal Python error: Aborted\n\nCurrent thread 0x1 (most recent call first):\n  File "/x/book.py", line 1 in f\n'
    assert not learn_from(tmp_path, elsewhere)
    drawing = elsewhere.replace("/x/book.py", "/x/site-packages/pyvistaqt/rwi.py").replace("in f", "in paintGL")
    assert learn_from(tmp_path, drawing)
    found = asked(tmp_path)
    assert (found.state, found.why) == ("software", "crashed")
    check.forget(tmp_path)
    assert asked(tmp_path).state == "ok"


@pytest.mark.render
def test_the_window_works_without_any_opengl(begin: Begin, qtbot: QtBot, open_box: Path) -> None:
    workstation = begin(Start(graphics=Graphics("none", "missing")), open_box)
    window = workstation.window
    assert "Models cannot be drawn" in workstation.trouble.notices.shown[0].words.text()
    qtbot.waitUntil(lambda: window.workshop.bench.document is not None, timeout=120_000)
    assert window.bench.viewport.graphics() == ""
    signs = window.bench.viewport.findChildren(QLabel)
    assert any("OpenGL 3.2 is missing" in one.text() for one in signs if one.isVisible())
    window.actions_.by_id["view.fit"].trigger()
    window.actions_.by_id["view.compare"].trigger()
    for place in ("layout", "dispatch", "pack", "model"):
        window.choose_workplace(place)
    window.grab()


def test_what_is_said() -> None:
    assert notice(Graphics()) is None
    assert notice(Graphics("software", "wished")) is None
    assert graphics_seen(Graphics("ok", "", "NVIDIA", "GeForce", "4.6.0 NVIDIA 550")).sign == "ok"
    assert graphics_seen(Graphics("ok", "", "Mesa", "llvmpipe (LLVM)", "4.5")).sign == "warn"
    assert graphics_seen(Graphics("none", "old")).advice is not None
