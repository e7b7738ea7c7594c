"""On the low window of a notebook what is empty below the bench is read without scrolling, in both languages."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap.workstation import Workstation

pytestmark = pytest.mark.render
LOW = (1366, 768)


def seen_whole(widget: QWidget) -> bool:
    return widget.visibleRegion().boundingRect() == widget.rect()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_what_is_empty_is_read_whole(
    home: Path, open_workstation: Callable[..., Workstation], qtbot: QtBot, language: str
) -> None:
    preferences = {"language": language, "first_start_done": True}
    (home / "settings" / "preferences.json").write_text(json.dumps(preferences), "utf-8")
    workstation = open_workstation()
    qtbot.waitUntil(lambda: workstation.desk.ready)
    window, docks = workstation.window, workstation.window.docks
    window.resize(*LOW)
    qtbot.waitUntil(lambda: (window.width(), window.height()) == LOW)
    qtbot.waitUntil(docks.printers.add.isVisible)
    for name in ("jobs", "printers"):
        [area] = docks.by_name[name].findChildren(QScrollArea)
        qtbot.waitUntil(lambda area=area: area.verticalScrollBar().maximum() == 0, timeout=5_000)
        said = [one for kind in (QLabel, QAbstractButton) for one in area.widget().findChildren(kind)]
        assert not [one for one in said if one.isVisible() and not seen_whole(one)]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_larger_words_do_not_make_the_window_wider_than_the_screen(
    home: Path, open_workstation: Callable[..., Workstation], qtbot: QtBot, language: str
) -> None:
    preferences = {"language": language, "first_start_done": True}
    (home / "settings" / "preferences.json").write_text(json.dumps(preferences), "utf-8")
    window = open_workstation().window
    for percent in (100, 125, 150, 200):
        window.look.scale_text(percent)
        for place in ("model", "pack", "dispatch"):
            window.top_bar.workplace_chosen.emit(place)
            if percent < 200:
                window.first_job.begin()
            else:
                window.first_job.leave()
            needs = window.minimumSizeHint
            qtbot.waitUntil(lambda needs=needs: needs().width() <= LOW[0], timeout=5_000)  # type: ignore[misc]
