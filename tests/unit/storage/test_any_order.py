"""Two PCs do whatever they may, in any order: no update is lost, the chain holds, a model in memory agrees."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, rule, run_state_machine_as_test

from app.orders.book import NotFoundError, StaleError, TakenError
from app.orders.records import Order
from app.security.actor import OWNER
from app.storage.book import DatabaseBook
from app.storage.opening import open_book

KEY = bytes(range(32))
PC = st.sampled_from([0, 1])
NUMBER = st.sampled_from([f"MG-{n}" for n in range(6)])
Make = Callable[[Path, str], DatabaseBook]


class TwoPcs(RuleBasedStateMachine):
    """``read``: orders as some PC read them some time ago."""

    make: Make
    read = Bundle("read")

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.books = [self.make(Path(self.folder.name), pc) for pc in ("pc-1", "pc-2")]
        self.there: dict[int, Order] = {}
        self.links = 0

    @rule(target=read, pc=PC, number=NUMBER)
    def add(self, pc: int, number: str) -> Order:
        order = Order(number=number)
        taken = any(o.number == number for o in self.there.values())
        try:
            with self.books[pc].writing(OWNER) as writing:
                stored = writing.add(order)
                writing.note("order.new", stored)
        except TakenError:
            assert taken
            return order
        assert not taken
        self.there[stored.id] = stored
        self.links += 1
        return stored

    @rule(
        target=read,
        pc=PC,
        order=read,
        channel=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    )
    def change(self, pc: int, order: Order, channel: str) -> Order:
        now = self.there.get(order.id)
        try:
            with self.books[pc].writing(OWNER) as writing:
                stored = writing.save(replace(order, channel=channel))
                writing.note("order.channel", stored, facts={"to": channel})
        except StaleError as stale:
            theirs = stale.theirs
        except NotFoundError:
            assert now is None
            return order
        else:
            assert now is not None
            assert now.version == order.version
            self.there[order.id] = stored
            self.links += 1
            return stored
        assert now is not None
        assert now.version != order.version
        assert theirs == now
        return now

    @rule(pc=PC, order=consumes(read))
    def remove(self, pc: int, order: Order) -> None:
        now = self.there.get(order.id)
        try:
            with self.books[pc].writing(OWNER) as writing:
                writing.note("order.removed", order)
                writing.remove(order)
        except (StaleError, NotFoundError):
            assert now is None or now.version != order.version
            return
        assert now is not None
        del self.there[order.id]
        self.links += 1

    @rule(pc=PC, number=NUMBER)
    def give_up(self, pc: int, number: str) -> None:
        class GivenUpError(Exception):
            pass

        with pytest.raises((GivenUpError, TakenError)), self.books[pc].writing(OWNER) as writing:  # noqa: PT012
            writing.note("order.new", writing.add(Order(number=number)))
            raise GivenUpError

    @rule(pc=PC)
    def open_again(self, pc: int) -> None:
        self.books[pc].close()
        self.books[pc] = self.make(Path(self.folder.name), f"pc-{pc + 1}")

    @rule(pc=PC)
    def look(self, pc: int) -> None:
        with self.books[pc].reading() as reading:
            assert {o.id: o for o in reading.find(Order)} == self.there
        report = self.books[pc].verify_chain()
        assert report.good
        assert report.links == self.links

    def teardown(self) -> None:
        if not hasattr(self, "books"):
            return
        self.look(0)
        for book in self.books:
            book.close()
        self.folder.cleanup()


@pytest.mark.usefixtures("books_begin_as_copies")
def test_whatever_two_pcs_do() -> None:
    class OnSqlite(TwoPcs):
        @staticmethod
        def make(folder: Path, pc: str) -> DatabaseBook:
            return open_book(str(folder / "book.sqlite"), KEY, anchors=folder / pc)

    run_state_machine_as_test(
        OnSqlite,
        settings=settings(
            max_examples=30, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
