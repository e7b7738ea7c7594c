"""Keep what brushes did to the model on the bench."""

import time
from collections.abc import Callable

import numpy as np

from app.commands.results import Edited
from app.commands.workshop import Workshop
from app.errors import AppError
from app.i18n import Text, plural, text
from app.jobs.progress import Progress
from app.jobs.runner import Job
from app.mesh.mesh import Mesh
from app.mesh.store import MeshStore
from app.session.bench import Edit


def keep_strokes(  # noqa: PLR0917
    workshop: Workshop,
    title: Text,
    strokes: int,
    before: str,
    make: Callable[[], Mesh],
    kept: Callable[[Edit, bool], None],
    failed: Callable[[AppError], None],
) -> Job:
    """Write the model as the strokes left it, then put it on the bench as one step.

    before  the revision that the strokes were drawn on
    make    gives the mesh; called in a thread
    kept    gets the step, and whether it is on the bench: False where the bench has moved on meanwhile
    """

    def then(edited: Edited) -> None:
        edit = Edit(title, before, edited.revision, edited.summary, edited.seconds)
        kept(edit, edit.before == edit.after or workshop.bench.finish(edit))

    return workshop.runner.run(
        title, _write, workshop.store, make, strokes, then=then, failed=failed, lane="thread", quiet=True
    )


def keep_strokes_now(workshop: Workshop, title: Text, strokes: int, before: str, mesh: Mesh) -> None:
    """The same at once, for a window that is being closed. Raises AppError."""
    edited = _write(workshop.store, lambda: mesh, strokes, Progress())
    if edited.revision != before:
        workshop.bench.finish(Edit(title, before, edited.revision, edited.summary, edited.seconds))


def give_vertex_colors(workshop: Workshop) -> Job | None:
    """Give every vertex of a model without pictures a colour to paint over: that of its material, or white."""
    document = workshop.bench.document
    if document is None:
        return None
    before, title = document.revision, text("Colour the vertices")

    def then(edited: Edited) -> None:
        workshop.bench.finish(Edit(title, before, edited.revision, edited.summary, edited.seconds))

    return workshop.runner.run(title, _color_vertices, workshop.store, before, then=then, lane="thread")


def with_vertex_colors(mesh: Mesh) -> Mesh:
    """The mesh with colours at its vertices instead of in its materials, which must have no pictures."""
    if mesh.vertex_colors is not None:
        return mesh
    colors = np.full((len(mesh.vertices), 4), 255, np.uint8)
    if mesh.materials:
        base = np.array([material.base_color for material in mesh.materials], np.uint8)
        for corner in range(3):
            colors[mesh.faces[:, corner]] = base[mesh.material_of_face]
    return mesh.with_(vertex_colors=colors, corner_uv=None, face_material=None, materials=())


def _color_vertices(store: MeshStore, revision: str, progress: Progress) -> Edited:
    began = time.perf_counter()
    progress(0.1)
    mesh = with_vertex_colors(store.get(revision))
    return Edited(store.put(mesh), text("Colours are at the vertices now"), time.perf_counter() - began)


def _write(store: MeshStore, make: Callable[[], Mesh], strokes: int, progress: Progress) -> Edited:
    began = time.perf_counter()
    progress(0.1)
    mesh = make()
    try:
        revision = store.put(mesh)
    except OSError as problem:
        raise AppError(
            text(
                "The strokes could not be kept: {problem}. They were taken back.",
                problem=str(problem.strerror or problem),
            )
        ) from problem
    return Edited(revision, plural("{n} stroke", "{n} strokes", strokes), time.perf_counter() - began)
