"""The meshes of a plate where they stand, as one mesh or as several objects of one 3MF."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from app.dispatch.plates.body import Body, Place, placed
from app.errors import AppError
from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.io.threemf.writer import write_objects
from app.mesh.loading import find_format, save
from app.mesh.mesh import MAX_MATERIALS, Material, Mesh

OBJECTS = ".3mf"


def used_only(mesh: Mesh) -> Mesh:
    """Without vertices that no face uses: they would count for its box."""
    used = np.zeros(len(mesh.vertices), np.bool_)
    used[mesh.faces] = True
    return mesh if used.all() else mesh.keep_faces(np.ones(len(mesh.faces), np.bool_))


def body_of(id_: int, mesh: Mesh, rank: int = 0) -> Body:
    """What is packed of a mesh. Raises AppError where it has no surface."""
    mesh = used_only(mesh)
    if not len(mesh.faces):
        raise AppError(text("There is no surface to print."))
    return Body(id_, mesh.vertices, mesh.faces, rank)


def standing(mesh: Mesh, place: Place) -> Mesh:
    """The mesh with its colours where it stands."""
    mesh = used_only(mesh)
    return mesh.with_(vertices=placed(mesh.vertices, place))


def merged(meshes: Sequence[Mesh]) -> Mesh:
    """All of them as one mesh; what has no colour is white."""
    starts = np.cumsum([0, *(len(mesh.vertices) for mesh in meshes)])
    faces = np.concatenate([mesh.faces + start for mesh, start in zip(meshes, starts[:-1], strict=True)])
    changes: dict[str, object] = {}
    if any(mesh.corner_uv is not None for mesh in meshes):
        changes["corner_uv"] = np.concatenate(
            [np.zeros((len(m.faces), 3, 2), np.float32) if m.corner_uv is None else m.corner_uv for m in meshes]
        )
    if any(mesh.vertex_colors is not None for mesh in meshes):
        changes["vertex_colors"] = np.concatenate(
            [
                np.full((len(m.vertices), 4), 255, np.uint8) if m.vertex_colors is None else m.vertex_colors
                for m in meshes
            ]
        )
    if any(mesh.materials for mesh in meshes):
        lists = [mesh.materials or (Material(),) for mesh in meshes]
        first = np.cumsum([0, *(len(some) for some in lists)])
        if first[-1] > MAX_MATERIALS:
            raise AppError(text("There are too many materials on this plate for one file; put fewer pieces on it."))
        changes["materials"] = tuple(material for some in lists for material in some)
        changes["face_material"] = np.concatenate(
            [mesh.material_of_face.astype(np.int32) + start for mesh, start in zip(meshes, first[:-1], strict=True)]
        ).astype(np.int16)
    return Mesh(np.concatenate([mesh.vertices for mesh in meshes]), faces.astype(np.int32), **changes)  # type: ignore[arg-type]


def write_plate(parts: Sequence[tuple[str, Mesh]], path: Path, progress: Progress) -> None:
    """Write (label, standing mesh) in the format that the suffix names: 3MF keeps them apart and named, others join them.

    Raises WriteRefusedError, AppError, and Cancelled.
    """
    if path.suffix.lower() == OBJECTS and find_format(path, writing=True) is not None:
        write_objects(parts, path, progress)
    else:
        save(merged([mesh for _, mesh in parts]), path, progress)
