"""Layers made larger and smaller by the handles around them."""

from collections.abc import Collection
from dataclasses import dataclass

from app.layouts.design.document import AnyLayer, Design, TextLayer
from app.layouts.editing.boxes import Box, middle_of, turned
from app.layouts.editing.changes import SMALLEST_MM, each_changed, with_values


@dataclass(frozen=True)
class Handle:
    """Which side of a box is dragged: -1 left or top, 1 right or bottom, 0 neither."""

    x: int
    y: int


HANDLES = tuple(Handle(x, y) for y in (-1, 0, 1) for x in (-1, 0, 1) if x or y)


def resized(
    layer: AnyLayer, handle: Handle, dx: float, dy: float, *, keep_aspect: bool = False, from_middle: bool = False
) -> AnyLayer:
    """A layer whose handle was dragged by (dx, dy) mm on the page; what is opposite stays where it is.

    keep_aspect  width and height keep their ratio; a corner follows the larger of the two ways
    from_middle  the middle stays, and both sides move
    """
    along_x, along_y = turned(dx, dy, -layer.turn_deg)
    both = 2.0 if from_middle else 1.0
    width = max(SMALLEST_MM, layer.width_mm + both * handle.x * along_x)
    height = max(SMALLEST_MM, layer.height_mm + both * handle.y * along_y)
    if keep_aspect:
        by_width, by_height = width / layer.width_mm, height / layer.height_mm
        scale = by_width if not handle.y else by_height if not handle.x else max(by_width, by_height)
        scale = max(scale, SMALLEST_MM / layer.width_mm, SMALLEST_MM / layer.height_mm)
        width, height = layer.width_mm * scale, layer.height_mm * scale
    x, y = middle_of(layer)
    if not from_middle:
        # Along an axis whose handle is not dragged, an aspect that is kept grows both ways.
        step = turned(
            handle.x * (width - layer.width_mm) / 2, handle.y * (height - layer.height_mm) / 2, layer.turn_deg
        )
        x, y = x + step[0], y + step[1]
    return with_values(
        layer,
        x_mm=round(x - width / 2, 3), y_mm=round(y - height / 2, 3), width_mm=round(width, 3), height_mm=round(height, 3),
    )  # fmt: skip


def scaled(design: Design, page: int, ids: Collection[str], before: Box, after: Box) -> Design:
    """Several layers scaled together as the box around them goes from ``before`` to ``after``; letters grow with it.

    A layer that is turned keeps its shape: it takes the smaller of the two scales.
    """
    by_x = max(after.width, SMALLEST_MM) / before.width
    by_y = max(after.height, SMALLEST_MM) / before.height

    def change(layer: AnyLayer) -> AnyLayer:
        if layer.locked:
            return layer
        x, y = middle_of(layer)
        both = layer.turn_deg % 180 != 0
        scale_x, scale_y = (min(by_x, by_y),) * 2 if both else (by_x, by_y)
        width, height = max(SMALLEST_MM, layer.width_mm * scale_x), max(SMALLEST_MM, layer.height_mm * scale_y)
        middle_x, middle_y = after.left + (x - before.left) * by_x, after.top + (y - before.top) * by_y
        values: dict[str, float] = {
            "x_mm": round(middle_x - width / 2, 3), "y_mm": round(middle_y - height / 2, 3),
            "width_mm": round(width, 3), "height_mm": round(height, 3),
        }  # fmt: skip
        if isinstance(layer, TextLayer):
            values["size_mm"] = max(0.1, round(layer.size_mm * min(scale_x, scale_y), 3))
        return with_values(layer, **values)

    return each_changed(design, page, ids, change)
