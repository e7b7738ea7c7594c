"""The faces that a tool was given."""

import numpy as np

from app.errors import RepairFailedError
from app.i18n import text
from app.mesh.arrays import BoolArray, IntArray
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.mesh import Mesh


def selected(mesh: Mesh, given: dict[str, Value], name: str = "faces") -> BoolArray:
    """(F,) bool of the value ``name``.

    Raises RepairFailedError where nothing is selected, or a face that the mesh does not have.
    """
    mask = selected_or_none(mesh, given, name)
    if not mask.any():
        raise RepairFailedError(text("Nothing is selected: select the faces first, with the lasso for example."))
    return mask


def selected_or_none(mesh: Mesh, given: dict[str, Value], name: str = "faces") -> BoolArray:
    """(F,) bool of the value ``name``, for tools that also work without a selection."""
    faces = Values(given).faces(name)
    if len(faces) and (int(faces.min()) < 0 or int(faces.max()) >= len(mesh.faces)):
        raise RepairFailedError(text("The selection belongs to another state of the model; select the faces again."))
    mask = np.zeros(len(mesh.faces), np.bool_)
    mask[faces] = True
    return mask


def some_left(mask: BoolArray) -> BoolArray:
    """The mask itself. Raises RepairFailedError where it is about every face of the model."""
    if mask.all():
        raise RepairFailedError(text("Everything is selected, and nothing would be left; select less."))
    return mask


def inner_vertices(faces: IntArray, n_vertices: int, mask: BoolArray) -> BoolArray:
    """(V,) bool: vertices that only selected faces have, and that lie on no open edge of them."""
    inside = np.zeros(n_vertices, np.bool_)
    inside[faces[mask]] = True
    inside[faces[~mask]] = False
    some = faces[mask]
    start, end = some.reshape(-1).astype(np.int64), np.roll(some, -1, axis=1).reshape(-1).astype(np.int64)
    key, back = start * n_vertices + end, end * n_vertices + start
    lonely = ~np.isin(key, back)
    inside[start[lonely]] = False
    inside[end[lonely]] = False
    return inside


def touching(faces: IntArray, n_vertices: int, mask: BoolArray) -> BoolArray:
    """(F,) bool: faces beside the selected ones, with a vertex in common with them."""
    marked = np.zeros(n_vertices, np.bool_)
    marked[faces[mask]] = True
    return np.asarray(marked[faces].any(axis=1) & ~mask)
