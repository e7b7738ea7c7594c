"""The list that lies in the parcel: each thing with its picture, to be checked one by one. As many pages as it takes."""

import io
import math

from PIL import Image, ImageOps, UnidentifiedImageError

from app.shipping.labels.bars import code128, prove
from app.shipping.labels.canvas import Box, Canvas
from app.shipping.labels.pages import Printed, printed
from app.shipping.labels.slip import LIST_SIZES, Goods, LabelSize, Slip
from app.shipping.labels.words import pieces, word

_MARGIN, _HEAD, _FOOT = 5.0, 33.0, 13.0
_LARGEST_PX = 40_000_000  # of a picture that is looked at: a cover, not a bomb


def packing_list(slip: Slip, size: str, dpi: int) -> Printed:
    """Draw it and read its code back. Raises LabelRefusedError."""
    paper = LIST_SIZES[size]
    row = 19.0 if paper.width_mm < 120 else 24.0
    room = max(1, math.floor((paper.height_mm - 2 * _MARGIN - _HEAD - _FOOT) / row))
    count = max(1, math.ceil(len(slip.goods) / room))
    images = []
    for page in range(count):
        canvas = Canvas(paper.width_mm, paper.height_mm, dpi)
        _head(canvas, slip, paper)
        for number, goods in enumerate(slip.goods[page * room : (page + 1) * room]):
            _row(canvas, goods, Box(_MARGIN, _MARGIN + _HEAD + number * row, paper.width_mm - 2 * _MARGIN, row))
        _foot(canvas, slip, paper, page + 1, count)
        prove(canvas.image, [("code128", slip.parcel)])
        images.append(canvas.image)
    return printed(slip.parcel, paper, dpi, images, (("code128", slip.parcel),))


def _head(canvas: Canvas, slip: Slip, paper: LabelSize) -> None:
    width = paper.width_mm - 2 * _MARGIN
    canvas.write(word("list", slip.language), Box(_MARGIN, _MARGIN, width * 0.4, 8), 6, bold=True)
    canvas.write(
        f"{word('parcel', slip.language)} {slip.parcel}",
        Box(_MARGIN, _MARGIN + 8.6, width * 0.42, 4.4), 3.3, whole=False,
    )  # fmt: skip
    code128(canvas, slip.parcel, Box(_MARGIN + width * 0.43, _MARGIN, width * 0.57, 12))
    receiver = f"{word('buyer', slip.language)} {slip.receiver.name}  {slip.receiver.phone}"
    canvas.write(receiver, Box(_MARGIN, _MARGIN + 14.5, width, 4.6), 3.5, whole=False)
    orders = f"{word('order', slip.language)} {'  '.join(slip.orders)}"
    canvas.write(orders, Box(_MARGIN, _MARGIN + 19.6, width, 8.6), 3.5, whole=False)
    total = f"{pieces(slip.pieces, slip.language)} · {slip.date}"
    canvas.write(total, Box(_MARGIN, _MARGIN + 27.4, width, 4), 3.0, align="right", whole=False)
    canvas.line(_MARGIN, _MARGIN + _HEAD - 1, paper.width_mm - _MARGIN, _MARGIN + _HEAD - 1, 0.4)


def _row(canvas: Canvas, goods: Goods, box: Box) -> None:
    side = box.height - 3
    place = Box(box.x, box.y + 1.5, side, side)
    picture = _picture(goods.picture)
    if picture is None:
        canvas.frame(place, 0.2)
    else:
        canvas.paste(picture, place)
    tick = Box(box.x + box.width - 6, box.y + box.height / 2 - 3, 6, 6)
    canvas.frame(tick, 0.35)
    canvas.write(f"×{goods.quantity}", Box(tick.x - 15, tick.y - 0.6, 13, 7), 5, bold=True, align="right", middle=True)
    words = Box(box.x + side + 3, box.y + 2, box.width - side - 26, box.height - 4)
    used = canvas.write(goods.title or goods.what, Box(words.x, words.y, words.width, words.height * 0.55), 4,
                        bold=True, whole=False)  # fmt: skip
    detail = " · ".join(part for part in (goods.what, goods.serial) if part)
    canvas.write(detail, Box(words.x, words.y + used + 0.4, words.width, words.height - used - 0.4), 3, whole=False)
    canvas.line(box.x, box.y + box.height, box.x + box.width, box.y + box.height, 0.15)


def _foot(canvas: Canvas, slip: Slip, paper: LabelSize, page: int, pages: int) -> None:
    y, width = paper.height_mm - _MARGIN - _FOOT + 2, paper.width_mm - 2 * _MARGIN
    canvas.write(word("check", slip.language), Box(_MARGIN, y, width - 24, _FOOT - 2), 3.0, whole=False)
    numbered = word("page", slip.language, n=page, all=pages)
    canvas.write(numbered, Box(paper.width_mm - _MARGIN - 22, y, 22, 5), 3.0, align="right", whole=False)


def _picture(content: bytes) -> Image.Image | None:
    """The picture on white; None where there is none, or what is there is no picture."""
    if not content:
        return None
    try:
        with Image.open(io.BytesIO(content)) as file:
            if file.width * file.height > _LARGEST_PX:
                return None
            picture = ImageOps.exif_transpose(file).convert("RGBA")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError, ValueError):
        return None
    white = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(white, picture).convert("L")
