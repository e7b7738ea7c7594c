"""Lithophanes: flat or bent, with a frame, standing or lying."""

import numpy as np
from numpy.typing import NDArray

from app.errors import AppError
from app.i18n import text
from app.jobs.progress import Progress
from app.layouts.relief.field import Floats, HeightField
from app.layouts.relief.made import Relief, centred, lighter, mesh_of, standing
from app.layouts.relief.pitch import pitch_for
from app.layouts.relief.solid import solid_of
from app.layouts.relief.tones import calmed, luma, sampled
from app.layouts.relief.wishes import Lithophane

RATIO = 8.0  # a picture longer than this is no picture
TALLEST_MM = 400.0


def lithophane(
    picture: NDArray[np.uint8], wishes: Lithophane, progress: Progress, *, thinnest_mm: float = 0.0
) -> Relief:
    """A closed plate of (H, W, 4) uint8 sRGB, its middle at x = y = 0; standing, it is looked at from -y.

    thinnest_mm     least wall of the print process
    Raises AppError for sizes that do not fit together.
    """
    field = thickness(picture, wishes, progress.part(0.0, 0.4), thinnest_mm=thinnest_mm)
    bent = wishes.bend_deg > 0
    progress(0.4, text("Making the solid"))
    solid = solid_of(field, flat_back=not bent)
    width, height = float(field.x[-1]), float(field.y[-1])
    mesh = mesh_of(solid, (0.0, 0.0, width, height), None)
    points = mesh.vertices
    if bent:
        points = _bent(points, width, wishes.bend_deg)
    if wishes.standing:
        points = standing(points)
    mesh = mesh.with_(vertices=centred(points))
    if bent or wishes.layer_mm > 0:  # the grid of the back, and steps; a photo needs most of its points
        mesh = lighter(mesh, progress.part(0.6, 1.0))
    progress(1.0)
    return Relief(mesh, field, None)


def thickness(
    picture: NDArray[np.uint8],
    wishes: Lithophane,
    progress: Progress,
    *,
    thinnest_mm: float = 0.0,
    coarsest_mm: float = 0.0,
) -> HeightField:
    """The plate's thickness alone, for a preview; ``coarsest_mm``: a pitch that is fine enough for it."""
    rows, columns = picture.shape[:2]
    tall = wishes.width_mm * rows / columns
    if max(rows / columns, columns / rows) > RATIO or tall > TALLEST_MM:
        raise AppError(text("The picture is too long and narrow for a lithophane. Crop it first."))
    if wishes.thick_mm <= wishes.thin_mm:
        raise AppError(text("The thickest place must be thicker than the thinnest. Change one of them."))
    if wishes.thin_mm < thinnest_mm:
        raise AppError(
            text("The plate is {value} mm thick; this print process needs {limit} mm.",
                 value=f"{wishes.thin_mm:g}", limit=f"{thinnest_mm:g}")
        )  # fmt: skip
    frame = wishes.frame_mm if wishes.frame_thick_mm > 0 else 0.0
    width, height = wishes.width_mm + 2 * frame, tall + 2 * frame
    pitch = max(pitch_for(width * height, 2 if wishes.bend_deg > 0 else 1), coarsest_mm)
    x, y = (np.linspace(0.0, side, max(round(side / pitch), 2) + 1) for side in (width, height))
    progress(0.2, text("Reading the light of the picture"))
    light = sampled(luma(picture), columns / wishes.width_mm, x, y, at=(frame, frame))
    light = calmed(light, wishes.smooth_mm / pitch)
    share = light if wishes.negative else 1 - light
    heights = wishes.thin_mm + np.clip(share, 0.0, 1.0) * (wishes.thick_mm - wishes.thin_mm)
    if wishes.layer_mm > 0 and not wishes.standing:
        heights = in_layers(heights, wishes.layer_mm, thinnest_mm)
    if frame > 0:
        heights[:, (x < frame) | (x > width - frame)] = wishes.frame_thick_mm
        heights[(y < frame) | (y > height - frame)] = wishes.frame_thick_mm
    return HeightField(heights, np.ones_like(heights), (float(x[1]), float(y[1])))


def in_layers(heights: Floats, layer_mm: float, thinnest_mm: float = 0.0) -> Floats:
    """Whole layers, at least one, and not thinner than ``thinnest_mm``."""
    least = max(np.ceil(thinnest_mm / layer_mm - 1e-9), 1.0)
    return np.asarray(np.maximum(np.round(heights / layer_mm), least) * layer_mm)


def _bent(points: Floats, width: float, bend_deg: float) -> Floats:
    """(V, 3) rolled around the y axis, the thickness outwards; the back keeps its width."""
    radius = width / np.radians(bend_deg)
    turn = (points[:, 0] - width / 2) / radius
    away = radius + points[:, 2]
    return np.column_stack([away * np.sin(turn), points[:, 1], away * np.cos(turn) - radius])
