"""What the automatic repair says about a model that it leaves as it was."""

from pathlib import Path

import pytest
import trimesh

from app.commands.work import repair_revision_automatically
from app.jobs.progress import silent
from app.mesh.mesh import Mesh
from app.settings.process import find_process
from app.storage.mesh_store import FolderMeshStore


@pytest.mark.parametrize(
    ("edge_mm", "says"), [(40.0, "printable as it is"), (900.0, "nothing that a repair could mend")]
)
def test_what_is_printable_is_told_from_what_no_repair_mends(edge_mm: float, says: str, tmp_path: Path) -> None:
    box = trimesh.creation.box((edge_mm, edge_mm, edge_mm))
    store = FolderMeshStore(tmp_path)
    revision = store.put(Mesh(box.vertices, box.faces.astype("int32")))
    process = find_process("full-color-jetting")
    told = repair_revision_automatically(store, revision, process, edge_mm, "auto", None, silent())
    assert says in str(told.summary)
