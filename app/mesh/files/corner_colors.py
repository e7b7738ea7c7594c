"""Colours that belong to corners or faces, as the Mesh value has them: vertex colours, materials or a texture."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import IntArray
from app.mesh.mesh import MAX_MATERIALS, Material, Texture

FEW_COLORS = 64
MAX_TEXTURE = 16_384


@dataclass(frozen=True)
class Coloring:
    """Colour as the Mesh value holds it; see there for shapes."""

    vertex_colors: NDArray[np.uint8] | None
    corner_uv: NDArray[np.float32] | None
    face_material: NDArray[np.int16]
    materials: tuple[Material, ...]


def at_vertices(faces: IntArray, colors: NDArray[np.uint8], count: int) -> NDArray[np.uint8] | None:
    """(V, 4): corner colours (F, 3, 4) as vertex colours, or None where two corners of a vertex differ."""
    result = np.full((count, 4), 255, np.uint8)
    result[faces] = colors
    return result if (result[faces] == colors).all() else None


def colored(
    faces: IntArray,
    vertex_count: int,
    colors: NDArray[np.uint8],
    has_color: NDArray[np.bool_],
    before: Coloring,
) -> Coloring:
    """Give the faces of ``has_color`` the corner colours ``colors`` (F, 3, 4), losing none.

    One colour a vertex stays vertex colour; few plain faces become materials; the rest gets texels of its own:
    a triangle whose corners sit on the centres of 2 × 2 texels looks the same under bilinear sampling.
    """
    if has_color.all() and before.corner_uv is None:
        vertex_colors = at_vertices(faces, colors, vertex_count)
        if vertex_colors is not None:
            return Coloring(vertex_colors, None, np.zeros(len(faces), np.int16), ())
    chosen = np.flatnonzero(has_color)
    triples, which = _unique_rows(colors[chosen].reshape(len(chosen), 12))
    plain = (triples[:, :4] == triples[:, 4:8]).all() and (triples[:, :4] == triples[:, 8:]).all()
    if plain and len(triples) <= FEW_COLORS and len(before.materials) + len(triples) <= MAX_MATERIALS:
        return _as_materials(chosen, triples[:, :4], which, before)
    return _as_texels(len(faces), chosen, triples, which, before)


def _as_materials(
    chosen: NDArray[np.int64], palette: NDArray[np.uint8], which: NDArray[np.int64], before: Coloring
) -> Coloring:
    face_material = before.face_material.copy()
    face_material[chosen] = which + len(before.materials)
    added = tuple(Material("#" + bytes(c).hex(), (int(c[0]), int(c[1]), int(c[2]), int(c[3]))) for c in palette)
    materials, face_material = without_unused(before.materials + added, face_material)
    return Coloring(before.vertex_colors, before.corner_uv, face_material, materials)


def _as_texels(
    face_count: int, chosen: NDArray[np.int64], triples: NDArray[np.uint8], which: NDArray[np.int64], before: Coloring
) -> Coloring:
    most = (MAX_TEXTURE // 2) ** 2
    if len(triples) > most:  # beyond 67 million different triangles a colour each is the best there is
        triples, which = triples[:most], np.minimum(which, most - 1)
    across = int(np.ceil(np.sqrt(len(triples))))
    down = -(-len(triples) // across)
    blocks = np.zeros((down * across, 2, 2, 4), np.uint8)
    a, b, c = (triples[:, k : k + 4] for k in (0, 4, 8))
    # rows run downwards: a top left, b top right, c bottom left; the fourth texel continues the plane of the three
    blocks[: len(triples), 0, 0], blocks[: len(triples), 0, 1], blocks[: len(triples), 1, 0] = a, b, c
    blocks[: len(triples), 1, 1] = np.clip(b.astype(np.int16) + c - a, 0, 255)
    pixels = blocks.reshape(down, across, 2, 2, 4).transpose(0, 2, 1, 3, 4).reshape(down * 2, across * 2, 4)
    column, row = (which % across) * 2, (which // across) * 2
    x = (column[:, None] + np.array([0.5, 1.5, 0.5])) / (across * 2)
    y = 1 - (row[:, None] + np.array([0.5, 0.5, 1.5])) / (down * 2)
    uv = np.zeros((face_count, 3, 2), np.float32) if before.corner_uv is None else before.corner_uv.copy()
    uv[chosen] = np.stack([x, y], axis=-1)
    face_material = before.face_material.copy()
    face_material[chosen] = len(before.materials)
    painted = Material("colors", texture=Texture(pixels, "colors"))
    materials, face_material = without_unused((*before.materials, painted), face_material)
    return Coloring(before.vertex_colors, uv, face_material, materials)


def without_unused(
    materials: tuple[Material, ...], face_material: NDArray[np.int16]
) -> tuple[tuple[Material, ...], NDArray[np.int16]]:
    """The materials that faces use, and the faces' indices into them."""
    used, index = np.unique(face_material, return_inverse=True)
    return tuple(materials[i] for i in used), index.reshape(-1).astype(np.int16)


def _unique_rows(rows: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    as_one = np.ascontiguousarray(rows).view(np.dtype((np.void, rows.shape[1]))).reshape(-1)
    _, first, which = np.unique(as_one, return_index=True, return_inverse=True)
    return rows[first], which.reshape(-1).astype(np.int64)
