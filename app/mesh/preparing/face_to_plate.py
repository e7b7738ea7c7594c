"""Lay the flat face at a picked place on the plate."""

import numpy as np

from app.errors import RepairFailedError
from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray, IntArray
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.forms.prepare_body import FACE_TO_PLATE
from app.mesh.ghost import Ghost
from app.mesh.kernels.components import face_components
from app.mesh.kernels.measure import face_normals
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.mesh import Mesh
from app.mesh.preparing.placing import over_same_place, rotation_to, turned
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile

FLAT = float(np.cos(np.radians(8)))  # faces that look this much the same way are one face
ROUNDS = 2  # of taking the mean direction and gathering the faces anew


def work(mesh: Mesh, given: dict[str, Value], _process: ProcessProfile, progress: Progress) -> Repaired:
    """Turn it by the least angle that brings the face down."""
    place = Values(given).point("at")
    if place is None:
        raise RepairFailedError(text("Pick a place on the face that shall lie on the plate first."))
    progress(0.0)
    normal, faces = flat_face(mesh, *place)
    angle = float(np.degrees(np.arccos(np.clip(-normal[2], -1.0, 1.0))))
    result = over_same_place(turned(mesh, rotation_to(normal, np.array([0.0, 0.0, -1.0]))), mesh)
    area = float(np.linalg.norm(face_normals(mesh.vertices, mesh.faces[faces], unit=False), axis=1).sum()) / 2
    return Repaired(
        result, text("Turned by {angle}° to lie on a face of {area} mm²", angle=f"{angle:.1f}", area=f"{area:.3g}")
    )


def flat_face(mesh: Mesh, at: FloatArray, normal: FloatArray) -> tuple[FloatArray, IntArray]:
    """Return the unit normal (3,) of the flat face at a place (3,) of the surface with a normal (3,), and its faces (N,)."""
    whole = face_normals(mesh.vertices, mesh.faces, unit=False)
    length = np.linalg.norm(whole, axis=1)
    chosen = np.zeros(0, np.int32)
    for _ in range(ROUNDS):
        alike = np.flatnonzero((whole @ normal > FLAT * length) & (length > 0))
        if not len(alike):
            break
        faces = np.ascontiguousarray(mesh.faces[alike])
        nearest = int(Scene(mesh.vertices, faces).closest(at[None]).face[0])
        _, label = face_components(faces, len(mesh.vertices))
        chosen = alike[label == label[nearest]].astype(np.int32)
        mean = whole[chosen].sum(axis=0)
        normal = mean / np.linalg.norm(mean)
    return normal, chosen


def ghost(mesh: Mesh, given: dict[str, Value], _process: ProcessProfile) -> Ghost | None:
    """The face that will lie on the plate, a hair over the surface."""
    place = Values(given).point("at")
    if place is None:
        return None
    normal, chosen = flat_face(mesh, *place)
    if not len(chosen):
        return None
    used, faces = np.unique(mesh.faces[chosen], return_inverse=True)
    points = mesh.vertices[used] + 1e-3 * mesh.diagonal * normal
    return Ghost(points.astype(np.float32), faces.reshape(-1, 3).astype(np.int32), "mark")


TOOL = Tool(FACE_TO_PLATE, work, ghost)
