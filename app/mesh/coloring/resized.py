"""Make a picture smaller or larger: in linear light, so that fine patterns keep their brightness."""

from math import gcd

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray
from app.mesh.srgb import linear_from_srgba8, srgba8_from_linear

BAND = 256  # rows of the larger picture at a time, about
HIDDEN = np.float32(1e-3)  # how much texels count that no face shows
CLEAR = np.float32(1e-3)  # how much transparent texels count


def smaller(
    pixels: NDArray[np.uint8], shown: BoolArray, size: tuple[int, int], progress: Progress
) -> NDArray[np.uint8]:
    """The picture (H, W, 4) at ``size`` (height, width): each texel the mean of those it stands for.

    Only ``shown`` (H, W) texels count where there are any: what lies between the parts does not bleed into them.
    """
    import cv2  # noqa: PLC0415 - slow to load

    height = len(pixels)
    # Bands that begin and end between texels of both pictures are the same as the whole.
    pieces = gcd(height, size[0])
    step = max(1, BAND * pieces // height)
    result = np.empty((*size, 4), np.uint8)
    for first in range(0, pieces, step):
        progress(first / pieces)
        last = min(first + step, pieces)
        old, new = (slice(first * n // pieces, last * n // pieces) for n in (height, size[0]))
        light = linear_from_srgba8(pixels[old])
        weight = np.where(shown[old], np.float32(1), HIDDEN)
        color_weight = weight * (light[..., 3] + CLEAR)
        light[..., :3] *= color_weight[..., None]
        light[..., 3] *= weight
        shape = (size[1], new.stop - new.start)
        light, weight, color_weight = (
            np.asarray(cv2.resize(np.ascontiguousarray(part), shape, interpolation=cv2.INTER_AREA), np.float32)
            for part in (light, weight, color_weight)
        )
        light[..., :3] /= color_weight[..., None]
        light[..., 3] /= weight
        result[new] = srgba8_from_linear(light)
    return result


def larger(pixels: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """The picture (H, W, 4) at ``size`` (height, width), mixed smoothly between its texels; no detail is added."""
    import cv2  # noqa: PLC0415 - slow to load

    big = cv2.resize(np.ascontiguousarray(pixels), (size[1], size[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray(big, np.uint8)
