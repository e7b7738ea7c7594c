"""Labels of single units: every thing that is packed carries a code, or it cannot be scanned."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.shipping.codes import unit_code
from app.shipping.labels.bars import code128, prove, qr
from app.shipping.labels.canvas import Box, Canvas
from app.shipping.labels.pages import Printed, printed
from app.shipping.labels.slip import UNIT_SIZES, LabelSize

_MARGIN = 1.5


@dataclass(frozen=True)
class UnitLabel:
    """``unit`` of ``quantity``, counted from 1."""

    serial: str
    title: str
    what: str
    order: str
    unit: int = 1
    quantity: int = 1

    @property
    def code(self) -> str:
        """What the scanner reads."""
        return unit_code(self.serial, self.unit, self.quantity)


def unit_labels(labels: Sequence[UnitLabel], size: str, dpi: int) -> Printed:
    """One page a unit: QR code, and a Code 128 where the paper is wide enough for one. Raises LabelRefusedError."""
    paper = UNIT_SIZES[size]
    images, codes = [], []
    for label in labels:
        canvas = Canvas(paper.width_mm, paper.height_mm, dpi)
        barred = _draw(canvas, label, paper)
        image = canvas.black_and_white()
        wanted = [("qr", label.code), *([("code128", label.code)] if barred else [])]
        prove(image, wanted)
        images.append(image)
        codes += wanted
    name = labels[0].serial if labels else ""
    return printed(name, paper, dpi, images, tuple(codes))


def _draw(canvas: Canvas, label: UnitLabel, paper: LabelSize) -> bool:
    inner = Box(_MARGIN, _MARGIN, paper.width_mm - 2 * _MARGIN, paper.height_mm - 2 * _MARGIN)
    barred = code128(canvas, label.code, Box(0, paper.height_mm - 10.5, paper.width_mm, 9))
    side = 16.5
    qr(canvas, label.code, Box(inner.x, inner.y, side, side))
    x, width = inner.x + side + 1, inner.width - side - 1
    used = canvas.write(label.code, Box(x, inner.y, width, 4.2), 3.2, bold=True, whole=False)
    used += canvas.write(label.title, Box(x, inner.y + used + 0.2, width, 7.4), 2.8, bold=True, whole=False)
    rest = " · ".join(part for part in (label.what, label.order) if part)
    bottom = inner.y + (side if barred else inner.height)
    canvas.write(rest, Box(x, inner.y + used + 0.4, width, bottom - inner.y - used - 0.4), 2.3, whole=False)
    return barred
