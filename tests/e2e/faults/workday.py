"""A window whose day can end at any moment: it does what people do, says what it has confirmed, and is killed.

What loads long is imported here, so that each life begins where a running program is forked; nothing of Qt is made before.
"""

import importlib
import io
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PIL import Image
from PySide6.QtCore import QTimer

from app.bootstrap.assembling import assemble
from app.bootstrap.workstation import Workstation
from app.commands import backups, model, notes, orders
from app.gui.trouble.starting import ProgramStart
from app.orders.draft import Buyer, ConsentDraft, ItemDraft, OrderDraft
from app.orders.records import Item, Order
from app.settings.folders import standard_folders

for _name in ("app.gui.window.main_window", "app.storage.opening", "app.gui.layout.wiring"):
    importlib.import_module(_name)

STEP_MS = 5
Say = Callable[[str, Any], None]
Work = Iterator[Callable[[], bool]]


def work(home: Path, seed: int, say: Say) -> None:
    """Open the window and work in it until the end. Says ("tries" | "confirmed", (kind, what))."""
    os.environ["STATUETTE_HOME"] = str(home)
    start = ProgramStart(standard_folders(), safe=False)
    station = assemble(start)
    station.crashes.install()
    station.window.show()
    station.begin([])
    hand = _Hand(station, random.Random(seed), say).day([one.phase for one in start.before.ended])
    waits: list[Callable[[], bool]] = [lambda: station.desk.ready]

    def go_on() -> None:
        if waits[0]():
            waits[0] = next(hand)

    timer = QTimer(station.window)
    timer.timeout.connect(go_on)
    timer.start(STEP_MS)
    station.application.exec()


class _Hand:
    """Each piece of work gives what is waited for; then the next begins."""

    def __init__(self, station: Workstation, chance: random.Random, say: Say) -> None:
        self._station, self._chance, self._say = station, chance, say
        self._window, self._bench = station.window, station.window.workshop.bench
        self._answers: list[Any] = []
        self._orders: list[Order] = []

    def day(self, ended: list[str]) -> Work:
        """All of it, again and again."""
        yield from self._begin(ended)
        pieces = (self._order, self._note, self._file, self._step, self._edit, self._undo, self._edit, self._backup)
        yield from self._order()
        while True:
            yield from self._chance.choice(pieces)()

    def _begin(self, ended: list[str]) -> Work:
        document = self._bench.document
        told = [notice.words.text() for notice in self._station.trouble.notices.shown]
        seen = None if document is None else (document.revision, document.position)
        self._say("confirmed", ("start", (ended, told, seen)))
        if document is None:
            self._window.wiring.open_sample("cat")
        yield lambda: self._bench.document is not None and self._window.wiring._opening is None
        self._say_bench()

    def _ask(self, command: Callable[..., Any], *values: Any, **named: Any) -> Callable[[], bool]:
        self._answers.clear()
        self._station.desk.ask(command, *values, then=self._answers.append, **named)
        return lambda: bool(self._answers)

    def _order(self) -> Work:
        draft = OrderDraft(
            items=(ItemDraft(product="figurine", finish="white", title="Cat", height_mm=80.0),),
            buyer=Buyer("测试甲", "13800000000", "测试省测试市测试路1号"),
            consent=ConsentDraft(channel="test"),
        )
        yield self._ask(orders.new_order, draft)
        self._orders.append(self._answers[0])
        self._say("confirmed", ("order", self._answers[0].number))

    def _note(self) -> Work:
        yield self._ask(notes.add_note, self._chance.choice(self._orders).id, f"paint it {self._chance.random()}")
        self._say("confirmed", ("note", self._answers[0].id))

    def _file(self) -> Work:
        out = io.BytesIO()
        Image.frombytes("RGB", (64, 64), self._chance.randbytes(64 * 64 * 3)).save(out, "PNG")
        yield self._ask(notes.add_file, self._chance.choice(self._orders).id, "photo.png", out.getvalue(), "photo")
        self._say("confirmed", ("file", self._answers[0].digest))

    def _step(self) -> Work:
        def newest(office: Any) -> Item:
            with office.book.reading() as book:
                found: Item = book.find(Item, order_by="-id", limit=1)[0]
                return found

        yield self._ask(newest)
        item = self._answers[0]
        event = "resume" if item.state == "on_hold" else "hold"
        yield self._ask(
            orders.move, Item, item.id, event, version=item.version, reason="so", facts={"hold": "material"}
        )
        moved = self._answers[0]
        self._say("confirmed", ("item", (moved.id, moved.version, moved.state)))

    def _edit(self) -> Work:
        before = self._document()
        self._say("tries", ("bench", None))
        self._window.wiring.edit(lambda: model.turn(self._window.workshop, self._chance.choice("xyz")))
        yield lambda: self._window.wiring._editing is None
        if self._document() != before:
            self._say_bench()

    def _undo(self) -> Work:
        self._say("tries", ("bench", None))
        self._window.actions_.by_id["edit.undo"].trigger()
        yield lambda: self._window.wiring._editing is None
        self._say_bench()

    def _backup(self) -> Work:
        folder = standard_folders().data / "backups"
        yield self._ask(backups.back_up, folder, lane="batch", title=None)
        self._say("confirmed", ("backup", self._answers[0].name))

    def _document(self) -> tuple[str, int]:
        document = self._bench.document
        assert document is not None
        return document.revision, document.position

    def _say_bench(self) -> None:
        self._say("confirmed", ("bench", self._document()))
