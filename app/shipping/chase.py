"""What somebody has to run after: parcels that are late, silent, lie at a locker, or are signed for but not unboxed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.i18n import Text, text
from app.shipping.parcel_states import PARCEL
from app.shipping.records import Parcel

BEFORE_HAND_OVER = ("new", "verified", "labelled")
TRAVELLING = ("handed_over", "in_transit", "out_for_delivery")
BROKEN = ("problem", "refused", "intercepted", "returning", "returned", "lost", "issue_reported")
CHASED = (*BEFORE_HAND_OVER, *TRAVELLING, "at_locker", "signed", "unboxed", *BROKEN)
"""States in which there can be something to chase."""

TITLES: dict[str, Text] = {
    "overdue": text("Overdue, not handed over"),
    "silent": text("No news"),
    "locker": text("At a locker or station"),
    "elsewhere": text("Signed for by others"),
    "signed": text("Signed for, not unboxed"),
    "unboxed": text("Unboxed, not accepted"),
    "broken": text("Delivery problem"),
}
WHAT_TO_DO: dict[str, Text] = {
    "overdue": text("Pack it now, or tell the buyer."),
    "silent": text("Ask the courier where it is."),
    "locker": text("Remind the buyer to fetch it."),
    "elsewhere": text("Ask the buyer whether they really have it."),
    "signed": text("Ask the buyer whether all is well with it."),
    "unboxed": text("Ask the buyer whether they accept it."),
    "broken": text("Settle it with the courier and the buyer."),
}


@dataclass(frozen=True)
class Rules:
    """Days after which somebody has to ask, from the workshop's settings. ``auto_accept``: None where silence is no yes."""

    silent: float = 3
    locker: float = 1
    signed: float = 3
    unboxed: float = 3
    auto_accept: float | None = None


@dataclass(frozen=True)
class Chase:
    """Something to run after. ``since`` is when it began, ``days`` how long that is ago."""

    kind: str
    since: datetime
    days: float

    @property
    def title(self) -> Text:
        """What is wrong."""
        return TITLES[self.kind]

    @property
    def what_to_do(self) -> Text:
        """What comes next."""
        return WHAT_TO_DO[self.kind]


def chase(parcel: Parcel, rules: Rules, now: datetime) -> Chase | None:
    """What there is to chase about this parcel now. A date that somebody set (``chase_at``) makes it wait until then."""
    found = _reason(parcel, rules, now)
    if found is None or (parcel.chase_at is not None and parcel.chase_at > now):
        return None
    kind, since = found
    return Chase(kind, since, (now - since) / timedelta(days=1))


def chases(parcels: Iterable[Parcel], rules: Rules, now: datetime) -> list[tuple[Parcel, Chase]]:
    """All that there is to chase: overdue first, then what has waited longest."""
    found = [(parcel, one) for parcel in parcels if (one := chase(parcel, rules, now)) is not None]
    return sorted(found, key=lambda pair: (pair[1].kind != "overdue", pair[1].since, pair[0].id))


def silence_accepts(parcel: Parcel, rules: Rules, now: datetime) -> bool:
    """Whether the contract counts silence as acceptance, and the days since the buyer had it are over.

    A parcel that somebody else signed for has not reached the buyer: silence says nothing there.
    """
    if rules.auto_accept is None or parcel.state not in {"signed", "unboxed"}:
        return False
    had_it = parcel.unboxed_at or (parcel.signed_at if parcel.signed_by == "self" else None)
    return had_it is not None and now - had_it >= timedelta(days=rules.auto_accept)


def _reason(parcel: Parcel, rules: Rules, now: datetime) -> tuple[str, datetime] | None:
    state = parcel.state
    if state in BEFORE_HAND_OVER:
        return ("overdue", parcel.due_at) if parcel.due_at is not None and parcel.due_at <= now else None
    if state in BROKEN:
        return "broken", parcel.state_since
    if state == "signed" and parcel.signed_by != "self":
        return "elsewhere", parcel.signed_at or parcel.state_since
    waits = {
        "at_locker": ("locker", rules.locker),
        "signed": ("signed", rules.signed),
        "unboxed": ("unboxed", rules.unboxed),
    }
    waits |= dict.fromkeys(TRAVELLING, ("silent", rules.silent))
    if state not in waits:
        return None
    kind, days = waits[state]
    return (kind, parcel.state_since) if now - parcel.state_since >= timedelta(days=days) else None


assert set(CHASED) <= set(PARCEL.state)
