"""A model as one file, whatever its format puts beside it."""

import tempfile
import zipfile
from pathlib import Path

from app.i18n import Text
from app.jobs.progress import Progress
from app.mesh.loading import save
from app.mesh.mesh import Mesh


def packed_model(mesh: Mesh, name: str, suffix: str, progress: Progress) -> tuple[bytes, str, tuple[Text, ...]]:
    """The model as one file: content, suffix, and what the format could not hold. Side files make it a zip."""
    with tempfile.TemporaryDirectory(prefix="statuette-print-") as folder:
        path = Path(folder) / f"{name}{suffix}"
        lost = save(mesh, path, progress)
        files = sorted(Path(folder).iterdir())
        if files == [path]:
            return path.read_bytes(), suffix, lost
        packed = Path(folder) / "packed"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in files:
                archive.write(file, file.name)
        return packed.read_bytes(), ".zip", lost
