"""What the buyer approved is what is printed: an item that is released for it, with its approved content."""

from dataclasses import dataclass

from app.commands.item_work import filed_mesh
from app.commands.office import Office, command
from app.commands.plate_pieces import left_to_print
from app.commands.printed_with import material_of, process_of, usual_material
from app.commands.step_facts import approved_digest
from app.i18n import text
from app.mesh.mesh import Mesh
from app.orders.book import Reading
from app.orders.machine import StepRefusedError
from app.orders.records import Item
from app.security.permissions import Permission
from app.settings.materials import load_materials

HASH_LETTERS = 8
"""Of the approved content hash, in the names of print files."""

NOT_APPROVED = text(
    "What is to be printed is not what the buyer approved; send a new proof, or take the approved version."
)


@dataclass(frozen=True)
class Approved:
    """An item that may be printed, with what it is made of. left: how many of it are still to be printed."""

    item: Item
    process: str
    material: str
    left: int

    @property
    def name(self) -> str:
        """What its print files are called: serial, and the begin of the approved content hash."""
        return f"{self.item.serial}-{self.item.approved[:HASH_LETTERS]}"


@command("print_files.approved", Permission.PRODUCE)
def need_approved(office: Office, item_id: int) -> Approved:
    """An item that is released for printing, with the approval that stands in the book.

    Raises StepRefusedError, NotFoundError.
    """
    with office.book.reading() as book:
        item = book.get(Item, item_id)
        need_approved_content(book, item, item.approved)
        left = left_to_print(book, item)
    process = process_of(item)
    return Approved(item, process, material_of(item) or usual_material(item, load_materials()), left)


def need_approved_content(book: Reading, item: Item, content: str) -> None:
    """Raises StepRefusedError unless this content of the item is approved and released for printing."""
    if item.state not in {"queued", "producing"}:
        raise StepRefusedError(text("{serial} is not ready to be printed now.", serial=item.serial))
    if not content or not content == item.approved == approved_digest(book, item):
        raise StepRefusedError(NOT_APPROVED)


def approved_mesh(office: Office, approved: Approved) -> Mesh:
    """The approved model. Raises AppError where it is not filed, StepRefusedError where its content is another."""
    mesh = filed_mesh(office, approved.item.id, approved.item.approved)
    if mesh.revision != approved.item.approved:
        raise StepRefusedError(NOT_APPROVED)
    return mesh
