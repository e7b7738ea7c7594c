"""What the core expects of the place where meshes are kept (``app.storage`` has the folder that does it)."""

from pathlib import Path
from typing import Protocol

from app.mesh.mesh import Mesh


class MeshStore(Protocol):
    """Keeps every revision by its content hash. May be pickled and used from several processes at once."""

    def put(self, mesh: Mesh) -> str:
        """Write the mesh so that it survives a power cut, and return its revision."""
        ...

    def get(self, revision: str) -> Mesh:
        """The mesh of this revision. Raises KeyError; raises FileRefusedError where the stored file is damaged."""
        ...

    def has(self, revision: str) -> bool:
        """Whether this revision is here."""
        ...

    def folder(self) -> Path:
        """The folder in which temporary files may be made that end up in the store."""
        ...
