"""What a command works with: handed to it by whoever starts it, never looked up."""

from dataclasses import dataclass, field

from app.commands.results import RepairName
from app.jobs.runner import Job, Runner
from app.mesh.store import MeshStore
from app.session.bench import Bench
from app.session.selection import Selection
from app.settings.preferences import Preferences


@dataclass
class Workshop:
    """The open bench, the place where meshes are kept, the jobs, and the person's settings.

    repairs   what the repairs are called, by id; empty until the helper process has said so (``model.learn_repairs``)
    selection what is selected on the model
    checking  the inspection that runs or waits: a newer one takes its place
    """

    bench: Bench
    store: MeshStore
    runner: Runner
    preferences: Preferences
    repairs: dict[str, RepairName] = field(default_factory=dict)
    checking: Job | None = None
    selection: Selection = field(default_factory=Selection)
