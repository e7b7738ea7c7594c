"""OBJ with MTL and PNG pictures beside it."""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from app.i18n import Text
from app.jobs.progress import Progress
from app.mesh.files.formats import SideFile
from app.mesh.files.images import encode_png
from app.mesh.mesh import Material, Mesh, Texture
from app.mesh.srgb import tinted

SLICE = 100_000
WHITE = (255, 255, 255)


def write(mesh: Mesh, path: Path, stem: str, progress: Progress) -> tuple[Sequence[SideFile], Sequence[Text]]:
    """Millimetres, all digits; colours of vertices after their coordinates as MeshLab, Blender and ZBrush read them."""
    base = re.sub(r"[^\w.-]+", "_", stem) or "mesh"  # MTL and many readers of OBJ stumble over blanks in names
    used: list[int] = np.unique(mesh.material_of_face).tolist() if mesh.materials else []
    side_files, names = _materials(mesh, base, used)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("# Statuette, millimetres\n")
        if used:
            file.write(f"mtllib {base}.mtl\n")
        for start in range(0, len(mesh.vertices), SLICE):
            progress(0.4 * start / len(mesh.vertices))
            rows = mesh.vertices[start : start + SLICE].tolist()
            if mesh.vertex_colors is None:
                file.writelines(f"v {x!r} {y!r} {z!r}\n" for x, y, z in rows)
            else:
                shades = (mesh.vertex_colors[start : start + SLICE, :3] / 255).tolist()
                file.writelines(
                    f"v {x!r} {y!r} {z!r} {r:.5f} {g:.5f} {b:.5f}\n"
                    for (x, y, z), (r, g, b) in zip(rows, shades, strict=True)
                )
        corners = None
        if mesh.corner_uv is not None:
            bits = np.ascontiguousarray(mesh.corner_uv.reshape(-1, 2)).view(np.uint64).reshape(-1)
            _, first, index = np.unique(bits, return_index=True, return_inverse=True)
            coordinates = mesh.corner_uv.reshape(-1, 2)[first].astype(np.float64)
            corners = index.reshape(-1, 3) + 1
            for start in range(0, len(coordinates), SLICE):
                progress(0.4 + 0.2 * start / len(coordinates))
                file.writelines(f"vt {u:.9g} {v:.9g}\n" for u, v in coordinates[start : start + SLICE].tolist())
        groups = [(names[m], np.flatnonzero(mesh.material_of_face == m)) for m in used]
        for name, chosen in groups or [("", np.arange(len(mesh.faces)))]:
            if name:
                file.write(f"usemtl {name}\n")
            for start in range(0, len(chosen), SLICE):
                progress(0.6 + 0.4 * start / len(mesh.faces))
                some = chosen[start : start + SLICE]
                faces = (mesh.faces[some].astype(np.int64) + 1).tolist()
                if corners is None:
                    file.writelines(f"f {a} {b} {c}\n" for a, b, c in faces)
                else:
                    file.writelines(
                        f"f {a}/{i} {b}/{j} {c}/{k}\n"
                        for (a, b, c), (i, j, k) in zip(faces, corners[some].tolist(), strict=True)
                    )
    return side_files, ()


def _materials(mesh: Mesh, base: str, used: list[int]) -> tuple[list[SideFile], dict[int, str]]:
    lines = ["# Statuette"]
    side_files: list[SideFile] = []
    names: dict[int, str] = {}
    pictures: dict[str, str] = {}
    for m in used:
        material = mesh.materials[m]
        name = re.sub(r"\s+", "_", material.name.strip()) or f"material_{m}"
        while name in names.values():
            name += f"_{m}"
        names[m] = name
        picture = None if mesh.corner_uv is None else _picture(material)
        r, g, b = (channel / 255 for channel in (WHITE if picture is not None else material.base_color[:3]))
        opacity = f"d {material.base_color[3] / 255:.5f}"
        lines += [f"newmtl {names[m]}", f"Kd {r:.5f} {g:.5f} {b:.5f}", "Ka 0 0 0", "Ks 0 0 0", opacity, "illum 1"]
        if picture is not None:
            if picture.digest not in pictures:
                pictures[picture.digest] = f"{base}_{len(pictures)}.png"
                side_files.append(SideFile(pictures[picture.digest], encode_png(picture)))
            lines.append(f"map_Kd {pictures[picture.digest]}")
    if names:
        side_files.append(SideFile(f"{base}.mtl", ("\n".join(lines) + "\n").encode()))
    return side_files, names


def _picture(material: Material) -> Texture | None:
    """The picture with the base colour in it: some programs multiply the two as sRGB, some ignore Kd under a picture."""
    if material.texture is None or material.base_color[:3] == WHITE:
        return material.texture
    base = np.array((*material.base_color[:3], 255), np.uint8)
    return Texture(tinted(material.texture.pixels, base), material.texture.name)
