"""The picking picture: the plate from above, every piece with its label, to be held beside the real one."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from app.dispatch.plates.body import Body, Place, Room, placed
from app.dispatch.plates.cells import FINE_MM, shadow
from app.i18n import text
from app.mesh.arrays import FloatArray
from app.settings.shipped import font_file

PIXELS = 1600  # of the longer side of the plate
_MARGIN, _LEGEND, _LINE = 70, 620, 44
_INK, _GREY, _PAPER, _EDGE = "#16181d", "#d9dde3", "#ffffff", "#323842"
_FILLS = ("#bfd6ff", "#c9ead9", "#f6e2b8", "#f3cdc8", "#dccff2", "#cfe7ee")
_SMALLEST, _LARGEST = 30, 64


@dataclass(frozen=True)
class Entry:
    """A piece in the list beside the picture. ``words``: what it is of, its serial and order."""

    label: str
    words: str = ""


@dataclass(frozen=True)
class Sheet:
    """What a picture shows. ``layers``: a page for each letter of the labels, the others in grey."""

    title: str
    room: Room
    bodies: Mapping[int, Body]
    places: Mapping[int, Place]
    entries: Mapping[int, Entry]
    layers: bool = False
    _shadows: dict[int, FloatArray] = field(default_factory=dict, compare=False)

    def cells(self, id_: int) -> FloatArray:
        """(N, 2) mm: middles of the cells that the piece covers, seen from above."""
        if id_ not in self._shadows:
            body = self.bodies[id_]
            self._shadows[id_] = shadow(Body(id_, placed(body.vertices, self.places[id_]), body.faces)).centers
        return self._shadows[id_]


def pages(sheet: Sheet) -> list[Image.Image]:
    """The picture, in a volume one of every layer, from the lowest on."""
    if not sheet.layers:
        return [_page(sheet, tuple(sheet.places), sheet.title)]
    letters = sorted({_letter(entry.label) for entry in sheet.entries.values()}, key=lambda name: (len(name), name))
    found = []
    for letter in letters:
        shown = tuple(id_ for id_ in sheet.places if _letter(sheet.entries[id_].label) == letter)
        layer = text("Layer {letter}", letter=letter)
        found.append(_page(sheet, shown, f"{sheet.title} · {layer}"))
    return found or [_page(sheet, (), sheet.title)]


def png(sheet: Sheet) -> bytes:
    """All pages one below the other."""
    images = pages(sheet)
    whole = Image.new("RGB", (max(i.width for i in images), sum(i.height for i in images)), _PAPER)
    at = 0
    for image in images:
        whole.paste(image, (0, at))
        at += image.height
    target = io.BytesIO()
    whole.save(target, "PNG", optimize=True)
    return target.getvalue()


def pdf(sheet: Sheet) -> bytes:
    """A page of A4 for each picture, across where it is wide."""
    target = io.BytesIO()
    first, *rest = (_on_a4(image) for image in pages(sheet))
    first.save(target, "PDF", resolution=200.0, save_all=True, append_images=rest, title=sheet.title)
    return target.getvalue()


def _letter(label: str) -> str:
    return label.rstrip("0123456789")


def _on_a4(image: Image.Image) -> Image.Image:
    size = (2339, 1654) if image.width > image.height else (1654, 2339)
    page = Image.new("RGB", size, _PAPER)
    scale = min((size[0] - 120) / image.width, (size[1] - 120) / image.height)
    small = image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.LANCZOS)
    page.paste(small, ((size[0] - small.width) // 2, 60))
    return page


@dataclass(frozen=True)
class _View:
    """From mm on the plate to pixels: ``corner`` is its back left corner, ``depth`` pixels from there to the front."""

    scale: float
    depth: int
    corner: tuple[int, int]

    def pixels(self, points: FloatArray) -> FloatArray:
        """(N, 2) of points (N, 2) mm."""
        x = self.corner[0] + points[:, 0] * self.scale
        return np.column_stack([x, self.corner[1] + self.depth - points[:, 1] * self.scale])


@lru_cache(maxsize=32)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_file("bold")), size)


def _page(sheet: Sheet, shown: Sequence[int], title: str) -> Image.Image:
    scale = PIXELS / max(sheet.room.width, sheet.room.depth)
    width, depth = round(sheet.room.width * scale), round(sheet.room.depth * scale)
    tall = max(depth, (len(shown) + 1) * _LINE)
    image = Image.new("RGB", (width + 2 * _MARGIN + _LEGEND, tall + 3 * _MARGIN), _PAPER)
    draw = ImageDraw.Draw(image)
    draw.text((_MARGIN, _MARGIN // 2), title, _INK, _font(40))
    corner = _MARGIN, 2 * _MARGIN
    view = _View(scale, depth, corner)
    ordered = sorted(sheet.places, key=lambda id_: (id_ in shown, sheet.places[id_].z, id_))
    for number, id_ in enumerate(ordered):
        fill = _FILLS[number % len(_FILLS)] if id_ in shown else _GREY
        _silhouette(image, view, sheet.cells(id_), fill)
    draw.rectangle((*corner, corner[0] + width, corner[1] + depth), outline=_EDGE, width=4)
    for id_ in shown:
        _label(draw, view, sheet.cells(id_), sheet.entries[id_].label)
    front = str(text("Front of the plate"))
    draw.text((corner[0] + width / 2, corner[1] + depth + 10), front, _EDGE, _font(30), anchor="ma")
    across = corner[0] + width + _MARGIN // 2
    by_label = sorted(
        (sheet.entries[id_] for id_ in shown), key=lambda e: (len(_letter(e.label)), _letter(e.label), _number(e.label))
    )
    for row, entry in enumerate(by_label):
        draw.text((across, corner[1] + row * _LINE), entry.label, _INK, _font(30))
        draw.text((across + 100, corner[1] + row * _LINE), entry.words, _INK, _font(26))
    return image


def _number(label: str) -> int:
    return int(label[len(_letter(label)) :] or 0)


def _silhouette(image: Image.Image, view: _View, cells: FloatArray, fill: str) -> None:
    side = int(np.ceil(FINE_MM * view.scale)) + 1
    corners = np.rint(view.pixels(cells + np.array([-FINE_MM / 2, FINE_MM / 2]))).astype(int)
    mask = np.zeros((image.height, image.width), np.bool_)
    for dx in range(side):
        for dy in range(side):
            x, y = corners[:, 0] + dx, corners[:, 1] + dy
            mask[np.clip(y, 0, image.height - 1), np.clip(x, 0, image.width - 1)] = True
    rim = mask.copy()
    rim[1:-1, 1:-1] &= ~(mask[:-2, 1:-1] & mask[2:, 1:-1] & mask[1:-1, :-2] & mask[1:-1, 2:])
    image.paste(fill, mask=Image.fromarray(mask))
    image.paste(_EDGE, mask=Image.fromarray(rim))


def _label(draw: ImageDraw.ImageDraw, view: _View, cells: FloatArray, label: str) -> None:
    """In the middle of the piece, on paper so that it reads over any colour."""
    middle = cells[np.argmin(((cells - cells.mean(axis=0)) ** 2).sum(axis=1))]
    x, y = view.pixels(middle[None])[0]
    at = (float(x), float(y))
    size = int(np.clip(np.sqrt(len(cells)) * FINE_MM * view.scale / 3, _SMALLEST, _LARGEST))
    box = draw.textbbox(at, label, _font(size), anchor="mm")
    draw.rounded_rectangle((box[0] - 6, box[1] - 4, box[2] + 6, box[3] + 4), 8, fill=_PAPER, outline=_EDGE)
    draw.text(at, label, _INK, _font(size), anchor="mm")
