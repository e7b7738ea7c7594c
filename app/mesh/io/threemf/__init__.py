"""3MF: read and written by the consortium's library, behind checks of ours on the package and its XML."""

from app.mesh.io.threemf.package import could_be
from app.mesh.io.threemf.reader import read
from app.mesh.io.threemf.writer import write

__all__ = ["could_be", "read", "write"]
