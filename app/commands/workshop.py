"""What a command works with: handed to it by whoever starts it, never looked up."""

from dataclasses import dataclass

from app.jobs.runner import Runner
from app.mesh.store import MeshStore
from app.session.bench import Bench
from app.settings.preferences import Preferences


@dataclass
class Workshop:
    """The open bench, the place where meshes are kept, the jobs, and the person's settings."""

    bench: Bench
    store: MeshStore
    runner: Runner
    preferences: Preferences
