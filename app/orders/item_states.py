"""The item: from an AI creation to a thing that lies in a parcel (operations.md 2.3)."""

from app.i18n import Text, text
from app.orders.machine import BACK, Event, Machine, State, Step
from app.orders.records import Item
from app.security.permissions import Permission

HOLD_REASONS: dict[str, Text] = {
    "client": text("waits for the client"),
    "customer": text("waits for the buyer"),
    "material": text("material is missing"),
    "machine": text("a machine is down"),
    "rights": text("rights or consent are missing"),
}

CAUSES: dict[str, Text] = {
    "model": text("Model"),
    "print": text("Print"),
    "paint": text("Colour"),
    "pack": text("Packing"),
    "courier": text("Courier"),
    "customer": text("Buyer"),
    "data": text("Data"),
}

STATES = (
    State("new", text("New"), "dim", icon="mdi6.circle-outline"),
    State("asset_check", text("Checking material"), "accent", icon="mdi6.image-search-outline"),
    State("need_info", text("Needs information"), "warn", icon="mdi6.help-circle-outline"),
    State("modeling", text("Modelling"), "accent", icon="mdi6.cube-outline"),
    State("self_check", text("Self-check"), "accent", icon="mdi6.clipboard-check-outline"),
    State("internal_review", text("In review"), "accent", icon="mdi6.account-check-outline"),
    State("proof_sent", text("Proof sent"), "warn", icon="mdi6.send-outline"),
    State("changes_requested", text("Changes wanted"), "warn", icon="mdi6.message-alert-outline"),
    State("approved", text("Approved"), "ok", icon="mdi6.check-decagram-outline"),
    State("preflight", text("Print check"), "accent", icon="mdi6.file-check-outline"),
    State("queued", text("Ready to print"), "ok", icon="mdi6.tray-full"),
    State("producing", text("Printing"), "accent", icon="mdi6.printer-3d-nozzle-outline"),
    State("finishing", text("Finishing"), "accent", icon="mdi6.brush-outline"),
    State("qc", text("Quality check"), "accent", icon="mdi6.magnify-scan"),
    State("rework", text("Rework"), "bad", icon="mdi6.hammer-wrench"),
    State("ready_to_pack", text("Ready to pack"), "ok", icon="mdi6.package-variant"),
    State("packed", text("Packed"), "ok", icon="mdi6.package-variant-closed"),
    State("on_hold", text("On hold"), "warn", icon="mdi6.pause-circle-outline"),
    State("remade", text("Remade"), "dim", open=False, icon="mdi6.restart"),
    State("cancelled", text("Cancelled"), "dim", open=False, icon="mdi6.cancel"),
)

EVENTS = (
    Event("check_assets", text("Check the material"), text("Material is being checked")),
    Event("ask", text("Ask for information"), text("Information was asked for")),
    Event("answered", text("Information is there"), text("Information came in")),
    Event("start", text("Start modelling"), text("Modelling began")),
    Event("submit", text("Done, check it myself"), text("Modelling done")),
    Event("to_review", text("Hand over for review"), text("Handed over for review")),
    Event("back", text("Back to modelling"), text("Went back to modelling")),
    Event("pass_review", text("Passes the review"), text("Passed the review")),
    Event("change", text("Take up the new version"), text("A new version was made")),
    Event("keep_approval", text("It is still what was approved"), text("Is still what the buyer approved")),
    Event("send_proof", text("Send the proof"), text("Proof sent")),
    Event("approve", text("The buyer approves"), text("The buyer approved")),
    Event("want_changes", text("The buyer wants changes"), text("The buyer wants changes")),
    Event("next_round", text("Start the next round"), text("Next round began")),
    Event("preflight", text("Check the print file"), text("Print check began")),
    Event("fail_preflight", text("Print check failed"), text("Print check failed")),
    Event("queue", text("Release for printing"), text("Released for printing")),
    Event("produce", text("Printing has begun"), text("Printing began")),
    Event("produced", text("Printed"), text("Printed")),
    Event("print_failed", text("The print failed"), text("The print failed")),
    Event("spoil", text("It broke"), text("It broke")),
    Event("finish", text("Finished"), text("Finished by hand")),
    Event("pass", text("Passes the quality check"), text("Passed the quality check")),
    Event("fail", text("Fails the quality check"), text("Failed the quality check")),
    Event("requeue", text("Print again"), text("Sent to print again")),
    Event("remake", text("Make it anew"), text("Is made anew")),
    Event("pack", text("Packed"), text("Packed")),
    Event("unpack", text("Take out of the parcel"), text("Taken out of the parcel")),
    Event("hold", text("Put on hold"), text("Put on hold")),
    Event("resume", text("Go on"), text("Goes on")),
    Event("cancel", text("Cancel"), text("Cancelled")),
    Event("write_off", text("Not wanted any more"), text("Is not wanted any more")),
)

BEFORE_PRODUCTION = (
    "new", "asset_check", "need_info", "modeling", "self_check", "internal_review", "proof_sent", "changes_requested",
    "approved", "preflight", "queued",
)  # fmt: skip
IN_PRODUCTION = ("producing", "finishing", "qc", "rework", "ready_to_pack")


AFTER_MODELING = ("self_check", "internal_review", "proof_sent", "approved", "preflight", "queued")
"""States in which a model is thought to be done: a new version of it takes the item back to modelling."""

AT_MODEL = tuple(state for state in BEFORE_PRODUCTION if state not in AFTER_MODELING)
"""States in which the model is still to be made, or changed."""


def _same_content(item: Item, facts: dict[str, object]) -> Text | None:
    """Nothing is printed unless its content is that of the approved proof (DESIGN §6).

    Facts carry ``approved``: the digest of the approved proof in the book.
    """
    if not item.approved or facts.get("approved") != item.approved:
        return text("It has no approved proof; send the proof and wait for the buyer's decision first.")
    if facts.get("digest", item.revision) != item.approved:
        return text(
            "What is to be printed is not what the buyer approved; send a new proof, or take the approved version."
        )
    return None


def _has_content(item: Item, _facts: dict[str, object]) -> Text | None:
    return None if item.revision else text("There is no finished model yet; open it on the bench and save it first.")


def _by_somebody_else(_item: Item, facts: dict[str, object]) -> Text | None:
    """Facts carry ``own``: whether whoever asks has modelled it (False where one person does everything)."""
    if facts.get("own") is not False:
        return text("Whoever modelled it cannot review it; ask somebody else.")
    return None


def _reviewed(item: Item, facts: dict[str, object]) -> Text | None:
    """Sending is the review's end. Facts carry ``reviewed``: whether somebody else has passed this version."""
    refused = _has_content(item, facts)
    if refused is not None or facts.get("reviewed") is True or facts.get("own") is False:
        return refused
    return text("Whoever modelled it cannot review it; somebody else has to pass the review first.")


def _proof_is_of_this(item: Item, facts: dict[str, object]) -> Text | None:
    """Facts carry ``digest``: that of the proof which waits for a decision."""
    if not facts.get("digest"):
        return text("There is no proof that waits for the buyer's decision; send the proof first.")
    if facts.get("digest") != item.revision:
        return text("The proof shows another version than the one that is there now; send a new proof.")
    return None


def _still_approved(item: Item, facts: dict[str, object]) -> Text | None:
    if item.approved and item.revision == item.approved and facts.get("approved") == item.approved:
        return None
    return text("This is not what the buyer approved; send a new proof.")


def _consented(_item: Item, facts: dict[str, object]) -> Text | None:
    """Facts carry ``consent``: whether the order has a consent that covers the likeness."""
    if facts.get("consent") is not True:
        return text("The buyer's consent is missing; keep it on hold for its rights until it is there.")
    return None


def _rights_are_there(item: Item, facts: dict[str, object]) -> Text | None:
    """A consent may be taken back while it waits for something else."""
    asked = item.hold_reason == "rights" or item.held_from in BEFORE_PRODUCTION
    return _consented(item, facts) if asked else None


def _not_begun(item: Item, _facts: dict[str, object]) -> Text | None:
    if item.begun_at is None and (item.state != "on_hold" or item.held_from in BEFORE_PRODUCTION):
        return None
    return text("Production has begun: it cannot be cancelled any more.")


def _not_wanted(_item: Item, facts: dict[str, object]) -> Text | None:
    """Facts carry ``not_wanted``: whether it came back or was lost with its parcel, or the buyer got the money back."""
    if facts.get("not_wanted") is True:
        return None
    return text("Only what came back, was lost with its parcel or was refunded can be given up.")


def _known_reason(_item: Item, facts: dict[str, object]) -> Text | None:
    return None if facts.get("hold") in HOLD_REASONS else text("Say what it waits for.")


def _known_cause(_item: Item, facts: dict[str, object]) -> Text | None:
    return None if facts.get("cause") in CAUSES else text("Say what the cause was first.")


def _left_the_house(item: Item, facts: dict[str, object]) -> Text | None:
    """A thing that is packed is only made anew where its parcel has gone. Facts carry ``parcel_gone``."""
    if facts.get("parcel_gone") is not True:
        return text("Its parcel is still here; take it out of the parcel and put it into rework instead.")
    return _known_cause(item, facts)


def _in_a_parcel(item: Item, facts: dict[str, object]) -> Text | None:
    return None if item.parcel or facts.get("parcel") else text("Scan it into a parcel first.")


def _parcel_is_open(_item: Item, facts: dict[str, object]) -> Text | None:
    """Facts carry ``parcel_open``: whether its parcel has not been closed yet."""
    if facts.get("parcel_open") is False:
        return text("Its parcel is closed; open the parcel again first.")
    return None


STEPS = (
    Step("new", "check_assets", "asset_check", Permission.MODEL_WORK),
    Step("new", "start", "modeling", Permission.MODEL_WORK, _consented),
    Step("asset_check", "ask", "need_info", Permission.MODEL_WORK, needs_reason=True),
    Step("need_info", "answered", "asset_check", Permission.ORDERS_EDIT),
    Step("asset_check", "start", "modeling", Permission.MODEL_WORK, _consented),
    Step("modeling", "submit", "self_check", Permission.MODEL_WORK, _has_content),
    Step("self_check", "to_review", "internal_review", Permission.MODEL_WORK, _has_content),
    Step("self_check", "keep_approval", "approved", Permission.MODEL_WORK, _still_approved),
    Step("self_check", "back", "modeling", Permission.MODEL_WORK),
    Step("internal_review", "send_proof", "proof_sent", Permission.PROOF_SEND, _reviewed),
    Step("internal_review", "pass_review", "internal_review", Permission.REVIEW, _by_somebody_else),
    Step("internal_review", "back", "modeling", Permission.REVIEW, needs_reason=True),
    Step("proof_sent", "approve", "approved", Permission.PROOF_DECIDE, _proof_is_of_this),
    Step(
        "proof_sent", "want_changes", "changes_requested", Permission.PROOF_DECIDE, _proof_is_of_this, needs_reason=True
    ),
    Step("proof_sent", "send_proof", "proof_sent", Permission.PROOF_SEND, _has_content),
    Step("proof_sent", "back", "modeling", Permission.REVIEW, needs_reason=True),
    Step("changes_requested", "next_round", "modeling", Permission.MODEL_WORK),
    Step("approved", "preflight", "preflight", Permission.PRODUCE, _same_content),
    Step("approved", "back", "modeling", Permission.REVIEW, needs_reason=True),
    Step("preflight", "queue", "queued", Permission.PRODUCE, _same_content),
    Step("preflight", "fail_preflight", "modeling", Permission.PRODUCE, needs_reason=True),
    Step("queued", "produce", "producing", Permission.PRODUCE, _same_content),
    Step("queued", "back", "modeling", Permission.REVIEW, needs_reason=True),
    *(Step(state, "change", "modeling", Permission.MODEL_WORK) for state in AFTER_MODELING),
    Step("producing", "produced", "finishing", Permission.PRODUCE),
    Step("producing", "print_failed", "queued", Permission.PRODUCE, needs_reason=True),
    Step("finishing", "finish", "qc", Permission.PRODUCE),
    Step("finishing", "spoil", "rework", Permission.PRODUCE, needs_reason=True),
    Step("qc", "pass", "ready_to_pack", Permission.QUALITY),
    Step("qc", "fail", "rework", Permission.QUALITY, needs_reason=True),
    Step("rework", "requeue", "queued", Permission.PRODUCE),
    Step("rework", "finish", "qc", Permission.PRODUCE),
    Step("rework", "remake", "remade", Permission.PRODUCE, _known_cause, needs_reason=True),
    Step("ready_to_pack", "pack", "packed", Permission.PACK, _in_a_parcel),
    Step("ready_to_pack", "fail", "rework", Permission.QUALITY, needs_reason=True),
    Step("packed", "unpack", "ready_to_pack", Permission.PACK, _parcel_is_open, needs_reason=True),
    Step("packed", "remake", "remade", Permission.CLAIMS, _left_the_house, needs_reason=True),
    *(
        Step(state, "hold", "on_hold", Permission.ORDERS_HOLD, _known_reason)
        for state in (*BEFORE_PRODUCTION, *IN_PRODUCTION)
    ),
    Step("on_hold", "resume", BACK, Permission.ORDERS_HOLD, _rights_are_there),
    *(
        Step(state, "cancel", "cancelled", Permission.ORDERS_CANCEL, _not_begun, needs_reason=True)
        for state in (*BEFORE_PRODUCTION, "on_hold")
    ),
    *(
        Step(state, "write_off", "cancelled", Permission.ORDERS_CANCEL, _not_wanted, needs_reason=True)
        for state in ("rework", "ready_to_pack", "packed")
    ),
)

ITEM = Machine("item", text("Item"), STATES, EVENTS, STEPS)
