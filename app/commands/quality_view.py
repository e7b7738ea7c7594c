"""What whoever checks a print has to see: the thing, its pieces, the picture it was made from and the approved proof."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from app.commands import notes, orders, quality
from app.commands.need_to_know import in_scope
from app.commands.office import Office, command
from app.commands.step_facts import approved_proof
from app.dispatch.defects import DEFECTS
from app.dispatch.records import Piece, PrintJob
from app.errors import AppError
from app.i18n import Text, text
from app.orders.book import Reading
from app.orders.machine import StepRefusedError
from app.orders.records import Creation, Item, Order
from app.security.permissions import Permission

Next = Literal["print_again", "rework", "remake"]
NEXT: tuple[Next, ...] = ("print_again", "rework", "remake")
_CHECKED_IN = frozenset({"qc", "ready_to_pack"})


@dataclass(frozen=True)
class ToJudge:
    """An item at the quality check. pieces: all of it, by unit; none where it was printed without telling them apart."""

    item: Item
    number: str
    pieces: tuple[Piece, ...]

    @property
    def open(self) -> tuple[Piece, ...]:
        """The pieces that wait for a verdict. What has failed waits again once it was reworked."""
        judged = {"passed"} if self.item.state == "qc" else {"passed", "failed"}
        return tuple(piece for piece in self.pieces if piece.state not in judged)


@dataclass(frozen=True)
class Pictures:
    """PNG each; None: there is none, or none that can be shown. ``paper``: the proof is a file that is no picture."""

    creation: bytes | None = None
    proof: bytes | None = None
    paper: bool = False


@dataclass(frozen=True)
class Settled:
    """What became of it: the verdict, the jobs that were queued, the new item, and why the last part was refused."""

    judged: quality.Judged
    jobs: tuple[PrintJob, ...] = ()
    remade: Item | None = None
    trouble: Text | str = ""


@command("quality.view", Permission.QUALITY)
def to_judge(office: Office, items: Iterable[int]) -> tuple[ToJudge, ...]:
    """Those of these items that can be judged now, in this order. Raises StepRefusedError where none of them can."""
    wanted = tuple(dict.fromkeys(items))
    with office.book.reading() as book:
        there = book.get_all(Item, wanted)
        seen = [_one(book, there[item]) for item in wanted if item in there]
    mine = [one for one in seen if in_scope(office.actor, Permission.QUALITY, one.item)]
    found = [one for one in mine if _can_be_judged(one)]
    if not found:
        if len(mine) == 1:
            raise StepRefusedError(text("{serial} is not at the quality check now.", serial=mine[0].item.serial))
        raise StepRefusedError(text("Nothing of this is at the quality check now."))
    return tuple(found)


@command("quality.pictures", Permission.QUALITY)
def pictures(office: Office, item_id: int, size: int) -> Pictures:
    """The picture of the creation and the approved proof, each at most ``size`` pixels wide and high.

    What is damaged, or lies on a drive that is away, is left out: the thing can be judged all the same.
    """
    with office.book.reading() as book:
        item = book.get(Item, item_id)
        creation = None if item.creation is None else book.get(Creation, item.creation)
        proof = approved_proof(book, item)
    cover = _shown(office, "" if creation is None else creation.cover, size)
    sheet = "" if proof is None else proof.file
    seen = _shown(office, sheet, size)
    return Pictures(cover, seen, paper=bool(sheet) and seen is None)


@command("quality.settle", Permission.QUALITY)
def settle(
    office: Office, item_id: int, *, passed: bool, piece: int | None = None, cause: str = "", words: str = "",
    photo: bytes = b"", then_do: Next = "rework",
) -> Settled:  # fmt: skip
    """Judge, and do at once what follows for what has not passed.

    The verdict stands even where the rest is refused: ``trouble`` says why then. Raises what ``quality.judge`` does.
    """
    judged = quality.judge(
        office, item_id, passed=passed, piece=piece, cause=cause, words=words, photo=photo
    )  # fmt: skip
    made = Settled(judged)
    if passed or judged.item.state != "rework" or then_do == "rework":
        return made
    try:
        if then_do == "print_again":
            return replace(made, jobs=quality.print_again(office, item_id))
        blame = DEFECTS[cause]
        remade = orders.remake(
            office, item_id, cause=blame.blame, reason=words.strip() or str(blame.title), version=judged.item.version
        )  # fmt: skip
        return replace(made, remade=remade)
    except AppError as error:
        return replace(made, trouble=error.sentence)


def _one(book: Reading, item: Item) -> ToJudge:
    return ToJudge(item, book.get(Order, item.order).number, tuple(book.find(Piece, item=item.id, order_by="unit")))


def _can_be_judged(seen: ToJudge) -> bool:
    """As ``quality.judge`` takes it: an item in rework only for pieces that nobody has judged yet."""
    return seen.item.state in _CHECKED_IN or (seen.item.state == "rework" and bool(seen.open))


def _shown(office: Office, digest: str, size: int) -> bytes | None:
    if not digest:
        return None
    try:
        return notes.thumbnail(office.assets.get(digest), size)
    except (KeyError, AppError):
        return None
