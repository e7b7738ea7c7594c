"""One page: its boxes, and what is shown where, layer by layer from below to above."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf
from shapely.geometry import MultiPolygon, Polygon

from app.layouts.drawing import Mark, Matrix
from app.layouts.path import Path, path_of
from app.layouts.pdf.inks import Inks
from app.layouts.pdf.layers import ART, LAYERS, MARKS, Layers
from app.layouts.pdf.painter import Painter, flate
from app.layouts.pdf.piece_forms import SideForms
from app.layouts.pdf.reach import Box
from app.layouts.pdf.syntax import Content
from app.layouts.units import POINTS_PER_MM
from app.settings.shop import PrintShop


@dataclass(frozen=True)
class Shown:
    """Forms put somewhere on the page. ``within``: where they may print, None where they keep off others by themselves."""

    side: SideForms
    matrix: Matrix
    within: Polygon | MultiPolygon | None = None


@dataclass(frozen=True)
class Leaf:
    """A page to be written, in mm from its top left corner.

    marks    printer's marks in black and colours
    targets  registration targets, on all plates; none for what is cut
    """

    width_mm: float
    height_mm: float
    bleed: Box
    trim: Box
    shown: Sequence[Shown]
    marks: Sequence[Mark] = ()
    targets: Path = field(default_factory=lambda: Path(()))


class PageWriter:
    """Adds pages to a file."""

    def __init__(self, pdf: Pdf, shop: PrintShop, inks: Inks, painter: Painter) -> None:
        self._pdf, self._shop, self._inks, self._painter = pdf, shop, inks, painter
        self.layers = Layers(pdf)
        above = shop.stacking == "white_above"
        order = [layer for layer in LAYERS if not (above and layer == "white")]
        if above:
            order.insert(order.index(ART) + 1, "white")
        self._order = tuple(order)

    def add(self, leaf: Leaf) -> None:
        content, xobjects = Content(), Dictionary()
        names: dict[tuple[int, int], str] = {}
        content.save()
        content.transform(self._from_mm(leaf))
        for layer in self._order:
            if layer != MARKS:
                self._layer(layer, leaf, content, xobjects, names)
        if leaf.marks or leaf.targets.contours:
            self._marks(leaf, content, xobjects)
        content.restore()
        data = content.data()
        self._painter.drawn.append(data)
        resources = self._inks.resources(content, xobjects)
        if properties := self.layers.properties(content):
            resources.Properties = properties
        page = Dictionary(
            Type=Name.Page,
            MediaBox=_points((0.0, 0.0, leaf.width_mm, leaf.height_mm), leaf.height_mm),
            BleedBox=_points(self._seen(leaf.bleed, leaf), leaf.height_mm),
            TrimBox=_points(self._seen(leaf.trim, leaf), leaf.height_mm),
            Group=Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK),
            Resources=resources,
            Contents=self._pdf.make_indirect(flate(self._pdf, data)),
        )
        self._pdf.pages.append(Page(self._pdf.make_indirect(page)))

    def _layer(
        self, layer: str, leaf: Leaf, content: Content, xobjects: Dictionary, names: dict[tuple[int, int], str]
    ) -> None:
        found = [(shown, shown.side.forms[layer]) for shown in leaf.shown if layer in shown.side.forms]
        if not found:
            return
        self.layers.begin(layer, content)
        for shown, form in found:
            content.save()
            if shown.within is not None and layer in shown.side.clipped:
                content.clip(path_of(shown.within))
            content.transform(shown.matrix)
            content.add("Do", f"/{_name(form, xobjects, names)}")
            content.restore()
        self.layers.end(content)

    def _marks(self, leaf: Leaf, content: Content, xobjects: Dictionary) -> None:
        self.layers.begin(MARKS, content)
        content.save()
        self._painter.draw(leaf.marks, content, xobjects)
        if leaf.targets.contours:
            self._inks.targets(content, leaf.targets)
        content.restore()
        self.layers.end(content)

    def _from_mm(self, leaf: Leaf) -> Matrix:
        """From millimetres of the sheet to points of the page; seen from behind where the shop wants it mirrored."""
        s = POINTS_PER_MM
        if self._shop.mirror:
            return (-s, 0.0, 0.0, -s, s * leaf.width_mm, s * leaf.height_mm)
        return (s, 0.0, 0.0, -s, 0.0, s * leaf.height_mm)

    def _seen(self, box: Box, leaf: Leaf) -> Box:
        if not self._shop.mirror:
            return box
        return (leaf.width_mm - box[2], box[1], leaf.width_mm - box[0], box[3])


def _name(form: Object, xobjects: Dictionary, names: dict[tuple[int, int], str]) -> str:
    if form.objgen not in names:
        names[form.objgen] = f"F{len(names) + 1}"
        xobjects[f"/{names[form.objgen]}"] = form
    return names[form.objgen]


def _points(box: Box, height_mm: float) -> Array:
    left, top, right, bottom = box
    corners = (left, height_mm - bottom, right, height_mm - top)
    return Array([round(value * POINTS_PER_MM, 4) for value in corners])
