"""The colours of a figure with parts: its own faces keep theirs, a part has its colour or that of the surface around it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray, IntArray
from app.mesh.bake.source_color import SourceColor
from app.mesh.healing.edit import Draft
from app.mesh.healing.recolor import from_source_faces
from app.mesh.kernels.components import face_components
from app.mesh.mesh import Material, Mesh
from app.mesh.preparing.solid_bands import banded
from app.mesh.preparing.solid_needles import without_new_needles
from app.mesh.srgb import srgb8_from_linear
from app.settings.process import ProcessProfile

WHITE = (255, 255, 255)


@dataclass(frozen=True)
class Paint:
    """How the faces of a part look.

    name   of its material
    color  sRGB, or None: the mean colour of the figure's surface where each piece of the part meets it
    """

    name: str
    color: tuple[int, int, int] | None


def paint_for(name: str, color: tuple[int, int, int], mesh: Mesh, process: ProcessProfile) -> Paint:
    """The paint that somebody chose; none where the model has no colour and the process prints none."""
    return Paint(name, None if process.color == "white" and mesh.color == "none" else color)


@dataclass(frozen=True, eq=False)
class Pieces:
    """The surface that a boolean left.

    points  (V, 3) float64 mm
    faces   (F, 3) int32
    origin  (F,) int64: for a face of the figure, the one of its faces that it lies in
    part    (F,) int32: -1 for a face of the figure, else the number of the part
    """

    points: FloatArray
    faces: IntArray
    origin: NDArray[np.int64]
    part: IntArray


def painted(figure: Mesh, pieces: Pieces, paints: tuple[Paint, ...]) -> Mesh:
    """The mesh of these pieces with colours; ``paints`` by number of the part.

    Where colours belong to vertices, a part keeps its own colour up to a narrow band along its border.
    """
    own = pieces.part < 0
    base = _own_faces(Draft.of(figure), pieces.points, pieces.faces[own], pieces.origin[own])
    if figure.color == "none" and all(paint.color in {None, WHITE} for paint in paints):
        draft = _assembled(base, pieces, np.zeros(len(own), np.int16), figure.materials)
    else:
        rgb = _colors_of_parts(base, pieces, paints)
        if base.colors is None:
            materials, material = _with_materials(figure.materials, pieces.part, rgb, paints)
            draft = _assembled(base, pieces, material, materials)
        else:
            materials, plain = _with_plain(figure.materials)
            draft = banded(_assembled(base, pieces, np.full(len(own), plain, np.int16), materials), ~own, rgb)
    return without_new_needles(draft.welded(), figure.vertices).to_mesh()


def _own_faces(figure: Draft, points: FloatArray, faces: IntArray, origin: NDArray[np.int64]) -> Draft:
    """As ``from_source_faces``; most faces are what they were, which takes a comparison only."""
    source = figure.faces[origin]
    same = (points[faces] == figure.points[source]).all(axis=(1, 2))
    cut = from_source_faces(figure, points, faces[~same], origin[~same])
    uv, colors = None, cut.colors
    if figure.uv is not None and cut.uv is not None:
        uv = figure.uv[origin]
        uv[~same] = cut.uv
    if figure.colors is not None and colors is not None:
        colors[faces[same]] = figure.colors[source[same]]
    return cut.with_(
        faces=faces, uv=uv, colors=colors, material=figure.material[origin], closing=np.zeros(len(faces), np.bool_)
    )


def _assembled(base: Draft, pieces: Pieces, material: NDArray[np.int16], materials: tuple[Material, ...]) -> Draft:
    """The figure's faces, coloured, and those of the parts with these materials (F,), in their common order."""
    own = pieces.part < 0
    uv = None
    if base.uv is not None:
        uv = np.zeros((len(own), 3, 2), np.float32)
        uv[own] = base.uv
    material = material.copy()
    material[own] = base.material
    closing = np.zeros(len(own), np.bool_)
    return base.with_(faces=pieces.faces, uv=uv, material=material, materials=materials, closing=closing)


def _colors_of_parts(base: Draft, pieces: Pieces, paints: tuple[Paint, ...]) -> NDArray[np.uint8]:
    """(F, 3) uint8 sRGB; white where it does not matter."""
    rgb = np.full((len(pieces.faces), 3), 255, np.uint8)
    for number, paint in enumerate(paints):
        if paint.color is not None:
            rgb[pieces.part == number] = paint.color
    # a pin stands on the cap of a cut and looks like it: parts without a colour count as one
    like = np.array([paint.color is None for paint in paints] + [False])
    here = np.flatnonzero(like[pieces.part])
    if len(here):
        rgb[here] = _around(base, pieces.points, pieces.faces[here])
    return rgb


def _around(base: Draft, points: FloatArray, faces: IntArray) -> NDArray[np.uint8]:
    """(P, 3): for each face the mean colour of the figure where the connected piece that it belongs to meets it."""
    count, piece = face_components(faces, len(points), "vertices")
    piece_of_vertex = np.full(len(points), -1, np.int32)
    piece_of_vertex[faces] = piece[:, None]
    corner = piece_of_vertex[base.faces]
    face, k = np.nonzero(corner >= 0)
    if not len(face):
        return np.full((len(faces), 3), 255, np.uint8)
    beside, place = np.unique(face, return_inverse=True)
    rim = base.keep(beside).compact()
    look = SourceColor.of(Mesh(rim.points, rim.faces, rim.uv, rim.colors, rim.material, rim.materials))
    light = look.at(place.reshape(-1).astype(np.int32), np.eye(3)[k])[:, :3].astype(np.float64)
    of = corner[face, k]
    number = np.bincount(of, minlength=count)
    mean = np.stack([np.bincount(of, light[:, c], count) for c in range(3)], axis=1) / np.maximum(number, 1)[:, None]
    mean[number == 0] = light.mean(axis=0)
    return srgb8_from_linear(mean)[piece]


def _with_plain(materials: tuple[Material, ...]) -> tuple[tuple[Material, ...], int]:
    """Materials among which one leaves vertex colours as they are, and its number."""
    for number, material in enumerate(materials):
        if material.texture is None and material.base_color == (255, 255, 255, 255):
            return materials, number
    return ((*materials, Material("plain")), len(materials)) if materials else ((), 0)


def _with_materials(
    materials: tuple[Material, ...], part: IntArray, rgb: NDArray[np.uint8], paints: tuple[Paint, ...]
) -> tuple[tuple[Material, ...], NDArray[np.int16]]:
    """Materials with one more for each new colour, and (F,) int16 the one of each face of a part."""
    table = list(materials or (Material("figure"),))
    result = np.zeros(len(part), np.int16)
    chosen = np.flatnonzero(part >= 0)
    looks, which = np.unique(np.column_stack([part[chosen], rgb[chosen]]), axis=0, return_inverse=True)
    numbers = []
    for number, *color in looks.tolist():
        wanted = (int(color[0]), int(color[1]), int(color[2]), 255)
        name = paints[number].name
        same = [k for k, m in enumerate(table) if (m.name, m.base_color) == (name, wanted) and m.texture is None]
        if not same:
            table.append(Material(name, wanted))
        numbers.append(same[0] if same else len(table) - 1)
    result[chosen] = np.array(numbers, np.int16)[which.reshape(-1)]
    return tuple(table), result
