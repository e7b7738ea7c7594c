"""Where orders come from, in the window: the sample workshop, a server, a table whose columns are chosen."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMainWindow
from pytestqt.qtbot import QtBot

from app.commands.intake import IntakeResult, sample
from app.commands.intake.columns import kept_columns
from app.commands.intake.sample_orders import ORDERS
from app.commands.intake.server import ServerSettings, keep_server, server_settings
from app.commands.office import Office
from app.drivers.intake_http import HttpSource
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.orders.import_dialog import ImportDialog
from app.gui.orders.order_server import ServerDialog, ServerWatch
from app.gui.orders.sample_workshop import SampleDialog
from app.i18n import Text
from app.orders.records import Item, Order
from app.security.actor import OWNER
from tests.gui.orders.shop import WAIT, Enter
from tests.unit.commands.intake.conftest import a_bundle, an_order
from tests.unit.drivers.order_server import TOKEN, OrderServer, status


class Heard:
    """What was said to people."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []

    def say(self, sentence: Text | str, tone: str = "info", _action: object = None) -> None:
        self.said.append((str(sentence), tone))


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def keys(office: Office) -> Callable[[], list[str]]:
    def them() -> list[str]:
        with office.book.reading() as book:
            return sorted(order.key for order in book.find(Order))

    return them


# ---- the sample workshop ----------------------------------------------------


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sample, "ORDERS", ORDERS[:4])
    return 4


def test_the_sample_is_filled_in_and_taken_out(
    desk: OfficeDesk, window: QMainWindow, few: int, keys: Callable[[], list[str]], qtbot: QtBot
) -> None:
    desk.act_as(OWNER)
    done: list[int] = []
    with qtbot.waitSignal(SampleDialog(desk, lambda: done.append(1), window, at_once=True).finished, timeout=WAIT):
        pass
    assert len(keys()) == few
    again = SampleDialog(desk, lambda: done.append(2), window)
    again.show()
    qtbot.waitUntil(again.remove.isVisible, timeout=WAIT)
    assert str(few) in again.sentence.text()
    assert not again.fill.isVisible()
    with qtbot.waitSignal(again.finished, timeout=WAIT):
        again.remove.click()
    assert keys() == []
    assert done == [1, 2]


def test_it_says_that_real_orders_are_there(desk: OfficeDesk, window: QMainWindow, enter: Enter, qtbot: QtBot) -> None:
    enter("Night singer")
    desk.act_as(OWNER)
    dialog = SampleDialog(desk, lambda: None, window)
    dialog.show()
    qtbot.waitUntil(dialog.fill.isVisible, timeout=WAIT)
    assert "real order" in dialog.sentence.text()


@pytest.mark.usefixtures("few")
def test_stopping_it_leaves_nothing(
    desk: OfficeDesk, window: QMainWindow, keys: Callable[[], list[str]], qtbot: QtBot
) -> None:
    desk.act_as(OWNER)
    dialog = SampleDialog(desk, lambda: None, window, at_once=True)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.bar.share > 0, timeout=WAIT)
    with qtbot.waitSignal(dialog.finished, timeout=WAIT):
        dialog.reject()
    assert keys() == []


# ---- a server ---------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[OrderServer]:
    with OrderServer() as server:
        server.pages = [a_bundle(an_order("A-1"))]
        yield server


@pytest.fixture
def asking(desk: OfficeDesk, window: QMainWindow) -> Iterator[tuple[ServerWatch, Heard]]:
    desk.office.servers = HttpSource
    desk.act_as(OWNER)
    heard = Heard()
    watch = ServerWatch(desk, heard, window)
    yield watch, heard
    watch.stop(30)


def test_a_server_is_set_up_and_asked_by_itself(  # noqa: PLR0917
    desk: OfficeDesk, window: QMainWindow, server: OrderServer, asking: tuple[ServerWatch, Heard],
    keys: Callable[[], list[str]], qtbot: QtBot,
) -> None:  # fmt: skip
    watch, heard = asking
    dialog = ServerDialog(desk, watch, window)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.state.text() != "", timeout=WAIT)
    assert not dialog.now.isEnabled()
    dialog.url.setText(server.url)
    dialog.token.setText(TOKEN)
    dialog.on.setChecked(True)
    with qtbot.waitSignal(watch.told, timeout=WAIT), qtbot.waitSignal(dialog.finished, timeout=WAIT):
        dialog.keep.click()
    assert keys() == ["A-1"]
    assert watch.running
    assert heard.said[0][1] == "ok"
    assert "1 order came in." in heard.said[0][0]
    assert "Asked at" in watch.asked

    again = ServerDialog(desk, watch, window)
    again.show()
    qtbot.waitUntil(lambda: again.url.text() == server.url, timeout=WAIT)
    assert again.token.text() == ""  # never shown
    assert "Kept" in again.token.placeholderText()
    server.pages.append(a_bundle(an_order("A-2")))
    again.now.click()
    qtbot.waitUntil(lambda: len(keys()) == 2 and again.list.count() == 2, timeout=WAIT)
    again.on.setChecked(False)
    with qtbot.waitSignal(again.finished, timeout=WAIT):
        again.keep.click()
    assert not watch.running
    assert not server_settings(desk.office).on


def test_what_is_wrong_with_a_server_is_said_in_a_sentence(
    desk: OfficeDesk, window: QMainWindow, server: OrderServer, asking: tuple[ServerWatch, Heard], qtbot: QtBot
) -> None:
    watch, heard = asking
    dialog = ServerDialog(desk, watch, window)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.state.text() != "", timeout=WAIT)
    for url, sentence in (("http://example.com", "https only"), ("nonsense", "no address of a server")):
        dialog.url.setText(url)
        dialog.keep.click()
        qtbot.waitUntil(lambda said=sentence: said in dialog.problem.text(), timeout=WAIT)
    server.faults = [status(401)]
    dialog.url.setText(server.url)
    dialog.token.setText(TOKEN)
    dialog.on.setChecked(True)
    with qtbot.waitSignal(watch.told, timeout=WAIT):
        dialog.keep.click()
    assert heard.said[-1][1] == "bad"
    assert "refuses the token" in heard.said[-1][0]


def test_only_the_pc_that_is_named_asks(
    desk: OfficeDesk, server: OrderServer, asking: tuple[ServerWatch, Heard]
) -> None:
    watch, _ = asking
    other = Office(desk.office.book, desk.office.assets, desk.office.vault, station="PC-99", servers=HttpSource)
    keep_server(other, ServerSettings(server.url, on=True), TOKEN)
    watch.follow(server_settings(desk.office))
    assert not watch.running
    assert not server.seen


# ---- a table ----------------------------------------------------------------


@pytest.fixture
def importing(
    desk: OfficeDesk, look: Look, window: QMainWindow
) -> Callable[[Path], tuple[ImportDialog, list[IntakeResult]]]:
    def it(path: Path) -> tuple[ImportDialog, list[IntakeResult]]:
        desk.act_as(OWNER)
        results: list[IntakeResult] = []
        dialog = ImportDialog(desk, look, path, results.append, window)
        dialog.show()
        return dialog, results

    return it


def test_columns_are_chosen_bad_rows_are_listed_and_saved_the_good_ones_come_in(
    importing: Callable[[Path], tuple[ImportDialog, list[IntakeResult]]], office: Office, tmp_path: Path, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    table = tmp_path / "订单.csv"
    rows = ["流水,产品,数量", "X-1,冰箱贴,2", "X-2,飞机,1", ",钥匙扣,1", "X-4,明信片,3"]
    table.write_bytes("\r\n".join(rows).encode("gb18030"))
    dialog, results = importing(table)
    qtbot.waitUntil(lambda: dialog.columns is not None, timeout=WAIT)
    assert dialog.columns is not None
    assert not dialog.go.isEnabled()
    assert "Order key" in dialog.sentence.text()
    dialog.source.setText("fair")
    dialog.columns.boxes[0].setCurrentIndex(dialog.columns.boxes[0].findData("key"))
    assert dialog.go.isEnabled()
    dialog.go.click()
    qtbot.waitUntil(lambda: bool(results), timeout=WAIT)
    assert (results[0].created, results[0].refused) == (2, 2)
    with office.book.reading() as book:
        assert sorted((item.product, item.quantity) for item in book.find(Item)) == [("magnet", 2), ("postcard", 3)]
        assert {order.source for order in book.find(Order)} == {"fair"}
    assert kept_columns(office, "fair")["流水"] == "key"
    assert kept_columns(office, "table") == {}
    said = [
        (dialog.problems.item(n, 0).text(), dialog.problems.item(n, 1).text())
        for n in range(dialog.problems.rowCount())
    ]
    assert [where for where, _ in said] == ["Line 3", "Line 4"]

    bad = tmp_path / "bad.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_named: (str(bad), ""))
    dialog.save.click()
    qtbot.waitUntil(bad.exists, timeout=WAIT)
    lines = bad.read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("流水,产品,数量,")
    assert lines[1].startswith('X-2,飞机,1,"Line 3: product is not made here')
    assert lines[2].startswith(",钥匙扣,1,Line 4:")
    assert len(lines) == 3


def test_the_columns_of_a_source_are_remembered(
    importing: Callable[[Path], tuple[ImportDialog, list[IntakeResult]]], tmp_path: Path, qtbot: QtBot
) -> None:
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text("流水,产品\nX-1,冰箱贴\n", "utf-8")
    second.write_text("流水,产品\nX-2,冰箱贴\n", "utf-8")
    dialog, results = importing(first)
    qtbot.waitUntil(lambda: dialog.columns is not None, timeout=WAIT)
    dialog.columns.boxes[0].setCurrentIndex(dialog.columns.boxes[0].findData("key"))
    dialog.source.setText("fair")
    dialog.go.click()
    qtbot.waitUntil(lambda: bool(results), timeout=WAIT)
    dialog.accept()
    dialog, _ = importing(second)
    qtbot.waitUntil(lambda: dialog.columns is not None, timeout=WAIT)
    assert dialog.columns.mapping() == {1: "product"}
    dialog.source.setText("fair")
    dialog.source.editingFinished.emit()
    qtbot.waitUntil(lambda: dialog.columns.mapping() == {0: "key", 1: "product"}, timeout=WAIT)
