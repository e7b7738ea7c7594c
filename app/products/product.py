"""What every product says about itself."""

from dataclasses import dataclass, field
from typing import Literal

from app.i18n import Text, text

Bench = Literal["figurine", "flat"]


@dataclass(frozen=True)
class Size:
    """A size that is offered, millimetres. Figurines have a height; flat things a width and a height."""

    id: str
    title: Text | str
    height_mm: float
    width_mm: float | None = None


@dataclass(frozen=True)
class Product:
    """One thing that the workshop makes.

    kind      "figurine" is worked on at the modelling bench, "flat" at the layout bench
    finishes  ids with their names, the usual one first
    kinds     the bench of a finish that is made at another one than ``kind``
    process   finish → print process id (app.settings.process)
    recipe    recipe of the bench that is proposed; ``recipes`` by finish where they differ
    """

    id: str
    title: Text
    icon: str
    kind: Bench
    sizes: tuple[Size, ...]
    finishes: tuple[tuple[str, Text], ...] = ()
    bases: tuple[tuple[str, Text], ...] = ()
    process: dict[str, str] | None = None
    recipe: str = ""
    kinds: dict[str, Bench] = field(default_factory=dict)
    recipes: dict[str, str] = field(default_factory=dict)

    def bench(self, finish: str = "") -> Bench:
        """At which bench it is worked on in this finish."""
        return self.kinds.get(finish, self.kind)

    def recipe_of(self, finish: str = "") -> str:
        """Id of the recipe that is proposed for this finish; "" for none."""
        return self.recipes.get(finish, self.recipe)

    def process_of(self, finish: str = "") -> str:
        """Id of the print process of this finish; "" where it is not printed in 3D."""
        return (self.process or {}).get(finish, "")

    def finish_title(self, finish: str) -> Text | str:
        """Name of a finish; one that is not in the table any more is named by its id."""
        return dict(self.finishes).get(finish, finish)

    def base_title(self, base: str) -> Text | str:
        """Name of a base; one that is not in the table any more is named by its id."""
        return dict(self.bases).get(base, base)

    def size(self, height_mm: float | None, width_mm: float | None = None) -> Size | None:
        """The offered size with these measures (half a millimetre off counts as it), or None for one made to measure."""
        if height_mm is None:
            return None
        for size in self.sizes:
            same_width = (
                size.width_mm is None if width_mm is None else abs((size.width_mm or width_mm) - width_mm) <= NEAR_MM
            )
            if same_width and abs(size.height_mm - height_mm) <= NEAR_MM:
                return size
        return None


NEAR_MM = 0.5


def size_words(height_mm: float | None, width_mm: float | None = None) -> str:
    """A size as people read it: "120 mm", "148 × 100 mm" (width × height); "" where there is none."""
    if height_mm is None:
        return ""
    return f"{height_mm:g} mm" if width_mm is None else f"{width_mm:g} × {height_mm:g} mm"


def tall(*heights_mm: float) -> tuple[Size, ...]:
    """Sizes that are a height only."""
    return tuple(Size(f"{h:g}", size_words(h), h) for h in heights_mm)


def flat(width_mm: float, height_mm: float, title: Text | str = "") -> Size:
    """A size with a width and a height."""
    return Size(f"{width_mm:g}x{height_mm:g}", title or size_words(height_mm, width_mm), height_mm, width_mm)


WHITE = ("white", text("White"))
COLOR = ("color", text("Full colour"))
PRINTED = ("printed", text("Printed flat"))
"""Finishes that more than one product has."""
