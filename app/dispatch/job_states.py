"""The print job: written down before the first byte, never sent again before it was looked for (dispatch.md 6).

``unknown`` is left by a look that found out, or by a person.
"""

from app.i18n import Text, text
from app.orders.machine import Event, Machine, State, Step
from app.security.permissions import Permission

STATES = (
    State("planned", text("Planned"), "dim", icon="mdi6.clock-outline"),
    State("assigned", text("Assigned"), "dim", icon="mdi6.printer-3d"),
    State("sending", text("Being sent"), "accent", icon="mdi6.upload-outline"),
    State("maybe_sent", text("Sent?"), "warn", icon="mdi6.upload-network-outline"),
    State("accepted", text("At the printer"), "accent", icon="mdi6.check-network-outline"),
    State("running", text("Printing now"), "accent", icon="mdi6.printer-3d-nozzle-outline"),
    State("unknown", text("Unclear"), "bad", icon="mdi6.help-rhombus-outline"),
    State("done", text("Print finished"), "ok", open=False, icon="mdi6.check-circle-outline"),
    State("failed", text("Print failed"), "bad", open=False, icon="mdi6.close-octagon-outline"),
    State("cancelled", text("Print cancelled"), "dim", open=False, icon="mdi6.cancel"),
)

EVENTS = (
    Event("assign", text("Give to a printer"), text("Given to a printer")),
    Event("take_back", text("Take back"), text("Taken back")),
    Event("send", text("Send"), text("Sending began")),
    Event("refused", text("The printer refused it"), text("Refused by the printer")),
    Event("sent", text("All of it was sent"), text("All of it was sent")),
    Event("accept", text("The printer has it"), text("The printer has it")),
    Event("run", text("It is printing"), text("Printing began")),
    Event("finish", text("It was printed"), text("Printed")),
    Event("fail", text("It failed"), text("Failed")),
    Event("cancel", text("Cancel the print"), text("Print cancelled")),
    Event("lose", text("It is unclear what became of it"), text("Became unclear")),
    Event("absent", text("The printer never got it"), text("The printer never got it")),
    Event("stored", text("The printer keeps it, but does not print it"), text("Kept by the printer, not printed")),
)

LIVE = ("sending", "maybe_sent", "accepted", "running", "unknown")
"""A job that may be at a printer: nothing is sent again while it is in one of these."""


def _is_approved(_job: object, facts: dict[str, object]) -> Text | None:
    """Facts carry ``approved``: whether its content is that of the approved proof (DESIGN §6), gathered from the book."""
    if facts.get("approved") is not True:
        return text(
            "What is to be printed is not what the buyer approved; send a new proof, or take the approved version."
        )
    return None


def _free_printer(_job: object, facts: dict[str, object]) -> Text | None:
    """Facts carry ``claimed`` (this job has the printer) and ``clear`` (nothing lies on its plate)."""
    if facts.get("claimed") is not True:
        return text("The printer is at another job; wait until it is done.")
    return (
        None
        if facts.get("clear") is True
        else text("Something may lie on the plate: look, clear it, and say so first.")
    )


def _was_looked_for(_job: object, facts: dict[str, object]) -> Text | None:
    """Facts carry ``looked``: "absent" where the printer was asked and has never had it, "person" where somebody says so."""
    if facts.get("looked") not in {"absent", "person"}:
        return text("Nobody has looked yet whether the printer has it; look first, so that nothing is printed twice.")
    return None


def _person_has_looked(_job: object, facts: dict[str, object]) -> Text | None:
    """What was seen printing is "not printed" only where somebody stands there and says so."""
    if facts.get("looked") != "person":
        return text("It was seen printing; somebody has to look at the printer.")
    return None


_PRODUCE = Permission.PRODUCE

STEPS = (
    Step("planned", "assign", "assigned", _PRODUCE),
    Step("assigned", "assign", "assigned", _PRODUCE),
    Step("assigned", "take_back", "planned", _PRODUCE),
    Step("planned", "cancel", "cancelled", _PRODUCE),
    Step("assigned", "cancel", "cancelled", _PRODUCE),
    Step("assigned", "send", "sending", _PRODUCE, lambda job, facts: _is_approved(job, facts) or _free_printer(job, facts)),
    Step("sending", "refused", "assigned", _PRODUCE, needs_reason=True),
    Step("sending", "sent", "maybe_sent", _PRODUCE),
    *(Step(s, "accept", "accepted", _PRODUCE) for s in ("sending", "maybe_sent", "unknown")),
    *(Step(s, "run", "running", _PRODUCE) for s in ("sending", "maybe_sent", "accepted", "unknown")),
    *(Step(s, "finish", "done", _PRODUCE) for s in ("maybe_sent", "accepted", "running", "unknown")),
    *(Step(s, "fail", "failed", _PRODUCE, needs_reason=True) for s in LIVE),
    *(Step(s, "cancel", "cancelled", _PRODUCE) for s in ("accepted", "running", "unknown")),
    *(Step(s, "lose", "unknown", _PRODUCE, needs_reason=True) for s in ("sending", "maybe_sent", "accepted", "running")),
    *(Step(s, "absent", "assigned", _PRODUCE, _was_looked_for) for s in ("sending", "maybe_sent", "accepted", "unknown")),
    Step("running", "absent", "assigned", _PRODUCE, _person_has_looked),
    *(Step(s, "stored", "accepted", _PRODUCE) for s in ("sending", "maybe_sent", "unknown")),
)  # fmt: skip

JOB = Machine("job", text("Print job"), STATES, EVENTS, STEPS)
OPEN = tuple(state.id for state in JOB.states if state.open)
"""Ids of the states in which something has yet to become of a job."""
