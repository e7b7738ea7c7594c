"""Texture coordinates for a surface that has none: charts cut, laid flat and packed into one picture.

Own charts rather than a library's: they are cut along the surface in one sweep each, so that 200,000 faces take about a
second where xatlas takes a minute, can be cancelled, and are the same on every machine.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray, IntArray
from app.mesh.bake.layout import GUTTER, Layout
from app.mesh.bake.surface import Surface
from app.mesh.kernels.charts import connected_charts, grown_charts, joined_charts
from app.mesh.kernels.flat_charts import flattened, overlapping, packed
from app.mesh.kernels.measure import face_normals
from app.mesh.kernels.pairing import pair_half_edges

LARGEST = 8192  # texels a side: what every graphics card takes
SMALLEST_SHARE = 0.05  # of the side of a picture: what the charts cover together at least
STEP = 64  # texels: sides of pictures are multiples of it
CRUMB = 64.0  # texels a side: smaller charts join a neighbour where they can
USED = 0.62  # share of a picture that charts usually cover
ROUNDS = 6  # of cutting away what overlaps
CHARTS_A_CALL = 16
CELL = 4  # texels: charts are packed on a coarser grid, a large picture on one twice as coarse
MARGIN = 2 * GUTTER + 2 * CELL  # texels: what a picture is larger than the chart that fills it
LESS, LITTLE_LESS = (
    0.93,
    0.97,
)  # times the density, where the charts do not fit; the second for a picture of a given size


def unwrapped(surface: Surface, texels_per_mm: float, progress: Progress, *, side: int | None = None) -> Layout:
    """Texture coordinates in which no two faces overlap.

    In every chart the mean density is ``texels_per_mm``; less where that would need more than 8192 texels a side.
    With ``side`` the picture has just so many texels in width and height, and the density is what fits in, at most the
    given one. Raises ValueError where the gutters around the charts alone fill it.
    """
    # Copied, because the pairing is compiled for writable arrays only.
    points, faces, area = surface.points.copy(), surface.faces.copy(), surface.area
    twins = pair_half_edges(points, faces)
    progress(0.05)
    normals = face_normals(points, faces, unit=False)
    density = texels_per_mm if side else min(texels_per_mm, LARGEST * np.sqrt(USED / max(area, 1e-12)))
    chart = grown_charts(points, faces, twins, normals)
    progress(0.15)
    chart = joined_charts(points, faces, twins, normals, chart, (CRUMB / density) ** 2)
    progress(0.2)
    cut = _Cut(points, faces, twins, normals, chart)
    most = side or LARGEST
    order, start, flat, density = _flat_without_overlaps(cut, density, most, progress.part(0.2, 0.5))
    while True:
        texels = flat * density
        wanted = np.sqrt(area * density**2 / USED)
        width = side or min(LARGEST, _up(max(wanted, float(texels[:, :, 0].max()) + MARGIN)))
        cell = CELL if width <= LARGEST // 2 else 2 * CELL
        place, height = packed(texels, start, (most, width), GUTTER, cell, progress.part(0.5, 1.0))
        if height >= 0:
            break
        density *= LITTLE_LESS if side else LESS
        if side and wanted < SMALLEST_SHARE * side:
            raise ValueError("the charts do not fit into the picture")
    uv = np.empty_like(texels)
    uv[order] = texels + np.repeat(place, np.diff(start), axis=0)[:, None, :]
    return Layout(uv, width, side or _up(height))


@dataclass(frozen=True, eq=False)
class _Cut:
    points: FloatArray
    faces: IntArray
    twins: IntArray
    normals: FloatArray
    chart: IntArray


def _flat_without_overlaps(
    cut: _Cut, density: float, most: int, progress: Progress
) -> tuple[NDArray[np.int64], NDArray[np.int64], FloatArray, float]:
    """Faces in the order of their charts (F,), where each chart starts (C + 1,), flat corners (F, 3, 2) mm, density.

    The density is lowered where a chart would not fit into a picture of ``most`` texels a side.
    """
    chart = cut.chart
    for number in range(ROUNDS + 1):
        order = np.argsort(chart, kind="stable")
        start = np.searchsorted(chart[order], np.arange(int(chart.max()) + 2)).astype(np.int64)
        flat = flattened(cut.points, cut.faces[order], cut.normals[order], start)
        double = np.zeros(len(chart), np.bool_)
        density = min(density, (most - MARGIN) / max(float(flat.max()), 1e-12))
        texels = flat * density
        for first in range(0, len(start) - 1, CHARTS_A_CALL):
            progress((number + first / len(start)) / (ROUNDS + 1))
            part = start[first : first + CHARTS_A_CALL + 1]
            here = slice(int(part[0]), int(part[-1]))
            double[order[here]] = overlapping(texels[here], part - part[0])
        if not double.any():
            break
        # What lies on top becomes charts of its own; in the last round each such face does, for one cannot overlap.
        chart = chart.copy()
        rest = np.arange(int(double.sum())) if number == ROUNDS - 1 else 0
        chart[double] = int(chart.max()) + 1 + (rest if number == ROUNDS - 1 else chart[double])
        chart = connected_charts(cut.twins, chart)
    return order, start, flat, density


def _up(texels: float) -> int:
    return max(1, int(np.ceil(texels / STEP))) * STEP
