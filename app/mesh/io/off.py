"""OFF, COFF and their kin (Geomview): polygons with colours at points or faces, as text."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.errors import FileRefusedError
from app.i18n import Text, text
from app.jobs.progress import Progress
from app.mesh.files.assembly import check_face_count
from app.mesh.files.formats import Parts, SideFile
from app.mesh.files.polygons import triangulate
from app.mesh.mesh import Mesh

HEADERS = (b"OFF", b"COFF", b"NOFF", b"CNOFF", b"STOFF", b"STCOFF", b"STNOFF", b"STCNOFF")
SLICE = 100_000
WHITE = (255, 255, 255)


def could_be(start: bytes) -> bool:
    """A header word of the family first, or counts (the word may be left out)."""
    words = _without_comments(start).split()
    return bool(words) and (words[0].upper() in HEADERS or words[0].isdigit())


def read(path: Path, progress: Progress) -> Parts:
    """Read points, polygons and colours; texture coordinates name no picture and are left out."""
    lines = [line for line in _without_comments(path.read_bytes()).splitlines() if line.strip()]
    try:
        return _parse(lines, progress)
    except (ValueError, IndexError, OverflowError) as error:
        raise FileRefusedError(text("The OFF file is cut short or damaged; export it again, as PLY or GLB.")) from error


def _without_comments(content: bytes) -> bytes:
    content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if b"#" not in content:
        return content
    return b"\n".join(line.split(b"#", 1)[0] for line in content.split(b"\n"))


def _parse(lines: list[bytes], progress: Progress) -> Parts:
    kind = b"OFF"
    first = lines[0].split()
    if first[0].upper() in HEADERS:
        kind = first[0].upper()
        if len(first) > 1 and first[1].upper() == b"BINARY":
            raise FileRefusedError(text("Binary OFF files are not read; export the model as PLY or GLB."))
        lines = [b" ".join(first[1:]), *lines[1:]] if len(first) > 1 else lines[1:]
    point_count, face_count = (int(word) for word in lines[0].split()[:2])
    if point_count < 0 or face_count < 0 or point_count + face_count > len(lines) - 1:
        raise ValueError("fewer lines than announced")
    check_face_count(face_count)
    rows = [[float(word) for word in line.split()] for line in lines[1 : point_count + 1]]
    table = np.array(rows).reshape(point_count, -1)
    progress(0.4)
    at = 3 + (3 if b"N" in kind else 0)
    colors = None
    if table.shape[1] - at - (2 if b"ST" in kind else 0) in (3, 4) and (b"C" in kind or b"ST" not in kind):
        colors = _colors(table[:, at : at + 4], lines[1] if point_count else b"")
    words = [line.split() for line in lines[point_count + 1 : point_count + 1 + face_count]]
    counts = np.array([int(w[0]) for w in words], np.int64)
    if (counts < 0).any():
        raise ValueError("a negative count")
    corners = np.array([int(x) for w, n in zip(words, counts, strict=True) for x in w[1 : n + 1]], np.int64)
    if len(corners) != counts.sum() or (len(corners) and not (corners.min() >= 0 and corners.max() < point_count)):
        raise ValueError("a face names a point that is not there")
    progress(0.8)
    places, polygon = triangulate(table[:, :3], corners, counts)
    parts = Parts(table[:, :3], corners[places], point_colors=colors)
    extra = [w[n + 1 :] for w, n in zip(words, counts, strict=True)]
    if any(len(e) in (3, 4) for e in extra):
        parts.corner_colors, parts.has_corner_color = _face_colors(extra, polygon)
    return parts


def _face_colors(extra: list[list[bytes]], polygon: NDArray[np.int64]) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    has = np.array([len(e) in (3, 4) for e in extra])
    colors = np.full((len(extra), 4), 255, np.uint8)
    for i in np.flatnonzero(has):
        colors[i] = _colors(np.array([[float(x) for x in extra[i]]]), b" ".join(extra[i]))[0]
    return np.repeat(colors[polygon][:, None], 3, axis=1), has[polygon]


def _colors(values: NDArray[np.float64], sample: bytes) -> NDArray[np.uint8]:
    """(N, 4): whole numbers are 0..255, fractions 0..1; both occur, and a fraction has its point."""
    fractions = float(values.max(initial=0)) <= 1 and b"." in sample
    result = np.full((len(values), 4), 255, np.uint8)
    result[:, : values.shape[1]] = np.rint(np.clip(values * (255 if fractions else 1), 0, 255))
    return result


def write(mesh: Mesh, path: Path, stem: str, progress: Progress) -> tuple[Sequence[SideFile], Sequence[Text]]:
    """OFF, or COFF with the colours of the vertices."""
    del stem
    lost: list[Text] = []
    if mesh.textured or (mesh.vertex_colors is not None and any(m.base_color[:3] != WHITE for m in mesh.materials)):
        # Compiled code, which only a model that has a picture waits for.
        from app.mesh.coloring.vertex_colors import painted_vertices  # noqa: PLC0415

        if mesh.textured:
            lost.append(
                text("OFF holds no picture: its colours are at the vertices now, as fine as the triangles are.")
            )
        mesh = painted_vertices(mesh, progress.part(0.0, 0.4))[0]
    colors = mesh.vertex_colors
    with path.open("w", encoding="ascii", newline="\n") as file:
        file.write(f"{'COFF' if colors is not None else 'OFF'}\n{len(mesh.vertices)} {len(mesh.faces)} 0\n")
        for start in range(0, len(mesh.vertices), SLICE):
            progress(0.5 * start / len(mesh.vertices))
            rows = mesh.vertices[start : start + SLICE].tolist()
            if colors is None:
                file.writelines(f"{x!r} {y!r} {z!r}\n" for x, y, z in rows)
            else:
                shades = colors[start : start + SLICE].tolist()
                file.writelines(
                    f"{x!r} {y!r} {z!r} {r} {g} {b} {a}\n" for (x, y, z), (r, g, b, a) in zip(rows, shades, strict=True)
                )
        plain = any(m.base_color[:3] != WHITE for m in mesh.materials)
        shade = [" {} {} {}".format(*m.base_color[:3]) if plain else "" for m in mesh.materials] or [""]
        for start in range(0, len(mesh.faces), SLICE):
            progress(0.5 + 0.5 * start / len(mesh.faces))
            faces = mesh.faces[start : start + SLICE].tolist()
            materials = mesh.material_of_face[start : start + SLICE].tolist()
            file.writelines(f"3 {a} {b} {c}{shade[m]}\n" for (a, b, c), m in zip(faces, materials, strict=True))
    return (), lost
