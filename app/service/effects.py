"""What a step does to a proof or a claim besides its state; pure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from app.orders.machine import Step
from app.service.records import Claim, Proof


def proof_stepped(proof: Proof, step: Step, facts: Mapping[str, object], now: datetime) -> Proof:
    """The proof after this step. Facts: ``decided_by`` (buyer or on_behalf), ``evidence`` (digest)."""
    after = replace(proof, state=step.after, state_since=now)
    if step.event == "send":
        return replace(after, sent_at=now)
    if step.event in {"approve", "want_changes"}:
        return replace(
            after,
            decided_at=now,
            decided_by=str(facts.get("decided_by") or "buyer"),
            evidence=str(facts.get("evidence") or proof.evidence),
        )
    return after


def claim_stepped(claim: Claim, step: Step, facts: Mapping[str, object], now: datetime) -> Claim:
    """The claim after this step. Facts: ``cause``, ``decision``, ``amount`` (CNY), ``evidence`` (one more digest)."""
    after = replace(claim, state=step.after, state_since=now)
    if step.event == "decide":
        amount = facts.get("amount", claim.amount)
        after = replace(
            after,
            cause=str(facts.get("cause", claim.cause)),
            decision=str(facts.get("decision", claim.decision)),
            amount=float(amount) if isinstance(amount, int | float) else claim.amount,
        )
    shown = facts.get("evidence")
    if isinstance(shown, str) and shown and shown not in claim.evidence:
        after = replace(after, evidence=(*claim.evidence, shown))
    return after
