"""Faults in the middle of a day: the real window over a folder of its own, and what was confirmed before the fault."""

import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bootstrap.assembling import assemble
from app.bootstrap.workstation import Workstation
from app.commands import orders
from app.commands.audit import verify
from app.commands.office import Office
from app.errors import AppError
from app.gui.window.main_window import MainWindow
from app.orders.draft import Buyer, ConsentDraft, ItemDraft, OrderDraft
from app.orders.records import Order
from app.security.actor import OWNER
from tests.gui.conftest import (  # noqa: F401 - fixtures
    english,
    home,
    look,
    no_other_thread_takes_widgets_down,
    no_thread_is_left_behind,
    open_box,
)

WAIT = 60_000


@dataclass
class Day:
    """What somebody does at this window, and what was confirmed of it.

    confirmed  numbers of orders that the window said are kept; refused: sentences that it said instead
    """

    station: Workstation
    qtbot: QtBot
    confirmed: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def window(self) -> MainWindow:
        return self.station.window

    @property
    def office(self) -> Office:
        return self.station.desk.office.acting(OWNER)

    def ask(self, command: Callable[..., Any], *values: Any, **named: Any) -> Any:
        """Ask as the window does; gives the answer, or None where it is refused with a sentence."""
        answers: list[Any] = []

        def failed(error: AppError) -> None:
            self.refused.append(str(error))
            answers.append(None)

        self.station.desk.ask(command, *values, then=answers.append, failed=failed, **named)
        self.qtbot.waitUntil(lambda: bool(answers), timeout=WAIT)
        return answers[0]

    def new_order(self) -> Order | None:
        """Somebody enters an order; None where it was refused."""
        made: Order | None = self.ask(orders.new_order, order_of_a_cat())
        if made is not None:
            self.confirmed.append(made.number)
        return made

    def lost(self) -> list[str]:
        """Orders that were confirmed, and are not in the book."""
        with self.office.book.reading() as book:
            there = {order.number for order in book.find(Order)}
        return [number for number in self.confirmed if number not in there]

    def is_whole(self) -> bool:
        """Whether the audit chain holds."""
        return bool(verify(self.office).good)


def order_of_a_cat() -> OrderDraft:
    """A figurine, for somebody who is made up."""
    return OrderDraft(
        items=(ItemDraft(product="figurine", finish="white", title="Cat", height_mm=80.0),),
        buyer=Buyer("测试甲", "13800000000", "测试省测试市测试路1号"),
        consent=ConsentDraft(channel="test"),
    )


class Opener:
    """Opens the window, as often as it is called: never two at once."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self._open: Workstation | None = None
        self.bugs: list[BaseException] = []

    def __call__(
        self, *files: Path, ready: bool = True, prepare: Callable[[Workstation], object] = lambda _station: None
    ) -> Day:
        """``ready``: wait until the order book can be asked; ``prepare``: called before the window is shown."""
        self.end()
        station = assemble()
        prepare(station)
        station.window.workshop.runner.crashed.connect(self.bugs.append)
        self._open = station
        with self._qtbot.waitExposed(station.window):
            station.window.show()
        station.window.start(list(files))
        if ready:
            self._qtbot.waitUntil(lambda: station.desk.ready, timeout=WAIT)
        return Day(station, self._qtbot)

    def end(self) -> None:
        """Close the window that is open."""
        if self._open is not None:
            station, self._open = self._open, None
            station.close()
            station.window.deleteLater()
            QApplication.processEvents()


@pytest.fixture
def open_day(home: Path, qtbot: QtBot) -> Iterator[Opener]:  # noqa: F811 - the fixture above
    """Every bug that a job reports fails the test."""
    assert home.is_dir()
    opener = Opener(qtbot)
    yield opener
    opener.end()
    assert not opener.bugs, "".join(traceback.format_exception(opener.bugs[0]))


@pytest.fixture
def happened(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """Tells the benchmark of the day how many faults a test was, and how much that was confirmed is gone after them."""

    def tell(*, lost: int, faults: int = 1) -> None:
        record_property("faults", faults)
        record_property("lost", lost)

    return tell


@pytest.fixture
def backups(home: Path) -> Path:  # noqa: F811 - the fixture above
    """Where this PC keeps its backups."""
    return home / "data" / "backups"
