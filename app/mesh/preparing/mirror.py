"""The mirror image of a model."""

import numpy as np

from app.i18n import Text, text
from app.jobs.progress import Progress
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.forms.prepare_body import MIRROR
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile

WORDS: dict[str, Text] = {
    "x": text("Mirrored left and right"),
    "y": text("Mirrored front and back"),
    "z": text("Mirrored up and down"),
}


def work(mesh: Mesh, given: dict[str, Value], _process: ProcessProfile, _progress: Progress) -> Repaired:
    """Mirror about the middle of the box, so that it stays in its place."""
    axis = Values(given).key("axis")
    return Repaired(mirrored(mesh, "xyz".index(axis)), WORDS[axis])


def mirrored(mesh: Mesh, axis: int) -> Mesh:
    """The mesh with one axis reversed about the middle of its box; faces turn round, so that outside stays outside."""
    vertices = np.array(mesh.vertices)
    vertices[:, axis] = mesh.bounds[:, axis].sum() - vertices[:, axis]
    return mesh.with_(
        vertices=vertices,
        faces=mesh.faces[:, ::-1],
        corner_uv=None if mesh.corner_uv is None else mesh.corner_uv[:, ::-1],
    )


TOOL = Tool(MIRROR, work)
