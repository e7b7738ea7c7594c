"""Proofs of flat things: a picture of how it will look, and each side as it is printed and cut, in the colours of the press.

Drawn from the design that is kept for the item, and about that design alone: whoever changes it has to make another proof.
"""

from dataclasses import dataclass
from pathlib import Path

from app.commands.flat_pictures import FlatPictures
from app.commands.item_files import DESIGN
from app.commands.layout_designs import composition_of
from app.commands.need_to_know import need
from app.commands.office import Office, command
from app.commands.proof import ProofWishes
from app.commands.proofs import draft_proof
from app.errors import WriteRefusedError
from app.i18n import Text, text
from app.jobs.progress import Progress
from app.orders.machine import StepRefusedError
from app.orders.records import FileLink, Item, Order
from app.products.table import PRODUCTS
from app.security.permissions import Permission
from app.service.records import Proof

_NO_DESIGN = text("Nothing was designed for this item yet; open it on the layout bench first.")
_CHANGED = text("The design was changed meanwhile; make the proof once more.")


@dataclass(frozen=True)
class FlatProof:
    """What the proof of an item is begun with.

    revision  content hash of its design, which the proof will be about
    round     how many times the buyer will have been asked with this proof
    material  product and finish, as the buyer knows them
    """

    item: int
    number: str
    serial: str
    title: str
    revision: str
    round: int
    material: tuple[Text | str, ...]


@command("proofs.of_flat", Permission.PROOF_SEND)
def flat_proof(office: Office, item_id: int) -> FlatProof:
    """What there is to be shown. Raises NotFoundError, NotAllowedError; StepRefusedError without a design."""
    with office.book.reading() as book:
        item = book.get(Item, item_id)
        need(office.actor, Permission.PROOF_SEND, item)
        order = book.get(Order, item.order)
        designed = bool(item.revision) and bool(
            book.find(FileLink, item=item.id, kind=DESIGN, digest=item.revision, limit=1)
        )
    if not designed:
        raise StepRefusedError(_NO_DESIGN)
    product = PRODUCTS.get(item.product)
    names = () if product is None else (product.title, product.finish_title(item.finish))
    return FlatProof(
        item.id, order.number, item.serial, item.title or item.serial, item.revision, max(item.round, 1), names
    )  # fmt: skip


@command("proofs.draw_flat", Permission.PROOF_SEND)
def draw_flat_proof(
    office: Office, flat: FlatProof, wishes: ProofWishes, folder: Path, progress: Progress
) -> FlatPictures:
    """Draw the pictures of a proof and write them into ``folder``, which is made. Not on the window's thread.

    Raises StepRefusedError where the design is another by now, DesignRefusedError where it must not be printed so,
    WriteRefusedError, Cancelled; what was written by then stays.
    """
    with office.book.reading() as book:
        item = book.get(Item, flat.item)
        need(office.actor, Permission.PROOF_SEND, item)
    if item.revision != flat.revision:
        raise StepRefusedError(_CHANGED)
    from app.commands.layout_proof_work import drawn  # noqa: PLC0415 - Skia and Numba, where a layout is drawn

    try:
        folder.mkdir(exist_ok=True)
        return drawn(office, item, composition_of(office, flat.revision), wishes, folder, progress)
    except OSError as error:
        reason = error.strerror or str(error)
        raise WriteRefusedError(
            text(
                "The proof cannot be written to “{folder}” ({reason}): choose another folder.",
                folder=str(folder), reason=reason,
            )
        ) from error  # fmt: skip


@command("proofs.keep_flat", Permission.PROOF_SEND)
def keep_flat_proof(office: Office, flat: FlatProof, sheet: bytes) -> Proof:
    """A draft of the proof with the sheet that the buyer is shown. Raises StepRefusedError where the design has changed."""
    return draft_proof(office, flat.item, sheet=sheet, content=flat.revision)
