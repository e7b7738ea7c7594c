"""An order of figurines whose generated meshes are in the asset store, entered through the real commands."""

from pathlib import Path

from app.commands.office import Office
from app.commands.order_entry import planning_of, write_order
from app.commands.workshop_settings import read_settings
from app.jobs.progress import silent
from app.mesh.loading import save
from app.mesh.mesh import Mesh
from app.orders.draft import Buyer, ConsentDraft, CreationDraft, FileDraft, ItemDraft, OrderDraft
from app.orders.records import Item


def order_figurines(office: Office, folder: Path, meshes: list[Mesh], height_mm: float = 80.0) -> list[int]:
    """One order; an item for each mesh. Gives the items' ids."""
    creations, items, files = [], [], []
    for number, mesh in enumerate(meshes):
        path = folder / f"made{number}.ply"
        save(mesh, path, silent())
        kept = office.assets.put(path.read_bytes(), sensitive=True)
        creations.append(CreationDraft(key=f"c{number}", title="Cat", mesh=kept.digest))
        files.append(FileDraft(kind="mesh", name=path.name, digest=kept.digest, size=kept.size))
        items.append(
            ItemDraft(product="figurine", finish="white", title="Cat", creation=f"c{number}", height_mm=height_mm)
        )
    draft = OrderDraft(
        buyer=Buyer("测试甲", "13800000000", "测试省测试市测试路1号"), consent=ConsentDraft(),
        creations=tuple(creations), items=tuple(items), files=tuple(files),
    )  # fmt: skip
    with office.book.writing(office.actor) as book:
        settings = read_settings(book)
        made = write_order(office, book, draft, settings=settings, planning=planning_of(settings))
        return [item.id for item in book.find(Item, order=made.id, order_by="position")]
