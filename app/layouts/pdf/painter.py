"""Marks as content: pictures, areas, lines and groups, as Form XObjects that a page can show as often as it likes."""

import zlib
from collections.abc import Sequence
from math import hypot

from pikepdf import Dictionary, Name, Object, Pdf, Stream

from app.layouts.color.press import Press
from app.layouts.drawing import UNMOVED, Fill, Group, Mark, Matrix, Picture, Stroke, times
from app.layouts.paint import Spot
from app.layouts.path import Path
from app.layouts.pdf.inks import CUTS, Inks, Use
from app.layouts.pdf.pool import Pool
from app.layouts.pdf.reach import Box, path_reach, reach, scale_of
from app.layouts.pdf.recent import Recent
from app.layouts.pdf.separations import Packed, packed, wanted_size
from app.layouts.pdf.syntax import Content, digits_for, number, outline
from app.layouts.units import MM_PER_INCH, POINTS_PER_MM
from app.settings.shop import PrintShop

PACKING = 4  # of Flate: more takes twice as long for some per cent
OUTLINES, FORMS = 400, 60  # remembered, for marks that many pieces have in common
RICH_FROM_MM = 20.0
"""An area this large on both sides may be printed in rich black (layout2d §1.2); lettering is smaller."""


class Painter:
    """What turns marks into objects of one file.

    drawn       contents and keys of pictures: what the identity of the file is made from; whoever has used it empties it
    lowest_ppi  of all pictures as they are shown; None before the first
    """

    def __init__(self, pdf: Pdf, shop: PrintShop, press: Press, inks: Inks, pool: Pool) -> None:
        self._pdf, self._shop, self._press = pdf, shop, press
        self._inks, self._pool = inks, pool
        self._outlines: Recent[bytes] = Recent(OUTLINES)
        self._forms: Recent[Object | None] = Recent(FORMS)
        self.drawn: list[bytes] = []
        self.lowest_ppi: float | None = None

    def form(self, marks: Sequence[Mark], clip: Path | None = None) -> Object | None:
        """A form of the marks, in their own millimetres; None where there is nothing to see.

        The very same marks, as merged pieces have them in common, give the same form again.
        """
        around = b"" if clip is None else outline(clip)
        return self._forms.get((*marks,), around, lambda: self._made(marks, clip))

    def _made(self, marks: Sequence[Mark], clip: Path | None) -> Object | None:
        box = reach(marks) if clip is None else path_reach(clip)
        if box is None or not marks:
            return None
        content, xobjects = Content(), Dictionary()
        if clip is not None:
            content.clip(clip)
        self.draw(marks, content, xobjects)
        return self._form(content, xobjects, box) if content.paints else None

    def draw(self, marks: Sequence[Mark], content: Content, xobjects: Dictionary, matrix: Matrix = UNMOVED) -> None:
        """Add the operators that paint the marks. ``matrix``: what has been done to the coordinates so far."""
        for mark in marks:
            if isinstance(mark, Picture):
                self._picture(mark, content, xobjects, matrix)
            elif isinstance(mark, Fill):
                self._fill(mark, content, matrix)
            elif isinstance(mark, Stroke):
                self._stroke(mark, content, matrix)
            else:
                self._group(mark, content, xobjects, matrix)

    def _picture(self, mark: Picture, content: Content, xobjects: Dictionary, matrix: Matrix) -> None:
        a, b, c, d, _, _ = times(matrix, mark.matrix)
        shown = (hypot(a, b), hypot(c, d))
        pixels = mark.pixels
        if not min(shown) > 0:
            return
        ppi = min(pixels.width / shown[0], pixels.height / shown[1]) * MM_PER_INCH
        self.lowest_ppi = ppi if self.lowest_ppi is None else min(ppi, self.lowest_ppi)
        size = wanted_size(pixels.width, pixels.height, shown, self._shop.ppi)
        key = f"{pixels.key} {size[0]} {size[1]}"
        if key not in self._pool:
            press, shop = self._press, self._shop

            def pack() -> Packed:
                return packed(pixels.open(), size, press, shop)

            self._pool.add(key, pack)
        name = f"P{len(xobjects.keys()) + 1}"
        xobjects[f"/{name}"] = Name.Awaited
        self._pool.put(key, xobjects, f"/{name}")
        self.drawn.append(key.encode())
        self._inks.process(content)
        content.save()
        content.transform(times(mark.matrix, (1.0, 0.0, 0.0, -1.0, 0.0, 1.0)))  # PDF counts the rows from below
        content.add("Do", f"/{name}")
        content.paints = True
        content.restore()

    def _fill(self, mark: Fill, content: Content, matrix: Matrix) -> None:
        if self._inks.prints(mark.paint) and (path := self._outline(mark.path, matrix)):
            self._inks.set(content, mark.paint, stroke=False, use=_use(mark.path, matrix))
            content.raw(path + b"f*\n")
            content.paints = True

    def _stroke(self, mark: Stroke, content: Content, matrix: Matrix) -> None:
        if not self._inks.prints(mark.paint) or not (path := self._outline(mark.path, matrix)):
            return
        self._inks.set(content, mark.paint, stroke=True)
        content.once("width", "w", number(self._pen(mark, scale_of(matrix)), 6))
        content.once("join", "j", 1)
        content.once("cap", "J", 0)
        content.dash(mark.dash_mm)
        content.raw(path + b"S\n")
        content.paints = True

    def _outline(self, path: Path, matrix: Matrix) -> bytes:
        digits = digits_for(scale_of(matrix))
        return self._outlines.get((path,), digits, lambda: outline(path, digits))

    def _pen(self, mark: Stroke, scale: float) -> float:
        """Width of a line in units of the coordinates: that of the cutter for its own lines, else not too thin to print."""
        if isinstance(mark.paint, Spot) and mark.paint.role in CUTS and mark.width_mm == 0:
            return self._shop.cut_stroke_pt / POINTS_PER_MM / (scale or 1.0)
        return mark.width_mm or self._shop.thinnest_mm / (scale or 1.0)

    def _group(self, group: Group, content: Content, xobjects: Dictionary, matrix: Matrix) -> None:
        if not group.marks or group.opacity <= 0:
            return
        inner = times(matrix, group.matrix)
        content.save()
        if group.matrix != UNMOVED:
            content.transform(group.matrix)
        if group.clip is not None:
            content.clip(group.clip, digits_for(scale_of(inner)))
        if group.opacity >= 1:
            self.draw(group.marks, content, xobjects, inner)
        elif len(group.marks) == 1 and not isinstance(group.marks[0], Group):
            self._inks.fade(content, group.opacity)
            self.draw(group.marks, content, xobjects, inner)
        else:
            self._faded(group, content, xobjects, inner)
        content.restore()

    def _faded(self, group: Group, content: Content, xobjects: Dictionary, matrix: Matrix) -> None:
        """Several marks faded as one: where they lie on each other, only the upper one shines through."""
        box = reach(group.marks)
        if box is None:
            return
        inside, inner = Content(), Dictionary()
        self.draw(group.marks, inside, inner, matrix)
        if not inside.paints:
            return
        form = self._form(inside, inner, box)
        form.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK)
        name = f"P{len(xobjects.keys()) + 1}"
        xobjects[f"/{name}"] = form
        self._inks.process(content)
        self._inks.fade(content, group.opacity)
        content.add("Do", f"/{name}")
        content.paints = True

    def _form(self, content: Content, xobjects: Dictionary, box: Box) -> Object:
        data = content.data()
        self.drawn.append(data)
        form = flate(self._pdf, data)
        form.Type, form.Subtype = Name.XObject, Name.Form
        form.BBox = [round(value, 4) for value in (box[0] - 0.01, box[1] - 0.01, box[2] + 0.01, box[3] + 0.01)]
        form.Resources = self._inks.resources(content, xobjects)
        return self._pdf.make_indirect(form)


def flate(pdf: Pdf, data: bytes) -> Stream:
    """A stream with this content, packed."""
    stream = Stream(pdf, zlib.compress(data, PACKING))
    stream.Filter = Name.FlateDecode
    return stream


def _use(path: Path, matrix: Matrix) -> Use:
    if len(path.contours) > 2:
        return "line"
    box = path_reach(path, matrix)
    large = box is not None and min(box[2] - box[0], box[3] - box[1]) >= RICH_FROM_MM
    return "area" if large else "line"
