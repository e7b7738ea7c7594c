"""The stage of an item: its own state, or its parcel's once the parcel is on its way. Kept in the book for searching."""

PARCEL = "parcel."


def stage_of(item_state: str, parcel_state: str | None) -> str:
    """Stage of an item in this state, in a parcel of that state (None: in no parcel)."""
    if item_state == "packed" and parcel_state not in {None, "new", "dissolved"}:
        return f"{PARCEL}{parcel_state}"
    return item_state


TO_MODEL = ("new", "asset_check", "need_info", "modeling", "self_check", "internal_review", "changes_requested")
TO_CONFIRM = ("proof_sent",)
TO_PRINT = ("approved", "preflight", "queued")
IN_PRODUCTION = ("producing", "finishing", "qc", "rework")
TO_PACK = ("ready_to_pack", "packed")
TO_SHIP = ("parcel.verified", "parcel.labelled")
ON_THE_WAY = (
    "parcel.handed_over", "parcel.in_transit", "parcel.out_for_delivery", "parcel.problem", "parcel.refused",
    "parcel.intercepted", "parcel.returning", "parcel.returned", "parcel.lost",
)  # fmt: skip
TO_ACCEPT = ("parcel.at_locker", "parcel.signed", "parcel.unboxed", "parcel.issue_reported")
LEFT = (*ON_THE_WAY, *TO_ACCEPT)
"""Out of the house and not yet at its end."""
HELD = ("on_hold",)
OPEN = (*TO_MODEL, *TO_CONFIRM, *TO_PRINT, *IN_PRODUCTION, *TO_PACK, *TO_SHIP, *ON_THE_WAY, *TO_ACCEPT, *HELD)
CLOSED = ("remade", "cancelled", "parcel.accepted", "parcel.auto_accepted")
