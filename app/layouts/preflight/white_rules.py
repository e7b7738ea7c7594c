"""White ink and pictures that knock each other out: the two faults that ruin acrylic (layout2d §1.4).

Judged here from what is drawn, by boxes; where plates are made, they judge instead (``plate_rules``).
"""

from collections.abc import Iterator, Sequence

from app.i18n import text
from app.layouts.preflight.marks import Mark, Rect, area, common
from app.layouts.preflight.report import Finding, Rule
from app.layouts.preflight.spot_rules import role_of
from app.layouts.preflight.view import View
from app.settings.shop import PrintShop

WHITE_OUT = Rule(
    "white_knocked_out", "blocks", text("The picture takes away the white ink below it: it would look pale on clear acrylic."),
    text("Set what lies over the white to overprint."),
)  # fmt: skip
PICTURE_OUT = Rule(
    "picture_knocked_out", "blocks", text("The white ink takes away the picture below it: the picture would not be printed."),
    text("Set the white ink to overprint, or draw it below the picture."),
)  # fmt: skip
VARNISH_OUT = Rule(
    "varnish_knocks_out", "blocks", text("“{name}” takes away what is below it."), text("Set “{name}” to overprint.")
)
WHITE_PICTURE = Rule(
    "white_picture", "warns", text("The white ink is a picture; some machines find it in paths only."),
    text("Draw the white ink as paths."),
)  # fmt: skip
ORDER = Rule(
    "white_order", "informs", text("The white ink is drawn on top of the picture; this shop expects it below."),
    text("Nothing, if the machine orders its inks by name."),
)  # fmt: skip
RULES = (WHITE_OUT, PICTURE_OUT, VARNISH_OUT, WHITE_PICTURE, ORDER)
FINISHES = ("white", "varnish", "primer")
SHARE = 0.02
"""Of the smaller box: less is a touch at an edge."""


def check_white(view: View, marks: Sequence[Mark], shop: PrintShop | None) -> Iterator[Finding]:
    """Order and overprint of everything that meets white ink or varnish."""
    roles = {spot: role_of(spot, shop) for mark in marks for spot in mark.spots()}
    if not any(role in FINISHES for role in roles.values()):
        return
    white: list[Mark] = []
    art: list[Mark] = []
    on_top = False
    for mark in marks:
        own = {roles[s] for s in mark.spots()}
        if own & set(FINISHES):
            if mark.kind == "picture" and "white" in own:
                yield WHITE_PICTURE.at(view.number, view.place(mark.box))
            if not mark.overprint:
                yield from _takes(view, mark, art, "white" in own)
            on_top = on_top or ("white" in own and _meets(mark.box, art) is not None)
            if "white" in own:
                white.append(mark)
        elif not own or mark.space.kind == "devicen":
            if not mark.overprint and mark.kind != "stroke" and mark.alpha > 0:
                met = _meets(mark.box, white)
                if met is not None:
                    yield WHITE_OUT.at(view.number, view.place(met))
            art.append(mark)
    if on_top and shop is not None and shop.stacking == "white_below":
        yield ORDER.at(view.number)


def _takes(view: View, finish: Mark, art: Sequence[Mark], is_white: bool) -> Iterator[Finding]:
    met = _meets(finish.box, art)
    if met is None or (finish.alpha <= 0):
        return
    if is_white:
        yield PICTURE_OUT.at(view.number, view.place(met))
        return
    name = finish.spots()[0]
    found = VARNISH_OUT.at(view.number, view.place(met), name=name)
    yield Finding(
        found.id, found.severity, found.words, text("Set “{name}” to overprint.", name=name), found.page, found.where
    )


def _meets(box: Rect, others: Sequence[Mark]) -> Rect | None:
    for other in reversed(others):
        shared = common(box, other.box)
        if shared is not None and area(shared) > SHARE * min(area(box), area(other.box)) > 0:
            return shared
    return None
