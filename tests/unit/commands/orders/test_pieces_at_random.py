"""Whatever is printed, fails, is cancelled, judged and printed again in any order: no piece is lost, and none made twice."""

import contextlib
import random
from collections.abc import Callable

import pytest

from app.commands import dispatch, print_files, quality
from app.commands.dispatch_printers import cleared
from app.commands.queue_file import queue_file
from app.dispatch.job_states import JOB
from app.dispatch.records import PrintJob
from app.errors import AppError
from app.jobs.progress import silent
from app.orders.records import Item
from tests.unit.commands.orders.print_shop import FDM, PrintShop, sliced
from tests.unit.commands.orders.world import World

QUANTITY = 3


class Maker:
    """One item of three pieces, and all that people can do with it."""

    def __init__(self, world: World, seed: int) -> None:
        self.shop, self.chance = PrintShop(world), random.Random(seed)
        self.printer = self.shop.printer(FDM)
        self.item = self.shop.released(quantity=QUANTITY)
        content = sliced(self.shop.name_of(self.item))
        self.made = print_files.from_file(self.shop.office, self.item.id, content, "", "", silent())

    def jobs(self, *, waits: bool) -> list[PrintJob]:
        found = self.shop.world.find(PrintJob, item=self.item.id)
        return [
            j for j in found if (j.state in {"planned", "assigned"} if waits else j.state in {"failed", "cancelled"})
        ]

    def queue(self) -> None:
        queue_file(self.shop.office, self.item.id, self.made)

    def print_well(self) -> None:
        self.shop.printed(self._one(waits=True), self.printer)
        cleared(self.shop.office, self.printer.id)

    def print_badly(self) -> None:
        self.shop.failed(self._one(waits=True), self.printer, cause="loose")
        cleared(self.shop.office, self.printer.id)

    def cancel(self) -> None:
        dispatch.stop(self.shop.office, self._one(waits=True).id)

    def retry(self) -> None:
        dispatch.retry(self.shop.office, self._one(waits=False).id)

    def finish(self) -> None:
        self.shop.world.step(self.item, "finish")

    def judge_well(self) -> None:
        open_ones = {piece.state for piece in self.shop.pieces(self.item)} & {"printed", "failed"}
        piece = self._piece("printed", "failed") if open_ones else None
        quality.judge(self.shop.office, self.item.id, passed=True, piece=piece)

    def judge_badly(self) -> None:
        quality.judge(
            self.shop.office, self.item.id, passed=False, cause="warped", piece=self._piece("printed", "passed")
        )

    def send_back(self) -> None:
        """Without a verdict on any piece."""
        self.shop.world.step(self.item, "fail", reason="scratched", cause="print")

    def requeue(self) -> None:
        self.shop.world.step(self.item, "requeue")

    def print_again(self) -> None:
        quality.print_again(self.shop.office, self.item.id)

    def _one(self, *, waits: bool) -> PrintJob:
        there = self.jobs(waits=waits)
        if not there:
            raise AppError("none")
        return self.chance.choice(there)

    def _piece(self, *states: str) -> int:
        there = [piece.id for piece in self.shop.pieces(self.item) if piece.state in states]
        if not there:
            raise AppError("none")
        return self.chance.choice(there)

    def now(self) -> Item:
        return self.shop.world.item(self.item)

    def check(self) -> None:
        item, pieces = self.now(), self.shop.pieces(self.item)
        going = [j for j in self.shop.world.find(PrintJob, item=item.id) if JOB.state[j.state].open]
        assert len(pieces) in {0, QUANTITY}
        assert {job.id for job in going} == {p.job for p in pieces if p.state in {"placed", "printing"}}
        assert len(going) + sum(p.state in {"printed", "passed"} for p in pieces) <= QUANTITY
        if item.state in {"finishing", "qc"}:
            assert {p.state for p in pieces} <= {"printed", "passed", "failed"}
            assert not going
        if item.state == "ready_to_pack":
            assert {p.state for p in pieces} == {"passed"}


@pytest.mark.parametrize("seed", [0, 2, 5, 7])
def test_no_piece_is_lost_and_none_is_made_twice(world: World, seed: int) -> None:
    maker = Maker(world, seed)
    every: list[Callable[[], None]] = [
        maker.queue, maker.print_well, maker.print_well, maker.print_badly, maker.cancel, maker.retry, maker.finish,
        maker.judge_well, maker.judge_badly, maker.print_again, maker.send_back, maker.requeue,
    ]  # fmt: skip
    for _ in range(40):
        with contextlib.suppress(AppError):
            maker.chance.choice(every)()
        maker.check()
    for _ in range(30):  # from wherever it is, it can be brought to its end
        for do in (maker.print_again, maker.queue, maker.retry, maker.print_well, maker.finish, maker.judge_well):
            try:
                do()
            except AppError:
                continue
            maker.check()
        if maker.now().state == "ready_to_pack":
            break
    assert maker.now().state == "ready_to_pack"
