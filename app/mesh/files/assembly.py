"""From what a reader found to a Mesh value: bad coordinates out, welded, colours where the Mesh has them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.errors import FileRefusedError
from app.i18n import Text, plural, text
from app.jobs.progress import Progress
from app.mesh.arrays import IntArray
from app.mesh.files.corner_colors import Coloring, colored, without_unused
from app.mesh.files.formats import MAX_FACES, Parts
from app.mesh.files.welding import weld_exact
from app.mesh.mesh import MAX_MATERIALS, Mesh
from app.mesh.srgb import tinted

FARTHEST = 1e9  # a coordinate beyond this (1,000 km in mm) is a fault in the file, and its products overflow later
VISIBLE = 8  # sRGB steps of 255: below this nobody sees that two colours of one vertex differ


def check_face_count(count: int) -> None:
    """Raise FileRefusedError for more faces than we take; readers call it before they make room for them."""
    if count > MAX_FACES:
        raise FileRefusedError(
            text(
                "The file has {n} million faces; at most {limit} million can be opened. Reduce it where it was made.",
                n=round(count / 1e6, 1),
                limit=MAX_FACES // 1_000_000,
            )
        )


def assemble(parts: Parts, progress: Progress) -> tuple[Mesh, list[Text]]:
    """The welded mesh, and notes on what was left out. Raises FileRefusedError where no surface is left."""
    notes = list(parts.notes)
    points = np.asarray(parts.points, np.float64).reshape(-1, 3)
    faces = np.asarray(parts.faces).reshape(-1, 3)
    check_face_count(len(faces))
    if not len(faces):
        raise FileRefusedError(
            text("The file has no surface, only points or nothing at all; export it again as a mesh with faces.")
        )
    if int(faces.min()) < 0 or int(faces.max()) >= len(points):
        raise FileRefusedError(text("The file is damaged: a face names a point that is not there; export it again."))
    with np.errstate(invalid="ignore"):
        good = np.asarray((np.abs(points) <= FARTHEST).all(axis=1))
    keep: NDArray[np.bool_] | None = None
    if not good.all():
        keep = np.asarray(good[faces].all(axis=1))
        if not keep.any():
            raise FileRefusedError(
                text("The file is damaged: its coordinates are not finite numbers or far too large; export it again.")
            )
        left_out = int(len(faces) - np.count_nonzero(keep))
        if left_out:
            notes.append(
                plural(
                    "{n} face with broken coordinates was left out.",
                    "{n} faces with broken coordinates were left out.",
                    left_out,
                )
            )
        else:
            keep = None
    faces = faces if keep is None else faces[keep]
    progress(0.2)
    used = np.zeros(len(points), np.bool_)
    used[faces] = True
    rows = np.flatnonzero(used)
    first, index = weld_exact(points[rows])
    vertex_of_point = np.zeros(len(points), np.int32)
    vertex_of_point[rows] = index
    first = rows[first]
    welded = vertex_of_point[faces].astype(np.int32)
    progress(0.7)
    coloring, more = _coloring(parts, keep, faces, welded, first)
    progress(0.9)
    mesh = Mesh(
        points[first] + 0.0,
        welded,
        coloring.corner_uv,
        coloring.vertex_colors,
        coloring.face_material,
        coloring.materials,
    )
    return mesh, notes + more


def _coloring(
    parts: Parts, keep: NDArray[np.bool_] | None, faces: NDArray[np.int64], welded: IntArray, first: NDArray[np.int64]
) -> tuple[Coloring, list[Text]]:
    materials = tuple(parts.materials)
    if len(materials) > MAX_MATERIALS:
        raise FileRefusedError(
            text("The file has more than {n} materials; join some where it was made.", n=MAX_MATERIALS)
        )

    def kept(array: NDArray[Any] | None) -> NDArray[Any] | None:
        return array if array is None or keep is None else array[keep]

    material = kept(parts.face_material)
    material = np.zeros(len(faces), np.int16) if material is None else np.asarray(material, np.int16)
    if materials:
        materials, material = without_unused(materials, material)
    plain = Coloring(None, kept(parts.corner_uv), material, materials)
    corner, has = kept(parts.corner_colors), kept(parts.has_corner_color)
    if corner is not None and has is None:
        has = np.ones(len(faces), np.bool_)
    notes: list[Text] = []
    if parts.point_colors is not None:
        of_points = parts.point_colors[faces]
        if corner is not None and has is not None:
            corner = np.where(has[:, None, None], corner, of_points)
            has = np.ones(len(faces), np.bool_)
        else:
            corner, has = of_points, np.ones(len(faces), np.bool_)
    if corner is None or has is None:
        return plain, notes
    base = np.array([m.base_color for m in materials] or [(255, 255, 255, 255)], np.uint8)
    if (base != 255).any() and parts.point_colors is not None:
        corner = tinted(corner, base[material][:, None])
    textured = np.array([m.texture is not None for m in materials] or [False], np.bool_)[material]
    if parts.corner_uv is None:
        textured[:] = False
    if textured.any():
        if (corner[textured][..., :3] < 255 - VISIBLE).any() and parts.point_colors is not None:
            notes.append(text("Colours of points that tint the picture were left out; the picture is as it is."))
        has = has & ~textured
        if not (corner[has] != 255).any():
            return plain, notes
    if not (corner[has] != 255).any() and not (base != 255).any():
        return plain, notes  # white all over says nothing
    if parts.point_colors is not None and not textured.any():
        vertex = parts.point_colors[first] if parts.corner_colors is None and not (base != 255).any() else None
        smooth = None if vertex is None else _smooth(vertex, corner, welded)
        if vertex is not None and smooth is not None:
            uv, mats, mat = plain.corner_uv, plain.materials, plain.face_material
            if not isinstance(smooth, str):
                notes.append(smooth)
            return Coloring(vertex, uv, mat, mats), notes
    if not textured.any():  # coordinates without a picture: the colours need the corners
        plain = Coloring(None, None if has.all() else plain.corner_uv, plain.face_material, plain.materials)
    return colored(welded, len(first), corner, has, plain), notes


def _smooth(vertex: NDArray[np.uint8], corner: NDArray[np.uint8], welded: IntArray) -> Text | str | None:
    """What to say if the first colour of a vertex stands for all: "" or a note; None where that would lose colour."""
    apart = np.abs(vertex[welded].astype(np.int16) - corner).max(axis=(1, 2)) > VISIBLE
    share = float(apart.mean())
    if share == 0:
        return ""
    if share > 0.01:
        return None
    return plural(
        "{n} face has other colours at its corners than its neighbours; one colour was kept.",
        "{n} faces have other colours at their corners than their neighbours; one colour was kept.",
        int(apart.sum()),
    )
