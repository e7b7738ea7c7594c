"""Other colours for a figure than its own: what a press would make of them, or a tool that is about to change them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.gui.viewport.drawable import Drawable, Part
from app.mesh.files.srgb import tinted
from app.mesh.tints.by_color import Change, changed

WHITE = (1.0, 1.0, 1.0)
LARGEST = 4096  # texels a side: a larger picture would take too long to bring to the screen while somebody looks on


@dataclass(frozen=True, eq=False)
class Dye:
    """What one part is drawn in, as in :class:`Part`: picture (H, W, 3), colors (P, 3), base."""

    picture: NDArray[np.uint8] | None
    colors: NDArray[np.uint8] | None
    base: tuple[float, float, float]


def dyes_of(drawable: Drawable, change: Change, wanted: Callable[[], bool] = lambda: True) -> tuple[Dye, ...]:
    """What Figure.dye takes: every colour of the parts and of the stand-in's changed. Pure; for a worker.

    Base colours are multiplied in first. Stops early, with what there is, once it is not ``wanted`` any more.
    """
    known: dict[tuple[int, tuple[float, float, float]], NDArray[np.uint8]] = {}
    result: list[Dye] = []
    for part in (*drawable.parts, *(() if drawable.light is None else drawable.light.parts)):
        if not wanted():
            break
        result.append(_dye(part, change, known))
    return tuple(result)


def _dye(part: Part, change: Change, known: dict[tuple[int, tuple[float, float, float]], NDArray[np.uint8]]) -> Dye:
    base = np.rint(np.array([*part.base, 1.0]) * 255).astype(np.uint8)
    if part.picture is not None:
        key = (part.picture.__array_interface__["data"][0], part.base)
        if key not in known:
            step = -(-max(part.picture.shape[:2]) // LARGEST)
            known[key] = _changed(part.picture[::step, ::step], base, change)
        return Dye(known[key], part.colors, WHITE)
    if part.colors is not None:
        return Dye(None, _changed(part.colors, base, change), WHITE)
    shade = change(base[None, :3])[0] / 255
    return Dye(None, None, (float(shade[0]), float(shade[1]), float(shade[2])))


def _changed(colors: NDArray[np.uint8], base: NDArray[np.uint8], change: Change) -> NDArray[np.uint8]:
    opaque = np.full((*colors.shape[:-1], 4), 255, np.uint8)
    opaque[..., :3] = colors
    if (base != 255).any():
        opaque = tinted(opaque, base)
    return np.ascontiguousarray(changed(opaque, change)[..., :3])
