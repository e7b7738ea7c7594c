"""Plates as pictures."""

import numpy as np
import pytest

from app.layouts.plates.plates import Plates
from app.layouts.plates.view import MATERIAL, WHITE_ALONE, composite, ink_looks
from app.settings.shop import PrintShop, SpotName

LEFT, RIGHT, LOW_LEFT, LOW_RIGHT = (20, 20), (20, 180), (80, 80), (80, 120)
"""Rows and columns: cyan, half magenta, white over cyan, white over magenta."""


def at(image, place) -> tuple[int, ...]:
    assert image.mode == "RGB"
    return tuple(int(v) for v in np.asarray(image)[place])


def test_one_ink_is_shown_in_its_own_colour(known: Plates) -> None:
    looks = ink_looks(known)
    image = composite(known, ["Cyan"], looks)
    assert image.size == (200, 100)
    assert at(image, LEFT) == looks["Cyan"].color
    assert at(image, RIGHT) == (255, 255, 255)
    magenta = at(composite(known, ["Magenta"], looks), RIGHT)
    assert magenta == pytest.approx([(255 + v) / 2 for v in looks["Magenta"].color], abs=2)


def test_white_alone_is_seen_and_below_a_picture_it_is_white(known: Plates) -> None:
    looks = ink_looks(known)
    alone = composite(known, ["White Ink"], looks)
    assert at(alone, LOW_LEFT) == WHITE_ALONE
    assert at(alone, LEFT) == (255, 255, 255)
    together = composite(known, known.names, looks)
    cyan = looks["Cyan"].color
    assert at(together, LOW_LEFT) == cyan
    assert at(together, LEFT) == pytest.approx([c * m / 255 for c, m in zip(cyan, MATERIAL, strict=True)], abs=1)


def test_the_shop_says_how_its_spots_look(known: Plates) -> None:
    shop = PrintShop(id="a", title="A", route="cut", spots={"varnish": SpotName(name="White Ink", cmyk=(0, 0, 1, 0))})
    looks = ink_looks(known, shop)
    assert looks["White Ink"].color == (255, 255, 0)
    assert not looks["White Ink"].white


def test_unknown_names_are_passed_over_and_nothing_is_paper(known: Plates) -> None:
    assert at(composite(known, ["Gold"], ink_looks(known)), LEFT) == (255, 255, 255)
