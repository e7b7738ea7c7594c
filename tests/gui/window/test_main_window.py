from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app import i18n
from app.bootstrap.workstation import Workstation
from app.commands import orders
from app.errors import WriteRefusedError
from app.gui.base.files import FileDialogs
from app.gui.dialogs.palette import Palette
from app.gui.window.main_window import MainWindow
from app.i18n import text
from app.jobs.progress import silent
from app.mesh.loading import FORMATS, load, save
from app.mesh.mesh import Mesh
from app.orders.draft import Buyer, ConsentDraft, ItemDraft, OrderDraft

pytestmark = pytest.mark.render
Open = Callable[..., Workstation]
WAIT = 90_000  # ms: the first inspection on a machine may compile its kernels


def cube(edge: float) -> Mesh:
    corners = np.array([[x, y, z] for z in (0, 1) for y in (0, 1) for x in (0, 1)], float) * edge
    sides = [(0, 2, 3, 1), (0, 1, 5, 4), (1, 3, 7, 5), (3, 2, 6, 7), (2, 0, 4, 6), (4, 5, 7, 6)]
    return Mesh(corners, np.array([f for a, b, c, d in sides for f in ((a, b, c), (a, c, d))], np.int32))


def wait_for_report(qtbot: QtBot, window: MainWindow, position: int | None = None) -> Any:
    bench = window.workshop.bench

    def there() -> bool:
        return bench.report is not None and (position is None or bench.document.position == position)

    qtbot.waitUntil(there, timeout=WAIT)
    return bench.report


def shown(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(
        lambda: (
            window.wiring.display.mesh is not None
            and window.wiring.display.mesh.revision == window.workshop.bench.document.revision
        ),
        timeout=WAIT,
    )


def test_the_main_job(
    open_workstation: Open, open_box: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Open, look, fix one thing, undo, redo, go back, repair and prove, save as 3MF."""
    window = open_workstation().window
    actions = window.actions_.by_id
    assert not actions["file.save"].isEnabled()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(open_box), ""))
    actions["file.open"].trigger()
    report = wait_for_report(qtbot, window)
    assert not report.printable
    assert window.bench.title.text() == "open box.stl · revision 1"
    assert window.docks.report.printed_height.property("kind") == "attention"
    shown(qtbot, window)

    card = window.docks.report.cards["open_edges"]
    card.next.click()
    assert window.wiring._marked is card.finding
    assert card.fix_button is not None
    card.fix_button.click()
    assert wait_for_report(qtbot, window, 1).printable
    assert [step.text() for step in window.bench.history.steps] == ["Original", "Fill holes"]

    actions["edit.undo"].trigger()
    assert not wait_for_report(qtbot, window, 0).printable
    actions["edit.redo"].trigger()
    assert wait_for_report(qtbot, window, 1).printable
    window.bench.history.steps[0].click()
    wait_for_report(qtbot, window, 0)

    window.docks.report.repair.click()
    assert wait_for_report(qtbot, window, 1).printable
    assert window.docks.report.save.property("kind") == "primary"
    assert window.docks.report.changes.isVisibleTo(window)
    shown(qtbot, window)
    actions["view.compare"].trigger()
    qtbot.waitUntil(lambda: window.bench.viewport.split_at() is not None, timeout=WAIT)
    for mode in ("shaded", "wireframe", "color"):
        actions[f"view.{mode}"].trigger()

    target = tmp_path / "print"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(target), "3MF (*.3mf)"))
    actions["file.save"].trigger()
    saved = target.with_suffix(".3mf")
    qtbot.waitUntil(lambda: bool(window.bench.messages.sentences), timeout=WAIT)
    assert window.bench.messages.sentences == ["Saved print.3mf."]
    again = load(saved, silent())
    assert again.unit == "mm"
    assert abs(float(again.mesh.size_mm[2]) - 20) < 0.1
    assert not window.workshop.bench.document.unsaved
    actions["file.close"].trigger()
    assert not window.bench.messages.sentences


def test_the_picture_keeps_its_size_while_a_model_comes_is_mended_and_goes_back(
    open_workstation: Open, open_box: Path, qtbot: QtBot
) -> None:
    """Each other size is another picture to draw; what is said above it (“≈”) must not be higher than before."""
    window = open_workstation().window
    window.show()
    window.bench.viewport.start()
    qtbot.waitUntil(lambda: window.bench.viewport.canvas is not None, timeout=WAIT)
    sizes: set[tuple[int, int]] = set()

    class Watch(QObject):
        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
            if isinstance(event, QResizeEvent):
                sizes.add((event.size().width(), event.size().height()))
            return False

    watch = Watch()
    canvas = window.bench.viewport.canvas
    assert canvas is not None
    canvas.installEventFilter(watch)
    window.open_file(open_box)
    wait_for_report(qtbot, window)
    shown(qtbot, window)
    window.docks.report.repair.click()
    assert wait_for_report(qtbot, window, 1).printable
    shown(qtbot, window)
    window.actions_.by_id["edit.undo"].trigger()
    wait_for_report(qtbot, window, 0)
    shown(qtbot, window)
    assert len(sizes) == 1, sizes


def test_the_source_is_never_written_over(open_workstation: Open, open_box: Path, qtbot: QtBot) -> None:
    before = open_box.read_bytes()
    window = open_workstation(open_box).window
    wait_for_report(qtbot, window)
    window.wiring.save(open_box)
    assert "choose another name" in window.bench.messages.sentences[0]
    assert open_box.read_bytes() == before


def test_a_file_that_is_none_says_so_until_it_is_closed(open_workstation: Open, tmp_path: Path, qtbot: QtBot) -> None:
    broken = tmp_path / "broken.glb"
    broken.write_bytes(b"not a model")
    window = open_workstation(broken).window
    qtbot.waitUntil(lambda: bool(window.bench.messages.sentences), timeout=WAIT)
    assert len(window.bench.messages.sentences) == 1
    assert window.workshop.bench.document is None
    assert window.bench.empty.isVisible()


def test_what_cannot_be_kept_leaves_the_empty_bench_as_it_was(
    open_workstation: Open, open_box: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full when the model has been read: it comes nowhere, and the next one can be dropped."""
    window = open_workstation().window

    def refuse(_document: object) -> None:
        raise WriteRefusedError(text("The disk of this PC is full."))

    monkeypatch.setattr(window.workshop.bench._journal, "write", refuse)
    with qtbot.captureExceptions() as raised:  # they go to whoever takes what nobody took
        window.open_file(open_box)
        assert not window.bench.is_empty
        qtbot.waitUntil(lambda: bool(raised), timeout=WAIT)
    qtbot.waitUntil(lambda: window.bench.is_empty, timeout=WAIT)


def test_a_tiny_model_gets_the_usual_height_proposed(open_workstation: Open, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "unit.stl"
    save(cube(1.0), path, silent())
    window = open_workstation().window
    window.workshop.preferences.default_height_mm = 60.0
    window.open_file(path)
    assert wait_for_report(qtbot, window).size_mm[2] == pytest.approx(60)
    assert window.docks.report.printed_height.property("kind") == "attention"


def test_a_model_on_its_back_is_turned_upright_by_the_button_beside_what_is_said(
    open_workstation: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    lying = cube(20.0)
    narrow = np.where(lying.vertices[:, 1:2] > 0, (0.5, 4.0, 0.5), 1.0)  # at its head
    save(lying.with_(vertices=lying.vertices * narrow), tmp_path / "lying.obj", silent())
    window = open_workstation().window
    window.open_file(tmp_path / "lying.obj")
    assert wait_for_report(qtbot, window).size_mm == pytest.approx((20.0, 80.0, 20.0))
    messages = window.bench.messages
    (said,) = [words for words in messages.sentences if "on its back" in words]
    turn = next(button for button in messages.findChildren(QPushButton) if button.text() == "Turn upright")
    qtbot.mouseClick(turn, Qt.MouseButton.LeftButton)
    assert wait_for_report(qtbot, window, 1).size_mm == pytest.approx((20.0, 20.0, 80.0))
    assert said not in messages.sentences


def test_a_recent_file_is_shown_wherever_it_is_chosen_and_one_that_is_refused_is_named(
    open_workstation: Open, open_box: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    """It was opened behind the layout bench."""
    window = open_workstation().window
    bad = tmp_path / "cut short.stl"
    bad.write_bytes(b"solid nothing")
    window.open_file(bad)
    qtbot.waitUntil(lambda: bool(window.bench.messages.sentences), timeout=WAIT)
    assert window.bench.messages.sentences[0].startswith("cut short.stl: ")
    window.workshop.preferences.remember_file(open_box)
    window.docks.orders.show_recent(window.workshop.preferences.recent_files)
    window.top_bar.workplace_chosen.emit("dispatch")
    assert window.workplaces.workplace == "dispatch"
    window.docks.orders.file_wanted.emit(open_box)
    wait_for_report(qtbot, window)
    assert window.workplaces.workplace == "model"
    window.top_bar.workplace_chosen.emit("pack")
    window.docks.orders.sample_wanted.emit(window._services.samples[0][0])
    assert window.workplaces.workplace == "model"


def test_a_dropped_file_is_opened(open_workstation: Open, open_box: Path, qtbot: QtBot) -> None:
    window = open_workstation().window
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(open_box))])
    event = QDropEvent(
        QPointF(300, 300), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)
    assert event.isAccepted()
    wait_for_report(qtbot, window)
    assert window.workshop.preferences.recent_files == [str(open_box)]
    assert [a.text() for a in window.menus.inner["recent"].actions()] == [open_box.name]


def test_the_bench_is_there_again_after_a_restart(open_workstation: Open, open_box: Path, qtbot: QtBot) -> None:
    first = open_workstation(open_box)
    wait_for_report(qtbot, first.window)
    first.window.docks.report.height_confirmed.emit(40.0)
    report = wait_for_report(qtbot, first.window, 1)
    assert report.size_mm[2] == pytest.approx(40)
    first.close()
    window = open_workstation().window
    wait_for_report(qtbot, window, 1)
    assert window.workshop.bench.document.height_mm == 40.0
    window.actions_.by_id["edit.undo"].trigger()
    assert wait_for_report(qtbot, window, 0).size_mm[2] == pytest.approx(20)


def test_the_palette_finds_and_starts_every_command(open_workstation: Open, qtbot: QtBot) -> None:
    window = open_workstation().window
    qtbot.waitUntil(lambda: bool(window.workshop.repairs), timeout=WAIT)
    palette: Palette = window.palette_dialog()
    assert set(palette.titles()) == {action.text() for action in window.actions_.by_id.values()}
    assert "Fill holes" in palette.titles()
    qtbot.keyClicks(palette.field, "dark light")
    assert palette.titles()[0] == "Dark or light"
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.look.tokens.name == "light"
    assert window.workshop.preferences.theme == "light"


def test_every_action_has_a_name_an_icon_a_tooltip_and_a_place_in_a_menu(open_workstation: Open, qtbot: QtBot) -> None:
    window = open_workstation().window
    qtbot.waitUntil(lambda: bool(window.workshop.repairs), timeout=WAIT)
    in_menus = set()
    for top in window.top_bar.menus.actions():
        for action in top.menu().actions():
            in_menus.update(inner.objectName() for inner in action.menu().actions()) if action.menu() else None
            in_menus.add(action.objectName())
    keys: list[str] = []
    for name, action in window.actions_.by_id.items():
        assert action.text(), name
        assert not action.icon().isNull(), name
        assert action.toolTip() != action.text(), name
        assert name in in_menus
        keys += [key.toString() for key in action.shortcuts()]
    assert len(keys) == len(set(keys))


def test_language_changes_while_the_window_is_open(
    open_workstation: Open, open_box: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_workstation(open_box).window
    wait_for_report(qtbot, window)
    monkeypatch.setattr(i18n._active.__class__, "gettext", lambda _self, message: f"«{message}»")
    window.dress.speak("en")
    assert window.actions_.by_id["file.open"].text() == "«Open…»"
    assert window.docks.report.verdict.title.text() == "«Cannot be printed yet»"
    assert window.bench.history.steps[0].text() == "«Original»"
    assert "«Saved on this PC" in window.status.kept.text()


def test_settings_are_tried_out_and_taken_back(open_workstation: Open) -> None:
    window = open_workstation().window
    dialog = window.settings_dialog()
    dialog.theme.setCurrentIndex(dialog.theme.findData("light"))
    dialog.theme.activated.emit(dialog.theme.currentIndex())
    assert window.look.tokens.name == "light"
    dialog.reject()
    assert window.look.tokens.name == "dark"
    dialog = window.settings_dialog()
    dialog.process.setCurrentIndex(dialog.process.findData("white-resin"))
    dialog.accept()
    assert window.workshop.preferences.process == "white-resin"


def test_every_workplace_has_a_page(open_workstation: Open, qtbot: QtBot) -> None:
    workstation = open_workstation()
    window = workstation.window
    qtbot.waitUntil(lambda: workstation.desk.ready, timeout=WAIT)
    item = ItemDraft(product="figurine", finish="white", title="Cat", height_mm=80.0)
    buyer = Buyer("测试甲", "13800000000", "测试省测试市测试路1号")
    orders.new_order(
        workstation.desk.office, OrderDraft(items=(item,), buyer=buyer, consent=ConsentDraft(channel="test"))
    )
    for name, page, cards in (
        ("service", window.boards.service, {}),
        ("overview", window.boards.overview, {"to_model": "1"}),
    ):
        window.top_bar.workplace_chosen.emit(name)
        qtbot.waitUntil(page.isVisible, timeout=WAIT)
        counts = {**dict.fromkeys(page.cards, "0"), **cards}
        qtbot.waitUntil(
            lambda page=page, counts=counts: {key: card.count.text() for key, card in page.cards.items()} == counts,
            timeout=WAIT,
        )
    window.top_bar.workplace_chosen.emit("model")
    assert window.bench.isVisible()


def test_the_panels_stand_where_they_were_left(open_workstation: Open) -> None:
    first = open_workstation()
    first.window.docks.by_name["printers"].hide()
    first.close()
    window = open_workstation().window
    assert not window.docks.by_name["printers"].isVisible()
    window.actions_.by_id["help.layout"].trigger()
    QApplication.processEvents()
    assert window.docks.by_name["printers"].isVisible()


def test_a_name_without_ending_never_replaces_a_file_unasked(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialogs = FileDialogs(FORMATS)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(tmp_path / "cat"), "3MF (*.3mf)"))
    assert dialogs.ask_save(parent, tmp_path / "cat.3mf", "none") == tmp_path / "cat.3mf"
    (tmp_path / "cat.3mf").write_bytes(b"precious")
    monkeypatch.setattr(QMessageBox, "question", lambda *_a: QMessageBox.StandardButton.No)
    assert dialogs.ask_save(parent, tmp_path / "cat.3mf", "none") is None
