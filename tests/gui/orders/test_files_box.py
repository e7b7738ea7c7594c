"""The files of an order: which can be taken off by hand."""

from pathlib import Path

from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from app.gui.base.look import Look
from app.gui.orders.files_box import FilesBox
from app.gui.widgets.basics import ElidedLabel
from app.orders.records import FileLink


def shown(look: Look, qtbot: QtBot, *kinds: str) -> FilesBox:
    box = FilesBox(look)
    qtbot.addWidget(box)
    box.show_files([FileLink(order=1, kind=kind, name=f"{kind}.x") for kind in kinds], {}, may_add=True)
    return box


def names(box: FilesBox) -> list[str]:
    return [Path(one._whole).stem for one in box.findChildren(ElidedLabel) if one._whole.endswith(".x")]


def buttons(box: FilesBox, name: str) -> int:
    return sum(one.accessibleName() == name for one in box.findChildren(QToolButton))


def test_what_an_item_is_made_of_is_not_taken_off_by_hand(look: Look, qtbot: QtBot) -> None:
    box = shown(look, qtbot, "photo", "design", "design_picture", "revision", "texture", "proof")
    assert names(box) == ["photo", "design_picture", "proof"]
    assert buttons(box, "Take the file off the order…") == 1, "the photo alone; the book says whether a design needs it"
    assert buttons(box, "Look at the picture") == 2
