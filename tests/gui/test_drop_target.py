"""Files and pictures that are dropped on a part of a page: taken where they fit, and shown while they are over it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.gui.base.look import Look
from app.gui.dispatch.file_drop import FileDrop
from app.gui.orders.file_place import FilePlace
from app.gui.orders.files_box import FilesBox
from app.gui.widgets.photo_box import PhotoBox
from app.i18n import text

ACTION, LEFT, NO_KEY = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
Made = tuple[QWidget, Callable[[], list[Path]]]


def files(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def enter(widget: QWidget, mime: QMimeData) -> bool:
    """Whether it may be dropped."""
    event = QDragEnterEvent(QPointF(5, 5), ACTION, mime, LEFT, NO_KEY)
    event.ignore()
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def drop(widget: QWidget, mime: QMimeData) -> None:
    QApplication.sendEvent(widget, QDropEvent(QPointF(5, 5), ACTION, mime, LEFT, NO_KEY, QEvent.Type.Drop))


def over(widget: QWidget) -> bool:
    return bool(widget.property("over"))


@pytest.fixture
def make(look: Look, qtbot: QtBot) -> Callable[[str], Made]:
    def it(kind: str) -> Made:
        taken: list[Path] = []
        made: Any
        if kind == "print file":
            made = FileDrop(look)
            made.chosen.connect(taken.append)
        elif kind == "proof":
            made = FilePlace(look, text("Proof sheet (PDF or picture)"))
            made.changed.connect(lambda: taken.append(made.path))
        elif kind == "order":
            made = FilesBox(look)
            made.show_files((), {}, may_add=True)
            made.added.connect(taken.extend)
        else:
            made = PhotoBox(look)
            made._take_file = taken.append
        qtbot.addWidget(made)
        made.show()
        return made, lambda: taken

    return it


@pytest.mark.parametrize("kind", ["print file", "proof", "order", "photo"])
def test_a_file_is_taken_and_lights_the_place_up_while_it_is_over_it(
    make: Callable[[str], Made], tmp_path: Path, kind: str
) -> None:
    widget, taken = make(kind)
    mime = files(tmp_path / "a.png")
    assert enter(widget, mime)
    assert over(widget)
    QApplication.sendEvent(widget, QDragLeaveEvent())
    assert not over(widget)
    assert taken() == []
    assert enter(widget, mime)
    drop(widget, mime)
    assert not over(widget)
    assert taken() == [tmp_path / "a.png"]


@pytest.mark.parametrize("kind", ["print file", "proof", "order", "photo"])
def test_words_are_not_taken(make: Callable[[str], Made], kind: str) -> None:
    widget, taken = make(kind)
    mime = QMimeData()
    mime.setText("no file")
    assert not enter(widget, mime)
    assert not over(widget)
    assert taken() == []


def test_two_files_are_one_too_many_for_a_print_and_none_for_an_order(
    make: Callable[[str], Made], tmp_path: Path
) -> None:
    two = files(tmp_path / "a.png", tmp_path / "b.png")
    assert not enter(make("print file")[0], two)
    widget, taken = make("order")
    assert enter(widget, two)
    drop(widget, two)
    assert taken() == [tmp_path / "a.png", tmp_path / "b.png"]


def test_a_picture_that_is_no_file_is_a_packing_photo(look: Look, qtbot: QtBot) -> None:
    box = PhotoBox(look)
    qtbot.addWidget(box)
    mime = QMimeData()
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    mime.setImageData(image)
    assert enter(box, mime)
    with qtbot.waitSignal(box.chosen, timeout=10_000):
        drop(box, mime)
