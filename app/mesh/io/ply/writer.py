"""Binary PLY with colours of the vertices; those of a picture are painted onto them."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from app.i18n import Text, text
from app.jobs.progress import Progress
from app.mesh.files.formats import SideFile
from app.mesh.mesh import Mesh

WHITE = (255, 255, 255)


def write(mesh: Mesh, path: Path, stem: str, progress: Progress) -> tuple[Sequence[SideFile], Sequence[Text]]:
    """Little-endian, coordinates as doubles so that nothing moves; plain material colours become colours of faces."""
    del stem
    lost: list[Text] = []
    if mesh.textured or (mesh.vertex_colors is not None and any(m.base_color[:3] != WHITE for m in mesh.materials)):
        # Compiled code, which only a model that has a picture waits for.
        from app.mesh.coloring.vertex_colors import painted_vertices  # noqa: PLC0415

        if mesh.textured:
            lost.append(
                text("PLY holds no picture: its colours are at the vertices now, as fine as the triangles are.")
            )
        mesh = painted_vertices(mesh, progress.part(0.0, 0.4))[0]
    fields = [("position", "<f8", 3)]
    header = ["ply", "format binary_little_endian 1.0", "comment Statuette, millimetres"]
    header += [f"element vertex {len(mesh.vertices)}", *(f"property double {axis}" for axis in "xyz")]
    channels = [f"property uchar {channel}" for channel in ("red", "green", "blue", "alpha")]
    if mesh.vertex_colors is not None:
        fields.append(("color", "|u1", 4))
        header += channels
    vertices = np.zeros(len(mesh.vertices), np.dtype(fields))
    vertices["position"] = mesh.vertices
    if mesh.vertex_colors is not None:
        vertices["color"] = mesh.vertex_colors
    plain = mesh.vertex_colors is None and any(m.base_color[:3] != WHITE for m in mesh.materials)
    header += [f"element face {len(mesh.faces)}", "property list uchar int vertex_indices"]
    row = [("count", "|u1", ()), ("corners", "<i4", (3,))]
    if plain:
        row.append(("color", "|u1", (4,)))
        header += channels
    faces = np.zeros(len(mesh.faces), np.dtype(row))
    faces["count"], faces["corners"] = 3, mesh.faces
    if plain:
        faces["color"] = np.array([m.base_color for m in mesh.materials], np.uint8)[mesh.material_of_face]
    progress(0.5)
    with path.open("wb") as file:
        file.write(("\n".join([*header, "end_header"]) + "\n").encode("ascii"))
        file.write(vertices.tobytes())
        file.write(faces.tobytes())
    return (), lost
