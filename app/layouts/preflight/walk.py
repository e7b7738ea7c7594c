"""Follows the content of a page, of its forms, patterns and glyph procedures, and says what is painted where.

Within budgets: the depth of forms, and the number of operators of the whole file. Customers' files may run in circles.
"""

import warnings
from copy import copy
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Pdf, Stream

from app.jobs.progress import Progress
from app.layouts.preflight.graphics import State, applied, moved, reset_transparency, scales, thinnest
from app.layouts.preflight.ink import Ink, Space, first_ink, space_of
from app.layouts.preflight.marks import EVERYWHERE, Mark, Point, Rect, Subpath, around, common
from app.layouts.preflight.objects import (
    DamagedStreamError,
    decoded,
    dictionary,
    entries,
    filters,
    get,
    identity,
    items,
    matrix,
    name,
    number,
    numbers,
    resources_of,
    times,
)
from app.layouts.preflight.paths import PathBuilder
from app.layouts.preflight.plain_content import Operator, plain_operators
from app.layouts.preflight.typesetting import Typesetter

DEEPEST_FORM = 24
MOST_OPERATORS = 8_000_000
"""2,000 pages of postcards with outlined type have 3.6 million."""
KEPT_OPERATORS = 200_000
Instruction = Operator | pikepdf.ContentStreamInlineImage
MOST_MARKS = 400_000
"""On one page; beyond it nothing more is noted."""


@dataclass
class Painted:
    """What one page paints, and what went wrong on the way.

    fonts       dictionaries of the fonts that text is shown with, by identity of the object
    in_circles  a form (or pattern) that draws itself
    too_deep    forms within forms beyond what a RIP takes
    too_much    the budget of operators is used up: the rest of the file was not read
    broken      a content stream that cannot be read to its end
    dash        operators that the standard does not know
    """

    marks: list[Mark] = field(default_factory=list)
    fonts: list[object] = field(default_factory=list)
    spaces: set[Space] = field(default_factory=set)
    pictures: list[object] = field(default_factory=list)
    lzw: bool = False
    opi: bool = False
    postscript: bool = False
    in_circles: bool = False
    too_deep: bool = False
    too_much: bool = False
    broken: bool = False
    unknown: set[str] = field(default_factory=set)
    unbalanced: bool = False


class Walker:
    """Walks pages of one file; keeps the instructions of forms that many pages share."""

    def __init__(self, pdf: Pdf, progress: Progress) -> None:
        self.pdf = pdf
        self.progress = progress
        self.left = MOST_OPERATORS
        self._kept: dict[tuple[int, int], list[Instruction]] = {}
        self._room = KEPT_OPERATORS

    def page(self, page: pikepdf.Page) -> Painted:
        """Everything that this page paints, in order."""
        run = _Run(self)
        contents = page.obj.get("/Contents")
        streams = list(items(contents)) if isinstance(contents, Array) else [contents]
        try:
            data = b"\n".join(decoded(s) for s in streams if isinstance(s, Stream))
        except DamagedStreamError:
            run.painted.broken = True
            return run.painted
        run.stream(self._read(data, run.painted), resources_of(page.obj), State())
        return run.painted

    def instructions(self, stream: Stream, painted: Painted) -> list[Instruction]:
        """The operators of a stream; what can be read of a damaged one."""
        key = identity(stream)
        if key in self._kept and key is not None:
            return self._kept[key]
        try:
            read = self._read(decoded(stream), painted)
        except (DamagedStreamError, RuntimeError, ValueError, TypeError):
            painted.broken = True
            read = []
        if key is not None and len(read) <= self._room:
            self._room -= len(read)
            self._kept[key] = read
        return read

    def _read(self, data: bytes, painted: Painted) -> list[Instruction]:
        plain = plain_operators(data)
        if plain is not None:
            return list(plain)
        try:
            with warnings.catch_warnings(record=True) as said:  # pikepdf warns of an end within a string or picture
                warnings.simplefilter("always")
                read = [_instruction(each) for each in pikepdf.parse_content_stream(Stream(self.pdf, data))]
            painted.broken = painted.broken or bool(said)
        except (pikepdf.PdfError, RuntimeError, ValueError, TypeError):
            painted.broken = True
            read = []
        return read


class _Run:
    """One page being walked."""

    def __init__(self, walker: Walker) -> None:
        self.walker = walker
        self.painted = Painted()
        self._inside: list[tuple[int, int] | None] = []
        self._done: set[tuple[int, int]] = set()
        self._fonts: set[tuple[int, int]] = set()

    def stream(self, instructions: list[Instruction], resources: object, state: State) -> None:
        frame = _Frame(self, resources, state)
        for instruction in instructions:
            self.walker.left -= 1
            if self.walker.left < 0:
                self.painted.too_much = True
                return
            if self.walker.left % 2048 == 0:
                self.walker.progress(0.0)
            if isinstance(instruction, tuple):
                frame.operator(*instruction)
            else:
                frame.inline(instruction)
        if frame.stack:
            self.painted.unbalanced = True

    def form(self, stream: Stream, resources: object, state: State) -> None:
        """Content of a form, pattern or glyph with the state that it is drawn in."""
        key = identity(stream)
        if key is not None and key in self._inside:
            self.painted.in_circles = True
            return
        if len(self._inside) >= DEEPEST_FORM:
            self.painted.too_deep = True
            return
        self._inside.append(key)
        try:
            own = get(stream, "/Resources")
            self.stream(self.walker.instructions(stream, self.painted), own or resources, state)
        finally:
            self._inside.pop()

    def once(self, value: object) -> bool:
        """Whether this object is met for the first time on the page."""
        key = identity(value)
        if key is None:
            return True
        if key in self._done:
            return False
        self._done.add(key)
        return True

    def add(self, mark: Mark) -> None:
        self.painted.spaces.add(mark.space)
        if len(self.painted.marks) < MOST_MARKS:
            self.painted.marks.append(mark)

    def font(self, font: object) -> None:
        key = identity(font)
        if key is not None:
            if key in self._fonts:
                return
            self._fonts.add(key)
        self.painted.fonts.append(font)


class _Frame:
    """One content stream with its resources and its stack of states."""

    def __init__(self, run: _Run, resources: object, state: State) -> None:
        self.run, self.resources, self.state = run, resources, state
        self.stack: list[State] = []
        self.path = PathBuilder()
        self.text = Typesetter()
        self.clip_next = False

    # --- operators -------------------------------------------------------------------------------------------

    def operator(self, word: str, given: list[object], plain: list[float]) -> None:
        if self.path.take(word, plain, self.state.ctm):
            return
        if word in PAINTERS:
            self._paint(*PAINTERS[word])
        elif word == "q":
            self.stack.append(copy(self.state))
        elif word == "Q":
            if self.stack:
                self.state = self.stack.pop()
        elif word == "cm":
            if len(plain) == 6:
                self.state.ctm = times((plain[0], plain[1], plain[2], plain[3], plain[4], plain[5]), self.state.ctm)
        elif word in ("W", "W*"):
            self.clip_next = True
        elif word == "w":
            self.state.width = plain[0] if plain else 1.0
        elif word == "d":
            self.state.dashed = bool(given) and isinstance(given[0], Array) and len(given[0]) > 0
        elif word == "gs":
            applied(self.state, self._resource("/ExtGState", given))
        elif word in DEVICE_COLORS:
            device, stroking = DEVICE_COLORS[word]
            space = space_of(pikepdf.Name("/" + device), self.resources)
            self._set(stroking, Ink(space, tuple(plain)))
        elif word in ("cs", "CS"):
            self._set(word == "CS", first_ink(space_of(given[0] if given else None, self.resources)))
        elif word in ("sc", "scn", "SC", "SCN"):
            stroking = word in ("SC", "SCN")
            space = (self.state.stroke if stroking else self.state.fill).space
            pattern = name(given[-1]) if given else None
            self._set(stroking, Ink(space, tuple(plain), pattern))
        elif word == "Do":
            self._object(self._resource("/XObject", given))
        elif word == "sh":
            self._shading(self._resource("/Shading", given), self.state.clip)
        elif word in TEXT_OPERATORS:
            self._text(word, given, plain)
        elif word not in SILENT:
            self.run.painted.unknown.add(word)

    def _resource(self, family: str, given: list[object]) -> object:
        key = name(given[0]) if given else None
        return None if key is None else get(self.resources, family, "/" + key)

    def _set(self, stroking: bool, ink: Ink) -> None:
        if stroking:
            self.state.stroke = ink
        else:
            self.state.fill = ink

    # --- paths -----------------------------------------------------------------------------------------------

    def _paint(self, fills: bool, strokes: bool, closes: bool) -> None:
        if closes:
            self.path.close()
        subpaths, corners = self.path.done()
        if self.clip_next:
            self.clip_next = False
            shape = around(corners) if corners else (0.0, 0.0, -1.0, -1.0)
            self.state.clip = common(self.state.clip, shape) or (0.0, 0.0, -1.0, -1.0)
        if not corners:
            return
        if fills:
            self._paint_area(subpaths, corners)
        if strokes:
            width = self.state.width * thinnest(self.state.ctm)
            half = self.state.width * max(scales(self.state.ctm)) / 2
            x0, y0, x1, y1 = around(corners)
            box = common(self.state.clip, (x0 - half, y0 - half, x1 + half, y1 + half))
            if box is not None:
                self._mark("stroke", box, self.state.stroke, subpaths, width)

    def _paint_area(self, subpaths: tuple[Subpath, ...], corners: list[Point]) -> None:
        box = common(self.state.clip, around(corners))
        if box is None:
            return
        thin = min(box[2] - box[0], box[3] - box[1]) if len(subpaths) == 1 and len(corners) <= 5 else None
        self._mark("fill", box, self.state.fill, subpaths, thin)

    def _mark(self, kind: str, box: Rect, ink: Ink, subpaths: tuple[Subpath, ...], width: float | None) -> None:
        stroking = kind == "stroke"
        state = self.state
        if ink.pattern is not None:
            self._pattern(ink, box, stroking)
            return
        self.run.add(
            Mark(
                "stroke" if stroking else "fill",
                len(self.run.painted.marks), box, ink.space, ink,
                overprint=state.op_stroke if stroking else state.op_fill,
                opm=state.opm,
                alpha=state.alpha_stroke if stroking else state.alpha_fill,
                soft=state.soft, blend=state.blend, width_pt=width,
                dashed=stroking and state.dashed,
                closed=all(s.closed for s in subpaths),
                paths=subpaths if ink.space.spots() or _pure(ink) else (),
            )
        )  # fmt: skip

    def _pattern(self, ink: Ink, box: Rect, stroking: bool) -> None:
        pattern = get(self.resources, "/Pattern", "/" + (ink.pattern or ""))
        if number(get(pattern, "/PatternType")) == 2:
            self._shading(get(pattern, "/Shading"), box)
        elif isinstance(pattern, Stream):
            inner = State(ctm=matrix(get(pattern, "/Matrix")))
            inner.op_fill = inner.op_stroke = self.state.op_stroke if stroking else self.state.op_fill
            if number(get(pattern, "/PaintType")) == 2 and ink.space.base is not None:
                inner.fill = inner.stroke = Ink(ink.space.base, ink.values)
            self.run.form(pattern, self.resources, inner)

    def _shading(self, shading: object, box: Rect) -> None:
        space = space_of(get(shading, "/ColorSpace"), self.resources)
        state = self.state
        where = box if box != EVERYWHERE else self.state.clip
        self.run.add(
            Mark("shading", len(self.run.painted.marks), where, space, None, state.op_fill, state.opm,
                 state.alpha_fill, state.soft, state.blend)
        )  # fmt: skip

    # --- pictures and forms ----------------------------------------------------------------------------------

    def _object(self, found: object) -> None:
        if not isinstance(found, Stream):
            return
        kind = name(get(found, "/Subtype"))
        if get(found, "/OPI") is not None:
            self.run.painted.opi = True
        if kind == "PS" or name(get(found, "/Subtype2")) == "PS":
            self.run.painted.postscript = True
        if kind == "Image":
            if self.run.once(found):
                self.run.painted.pictures.append(found)
            self._picture(dictionary(found), inline=False)
        elif kind == "Form":
            inner = copy(self.state)
            inner.ctm = times(matrix(get(found, "/Matrix")), inner.ctm)
            if get(found, "/Group") is not None:
                reset_transparency(inner)
            box = numbers(get(found, "/BBox"), 4)
            if box is not None:
                corners = [moved((x, y), inner.ctm) for x in (box[0], box[2]) for y in (box[1], box[3])]
                clip = common(inner.clip, around(corners))
                if clip is None:
                    return
                inner.clip = clip
            self.run.form(found, self.resources, inner)

    def inline(self, image: pikepdf.ContentStreamInlineImage) -> None:
        settings = image.iimage.obj  # abbreviations are written out there
        if {"LZWDecode", "LZW"} & set(filters(settings)):
            self.run.painted.lzw = True
        self._picture(settings, inline=True)

    def _picture(self, image: object, *, inline: bool) -> None:
        width = number(get(image, "/Width")) or number(get(image, "/W")) or 0.0
        height = number(get(image, "/Height")) or number(get(image, "/H")) or 0.0
        stencil = get(image, "/ImageMask") is True or get(image, "/IM") is True
        state = self.state
        corners = [moved((x, y), state.ctm) for x in (0.0, 1.0) for y in (0.0, 1.0)]
        box = common(state.clip, around(corners))
        across, along = scales(state.ctm)
        if box is None or across <= 0 or along <= 0:
            return
        given = get(image, "/ColorSpace")
        if given is None and inline:
            given = get(image, "/CS")
        space = state.fill.space if stencil else space_of(given, self.resources)
        mask = get(image, "/SMask")
        mask_ppi = None
        if isinstance(mask, Stream):
            across_px, along_px = number(get(mask, "/Width")) or 0.0, number(get(mask, "/Height")) or 0.0
            mask_ppi = min(across_px / across, along_px / along) * 72
        bits = 1 if stencil else int(number(get(image, "/BitsPerComponent")) or 8)
        self.run.add(
            Mark(
                "mask" if stencil else "picture",
                len(self.run.painted.marks), box, space,
                state.fill if stencil else None,
                overprint=state.op_fill, opm=state.opm, alpha=state.alpha_fill,
                soft=state.soft or mask is not None or get(image, "/Mask") is not None,
                blend=state.blend,
                ppi=min(width / across, height / along) * 72,
                pixels=(int(width), int(height)), mask_ppi=mask_ppi, bits=bits,
            )
        )  # fmt: skip

    # --- text ------------------------------------------------------------------------------------------------

    def _text(self, word: str, given: list[object], plain: list[float]) -> None:
        if word == "Tf":
            self.state.font = self._resource("/Font", given)
            self.state.size = plain[-1] if plain else 0.0
            return
        for line in self.text.take(word, given, plain, self.state):
            font = self.state.font
            if self.state.mode not in (3, 7):  # invisible, or only for clipping
                self.run.font(font)
            box = common(self.state.clip, line.box)
            if self.state.mode in (3, 7) or box is None or not line.letters.strip():
                continue
            stroking = self.state.mode in (1, 5)
            ink = self.state.stroke if stroking else self.state.fill
            self.run.add(
                Mark(
                    "text", len(self.run.painted.marks), box, ink.space, ink,
                    overprint=self.state.op_stroke if stroking else self.state.op_fill,
                    opm=self.state.opm,
                    alpha=self.state.alpha_stroke if stroking else self.state.alpha_fill,
                    soft=self.state.soft, blend=self.state.blend, size_pt=line.size_pt, letters=line.letters[:60],
                )
            )  # fmt: skip
            if name(get(font, "/Subtype")) == "Type3":
                self._glyphs(font)

    def _glyphs(self, font: object) -> None:
        if not self.run.once(font):
            return
        for _, glyph in entries(get(font, "/CharProcs")):
            if isinstance(glyph, Stream):
                inner = copy(self.state)
                inner.clip = EVERYWHERE
                self.run.form(glyph, get(font, "/Resources") or self.resources, inner)


def _instruction(read: pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage) -> Instruction:
    if isinstance(read, pikepdf.ContentStreamInlineImage):
        return read
    given: list[object] = list(read.operands)
    return (_word(read.operator), given, [v for v in map(number, given) if v is not None])


def _word(operator: pikepdf.Operator) -> str:
    """An operator as a word; damaged streams have bytes there that are none."""
    try:
        return str(operator)
    except UnicodeDecodeError:
        return bytes(operator).decode("latin-1")


def _pure(ink: Ink) -> bool:
    """One process ink at full strength: how people draw cut lines who have no spot colours."""
    tints = ink.plates()
    return tints is not None and ink.space.kind == "cmyk" and sorted(tints.values()) == [0, 0, 0, 1]


PAINTERS: dict[str, tuple[bool, bool, bool]] = {
    "f": (True, False, False), "F": (True, False, False), "f*": (True, False, False),
    "B": (True, True, False), "B*": (True, True, False), "b": (True, True, True), "b*": (True, True, True),
    "S": (False, True, False), "s": (False, True, True), "n": (False, False, False),
}  # fmt: skip
"""Operator → fills, strokes, closes first."""
DEVICE_COLORS = {
    "g": ("DeviceGray", False), "G": ("DeviceGray", True), "rg": ("DeviceRGB", False), "RG": ("DeviceRGB", True),
    "k": ("DeviceCMYK", False), "K": ("DeviceCMYK", True),
}  # fmt: skip
TEXT_OPERATORS = frozenset(
    ["BT", "ET", "Tf", "Td", "TD", "Tm", "T*", "Tj", "TJ", "'", '"', "Tc", "Tw", "Tz", "TL", "Tr", "Ts"]
)
SILENT = frozenset(["J", "j", "M", "i", "ri", "BMC", "BDC", "EMC", "MP", "DP", "d0", "d1", "BX", "EX"])
