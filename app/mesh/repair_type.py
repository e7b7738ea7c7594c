"""What a repair is: a name, words for people, and a function from a mesh to a mesh."""

from collections.abc import Callable
from dataclasses import dataclass

from app.i18n import Text
from app.jobs.progress import Progress
from app.mesh.mesh import Mesh
from app.settings.process import ProcessProfile


@dataclass(frozen=True, eq=False)
class Repaired:
    """The mesh after a repair (the very same one where there was nothing to do), and what was done in one sentence."""

    mesh: Mesh
    summary: Text


@dataclass(frozen=True, eq=False)
class Repair:
    """One repair that answers findings.

    id            stable, snake_case
    title         what the button says
    description   one sentence for its tooltip: what it does and what it leaves alone
    run           ``run(mesh, process, progress)``; raises RepairFailedError where it cannot do what it is for
    """

    id: str
    title: Text
    description: Text
    run: Callable[[Mesh, ProcessProfile, Progress], Repaired]
