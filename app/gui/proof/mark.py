"""The watermark over a model that turns: words in an SVG picture that lies over it and lets every click through."""

from html import escape
from unicodedata import east_asian_width

from app.security.watermark import Watermark

SIZE = 15  # pixels of the letters
LINE = 92  # pixels from one line to the next
ANGLE = -28  # degrees


def overlay(mark: Watermark) -> bytes:
    """An SVG picture of any size, with the words all over it, light and dark at once."""
    wide = sum(2 if east_asian_width(sign) in "FW" else 1 for sign in mark.words)
    step = round(wide * SIZE * 0.58 + 3 * SIZE)
    words = escape(mark.words)
    lines = "".join(
        f'<text x="{x + shift}" y="{y + shift}" fill="{fill}" fill-opacity="{strength}">{words}</text>'
        for y, starts in ((LINE // 2, (0,)), (LINE + LINE // 2, (-step // 2, step - step // 2)))
        for x in starts
        for shift, fill, strength in ((1, "#000", 0.16), (0, "#fff", 0.3))
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%"><defs>'
        f'<pattern id="m" width="{step}" height="{2 * LINE}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate({ANGLE})">'
        f'<g font-family="sans-serif" font-size="{SIZE}">{lines}</g></pattern></defs>'
        '<rect width="100%" height="100%" fill="url(#m)"/></svg>'
    ).encode()
