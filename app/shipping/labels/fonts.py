"""Our own fonts for labels: Chinese and Latin, the same on every PC and printer."""

from functools import cache, lru_cache

from PIL import ImageFont

from app.i18n import text
from app.settings.shipped import font_file
from app.shipping.labels.errors import LabelRefusedError


@lru_cache(maxsize=96)
def font(size_px: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    """Raises LabelRefusedError where the font files are missing."""
    try:
        return ImageFont.truetype(str(font_file("bold" if bold else "regular")), size_px)
    except OSError:
        raise LabelRefusedError(
            text("The fonts in resources/fonts are missing or damaged: install Statuette again.")
        ) from None


@cache
def _drawable(*, bold: bool) -> frozenset[int]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - only a label asks

    with TTFont(font_file("bold" if bold else "regular"), lazy=True) as file:
        return frozenset(file.getBestCmap())


def bold_fits(words: str) -> bool:
    """Whether the bold font has every sign; it has the common ones only, so a rare name is set in the regular one."""
    return all(ord(sign) in _drawable(bold=True) for sign in words)


def replaced(words: str) -> str:
    """The words with a box for every sign that no font of ours has: seen to be missing, not silently gone."""
    known = _drawable(bold=False)
    return "".join(sign if ord(sign) in known else "□" for sign in words)
