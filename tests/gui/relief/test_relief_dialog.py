"""Solids of pictures from the real window: of a file, of the open design, of an order; made by the real helper process."""

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox
from pytestqt.qtbot import QtBot
from shapely import points

from app.commands import item_work, orders
from app.commands.relief_items import relief_of_item
from app.errors import AppError
from app.gui.relief.dialog import ReliefDialog
from app.gui.relief.source import source_of_file
from app.gui.window.main_window import MainWindow
from app.layouts.relief.wishes import Plaque
from app.orders.draft import Buyer, ConsentDraft, CreationDraft, ItemDraft, OrderDraft
from app.orders.machine import StepRefusedError
from app.orders.records import Item
from tests.gui.conftest import Open
from tests.new_content import revise

WAIT = 60_000


@pytest.fixture
def figure(tmp_path: Path) -> Path:
    """A head with an ear, cut out; 200 × 260 pixels."""
    y, x = np.mgrid[:260, :200]
    pixels = np.zeros((260, 200, 4), np.uint8)
    pixels[np.hypot((x - 100) / 80, (y - 150) / 90) < 1] = (230, 150, 90, 255)
    pixels[np.hypot((x - 60) / 30, (y - 60) / 50) < 1] = (200, 120, 70, 255)
    path = tmp_path / "小满.png"
    Image.fromarray(pixels, "RGBA").save(path)
    return path


def drawn(dialog: ReliefDialog, qtbot: QtBot) -> None:
    """Wait until what is shown is what is wished."""
    qtbot.waitUntil(
        lambda: not dialog._later.isActive() and dialog._drawing is None and dialog.chosen is not None, timeout=WAIT
    )


def kind(dialog: ReliefDialog) -> str:
    return dialog.wishes.kind


def choose(dialog: ReliefDialog, name: str, value: float | str | bool) -> None:
    """Enter a value as somebody who types does."""
    field = dialog.form.fields[name]
    field.show_value(value)  # type: ignore[arg-type]
    field.entered.emit(value)


def test_a_picture_is_looked_at_and_becomes_a_model_on_the_bench(
    open_workstation: Open, qtbot: QtBot, figure: Path
) -> None:
    window = open_workstation().window
    dialog = window.reliefs.ask_picture()
    assert not dialog.go.isEnabled()
    dialog.offer(source_of_file(figure))
    drawn(dialog, qtbot)
    assert dialog._preview is not None
    assert max(dialog._preview.size_mm[:2]) == pytest.approx(45, abs=0.05)
    choose(dialog, "hole_mm", 0.0)  # no tab
    assert not dialog.form.fields["tab"].isVisible()
    for size in (20.0, 24.0, 28.0, 30.0):  # the last one counts
        choose(dialog, "size_mm", size)
    drawn(dialog, qtbot)
    assert max(dialog._preview.size_mm[:2]) == pytest.approx(30, abs=0.05)
    assert "30.0" in dialog.facts._whole
    dialog.choose_kind("lithophane")
    drawn(dialog, qtbot)
    assert kind(dialog) == "lithophane"
    assert dialog.light.isVisible()
    assert dialog.pane.image is not None
    behind = dialog.pane.image.copy()
    QTest.mouseClick(dialog.light.front, Qt.MouseButton.LeftButton)
    assert dialog.pane.image != behind
    dialog.choose_kind("keychain")
    assert kind(dialog) == "plaque"
    assert dialog.form.fields["size_mm"].property("value") == 30.0, "what was entered is there again"
    assert not dialog.light.isVisible()
    every = [w for kind in (QAbstractButton, QAbstractSpinBox, QComboBox) for w in dialog.findChildren(kind)]
    untold = [w for w in every if w.isVisible() and not w.toolTip()]
    assert not untold
    choose(dialog, "base_mm", 0.6)
    drawn(dialog, qtbot)
    assert not dialog.go.isEnabled()
    assert "0.6 mm" in dialog.fault.text()
    choose(dialog, "base_mm", 2.0)
    drawn(dialog, qtbot)
    dialog.make()
    job = dialog.job
    assert job is not None
    QTest.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not job.open and dialog.go.isEnabled(), timeout=WAIT)
    assert job.state == "cancelled"
    assert not window.workshop.bench.document
    window.choose_workplace("layout")
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert dialog.job is not None
    assert not dialog.go.isEnabled()
    qtbot.waitUntil(lambda: window.workshop.bench.document is not None, timeout=WAIT)
    assert not dialog.isVisible()
    assert window.workplaces.workplace == "model"
    document = window.workshop.bench.document
    assert document is not None
    assert document.title == "小满"
    mesh = window.workshop.store.get(document.revision)
    assert max(mesh.size_mm[:2]) == pytest.approx(30, abs=0.2)
    assert not list((Path(window._services.data_folder) / "relief").glob("*")), "nothing is left behind"


def test_the_design_and_its_solid_have_one_outline(open_workstation: Open, qtbot: QtBot, figure: Path) -> None:
    window = open_workstation().window
    window.choose_workplace("layout")
    assert window.reliefs.ask_design() is None, "nothing lies on the layout bench"
    window.flat.open_files((figure,))
    qtbot.waitUntil(lambda: window.flat.page.measured is not None, timeout=WAIT)
    dialog = window.reliefs.ask_design()
    assert dialog is not None
    drawn(dialog, qtbot)
    assert dialog._preview is not None, dialog.fault.text()
    assert dialog.chosen is not None
    assert dialog.chosen.subject.outlined is not None
    trim = dialog.chosen.subject.outlined.trim
    assert dialog.given.isVisible()
    assert not dialog.form.fields["size_mm"].isVisible()
    dialog.make()
    qtbot.waitUntil(lambda: window.workshop.bench.document is not None, timeout=WAIT)
    document = window.workshop.bench.document
    assert document is not None
    mesh = window.workshop.store.get(document.revision)
    assert mesh.size_mm[:2] == pytest.approx(trim.bounds[2:], abs=0.06)
    flat = np.abs(mesh.vertices[:, 2]) < 1e-6
    middle = (np.array(trim.bounds[2:]) / 2)[None]
    inside = trim.buffer(0.06).contains(points(mesh.vertices[flat, :2] * (1, -1) + middle))
    assert inside.all()


def ordered(window: MainWindow, qtbot: QtBot, figure: Path) -> Item:
    """A white keychain, which is made at the modelling bench."""
    desk = window.orders._desk
    qtbot.waitUntil(lambda: desk.ready, timeout=WAIT)
    cover = desk.office.assets.put(figure.read_bytes(), sensitive=True).digest
    draft = OrderDraft(
        buyer=Buyer("测试甲", "13800000000", "测试省测试市测试路1号"), consent=ConsentDraft(),
        creations=(CreationDraft(key="c", title="小满", cover=cover),),
        items=(ItemDraft(product="keychain", finish="white", title="小满", creation="c", height_mm=40.0),),
    )  # fmt: skip
    order = orders.new_order(desk.office, draft)
    with desk.office.book.reading() as book:
        return book.find(Item, order=order.id)[0]


def test_the_solid_becomes_the_model_of_the_item(open_workstation: Open, qtbot: QtBot, figure: Path) -> None:
    window = open_workstation().window
    item, office = ordered(window, qtbot, figure), window.orders._desk.office
    revise(office, item.id, "f" * 64)  # somebody had another model before
    dialog = window.reliefs.ask_item(item.id)
    drawn(dialog, qtbot)
    assert isinstance(dialog.wishes, Plaque)
    assert (dialog.wishes.size_mm, dialog.wishes.color) == (40.0, False)
    dialog.make()
    bench = window.workshop.bench
    qtbot.waitUntil(lambda: bench.document is not None, timeout=WAIT)
    document = bench.document
    assert document is not None
    assert (document.item, document.process) == (item.id, "white-resin")

    def revision() -> str:
        with office.book.reading() as book:
            return book.get(Item, item.id).revision

    qtbot.waitUntil(lambda: revision() == document.revision, timeout=WAIT)
    window.items.flush()
    qtbot.waitUntil(lambda: item_work.take_up(office, item.id).filed, timeout=WAIT)


def test_what_is_in_production_gets_no_other_model(open_workstation: Open, qtbot: QtBot, figure: Path) -> None:
    window = open_workstation().window
    item, office = ordered(window, qtbot, figure), window.orders._desk.office
    work = relief_of_item(office, item.id)
    with Image.open(io.BytesIO(work.picture)) as picture:
        assert picture.size == (200, 260)
    with office.book.writing(office.actor) as book:
        book.save(replace(book.get(Item, item.id), state="producing"))
    with pytest.raises(StepRefusedError, match="Production has begun"):
        relief_of_item(office, item.id)
    dialog = window.reliefs.ask_item(item.id)
    qtbot.waitUntil(lambda: "Production has begun" in dialog.pane.words, timeout=WAIT)
    assert not dialog.go.isEnabled()
    dialog.reject()
    with office.book.writing(office.actor) as book:
        book.save(replace(book.get(Item, item.id), state="new", creation=None))
    with pytest.raises(AppError, match="no picture"):
        relief_of_item(office, item.id)
