"""Layers changed, added, taken away and put in another order: a design in, another one out."""

from collections.abc import Callable, Collection, Iterable
from typing import Any, TypeVar

from app.layouts.design.document import AnyLayer, Design, Layer, Page
from app.layouts.editing.boxes import around, bounds, middle_of, turned

SMALLEST_MM = 0.5
FARTHEST_MM = 5000.0
AnyLayerT = TypeVar("AnyLayerT", bound=Layer)


def layer_of(design: Design, layer: str) -> AnyLayer:
    """The layer of this id. Raises KeyError."""
    for page in design.pages:
        for candidate in page.layers:
            if candidate.id == layer:
                return candidate
    raise KeyError(layer)


def layers_of(design: Design, page: int, ids: Collection[str]) -> tuple[AnyLayer, ...]:
    """Layers of a page by their ids, from the lowest to the highest."""
    return tuple(layer for layer in design.pages[page].layers if layer.id in ids)


def with_values(layer: AnyLayerT, **values: Any) -> AnyLayerT:
    """A layer with other values, checked. Raises pydantic.ValidationError."""
    return type(layer).model_validate(layer.model_dump() | values)


def with_page(design: Design, page: int, layers: Iterable[AnyLayer]) -> Design:
    """A design with other layers on a page."""
    pages = list(design.pages)
    pages[page] = Page(layers=tuple(layers), background=pages[page].background)
    return design.model_copy(update={"pages": tuple(pages)})


def each_changed(design: Design, page: int, ids: Collection[str], change: Callable[[AnyLayer], AnyLayer]) -> Design:
    """``change`` done to these layers of a page; the design itself where nothing came of it."""
    before = design.pages[page].layers
    after = tuple(change(layer) if layer.id in ids else layer for layer in before)
    return design if after == before else with_page(design, page, after)


def set_values(design: Design, page: int, ids: Collection[str], **values: Any) -> Design:
    """These values set in every one of these layers that has them. Raises pydantic.ValidationError."""

    def change(layer: AnyLayer) -> AnyLayer:
        known = {name: value for name, value in values.items() if name in type(layer).model_fields}
        return with_values(layer, **known) if known else layer

    return each_changed(design, page, ids, change)


def moved(design: Design, page: int, ids: Collection[str], dx: float, dy: float) -> Design:
    """Layers moved by so many millimetres; locked ones stay."""

    def change(layer: AnyLayer) -> AnyLayer:
        if layer.locked:
            return layer
        return with_values(layer, x_mm=_kept_near(layer.x_mm + dx), y_mm=_kept_near(layer.y_mm + dy))

    return each_changed(design, page, ids, change)


def rotated(design: Design, page: int, ids: Collection[str], degrees: float) -> Design:
    """Layers turned clockwise together about the middle of the box around them; locked ones stay."""
    free = [layer for layer in layers_of(design, page, ids) if not layer.locked]
    if not free:
        return design
    x, y = middle_of(free[0]) if len(free) == 1 else around(bounds(layer) for layer in free).middle

    def change(layer: AnyLayer) -> AnyLayer:
        if layer.locked:
            return layer
        own_x, own_y = middle_of(layer)
        dx, dy = turned(own_x - x, own_y - y, degrees)
        return with_values(
            layer,
            x_mm=_kept_near(x + dx - layer.width_mm / 2),
            y_mm=_kept_near(y + dy - layer.height_mm / 2),
            turn_deg=upright(layer.turn_deg + degrees),
        )

    return each_changed(design, page, ids, change)


def upright(degrees: float) -> float:
    """The same direction in (-180, 180], to a hundredth of a degree."""
    within = round(degrees % 360, 2)
    return within - 360 if within > 180 else within


def added(design: Design, page: int, layer: AnyLayer) -> Design:
    """A layer laid over all others of a page. Raises ValueError where its id is taken."""
    if layer.id in ids_of(design):
        raise ValueError(f"the id {layer.id} is taken")
    return with_page(design, page, (*design.pages[page].layers, layer))


def removed(design: Design, page: int, ids: Collection[str]) -> Design:
    """Without these layers; locked ones stay."""
    before = design.pages[page].layers
    after = tuple(layer for layer in before if layer.id not in ids or layer.locked)
    return design if after == before else with_page(design, page, after)


def duplicated(
    design: Design, page: int, ids: Collection[str], dx: float = 3.0, dy: float = 3.0
) -> tuple[Design, tuple[str, ...]]:
    """A copy of each layer right above it, shifted; and the ids of the copies."""
    taken = set(ids_of(design))
    layers: list[AnyLayer] = []
    copies: list[str] = []
    for layer in design.pages[page].layers:
        layers.append(layer)
        if layer.id in ids:
            name = fresh_id(taken, layer.kind)
            taken.add(name)
            copies.append(name)
            place = {"x_mm": _kept_near(layer.x_mm + dx), "y_mm": _kept_near(layer.y_mm + dy)}
            layers.append(with_values(layer, id=name, locked=False, **place))
    return (with_page(design, page, layers) if copies else design), tuple(copies)


def reordered(design: Design, page: int, layer: str, to: int) -> Design:
    """A layer taken out and put back at place ``to`` (0: the lowest). Raises KeyError."""
    layers = list(design.pages[page].layers)
    at = next((number for number, candidate in enumerate(layers) if candidate.id == layer), None)
    if at is None:
        raise KeyError(layer)
    taken = layers.pop(at)
    layers.insert(max(0, min(len(layers), to)), taken)
    return design if tuple(layers) == design.pages[page].layers else with_page(design, page, layers)


def shifted(design: Design, page: int, ids: Collection[str], by: int) -> Design:
    """Layers one step up (1) or down (-1) together, or all the way (``by`` of hundreds); their own order stays."""
    layers = list(design.pages[page].layers)
    numbers = [number for number, layer in enumerate(layers) if layer.id in ids]
    free_low, free_high = 0, len(layers) - 1
    for number in reversed(numbers) if by > 0 else numbers:
        to = min(free_high, number + by) if by > 0 else max(free_low, number + by)
        layers.insert(to, layers.pop(number))
        free_low, free_high = (free_low, to - 1) if by > 0 else (to + 1, free_high)
    return design if tuple(layers) == design.pages[page].layers else with_page(design, page, layers)


def ids_of(design: Design) -> tuple[str, ...]:
    """Every id that is taken."""
    return tuple(layer.id for page in design.pages for layer in page.layers)


def fresh_id(taken: Collection[str], kind: str) -> str:
    """An id that nothing has: its kind and a number."""
    number = 1
    while f"{kind}-{number}" in taken:
        number += 1
    return f"{kind}-{number}"


def _kept_near(value: float) -> float:
    """To a thousandth of a millimetre, and not so far away that the document refuses it."""
    return round(max(-FARTHEST_MM, min(FARTHEST_MM, value)), 3)
