"""What is remembered by identity."""

from pathlib import Path

import pikepdf

from app.layouts.pdf.recent import Recent
from tests.unit.layouts.pdf.samples import PRESS, postcard


def test_the_same_objects_give_the_same_result_and_alike_ones_do_not() -> None:
    recent: Recent[int] = Recent(3)
    made = []

    def make() -> int:
        made.append(1)
        return len(made)

    one, alike = [1], [1]
    assert recent.get((one,), 0, make) == recent.get((one,), 0, make) == 1
    assert recent.get((alike,), 0, make) == 2
    assert recent.get((one,), "more", make) == 3


def test_only_the_last_ones_are_kept_and_an_address_is_never_mistaken() -> None:
    recent: Recent[object] = Recent(2)
    for number in range(200):
        source = (number, object())
        assert recent.get((source,), 0, lambda number=number: number) == number
    assert len(recent._kept) == 2


def test_backs_that_pieces_have_in_common_are_written_once(write, tmp_path: Path) -> None:
    back = postcard().back
    from dataclasses import replace

    cards = [replace(postcard(seed), back=back) for seed in range(6)]
    path = write(cards, tmp_path / "a.pdf", PRESS).path
    with pikepdf.open(path) as file:
        shown = {page.Resources.XObject["/F1"].objgen for page in list(file.pages)[1::2]}
        fronts = {page.Resources.XObject["/F1"].objgen for page in list(file.pages)[::2]}
    assert (len(shown), len(fronts)) == (1, 6)
