"""What colleagues at other PCs have in common: a process of its own, with a home of its own, on the same book and files.

STATUETTE_HOME says which PC it is. Login and password are the first two lines of standard input; work goes on until that
ends. Each thing that is done, sent to a machine or seen is one line of a record.
"""

import json
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from app.bootstrap.terminal import open_office
from app.commands import logging_in
from app.commands.office import Office
from app.orders.book import StaleError
from app.orders.record import Record

LOOK_S = 0.5
Kind = TypeVar("Kind", bound=Record)


@dataclass
class Colleague:
    """Somebody who is logged in at this PC.

    record  the file with one line for each thing; ``last``: what was seen when somebody looked before
    """

    office: Office
    record: Path
    last: dict[str, Any] = field(default_factory=dict)
    _ended: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        threading.Thread(target=self._listen, daemon=True).start()

    def write(self, **line: Any) -> None:
        """Write down what was done or seen."""
        with self.record.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def did(self, subject: str, *kinds: str) -> None:
        """Steps that were taken."""
        for kind in kinds:
            self.write(subject=subject, kind=kind)

    def all(self, kind: type[Kind], **equals: Any) -> list[Kind]:
        """Records of the book, oldest first."""
        with self.office.book.reading() as book:
            return book.find(kind, order_by="id", **equals)

    def get(self, record: Kind) -> Kind:
        """A record as it is now."""
        with self.office.book.reading() as book:
            return book.get(type(record), record.id)

    def work(self, once: Callable[[], object]) -> None:
        """Do this again and again until standard input ends, and once more then."""
        while not self._ended.is_set():
            try:
                once()
            except StaleError:  # somebody else was faster: it is looked at anew
                self.write(stale=True)
            self._ended.wait(LOOK_S)
        once()

    def _listen(self) -> None:
        while sys.stdin.readline():
            time.sleep(0)
        self._ended.set()


def at_this_pc(work: Callable[[Colleague], object]) -> None:
    """Log in as who standard input says, with a new password as the first log-in asks for one, and work."""
    login, password = sys.stdin.readline().strip(), sys.stdin.readline().strip()
    record = Path(sys.argv[1])
    with open_office() as office:
        done = logging_in.log_in(office, login, password)
        office.actor = done.actor
        if done.must_change:
            done = logging_in.change_password(office, password, f"{password} anew")
            office.actor = done.actor
        if done.duty is not None:
            office.actor = logging_in.accept_duty(office).actor
        here = Colleague(office, record)
        here.write(ready=login)
        work(here)
