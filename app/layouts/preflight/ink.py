"""Colour spaces of a PDF, resolved to what matters at the press: which plates a colour goes to (ISO 32000-1, 8.6)."""

from dataclasses import dataclass, field
from typing import Literal

from pikepdf import Array, Name, Stream

from app.layouts.preflight.objects import dictionary, get, items, name, number

Kind = Literal[
    "gray", "rgb", "cmyk", "icc", "calgray", "calrgb", "lab", "separation", "devicen", "indexed", "pattern", "?"
]
DEVICE: dict[str, tuple[Kind, int]] = {
    "DeviceGray": ("gray", 1), "G": ("gray", 1), "CalGray": ("calgray", 1),
    "DeviceRGB": ("rgb", 3), "RGB": ("rgb", 3), "DeviceCMYK": ("cmyk", 4), "CMYK": ("cmyk", 4),
    "Pattern": ("pattern", 1),
}  # fmt: skip
DEFAULTS = {"gray": "/DefaultGray", "rgb": "/DefaultRGB", "cmyk": "/DefaultCMYK"}
PROCESS = ("Cyan", "Magenta", "Yellow", "Black")
DEEPEST = 6


@dataclass(frozen=True)
class Space:
    """A colour space.

    base  alternate of a spot, base of an indexed or pattern space
    bare  a device space without a profile that says what its numbers mean
    """

    kind: Kind
    count: int = 1
    colorants: tuple[str, ...] = ()
    base: "Space | None" = None
    bare: bool = False
    tint: object = field(default=None, compare=False, hash=False)
    icc: object = field(default=None, compare=False, hash=False)

    def spots(self) -> tuple[str, ...]:
        """Names of the plates of its own, whatever is wrapped around them."""
        own = tuple(c for c in self.colorants if c not in (*PROCESS, "None"))
        return own + (self.base.spots() if self.base is not None and self.kind in ("indexed", "pattern") else ())

    def uses(self, kind: Kind, *, bare: bool = False) -> bool:
        """Whether it, or what it is built on, is of this kind."""
        here = self.kind == kind and (self.bare or not bare)
        return here or (self.base is not None and self.base.uses(kind, bare=bare))


GRAY = Space("gray", 1, bare=True)
UNKNOWN = Space("?", 0)


@dataclass(frozen=True)
class Ink:
    """A colour as it is set: numbers in a space; ``pattern`` where it is a pattern's name instead."""

    space: Space = GRAY
    values: tuple[float, ...] = (0.0,)
    pattern: str | None = None

    def plates(self) -> dict[str, float] | None:
        """Tint (0 to 1) by plate; None where only a colour engine or a picture could tell."""
        if self.pattern is not None:
            return None
        space, values = self.space, self.values
        if space.kind == "gray":
            return {"Black": 1.0 - values[0]} if values else None
        if space.kind == "cmyk":
            return dict(zip(PROCESS, values, strict=False)) if len(values) == 4 else None
        if space.kind in ("separation", "devicen"):
            return dict(zip(space.colorants, values, strict=False))
        return None


def space_of(value: object, resources: object, depth: int = 0) -> Space:
    """The colour space that a name or array stands for, ``UNKNOWN`` where it stands for none."""
    if depth > DEEPEST:
        return UNKNOWN
    if isinstance(value, Name):
        return _named(name(value) or "", resources, depth)
    if not isinstance(value, Array) or len(value) == 0:
        return UNKNOWN
    members = list(items(value))
    family = name(members[0]) or ""
    second = members[1] if len(members) > 1 else None
    if family in ("DeviceGray", "DeviceRGB", "DeviceCMYK", "G", "RGB", "CMYK"):
        return _named(family, resources, depth)
    if family == "ICCBased" and isinstance(second, Stream):
        count = int(number(get(second, "/N")) or 0)
        return Space("icc", count, icc=second)
    if family in ("CalGray", "CalRGB"):
        return Space("calgray", 1) if family == "CalGray" else Space("calrgb", 3)
    if family == "Lab":
        return Space("lab", 3)
    if family in ("Indexed", "I"):
        return Space("indexed", 1, base=space_of(second, resources, depth + 1))
    if family == "Pattern":
        return Space("pattern", 1, base=space_of(second, resources, depth + 1) if second is not None else None)
    if family == "Separation" and len(members) >= 4:
        return Space(
            "separation", 1, (name(second) or "?",), space_of(members[2], resources, depth + 1), tint=members[3]
        )
    if family == "DeviceN" and len(members) >= 4 and isinstance(second, Array):
        colorants = tuple(name(v) or "?" for v in items(second))
        return Space("devicen", len(colorants), colorants, space_of(members[2], resources, depth + 1), tint=members[3])
    return UNKNOWN


def _named(family: str, resources: object, depth: int) -> Space:
    if family in DEVICE:
        kind, count = DEVICE[family]
        default = get(resources, "/ColorSpace", DEFAULTS[kind]) if kind in DEFAULTS else None
        if default is not None:  # a profile for what has none (ISO 32000-1, 8.6.5.6)
            resolved = space_of(default, None, depth + 1)
            return resolved if resolved.kind != "?" else Space(kind, count, bare=True)
        return Space(kind, count, bare=kind in DEFAULTS)
    spaces = dictionary(get(resources, "/ColorSpace"))
    found = None if spaces is None else spaces.get("/" + family)
    if found is None or (isinstance(found, Name) and name(found) == family):
        return UNKNOWN
    return space_of(found, resources, depth + 1)


def first_ink(space: Space) -> Ink:
    """What a space begins with (8.6.8): black, or full tint of a spot."""
    if space.kind in ("separation", "devicen"):
        return Ink(space, (1.0,) * space.count)
    return Ink(space, (0.0, 0.0, 0.0, 1.0) if space.kind == "cmyk" else (0.0,) * space.count)
