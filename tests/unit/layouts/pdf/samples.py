"""Jobs to be written: charms of clear acrylic with white ink, postcards with two sides, sheets of both."""

from datetime import UTC, datetime
from math import cos, pi, sin

import numpy as np
from PIL import Image, ImageDraw
from shapely import affinity
from shapely.geometry import Point as Spot_
from shapely.geometry import Polygon, box

from app.layouts.drawing import Fill, Group, Picture, Pixels, Stroke
from app.layouts.paint import BLACK, Cmyk, Rgb, Spot
from app.layouts.path import Path as OutlinePath
from app.layouts.path import path_of, polyline, rectangle
from app.layouts.piece import Face, Piece
from app.layouts.sheet import Layout, Placement, Sheet, SheetSize
from app.settings.shop import PrintShop, SpotName

MADE = datetime(2026, 11, 30, 12, 30, 5, tzinfo=UTC)
CHOKE_MM, OFFSET_MM, HOLE_MM = 0.15, 2.0, 3.0
CUT = SpotName(name="CutContour", cmyk=(0, 1, 0, 0))
WHITE = SpotName(name="White", cmyk=(0.1, 0, 0, 0))
ACRYLIC = PrintShop(id="acrylic", title="Acrylic", route="cut", spots={"cut": CUT, "white": WHITE})
PRESS = PrintShop(
    id="press", title="Press", route="press", marks=("crop", "registration", "color_bar", "label"), gap_mm=6
)


def star(size_mm: float, points: int = 5) -> Polygon:
    """A rounded star that just fits into a square of this size."""
    r = [size_mm / 2 * (1 if k % 2 == 0 else 0.62) for k in range(2 * points)]
    corners = [(r[k] * sin(k * pi / points), -r[k] * cos(k * pi / points)) for k in range(2 * points)]
    shape = Polygon(corners).buffer(-2, quad_segs=24).buffer(2, quad_segs=24)
    left, top, right, bottom = shape.bounds
    scale = size_mm / max(right - left, bottom - top)
    return affinity.scale(affinity.translate(shape, -left, -top), scale, scale, origin=(0, 0))


def art_pixels(art: Polygon, seed: int, ppi: float = 300) -> Pixels:
    """A colourful picture in the shape of the art, drawn so that alpha ends at its outline."""
    _, _, right, bottom = art.bounds
    width, height = round(right / 25.4 * ppi), round(bottom / 25.4 * ppi)

    def draw() -> Image.Image:
        noise = np.random.default_rng(seed).random((5, 5, 3)) * 255
        image = Image.fromarray(noise.astype(np.uint8)).resize((width, height), Image.Resampling.BICUBIC)
        mask = Image.new("L", (width * 4, height * 4))
        outline = [(x / right * width * 4, y / bottom * height * 4) for x, y in art.exterior.coords]
        ImageDraw.Draw(mask).polygon(outline, fill=255)
        image.putalpha(mask.resize((width, height), Image.Resampling.BOX))
        return image

    return Pixels(f"art {seed} {width} {height}", width, height, draw)


def charm(seed: int = 1, size_mm: float = 40.0, *, text: bool = True) -> Piece:
    """A charm: art, white below it with a choke, cut around it with a hole; lettering and a faded group on the art."""
    art = star(size_mm)
    hole = Spot_(size_mm / 2, -1.0).buffer(HOLE_MM / 2, quad_segs=32)
    body = art.buffer(OFFSET_MM, quad_segs=32).union(hole.buffer(OFFSET_MM, quad_segs=32))
    cut = body.buffer(1.0, quad_segs=32).buffer(-1.0, quad_segs=32).difference(hole)
    left, top = -cut.bounds[0], -cut.bounds[1]
    art, cut = (affinity.translate(shape, left, top) for shape in (art, cut))
    white = art.buffer(-CHOKE_MM, quad_segs=32)
    origin = affinity.translate(art, -art.bounds[0], -art.bounds[1])
    width, height = origin.bounds[2:]
    marks = [Picture(art_pixels(origin, seed), (width, 0.0, 0.0, height, art.bounds[0], art.bounds[1]))]
    x, y = art.centroid.x, art.centroid.y
    faded = Group(
        (Fill(rectangle(x - 4, y - 6, 5, 5), Rgb(1, 0, 0)), Fill(rectangle(x - 2, y - 4, 5, 5), Rgb(0, 0, 1))),
        opacity=0.5,
    )
    if text:
        marks += [Fill(rectangle(x - 4, y + 2, 8, 2), BLACK), faded]
    return Piece(
        f"charm-{seed}", f"S-2026-{seed:04}", "keychain", cut, 3.0,
        Face(tuple(marks), white=(Fill(path_of(white), Spot("white")),)), cutting="contour",
    )  # fmt: skip


def art_of(piece: Piece) -> Polygon:
    """The outline of a charm's art, found again from its white."""
    return white_of(piece).buffer(CHOKE_MM, quad_segs=32)


def white_of(piece: Piece) -> Polygon:
    fill = piece.front.white[0]
    assert isinstance(fill, Fill)
    (contour,) = fill.path.contours
    return Polygon([contour.start, *(segment.end for segment in contour.segments)])


def photo_pixels(seed: int, width: int, height: int) -> Pixels:
    def draw() -> Image.Image:
        noise = np.random.default_rng(seed).random((5, 7, 3)) * 255
        return Image.fromarray(noise.astype(np.uint8)).resize((width, height), Image.Resampling.BICUBIC)

    return Pixels(f"photo {seed} {width} {height}", width, height, draw)


def line(*points: tuple[float, float]) -> OutlinePath:
    return OutlinePath((polyline(points, closed=False),))


def postcard(seed: int = 1, *, bleed_mm: float = 3.0, back: bool = True, turned: bool = False) -> Piece:
    """A postcard of 148 × 100 mm, its picture over the trim on all sides, lines and boxes on its back."""
    w, h = (100.0, 148.0) if turned else (148.0, 100.0)
    width, height = (round((side + 2 * bleed_mm) / 25.4 * 150) for side in (w, h))
    photo = Picture(photo_pixels(seed, width, height), (w + 2 * bleed_mm, 0, 0, h + 2 * bleed_mm, -bleed_mm, -bleed_mm))
    front = Face((photo, Fill(rectangle(w / 2 - 20, h - 20, 40, 8), Cmyk(0, 0, 0, 0))))
    behind = Face(
        (
            Stroke(line((w / 2, 10), (w / 2, h - 10)), BLACK, 0.25),
            Fill(rectangle(w - 30, 8, 22, 26), Rgb(0.8, 0.2, 0.2)),
            Fill(rectangle(-bleed_mm, h - 6, w + 2 * bleed_mm, 6 + bleed_mm), Rgb(0.1, 0.4, 0.9)),
        )
    )
    return Piece(f"card-{seed}", f"K-{seed:03}", "postcard", box(0, 0, w, h), bleed_mm, front, behind if back else None)


def charm_sheet(count: int = 40, designs: int = 40) -> Layout:
    """Charms in rows on an A3 sheet, of so many designs."""
    pieces = tuple(charm(seed, 28.0 + seed % 7) for seed in range(designs))
    places, x, y, tall = [], 8.0, 8.0, 0.0
    for number in range(count):
        piece = pieces[number % designs]
        if x + piece.width_mm > 289:
            x, y, tall = 8.0, y + tall + 3, 0.0
        places.append(Placement(number % designs, number // designs, x, y))
        x, tall = x + piece.width_mm + 3, max(tall, piece.height_mm)
    return Layout(pieces, (Sheet(SheetSize("A3", 297, 420), tuple(places)),), 3.0)


def card_sheet(gap_mm: float = 6.0, bleed_mm: float = 3.0) -> Layout:
    """Four postcards two by two, and one turned, on SRA3."""
    pieces = (*(postcard(seed, bleed_mm=bleed_mm) for seed in range(5)),)
    step_x, step_y = 148 + gap_mm, 100 + gap_mm
    places = [Placement(k, 0, 15 + k % 2 * step_x, 40 + k // 2 * step_y) for k in range(4)]
    places.append(Placement(4, 0, 15 + 2 * step_x + 100, 40, 90.0))
    return Layout(pieces, (Sheet(SheetSize("SRA3", 450, 320), tuple(places)),), gap_mm)
