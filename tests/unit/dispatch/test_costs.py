"""What printing costs, and how well it goes."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dispatch.costs import Cost, attempt_cost, cost_of, total, used_share
from app.dispatch.defects import ALL, DEFECTS, defect_title, defects_of, seen_at_printer
from app.dispatch.records import Attempt, Printer, PrintJob, Verdict
from app.dispatch.statistics import statistics
from app.i18n import activate
from app.orders.item_states import CAUSES
from app.settings.materials import Material, MaterialName, load_materials

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
WHITE = Material(id="pla-white", name={"en": "White PLA"}, kind="filament", price_per_kg=70.0)
TABLE = {"pla-white": WHITE}
JOB = PrintJob(id=5, uid="j5", material="pla-white", material_g=100.0, estimate_s=3600.0, created_at=NOW)
DONE = Attempt(job=5, number=1, uid="j5", printer=1, outcome="finish", cost=6.0, seconds=3600.0, began_at=NOW)


def test_what_is_printed_costs_its_hours_and_its_material() -> None:
    assert cost_of(JOB, [DONE], TABLE) == Cost(machine=6.0, material=7.0, lost=0.0, seconds=3600.0, grams=100.0)


def test_what_fails_half_way_costs_half_the_material_and_all_of_it_is_lost() -> None:
    failed = replace(DONE, outcome="fail", seconds=1800.0, cost=3.0)
    assert attempt_cost(JOB, failed, WHITE) == Cost(3.0, 3.5, 6.5, 1800.0, 50.0)
    both = cost_of(JOB, [failed, replace(DONE, number=2), replace(DONE, job=6)], TABLE)
    assert (both.total, both.lost) == (19.5, 6.5)


FOUR = replace(JOB, copies=4)  # a whole run: 400 g, four hours


@pytest.mark.parametrize(
    ("outcome", "hours", "made", "cost"),
    [
        ("fail", 4.0, 3, Cost(24.0, 28.0, 13.0, 14400.0, 400.0)),  # one of four is lost
        ("fail", 4.0, 0, Cost(24.0, 28.0, 52.0, 14400.0, 400.0)),
        ("cancel", 2.0, 2, Cost(12.0, 14.0, 0.0, 7200.0, 200.0)),  # what ran is what came out
        ("cancel", 2.0, 1, Cost(12.0, 14.0, 13.0, 7200.0, 200.0)),
        ("fail", 0.0, 3, Cost(0.0, 21.0, 0.0, 0.0, 300.0)),  # nobody saw it run: three came out all the same
        ("refused", 0.0, 3, Cost(0.0, 0.0, 0.0, 0.0, 0.0)),  # that was another try
        ("finish", 4.0, 3, Cost(24.0, 28.0, 0.0, 14400.0, 400.0)),
    ],
)
def test_what_went_into_the_good_copies_is_not_lost(outcome: str, hours: float, made: int, cost: Cost) -> None:
    tried = replace(DONE, outcome=outcome, seconds=3600 * hours, cost=6 * hours)
    assert cost_of(FOUR, [tried], TABLE, made) == cost


def test_a_good_copy_of_what_failed_counts_against_its_printer_where_it_does_not_pass() -> None:
    jobs = {1: replace(FOUR, id=1, cause="refused")}
    tried = replace(DONE, job=1, outcome="fail", seconds=14400.0, cost=24.0)
    verdict = Verdict(item=1, order=1, job=1, passed=False, cause="stripes", at=NOW)
    found = statistics(jobs, [tried], [verdict], TABLE, made={1: 3})
    assert [(c.cause, c.count, c.lost) for c in found.by_cause] == [("refused", 1, 13.0), ("stripes", 1, 13.0)]
    assert (found.all.failed, found.all.printed, found.all.spoiled, found.all.cost.lost) == (1, 0, 0, 26.0)


@pytest.mark.parametrize(
    ("changes", "estimate", "share"),
    [
        ({"outcome": "fail", "seconds": 0.0}, 3600.0, 0.0),
        ({"outcome": "refused", "seconds": 0.0}, 3600.0, 0.0),
        ({"outcome": "cancel", "seconds": 99_999.0}, 3600.0, 1.0),
        ({"outcome": "fail", "seconds": 5.0}, 0.0, 1.0),  # nobody knows how long it would have taken
    ],
)
def test_how_much_material_a_try_has_used(changes: dict, estimate: float, share: float) -> None:
    assert used_share(replace(JOB, estimate_s=estimate), replace(DONE, **changes)) == share


@given(st.lists(st.tuples(st.floats(0, 99), st.floats(0, 99)), max_size=5))
def test_costs_add_up(parts: list[tuple[float, float]]) -> None:
    added = total(Cost(machine=m, material=n) for m, n in parts)
    assert added.total == pytest.approx(sum(m + n for m, n in parts))


def test_statistics_by_printer_and_cause() -> None:
    jobs = {n: replace(JOB, id=n) for n in (1, 2, 3)} | {4: replace(JOB, id=4, cause="loose")}
    tries = [
        replace(DONE, job=1),
        replace(DONE, job=2),
        replace(DONE, job=3, printer=2, outcome="refused", seconds=0.0, cost=0.0),
        replace(DONE, job=4, printer=2, outcome="fail", seconds=1800.0, cost=3.0),
        replace(DONE, job=3, printer=2, outcome="", seconds=0.0, cost=0.0),  # is printed now
    ]
    verdicts = [
        Verdict(item=1, order=1, job=1, passed=True, at=NOW),
        Verdict(item=2, order=1, job=2, passed=False, cause="warped", at=NOW),
        Verdict(item=9, order=1, job=99, passed=False, cause="warped", at=NOW),
    ]
    printers = [Printer(id=n, name=f"P{n}", driver="x") for n in (1, 2, 3)]
    found = statistics(jobs, tries, verdicts, TABLE, printers)
    one, two, three = (found.by_printer[n] for n in (1, 2, 3))
    assert (one.printed, one.spoiled, one.good_share, one.cost.lost) == (2, 1, 0.5, 13.0)
    assert (two.failed, two.refused, two.printed, two.good_share, two.cost.lost) == (1, 1, 0, 0.0, 6.5)
    assert (three.printed, three.good_share) == (0, None)
    assert [(c.cause, c.count, c.lost) for c in found.by_cause] == [("warped", 2, 13.0), ("loose", 1, 6.5)]
    assert (found.all.printed, found.all.failed, found.all.cost.total) == (2, 1, 32.5)


def test_a_print_that_was_stopped_counts_for_its_cause_where_somebody_said_it() -> None:
    jobs = {1: replace(JOB, id=1, cause="warped"), 2: replace(JOB, id=2)}
    tries = [replace(DONE, job=n, outcome="cancel", seconds=1800.0, cost=3.0) for n in jobs]
    found = statistics(jobs, tries, (), TABLE)
    assert [(c.cause, c.count, c.lost) for c in found.by_cause] == [("warped", 1, 6.5)]
    assert (found.all.cancelled, found.all.failed) == (2, 0)


def test_at_the_printer_only_what_can_be_seen_there_is_asked_for() -> None:
    solid, flat, any_ = (seen_at_printer(kind) for kind in (True, False, None))
    assert {"loose", "warped", "other"} <= {d.id for d in solid}
    assert {"stripes", "skewed", "other"} <= {d.id for d in flat}
    assert {"supports", "paint", "color", "cut"} & {d.id for d in any_} == set()
    assert set(solid) | set(flat) == set(any_)
    assert set(solid) <= set(defects_of("figurine"))


def test_every_defect_has_somebody_to_blame() -> None:
    assert len(DEFECTS) == len(ALL)
    assert {defect.blame for defect in ALL} <= set(CAUSES)
    assert str(defect_title("warped")) == "Warped"
    assert defect_title("gone") == "gone"
    assert str(defect_title("")) == "No cause given"


def test_materials_are_data_and_a_workshop_adds_its_own(tmp_path) -> None:
    ours = load_materials()
    assert {"resin-white", "pla-black", "photo-glossy", "jetting-full-color"} <= set(ours)
    assert len({m.title() for m in ours.values()}) == len(ours)
    assert all(m.name["zh_CN"] for m in ours.values())
    (tmp_path / "x.json").write_text(
        '{"id": "pla-white", "name": {"en": "Ours"}, "kind": "filament", "price_per_kg": 55}'
    )
    assert load_materials(tmp_path)["pla-white"].price_of(200) == pytest.approx(11.0)
    (tmp_path / "y.json").write_text('{"id": "No Good"}')
    with pytest.raises(Exception, match=r"y\.json"):
        load_materials(tmp_path)


def test_a_material_is_named_in_the_language_of_the_screen() -> None:
    name = MaterialName("pla-black")
    assert str(name) == "Black PLA"
    activate("zh_CN")
    try:
        assert str(name) == "黑色 PLA"
    finally:
        activate("en")
    assert str(MaterialName("gone")) == "gone"


def test_a_photo_does_not_come_off_the_plate() -> None:
    flat, solid = ({defect.id for defect in defects_of(product)} for product in ("photo", "figurine"))
    assert "loose" not in flat
    assert "stripes" in flat
    assert "stripes" not in solid
    assert {"file", "other"} <= flat & solid
    assert {defect.id for defect in defects_of("keychain")} == set(DEFECTS)  # printed flat, or solid
