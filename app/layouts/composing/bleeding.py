"""What touches the trim goes on over it, so that a cut that is a little off shows no white line.

A picture is not mirrored or stretched at its edge: it gets a larger box, which is filled with what the crop left out where
the picture goes on there, and else by making it larger (4 % for a postcard of 148 mm with 3 mm bleed).
"""

from typing import TypeVar

from app.layouts.design.document import Crop, Design, Layer, PictureLayer

TOUCH_MM = 0.2
"""What ends so near to the trim is meant to touch it."""
AnyOf = TypeVar("AnyOf", bound=Layer)
Reach = tuple[float, float, float, float]


def reach(layer: Layer, design: Design, bleed_mm: float) -> Reach:
    """How far the sides of a layer have to go outwards: left, top, right, bottom, mm."""
    if layer.turn_deg % 360:
        return (0.0, 0.0, 0.0, 0.0)
    gaps = (
        layer.x_mm,
        layer.y_mm,
        design.width_mm - layer.x_mm - layer.width_mm,
        design.height_mm - layer.y_mm - layer.height_mm,
    )
    left, top, right, bottom = (gap + bleed_mm if -bleed_mm < gap <= TOUCH_MM else 0.0 for gap in gaps)
    return left, top, right, bottom


def extended(layer: AnyOf, design: Design, bleed_mm: float) -> AnyOf:
    """The layer with its box over the trim where it touches it."""
    left, top, right, bottom = reach(layer, design, bleed_mm)
    if not any((left, top, right, bottom)):
        return layer
    update: dict[str, object] = {
        "x_mm": layer.x_mm - left,
        "y_mm": layer.y_mm - top,
        "width_mm": layer.width_mm + left + right,
        "height_mm": layer.height_mm + top + bottom,
    }
    if isinstance(layer, PictureLayer) and layer.crop is not None:
        update["crop"] = _wider(layer.crop, layer, (left, top, right, bottom))
    return layer.model_copy(update=update)


def _wider(crop: Crop, layer: Layer, out: Reach) -> Crop:
    """The crop with what lies beside it in the picture, as far as there is any."""
    across = (crop.right - crop.left) / layer.width_mm
    down = (crop.bottom - crop.top) / layer.height_mm
    return crop.model_copy(
        update={
            "left": max(0.0, crop.left - out[0] * across),
            "top": max(0.0, crop.top - out[1] * down),
            "right": min(1.0, crop.right + out[2] * across),
            "bottom": min(1.0, crop.bottom + out[3] * down),
        }
    )
