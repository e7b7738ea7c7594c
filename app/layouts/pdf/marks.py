"""What printers and cutters go by beside the trim: crop marks, registration targets, colour bar, words (ISO 12647-1 §4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from shapely.geometry import LineString, MultiLineString, Polygon, box
from shapely.geometry.base import BaseGeometry

from app.layouts.drawing import Fill, Group, Mark, Stroke
from app.layouts.paint import BLACK, Cmyk
from app.layouts.path import Contour, Curve, Path, Point, polyline, rectangle
from app.layouts.typesetting.lines import line_of
from app.layouts.units import POINTS_PER_MM

LINE_MM = 0.25 / POINTS_PER_MM
CROP_MM = 5.0
APART_MM = 0.5
"""Between the bleed and what stands beside it."""
TARGET_MM = 2.5
"""Radius of a registration target."""
PATCH_MM = 5.0
LABEL_MM = 1.8
TITLE_MM = 2.2
HALO_MM = 0.5
BARE = Cmyk(0, 0, 0, 0)
ROUND = 0.5522847498
"""Of the radius: where the controls of a quarter of a circle lie."""
PATCHES = (
    Cmyk(1, 0, 0, 0), Cmyk(0, 1, 0, 0), Cmyk(0, 0, 1, 0), Cmyk(0, 0, 0, 1),
    Cmyk(0.5, 0, 0, 0), Cmyk(0, 0.5, 0, 0), Cmyk(0, 0, 0.5, 0), Cmyk(0, 0, 0, 0.5),
    Cmyk(1, 1, 0, 0), Cmyk(1, 0, 1, 0), Cmyk(0, 1, 1, 0), Cmyk(0.5, 0.4, 0.4, 0),
)  # fmt: skip
"""Solids, half tones, overprints and grey in three inks: what a densitometer is held on."""


@dataclass(frozen=True)
class Words:
    """A line of words ready to be put somewhere, from its top left corner."""

    marks: tuple[Mark, ...]
    width: float
    height: float


def words(line: str, capital_mm: float) -> Words:
    """A line in black ink alone."""
    path, width = line_of(line, capital_mm)
    moved = Group((Fill(path, BLACK),), (1.0, 0.0, 0.0, 1.0, 0.0, capital_mm * 1.15))
    return Words((moved,) if path.contours else (), width, capital_mm * 1.4)


def haloed(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Words with bare paper around each letter, to be read on a dark picture."""
    found: list[Mark] = []
    for mark in marks:
        if isinstance(mark, Group):
            found.append(replace(mark, marks=haloed(mark.marks)))
        elif isinstance(mark, Fill):
            found += [Stroke(mark.path, BARE, HALO_MM), mark]
    return tuple(found)


def at(marks: Sequence[Mark], x: float, y: float) -> Group:
    """Marks put somewhere."""
    return Group(tuple(marks), (1.0, 0.0, 0.0, 1.0, x, y))


def crop_lines(trims: Iterable[Polygon], bleed_mm: float, taken: BaseGeometry, page: Polygon) -> list[LineString]:
    """Two lines at each corner of each trim's box, as long as they run over nothing that is ``taken`` and stay on the page.

    Lines that several trims share come once.
    """
    away = bleed_mm + APART_MM
    found: dict[tuple[float, ...], LineString] = {}
    for trim in trims:
        left, top, right, bottom = trim.bounds
        for x in (left, right):
            for y, way in ((top, -1), (bottom, 1)):
                _keep(found, ((x, y + way * away), (x, y + way * (away + CROP_MM))), taken, page)
        for y in (top, bottom):
            for x, way in ((left, -1), (right, 1)):
                _keep(found, ((x + way * away, y), (x + way * (away + CROP_MM), y)), taken, page)
    return list(found.values())


def _keep(
    found: dict[tuple[float, ...], LineString],
    ends: tuple[tuple[float, float], tuple[float, float]],
    taken: BaseGeometry,
    page: Polygon,
) -> None:
    free = LineString(ends).difference(taken).intersection(page)
    for part in free.geoms if isinstance(free, MultiLineString) else (free,):
        if isinstance(part, LineString) and part.length >= 1.0:
            found[tuple(round(value, 3) for point in sorted(part.coords) for value in point)] = part


def lines_path(lines: Iterable[LineString]) -> Path:
    return Path(tuple(polyline([(x, y) for x, y, *_ in line.coords], closed=False) for line in lines))


def target(x: float, y: float) -> Path:
    """A registration target: a cross in a circle."""
    r, k = TARGET_MM * 0.6, TARGET_MM * 0.6 * ROUND
    right, below, left, above = Point(x + r, y), Point(x, y + r), Point(x - r, y), Point(x, y - r)
    circle = Contour(
        right,
        (
            Curve(Point(x + r, y + k), Point(x + k, y + r), below),
            Curve(Point(x - k, y + r), Point(x - r, y + k), left),
            Curve(Point(x - r, y - k), Point(x - k, y - r), above),
            Curve(Point(x + k, y - r), Point(x + r, y - k), right),
        ),
    )
    across = polyline([(x - TARGET_MM, y), (x + TARGET_MM, y)], closed=False)
    down = polyline([(x, y - TARGET_MM), (x, y + TARGET_MM)], closed=False)
    return Path((circle, across, down))


def thin(path: Path) -> Stroke:
    """Marks are drawn in black ink alone: in all inks they would be on the plates of white and cut as well (layout2d §1.4)."""
    return Stroke(path, BLACK, LINE_MM)


def color_bar() -> Words:
    """Patches side by side."""
    patches = tuple(
        Fill(rectangle(number * PATCH_MM, 0.0, PATCH_MM, PATCH_MM), inks) for number, inks in enumerate(PATCHES)
    )
    return Words(patches, PATCH_MM * len(PATCHES), PATCH_MM)


def room_for(
    size: tuple[float, float], spots: Iterable[tuple[float, float]], taken: BaseGeometry, page: Polygon
) -> Polygon | None:
    """A box of this size at the first of the spots (its top left corner) where it is on the page and touches nothing."""
    for x, y in spots:
        place = box(x, y, x + size[0], y + size[1])
        if page.covers(place) and not taken.intersects(place):
            return place
    return None
