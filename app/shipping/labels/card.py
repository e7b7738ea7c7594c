"""The unboxing card: the buyer scans it when all has come, and that begins the warranty."""

from app.shipping.labels.bars import prove, qr
from app.shipping.labels.canvas import Box, Canvas
from app.shipping.labels.pages import Printed, printed
from app.shipping.labels.slip import CARD_SIZE, Slip
from app.shipping.labels.words import word


def unboxing_card(slip: Slip, dpi: int) -> Printed:
    """Draw it and read its code back. Raises LabelRefusedError."""
    paper = CARD_SIZE
    canvas = Canvas(paper.width_mm, paper.height_mm, dpi)
    qr(canvas, slip.card, Box(5, 9, 36, 36))
    left, width = 46.0, paper.width_mm - 46 - 5
    used = canvas.write(word("card", slip.language), Box(left, 8, width, 8), 5.6, bold=True)
    used += canvas.write(word("thanks", slip.language), Box(left, 9.5 + used, width, 9), 3.6, whole=False)
    canvas.write(word("scan", slip.language), Box(left, 11.5 + used, width, 15), 3.4, whole=False)
    canvas.write(slip.parcel, Box(left, 43, width, 4.4), 3.0, whole=False)
    image = canvas.black_and_white()
    prove(image, [("qr", slip.card)])
    return printed(slip.parcel, paper, dpi, [image], (("qr", slip.card),))
