"""Nesting with the real engine in its own process: short runs, bounds instead of coordinates (its budget is the clock)."""

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from shapely.geometry import Polygon

from app.errors import AppError, Cancelled
from app.jobs.progress import Progress
from app.layouts.imposition.gaps import gap_faults, placed_trim
from app.layouts.imposition.impose import impose
from app.layouts.imposition.nesting import nest
from app.layouts.imposition.room import utilisation
from app.layouts.imposition.strip import Lying, Strip
from app.layouts.sheet import Layout, Placement
from app.settings.folders import standard_folders
from app.settings.shops import load_shops
from tests.bench.layout_figures.keychains import keychains
from tests.unit.layouts.imposition.shapes import card, charm, moon, sheet, star


def charms(count: int, seed: int = 0, group: str = "") -> list:
    return [charm(shape, id_=f"{group}{i}", group=group) for i, shape in enumerate(keychains(count, seed))]


def test_a_strip_is_better_than_boxes_and_every_layout_seen_is_sound() -> None:
    seen: list[Layout] = []
    pieces = charms(16)
    layout = nest(pieces, sheet(200, 0.0, margin=0.0), 3.0, 4.0, None, seen.append)
    assert len(seen) >= 2
    assert all(gap_faults(one) == [] for one in seen)
    lengths = [one.sheets[0].length_mm for one in seen]
    assert lengths == sorted(lengths, reverse=True)
    assert seen[-1] == layout
    assert utilisation(layout) > utilisation(seen[0]) + 0.05
    assert Counter((p.piece, p.copy) for p in layout.sheets[0].placements) == Counter((i, 0) for i in range(16))


def test_quantities_go_on_as_few_sheets_as_they_need_and_groups_apart() -> None:
    pieces = [charm(star(), 5, id_="a"), charm(moon(), 4, id_="b"), charm(star(6, 50), 2, id_="c", group="wood")]
    layout = nest(pieces, sheet(210, 297), 3.0, 2.0)
    assert gap_faults(layout) == []
    assert layout.left == ()
    assert [{pieces[p.piece].group for p in one.placements} for one in layout.sheets] == [{""}, {"wood"}]


def test_more_than_one_sheet_holds_and_progress_never_goes_back() -> None:
    told: list[float] = []
    layout = nest(charms(16), sheet(210, 148), 3.0, 2.0, Progress(lambda done, _: told.append(done)))
    assert told == sorted(told)
    assert gap_faults(layout) == []
    assert layout.left == ()
    assert 2 <= len(layout.sheets) <= 4


def test_cancelling_gives_the_best_so_far() -> None:
    seen: list[Layout] = []
    layout = nest(charms(12), sheet(200, 0.0), 3.0, 60.0, Progress(cancelled=lambda: len(seen) >= 2), seen.append)
    assert layout == seen[-1]
    assert gap_faults(layout) == []


def test_cancelling_before_anything_is_a_cancel() -> None:
    with pytest.raises(Cancelled):
        nest(charms(3), sheet(200, 0.0), 3.0, 5.0, Progress(cancelled=lambda: True))


def test_what_is_locked_stays_and_the_rest_goes_around_it() -> None:
    pieces = charms(10)
    fixed = [Placement(0, 0, 100.0, 100.0, 30.0), Placement(3, 0, 40.0, 180.0, 0.0)]
    layout = nest(pieces, sheet(210, 297), 3.0, 2.0, fixed=[fixed])
    assert gap_faults(layout) == []
    assert len(layout.sheets) == 1
    assert set(fixed) <= set(layout.sheets[0].placements)
    assert len(layout.sheets[0].placements) == 10


def test_what_is_kept_in_place_beside_cards_and_other_groups_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.layouts.imposition.nesting.LEAST_SECONDS", 0.2)
    pieces = [card(55, 85), *charms(3, group="a"), *charms(3, group="b")]
    size, shop = sheet(210, 297), load_shops(standard_folders()).find("acrylic-uv")
    first = impose(pieces, size, shop, 0.2)
    kept = first.sheets[-1].placements[0]
    layout = impose(pieces, size, shop, 0.2, fixed=[[p for p in one.placements if p == kept] for one in first.sheets])
    assert any(kept in one.placements for one in layout.sheets)
    assert layout.left == ()
    assert gap_faults(layout) == []


def test_what_a_person_laid_too_near_stays_so_and_the_rest_is_sound() -> None:
    fixed = [Placement(0, 0, 100.0, 100.0, 0.0), Placement(3, 0, 104.0, 100.0, 0.0), Placement(4, 0, -5.0, 40.0, 0.0)]
    layout = nest(charms(8), sheet(210, 297), 3.0, 2.0, fixed=[fixed])
    assert set(fixed) <= set(layout.sheets[0].placements)
    stays = {number for number, placement in enumerate(layout.sheets[0].placements) if placement in fixed}
    faults = gap_faults(layout)
    assert {fault.kind for fault in faults} == {"gap", "edge"}
    assert all(set(fault.placements) <= stays for fault in faults)


def test_a_grain_is_kept() -> None:
    layout = nest([charm(moon(), 6)], sheet(210, 297), 2.0, 2.0, turns=(0.0, 180.0))
    assert gap_faults(layout) == []
    assert {round(p.turn_deg, 6) % 180 for p in layout.sheets[0].placements} == {0.0}


def test_what_fits_on_no_sheet_is_left_and_said() -> None:
    layout = nest([charm(star(5, 400), id_="huge"), charm(moon(), 2, id_="ok")], sheet(210, 297), 3.0, 2.0)
    assert layout.left == ((0, 0),)
    assert gap_faults(layout) == []


def test_a_long_piece_that_only_fits_aslant_is_nested() -> None:
    slat = Polygon([(0, 0), (330, 0), (330, 8), (0, 8)])
    layout = nest([charm(slat, 2)], sheet(210, 297), 3.0, 2.0)
    assert layout.left == ()
    assert gap_faults(layout) == []


def test_a_bad_outline_is_refused_with_its_name() -> None:
    bow = Polygon([(0, 0), (40, 40), (40, 0), (0, 40)])
    with pytest.raises(AppError, match="bow"):
        nest([charm(bow, id_="bow"), charm(moon())], sheet(210, 297), 3.0, 2.0)


def test_the_judge_measures_what_is_drawn() -> None:
    layout = nest([charm(star(), 3)], sheet(210, 297), 3.0, 1.0)
    low = np.min([placed_trim(layout.pieces, p).bounds[:2] for p in layout.sheets[0].placements], axis=0)
    assert (low >= 5 - 0.01).all()


def test_a_faulty_strip_of_the_engine_is_not_taken(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever comes last, the sheet is the last one that the judge found sound."""

    def engine(strip: Strip, found: Callable[[tuple[Lying, ...]], None], _progress: Progress) -> tuple[Lying, ...]:
        found((Lying(0, 0.0, 0.0, 0.0), Lying(0, 60.0, 0.0, 0.0)))
        assert strip.kinds[0].count == 2
        return (Lying(0, 0.0, 0.0, 0.0), Lying(0, 1.0, 0.0, 0.0))

    monkeypatch.setattr("app.layouts.imposition.nesting.run_engine", engine)
    seen: list[Layout] = []
    layout = nest([charm(star(), 2)], sheet(50, 0.0), 3.0, 1.0, None, seen.append)
    assert gap_faults(layout) == []
    assert layout.left == ()
    assert "1 faults" in caplog.text
