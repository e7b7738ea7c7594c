"""The claim: evidence, a cause, a decision, and the client's word above a limit (operations.md 2.3)."""

from app.i18n import Text, text
from app.orders.item_states import CAUSES
from app.orders.machine import Event, Machine, State, Step
from app.security.permissions import Permission
from app.service.records import Claim

DECISIONS: dict[str, Text] = {
    "remake": text("Make it anew"),
    "repair": text("Repair"),
    "replace": text("Replace"),
    "refund": text("Refund"),
    "reject": text("Reject"),
}

STATES = (
    State("open", text("Open"), "bad"),
    State("evidence", text("Waits for evidence"), "warn"),
    State("triage", text("Finding the cause"), "accent"),
    State("decided", text("Decided"), "accent"),
    State("client_ok", text("Waits for the client"), "warn"),
    State("executing", text("Being carried out"), "accent"),
    State("closed", text("Closed"), "dim", open=False),
)

EVENTS = (
    Event("ask_evidence", text("Ask for photos"), text("Photos were asked for")),
    Event("evidence_there", text("The photos are there"), text("Photos came in")),
    Event("triage", text("Find the cause"), text("The cause is looked for")),
    Event("decide", text("Decide"), text("Decided")),
    Event("ask_client", text("Ask the client"), text("The client was asked")),
    Event("client_agrees", text("The client agrees"), text("The client agreed")),
    Event("client_disagrees", text("The client disagrees"), text("The client disagreed")),
    Event("execute", text("Carry it out"), text("Is carried out")),
    Event("close", text("Close"), text("Closed")),
)


def _cause_and_decision(claim: Claim, facts: dict[str, object]) -> Text | None:
    if facts.get("cause", claim.cause) not in CAUSES:
        return text("Say what the cause was first.")
    return None if facts.get("decision", claim.decision) in DECISIONS else text("Say what was decided.")


def _below_limit(claim: Claim, facts: dict[str, object]) -> Text | None:
    """Facts carry ``limit``: the amount in CNY from which on the client decides."""
    limit = facts.get("limit")
    if isinstance(limit, int | float) and claim.amount > limit:
        return text("The amount is above the limit: ask the client first.")
    return None


STEPS = (
    Step("open", "ask_evidence", "evidence", Permission.CLAIMS),
    Step("open", "triage", "triage", Permission.CLAIMS),
    Step("evidence", "evidence_there", "triage", Permission.CLAIMS),
    Step("triage", "ask_evidence", "evidence", Permission.CLAIMS),
    Step("triage", "decide", "decided", Permission.CLAIMS, _cause_and_decision),
    Step("decided", "ask_client", "client_ok", Permission.CLAIMS),
    Step("client_ok", "client_agrees", "executing", Permission.CLAIMS),
    Step("client_ok", "client_disagrees", "triage", Permission.CLAIMS, needs_reason=True),
    Step("decided", "execute", "executing", Permission.CLAIMS, _below_limit),
    Step("executing", "close", "closed", Permission.CLAIMS),
    Step("decided", "close", "closed", Permission.CLAIMS, _below_limit, needs_reason=True),
)

CLAIM = Machine("claim", text("Claim"), STATES, EVENTS, STEPS)
