"""Which steps are offered for what is chosen, and which of them stands out. Pure: tables and the role decide."""

from collections.abc import Iterable, Sequence

from app.orders.item_states import ITEM
from app.orders.machine import Step
from app.orders.queue import QueueRow
from app.orders.stages import PARCEL as PARCEL_PREFIX
from app.security.actor import Actor
from app.security.permissions import may

ASIDE = ("hold", "cancel", "remake")
"""Steps that lead aside: never the one that stands out, and each with a dialog of its own."""

AT_THE_PACKING_BENCH = ("pack", "unpack")
"""Steps that follow from scanning."""

BY_THE_BOOK = ("change", "keep_approval", "write_off")
"""Steps that follow from others, or of which only the book knows whether they hold."""

ONE_BY_ONE = ("send_proof", "approve", "want_changes", "fail", "remake")
"""Steps that need an answer for each item: not offered for several at once."""


JUDGED = ("pass", "fail")
"""Steps that are a verdict: the quality check has a window of its own for one item."""


def common_steps(actor: Actor, rows: Sequence[QueueRow]) -> tuple[Step, ...]:
    """Steps that this person may do with every one of these rows, in the order of the table."""
    return steps_from(actor, {row.stage for row in rows}, several=len(rows) > 1)


def steps_from(actor: Actor, stages: Iterable[str], *, several: bool) -> tuple[Step, ...]:
    """Steps that this person may do in every one of these stages; ``several``: with more than one item."""
    every = frozenset(stages)
    if not every or any(stage.startswith(PARCEL_PREFIX) for stage in every):
        return ()
    first, *others = every
    shared = {step.event for step in ITEM.steps_from(first)}
    for stage in others:
        shared &= {step.event for step in ITEM.steps_from(stage)}
    hidden = {*AT_THE_PACKING_BENCH, *BY_THE_BOOK, *(ONE_BY_ONE if several else ())}
    return tuple(
        step
        for step in ITEM.steps_from(first)
        if step.event in shared - hidden and all(may(actor, ITEM.step(stage, step.event).permission) for stage in every)
    )


def takes_steps(actor: Actor) -> bool:
    """Whether there is any step of an item that this person may take; whoever only looks takes none."""
    return any(may(actor, step.permission) for step in ITEM.steps)


def forward(steps: Iterable[Step]) -> Step | None:
    """The step that stands out: the first that leads on and needs no excuse."""
    return next((s for s in steps if s.event not in ASIDE and not s.needs_reason), None)
