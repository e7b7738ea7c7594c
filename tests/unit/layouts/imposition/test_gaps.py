"""The judge says what is wrong, and nothing where all is well."""

from dataclasses import replace

import pytest

from app.layouts.imposition.gaps import gap_faults
from app.layouts.sheet import Layout, Placement, Sheet
from tests.unit.layouts.imposition.shapes import charm, moon, sheet, star


def layout(*places: tuple[int, int, float, float, float], gap: float = 3.0) -> Layout:
    pieces = (charm(star(), 2, id_="star"), charm(moon(), id_="moon"))
    placements = tuple(Placement(*place) for place in places)
    return Layout(pieces, (Sheet(sheet(200, 100), placements),), gap)


GOOD = ((0, 0, 10.0, 10.0, 0.0), (0, 1, 60.0, 10.0, 0.0), (1, 0, 110.0, 10.0, 0.0))


def test_a_good_layout() -> None:
    assert gap_faults(layout(*GOOD)) == []


def test_overlap_is_found() -> None:
    (fault,) = gap_faults(layout((0, 0, 55.0, 10.0, 0.0), *GOOD[1:]))
    assert (fault.kind, fault.placements, fault.measured_mm) == ("gap", (0, 1), 0.0)


def test_nearer_than_the_gap_is_found_and_measured() -> None:
    width = layout(*GOOD).pieces[0].width_mm
    (fault,) = gap_faults(layout((0, 0, 60.0 - width - 2.9, 10.0, 0.0), *GOOD[1:]))
    assert fault.kind == "gap"
    assert fault.measured_mm == pytest.approx(2.9, abs=1e-6)


def test_one_inside_the_hollow_of_another_is_measured_by_shape() -> None:
    pieces = (charm(moon(60), id_="moon"), charm(moon(20), id_="small"))
    good = Layout(pieces, (Sheet(sheet(200, 100), (Placement(0, 0, 10, 10), Placement(1, 0, 44, 30))),), 3.0)
    assert gap_faults(good) == []


@pytest.mark.parametrize(("x", "y"), [(4.9, 10.0), (10.0, 4.9)])
def test_reaching_into_a_margin_is_found(x: float, y: float) -> None:
    (fault,) = gap_faults(layout((0, 0, x, y, 0.0), *GOOD[1:]))
    assert fault.kind == "edge"
    assert fault.measured_mm == pytest.approx(-0.1)


def test_groups_on_one_sheet_are_found() -> None:
    made = layout(*GOOD)
    mixed = replace(made, pieces=(made.pieces[0], replace(made.pieces[1], group="wood")))
    assert [fault.kind for fault in gap_faults(mixed)] == ["group"]


def test_lost_and_doubled_copies_are_found() -> None:
    assert [fault.kind for fault in gap_faults(layout(*GOOD[:2]))] == ["copies"]
    assert gap_faults(replace(layout(*GOOD[:2]), left=((1, 0),))) == []
    doubled = layout(GOOD[0], (0, 0, 60.0, 10.0, 0.0), GOOD[2])
    assert sorted(fault.kind for fault in gap_faults(doubled)) == ["copies", "copies"]
