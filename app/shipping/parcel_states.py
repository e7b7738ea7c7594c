"""The parcel: signed for is never accepted (operations.md 0.2, 2.3)."""

from app.i18n import Text, text
from app.orders.machine import BACK, Event, Machine, State, Step
from app.security.permissions import Permission
from app.shipping.records import Parcel

STATES = (
    State("new", text("To be packed"), "dim", icon="mdi6.package-variant"),
    State("verified", text("All scanned"), "accent", icon="mdi6.barcode-scan"),
    State("labelled", text("Label printed"), "accent", icon="mdi6.label-outline"),
    State("handed_over", text("Handed over"), "accent", icon="mdi6.truck-outline"),
    State("in_transit", text("On its way"), "accent", icon="mdi6.truck-fast-outline"),
    State("out_for_delivery", text("Being delivered"), "accent", icon="mdi6.truck-delivery-outline"),
    State("at_locker", text("At a locker or station"), "warn", icon="mdi6.locker"),
    State("signed", text("Signed for"), "warn", icon="mdi6.draw"),
    State("unboxed", text("Unboxed"), "warn", icon="mdi6.package-variant-remove"),
    State("accepted", text("Accepted"), "ok", open=False, icon="mdi6.check-decagram"),
    State("auto_accepted", text("Accepted by time"), "ok", open=False, icon="mdi6.check-decagram-outline"),
    State("issue_reported", text("Issue reported"), "bad", icon="mdi6.alert-decagram-outline"),
    State("problem", text("Delivery problem"), "bad", icon="mdi6.truck-alert-outline"),
    State("refused", text("Refused by the buyer"), "bad", icon="mdi6.hand-back-left-outline"),
    State("intercepted", text("Called back"), "warn", icon="mdi6.truck-remove-outline"),
    State("returning", text("Coming back"), "warn", icon="mdi6.truck-minus-outline"),
    State("returned", text("Came back"), "warn", icon="mdi6.package-variant-minus"),
    State("lost", text("Lost"), "bad", icon="mdi6.package-variant-closed-remove"),
    State("dissolved", text("Dissolved"), "dim", open=False, icon="mdi6.package-variant"),
)

EVENTS = (
    Event("verify", text("Close the parcel"), text("All items scanned, photo and weight taken")),
    Event("reopen", text("Open the parcel again"), text("Opened again")),
    Event("label", text("Print the label"), text("Label printed")),
    Event("hand_over", text("Hand over to the courier"), text("Handed over to the courier")),
    Event("move", text("It is on its way"), text("On its way")),
    Event("deliver", text("It is being delivered"), text("Being delivered")),
    Event("lock_in", text("It lies at a locker or station"), text("Put into a locker or station")),
    Event("sign", text("It was signed for"), text("Signed for")),
    Event("unbox", text("The buyer has unboxed it"), text("Unboxed by the buyer")),
    Event("accept", text("The buyer accepts"), text("Accepted by the buyer")),
    Event("accept_by_time", text("Count it as accepted"), text("Counted as accepted after the agreed time")),
    Event("report_issue", text("The buyer reports an issue"), text("The buyer reported an issue")),
    Event("settle", text("The issue is settled"), text("Issue settled")),
    Event("problem", text("There is a delivery problem"), text("Delivery problem")),
    Event("solve", text("The problem is solved"), text("Problem solved")),
    Event("refuse", text("The buyer refused it"), text("Refused by the buyer")),
    Event("intercept", text("Call it back"), text("Called back")),
    Event("turn_back", text("It is coming back"), text("Coming back")),
    Event("come_back", text("It came back"), text("Came back")),
    Event("lose", text("It is lost"), text("Lost")),
    Event("dissolve", text("Dissolve the parcel"), text("Dissolved")),
)

ON_THE_WAY = ("handed_over", "in_transit", "out_for_delivery", "at_locker")


def _all_scanned(_parcel: Parcel, facts: dict[str, object]) -> Text | None:
    """Facts carry ``missing``: how many units are not scanned yet."""
    if facts.get("missing") != 0:
        return text("Not everything is scanned yet; scan each item of the parcel first.")
    return None


def _photo_and_weight(parcel: Parcel, facts: dict[str, object]) -> Text | None:
    refused = _all_scanned(parcel, facts)
    if refused is not None:
        return refused
    if not parcel.photo and not facts.get("no_photo"):
        return text("Take the packing photo first, or say why there is none.")
    return None if parcel.weight_g else text("Weigh the parcel first.")


def _has_waybill(parcel: Parcel, _facts: dict[str, object]) -> Text | None:
    return None if parcel.waybill else text("Enter or scan the waybill number first.")


def _allowed_by_time(_parcel: Parcel, facts: dict[str, object]) -> Text | None:
    """Facts carry ``auto_accept``: whether the contract allows it and the days are over."""
    return (
        None
        if facts.get("auto_accept") is True
        else text("The contract does not let silence count as acceptance here.")
    )


STEPS = (
    Step("new", "verify", "verified", Permission.PACK, _photo_and_weight),
    Step("new", "dissolve", "dissolved", Permission.PACK, needs_reason=True),
    Step("verified", "label", "labelled", Permission.PACK, _all_scanned),
    Step("verified", "reopen", "new", Permission.PACK, needs_reason=True),
    Step("labelled", "label", "labelled", Permission.PACK, _all_scanned),
    Step("labelled", "reopen", "new", Permission.PACK, needs_reason=True),
    Step("labelled", "hand_over", "handed_over", Permission.SHIP, _has_waybill),
    Step("handed_over", "move", "in_transit", Permission.SHIP),
    *(Step(s, "deliver", "out_for_delivery", Permission.SHIP) for s in ("handed_over", "in_transit", "at_locker")),
    *(Step(s, "lock_in", "at_locker", Permission.SHIP) for s in ("handed_over", "in_transit", "out_for_delivery")),
    *(Step(s, "sign", "signed", Permission.SHIP) for s in ON_THE_WAY),
    *(Step(s, "problem", "problem", Permission.SHIP, needs_reason=True) for s in (*ON_THE_WAY, "signed")),
    *(Step(s, "refuse", "refused", Permission.SHIP, needs_reason=True) for s in (*ON_THE_WAY, "problem")),
    *(Step(s, "intercept", "intercepted", Permission.SHIP, needs_reason=True) for s in (*ON_THE_WAY, "problem")),
    *(Step(s, "lose", "lost", Permission.SHIP, needs_reason=True) for s in (*ON_THE_WAY, "problem", "returning")),
    *(Step(s, "turn_back", "returning", Permission.SHIP) for s in ("refused", "intercepted", "problem")),
    Step("problem", "solve", BACK, Permission.SHIP),
    Step("problem", "sign", "signed", Permission.SHIP),
    Step("lost", "solve", "in_transit", Permission.SHIP, needs_reason=True),
    Step("returning", "come_back", "returned", Permission.SHIP),
    Step("returned", "reopen", "new", Permission.PACK, needs_reason=True),
    Step("returned", "dissolve", "dissolved", Permission.PACK, needs_reason=True),
    Step("lost", "dissolve", "dissolved", Permission.PACK, needs_reason=True),
    Step("signed", "unbox", "unboxed", Permission.ACCEPTANCE),
    Step("unboxed", "accept", "accepted", Permission.ACCEPTANCE),
    Step("signed", "accept_by_time", "auto_accepted", Permission.ACCEPTANCE, _allowed_by_time),
    Step("unboxed", "accept_by_time", "auto_accepted", Permission.ACCEPTANCE, _allowed_by_time),
    *(
        Step(s, "report_issue", "issue_reported", Permission.ACCEPTANCE, needs_reason=True)
        for s in ("signed", "unboxed", "accepted", "auto_accepted")
    ),
    Step("issue_reported", "settle", "accepted", Permission.CLAIMS, needs_reason=True),
)  # fmt: skip

PARCEL = Machine("parcel", text("Parcel"), STATES, EVENTS, STEPS)
