"""OBJ, read in columns: lines are sorted by their first word, then each kind is parsed at once."""

import itertools
import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.errors import FileRefusedError
from app.i18n import Text, text
from app.jobs.progress import Progress
from app.mesh.files.assembly import check_face_count
from app.mesh.files.formats import Parts
from app.mesh.files.images import find_beside
from app.mesh.files.polygons import triangulate
from app.mesh.io.obj.mtl import BOM, read_materials, readings
from app.mesh.mesh import Material, Texture

WORDS = {b"v": 1, b"vt": 2, b"f": 3, b"fo": 3, b"usemtl": 4, b"mtllib": 5, b"#MRGB": 6}
SLICE = 200_000  # lines of faces that are parsed at once: bounds the memory for their words
NO_UV = np.iinfo(np.int64).min
STATEMENT = re.compile(rb"^\s*(v|vn|vt|vp|f|fo|o|g|s|usemtl|mtllib|p|l|cstype)\s", re.MULTILINE)


def could_be(start: bytes) -> bool:
    """Comments, nothing else than text, or a statement that OBJ has."""
    start = start.removeprefix(BOM)
    return b"\0" not in start and (STATEMENT.search(start) is not None or start.lstrip()[:1] == b"#")


def read(path: Path, progress: Progress) -> Parts:
    """Read polygons, colours, materials with their pictures."""
    content = path.read_bytes().removeprefix(BOM)
    if b"\r" in content:
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if b"\\\n" in content:
        content = content.replace(b"\\\n", b" ")
    lines = content.split(b"\n")
    del content
    kinds = np.fromiter((_kind(line) for line in lines), np.uint8, len(lines))
    progress(0.2)
    try:
        parts, lines_of_faces = _surface(lines, kinds, progress)
    except (ValueError, IndexError, OverflowError) as error:
        raise FileRefusedError(
            text("The OBJ file is damaged: a line does not hold the numbers that it should. Export it again.")
        ) from error
    _add_materials(parts, path, lines, kinds, lines_of_faces)
    return parts


def _kind(line: bytes) -> int:
    words = line[:8].split(None, 1)
    return WORDS.get(words[0], 0) if words else 0


def _surface(lines: list[bytes], kinds: NDArray[np.uint8], progress: Progress) -> tuple[Parts, NDArray[np.int64]]:
    at_v, at_vt, at_f = (np.flatnonzero(kinds == kind) for kind in (1, 2, 3))
    check_face_count(len(at_f))
    points, colors = _points([lines[i] for i in at_v])
    coordinates = _rows([lines[i] for i in at_vt], 2)[:, :2]
    progress(0.4)
    counts, corner_point, corner_uv = [], [], []
    for start in range(0, len(at_f), SLICE):
        chosen = at_f[start : start + SLICE]
        n, v, vt = _corners([lines[i] for i in chosen])
        # A negative index counts back from what the file has had so far.
        v = _absolute(v, np.repeat(np.searchsorted(at_v, chosen), n), len(points), "point")
        vt = _absolute(vt, np.repeat(np.searchsorted(at_vt, chosen), n), len(coordinates), "texture coordinate")
        counts.append(n)
        corner_point.append(v)
        corner_uv.append(vt)
        progress(0.4 + 0.5 * start / len(at_f))
    empty = [np.empty(0, np.int64)]
    count, v, vt = (np.concatenate(x or empty) for x in (counts, corner_point, corner_uv))
    places, polygon = triangulate(points, v, count)
    parts = Parts(points, v[places], point_colors=_polypaint(lines, kinds, len(points)) if colors is None else colors)
    if len(coordinates) and (vt >= 0).any():
        uv = np.concatenate([coordinates, np.zeros((1, 2))]).astype(np.float32)
        parts.corner_uv = uv[np.where(vt >= 0, vt, len(coordinates))[places]]
    return parts, at_f[polygon]


def _rows(lines: list[bytes], width: int) -> NDArray[np.float64]:
    """(N, at least ``width``): the numbers after the first word of each line; missing ones are 0, from ``width`` on NaN."""
    if not lines:
        return np.zeros((0, width))
    words = b" ".join(lines).split()
    columns = len(lines[0].split())
    first = lines[0].split()[0]
    if len(words) == columns * len(lines) and columns > width and all(w == first for w in words[::columns]):
        return np.array([np.fromiter(map(float, words[k::columns]), np.float64) for k in range(1, columns)]).T
    rows = [[float(w) for w in line.split()[1:]] for line in lines]
    widest = min(max(width, *(len(r) for r in rows)), 8)
    padding = [[0.0] * max(width - n, 0) + [np.nan] * widest for n in range(widest + 1)]
    return np.array([(r + padding[min(len(r), widest)])[:widest] for r in rows])


def _points(lines: list[bytes]) -> tuple[NDArray[np.float64], NDArray[np.uint8] | None]:
    table = _rows(lines, 3)
    points = np.ascontiguousarray(table[:, :3])
    if table.shape[1] < 6:
        return points, None
    colored = ~np.isnan(table[:, 3:6]).any(axis=1)
    rgb = table[colored, 3:6]
    scale = 1.0 if rgb.max(initial=0) > 1.0 else 255.0
    # White where a line has no colour: an object without any shows the colour of its material then.
    colors = np.full((len(points), 4), 255, np.uint8)
    colors[colored, :3] = np.rint(np.clip(rgb * scale, 0, 255))
    return points, colors


def _polypaint(lines: list[bytes], kinds: NDArray[np.uint8], count: int) -> NDArray[np.uint8] | None:
    """ZBrush writes colours of points as comments: "#MRGB" and mask, red, green, blue in hexadecimal, 64 a line."""
    digits = b"".join(lines[i].split(None, 1)[1].strip() for i in np.flatnonzero(kinds == 6) if b" " in lines[i])
    if len(digits) < 8 * count or not count:
        return None
    try:
        values = np.frombuffer(bytes.fromhex(digits[: 8 * count].decode("ascii")), np.uint8).reshape(-1, 4)
    except ValueError:
        return None
    colors = np.full((count, 4), 255, np.uint8)
    colors[:, :3] = values[:, 1:]
    return colors


def _corners(lines: list[bytes]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Corners a face, and of each corner the index of its point and texture coordinate (``NO_UV``: none) as written."""
    counts = np.fromiter((len(line.split()) - 1 for line in lines), np.int64, len(lines))
    words = b" ".join(line.split(None, 1)[1] for line, n in zip(lines, counts, strict=True) if n > 0).split()
    joined = b" ".join(words)
    slashes, doubles = joined.count(b"/"), joined.count(b"//")
    none = np.full(len(words), NO_UV)
    if slashes == 0:
        return counts, np.fromiter(map(int, words), np.int64, len(words)), none
    width = 3 if slashes == 2 * len(words) else 2
    if doubles == 0 and slashes in (len(words), 2 * len(words)) and all(w.count(b"/") == width - 1 for w in words):
        numbers = joined.replace(b"/", b" ").split()
        if len(numbers) == width * len(words):
            v = np.fromiter(map(int, numbers[::width]), np.int64, len(words))
            return counts, v, np.fromiter(map(int, numbers[1::width]), np.int64, len(words))
    pieces = [w.split(b"/") for w in words]
    v = np.array([int(p[0]) for p in pieces], np.int64)
    vt = np.array([int(p[1]) if len(p) > 1 and p[1] else NO_UV for p in pieces], np.int64)
    return counts, v, vt


def _absolute(index: NDArray[np.int64], so_far: NDArray[np.int64], count: int, what: str) -> NDArray[np.int64]:
    """Zero-based indices, -1 where there is none."""
    given = index != NO_UV
    result = np.where(index < 0, index + so_far, index - 1)
    wrong = given & ((result < 0) | (result >= count))
    if what == "point" and wrong.any():
        raise FileRefusedError(
            text(
                "The OBJ file is damaged: a face names point {n} of {count}. Export it again.",
                n=int(index[wrong][0]),
                count=count,
            )
        )
    return np.where(given & ~wrong, result, -1)


def _add_materials(
    parts: Parts, path: Path, lines: list[bytes], kinds: NDArray[np.uint8], lines_of_faces: NDArray[np.int64]
) -> None:
    known: dict[bytes, Material] = {}
    notes: list[Text] = []
    pictures: dict[bytes, Texture | None] = {}
    for i in np.flatnonzero(kinds == 5):
        reference = b"".join(lines[i].split(None, 1)[1:]).strip()
        files = [f for name in dict.fromkeys([reference, *reference.split()]) if (f := _beside(path.parent, name))]
        if not files:
            name = readings(reference)[0]
            notes.append(text("The material file “{name}” is not beside the OBJ; its colours are missing.", name=name))
        for file in files:
            known |= read_materials(path.parent, file, notes, pictures)
    at_use = np.flatnonzero(kinds == 4)
    names = [b" ".join(lines[i].split()[1:]) for i in at_use]
    index = {name: k + 1 for k, name in enumerate(dict.fromkeys(names))}
    of_use = np.array([0, *(index[name] for name in names)], np.int64)
    if index or known:
        parts.materials = [Material(), *(known.get(name) or Material(readings(name)[0]) for name in index)]
        parts.face_material = of_use[np.searchsorted(at_use, lines_of_faces)]
    parts.notes += list(dict.fromkeys(itertools.chain(notes)))


def _beside(folder: Path, reference: bytes) -> Path | None:
    return next((f for name in readings(reference) if (f := find_beside(folder, name)) is not None), None)
