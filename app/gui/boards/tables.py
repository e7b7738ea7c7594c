"""Which cards the two boards have: what each one counts, and which items of it come first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.commands import queue
from app.commands.office import Office
from app.gui.base.look import Role
from app.i18n import Text, text
from app.orders import stages
from app.orders.queue import QueueQuery, QueueRow

MOST = 1000
"""Items are counted up to here."""


@dataclass(frozen=True)
class Board:
    """A card. ``tone``: how much somebody has to look at it when something is on it."""

    key: str
    title: Text
    icon: str
    query: QueueQuery
    tone: Role = "accent"


@dataclass(frozen=True)
class Shown:
    """What is on a card: how many, and the first of them."""

    count: int
    rows: tuple[QueueRow, ...]


def _of(*names: str, **more: Any) -> QueueQuery:
    return QueueQuery(stages=frozenset(names), **more)


OVERVIEW: tuple[Board, ...] = (
    Board("late", text("Late"), "mdi6.alarm", QueueQuery(late=True), "bad"),
    Board("to_model", text("To model"), "mdi6.cube-outline", _of(*stages.TO_MODEL)),
    Board("to_confirm", text("To confirm"), "mdi6.account-question-outline", _of(*stages.TO_CONFIRM), "warn"),
    Board("to_print", text("To print"), "mdi6.tray-full", _of(*stages.TO_PRINT)),
    Board("in_production", text("In production"), "mdi6.printer-3d-nozzle-outline", _of(*stages.IN_PRODUCTION)),
    Board("to_pack", text("To pack"), "mdi6.package-variant", _of(*stages.TO_PACK), "ok"),
    Board("to_ship", text("To ship"), "mdi6.package-variant-closed", _of(*stages.TO_SHIP), "ok"),
    Board("on_the_way", text("On the way"), "mdi6.truck-outline", _of(*stages.ON_THE_WAY)),
    Board("to_accept", text("To accept"), "mdi6.gift-open-outline", _of(*stages.TO_ACCEPT)),
    Board("on_hold", text("On hold"), "mdi6.pause-circle-outline", _of(*stages.HELD), "warn"),
)
SERVICE: tuple[Board, ...] = (
    Board("claimed", text("The buyer complains"), "mdi6.alert-circle-outline", QueueQuery(claimed=True), "bad"),
    Board("to_send", text("Proof to be sent"), "mdi6.send-outline", _of("internal_review")),
    Board("waits", text("Waits for the buyer"), "mdi6.account-clock-outline", _of("proof_sent"), "warn"),
    Board("changes", text("Changes wanted"), "mdi6.message-draw", _of("changes_requested"), "warn"),
    Board("asked", text("Something is missing"), "mdi6.help-circle-outline", _of("need_info"), "warn"),
    Board(
        "trouble", text("Trouble with a parcel"), "mdi6.truck-alert-outline",
        _of("parcel.problem", "parcel.refused", "parcel.lost", "parcel.issue_reported"), "bad",
    ),
    Board("unbox", text("Arrived, not accepted yet"), "mdi6.gift-open-outline", _of("parcel.signed", "parcel.unboxed")),
)  # fmt: skip


def read(office: Office, boards: tuple[Board, ...], rows: int) -> Mapping[str, Shown]:
    """What is on each of these cards now, at most so many rows of it. Raises AppErrors of the book."""
    counts = queue.counts(office, {board.key: board.query for board in boards}, MOST)
    return {
        board.key: Shown(
            counts[board.key], queue.page(office, board.query, limit=rows).rows if counts[board.key] else ()
        )
        for board in boards
    }
