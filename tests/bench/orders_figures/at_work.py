"""One person at one workstation: takes random legal steps through the commands until the time is up.

A process of its own, started by ``workstations``: ``at_work ADDRESS FOLDER NUMBER SECONDS``; reads a line before it begins, and
writes one JSON object when it ends.
"""

import hashlib
import json
import random
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from app.commands.office import Office
from app.commands.orders import assign, move, new_order, possible, set_priority
from app.commands.packing import close, open_by_code, scan, set_weight
from app.commands.shipping import set_waybill
from app.errors import AppError
from app.orders.book import BookOfflineError, StaleError
from app.orders.draft import Buyer, ConsentDraft, CreationDraft, ItemDraft, OrderDraft
from app.orders.machine import StepRefusedError
from app.orders.records import Item, Order
from app.security.actor import Actor
from app.security.permissions import NotAllowedError
from app.security.roles import Role
from app.security.vault import Vault
from app.service.records import Claim, Proof
from app.shipping.records import Parcel
from app.storage.asset_store import open_assets
from tests.bench.orders_figures.counted_book import CountedBook
from tests.bench.orders_figures.place import MASTER, book_at
from tests.new_content import revise

MANY_ROLES = frozenset({Role.ENGINEER, Role.SERVICE, Role.LOGISTICS})
THINKS_S = 0.05  # at most, between looking and doing: long enough for somebody else to be faster
_AWAY = frozenset(
    {"cancel", "write_off", "hold", "ask", "remake", "dissolve", "lose", "return", "refuse", "keep_approval"}
)


def draft(key: str) -> OrderDraft:
    """An order of two things, of made-up people."""
    return OrderDraft(
        source="bench", key=key, items=(
            ItemDraft(product="magnet", finish="printed", height_mm=50, width_mm=50, creation="c1"),
            ItemDraft(product="figurine", finish="color", height_mm=120, title="彩铃少女", creation="c1"),
        ),
        buyer=Buyer("测试甲", "13800000000", "测试省测试市测试路1号"),
        creations=(CreationDraft(key="c1", title="彩铃少女", cover=""),),
        consent=ConsentDraft(text_version="v1"),
    )  # fmt: skip


class NothingToDoError(Exception):
    """What was picked offers nothing to this person."""


class Person:
    """``done``: what came of the attempts, counted."""

    def __init__(self, office: Office, number: int) -> None:
        self.office, self.number = office, number
        self.chance, self.done = random.Random(number), Counter[str]()

    def attempt(self) -> None:
        """One thing that people do; where somebody was faster, look again and decide again."""
        doings = ((self.step, 70), (self.pack, 10), (self.give, 5), (self.hurry, 5), (self.content, 8), (self.enter, 2))
        (do,) = self.chance.choices([one for one, _ in doings], [weight for _, weight in doings])
        for _ in range(5):
            try:
                do()
            except StaleError:
                self.done["stale"] += 1
                continue
            except NothingToDoError:
                self.done["nothing to do"] += 1
            except BookOfflineError as error:
                self.done[type(error).__name__] += 1
            except (StepRefusedError, NotAllowedError):
                self.done["refused"] += 1
            except AppError as error:
                self.done[type(error).__name__] += 1
            else:
                self.done[do.__name__] += 1
            return

    def pick(self, kind: type[Any]) -> Any:
        """Any record of this kind; of few of them, so that people meet."""
        with self.office.book.reading() as book:
            found = book.find(kind, order_by="-id", limit=60)
        return self.chance.choice(found) if found else None

    def step(self) -> None:
        record = self.pick(self.chance.choice((*[Item] * 8, Parcel, Parcel, Proof, Claim)))
        steps = () if record is None else possible(self.office, record)
        if not steps:
            raise NothingToDoError
        time.sleep(self.chance.random() * THINKS_S)
        likely = [one for one in steps if one.event not in _AWAY]
        chosen = likely[0] if likely and self.chance.random() < 0.8 else self.chance.choice(steps)
        facts = {
            "hold": "material",
            "cause": self.chance.choice(("print", "model")),
            "decision": "reject",
            "signed_by": "self",
        }
        move(self.office, type(record), record.id, chosen.event, version=record.version, reason="so", facts=facts)

    def content(self) -> None:
        """A model is saved."""
        item = self.pick(Item)
        time.sleep(self.chance.random() * THINKS_S)
        digest = hashlib.sha256(f"{item.id} {self.chance.random()}".encode()).hexdigest()
        revise(self.office, item.id, digest)

    def give(self) -> None:
        assign(self.office, [self.pick(Item).id], self.chance.choice((None, self.office.actor.account)))

    def hurry(self) -> None:
        set_priority(self.office, [self.pick(Order).id], self.chance.randrange(3))

    def enter(self) -> None:
        new_order(self.office, draft(f"{self.number}-{self.chance.random()}"))

    def pack(self) -> None:
        """Scan everything that lies ready of an order, close its parcel, give it a waybill."""
        with self.office.book.reading() as book:
            ready = book.find(Item, state="ready_to_pack", order_by="-id", limit=30)
        if not ready:
            raise NothingToDoError
        answer = open_by_code(self.office, self.chance.choice(ready).serial)
        if answer.parcel is None:
            raise NothingToDoError
        parcel = answer.parcel.parcel.id
        with self.office.book.reading() as book:
            inside = book.find(Item, parcel=parcel)
        for item in inside:
            for _ in range(item.quantity):
                scan(self.office, parcel, item.serial)
        set_weight(self.office, parcel, 300)
        close(self.office, parcel, no_photo="no camera")
        set_waybill(self.office, parcel, f"SF{self.chance.randrange(10**12):012}")


def main() -> int:
    """Work until the time is up, and tell what was confirmed."""
    address, folder, number, seconds = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
    book = CountedBook(book_at(address, folder, f"PC-{number:02}"))
    vault = Vault(MASTER)
    office = Office(
        book,
        open_assets(str(folder / "assets"), vault.asset_key),
        vault,
        f"PC-{number:02}",
        Actor(number, "", MANY_ROLES),
    )
    person = Person(office, number)
    sys.stdin.readline()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        person.attempt()
    book.close()
    told = {"saves": book.confirmed.saves, "notes": book.confirmed.notes, "done": person.done}
    print(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
