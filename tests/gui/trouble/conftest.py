"""The real window, started as the program says: in safe mode, after a crash, without OpenGL."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bootstrap.assembling import assemble
from app.bootstrap.workstation import Workstation
from app.gui.trouble.starting import Start

Begin = Callable[..., Workstation]


@pytest.fixture
def begin(home: Path, qtbot: QtBot) -> Iterator[Begin]:
    """Opens the window without waiting for a picture: there may never be one."""
    assert home.is_dir()
    opened: list[Workstation] = []

    def begin_it(start: Start | None = None, *files: Path) -> Workstation:
        workstation = assemble(start)
        opened.append(workstation)
        with qtbot.waitExposed(workstation.window):
            workstation.window.show()
        workstation.window.start(list(files))
        qtbot.waitUntil(lambda: workstation.desk.ready, timeout=60_000)
        return workstation

    def end(workstation: Workstation) -> None:
        workstation.close()
        workstation.window.deleteLater()
        opened.remove(workstation)
        QApplication.processEvents()

    begin_it.end = end  # type: ignore[attr-defined]
    yield begin_it
    for workstation in tuple(opened):
        end(workstation)
    QApplication.instance().setProperty("statuetteWithoutOpenGL", None)  # type: ignore[union-attr]
