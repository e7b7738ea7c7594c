"""The values that a tool asks for: numbers, choices, words, colours, places on the model, selected faces, files.

Each is described once; the window makes a field of it, the command line an option, a recipe a line.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from app.errors import AppError
from app.i18n import Text, text
from app.mesh.forms.facts import MeshFacts

Value = float | str | tuple[float, ...] | NDArray[np.int32]
"""number, choice (its key), "yes"/"no", words, "#rrggbb", path: float or str; places: six numbers each; faces: indices."""

Kind = Literal["number", "choice", "words", "color", "point", "points", "faces", "file"]
Unit = Literal["", "mm", "°", "%", "mm³", "cm³", "dpi", "px", "EV", "ΔE"]
YES, NO = "yes", "no"
OF_A_PLACE = 6  # numbers: position and normal


@dataclass(frozen=True)
class Limits:
    """Smallest and largest value, and the one to begin with."""

    low: float
    high: float
    default: float


LimitsOf = Callable[[MeshFacts], Limits]


@dataclass(frozen=True, eq=False)
class Parameter:
    """One value.

    unit      what stands behind the field
    whole     whether only whole numbers make sense
    limits    ``limits(facts)`` for the mesh at hand (numbers only)
    keys      what a choice may be, by the names that files and the command line use; ``names``: what people read
    default   where it is no number
    most      longest text, in characters
    suffixes  of the files that can be chosen, with the dot
    zero      what 0 means, where it is no amount: "as wide as needed"
    when      (id of another choice, its keys for which this value matters); None: always
    """

    id: str
    title: Text
    description: Text
    kind: Kind
    unit: Unit = ""
    whole: bool = False
    limits: LimitsOf | None = None
    keys: tuple[str, ...] = ()
    names: tuple[Text, ...] = ()
    default: str = ""
    most: int = 0
    suffixes: tuple[str, ...] = ()
    when: tuple[str, tuple[str, ...]] | None = None
    zero: Text | None = None

    @property
    def switch(self) -> bool:
        """Whether it is a plain yes or no."""
        return self.keys == (NO, YES)

    def first(self, facts: MeshFacts) -> Value:
        """The value to begin with."""
        if self.kind == "number":
            assert self.limits is not None
            return self.limits(facts).default
        if self.kind in {"point", "points"}:
            return ()
        if self.kind == "faces":
            return np.zeros(0, np.int32)
        return self.default

    def checked(self, value: Any, facts: MeshFacts) -> Value:
        """The value as the tool gets it. Raises AppError with a sentence for one that does not fit."""
        if self.kind == "number":
            return self._number(value, facts)
        if self.kind == "faces":
            return np.ascontiguousarray(value, np.int32).reshape(-1)
        if self.kind in {"point", "points"}:
            return self._places(value)
        words = str(value)
        if self.kind == "choice" and words not in self.keys:
            raise AppError(
                text(
                    "{what}: “{value}” is no choice; take one of {keys}.",
                    what=self.title,
                    value=words,
                    keys=", ".join(self.keys),
                )
            )
        if self.kind == "color" and not re.fullmatch(r"#[0-9a-fA-F]{6}", words):
            raise AppError(text("{what}: “{value}” is no colour; write it like #c0ffee.", what=self.title, value=words))
        if self.kind == "words" and len(words) > self.most:
            raise AppError(
                text("{what}: this is longer than {most} characters; shorten it.", what=self.title, most=self.most)
            )
        return words

    def _number(self, value: Any, facts: MeshFacts) -> float:
        assert self.limits is not None
        limits = self.limits(facts)
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = float("nan")
        if not limits.low <= number <= limits.high:
            raise AppError(
                text(
                    "{what}: {value} is outside of {low} to {high}; choose a value between them.",
                    what=self.title,
                    value=float(f"{number:.6g}"),
                    low=float(f"{limits.low:.6g}"),
                    high=float(f"{limits.high:.6g}"),
                )
            )
        return float(round(number)) if self.whole else number

    def _places(self, value: Any) -> tuple[float, ...]:
        try:
            places = tuple(float(v) for v in value)
        except (TypeError, ValueError):
            places = (float("nan"),)
        one = self.kind == "point"
        if not all(map(np.isfinite, places)) or len(places) % OF_A_PLACE or (one and len(places) > OF_A_PLACE):
            raise AppError(text("{what}: this is no place on the model; pick it again.", what=self.title))
        return places


def fixed(low: float, high: float, default: float) -> LimitsOf:
    """Limits that are the same for every mesh."""
    limits = Limits(low, high, default)
    return lambda _facts: limits


def number(  # noqa: PLR0917 - the columns of a table
    id_: str,
    title: Text,
    description: Text,
    unit: Unit = "",
    low: float | LimitsOf = 0.0,
    high: float = 0.0,
    default: float = 0.0,
    *,
    whole: bool = False,
    zero: Text | None = None,
    when: tuple[str, tuple[str, ...]] | None = None,
) -> Parameter:
    """A number between ``low`` and ``high``; a callable in the place of ``low`` gives all limits for a mesh."""
    limits = low if callable(low) else fixed(low, high, default)
    return Parameter(id_, title, description, "number", unit, whole, limits, when=when, zero=zero)


def whole(  # noqa: PLR0917 - the columns of a table
    id_: str,
    title: Text,
    description: Text,
    unit: Unit = "",
    low: float | LimitsOf = 0.0,
    high: float = 0.0,
    default: float = 0.0,
    *,
    zero: Text | None = None,
    when: tuple[str, tuple[str, ...]] | None = None,
) -> Parameter:
    """A whole number."""
    return number(id_, title, description, unit, low, high, default, whole=True, zero=zero, when=when)


def choice(  # noqa: PLR0917 - the columns of a table
    id_: str,
    title: Text,
    description: Text,
    keys: tuple[str, ...],
    names: tuple[Text, ...],
    default: str,
    *,
    when: tuple[str, tuple[str, ...]] | None = None,
) -> Parameter:
    """One of several keys."""
    return Parameter(id_, title, description, "choice", keys=keys, names=names, default=default, when=when)


def switch(
    id_: str,
    title: Text,
    description: Text,
    *,
    default: bool = False,
    when: tuple[str, tuple[str, ...]] | None = None,
) -> Parameter:
    """Yes or no."""
    names = (text("No"), text("Yes"))
    return choice(id_, title, description, (NO, YES), names, YES if default else NO, when=when)


def words(
    id_: str,
    title: Text,
    description: Text,
    *,
    default: str = "",
    most: int = 200,
    when: tuple[str, tuple[str, ...]] | None = None,
) -> Parameter:
    """A text of at most ``most`` characters."""
    return Parameter(id_, title, description, "words", default=default, most=most, when=when)


def color(
    id_: str,
    title: Text,
    description: Text,
    *,
    default: str = "#ffffff",
    when: tuple[str, tuple[str, ...]] | None = None,
) -> Parameter:
    """An sRGB colour, "#rrggbb"."""
    return Parameter(id_, title, description, "color", default=default, when=when)


def point(id_: str, title: Text, description: Text, *, when: tuple[str, tuple[str, ...]] | None = None) -> Parameter:
    """A place on the surface: (x, y, z, nx, ny, nz), or () for none."""
    return Parameter(id_, title, description, "point", when=when)


def points(id_: str, title: Text, description: Text, *, when: tuple[str, tuple[str, ...]] | None = None) -> Parameter:
    """Any number of places on the surface, one after the other in one flat tuple."""
    return Parameter(id_, title, description, "points", when=when)


def faces(id_: str, title: Text, description: Text, *, when: tuple[str, tuple[str, ...]] | None = None) -> Parameter:
    """The faces that are selected."""
    return Parameter(id_, title, description, "faces", when=when)


def file(
    id_: str,
    title: Text,
    description: Text,
    suffixes: tuple[str, ...],
    *,
    when: tuple[str, tuple[str, ...]] | None = None,
) -> Parameter:
    """A file to read; empty for none."""
    return Parameter(id_, title, description, "file", suffixes=suffixes, when=when)
