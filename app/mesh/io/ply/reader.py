"""From the tables of a PLY file to a surface with its colours."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.i18n import Text, text
from app.jobs.progress import Progress
from app.mesh.files.assembly import check_face_count
from app.mesh.files.formats import Parts
from app.mesh.files.images import beside
from app.mesh.files.polygons import triangulate
from app.mesh.io.ply.tables import Table, damaged, parse_header, read_tables
from app.mesh.mesh import Material

RED_GREEN_BLUE = (
    ("red", "green", "blue", "alpha"),
    ("diffuse_red", "diffuse_green", "diffuse_blue", "diffuse_alpha"),
    ("r", "g", "b", "a"),
)
COORDINATES = (("u", "v"), ("s", "t"), ("texture_u", "texture_v"), ("texture_s", "texture_t"))


def could_be(start: bytes) -> bool:
    """The word that every PLY begins with."""
    return start[:3] == b"ply" and start[3:4] in (b"\n", b"\r", b" ")


def read(path: Path, progress: Progress) -> Parts:
    """Read polygons or strips, colours of points and faces, texture coordinates of points and corners."""
    content = path.read_bytes()
    header = parse_header(content)
    for element in header.elements:
        if element.name in ("face", "tristrips"):
            check_face_count(element.size)
    tables = read_tables(content, header)
    del content
    progress(0.6)
    vertex = tables.get("vertex", Table())
    if not {"x", "y", "z"} <= vertex.columns.keys():
        raise damaged()
    points = np.stack([vertex.columns[k].astype(np.float64) for k in "xyz"], axis=1)
    parts = Parts(points, np.empty((0, 3), np.int64), point_colors=_colors(vertex))
    _add_faces(parts, tables.get("face", Table()))
    if "tristrips" in tables:
        _add_strips(parts, tables["tristrips"])
    _add_coordinates_of_points(parts, vertex)
    progress(0.8)
    if header.pictures:
        _add_pictures(parts, path.parent, header.pictures)
    return parts


def _add_faces(parts: Parts, table: Table) -> None:
    name = next((n for n in ("vertex_indices", "vertex_index") if n in table.lists), None)
    if name is None:
        return
    counts, values = table.lists[name]
    corners = _indices(values, len(parts.points))
    places, polygon = triangulate(parts.points, corners, counts)
    parts.faces = corners[places]
    colors = _colors(table)
    if colors is not None:
        parts.corner_colors = np.repeat(colors[polygon][:, None], 3, axis=1)
    if "texcoord" in table.lists:
        lengths, coordinates = table.lists["texcoord"]
        if (lengths == 2 * counts).all():
            parts.corner_uv = coordinates.astype(np.float32).reshape(-1, 2)[places]
        elif ((lengths == 2 * counts) | (lengths == 0)).all():  # faces without a picture have empty lists
            spread = np.zeros((len(corners), 2), np.float32)
            spread[np.repeat(lengths > 0, counts)] = coordinates.astype(np.float32).reshape(-1, 2)
            parts.corner_uv = spread[places]
    if "texnumber" in table.columns:
        parts.face_material = table.columns["texnumber"].astype(np.int64)[polygon]


def _indices(values: NDArray[np.generic], count: int) -> NDArray[np.int64]:
    indices = values.astype(np.int64)
    if len(indices) and not (int(indices.min()) >= 0 and int(indices.max()) < count):
        raise damaged()
    return indices


def _add_strips(parts: Parts, table: Table) -> None:
    """Strips in one list, -1 between them; every second triangle of a strip is turned (Stanford's scans have this)."""
    lists = next(iter(table.lists.values()), None)
    if lists is None:
        return
    values = lists[1].astype(np.int64)
    breaks = np.ones(len(values), np.bool_)
    ends = np.cumsum(lists[0])
    a, b, c = values[:-2], values[1:-1], values[2:]
    whole = (a >= 0) & (b >= 0) & (c >= 0)
    strip_of = np.searchsorted(ends, np.arange(len(values)), side="right")
    whole &= strip_of[: len(a)] == strip_of[2 : 2 + len(a)]
    breaks = values < 0
    breaks[np.concatenate([[0], ends[:-1]])[np.concatenate([[0], ends[:-1]]) < len(values)]] |= False
    start = np.maximum.accumulate(np.where(breaks, np.arange(len(values)) + 1, 0))
    begins = np.concatenate([[0], ends[:-1]])
    start = np.maximum(start, begins[strip_of])
    odd = (np.arange(len(a)) - start[: len(a)]) % 2 == 1
    faces = np.stack([np.where(odd, b, a), np.where(odd, a, b), c], axis=1)[whole]
    faces = faces[(faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 2] != faces[:, 0])]
    parts.faces = np.concatenate([parts.faces, _indices(faces.reshape(-1), len(parts.points)).reshape(-1, 3)])
    parts.corner_colors, parts.corner_uv, parts.face_material = None, None, None


def _add_coordinates_of_points(parts: Parts, vertex: Table) -> None:
    if parts.corner_uv is not None:
        return
    for u, v in COORDINATES:
        if u in vertex.columns and v in vertex.columns:
            uv = np.stack([vertex.columns[u], vertex.columns[v]], axis=1).astype(np.float32)
            parts.corner_uv = uv[parts.faces]
            return


def _add_pictures(parts: Parts, folder: Path, names: tuple[str, ...]) -> None:
    notes: list[Text] = []
    parts.materials = tuple(Material(name, texture=beside(folder, name, notes)) for name in names)
    parts.notes += notes
    if parts.face_material is None:
        parts.face_material = np.zeros(len(parts.faces), np.int64)
    if len(parts.face_material) and not 0 <= int(parts.face_material.max()) < len(names):
        parts.notes.append(text("Some faces name a picture that the file does not list."))
    parts.face_material = np.clip(parts.face_material, 0, len(names) - 1)


def _colors(table: Table) -> NDArray[np.uint8] | None:
    columns: Mapping[str, NDArray[np.generic]] = table.columns
    for names in RED_GREEN_BLUE:
        if all(name in columns for name in names[:3]):
            result = np.full((table.size, 4), 255, np.uint8)
            # Red, green and blue are on one scale, which their largest value tells; alpha may be on another.
            result[:, :3] = _bytes([columns[name] for name in names[:3]])
            if names[3] in columns:
                result[:, 3:] = _bytes([columns[names[3]]])
            return result
    return None


def _bytes(channels: list[NDArray[np.generic]]) -> NDArray[np.uint8]:
    """(N, C) channels as 0..255: fractions where floats have nothing above 1, 16 bits by their upper half.

    Some files write 0..255 into wider integers, all others are taken as they are.
    """
    values = np.nan_to_num(np.stack([channel.astype(np.float64) for channel in channels], axis=1))
    most = values.max(initial=0)
    if any(channel.dtype.kind == "f" for channel in channels):
        if most <= 1:
            values = values * 255
    elif most > 255 and all(channel.dtype.itemsize == 2 for channel in channels):
        values = values / 257
    return np.rint(np.clip(values, 0, 255)).astype(np.uint8)
