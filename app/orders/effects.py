"""What a step does to an item besides its state; pure. The dues, the stage and the frozen content follow from it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from app.orders import due
from app.orders.item_states import CAUSES
from app.orders.machine import BACK, Step
from app.orders.records import Item
from app.orders.stages import stage_of

AFTER_PROOF = frozenset({"proof_sent", "changes_requested", "approved", "preflight", "queued"})
"""States in which the buyer has been shown something: from here back to modelling begins another round."""


def stepped(item: Item, step: Step, facts: Mapping[str, object], now: datetime, parcel_state: str | None) -> Item:
    """The item after this step. ``parcel_state``: of the parcel that it lies in afterwards, if any.

    Facts that it takes: ``hold`` (reason of a hold), ``cause``, ``parcel`` (id, when it is packed).
    """
    after = replace(item, state=step.after, state_since=now)
    if step.event == "hold":
        after = replace(after, held_from=item.state, hold_reason=str(facts["hold"]))
    elif step.after == BACK:
        after = _resumed(item, now)
    elif step.event == "approve":
        after = replace(after, approved=item.revision)
    elif step.event == "produce":
        after = replace(after, begun_at=item.begun_at or now)
    elif step.event == "pack":
        given = facts.get("parcel")
        after = replace(after, parcel=given if isinstance(given, int) else item.parcel)
    elif step.event == "unpack":
        after = replace(after, parcel=None)
    if step.after == "modeling":
        after = replace(after, round=item.round + 1 if item.state in AFTER_PROOF else max(item.round, 1))
    cause = facts.get("cause")
    if cause in CAUSES:
        after = replace(after, cause=str(cause))
    if after.state not in {"on_hold", step.before}:
        after = replace(after, held_from="", hold_reason="")
    return placed(after, parcel_state)


def _resumed(item: Item, now: datetime) -> Item:
    """Out of the hold; where the clock stood still, what is still to come is due so much later."""
    waited = due.moved(item, now - item.state_since) if item.hold_reason in due.PAUSES else item
    return replace(waited, state=item.held_from, state_since=now, held_from="", hold_reason="")


def placed(item: Item, parcel_state: str | None) -> Item:
    """The item with the stage and the due time that follow from its state and its parcel's."""
    return due.with_due(replace(item, stage=stage_of(item.state, parcel_state)))
