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

REPLACING = ("remake", "replace")
"""Decisions that are carried out by a new item."""

STATES = (
    State("open", text("Open"), "bad", icon="mdi6.alert-circle-outline"),
    State("evidence", text("Waits for evidence"), "warn", icon="mdi6.camera-outline"),
    State("triage", text("Finding the cause"), "accent", icon="mdi6.account-question-outline"),
    State("decided", text("Decided"), "accent", icon="mdi6.gavel"),
    State("client_ok", text("Waits for the client"), "warn", icon="mdi6.account-clock-outline"),
    State("executing", text("Being carried out"), "accent", icon="mdi6.progress-wrench"),
    State("closed", text("Closed"), "dim", open=False, icon="mdi6.check-circle-outline"),
)

OPEN = tuple(state.id for state in STATES if state.open)

EVENTS = (
    Event("ask_evidence", text("Ask for photos"), text("Photos were asked for")),
    Event("evidence_there", text("The photos are there"), text("Photos came in")),
    Event("triage", text("Find the cause"), text("The cause is looked for")),
    Event("decide", text("Decide"), text("Decided")),
    Event("ask_client", text("Ask the client"), text("The client was asked")),
    Event("client_agrees", text("The client agrees"), text("The client agreed")),
    Event("client_disagrees", text("The client disagrees"), text("The client disagreed")),
    Event("execute", text("Carry it out"), text("Is carried out")),
    Event("withdraw", text("The buyer withdraws it"), text("Withdrawn by the buyer")),
    Event("close", text("Close"), text("Closed")),
)


def _cause_and_decision(claim: Claim, facts: dict[str, object]) -> Text | None:
    if facts.get("cause", claim.cause) not in CAUSES:
        return text("Say what the cause was first.")
    return None if facts.get("decision", claim.decision) in DECISIONS else text("Say what was decided.")


def _below_limit(claim: Claim, facts: dict[str, object]) -> Text | None:
    """Facts carry ``limit``: the amount in CNY above which the client decides."""
    limit = facts.get("limit")
    if isinstance(limit, int | float) and claim.amount <= limit:
        return None
    return text("The amount is above the limit: ask the client first.")


def _carried_out(claim: Claim, _facts: dict[str, object]) -> Text | None:
    if claim.decision in REPLACING and not claim.replacement:
        return text("Make the item anew first; the claim points to the new one.")
    return None


def _nothing_new(claim: Claim, _facts: dict[str, object]) -> Text | None:
    """Another decision is made where the new item was cancelled, or there is none yet."""
    return text("The item of this claim is being made anew already.") if claim.replacement else None


def _rejected(claim: Claim, _facts: dict[str, object]) -> Text | None:
    """Only a claim that was rejected is over without anything being done."""
    return None if claim.decision == "reject" else text("It was decided to do something: carry it out first.")


STEPS = (
    Step("open", "ask_evidence", "evidence", Permission.CLAIMS),
    Step("open", "triage", "triage", Permission.CLAIMS),
    Step("evidence", "evidence_there", "triage", Permission.CLAIMS),
    Step("triage", "ask_evidence", "evidence", Permission.CLAIMS),
    Step("triage", "decide", "decided", Permission.CLAIMS, _cause_and_decision),
    Step("decided", "triage", "triage", Permission.CLAIMS, needs_reason=True),
    Step("decided", "ask_client", "client_ok", Permission.CLAIMS),
    Step("client_ok", "client_agrees", "executing", Permission.CLAIMS),
    Step("client_ok", "client_disagrees", "triage", Permission.CLAIMS, needs_reason=True),
    Step("decided", "execute", "executing", Permission.CLAIMS, _below_limit),
    Step("executing", "close", "closed", Permission.CLAIMS, _carried_out),
    Step("executing", "triage", "triage", Permission.CLAIMS, _nothing_new, needs_reason=True),
    Step("decided", "close", "closed", Permission.CLAIMS, _rejected, needs_reason=True),
    *(
        Step(s, "withdraw", "closed", Permission.CLAIMS, needs_reason=True)
        for s in ("open", "evidence", "triage", "decided", "client_ok")
    ),
)

CLAIM = Machine("claim", text("Claim"), STATES, EVENTS, STEPS)
