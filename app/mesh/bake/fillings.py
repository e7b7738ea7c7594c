"""Paint the faces that close holes: the colours of the rim run smoothly over each, on a picture of their own."""

import numpy as np
from numpy.typing import NDArray

from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.bake.continued import picture_goes_on
from app.mesh.bake.harmonic import harmonic_colors
from app.mesh.bake.layout import Layout
from app.mesh.bake.rim_mesh import RimMesh, rim_mesh
from app.mesh.bake.source_color import SourceColor, median_texels_per_mm
from app.mesh.bake.surface import Surface
from app.mesh.bake.unwrap import USED, unwrapped
from app.mesh.bake.vertex_texture import painted_between_vertices
from app.mesh.healing.edit import Draft
from app.mesh.kernels.measure import face_areas
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.kernels.texture_lookup import PALETTE
from app.mesh.kernels.weld import weld
from app.mesh.mesh import MAX_MATERIALS, Material, Mesh
from app.mesh.srgb import srgba8_from_linear

TINY = 1e-4  # of the area: nobody sees what smaller fillings show
LEAST_PICTURE, MOST_PICTURE = 128, 2048  # texels a side that all fillings together get, about
FINE = 2.0  # texels: length of the edges along the rim between whose ends colours are mixed
INWARD = 1.0  # texels: at the rim of an island the picture is mixed with what lies beside it
TOUCHES = 1e-5  # of the diagonal: what is farther from every face is on no rim
QUERIES = 50_000  # points a call, so that cancelling is quick
NAME = "fillings"


def painted_fillings(source: Mesh, draft: Draft, progress: Progress) -> Draft:
    """The draft with new colours on its faces that close holes; every other face keeps its own to the bit.

    source  the mesh before the repair: faces that show a single texel there do so on purpose

    Where there are pictures, the new faces get one more material, whose picture carries the colours that the faces
    around have at their rim, spread harmonically; so do other faces that the repair made and that show a single texel.
    Colours are spread as they are encoded, not as light: halfway between two then also looks halfway. A face whose part
    of an old picture the source shows at about the same place goes on showing that (see ``picture_goes_on``).
    Of vertex colours, those inside a filling are spread from its rim. Fillings of less than 0.01 % of the area in all
    stay as they are.
    """
    area = face_areas(draft.points, draft.faces)
    least = TINY * float(area.sum())
    if draft.colors is not None and float(area[draft.closing].sum()) > least:
        draft = _with_spread_vertex_colors(draft, progress.part(0.0, 0.1))
    if draft.uv is None or all(m.texture is None for m in draft.materials) or len(draft.materials) >= MAX_MATERIALS:
        return draft
    chosen = draft.closing | (_shows_one_texel(draft) & ~_did_so_before(source, draft))
    if float(area[chosen].sum()) > least:
        chosen &= ~picture_goes_on(source, draft, progress.part(0.1, 0.15))
    total = float(area[chosen].sum())
    if total <= least or chosen.all():
        return draft
    progress(0.15, text("Carrying the colours over"))
    layout, fine, density = _laid_out(draft, chosen, median_texels_per_mm(source), progress.part(0.15, 0.5))
    colors, known = _colors_of_rim(draft, chosen, fine, INWARD / density, progress.part(0.5, 0.6))
    if not known.any():
        return draft
    colors, reached = harmonic_colors(fine.points, colors, known, fine.faces, progress.part(0.6, 0.8))
    colors[~reached] = colors[known].mean(axis=0)
    texture = painted_between_vertices(layout, fine.uv, fine.faces, colors, progress.part(0.8, 1.0))
    uv, material = draft.uv.copy(), draft.material.copy()
    uv[chosen] = layout.corner_uv
    material[chosen] = len(draft.materials)
    return draft.with_(uv=uv, material=material, materials=(*draft.materials, Material(NAME, texture=texture)))


def _shows_one_texel(draft: Draft) -> BoolArray:
    """(F,) bool: the three corners lie on one point of a picture that is more than a table of flat colours."""
    assert draft.uv is not None
    picture = np.array(
        [m.texture is not None and m.texture.pixels.shape[0] * m.texture.pixels.shape[1] > PALETTE
         for m in draft.materials]
    )  # fmt: skip
    one = (draft.uv == draft.uv[:, :1]).all(axis=(1, 2))
    return np.asarray(one & picture[draft.material])


def _did_so_before(source: Mesh, draft: Draft) -> BoolArray:
    """(F,) bool: a face of the source shows nothing but the texel of this face's first corner."""
    assert draft.uv is not None
    if source.corner_uv is None:
        return np.zeros(draft.size, np.bool_)
    one = (source.corner_uv == source.corner_uv[:, :1]).all(axis=(1, 2))
    before = np.ascontiguousarray(source.corner_uv[one, 0]).view(np.int64).ravel()
    return np.isin(np.ascontiguousarray(draft.uv[:, 0]).view(np.int64).ravel(), before)


def _laid_out(
    draft: Draft, chosen: BoolArray, texels_per_mm: float, progress: Progress
) -> tuple[Layout, RimMesh, float]:
    """Where the chosen faces lie in their picture, the same cut finely along their rim, and the texels per mm."""
    used, index = np.unique(draft.faces[chosen], return_inverse=True)
    points, merged = weld(draft.points[used])
    faces = np.ascontiguousarray(merged[index.reshape(-1, 3)])
    surface = Surface(points, faces)
    a_side = float(np.sqrt(USED / max(surface.area, 1e-12)))
    density = min(max(texels_per_mm, LEAST_PICTURE * a_side), MOST_PICTURE * a_side)
    layout = unwrapped(surface, density, progress.part(0.0, 0.5))
    fine = rim_mesh(points, faces, layout.uv.astype(np.float32), FINE / density, progress.part(0.5, 1.0))
    return layout, fine, density


def _colors_of_rim(
    draft: Draft, chosen: BoolArray, fine: RimMesh, inward: float, progress: Progress
) -> tuple[NDArray[np.float32], BoolArray]:
    """(V, 4) float32 sRGB, 0 to 255, of the vertices that lie on the rim, and (V,) bool: which do.

    ``inward`` (mm) is how far from the rim the faces beside it are asked for their colour.
    """
    colors, known = np.zeros((len(fine.points), 4), np.float32), np.zeros(len(fine.points), np.bool_)
    beside = draft.keep(~chosen & _beside(draft, chosen))
    on_rim = np.flatnonzero(fine.on_rim)
    if not beside.size or not len(on_rim):
        return colors, known
    beside = beside.compact()
    # Vertex colours are left out: the faces go on having them, and the picture is multiplied by them.
    uv = None if beside.uv is None else np.nan_to_num(beside.uv, posinf=0.0, neginf=0.0)
    color = SourceColor.of(Mesh(beside.points, beside.faces, uv, None, beside.material, beside.materials))
    scene, step = Scene(beside.points, beside.faces), _share_of_way_in(beside, inward)
    for start in range(0, len(on_rim), QUERIES):
        progress(start / len(on_rim))
        part = on_rim[start : start + QUERIES]
        near = scene.closest(fine.points[part])
        weights = near.weights + step[near.face][:, None] * (1 / 3 - near.weights)
        colors[part] = srgba8_from_linear(color.at(near.face, weights))
        known[part] = near.distance <= TOUCHES * draft.diagonal
    return colors, known


def _beside(draft: Draft, chosen: BoolArray) -> BoolArray:
    """(F,) bool: a corner of the face is at the position of a corner of a chosen face."""
    index = weld(draft.points)[1]
    marked = np.zeros(len(draft.points), np.bool_)
    marked[index[draft.faces[chosen]]] = True
    return np.asarray(marked[index[draft.faces]].any(axis=1))


def _share_of_way_in(draft: Draft, inward: float) -> FloatArray:
    """(F,) 0 to 1: how much of the way to its middle one must go to be ``inward`` (mm) away from a face's sides."""
    corners = draft.points[draft.faces]
    longest = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max(axis=1)
    height = 2 * face_areas(draft.points, draft.faces) / np.maximum(longest, 1e-300)
    return np.asarray(np.minimum(1.0, 3 * inward / np.maximum(height, 1e-300)))


def _with_spread_vertex_colors(draft: Draft, progress: Progress) -> Draft:
    """Vertices that only closing faces have take their colours from those that other faces have too."""
    assert draft.colors is not None
    index = weld(draft.points)[1]
    faces: IntArray = index[draft.faces]
    of_others, inside = np.zeros(len(draft.points), np.bool_), np.zeros(len(draft.points), np.bool_)
    of_others[faces[~draft.closing]] = True
    inside[faces[draft.closing]] = True
    inside &= ~of_others
    if not inside.any():
        return draft
    used, small = np.unique(faces[draft.closing], return_inverse=True)
    first = np.zeros(len(draft.points), np.int64)
    first[index[::-1]] = np.arange(len(index))[::-1]
    of_used = first[used]  # a vertex of the draft at each position
    smooth, reached = harmonic_colors(
        draft.points[of_used],
        draft.colors[of_used].astype(np.float32),
        ~inside[used],
        small.reshape(-1, 3).astype(np.int32),
        progress,
    )
    spread = np.zeros((len(draft.points), 4), np.uint8)
    changed = np.zeros(len(draft.points), np.bool_)
    spread[used] = np.rint(smooth).astype(np.uint8)
    changed[used] = reached & inside[used]
    new = changed[index]
    colors = draft.colors.copy()
    colors[new] = spread[index[new]]
    return draft.with_(colors=colors)
