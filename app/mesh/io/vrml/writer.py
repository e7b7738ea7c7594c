"""VRML 2.0: one shape for each material, pictures as PNG beside it, colours of vertices.

Coordinates are millimetres with +Z up, as printers' programs take them; the standard speaks of metres and +Y, but a
Transform that says so would be printed a thousand times too small by those who ask for the unit.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TextIO

import numpy as np
from numpy.typing import NDArray

from app.i18n import Text
from app.jobs.progress import Progress
from app.mesh.files.formats import SideFile
from app.mesh.files.images import encode_png
from app.mesh.mesh import Material, Mesh, Texture
from app.mesh.srgb import tinted

HEADER = "#VRML V2.0 utf8\n"
SLICE = 100_000


def could_be(start: bytes) -> bool:
    """Whether the file begins as VRML does, of version 1 or 2."""
    return start.startswith(b"#VRML ")


def write(mesh: Mesh, path: Path, stem: str, progress: Progress) -> tuple[Sequence[SideFile], Sequence[Text]]:
    """Base colours are multiplied into pictures and vertex colours, because VRML shows only one of them."""
    base = re.sub(r"[^\w.-]+", "_", stem) or "mesh"  # blanks in the url of a picture stop some readers
    used: list[int] = np.unique(mesh.material_of_face).tolist()
    side_files: list[SideFile] = []
    names: dict[str, str] = {}
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'{HEADER}# Statuette, millimetres, Z up\nWorldInfo {{ title "{base}" info [ "millimetres" ] }}\n')
        for number, index in enumerate(used):
            chosen = np.flatnonzero(mesh.material_of_face == index)
            material = mesh.materials[index] if mesh.materials else Material()
            picture = None
            if material.texture is not None and mesh.corner_uv is not None:
                picture = _opaque(material)
                if picture.digest not in names:
                    names[picture.digest] = f"{base}_{len(names)}.png"
                    side_files.append(SideFile(names[picture.digest], encode_png(picture)))
            part = progress.part(number / len(used), (number + 1) / len(used))
            name = None if picture is None else names[picture.digest]
            _shape(file, mesh, chosen, material, part, picture=name)
    return side_files, ()


def _opaque(material: Material) -> Texture:
    """The picture with the base colour in it and without alpha, which old programs take for a mask."""
    assert material.texture is not None
    pixels = material.texture.pixels.copy()
    if material.base_color[:3] != (255, 255, 255):
        pixels = tinted(pixels, np.array((*material.base_color[:3], 255), np.uint8))
    pixels[..., 3] = 255
    return replace(material.texture, pixels=pixels)


def _shape(
    file: TextIO, mesh: Mesh, chosen: NDArray[np.int64], material: Material, progress: Progress, *, picture: str | None
) -> None:
    vertices, corners = np.unique(mesh.faces[chosen], return_inverse=True)
    corners = corners.reshape(-1, 3)
    colored = picture is None and mesh.vertex_colors is not None
    shade = (255, 255, 255) if picture is not None or colored else material.base_color[:3]
    look = " ".join(f"{channel / 255:.5g}" for channel in shade)
    file.write(f"Shape {{\nappearance Appearance {{\nmaterial Material {{ diffuseColor {look} }}\n")
    if picture is not None:
        file.write(f'texture ImageTexture {{ url "{picture}" }}\n')
    file.write("}\ngeometry IndexedFaceSet {\nsolid TRUE\ncoord Coordinate { point [\n")
    points = mesh.vertices[vertices]
    _lines(file, (f"{x!r} {y!r} {z!r}" for x, y, z in _rows(points, progress.part(0.0, 0.3))))
    file.write("] }\ncoordIndex [\n")
    _lines(file, (f"{a} {b} {c} -1" for a, b, c in _rows(corners, progress.part(0.3, 0.5))))
    file.write("]\n")
    if colored:
        assert mesh.vertex_colors is not None
        tint = np.array((*material.base_color[:3], 255), np.uint8)
        colors = tinted(mesh.vertex_colors[vertices], tint)[:, :3] / 255
        file.write("colorPerVertex TRUE\ncolor Color { color [\n")
        _lines(file, (f"{r:.5g} {g:.5g} {b:.5g}" for r, g, b in _rows(colors, progress.part(0.5, 1.0))))
        file.write("] }\n")
    if picture is not None:
        assert mesh.corner_uv is not None
        flat = np.ascontiguousarray(mesh.corner_uv[chosen].reshape(-1, 2))
        _, first, index = np.unique(flat.view(np.uint64).reshape(-1), return_index=True, return_inverse=True)
        file.write("texCoord TextureCoordinate { point [\n")
        places = flat[first].astype(np.float64)
        _lines(file, (f"{u:.9g} {v:.9g}" for u, v in _rows(places, progress.part(0.5, 0.75))))
        file.write("] }\ntexCoordIndex [\n")
        _lines(file, (f"{a} {b} {c} -1" for a, b, c in _rows(index.reshape(-1, 3), progress.part(0.75, 1.0))))
        file.write("]\n")
    file.write("}\n}\n")


def _rows(table: NDArray[np.float64] | NDArray[np.int64], progress: Progress) -> Iterator[list[float]]:
    for start in range(0, len(table), SLICE):
        progress(start / len(table))
        yield from table[start : start + SLICE].tolist()


def _lines(file: TextIO, rows: Iterator[str]) -> None:
    file.writelines(f"{row},\n" for row in rows)
