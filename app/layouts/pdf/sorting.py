"""Which marks of a side belong to which layer of the file."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from app.layouts.drawing import Fill, Group, Mark, Picture, Stroke
from app.layouts.paint import Spot
from app.layouts.pdf.inks import CUTS
from app.layouts.pdf.layers import ART


def on_layer(marks: Iterable[Mark], layer: str) -> tuple[Mark, ...]:
    """The marks of one layer: for a role of cutting its own, for ART everything else."""
    return tuple(_kept(marks, layer))


def cutting_roles(marks: Iterable[Mark]) -> set[str]:
    """Roles of cutting that are among the marks."""
    found: set[str] = set()
    for mark in marks:
        if isinstance(mark, Group):
            found |= cutting_roles(mark.marks)
        elif not isinstance(mark, Picture) and isinstance(mark.paint, Spot) and mark.paint.role in CUTS:
            found.add(mark.paint.role)
    return found


def _kept(marks: Iterable[Mark], layer: str) -> Iterator[Mark]:
    for mark in marks:
        if isinstance(mark, Group):
            inner = on_layer(mark.marks, layer)
            if inner:
                yield replace(mark, marks=inner)
        elif isinstance(mark, Picture):
            if layer == ART:
                yield mark
        elif _layer_of(mark) == layer:
            yield mark


def _layer_of(mark: Fill | Stroke) -> str:
    return mark.paint.role if isinstance(mark.paint, Spot) and mark.paint.role in CUTS else ART
