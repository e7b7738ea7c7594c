"""Layers brought into line, and spread with equal gaps."""

from collections.abc import Collection
from typing import Literal

from app.layouts.design.document import AnyLayer, Design
from app.layouts.editing.boxes import Box, around, bounds, trim_box
from app.layouts.editing.changes import each_changed, layers_of, with_values

Edge = Literal["left", "center", "right", "top", "middle", "bottom"]
Axis = Literal["x", "y"]


def aligned(design: Design, page: int, ids: Collection[str], edge: Edge) -> Design:
    """Brought to one edge of the box around them; one alone to that edge of the trim. What is locked stays, and counts."""
    chosen = layers_of(design, page, ids)
    if not chosen:
        return design
    frame = trim_box(design) if len(chosen) == 1 else around(bounds(layer) for layer in chosen)

    def change(layer: AnyLayer) -> AnyLayer:
        if layer.locked:
            return layer
        dx, dy = _way(bounds(layer), frame, edge)
        return with_values(layer, x_mm=round(layer.x_mm + dx, 3), y_mm=round(layer.y_mm + dy, 3))

    return each_changed(design, page, ids, change)


def distributed(design: Design, page: int, ids: Collection[str], axis: Axis) -> Design:
    """The same gap between each and the next along an axis; the outermost stay. Fewer than three stay as they are."""
    chosen = layers_of(design, page, ids)
    if len(chosen) < 3:
        return design
    spans = sorted((_span(bounds(layer), axis), layer.id) for layer in chosen)
    first, last = spans[0][0][0], max(span[1] for span, _id in spans)
    gap = (last - first - sum(span[1] - span[0] for span, _id in spans)) / (len(spans) - 1)
    steps: dict[str, float] = {}
    at = first
    for span, name in spans:
        steps[name] = at - span[0]
        at += span[1] - span[0] + gap

    def change(layer: AnyLayer) -> AnyLayer:
        if layer.locked:
            return layer
        if axis == "x":
            return with_values(layer, x_mm=round(layer.x_mm + steps[layer.id], 3))
        return with_values(layer, y_mm=round(layer.y_mm + steps[layer.id], 3))

    return each_changed(design, page, ids, change)


def _span(box: Box, axis: Axis) -> tuple[float, float]:
    return (box.left, box.right) if axis == "x" else (box.top, box.bottom)


def _way(box: Box, frame: Box, edge: Edge) -> tuple[float, float]:
    if edge in {"left", "center", "right"}:
        goals = {
            "left": frame.left - box.left,
            "right": frame.right - box.right,
            "center": frame.middle[0] - box.middle[0],
        }
        return (goals[edge], 0.0)
    goals = {"top": frame.top - box.top, "bottom": frame.bottom - box.bottom, "middle": frame.middle[1] - box.middle[1]}
    return (0.0, goals[edge])
