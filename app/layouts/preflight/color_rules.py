"""Colours that the press cannot print as they stand (ISO 15930-7, 6.2.4; GWG 2015)."""

from collections.abc import Iterator

from pikepdf import Stream

from app.errors import FileRefusedError
from app.i18n import text
from app.layouts.preflight.ink import Space, space_of
from app.layouts.preflight.intent_rules import COMPONENTS, profile_space, profile_trouble
from app.layouts.preflight.marks import Mark
from app.layouts.preflight.objects import decoded, get, identity, number, resources_of
from app.layouts.preflight.report import Finding, Rule
from app.layouts.preflight.view import View
from app.layouts.preflight.walk import Painted
from app.settings.shop import PrintShop

CONVERT = text("Convert it to the CMYK of the press, or tag it with its RGB profile, and export it again.")
RGB_DRAWN = Rule(
    "rgb_vector", "blocks", text("A drawn part is in RGB without a profile: its colour is left to chance."), CONVERT
)
RGB_TEXT = Rule(
    "rgb_text", "blocks", text("Text is in RGB without a profile: black would be mixed of four inks."), CONVERT
)
RGB_PICTURE = Rule(
    "rgb_picture", "blocks", text("A picture is in RGB without a profile: its colour is left to chance."), CONVERT
)
RGB_SHADING = Rule("rgb_shading", "blocks", text("A gradient is in RGB without a profile."), CONVERT)
CMYK_IN_RGB = Rule("cmyk_in_rgb", "blocks", text("A part is in CMYK, but the file is made for RGB."), CONVERT)
BROKEN = Rule("icc_broken", "blocks", text("The colour profile of a part is damaged or does not fit it."), CONVERT)
SAME = Rule(
    "icc_same", "warns", text("A part carries the profile of the press again: some machines convert it twice."),
    text("Leave CMYK untagged where the output intent says it already."),
)  # fmt: skip
UNKNOWN = Rule("color_unknown", "blocks", text("A part has a colour that cannot be read."), CONVERT)
BLEND = Rule(
    "blend_rgb", "blocks", text("Transparent parts are mixed in RGB: colours would change at the press."),
    text("Set the blending space of the document to CMYK, and export it again."),
)  # fmt: skip
VANISHES = Rule(
    "white_vanishes", "blocks", text("A white part is set to overprint and would not be there in print."),
    text("Switch off overprint for what is white."),
)  # fmt: skip
INK = Rule(
    "ink_drawn", "blocks", text("A drawn part has {percent} % ink; this press takes {limit} %: it would not dry."),
    text("Use fewer inks there: a deep black is 60/40/40/100."),
)  # fmt: skip
RULES = (
    RGB_DRAWN, RGB_TEXT, RGB_PICTURE, RGB_SHADING, CMYK_IN_RGB, BROKEN, SAME, UNKNOWN, BLEND, VANISHES, INK,
)  # fmt: skip
LIMIT = 3.0
TOLERANCE = 0.005
OF_KIND = {"text": RGB_TEXT, "picture": RGB_PICTURE, "shading": RGB_SHADING}


class Profiles:
    """Judges each ICC profile of the file once."""

    def __init__(self, intent: bytes | None) -> None:
        self._intent = intent
        self._known: dict[tuple[int, int], Rule | None] = {}

    def judge(self, space: Space) -> Rule | None:
        """The rule that an ICCBased space breaks."""
        if not isinstance(space.icc, Stream):
            return None
        key = identity(space.icc)
        if key is not None and key in self._known:
            return self._known[key]
        rule = self._judged(space.icc)
        if key is not None:
            self._known[key] = rule
        return rule

    def _judged(self, stream: Stream) -> Rule | None:
        try:
            data = decoded(stream)
        except FileRefusedError:
            return BROKEN
        if profile_trouble(data) or COMPONENTS.get(profile_space(data), 0) != number(get(stream, "/N")):
            return BROKEN
        return SAME if data == self._intent and profile_space(data) == "CMYK" else None


def check_colors(
    view: View, painted: Painted, shop: PrintShop | None, inks: int, profiles: Profiles
) -> Iterator[Finding]:
    """One page. ``inks``: components of the output intent."""
    limit = shop.ink_limit if shop is not None else LIMIT
    for mark in painted.marks:
        where = view.place(mark.box)
        if inks != 3 and mark.space.uses("rgb", bare=True):
            yield OF_KIND.get(mark.kind, RGB_DRAWN).at(view.number, where)
        if inks == 3 and mark.space.uses("cmyk", bare=True) and not mark.spots():
            yield CMYK_IN_RGB.at(view.number, where)
        if mark.space.kind == "?":
            if mark.kind != "picture":  # a JPEG 2000 picture may name its space itself
                yield UNKNOWN.at(view.number, where)
            continue
        rule = _icc(mark.space, profiles)
        if rule is not None:
            yield rule.at(view.number, where)
        yield from _tints(view, mark, limit)
    if _blends_in_rgb(view):
        yield BLEND.at(view.number)


def _icc(space: Space | None, profiles: Profiles) -> Rule | None:
    while space is not None:
        if space.kind == "icc":
            return profiles.judge(space)
        space = space.base
    return None


def _tints(view: View, mark: Mark, limit: float) -> Iterator[Finding]:
    if mark.ink is None or mark.ink.space.kind != "cmyk" or mark.alpha <= 0:
        return
    total = sum(min(max(v, 0.0), 1.0) for v in mark.ink.values)
    if total == 0 and mark.overprint and mark.opm == 1:
        yield VANISHES.at(view.number, view.place(mark.box))
    if total > limit + TOLERANCE:
        yield INK.at(view.number, view.place(mark.box), percent=round(total * 100), limit=round(limit * 100))


def _blends_in_rgb(view: View) -> bool:
    space = get(view.obj, "/Group", "/CS")
    return space is not None and space_of(space, resources_of(view.obj)).uses("rgb", bare=True)
