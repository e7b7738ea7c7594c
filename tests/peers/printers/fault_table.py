"""The fault table: what may go wrong between ledger, pilot, driver and printer. Each peer's tests are this class.

Judged by the printer's own records: no job was begun twice, what counts as done was begun, what waits was not; and what
cannot be known is said to be unclear.
"""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.dispatch.driver import Handed
from app.dispatch.uids import fresh_uid
from app.drivers.printers import bambu, bambu_line, moonraker, octoprint, prusalink, sdcp
from app.drivers.printers.table import by_id
from app.jobs.progress import silent
from tests.peers.printers.line_cutter import LineCutter
from tests.peers.printers.peer import BIG, Peer
from tests.peers.printers.print_files import print_file
from tests.peers.printers.workshop import Ended, Workshop

ONCE = Ended("done", 1)
LOST_AT_2D = {Ended(state, begun) for state in ("unknown", "failed", "cancelled") for begun in (0, 1)} | {ONCE}
"""A printer that begins as soon as it has some of a file: whether all came out is for a person to say."""
MakeWorkshop = Callable[..., Workshop]


class Foreign:
    """A job of somebody else, which the ledger knows nothing of."""

    def __init__(self, peer: Peer, folder: Path) -> None:
        kind = by_id()[peer.driver]
        self._driver = kind.make(kind.form.model_validate(peer.settings()), peer.secrets)
        self._peer, self._uid = peer, fresh_uid(1)
        peer.hold(on=True)
        file = print_file(folder, self._uid, peer.content("long"), peer.suffix, options=dict(peer.options))
        handed = self._driver.upload(file, silent())
        self._driver.start(file, Handed(native=handed.native))

    def end(self) -> None:
        """Whoever it belongs to stops it."""
        self._driver.cancel(self._uid)
        self._driver.close()
        self._peer.hold(on=False)


class FaultTable:
    """All rows. ``peer`` is a fixture of the module."""

    @pytest.fixture
    def make(self, peer: Peer, workshop_template: Path, tmp_path: Path) -> Iterator[MakeWorkshop]:
        made: list[Workshop] = []
        number = itertools.count()

        def make_it(**more: object) -> Workshop:
            folder = tmp_path / f"workshop-{next(number)}"
            folder.mkdir()
            made.append(Workshop(folder, workshop_template, peer, **more))  # type: ignore[arg-type]
            return made[-1]

        yield make_it
        for workshop in made:
            workshop.close()
        peer.hold(on=False)
        peer.free()

    @pytest.fixture
    def wire(self, peer: Peer) -> Iterator[LineCutter]:
        with LineCutter(peer.port) as wire:
            yield wire

    @pytest.fixture
    def impatient(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for driver in (moonraker, octoprint, prusalink, bambu, sdcp):
            monkeypatch.setattr(driver, "START_S", 2.0)
        monkeypatch.setattr(bambu_line, "ANSWER_S", 1.0)

    def test_nothing_goes_wrong(self, make: MakeWorkshop) -> None:
        workshop = make()
        workshop.add_job()
        assert workshop.drive_to_end() == ONCE

    def test_answer_lost_after_the_whole_body(self, make: MakeWorkshop, peer: Peer, wire: LineCutter) -> None:
        workshop = make(port=wire.port)
        workshop.add_job(size=BIG)
        peer.lose_upload_answer(wire)
        ended = workshop.drive_to_end()
        assert not wire.waits
        assert ended in ({ONCE} if peer.tells_lost else LOST_AT_2D)

    def test_answer_lost_after_the_order_to_start(self, make: MakeWorkshop, peer: Peer, wire: LineCutter) -> None:
        if peer.starts_itself:
            pytest.skip("this printer prints what it gets: there is no such order")
        workshop = make(port=wire.port)
        workshop.add_job("medium")  # PrusaLink tells how a print ended only to those who saw it
        peer.lose_start_answer(wire)
        ended = workshop.drive_to_end()
        assert not wire.waits
        assert ended == ONCE

    def test_cut_in_the_middle_of_the_body(self, make: MakeWorkshop, peer: Peer, wire: LineCutter) -> None:
        workshop = make(port=wire.port)
        workshop.add_job(size=BIG)
        peer.cut_upload(wire)
        ended = workshop.drive_to_end()
        assert not wire.waits
        assert ended in (LOST_AT_2D if peer.starts_itself else {ONCE})

    @pytest.mark.usefixtures("impatient")
    def test_success_without_a_start(self, make: MakeWorkshop, peer: Peer, wire: LineCutter) -> None:
        workshop = make(port=wire.port)
        workshop.add_job()
        peer.lie(wire)
        workshop.drive(lambda: not wire.waits, 30, "it is told a lie")
        workshop.drive_on(3.0)
        assert workshop.state() in {"unknown", "accepted", "running", "maybe_sent", "assigned"}, (
            "not done, whatever it said"
        )
        assert workshop.ended()[-1].begun == 0

    def test_busy(self, make: MakeWorkshop, peer: Peer, tmp_path: Path) -> None:
        foreign = Foreign(peer, tmp_path)
        workshop = make()
        workshop.add_job()
        workshop.drive_on(2.0)
        assert workshop.ended() == [Ended("assigned", 0)]
        foreign.end()
        assert workshop.drive_to_end() == ONCE

    def test_offline_at_submission(self, make: MakeWorkshop, wire: LineCutter) -> None:
        workshop = make(port=wire.port)
        workshop.add_job()
        wire.unplug()
        workshop.drive_on(2.0)
        assert workshop.ended() == [Ended("assigned", 0)]
        wire.plug_in()
        assert workshop.drive_to_end() == ONCE

    def test_vanishes_in_mid_job(self, make: MakeWorkshop, peer: Peer) -> None:
        workshop = make()
        job = workshop.add_job("long")
        peer.hold(on=True)
        workshop.drive(lambda: workshop.state() == "running", 60, "it prints")
        if not peer.starts_itself:  # Moonraker writes its record, by which we judge, a moment after the print began
            workshop.drive(lambda: workshop.ended()[-1].begun == 1, 30, "it has written down that it prints")
        peer.vanish()
        workshop.drive_on(1.0)
        assert workshop.state() in {"running", "unknown", "failed"}
        peer.hold(on=False)
        peer.come_back()
        ended = workshop.drive_to_end()
        may_be = (LOST_AT_2D - {ONCE}) if peer.starts_itself else {Ended("failed", 1), Ended("unknown", 1)}
        assert ended in may_be, workshop.told()
        assert workshop.jobs()[-1].attempt == job.attempt, "it is not tried again by itself"

    def test_wrong_key(self, make: MakeWorkshop, peer: Peer) -> None:
        if not peer.wrong:
            pytest.skip("this printer asks for no key")
        workshop = make(secrets=dict(peer.wrong))
        workshop.add_job()
        workshop.drive_on(1.5)
        assert workshop.ended() == [Ended("assigned", 0)]
        assert any("key or password" in words for words in workshop.troubles)
        workshop.again()
        assert workshop.drive_to_end() == ONCE

    def test_cancel(self, make: MakeWorkshop, peer: Peer) -> None:
        workshop = make()
        workshop.add_job("long")
        peer.hold(on=True)
        workshop.drive(lambda: workshop.state() == "running", 60, "it prints")
        workshop.want_stop()
        workshop.drive_on(1.0)
        peer.hold(on=False)  # some stop only at the end of the sheet
        ended = workshop.drive_to_end()
        assert ended in {Ended("cancelled", 1), Ended("failed", 1)} or (
            peer.starts_itself and ended.state == "cancelled"
        )
        assert ended.state == "cancelled" or peer.driver == "octoprint", "only OctoPrint counts both as failures"

    def test_file_changed_after_queueing(self, make: MakeWorkshop) -> None:
        workshop = make(tamper=True)
        workshop.add_job()
        workshop.drive_on(1.5)
        assert workshop.ended() == [Ended("assigned", 0)]
        assert any("changed after it had been queued" in words for words in workshop.troubles)
        workshop.tamper = False
        assert workshop.drive_to_end() == ONCE

    @pytest.mark.parametrize("moment", ["in_upload", "after_upload", "before_start", "after_start", "while_printing"])
    def test_killed(self, make: MakeWorkshop, peer: Peer, moment: str) -> None:
        if peer.starts_itself and moment in {"before_start", "after_start"}:
            pytest.skip("this printer prints what it gets: there is no order to start")
        if moment not in peer.moments:
            pytest.skip("this printer takes too long for every moment")
        workshop = make()
        workshop.add_job("medium" if moment == "while_printing" else "short", BIG)
        peer.hold(on=moment == "while_printing")
        workshop.wait_killed(workshop.start("pc-1", moment))
        assert workshop.state() not in {"done", "failed", "cancelled"}
        peer.hold(on=False)
        workshop.start("pc-1")
        (ended,) = workshop.wait_over(90)
        # Where the printer itself cannot tell whether an order reached it, a person is asked.
        assert ended == ONCE or ended.state == "unknown" or (peer.starts_itself and ended in LOST_AT_2D)
        if moment == "in_upload" and not peer.starts_itself:
            assert ended == ONCE

    def test_two_workstations(self, make: MakeWorkshop) -> None:
        workshop = make()
        for _ in range(3):
            workshop.add_job()
        workshop.start("pc-1")
        workshop.start("pc-2")
        assert workshop.wait_over(150) == [ONCE] * 3, workshop.words()

    def test_killed_and_another_workstation_goes_on(self, make: MakeWorkshop, peer: Peer) -> None:
        workshop = make()
        workshop.add_job("medium")
        peer.hold(on=True)
        workshop.wait_killed(workshop.start("pc-1", "while_printing"))
        peer.hold(on=False)
        workshop.add_job()
        workshop.start("pc-2")
        first, second = workshop.wait_over(150)
        assert second == ONCE, workshop.words()
        assert first == ONCE or (first.state == "unknown" and peer.driver == "prusalink"), "what it saw it alone knew"
