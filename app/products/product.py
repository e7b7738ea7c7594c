"""What every product says about itself."""

from dataclasses import dataclass

from app.i18n import Text


@dataclass(frozen=True)
class Size:
    """A size that is offered, millimetres. Figurines have a height; flat things a width and a height."""

    id: str
    title: Text | str
    height_mm: float
    width_mm: float | None = None


@dataclass(frozen=True)
class Product:
    """kind: "figurine" is worked on at the modelling bench, "flat" at the layout bench. finishes: ids with their names."""

    id: str
    title: Text
    icon: str
    kind: str
    sizes: tuple[Size, ...]
    finishes: tuple[tuple[str, Text], ...] = ()
    bases: tuple[tuple[str, Text], ...] = ()
    process: dict[str, str] | None = None  # finish → print process id (app.settings.process)
    recipe: str = ""  # recipe of the bench that is proposed
