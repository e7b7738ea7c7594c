"""The packing bench over a real order book, with a scanner that is a keyboard."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui.base.look import Look
from app.gui.base.main_thread import MainThread
from app.gui.base.office_desk import OfficeDesk
from app.gui.packing.page import PackingPage
from app.gui.packing.station import PackingStation
from app.gui.packing.wiring import PackWiring
from app.jobs.runner import Runner
from app.orders.record import now
from app.orders.records import Order
from app.security.actor import OWNER, Actor
from app.settings.preferences import Preferences
from tests.gui.packing.goods import picture
from tests.unit.commands import packing_house

WAIT = 60_000


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("STATUETTE_HOME", str(tmp_path / "home"))
    made = packing_house.make_house(tmp_path)
    made.now = now()
    yield made
    made.office.book.close()


@pytest.fixture
def desk(house: Any, qapp: QApplication) -> Iterator[OfficeDesk]:
    thread = MainThread()
    bugs: list[BaseException] = []
    runner = Runner(thread.post)
    runner.crashed.connect(bugs.append)
    desk = OfficeDesk(house.office, runner, thread.post)
    yield desk
    desk.close()
    runner.close()
    qapp.processEvents()
    assert not bugs


@dataclass
class Bench:
    """A page with what stands behind it; ``sounds`` that were played, ``files`` where something was saved."""

    page: PackingPage
    wiring: PackWiring
    house: Any
    qtbot: QtBot
    folder: Path
    sounds: list[str] = field(default_factory=list)

    @property
    def station(self) -> PackingStation:
        return self.page.station

    def type(self, code: str) -> None:
        """As a scanner does: all keys at once, then Return, each to where the focus is then."""
        for sign in code:
            self.qtbot.keyClicks(QApplication.focusWidget() or self.page, sign)
        self.key(Qt.Key.Key_Return)

    def scan(self, code: str) -> None:
        """Scan and wait for the sound."""
        before = len(self.sounds)
        self.type(code)
        self.qtbot.waitUntil(lambda: len(self.sounds) > before, timeout=WAIT)

    def open(self, order: Order) -> None:
        self.scan(order.number)
        self.wait(lambda: self.station.view is not None and self.station.view.number == order.number)

    def fill(self, order: Order) -> None:
        """Scan everything of the order into its parcel."""
        self.open(order)
        for item in self.house.items(order):
            for _ in range(item.quantity):
                self.scan(item.serial)

    def close(self, order: Order) -> int:
        """Everything is in, photographed, weighed and closed; gives the parcel."""
        from app.commands import packing

        self.fill(order)
        parcel, office = self.station.view.parcel.id, self.house.office
        packing.set_photo(office, parcel, picture())
        packing.set_weight(office, parcel, 180)
        packing.close(office, parcel)
        self.station.look_again()
        self.wait_for("verified")
        return parcel

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=WAIT)

    def wait_for(self, state: str) -> None:
        self.wait(lambda: self.station.view is not None and self.station.view.parcel.state == state)

    def key(self, key: Qt.Key) -> None:
        self.qtbot.keyClick(QApplication.focusWidget() or self.page, key)


@pytest.fixture
def open_bench(desk: OfficeDesk, house: Any, look: Look, qtbot: QtBot, tmp_path: Path) -> Callable[..., Bench]:
    """A page on the screen, with an open book behind it."""

    def it(actor: Actor = OWNER, *, card: bool = False, **parts: Any) -> Bench:
        from app.commands import workshop_settings

        workshop_settings.change(house.office, unboxing_card=card)
        sounds: list[str] = []
        page = PackingPage(look)
        page.station._sound = sounds.append
        wiring = PackWiring(
            page, Preferences(), lambda: None, lambda: page.setCurrentIndex(0),
            ask_path=lambda _parent, name: tmp_path / f"{name}.pdf", **parts,
        )  # fmt: skip
        page.resize(1000, 800)
        qtbot.addWidget(page)
        page.show()
        qtbot.waitExposed(page)
        page.activateWindow()
        wiring.connect_to(desk)
        desk.act_as(actor)
        desk.start()
        bench = Bench(page, wiring, house, qtbot, tmp_path, sounds)
        bench.wait(page.scan_bar.field.hasFocus)
        return bench

    return it
