"""Meshes of items on their way between the order book and this PC; on any thread."""

from pathlib import Path

from app.commands import item_work
from app.commands.office import Office
from app.commands.workshop import Workshop
from app.mesh.mesh import Mesh
from app.orders.book import ItemKey


def suffix(name: str) -> str:
    return Path(name).suffix.lower() or ".glb"


def write_out(office: Office, item: int, path: Path) -> Path:
    """The generated mesh as a file for the process that reads it; whoever opened it takes the file away."""
    content = item_work.generated_model(office, item)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def fetch(office: Office, workshop: Workshop, item: int, revision: str) -> Mesh:
    mesh = item_work.filed_mesh(office, item, revision)
    workshop.store.put(mesh)
    return mesh


def file_revision(office: Office, workshop: Workshop, key: ItemKey, revision: str) -> None:
    book, item = key
    item_work.file_revision(office, item, workshop.store.get(revision), book)
