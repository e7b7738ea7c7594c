"""Colour spaces and graphics states of a file: which plate a mark goes to, and whether it spares the plates below it.

Everything that is printed over white ink overprints (/OP, /op) with /OPM 0: the White plate stays whole below it, while all
four process inks of what lies below are replaced, so that two dark colours never add up beyond the ink limit.
"""

from typing import Literal, get_args

from pikepdf import Array, Dictionary, Name, Object, Pdf

from app.layouts.color.press import Press
from app.layouts.color.solids import paint_cmyk
from app.layouts.paint import Cmyk, Paint, Rgb, Spot, SpotRole
from app.layouts.path import Path
from app.layouts.pdf.syntax import Content, outline
from app.settings.shop import PrintShop, SpotName

ROLES: tuple[str, ...] = get_args(SpotRole)
CUTS = frozenset({"cut", "kiss_cut", "perforate", "crease"})
Use = Literal["line", "area"]
REGISTRATION_MM = 0.1
OVER, KNOCK = "Over", "Knock"


class Inks:
    """What is shared by all pages. Names in the content: spots by their role, states "Over" and "Knock"."""

    def __init__(self, pdf: Pdf, shop: PrintShop, press: Press) -> None:
        self._press = press
        self._spots = {role: spot for role, spot in shop.spots.items() if role in ROLES}
        under = shop.stacking == "white_below" and bool({"white", "primer"} & self._spots.keys())
        self._process_state = OVER if under else KNOCK
        self._known: dict[tuple[Rgb | Cmyk, Use], Cmyk] = {}
        self.used: set[str] = set()
        self._pdf = pdf
        self._states: dict[str, Object] = {
            OVER: pdf.make_indirect(Dictionary(Type=Name.ExtGState, OP=True, op=True, OPM=0)),
            KNOCK: pdf.make_indirect(Dictionary(Type=Name.ExtGState, OP=False, op=False, OPM=0)),
        }
        self._spaces = {role: pdf.make_indirect(_separation(spot)) for role, spot in self._spots.items()}
        self._spaces["All"] = pdf.make_indirect(_separation(SpotName(name="All", cmyk=(1, 1, 1, 1))))
        self._limit = shop.ink_limit

    def prints(self, paint: Paint) -> bool:
        """Whether the shop has a plate for it."""
        return not isinstance(paint, Spot) or paint.role in self._spots

    def names(self) -> tuple[str, ...]:
        """The spot colours that were used, as they are called in the file."""
        return tuple(self._spots[role].name for role in ROLES if role in self.used)

    def set(self, content: Content, paint: Paint, *, stroke: bool, use: Use = "line") -> None:
        """Set the colour of what follows, and what it does to the plates below."""
        if isinstance(paint, Spot):
            self.used.add(paint.role)
            self._state(content, OVER if self._spots[paint.role].overprint else KNOCK)
            content.once("CS" if stroke else "cs", "CS" if stroke else "cs", f"/{paint.role}")
            content.add("SCN" if stroke else "scn", paint.tint)
            return
        self.process(content)
        inks = self._inks_of(paint, use)
        kind = "CS" if stroke else "cs"
        content.once(kind, "K" if stroke else "k", inks.cyan, inks.magenta, inks.yellow, inks.black)

    def process(self, content: Content) -> None:
        """The state for pictures and everything else in process inks."""
        self._state(content, self._process_state)

    def fade(self, content: Content, opacity: float) -> None:
        """Let what follows shine through."""
        name = f"Fade{round(opacity * 1000)}"
        if name not in self._states:
            self._states[name] = self._pdf.make_indirect(Dictionary(Type=Name.ExtGState, ca=opacity, CA=opacity))
        content.once("alpha", "gs", f"/{name}")

    def resources(self, content: Content, xobjects: Dictionary) -> Dictionary:
        """The resource dictionary of a content: only what it uses, so that no plate is announced that stays empty."""
        found = Dictionary()
        spaces = [*content.named.get("cs", ()), *content.named.get("CS", ())]
        for kind, names, known in (
            ("/ColorSpace", spaces, self._spaces),
            ("/ExtGState", content.named.get("gs", ()), self._states),
        ):
            if names:
                found[kind] = Dictionary({f"/{name}": known[name] for name in names})
        if "Do" in content.named:
            found["/XObject"] = xobjects
        return found

    def targets(self, content: Content, path: Path) -> None:
        """Registration targets on all plates at once, not darker than the ink limit allows."""
        self._state(content, KNOCK)
        content.once("CS", "CS", "/All")
        content.add("SCN", int(min(1.0, self._limit / 4) * 255) / 255)
        content.once("width", "w", REGISTRATION_MM)
        content.raw(outline(path) + b"S\n")

    def _state(self, content: Content, name: str) -> None:
        content.once("state", "gs", f"/{name}")

    def _inks_of(self, paint: Rgb | Cmyk, use: Use) -> Cmyk:
        key = (paint, use)
        if key not in self._known:
            self._known[key] = paint_cmyk(paint, self._press, use)
        return self._known[key]


def _separation(spot: SpotName) -> Object:
    """A spot colour with how it looks where it has no plate (ISO 32000-1 §8.6.6.4): none at tint 0, ``cmyk`` at tint 1."""
    tint = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=list(spot.cmyk), N=1)
    return Array([Name.Separation, Name("/" + spot.name), Name.DeviceCMYK, tint])
