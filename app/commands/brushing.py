"""Keep what brushes did to the model on the bench."""

import time
from collections.abc import Callable

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
    make: Callable[[], Mesh],
    kept: Callable[[Edit, bool], None],
    failed: Callable[[AppError], None],
) -> Job | None:
    """Write the model as the strokes left it, then put it on the bench as one step.

    make  gives the mesh; called in a thread
    kept  gets the step, and whether it is on the bench: False where the bench has moved on meanwhile
    """
    document = workshop.bench.document
    if document is None:
        return None
    before = document.revision

    def then(edited: Edited) -> None:
        edit = Edit(title, before, edited.revision, edited.summary, edited.seconds)
        kept(edit, edit.before == edit.after or workshop.bench.finish(edit))

    return workshop.runner.run(
        title, _write, workshop.store, make, strokes, then=then, failed=failed, lane="thread", quiet=True
    )


def keep_strokes_now(workshop: Workshop, title: Text, strokes: int, mesh: Mesh) -> None:
    """The same at once, for a window that is being closed. Raises AppError."""
    document = workshop.bench.document
    if document is None:
        return
    edited = _write(workshop.store, lambda: mesh, strokes, Progress())
    if edited.revision != document.revision:
        workshop.bench.finish(Edit(title, document.revision, edited.revision, edited.summary, edited.seconds))


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
