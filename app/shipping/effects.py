"""What a step does to a parcel besides its state; pure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from app.orders.machine import BACK, Step
from app.shipping.records import Parcel

SIGNERS = ("self", "other", "locker")


def parcel_stepped(parcel: Parcel, step: Step, facts: Mapping[str, object], now: datetime) -> Parcel:
    """The parcel after this step. Facts: ``signed_by`` (self, other, locker), ``problem`` (a code), ``at`` (when it was)."""
    given = facts.get("at")
    when = given if isinstance(given, datetime) else now
    after = replace(parcel, state=step.after, state_since=when, chase_at=None)
    if step.after == BACK:
        return replace(after, state=parcel.held_from or "in_transit", held_from="", problem="")
    if step.event == "problem":
        return replace(after, held_from=parcel.state, problem=str(facts.get("problem", "")))
    after = replace(after, held_from="")
    if step.event == "hand_over":
        return replace(after, handed_over_at=when)
    if step.event == "sign":
        signer = facts.get("signed_by")
        return replace(after, signed_at=when, signed_by=str(signer) if signer in SIGNERS else "other")
    if step.event == "unbox":
        return replace(after, unboxed_at=when)
    if step.after in {"accepted", "auto_accepted"}:
        return replace(after, accepted_at=parcel.accepted_at or when)
    if step.event == "reopen" and parcel.handed_over_at is not None:
        # It travels anew: the old journey stays in the history, not in the fields.
        return replace(
            after, waybill="", handed_over_at=None, signed_at=None, signed_by="", unboxed_at=None, problem=""
        )
    return after
