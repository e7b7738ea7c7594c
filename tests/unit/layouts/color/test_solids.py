"""Inks of plain colours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.layouts.color.press import Press
from app.layouts.color.solids import RICH_BLACK, black_for, look_of, paint_cmyk, within_limit
from app.layouts.paint import BLACK, Cmyk, Rgb
from app.settings.shop import PrintShop

PRESS = Press.of(PrintShop(id="press", title="Press", route="press"))
UNIT = st.floats(0, 1)


def total(inks: Cmyk) -> float:
    return inks.cyan + inks.magenta + inks.yellow + inks.black


def test_text_is_black_ink_alone() -> None:
    assert paint_cmyk(BLACK, PRESS) == BLACK
    assert paint_cmyk(Rgb(0, 0, 0), PRESS) == BLACK


def test_black_areas_are_rich_within_the_limit() -> None:
    assert paint_cmyk(Rgb(0, 0, 0), PRESS, "area") == RICH_BLACK
    assert paint_cmyk(BLACK, PRESS, "area") == RICH_BLACK
    thin = Press.of(PrintShop(id="press", title="Press", route="press", ink_limit=2.0))
    held = paint_cmyk(BLACK, thin, "area")
    assert total(held) <= 2.0
    assert held.black == 1.0


@given(st.floats(0.003, 0.997))
def test_grey_lines_are_black_ink_alone(gray: float) -> None:
    inks = paint_cmyk(Rgb(gray, gray, gray), PRESS)
    assert (inks.cyan, inks.magenta, inks.yellow) == (0, 0, 0)


def test_darker_greys_get_more_black() -> None:
    blacks = [black_for(gray, PRESS) for gray in range(0, 256, 5)]
    assert blacks == sorted(blacks, reverse=True)
    assert blacks[0] == 1.0
    assert black_for(255, PRESS) == 0.0


def test_grey_areas_are_the_grey_of_the_profile() -> None:
    inks = paint_cmyk(Rgb(0.5, 0.5, 0.5), PRESS, "area")
    assert min(inks.cyan, inks.magenta, inks.yellow) > 0.3


@given(st.builds(Rgb, UNIT, UNIT, UNIT) | st.builds(Cmyk, UNIT, UNIT, UNIT, UNIT), st.sampled_from(["line", "area"]))
def test_no_colour_exceeds_the_limit(paint: Rgb | Cmyk, use: str) -> None:
    assert total(paint_cmyk(paint, PRESS, use)) <= PRESS.ink_limit + 1e-9  # type: ignore[arg-type]


def test_inks_within_the_limit_stay_to_the_last_digit() -> None:
    inks = Cmyk(0.123456, 0.2, 0.3, 0.4)
    assert within_limit(inks, PRESS) is inks


@pytest.mark.parametrize("use", ["line", "area"])
def test_white_is_bare_paper(use: str) -> None:
    assert paint_cmyk(Rgb(1, 1, 1), PRESS, use) == Cmyk(0, 0, 0, 0)  # type: ignore[arg-type]


def test_inks_look_as_the_press_prints_them() -> None:
    look = look_of(PRESS)
    assert look(Cmyk(0, 0, 0, 0)) == Rgb(1, 1, 1)
    cyan = look(Cmyk(1, 0, 0, 0))
    assert cyan.red < 0.2
    assert 0.5 < cyan.green < 0.75
    gray = look(BLACK)
    assert 0.08 < gray.red < 0.25
    assert look(Cmyk(1, 1, 1, 1)).red < gray.red
    assert look_of(PRESS, paper=True)(Cmyk(0, 0, 0, 0)).red < 1
