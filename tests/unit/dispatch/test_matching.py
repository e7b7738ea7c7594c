"""Which printer takes which job: no colour is swapped, nothing is larger than what the printer can build."""

import math
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.dispatch import maintenance
from app.dispatch.matching import FOR_NOW, SLICED, Known, Misfit, fits_turned, kinds_of, match, misfits, wrong
from app.dispatch.queueing import CHANGE_S, late, place_for, share_out, turn
from app.dispatch.records import Printer, PrintJob

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
MATERIALS = ("resin-white", "resin-grey", "pla-white", "pla-black")
PROCESSES = ("white-resin", "white-fdm")

RESIN = Printer(
    id=1, name="Resin 1", driver="sdcp", process="white-resin", width_mm=218, depth_mm=123, height_mm=260,
    materials=("resin-white",),
)  # fmt: skip
JOB = PrintJob(
    id=9, uid="j1", suffix=".ctb", process="white-resin", material="resin-white", width_mm=60, depth_mm=50, height_mm=120,
    created_at=NOW,
)  # fmt: skip


def said(job: PrintJob, printer: Printer, known: Known | None = None) -> list[str]:
    fitting = match([job], [printer], known)
    return [str(reason) for reason in fitting.why(0, 0)]


def test_what_fits_has_no_reason_against_it() -> None:
    assert said(JOB, RESIN) == []
    assert wrong(JOB, RESIN) is None


@pytest.mark.parametrize(
    ("job", "printer", "words"),
    [
        ({"material": "resin-grey"}, {}, "another colour is never taken"),
        ({"material": ""}, {}, "Nobody has said which material"),
        ({}, {"materials": ()}, "which material is loaded"),
        ({"height_mm": 260.1}, {}, "60 × 50 × 260.1 mm do not fit into 218 × 123 × 260 mm"),
        ({"width_mm": 0.0}, {}, "size of what is printed is not known"),
        ({}, {"height_mm": 0.0}, "how large it can print"),
        ({"process": "white-fdm"}, {}, "another process: White resin (SLA)"),
        ({}, {"kind": "2d"}, "another kind of printer"),
        ({"options": {"nozzle_mm": 0.6}}, {"nozzle_mm": 0.4}, "nozzle of 0.6 mm; here is one of 0.4 mm"),
        ({"options": {"profile": "Mars 4"}}, {"profile": "Saturn 3"}, "sliced for “Mars 4”, not for “Saturn 3”"),
        ({}, {"paused": True, "pause_reason": "film torn"}, "paused: film torn"),
        ({}, {"to_be_cleared": True}, "look and clear it"),
        ({}, {"active": False}, "not used any more"),
        ({}, {"service_every_s": 3600.0, "printed_s": 7200.0}, "2.0 printing hours since the last"),
    ],
)
def test_every_reason_is_said(job: dict, printer: dict, words: str) -> None:
    (reason,) = said(replace(JOB, **job), replace(RESIN, **printer))
    assert words in reason


def test_what_is_known_from_the_printer_itself() -> None:
    known = Known({1: (".goo",)}, {1: "offline"})
    assert said(JOB, RESIN, known) == ["It does not take “.ctb” files.", "It cannot be reached, or reports a fault."]


def test_all_reasons_at_once_not_only_the_first() -> None:
    job = replace(JOB, material="resin-grey", height_mm=400.0)
    assert misfits(job, replace(RESIN, paused=True)) == Misfit.MATERIAL | Misfit.VOLUME | Misfit.PAUSED


def test_a_rip_that_queues_needs_no_cleared_plate() -> None:
    assert misfits(JOB, replace(RESIN, to_be_cleared=True, queues=True)) == Misfit(0)


def test_a_photo_needs_a_photo_printer_with_its_paper() -> None:
    photo = PrintJob(id=1, uid="p", suffix=".pdf", material="photo-glossy", created_at=NOW)
    dye = Printer(id=2, name="Dye", driver="ipp", kind="2d", materials=("photo-glossy",))
    assert misfits(photo, dye) == Misfit(0)
    assert misfits(photo, replace(dye, materials=("photo-matte",))) == Misfit.MATERIAL
    assert misfits(photo, RESIN) == Misfit.KIND | Misfit.MATERIAL


def test_a_mesh_may_be_turned_and_a_sliced_file_may_not() -> None:
    narrow = replace(RESIN, width_mm=50.0, depth_mm=218.0, materials=("resin-white",))
    long = replace(JOB, width_mm=200.0, depth_mm=40.0)
    assert misfits(long, narrow) == Misfit.VOLUME
    assert misfits(replace(long, suffix=".3mf"), narrow) == Misfit(0)
    assert misfits(replace(long, suffix=".3mf", options={"fixed": True}), narrow) == Misfit.VOLUME


def test_a_long_thin_thing_lies_across_the_plate() -> None:
    across = replace(JOB, suffix=".3mf", width_mm=240.0, depth_mm=2.0)  # the diagonal of 218 × 123 is 250 mm
    assert misfits(across, RESIN) == Misfit(0)
    assert misfits(replace(across, depth_mm=40.0), RESIN) == Misfit.VOLUME


@settings(deadline=None)
@given(*(st.floats(1, 300) for _ in range(4)))
def test_lying_across_is_what_trying_all_angles_says(w: float, d: float, room_w: float, room_d: float) -> None:
    angles = np.linspace(0, math.pi / 2, 20_001)
    spare = np.minimum(
        room_w - w * np.cos(angles) - d * np.sin(angles), room_d - w * np.sin(angles) - d * np.cos(angles)
    ).max()
    fits = bool(fits_turned(*(np.array(v) for v in (w, d, room_w, room_d))))
    if abs(spare) > 0.05:  # so near to it the steps between the angles decide
        assert fits == (spare > 0)


jobs = st.builds(
    PrintJob,
    id=st.integers(1, 10**6), uid=st.just("j"), suffix=st.sampled_from((".gcode", ".ctb", ".3mf", ".pdf")),
    process=st.sampled_from(("", *PROCESSES)), material=st.sampled_from(("", *MATERIALS)),
    width_mm=st.sampled_from((0.0, 30.0, 100.0, 250.0)), depth_mm=st.sampled_from((0.0, 30.0, 100.0, 250.0)),
    height_mm=st.sampled_from((0.0, 30.0, 100.0, 250.0)), priority=st.integers(0, 2), place=st.sampled_from((0.0, 1.0)),
    estimate_s=st.sampled_from((0.0, 600.0, 9000.0)),
    due_at=st.none() | st.integers(0, 9).map(lambda d: NOW + timedelta(days=d)), created_at=st.just(NOW),
)  # fmt: skip
printers = st.builds(
    Printer,
    id=st.integers(1, 10**6), name=st.just("P"), driver=st.just("x"), kind=st.sampled_from(("3d", "3d", "2d")),
    process=st.sampled_from(("", *PROCESSES)), materials=st.lists(st.sampled_from(MATERIALS), max_size=2).map(tuple),
    width_mm=st.sampled_from((0.0, 50.0, 200.0)), depth_mm=st.sampled_from((0.0, 50.0, 300.0)),
    height_mm=st.sampled_from((0.0, 50.0, 300.0)), paused=st.booleans(), to_be_cleared=st.booleans(),
    active=st.sampled_from((True, True, True, False)),
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(jobs, max_size=12, unique_by=lambda j: j.id), st.lists(printers, max_size=6, unique_by=lambda p: p.id))
def test_no_colour_is_swapped_and_nothing_is_too_large(queue: list[PrintJob], floor: list[Printer]) -> None:
    fitting = match(queue, floor)
    now, wait = fitting.fits_now(), fitting.may_wait()
    assert not (now & ~wait).any()
    for r, job in enumerate(queue):
        for c, printer in enumerate(floor):
            assert (fitting.why(r, c) == ()) == bool(now[r, c])
            assert misfits(job, printer) == Misfit(int(fitting.misfits[r, c]))
            if not wait[r, c]:
                assert misfits(job, printer) & ~FOR_NOW
                continue
            if job.material:
                assert job.material in printer.materials
            if printer.kind == "3d":
                assert job.material in printer.materials
                assert 0 < job.height_mm <= printer.height_mm + 0.001
                if job.suffix in SLICED:
                    assert job.width_mm <= printer.width_mm + 0.001
                    assert job.depth_mm <= printer.depth_mm + 0.001
                assert job.width_mm * job.depth_mm <= (printer.width_mm + 0.001) * (printer.depth_mm + 0.001)
            if now[r, c]:
                assert printer.active
                assert not printer.paused
    by_id = {p.id: c for c, p in enumerate(floor)}
    rows = {j.id: r for r, j in enumerate(queue)}
    turns = share_out(fitting)
    assert len({t.job.id for t in turns}) == len(turns) == int(wait.any(axis=1).sum())
    for t in turns:
        assert wait[rows[t.job.id], by_id[t.printer]]
    for a, b in ((a, b) for a in turns for b in turns if a.printer == b.printer and a is not b):
        assert a.begins_s != b.begins_s  # one after another


def test_5000_jobs_and_200_printers_are_decided_within_a_second() -> None:
    rng = np.random.default_rng(1)
    queue = [
        PrintJob(
            id=n, uid=f"j{n}", suffix=".gcode", process="white-fdm", material=str(rng.choice(MATERIALS)),
            width_mm=float(rng.uniform(20, 260)), depth_mm=float(rng.uniform(20, 260)), height_mm=float(rng.uniform(20, 260)),
            due_at=NOW + timedelta(hours=int(rng.integers(0, 500))), created_at=NOW, estimate_s=float(rng.uniform(600, 40_000)),
        )
        for n in range(5000)
    ]  # fmt: skip
    floor = [
        Printer(
            id=n, name=f"P{n}", driver="moonraker", process="white-fdm", width_mm=250, depth_mm=210, height_mm=210,
            materials=(str(rng.choice(MATERIALS)),), paused=bool(n % 7 == 0), nozzle_mm=0.4,
        )
        for n in range(200)
    ]  # fmt: skip
    began = time.process_time()
    fitting = match(queue, floor)
    turns = share_out(fitting)
    assert time.process_time() - began < 1.0
    assert 1000 < len(turns) < 5000


# ---- order ------------------------------------------------------------------


def waiting(n: int, **fields: object) -> PrintJob:
    return replace(JOB, id=n, uid=f"j{n}", created_at=NOW + timedelta(minutes=n), **fields)


def test_due_day_then_material_then_time() -> None:
    day = NOW + timedelta(days=1)
    made = [
        waiting(1, due_at=None),
        waiting(2, due_at=day + timedelta(hours=3), material="pla-black"),
        waiting(3, due_at=day + timedelta(hours=1), material="pla-white"),
        waiting(4, due_at=day + timedelta(hours=5), material="pla-black"),
        waiting(5, due_at=day - timedelta(days=1), material="pla-white"),
        waiting(6, due_at=day + timedelta(days=9), priority=2),
    ]
    assert [job.id for job in sorted(made, key=turn)] == [6, 5, 2, 4, 3, 1]


def test_a_new_job_comes_to_its_day_among_those_that_were_moved_by_hand() -> None:
    moved = [waiting(n, place=float(n), due_at=NOW + timedelta(days=n)) for n in (1, 2, 3)]
    new = waiting(8, due_at=NOW + timedelta(days=2, hours=-20))
    placed = replace(new, place=place_for(new, moved))
    assert [job.id for job in sorted([*moved, placed], key=turn)] == [1, 8, 2, 3]
    last = waiting(9, due_at=None)
    last = replace(last, place=place_for(last, moved))
    assert [job.id for job in sorted([*moved, last], key=turn)] == [1, 2, 3, 9]
    assert place_for(new, []) == 0.0
    assert place_for(replace(new, priority=2), moved) == 0.0


def test_the_same_material_stays_on_a_printer() -> None:
    floor = [replace(RESIN, id=n, materials=("resin-white", "resin-grey")) for n in (1, 2)]
    busy = [
        replace(JOB, id=50, printer=1, state="running", material="resin-grey", estimate_s=700.0),
        replace(JOB, id=51, printer=2, state="running", material="resin-white", estimate_s=600.0),
    ]
    grey, white = (
        waiting(1, material="resin-grey", estimate_s=600.0),
        waiting(2, material="resin-white", estimate_s=600.0),
    )
    turns = share_out(match([grey, white], floor), busy)
    assert [(t.job.id, t.printer, t.begins_s, t.change) for t in turns] == [(1, 1, 700.0, False), (2, 2, 600.0, False)]
    assert CHANGE_S > 100.0  # else the printer that is free first would have been taken for the grey one


def test_a_paused_printer_is_taken_only_where_no_other_fits() -> None:
    paused = replace(RESIN, id=1, paused=True)
    assert [t.printer for t in share_out(match([JOB], [paused, replace(RESIN, id=2)]))] == [2]
    assert [t.printer for t in share_out(match([JOB], [paused]))] == [1]


def test_what_will_be_late_is_foreseen() -> None:
    soon = waiting(1, due_at=NOW + timedelta(hours=1), estimate_s=7200.0)
    later = waiting(2, due_at=NOW + timedelta(hours=9), estimate_s=7200.0)
    assert [t.job.id for t in late(share_out(match([soon, later], [RESIN])), NOW)] == [1]


def test_maintenance_by_hours() -> None:
    planned = replace(RESIN, service_every_s=100 * 3600.0)
    assert maintenance.left_s(RESIN) is None
    assert maintenance.need(planned) == "none"
    assert maintenance.need(replace(planned, printed_s=91 * 3600.0)) == "soon"
    assert str(maintenance.words(replace(planned, printed_s=91 * 3600.0))) == "Maintenance in 9.0 printing hours."
    assert maintenance.need(replace(planned, printed_s=100 * 3600.0)) == "due"
    assert maintenance.need(replace(planned, printed_s=150 * 3600.0, serviced_at_s=140 * 3600.0)) == "none"


@pytest.mark.parametrize(
    ("changes", "kinds"),
    [
        ({}, {"2d", "label"}),
        ({"suffix": ".PDF"}, {"2d", "label"}),
        ({"suffix": ".jpg"}, {"2d"}),
        ({"options": {"media_mm": [100, 150]}}, {"2d"}),  # colour unless it says that it has none
        ({"options": {"media_mm": [210, 297], "color": False}}, {"2d"}),
        ({"options": {"color": False}}, {"2d"}),
        ({"colored": True}, {"2d"}),
        ({"suffix": ".zpl"}, {"label"}),
        ({"process": "white-resin"}, {"3d"}),
        ({"suffix": ".xyz"}, set()),
    ],
)
def test_a_black_picture_of_the_size_of_a_label_goes_to_label_printers_too(
    changes: dict[str, Any], kinds: set[str]
) -> None:
    label = PrintJob(
        id=1, uid="l1", suffix=".png", options={"media_mm": (150.0, 100.0), "color": False}, created_at=NOW
    )
    job = replace(label, **changes)
    assert kinds_of(job) == kinds
    for kind in ("2d", "3d", "label"):
        fits = not misfits(job, Printer(id=2, name="p", driver="d", kind=kind)) & Misfit.KIND
        assert fits == (not kinds or kind in kinds)
