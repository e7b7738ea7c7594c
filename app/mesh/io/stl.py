"""STL: binary and ASCII; colour of a face where a binary file has it (VisCAM/SolidView and Materialise Magics)."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from app.errors import FileRefusedError
from app.i18n import Text, text
from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray
from app.mesh.files.assembly import check_face_count
from app.mesh.files.formats import Parts, SideFile
from app.mesh.mesh import Mesh

FACET = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
HEADER = 84
CHUNK = 8_000_000
LONGEST_FACET = 100_000
NUMBER = rb"([-+.0-9eEinfatyINFATY]{1,60})"
VERTEX = re.compile(rb"\bvertex\s+" + rb"\s+".join([NUMBER] * 3), re.IGNORECASE)
SLICE = 200_000


def could_be(start: bytes) -> bool:
    """Anything: a binary STL begins with 80 bytes of whatever its writer liked."""
    return len(start) > 0


def read(path: Path, progress: Progress) -> Parts:
    """Read either kind; "solid" at the start decides nothing, many binary files begin with it."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(HEADER)
        count = int.from_bytes(head[80:84], "little") if len(head) == HEADER else 0
        if len(head) == HEADER and size == HEADER + count * FACET.itemsize:
            return _binary(file, count, progress)
        if re.search(rb"\bfacet\b", head + file.read(4000), re.IGNORECASE):
            return _ascii(path, progress)
        if len(head) == HEADER and count and size > HEADER + count * FACET.itemsize:
            file.seek(HEADER)
            return _binary(file, count, progress)
    if head[:5].lower() == b"solid" and b"endsolid" in head.lower():
        return Parts(np.empty((0, 3)), np.empty((0, 3), np.int64))
    raise FileRefusedError(
        text(
            "The STL file is cut short or damaged: {n} triangles are announced, {room} are there. Export it again.",
            n=count,
            room=max(0, (size - HEADER) // FACET.itemsize),
        )
    )


def _binary(file: BinaryIO, count: int, progress: Progress) -> Parts:
    check_face_count(count)
    file.seek(0)
    header = file.read(HEADER)
    facets = np.frombuffer(file.read(count * FACET.itemsize), FACET)
    progress(0.5)
    points = facets["corners"].astype(np.float64).reshape(-1, 3)
    parts = Parts(points, np.arange(len(points)).reshape(-1, 3))
    parts.corner_colors, parts.has_corner_color = _face_colors(header, facets["attribute"])
    return parts


def _face_colors(
    header: bytes, attribute: NDArray[np.uint16]
) -> tuple[NDArray[np.uint8] | None, NDArray[np.bool_] | None]:
    magics = header.find(b"COLOR=")
    if magics < 0 and not ((attribute & 0x8000) != 0).any():
        return None, None
    fives = np.stack([attribute >> shift & 31 for shift in (10, 5, 0)], axis=1)
    has = (attribute & 0x8000) != 0  # VisCAM: bit 15 says that there is a colour, red is high
    colors = np.full((len(attribute), 4), 255, np.uint8)
    if magics >= 0:  # Magics: bit 15 says that the colour of the header holds, red is low
        fives, whole = fives[:, ::-1], has
        colors[:, :3] = np.rint(fives * (255 / 31))
        colors[whole] = np.frombuffer(header[magics + 6 : magics + 10], np.uint8)
        colors[:, 3] = 255
        has = np.ones(len(attribute), np.bool_)
    else:
        colors[:, :3] = np.rint(fives * (255 / 31))
    return np.repeat(colors[:, None], 3, axis=1), has


def _ascii(path: Path, progress: Progress) -> Parts:
    pieces, found = [], 0
    for chunk, share in _facet_chunks(path):
        numbers = [float(x) for match in VERTEX.findall(chunk) for x in _checked(match)]
        found += len(numbers) // 9
        check_face_count(found)
        pieces.append(np.array(numbers))
        progress(share)
    points = np.concatenate(pieces or [np.empty(0)])
    if len(points) % 9:
        raise _damaged()
    points = points.reshape(-1, 3)
    return Parts(points, np.arange(len(points)).reshape(-1, 3))


def _checked(match: tuple[bytes, bytes, bytes]) -> tuple[bytes, bytes, bytes]:
    try:
        for number in match:
            float(number)
    except ValueError:
        raise _damaged() from None
    return match


def _damaged() -> FileRefusedError:
    return FileRefusedError(text("The STL text file is cut short or damaged; export it again, as binary STL or GLB."))


def _facet_chunks(path: Path) -> Iterator[tuple[bytes, float]]:
    """Pieces of the file that end between facets, and the share of the file that is read by then."""
    size, done, rest = path.stat().st_size, 0, b""
    with path.open("rb") as file:
        while block := file.read(CHUNK):
            done += len(block)
            rest += block
            cut = rest.lower().rfind(b"endfacet") + len(b"endfacet")
            if cut < len(b"endfacet"):
                if len(rest) > CHUNK + LONGEST_FACET:
                    raise _damaged()
                continue
            yield rest[:cut], done / size
            rest = rest[cut:]
    yield rest, 1.0


def write(mesh: Mesh, path: Path, stem: str, progress: Progress) -> tuple[Sequence[SideFile], Sequence[Text]]:
    """Binary STL, in millimetres as every slicer takes it."""
    del stem
    with path.open("wb") as file:
        file.write(b"Statuette, millimetres".ljust(80) + len(mesh.faces).to_bytes(4, "little"))
        for start in range(0, len(mesh.faces), SLICE):
            progress(start / len(mesh.faces))
            corners = mesh.vertices[mesh.faces[start : start + SLICE]]
            facets = np.zeros(len(corners), FACET)
            facets["corners"] = corners
            facets["normal"] = _unit_normals(corners)
            file.write(facets.tobytes())
    notes = [text("STL holds no colour; save as 3MF, GLB, PLY or OBJ to keep it.")] if mesh.color != "none" else []
    return (), notes


def _unit_normals(corners: FloatArray) -> FloatArray:
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    return np.asarray(np.divide(normals, length, out=np.zeros_like(normals), where=length > 0))
