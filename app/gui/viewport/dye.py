"""Other colours for a figure than its own: what a press would make of them, or a tool that is about to change them."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from app.gui.viewport.drawable import Drawable, Part
from app.jobs.progress import Progress
from app.mesh.srgb import tinted
from app.mesh.tints.by_color import Change, changed

WHITE = (1.0, 1.0, 1.0)
FRACTION_BITS = 4  # of a texel, in which corners are placed
FRACTION = 1 << FRACTION_BITS
PROGRESS_EVERY = 2000  # triangles
LARGEST = 2048  # texels a side: larger pictures take a processor too long to bring to the screen


@dataclass(frozen=True, eq=False)
class Dye:
    """What one part is drawn in, as in :class:`Part`: picture (H, W, 3), colors (P, 3), base."""

    picture: NDArray[np.uint8] | None
    colors: NDArray[np.uint8] | None
    base: tuple[float, float, float]


def dyes_of(
    drawable: Drawable, change: Change, progress: Progress, faces: NDArray[np.bool_] | None = None
) -> tuple[Dye, ...]:
    """What Figure.dye takes: the colours of the parts, and of the stand-in's, changed. Pure; for a worker.

    Base colours are multiplied in first. ``faces`` (F,): only these faces of the mesh change, with a sharp edge; a plain part
    of which only some are chosen stays as it is. Raises Cancelled.
    """
    parts = (*drawable.parts, *(() if drawable.light is None else drawable.light.parts))
    masks = {} if faces is None else _masks(parts, faces, progress)
    dyer = _Dyer(change, progress, faces, masks)
    return tuple(dyer.dye(part) for part in parts)


def proofed(dyes: tuple[Dye, ...], change: Change, progress: Progress) -> tuple[Dye, ...]:
    """The same dyes with every colour changed once more. Raises Cancelled."""
    pictures: dict[int, NDArray[np.uint8]] = {}
    white = np.full(4, 255, np.uint8)
    result = []
    for number, dye in enumerate(dyes):
        progress(number / len(dyes))
        if dye.picture is not None:
            if id(dye.picture) not in pictures:
                pictures[id(dye.picture)] = _changed(dye.picture, white, change, None, progress)
            result.append(replace(dye, picture=pictures[id(dye.picture)]))
        elif dye.colors is not None:
            result.append(replace(dye, colors=_changed(dye.colors, white, change, None, progress)))
        else:
            result.append(replace(dye, base=_shade(dye.base, change)))
    return tuple(result)


@dataclass(eq=False)
class _Dyer:
    """Works out the dyes of parts, and each picture once."""

    change: Change
    progress: Progress
    faces: NDArray[np.bool_] | None
    masks: dict[int, NDArray[np.uint8]]
    known: dict[tuple[int, tuple[float, float, float]], NDArray[np.uint8]] = field(default_factory=dict)

    def dye(self, part: Part) -> Dye:
        self.progress(0.5)
        faces, base = self.faces, np.rint(np.array([*part.base, 1.0]) * 255).astype(np.uint8)
        mask = None
        if part.picture is not None:
            key = (_address(part.picture), part.base)
            if key not in self.known:
                step = -(-max(part.picture.shape[:2]) // LARGEST)
                mask = None if faces is None else self.masks[key[0]][::step, ::step] > 0
                self.known[key] = _changed(part.picture[::step, ::step], base, self.change, mask, self.progress)
            return Dye(self.known[key], part.colors, WHITE)
        if part.colors is not None:
            if faces is not None:
                mask = np.zeros(len(part.colors), np.bool_)
                mask[part.triangles[faces[part.faces]]] = True
            return Dye(None, _changed(part.colors, base, self.change, mask, self.progress), WHITE)
        if faces is not None and not faces[part.faces].all():
            return Dye(None, None, part.base)
        return Dye(None, None, _shade(part.base, self.change))


def _shade(base: tuple[float, float, float], change: Change) -> tuple[float, float, float]:
    red, green, blue = change(np.rint(np.array([base]) * 255).astype(np.uint8))[0].tolist()
    return red / 255, green / 255, blue / 255


def _changed(
    colors: NDArray[np.uint8],
    base: NDArray[np.uint8],
    change: Change,
    mask: NDArray[np.bool_] | None,
    progress: Progress,
) -> NDArray[np.uint8]:
    opaque = np.full((*colors.shape[:-1], 4), 255, np.uint8)
    opaque[..., :3] = colors
    if (base != 255).any():
        opaque = tinted(opaque, base)
    if mask is None:
        return np.ascontiguousarray(changed(opaque, change, progress)[..., :3])
    opaque[mask] = changed(opaque[mask], change, progress)
    return np.ascontiguousarray(opaque[..., :3])


def _masks(parts: tuple[Part, ...], faces: NDArray[np.bool_], progress: Progress) -> dict[int, NDArray[np.uint8]]:
    """For each picture, by its address: 1 where a chosen face shows it, and a texel around."""
    import cv2  # noqa: PLC0415 - a fifth of a second, for selections only

    masks: dict[int, NDArray[np.uint8]] = {}
    for part in parts:
        if part.picture is None or part.uv is None:
            continue
        height, width = part.picture.shape[:2]
        mask = masks.setdefault(_address(part.picture), np.zeros((height, width), np.uint8))
        corners = part.uv[part.triangles[faces[part.faces]]].astype(np.float64)
        corners -= np.floor(corners.mean(axis=1, keepdims=True))
        places = np.rint((corners * [width, height] - 0.5) * FRACTION).astype(np.int32)
        for number, triangle in enumerate(places):
            if number % PROGRESS_EVERY == 0:
                progress(0.0)
            cv2.fillConvexPoly(mask, triangle, 1, lineType=cv2.LINE_8, shift=FRACTION_BITS)
    return masks


def _address(picture: NDArray[np.uint8]) -> int:
    return int(picture.__array_interface__["data"][0])
