"""Spot colours: their names to the letter, and what stands for them on other devices (layout2d §1.3)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pikepdf import Dictionary, Stream

from app.i18n import text
from app.layouts.preflight.ink import Space
from app.layouts.preflight.marks import Mark, Rect, joined
from app.layouts.preflight.objects import get, identity, number, numbers
from app.layouts.preflight.report import Finding, Rule
from app.layouts.preflight.view import View
from app.settings.shop import PrintShop

RENAME = text("Rename the spot colour in the program that made the file, letter by letter.")
CASE = Rule("spot_case", "blocks", text("The spot colour “{name}” has to be written “{wanted}” for this shop."), RENAME)
BLANK = Rule("spot_blank", "blocks", text("The name of the spot colour “{name}” begins or ends with a blank."), RENAME)
UNKNOWN = Rule(
    "spot_unknown", "blocks", text("The shop has no ink and no tool for the spot colour “{name}”."),
    text("Convert it to CMYK, or rename it to what the shop expects: {wanted}."),
)  # fmt: skip
SIMILAR = Rule(
    "spot_similar", "warns", text("“{name}” and “{other}” are two plates with almost the same name."), RENAME
)
USUAL = Rule("spot_usual", "warns", text("“{name}” is almost “{wanted}”, which machines look for."), RENAME)
ALL = Rule(
    "spot_all", "blocks", text("Marks in the colour “All” would be cut and printed in white: they lie on every plate."),
    text("Set the marks in black."),
)  # fmt: skip
ALTERNATE = Rule(
    "spot_alternate", "blocks", text("The spot colour “{name}” is shown in RGB where its ink is not known."),
    text("Give the spot colour a CMYK value, and export it again."),
)  # fmt: skip
TINT = Rule(
    "spot_tint", "blocks", text("The way from the spot colour “{name}” to other inks is broken."), ALTERNATE.remedy
)
UNLIKE = Rule(
    "spot_unlike", "blocks", text("The spot colour “{name}” is defined in two ways in this file."), ALTERNATE.remedy
)
MANY = Rule(
    "spot_many", "warns", text("The file has {n} spot colours, each a plate of its own."),
    text("Convert those that are not printed as such to CMYK."),
)  # fmt: skip
CUT_MISSING = Rule(
    "cut_missing", "blocks", text("There is no cut line: nothing is drawn in “{name}”."),
    text("Draw the cut line as a path in the spot colour that the shop expects."),
)  # fmt: skip
CUT_AS_PROCESS = Rule(
    "cut_as_process", "blocks", text("A line that looks like a cut line would be printed in an ordinary ink."),
    text("Give the line the spot colour that the shop expects for cutting."),
)  # fmt: skip
RULES = (
    CASE, BLANK, UNKNOWN, SIMILAR, USUAL, ALL, ALTERNATE, TINT, UNLIKE, MANY, CUT_MISSING, CUT_AS_PROCESS,
)  # fmt: skip
CUTS = ("cut", "kiss_cut", "perforate", "crease")
USUAL_NAMES = (
    "CutContour", "PerfCutContour", "White", "RDG_WHITE", "RDG_Gloss", "RDG_PRIMER", "Varnish", "White_Ink",
)  # fmt: skip
"""Names that machines look for (layout2d §1.3), for files whose shop is not known."""
MOST_SPOTS = 8
MOST_DEFINITIONS = 500
CUT_LINE_PT = 1.1


@dataclass
class Spots:
    """The spot colours of a file: where each is first used, in which space; and lines that look like cut lines."""

    places: dict[str, tuple[View, Rect]] = field(default_factory=dict)
    spaces: dict[str, list[Space]] = field(default_factory=dict)
    suspects: list[tuple[View, Rect]] = field(default_factory=list)
    _defined: set[object] = field(default_factory=set)

    def add(self, view: View, marks: Sequence[Mark]) -> None:
        """Note the marks of one page."""
        for mark in marks:
            for spot in mark.spots():
                if spot in self.places and self.places[spot][0].number == view.number:
                    self.places[spot] = (view, joined(self.places[spot][1], mark.box))
                self.places.setdefault(spot, (view, mark.box))
                self._define(spot, _innermost(mark.space))
            if _looks_cut(mark):
                self.suspects.append((view, mark.box))

    def _define(self, spot: str, space: Space) -> None:
        key = (spot, space.colorants, identity(space.tint) or id(space.tint))
        if key not in self._defined and len(self._defined) < MOST_DEFINITIONS:
            self._defined.add(key)
            self.spaces.setdefault(spot, []).append(space)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self.places))


def check_spots(spots: Spots, shop: PrintShop | None) -> Iterator[Finding]:
    """The names, against the shop's or, without one, against what machines usually look for; and their definitions."""
    named = [n for n in spots.names if n != "All"]
    wanted = [s.name for s in shop.spots.values()] if shop is not None else []
    for spot in named:
        view, box = spots.places[spot]
        for finding in _name(spot, wanted, shop):
            yield Finding(finding.id, finding.severity, finding.words, finding.remedy, view.number, view.place(box))
        yield from _definitions(spot, spots.spaces.get(spot, []), view)
    for index, spot in enumerate(named):
        for other in named[index + 1 :]:
            if _plain(spot) == _plain(other) and shop is None:
                yield SIMILAR.at(spots.places[other][0].number, name=spot, other=other)
    if len(named) > MOST_SPOTS:
        yield MANY.at(n=len(named))
    cutting = [shop.spots[role].name for role in CUTS if role in shop.spots] if shop is not None else ["CutContour"]
    cut_job = any(_plain(n) in {_plain(c) for c in cutting} for n in named)
    if "All" in spots.places and (cut_job or (shop is not None and shop.route == "cut")):
        view, box = spots.places["All"]
        yield ALL.at(view.number, view.place(box))
    if shop is not None and shop.route == "cut" and cutting and not cut_job:
        if spots.suspects:
            view, box = spots.suspects[0]
            yield CUT_AS_PROCESS.at(view.number, view.place(box))
        yield CUT_MISSING.at(name=cutting[0])


def role_of(name: str, shop: PrintShop | None) -> str | None:
    """What a spot colour does at the machine, by its name; without a shop, by what such names usually mean."""
    plain = _plain(name)
    if shop is not None:
        return next((role for role, spot in shop.spots.items() if _plain(spot.name) == plain), None)
    if "perf" in plain:
        return "perforate"
    if "kiss" in plain:
        return "kiss_cut"
    if "cut" in plain or plain in ("dieline", "stanze", "shtamp"):
        return "cut"
    if "crease" in plain or "fold" in plain:
        return "crease"
    if "white" in plain or "weiss" in plain or plain == "白墨":
        return "white"
    return "varnish" if any(w in plain for w in ("varnish", "gloss", "lak", "primer")) else None


def _name(spot: str, wanted: Sequence[str], shop: PrintShop | None) -> Iterator[Finding]:
    if spot in wanted:
        return
    if spot != spot.strip():
        yield BLANK.at(name=spot)
        return
    close = next((w for w in wanted if _plain(w) == _plain(spot)), None)
    if close is not None:
        yield CASE.at(name=spot, wanted=close)
    elif shop is not None:
        found = UNKNOWN.at(name=spot)
        remedy = text("Convert it to CMYK; this shop takes no spot colours.")
        if wanted:
            remedy = text(
                "Convert it to CMYK, or rename it to what the shop expects: {wanted}.", wanted=", ".join(wanted)
            )
        yield Finding(found.id, found.severity, found.words, remedy)
    elif spot not in USUAL_NAMES:
        usual = next((u for u in USUAL_NAMES if _plain(u) == _plain(spot)), None)
        if usual is not None:
            yield USUAL.at(name=spot, wanted=usual)


def _definitions(spot: str, spaces: Sequence[Space], view: View) -> Iterator[Finding]:
    own = [s for s in spaces if s.kind == "separation"]
    if any(s.base is None or s.base.uses("rgb", bare=True) for s in spaces):
        yield ALTERNATE.at(view.number, name=spot)
    if any(_tint_broken(s) for s in spaces):
        yield TINT.at(view.number, name=spot)
    if len({_signature(s) for s in own}) > 1:
        yield UNLIKE.at(view.number, name=spot)


def _tint_broken(space: Space) -> bool:
    """Whether the function does not lead from this many tints to that many inks."""
    function, outputs = space.tint, space.base.count if space.base is not None else 0
    kind = number(get(function, "/FunctionType"))
    domain = numbers(get(function, "/Domain"))
    if kind not in (0, 2, 3, 4) or domain is None or len(domain) != 2 * space.count:
        return True
    if kind in (0, 4):
        extent = numbers(get(function, "/Range"))
        return not isinstance(function, Stream) or extent is None or len(extent) != 2 * outputs
    if kind == 2:
        low, high = numbers(get(function, "/C0")), numbers(get(function, "/C1"))
        return len(low or (0.0,)) != outputs or len(high or (1.0,)) != outputs
    return False


def _signature(space: Space) -> object:
    function = space.tint
    written = function.unparse(resolved=True) if isinstance(function, Dictionary) else None
    return (space.base, written if written is not None else _bytes(function))


def _bytes(function: object) -> bytes:
    return function.read_raw_bytes() if isinstance(function, Stream) else b""


def _innermost(space: Space) -> Space:
    while space.kind in ("indexed", "pattern") and space.base is not None:
        space = space.base
    return space


def _looks_cut(mark: Mark) -> bool:
    """A closed hairline in one full ink that is not black."""
    if mark.kind != "stroke" or mark.ink is None or mark.ink.space.kind != "cmyk" or not mark.closed:
        return False
    tints = mark.ink.plates() or {}
    pure = sorted(tints.values()) == [0, 0, 0, 1] and tints.get("Black") == 0
    return pure and (mark.width_pt or 0.0) <= CUT_LINE_PT


def _plain(name: str) -> str:
    return "".join(c for c in name.casefold() if c not in " _-\u00a0\t")
