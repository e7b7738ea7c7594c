"""What the sample workshop holds: every product and state, some late, some held. Data alone; ``sample_steps`` makes it real."""

from dataclasses import dataclass

from app.i18n import Text, text

TITLES: tuple[Text, ...] = (
    text("Cat with headphones"),
    text("The whale sings"),
    text("Starlight singer"),
    text("The old record"),
    text("City that never sleeps"),
    text("Wave of sound"),
    text("Rabbit on the moon"),
    text("Song of the lighthouse"),
    text("Balloon ride"),
    text("Pink guitar"),
    text("Blossom song"),
)
"""Titles of the creations, in the order in which ``sample_art`` draws their covers."""

SINGER = 2
"""The creation that has a generated mesh."""

_ASKED = ("check_assets",)
_MODELED = (*_ASKED, "start", "save", "submit")
_SHOWN = (*_MODELED, "to_review", "send_proof")
_APPROVED = (*_SHOWN, "approve")
_PRINTED = (*_APPROVED, "preflight", "queue", "produce", "produced")
READY = (*_PRINTED, "finish", "pass")

ITEM_WAYS: dict[str, tuple[str, ...]] = {
    "new": (),
    "asset_check": _ASKED,
    "need_info": (*_ASKED, "ask"),
    "modeling": (*_ASKED, "start"),
    "self_check": _MODELED,
    "internal_review": (*_MODELED, "to_review"),
    "proof_sent": _SHOWN,
    "proof_seen": (*_SHOWN, "view"),
    "proof_expired": (*_SHOWN, "expire"),
    "changes_requested": (*_SHOWN, "want_changes"),
    "second_round": (*_SHOWN, "want_changes", "next_round", "save", "submit", "to_review", "send_proof"),
    "approved": _APPROVED,
    "preflight": (*_APPROVED, "preflight"),
    "queued": (*_APPROVED, "preflight", "queue"),
    "producing": (*_APPROVED, "preflight", "queue", "produce"),
    "finishing": _PRINTED,
    "qc": (*_PRINTED, "finish"),
    "rework": (*_PRINTED, "finish", "fail"),
    "remade": (*_PRINTED, "finish", "fail", "remake"),
    "ready_to_pack": READY,
    "held_client": (*_MODELED, "hold:client"),
    "held_customer": (*_ASKED, "hold:customer"),
    "held_material": (*_APPROVED, "preflight", "queue", "hold:material"),
    "held_machine": (*_PRINTED, "hold:machine"),
    "cancelled": (*_ASKED, "start", "cancel"),
}
"""Events by which an item comes to where it is; "save" gives it content, "hold:…" says what it waits for."""

_LABELLED = ("scan", "verify", "waybill", "label")
_GONE = (*_LABELLED, "hand_over")
_SIGNED = (*_GONE, "move", "deliver", "sign")

PARCEL_WAYS: dict[str, tuple[str, ...]] = {
    "begun": ("scan_one",),
    "verified": ("scan", "verify"),
    "labelled": _LABELLED,
    "handed_over": _GONE,
    "in_transit": (*_GONE, "move"),
    "out_for_delivery": (*_GONE, "move", "deliver"),
    "at_locker": (*_GONE, "move", "lock_in"),
    "signed": _SIGNED,
    "unboxed": (*_SIGNED, "unbox"),
    "accepted": (*_SIGNED, "unbox", "accept"),
    "issue_reported": (*_SIGNED, "unbox", "report_issue"),
    "problem": (*_GONE, "move", "problem"),
    "refused": (*_GONE, "move", "deliver", "refuse"),
    "intercepted": (*_GONE, "intercept"),
    "returning": (*_GONE, "move", "refuse", "turn_back"),
    "returned": (*_GONE, "move", "refuse", "turn_back", "come_back"),
    "lost": (*_GONE, "move", "lose"),
}
"""Events by which a parcel comes to where it is, once its items lie ready."""

CLAIM_WAYS: dict[str, tuple[str, ...]] = {
    "open": (),
    "evidence": ("ask_evidence",),
    "triage": ("triage",),
    "client": ("triage", "decide:300", "ask_client"),
    "remake": ("triage", "decide:80", "execute", "remake"),
    "withdrawn": ("withdraw",),
}
"""Events by which a claim comes to where it is; "decide:…" with what it costs, CNY."""

REASONS: dict[str, Text] = {
    "ask": text("The picture is too dark to see the face; please send another one."),
    "want_changes": text("Please make the hair a little longer."),
    "fail": text("A finger is broken off."),
    "remake": text("It cannot be mended."),
    "cancel": text("The buyer has ordered it twice."),
    "verify": text("A sample has no photo."),
    "problem": text("Nobody answers the phone."),
    "refuse": text("The buyer did not want it any more."),
    "intercept": text("The buyer has moved."),
    "lose": text("The courier cannot find it."),
    "report_issue": text("The base has a scratch."),
    "withdraw": text("It was only dust."),
}
"""What is said where a step wants a reason."""


@dataclass(frozen=True)
class SampleItem:
    """One thing. ``way``: a key of ``ITEM_WAYS``; height and width in mm."""

    product: str
    finish: str
    height_mm: float
    width_mm: float | None = None
    base: str = ""
    way: str = "new"
    quantity: int = 1


@dataclass(frozen=True)
class SampleOrder:
    """One order. It came ``ago`` days ago and is promised in ``due`` days, below 0: it is late.

    creation  place in ``TITLES``; parcel and claim: keys of ``PARCEL_WAYS`` and ``CLAIM_WAYS``, "" for none
    """

    creation: int
    ago: float
    due: float
    items: tuple[SampleItem, ...]
    parcel: str = ""
    claim: str = ""
    priority: int = 0
    channel: str = "app"
    note: Text | None = None
    consent: bool = True
    language: str = "zh_CN"


def _color(way: str, height: float = 120, base: str = "round") -> SampleItem:
    return SampleItem("figurine", "color", height, None, base, way)


def _white(way: str, height: float = 100, base: str = "") -> SampleItem:
    return SampleItem("figurine", "white", height, None, base, way)


def _magnet(way: str, quantity: int = 1) -> SampleItem:
    return SampleItem("magnet", "printed", 60, 60, "", way, quantity)


def _keychain(way: str, quantity: int = 1) -> SampleItem:
    return SampleItem("keychain", "printed", 50, 50, "", way, quantity)


def _photo(way: str, quantity: int = 1) -> SampleItem:
    return SampleItem("photo", "glossy", 152, 102, "", way, quantity)


def _postcard(way: str, quantity: int = 1) -> SampleItem:
    return SampleItem("postcard", "matte", 100, 148, "", way, quantity)


_GIFT = text("A birthday present: please pack it so that the price is not seen.")
_STAGE = text("For the stage of the autumn festival; the organiser fetches it.")
_EYES = text("The eyes matter most to the buyer.")

ORDERS: tuple[SampleOrder, ...] = (
    # to be modelled
    SampleOrder(2, 0.2, 12, (_color("new"),), priority=1, note=_EYES),
    SampleOrder(0, 0.4, 12, (_color("new", 100), _magnet("new", 2))),
    SampleOrder(5, 0.6, 11, (_postcard("new", 10),), channel="event"),
    SampleOrder(8, 0.7, 11, (_white("new"),), consent=False),
    SampleOrder(3, 1.0, 11, (_keychain("asset_check", 3),)),
    SampleOrder(6, 1.5, 10, (_color("asset_check", 150, "hexagon"),), channel="event", language="en"),
    SampleOrder(1, 2.0, 9, (_photo("need_info", 2),)),
    SampleOrder(2, 2.0, 8, (_color("modeling", 180, "oval"),), priority=2, note=_STAGE),
    SampleOrder(9, 2.5, 8, (_white("modeling", 120, "round"), _keychain("asset_check"))),
    SampleOrder(10, 9.0, -1, (_color("modeling"),), priority=1),
    SampleOrder(4, 3.0, 8, (_magnet("self_check", 4),), channel="event"),
    SampleOrder(7, 3.0, 8, (_color("internal_review", 100, "rectangle"),)),
    # before the buyer
    SampleOrder(2, 4.0, 7, (_color("proof_sent"),), note=_EYES),
    SampleOrder(0, 4.0, 7, (_postcard("proof_seen", 20),), channel="event"),
    SampleOrder(6, 9.0, 1, (_color("proof_expired", 120, "contour"),)),
    SampleOrder(8, 4.5, 6, (_color("changes_requested"), _photo("proof_sent"))),
    SampleOrder(5, 6.0, 5, (_white("second_round", 150, "round"),), language="en"),
    SampleOrder(1, 5.0, 6, (_magnet("approved", 2),)),
    SampleOrder(10, 5.0, 6, (_color("approved", 100),), note=_GIFT),
    # being made
    SampleOrder(3, 6.0, 5, (_keychain("preflight", 5),), channel="event"),
    SampleOrder(9, 6.0, 5, (_color("queued", 120, "oval"),)),
    SampleOrder(7, 6.5, 4, (_white("queued"), _white("queued", 60))),
    SampleOrder(2, 7.0, 4, (_color("producing", 150),), priority=2, note=_STAGE),
    SampleOrder(4, 12.0, -2, (_color("producing", 80),)),
    SampleOrder(0, 7.0, 3, (_color("finishing"),)),
    SampleOrder(5, 7.0, 3, (_photo("qc", 6), _postcard("qc", 6)), channel="event"),
    SampleOrder(6, 8.0, 2, (_color("rework", 120, "round"),)),
    SampleOrder(1, 8.0, 3, (_white("remade", 120),)),
    # held and cancelled
    SampleOrder(8, 5.0, 6, (_color("held_client"),)),
    SampleOrder(10, 4.0, 8, (_photo("held_customer"),)),
    SampleOrder(9, 7.0, 4, (_color("held_material", 200, "round"),)),
    SampleOrder(3, 8.0, 2, (_white("held_machine"),)),
    SampleOrder(7, 6.0, 5, (_magnet("cancelled"),)),
    # at the packing bench
    SampleOrder(2, 9.0, 1, (_color("ready_to_pack"), _keychain("ready_to_pack", 2)), note=_GIFT),
    SampleOrder(0, 9.0, 1, (_postcard("ready_to_pack", 2), _magnet("ready_to_pack"))),
    SampleOrder(4, 13.0, -1, (_color("ready_to_pack", 100),)),
    SampleOrder(6, 9.0, 1, (_magnet("ready_to_pack", 3), _color("ready_to_pack")), parcel="begun"),
    SampleOrder(5, 10.0, 1, (_white("ready_to_pack"),), parcel="verified"),
    SampleOrder(10, 10.0, 0.5, (_color("ready_to_pack", 120),), parcel="labelled"),
    # on the way
    SampleOrder(1, 11.0, 0.2, (_color("ready_to_pack"),), parcel="handed_over"),
    SampleOrder(3, 12.0, -0.5, (_keychain("ready_to_pack", 4),), parcel="in_transit"),
    SampleOrder(8, 12.0, -0.5, (_color("ready_to_pack", 150),), parcel="out_for_delivery"),
    SampleOrder(9, 16.0, -3, (_photo("ready_to_pack"),), parcel="at_locker"),
    SampleOrder(7, 15.0, -3, (_color("ready_to_pack"),), parcel="problem"),
    SampleOrder(2, 16.0, -4, (_white("ready_to_pack"),), parcel="intercepted"),
    SampleOrder(4, 18.0, -6, (_magnet("ready_to_pack"),), parcel="returning"),
    SampleOrder(6, 20.0, -8, (_postcard("ready_to_pack", 2),), parcel="returned"),
    SampleOrder(0, 17.0, -5, (_color("ready_to_pack", 80),), parcel="refused"),
    SampleOrder(5, 22.0, -9, (_color("ready_to_pack"),), parcel="lost", claim="triage"),
    # with the buyer
    SampleOrder(10, 18.0, -6, (_color("ready_to_pack"),), parcel="signed"),
    SampleOrder(1, 19.0, -7, (_magnet("ready_to_pack", 2),), parcel="unboxed"),
    SampleOrder(2, 24.0, -11, (_color("ready_to_pack", 150),), parcel="issue_reported", claim="evidence"),
    SampleOrder(3, 25.0, -12, (_white("ready_to_pack"),), parcel="issue_reported", claim="client"),
    SampleOrder(8, 26.0, -13, (_color("ready_to_pack", 100),), parcel="issue_reported", claim="remake"),
    SampleOrder(9, 26.0, -13, (_keychain("ready_to_pack"),), parcel="unboxed", claim="open"),
    SampleOrder(7, 28.0, -15, (_photo("ready_to_pack", 3),), parcel="accepted", claim="withdrawn"),
    SampleOrder(0, 30.0, -17, (_color("ready_to_pack"), _postcard("ready_to_pack")), parcel="accepted"),
    SampleOrder(6, 33.0, -20, (_color("ready_to_pack", 120, "hexagon"),), parcel="accepted", language="en"),
)
