"""Colours of a design as paints."""

from app.layouts.design.document import Color
from app.layouts.paint import BLACK, Cmyk, Paint, Rgb

BARE = Cmyk(0.0, 0.0, 0.0, 0.0)
"""No ink: the white of the paper, or of the white ink below."""


def paint_of(color: Color) -> Paint:
    """Black ink alone for "black", no ink for "white", else sRGB to be separated."""
    if color == "black":
        return BLACK
    if color == "white":
        return BARE
    red, green, blue = bytes.fromhex(color[1:])
    return Rgb(red / 255, green / 255, blue / 255)
