"""Processes that are killed at any moment: each does one kind of work again and again, and says what is confirmed.

Whatever was said is to be found afterwards; see ``kill``.
"""

import hashlib
import multiprocessing
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from app.commands.backups import back_up
from app.commands.intake.files import import_file
from app.commands.office import Office
from app.commands.orders import move
from app.orders.item_states import ITEM
from app.orders.records import Item
from tests.bench.orders_figures.bundles import write_bundle
from tests.bench.orders_figures.place import office_at
from tests.new_content import revise

ORDERS_OF_A_BUNDLE = 8
BACKUPS = "backups"
_USUAL_GAP_S = 0.1


@dataclass
class Killed:
    """What a process had confirmed when it was killed; ``tried``: what it had begun."""

    kind: str
    confirmed: list[Any] = field(default_factory=list)
    tried: list[Any] = field(default_factory=list)


@contextmanager
def _office(home: Path) -> Iterator[Office]:
    office = office_at(str(home / "orders.sqlite"), home)
    try:
        yield office
    finally:
        office.book.close()


def intake(home: Path, seed: int, say: Callable[[str, Any], None]) -> None:
    """Bundles of orders with covers come in. Says the keys."""
    with _office(home) as office:
        for n in range(10_000):
            keys = [f"{seed}-{n}-{place}" for place in range(ORDERS_OF_A_BUNDLE)]
            bundle = write_bundle(home / "coming.zip", keys, covers=True)
            say("tries", keys)
            result = import_file(office, bundle)
            assert result.created == len(keys)
            say("confirmed", keys)


def transition(home: Path, seed: int, say: Callable[[str, Any], None]) -> None:
    """Items go their way. Says item, version and state."""
    chance = random.Random(seed)
    with _office(home) as office:
        while True:
            with office.book.reading() as book:
                items = book.find(Item, order_by="-id", limit=50)
            item = chance.choice(items)
            if item.state in {"asset_check", "modeling"} and not item.revision:
                digest = hashlib.sha256(f"{item.id}".encode()).hexdigest()
                item = revise(office, item.id, digest)
            else:
                steps = [
                    s for s in ITEM.steps_from(item.state) if s.event not in {"ask", "keep_approval", "pack", "remake"}
                ]
                if not steps:
                    continue
                facts = {"hold": "material", "cause": "print"}
                event = steps[0].event if chance.random() < 0.9 else "hold" if item.state != "on_hold" else "resume"
                if not any(s.event == event for s in steps):
                    continue
                item = move(office, Item, item.id, event, version=item.version, reason="so", facts=facts)
            say("confirmed", (item.id, item.version, item.state))


def asset(home: Path, seed: int, say: Callable[[str, Any], None]) -> None:
    """Files are kept. Says their digests."""
    chance = random.Random(seed)
    with _office(home) as office:
        while True:
            content = chance.randbytes(chance.choice((500, 20_000, 300_000, 4_000_000)))
            say("confirmed", office.assets.put(content, sensitive=chance.random() < 0.5).digest)


def backup(home: Path, _seed: int, say: Callable[[str, Any], None]) -> None:
    """Backups are made. Says their names."""
    with _office(home) as office:
        while True:
            say("confirmed", back_up(office, home / BACKUPS).name)


Victim = Callable[[Path, int, Callable[[str, Any], None]], None]
"""Works in a folder, with a seed, until it is killed; says what it ("tries" or "confirmed", what)."""
VICTIMS: Mapping[str, Victim] = {"intake": intake, "transition": transition, "asset": asset, "backup": backup}


def _work(victim: Victim, home: Path, seed: int, pipe: Connection) -> None:
    victim(home, seed, lambda what, told: pipe.send((what, told)))


class Killer:
    """Starts victims and kills them (SIGKILL) at a random moment of their work. ``gaps``: how long one piece of work takes.

    ``start_s``: how long one may take until it has done its first piece of work; ``pieces``: after how many it is killed.
    """

    def __init__(
        self,
        seed: int,
        victims: Mapping[str, Victim] = VICTIMS,
        start_s: float = 60.0,
        pieces: tuple[int, ...] = (1, 1, 2, 3),
    ) -> None:
        self._victims, self._start_s, self._pieces = victims, start_s, pieces
        self._processes = multiprocessing.get_context("forkserver")
        self._processes.set_forkserver_preload([__name__, *{victim.__module__ for victim in victims.values()}])
        self._chance = random.Random(seed)
        self.gaps: dict[str, float] = {}

    def kill_one(self, kind: str, home: Path, seed: int) -> Killed:
        """Let one work, and kill it after some pieces of work, anywhere in the next."""
        killed = Killed(kind)
        ours, theirs = self._processes.Pipe(duplex=False)
        victim = self._processes.Process(target=_work, args=(self._victims[kind], home, seed, theirs), daemon=True)
        victim.start()
        theirs.close()
        last = time.monotonic()
        for _ in range(self._chance.choice(self._pieces)):
            if not self._hear(ours, killed, self._start_s):
                raise RuntimeError(f"a victim of {kind} did not get to work")
            now = time.monotonic()
            self.gaps[kind], last = 0.5 * self.gaps.get(kind, _USUAL_GAP_S) + 0.5 * min(now - last, 1.0), now
        moment = last + self._chance.random() * 1.5 * self.gaps[kind]
        while (left := moment - time.monotonic()) > 0 and self._hear(ours, killed, left):
            pass
        assert victim.is_alive(), f"a victim of {kind} ended by itself"
        victim.kill()
        victim.join()
        while self._hear(ours, killed, 0.0):  # what it had said before
            pass
        ours.close()
        return killed

    @staticmethod
    def _hear(pipe: Connection, killed: Killed, seconds: float) -> bool:
        """Take in one message, if one comes in time; the last one may be torn."""
        try:
            if not pipe.poll(seconds):
                return False
            what, told = pipe.recv()
        except (EOFError, OSError):
            return False
        (killed.confirmed if what == "confirmed" else killed.tried).append(told)
        return True
