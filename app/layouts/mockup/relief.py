"""How the rounded edges of things catch the light: heights from the distance to the edge, and what light does on them."""

from dataclasses import dataclass

import numpy as np

from app.layouts.mockup.light import Floats, blurred

LIGHT = np.array([-0.45, -0.62, 0.64], np.float32)
"""Where the light comes from: left, top, front (x right, y down, z to the viewer)."""

_MARGIN, _SMOOTH = 8, 1.5  # pixels


@dataclass(frozen=True)
class Shading:
    """(H, W) each. diffuse: 1 on a flat surface, more towards the light. gloss: reflections of the lamp, 0 to 1."""

    diffuse: Floats
    gloss: Floats


def inside_distance(share: Floats) -> Floats:
    """(H, W) pixels to the nearest edge, 0 outside.

    Distances between pixels jump by up to half of one along a slanting edge, which light would show as stitches: the signed
    distance is smoothed, which leaves straight edges where they are.
    """
    from scipy.ndimage import distance_transform_edt, gaussian_filter  # noqa: PLC0415 - see light.blurred

    found = np.zeros_like(share)
    rows, columns = np.flatnonzero(share.any(axis=1)), np.flatnonzero(share.any(axis=0))
    if not len(rows):
        return found
    box = tuple(slice(max(int(at[0]) - _MARGIN, 0), int(at[-1]) + 1 + _MARGIN) for at in (rows, columns))
    inside = np.pad(share[box] > 0.5, 1)
    signed = distance_transform_edt(inside) - distance_transform_edt(~inside)
    smooth = gaussian_filter(signed.astype(np.float32), _SMOOTH, mode="nearest")[1:-1, 1:-1]
    found[box] = np.maximum(smooth, 0)
    return found


def rounded_edge(distance: Floats, width: float, height: float, *, soft: float = 0.8) -> Shading:
    """A surface that falls off towards its edge in a quarter of an ellipse, ``width`` pixels wide and ``height`` high."""
    inner = np.clip(distance / width, 0, 1)
    rise = height * np.sqrt(np.clip(1 - (1 - inner) ** 2, 0, 1))
    return lit(blurred(rise.astype(np.float32), soft))


def lit(rise: Floats, shine: float = 40.0) -> Shading:
    """The shading of a surface whose height above the picture is ``rise`` in pixels."""
    slope_y, slope_x = np.gradient(rise)
    length = np.sqrt(slope_x**2 + slope_y**2 + 1)
    normal = np.stack([-slope_x / length, -slope_y / length, 1 / length], axis=-1)
    toward = LIGHT / np.linalg.norm(LIGHT)
    half = toward + np.array([0, 0, 1], np.float32)
    half /= np.linalg.norm(half)
    diffuse = np.clip(normal @ toward, 0, None) / toward[2]
    gloss = np.clip(normal @ half, 0, 1) ** shine
    return Shading(diffuse.astype(np.float32), gloss.astype(np.float32))
