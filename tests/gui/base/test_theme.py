import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.gui.base.look import Look
from app.gui.base.theme import DARK, LIGHT, Tokens, style_sheet
from tests.gui.wcag import contrast

GROUNDS = ("background", "panel", "raised")


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=lambda t: t.name)
@pytest.mark.parametrize("ink", ["text", "dim", "ok", "warn", "bad"])
def test_words_can_be_read(tokens: Tokens, ink: str) -> None:
    for ground in GROUNDS:
        assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 4.5, ground


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=lambda t: t.name)
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("on_fill", "fill"),
        ("on_fill", "fill_hover"),
        ("text", "hover"),
        ("text", "selected"),
        ("dim", "selected"),
        ("dim", "hover"),
        ("ok", "selected"),
        ("warn", "selected"),
        ("bad", "selected"),
        ("warn", "hover"),
        ("bad", "hover"),
        ("accent", "background"),
        ("accent", "panel"),
        ("ok", "ok_wash"),
        ("warn", "warn_wash"),
        ("bad", "bad_wash"),
        ("text", "bad_wash"),
        ("text", "warn_wash"),
    ],
)
def test_words_on_buttons_and_badges_can_be_read(tokens: Tokens, ink: str, ground: str) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 4.5


def test_contrast_of_black_and_white_is_the_largest_there_is() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=lambda t: t.name)
def test_the_style_sheet_is_complete(tokens: Tokens) -> None:
    sheet = style_sheet(tokens)
    assert "$" not in sheet
    assert tokens.panel in sheet


def test_a_change_of_theme_is_told_and_icons_follow_it(look: Look) -> None:
    def darkest() -> int:
        image = look.icon("mdi6.cube-outline").pixmap(32, 32).toImage()
        pixels = [image.pixelColor(x, y) for x in range(32) for y in range(32)]
        return min(pixel.lightness() for pixel in pixels if pixel.alpha() == 255)

    told: list[str] = []
    look.changed.connect(lambda: told.append(look.tokens.name))
    on_dark = darkest()
    look.choose("light")
    assert told == ["light"]
    assert on_dark > 150
    assert darkest() < 100


def test_what_is_worn_already_dresses_no_widget_again(look: Look, qapp: QApplication, qtbot: QtBot) -> None:
    """It takes a second in a window with all its pages."""
    dressed: list[QEvent.Type] = []

    class Dressed(QWidget):
        def changeEvent(self, event: QEvent) -> None:  # noqa: N802
            dressed.append(event.type())

    widget = Dressed()
    qtbot.addWidget(widget)
    widget.show()
    dressed.clear()
    look.choose("dark")
    Look(qapp).choose("dark")
    assert not {QEvent.Type.StyleChange, QEvent.Type.PaletteChange} & set(dressed)
    look.choose("light")
    assert {QEvent.Type.StyleChange, QEvent.Type.PaletteChange} <= set(dressed)


def test_an_icon_without_a_size_is_empty_and_quiet(look: Look) -> None:
    """Qt asks for one while a widget is not laid out yet; painting on it made the log say ten lines each time."""
    assert look.icon("mdi6.cube-outline").pixmap(0, 0).isNull()
