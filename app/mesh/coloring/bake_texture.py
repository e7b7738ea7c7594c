"""Bake everything that a model shows into one new picture of a chosen size."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from app.errors import RepairFailedError
from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.bake.layout import Layout
from app.mesh.bake.source_color import SourceColor
from app.mesh.bake.surface import Surface
from app.mesh.bake.texture import THREADS, add_gutters, fill_background
from app.mesh.bake.unwrap import unwrapped
from app.mesh.coloring.dots import dots_per_inch
from app.mesh.coloring.seen_change import seen_change
from app.mesh.coloring.texels import triangle_weights
from app.mesh.coloring.tinting import NO_COLOR
from app.mesh.figures import figure
from app.mesh.forms.color import BAKE_TEXTURE
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.kernels.arrays import as_input
from app.mesh.kernels.texel_paint import ITS_OWN, NOBODY, owners
from app.mesh.mesh import Material, Mesh, Texture
from app.mesh.repair_type import Repaired
from app.mesh.srgb import srgba8_from_linear
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile

FULL = 0.75  # share of a picture that charts cover at best
BAND = 128  # rows at a time
FACES_A_CALL = 100_000
FINEST = 4  # points along each side of a texel that are averaged, where the source is finer
NAME = "baked"


def work(mesh: Mesh, given: dict[str, Value], _process: ProcessProfile, progress: Progress) -> Repaired:
    """Lay out, paint, measure."""
    if mesh.color == "none":
        raise RepairFailedError(NO_COLOR)
    side = int(Values(given).key("size"))
    before = dots_per_inch(mesh)
    layout, texels_per_mm = laid_out(mesh, side, progress.part(0.0, 0.4))
    finer = before / 25.4 / max(texels_per_mm, 1e-12)
    texture = baked(mesh, layout, min(max(1, int(np.ceil(finer - 0.25))), FINEST), progress.part(0.4, 0.95))
    result = mesh.with_(
        corner_uv=layout.corner_uv, vertex_colors=None, face_material=None, materials=(Material(NAME, texture=texture),)
    )
    seen = seen_change(mesh, result, progress.part(0.95, 1.0))
    figures = {"side": side, "dpi": f"{25.4 * texels_per_mm:.0f}", "delta": figure(seen.share * seen.delta_e, 2)}
    if before == 0:
        return Repaired(result, text("Baked into a picture of {side} px: {dpi} dpi at print size, ΔE00 {delta} on average",
                                     **figures))  # fmt: skip
    return Repaired(
        result,
        text(
            "Baked into a picture of {side} px: {dpi} dpi at print size ({before} before), ΔE00 {delta} on average",
            before=f"{before:.0f}",
            **figures,
        ),
    )


def laid_out(mesh: Mesh, side: int, progress: Progress) -> tuple[Layout, float]:
    """A layout of all faces in a square picture of this size, and its texels per mm.

    Raises RepairFailedError where the surface is in so many pieces that they do not fit.
    """
    surface = Surface(mesh.vertices, mesh.faces)
    try:
        layout = unwrapped(surface, side * float(np.sqrt(FULL / max(surface.area, 1e-12))), progress, side=side)
    except ValueError as error:
        raise RepairFailedError(
            text("The surface is in too many pieces for a picture of {side} px; choose a larger one.", side=side)
        ) from error
    return layout, _density(mesh, layout)


def _density(mesh: Mesh, layout: Layout) -> float:
    """Texels per mm, the mean over the area: charts are laid flat at one scale."""
    a, b = layout.uv[:, 1] - layout.uv[:, 0], layout.uv[:, 2] - layout.uv[:, 0]
    texels = float(np.abs(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum()) / 2
    area = Surface(mesh.vertices, mesh.faces).area
    return float(np.sqrt(texels / max(area, 1e-12)))


def baked(mesh: Mesh, layout: Layout, points: int, progress: Progress) -> Texture:
    """The picture of the mesh in this layout: each texel the mean of ``points`` × ``points`` places, in linear light.

    Around the charts their rim is repeated; what lies farther off has the mean colour.
    """
    height, width = layout.height, layout.width
    pixels, state = np.zeros((height, width, 4), np.uint8), np.zeros((height, width), np.uint8)
    uv, source = as_input(layout.uv, np.float64), SourceColor.of(mesh)
    low, high = uv[:, :, 1].min(axis=1), uv[:, :, 1].max(axis=1)
    steps = (np.arange(points) + 0.5) / points
    part = progress.part(0.0, 0.9)
    for row in range(0, height, BAND):
        owner = np.full((min(BAND, height - row), width), NOBODY, np.int32)
        here = np.flatnonzero((high >= row - 2) & (low <= row + BAND + 2))
        first, last = (int(here[0]), int(here[-1]) + 1) if len(here) else (0, 0)
        for begin in range(first, last, FACES_A_CALL):
            part(row / height)
            owners(uv, begin, min(last, begin + FACES_A_CALL), row, owner)
        y, x = np.nonzero(owner != NOBODY)
        face = owner[y, x]
        face = np.where(face >= 0, face, -2 - face)
        light = np.zeros((len(face), 4), np.float32)
        for dx in steps:
            for dy in steps:
                part(row / height)
                weights = triangle_weights(uv[face], np.column_stack([x + dx, y + row + dy]))
                light += source.at(face, weights)
        line = height - 1 - row - y
        pixels[line, x] = srgba8_from_linear(light / np.float32(points * points))
        state[line, x] = ITS_OWN
    with ThreadPoolExecutor(THREADS) as pool:
        add_gutters(pixels, state, pool, progress.part(0.9, 0.95))
    fill_background(pixels, state, progress.part(0.95, 1.0))
    return Texture(pixels, NAME)


TOOL = Tool(BAKE_TEXTURE, work)
