"""The colours and sizes of the window: one set of tokens a theme, one style sheet made from them."""

import re
import string
from dataclasses import asdict, dataclass

import numpy as np

from app.mesh.srgb import linear_of
from app.settings.shipped import RESOURCES

STYLE_SHEET = RESOURCES / "style" / "app.qss"
ICONS = RESOURCES / "icons"

TEXT_PX = 13  # pixels of the usual text
_SIZES = re.compile(r"((?:font-size|min-height): )(\d+)px")


@dataclass(frozen=True)
class Tokens:
    """Colours (#rrggbb, sRGB) by what they are for."""

    name: str
    background: str
    panel: str
    raised: str
    hover: str
    line: str
    text: str
    dim: str
    accent: str
    fill: str  # of the primary button; ``on_fill`` is written on it
    fill_hover: str
    on_fill: str
    selected: str
    ok: str
    warn: str
    bad: str
    ok_wash: str
    warn_wash: str
    bad_wash: str
    viewport_top: str
    viewport_bottom: str
    ring: str  # around what is filled, where the keys are

    @property
    def dark(self) -> bool:
        """Whether text is lighter than what it is written on."""
        return luminance(self.text) > luminance(self.background)


DARK = Tokens(
    name="dark",
    background="#16181d", panel="#1e2127", raised="#262a32", hover="#2f343e", line="#323842",
    text="#e6e9ef", dim="#98a1b0",
    accent="#4f8cff", fill="#2f6be0", fill_hover="#2a60cc", on_fill="#ffffff", selected="#233658",
    ok="#3fb68b", warn="#e0a83c", bad="#f47c6e", ok_wash="#1d332d", warn_wash="#37301f", bad_wash="#3b2527",
    viewport_top="#20242b", viewport_bottom="#2b313b", ring="#ffffff",
)  # fmt: skip

LIGHT = Tokens(
    name="light",
    background="#eef0f4", panel="#fafbfc", raised="#ffffff", hover="#e6eaf1", line="#d2d8e1",
    text="#1b1f27", dim="#586173",
    accent="#1f5fd0", fill="#1f5fd0", fill_hover="#1a54ba", on_fill="#ffffff", selected="#dbe7fd",
    ok="#0f7350", warn="#8a5a00", bad="#a01a2e", ok_wash="#dff3ea", warn_wash="#faefd6", bad_wash="#fce5e2",
    viewport_top="#e3e7ed", viewport_bottom="#cfd6df", ring="#000000",
)  # fmt: skip


def luminance(color: str) -> float:
    """Relative luminance of an sRGB colour after WCAG 2.2."""
    red, green, blue = linear_of(np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]))
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def style_sheet(tokens: Tokens, text_percent: int = 100) -> str:
    """The Qt style sheet in these colours, its words and what has to hold them that much larger."""
    template = string.Template(STYLE_SHEET.read_text("utf-8"))
    words = template.substitute(asdict(tokens), icons=ICONS.as_posix())
    if text_percent == 100:
        return words
    return _SIZES.sub(lambda found: f"{found[1]}{round(int(found[2]) * text_percent / 100)}px", words)
