"""One day at the real window: who works there, what came in, and what is known of it from the book."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from app import i18n
from app.bootstrap.assembling import assemble
from app.bootstrap.workstation import Workstation
from app.commands import workshop_settings
from app.commands.office import Office
from app.orders.record import Record
from app.orders.records import Item, Order
from tests.e2e.day.diary import Diary
from tests.e2e.day.hands import Hands, until
from tests.e2e.day.machines import Machines
from tests.e2e.day.meshes import Generated

SENDER = {
    "sender_name": "样例手办工坊", "sender_phone": "400-000-0000", "sender_address": "四川省成都市样例区测试大道一百号",
    "unboxing_card": False,
}  # fmt: skip
Kind = TypeVar("Kind", bound=Record)


@dataclass
class Day:
    """All that the parts of the story need.

    folder   of the day: what is saved, proofs, print files
    meshes   as the generator sent them, by the key of the creation
    """

    workstation: Workstation
    hands: Hands
    diary: Diary
    machines: Machines
    folder: Path
    meshes: dict[str, Generated] = field(default_factory=dict)

    @property
    def window(self) -> Any:
        """The main window."""
        return self.workstation.window

    @property
    def office(self) -> Office:
        """The book as whoever is at the window sees it."""
        return self.workstation.desk.office

    def all(self, kind: type[Kind], **equals: Any) -> list[Kind]:
        """Records of the book, oldest first."""
        with self.office.book.reading() as book:
            return book.find(kind, order_by="id", **equals)

    def get(self, record: Kind) -> Kind:
        """A record as it is now."""
        with self.office.book.reading() as book:
            return book.get(type(record), record.id)

    def item(self, title: str) -> Item:
        """An item by what it is called; the newest where it was made anew."""
        return self.all(Item, title=title)[-1]

    def items(self, *products: str) -> list[Item]:
        """Items that are still to be made or sent, of these products; all where none is named."""
        found = [item for item in self.all(Item) if item.state not in {"remade", "cancelled"}]
        return [item for item in found if not products or item.product in products]

    def orders(self) -> list[Order]:
        """Every order."""
        return self.all(Order)

    def step(self, *items: Item, event: str, to: str) -> None:
        """Take the next step with these items, by the keys of the queue, and write down that it was taken."""
        self.hands.find(*map(self.get, items))
        self.hands.next_step()
        until(lambda: all(self.get(item).state == to for item in items), f"{event}: {len(items)} items are “{to}”")
        for item in items:
            self.diary.event(f"item:{item.id}", f"item.{event}")


@contextmanager
def opened(
    home: Path, *, language: str = "en", theme: str = "dark", log_in: bool = False, **preferences: object
) -> Iterator[Workstation]:
    """The window on a home folder of its own; every bug that a job reports fails whoever uses it.

    log_in  the window is covered until somebody does, and that is left to whoever uses it
    """
    path = home / "settings" / "preferences.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = json.loads(path.read_text("utf-8")) if path.exists() else {}
    kept |= {"language": language, "theme": theme, "first_start_done": True, **preferences}
    path.write_text(json.dumps(kept), "utf-8")
    i18n.activate(language)
    workstation = assemble()
    bugs: list[BaseException] = []
    workstation.window.workshop.runner.crashed.connect(bugs.append)
    workstation.window.resize(1600, 1000)
    workstation.window.show()
    workstation.window.activateWindow()
    workstation.window.start([])
    try:
        until(lambda: workstation.desk.ready and workstation.window.isActiveWindow(), "the window with its book")
        guard = workstation.window.people.guard
        until(lambda: not log_in or guard.covered, "the window is covered")
        yield workstation
    finally:
        workstation.close()
        QApplication.processEvents()  # jobs that were given up say so
        workstation.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()
        i18n.activate("en")
    assert not bugs, bugs


def set_up(office: Office) -> None:
    """What a workshop enters once: who sends the parcels."""
    workshop_settings.change(office, **SENDER)
