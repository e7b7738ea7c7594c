"""The label on the outside of a parcel: who gets it, masked, and the waybill as a bar code."""

from app.i18n import text
from app.shipping.labels.bars import code128, prove, qr
from app.shipping.labels.canvas import Box, Canvas
from app.shipping.labels.errors import LabelRefusedError
from app.shipping.labels.pages import Printed, printed
from app.shipping.labels.slip import LABEL_SIZES, Party, Slip
from app.shipping.labels.words import pieces, word


def parcel_label(slip: Slip, size: str, dpi: int) -> Printed:
    """Draw it and read its codes back from the dots. Raises LabelRefusedError.

    Before there is a waybill the bar code is the parcel's number, so that the parcel can be found by a scan.
    """
    paper = LABEL_SIZES[size]
    canvas = Canvas(paper.width_mm, paper.height_mm, dpi)
    margin = 2.5 if paper.width_mm < 90 else 3.5
    left, width = margin, paper.width_mm - 2 * margin
    tall = (paper.height_mm - 130) / 50  # 0 … 1: what a longer label has more
    number = slip.waybill or slip.parcel
    y = margin
    y = _head(canvas, slip, Box(left, y, width, 10 + 2 * tall))
    bars = Box(left, y + 2, width, 16 + 8 * tall)
    if not code128(canvas, number, bars):
        raise LabelRefusedError(text("The waybill number is too long for this label: choose a larger one."))
    y = bars.y + bars.height + 0.8
    canvas.write(number, Box(left, y, width, 6.2), 4.6, bold=True, align="center", middle=True)
    y = _rule(canvas, left, y + 6.8, width)
    y = _party(
        canvas, word("to", slip.language), slip.receiver, Box(left, y, width, 31 + 9 * tall), (5.4, 4.6), whole=True
    )
    y = _rule(canvas, left, y + 0.8, width)
    y = _party(
        canvas, word("from", slip.language), slip.sender, Box(left, y, width, 15 + 3 * tall), (3.4, 3.0), whole=False
    )
    y = _rule(canvas, left, y + 0.6, width)
    _foot(canvas, slip, Box(left, y + 1, width, paper.height_mm - margin - y - 1))
    image = canvas.black_and_white()
    codes = (("code128", number), ("qr", slip.parcel))
    prove(image, codes)
    return printed(slip.parcel, paper, dpi, [image], codes)


def _head(canvas: Canvas, slip: Slip, box: Box) -> float:
    mark = Box(box.x + box.width * 0.64, box.y, box.width * 0.36, box.height - 1.5)
    carrier = slip.carrier or word("no_carrier", slip.language)
    canvas.write(carrier, Box(box.x, box.y, box.width * 0.61, box.height - 1), 6.4, bold=True, middle=True, whole=False)
    canvas.frame(mark, 0.45)
    canvas.write(word("private", slip.language), mark.inside(1), 4.2, bold=True, align="center", middle=True)
    return _rule(canvas, box.x, box.y + box.height, box.width)


def _party(canvas: Canvas, sign: str, party: Party, box: Box, sizes: tuple[float, float], *, whole: bool) -> float:
    big, small = sizes
    side = 8.4 if big > 4 else 6.4
    square = Box(box.x, box.y + 1.4, side, side)
    canvas.fill(square)
    canvas.write(
        sign, square.inside(0.5), side * 0.6, bold=True, align="center", middle=True, white=True, smallest_mm=1.5
    )
    x, width = box.x + side + 2, box.width - side - 2
    used = canvas.write(
        f"{party.name}  {party.phone}".strip(), Box(x, box.y + 1, width, big * 2.6), big, bold=True, whole=False
    )
    rest = Box(x, box.y + 1.4 + used, width, box.height - used - 1.6)
    canvas.write(party.address, rest, small, whole=whole)
    return box.y + box.height


def _foot(canvas: Canvas, slip: Slip, box: Box) -> None:
    side = min(26.0, box.height - 5.2, box.width * 0.34)
    codes = Box(box.x + box.width - side, box.y, side, side)
    qr(canvas, slip.parcel, codes)
    left = Box(box.x, box.y, box.width - side - 2, box.height)
    orders = f"{word('order', slip.language)} {'  '.join(slip.orders)}"
    used = canvas.write(orders, Box(left.x, left.y, left.width, 8.6), 3.2, bold=True, whole=False)
    what = "；".join(f"{g.what} ×{g.quantity}" for g in slip.goods)
    canvas.write(
        f"{word('contents', slip.language)} {what}",
        Box(left.x, left.y + used + 0.6, left.width, max(3.0, left.height - used - 6.6)), 3.0, whole=False,
    )  # fmt: skip
    facts = [slip.parcel, pieces(slip.pieces, slip.language)]
    if slip.weight_g:
        facts.append(word("weight", slip.language, kg=f"{slip.weight_g / 1000:.2f}"))
    facts.append(slip.date)
    bottom = Box(box.x, box.y + box.height - 4.4, box.width, 4.4)
    canvas.write(" · ".join(facts), bottom, 3.0, middle=True, whole=False)


def _rule(canvas: Canvas, x: float, y: float, width: float) -> float:
    canvas.line(x, y, x + width, y, 0.3)
    return y
