"""A part of ``bench dispatch``: jobs through random faults, two workstations of which one is killed again and again."""

from dataclasses import replace
from pathlib import Path

from app.security.actor import OWNER
from tests.bench.dispatch_figures import faults
from tests.bench.dispatch_figures.floor import Floor, Records, simulated_place, some_gcode


def test_nothing_is_printed_twice_and_nothing_is_lost(tmp_path: Path) -> None:
    figures = faults.run(tmp_path, jobs=40, printers=8, with_real=False, seed=1)
    assert figures["jobs"] == 40
    assert figures["duplicates"] == figures["lost"] == 0
    assert figures["printed_once"] + figures["failed"] + figures["cancelled"] == 40
    assert figures["faults"] > 5
    assert figures["kills"] > 0
    assert figures["chain_good"]


def test_what_is_printed_twice_or_lost_is_seen(tmp_path: Path) -> None:
    floor, records = Floor(tmp_path), Records(tmp_path / "machines")
    printer = floor.add_printer(simulated_place(1, 0), records.sees, lambda: True)
    floor.add_jobs([(printer, some_gcode(10), ".gcode", {}, "") for _ in range(5)])
    twice, once, never, half, waits = floor.look()
    with floor.book.writing(OWNER) as book:
        for job in (twice, once, never, half):
            book.save(replace(job, state="done"))
    lines = [(twice, "begun"), (twice, "done"), (twice, "begun"), (twice, "done"), (once, "begun"), (once, "done"),
             (half, "begun"), (half, "broken off")]  # fmt: skip
    (tmp_path / "machines").write_text("".join(f"0\t{what}\t{job.uid}\n" for job, what in lines) + "0\tbegun\tnobody\n")
    records.update()
    found = floor.judge()
    assert (found.jobs, found.printed_once, found.duplicates, found.lost) == (5, 1, 1, 3), (
        "half is begun once, but lost"
    )
    assert floor.strangers(set(records.begun)) == {"nobody"}
    assert waits.state == "assigned"
    floor.close()
