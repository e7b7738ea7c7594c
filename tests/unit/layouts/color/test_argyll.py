"""Our inks beside those of ArgyllCMS, which shares no code with LittleCMS."""

import pytest

from app.layouts.color.press import Press
from app.settings.shop import PrintShop
from tests.bench.layout_figures.color import accuracy, some_colors, there

pytestmark = pytest.mark.skipif(not there(), reason="needs xicclu of ArgyllCMS")


def test_in_gamut_our_inks_give_the_colours_that_argyll_s_give() -> None:
    measured = accuracy(Press.of(PrintShop(id="press", title="Press", route="press")), some_colors(280))
    figures = measured.figures()
    assert measured.in_gamut >= 80
    assert figures["delta_e_mean"] <= 0.5
    assert figures["delta_e_p95"] <= 1.5
    assert figures["wanted_mean"] <= figures["argyll_wanted_mean"] + 0.1, figures
    assert figures["wanted_p95"] <= 1.6, figures
    assert figures["ink_max"] <= 3.0
