"""The proof: a decision locks the version; new content supersedes it (operations.md 2.3)."""

from app.i18n import Text, text
from app.orders.machine import Event, Machine, State, Step
from app.security.permissions import Permission
from app.service.records import Proof

STATES = (
    State("draft", text("Draft"), "dim", icon="mdi6.pencil-outline"),
    State("sent", text("Sent"), "accent", icon="mdi6.send-outline"),
    State("viewed", text("Viewed"), "accent", icon="mdi6.eye-outline"),
    State("approved", text("Approved"), "ok", open=False, icon="mdi6.check-decagram-outline"),
    State("changes", text("Changes wanted"), "warn", open=False, icon="mdi6.message-alert-outline"),
    State("expired", text("Expired"), "dim", open=False, icon="mdi6.clock-remove-outline"),
    State("superseded", text("Superseded"), "dim", open=False, icon="mdi6.file-replace-outline"),
)

EVENTS = (
    Event("send", text("Send the proof"), text("Proof sent")),
    Event("view", text("The buyer has seen it"), text("Seen by the buyer")),
    Event("approve", text("The buyer approves"), text("The buyer approved")),
    Event("want_changes", text("The buyer wants changes"), text("The buyer wants changes")),
    Event("expire", text("Let it expire"), text("Expired")),
    Event("supersede", text("Replace by a new version"), text("Replaced by a new version")),
)


def _on_behalf_needs_evidence(proof: Proof, facts: dict[str, object]) -> Text | None:
    if facts.get("decided_by") == "on_behalf" and not (facts.get("evidence") or proof.evidence):
        return text("Add what shows the buyer's decision (a screenshot of the chat, say) when you enter it for them.")
    return None


STEPS = (
    Step("draft", "send", "sent", Permission.PROOF_SEND),
    Step("sent", "view", "viewed", Permission.PROOF_DECIDE),
    *(Step(s, "approve", "approved", Permission.PROOF_DECIDE, _on_behalf_needs_evidence) for s in ("sent", "viewed")),
    *(
        Step(s, "want_changes", "changes", Permission.PROOF_DECIDE, _on_behalf_needs_evidence, needs_reason=True)
        for s in ("sent", "viewed")
    ),
    *(Step(s, "expire", "expired", Permission.PROOF_DECIDE) for s in ("sent", "viewed")),
    *(
        Step(s, "supersede", "superseded", Permission.PROOF_SEND)
        for s in ("draft", "sent", "viewed", "changes", "expired", "approved")
    ),
)  # fmt: skip

PROOF = Machine("proof", text("Proof"), STATES, EVENTS, STEPS)
