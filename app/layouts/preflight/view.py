"""A page as the rules see it: its boxes, and places on it in mm."""

from dataclasses import dataclass

from pikepdf import Dictionary, Page

from app.layouts.preflight.marks import Rect
from app.layouts.preflight.objects import inherited, number, numbers
from app.layouts.preflight.report import PageFacts, Place

MM = 25.4 / 72
LETTER: Rect = (0.0, 0.0, 612.0, 792.0)


@dataclass(frozen=True)
class View:
    """``number``: from 1. Boxes in points; None where the page does not give it. ``unit``: points of a unit of its space."""

    number: int
    obj: Dictionary
    media: Rect
    crop: Rect | None
    bleed: Rect | None
    trim: Rect | None
    art: Rect | None
    rotate: int = 0
    unit: float = 1.0

    @property
    def finished(self) -> Rect:
        """What is left after trimming, as far as the file tells."""
        return self.trim or self.art or self.crop or self.media

    @property
    def printed(self) -> Rect:
        """What is printed for the piece: with its bleed."""
        return self.bleed or self.finished

    def place(self, box: Rect) -> Place:
        """A box of the page's space in mm from the upper left corner of the paper, cut to the paper."""
        x0, y0, x1, y1 = self.media
        scale = MM * self.unit
        left, right = (min(max(x, x0), x1) for x in (box[0], box[2]))
        low, high = (min(max(y, y0), y1) for y in (box[1], box[3]))
        return ((left - x0) * scale, (y1 - high) * scale, (right - x0) * scale, (y1 - low) * scale)

    def mm(self, length: float) -> float:
        """A length of the page's space in mm."""
        return length * MM * self.unit

    def length(self, mm: float) -> float:
        """Millimetres in units of the page's space."""
        return mm / MM / self.unit

    def facts(self) -> PageFacts:
        x0, y0, x1, y1 = self.media
        return PageFacts(
            self.mm(x1 - x0),
            self.mm(y1 - y0),
            None if self.trim is None else self.place(self.trim),
            None if self.bleed is None else self.place(self.bleed),
            self.rotate,
        )


def view_of(page: Page, index: int) -> View:
    """The view of one page; boxes in any order of corners."""
    obj = page.obj
    rotate = int(number(inherited(obj, "/Rotate")) or 0) % 360
    unit = number(obj.get("/UserUnit")) or 1.0
    return View(
        index,
        obj,
        rectangle(inherited(obj, "/MediaBox")) or LETTER,
        rectangle(inherited(obj, "/CropBox")),
        rectangle(obj.get("/BleedBox")),
        rectangle(obj.get("/TrimBox")),
        rectangle(obj.get("/ArtBox")),
        rotate - rotate % 90,
        unit if 0 < unit <= 75_000 else 1.0,
    )


def rectangle(value: object) -> Rect | None:
    """A box with its corners in order; None where it is none or has no area."""
    found = numbers(value, 4)
    if found is None:
        return None
    x0, x1 = sorted((found[0], found[2]))
    y0, y1 = sorted((found[1], found[3]))
    return (x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None
