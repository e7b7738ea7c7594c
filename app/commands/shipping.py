"""After packing: waybill, hand-over, what the courier and the buyer say, and what somebody has to run after."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from app.commands.need_to_know import need_parcel, parcels_in_scope
from app.commands.note_view import words_place
from app.commands.office import Office, command
from app.commands.order_view import names_of
from app.commands.orders import Done, each_alone
from app.commands.packing_scans import PackingRefusedError
from app.commands.parcel_view import ParcelView, parcel_view, story
from app.commands.steps import Steps, transact
from app.commands.timeline import Happening, happening
from app.commands.workshop_settings import read_settings
from app.errors import AppError
from app.i18n import Text, text
from app.jobs.progress import Progress
from app.orders.book import BookOfflineError, Reading, StaleError
from app.orders.queue import QueueQuery
from app.orders.records import Contact, Note, Order
from app.orders.working_days import CHINA
from app.security.permissions import Permission
from app.settings.workshop import WorkshopSettings
from app.shipping.carriers import carrier_of
from app.shipping.carriers import waybill as checked
from app.shipping.chase import CHASED, Chase, Rules, chases, silence_accepts
from app.shipping.problems import PROBLEMS, SIGNERS, WAYS
from app.shipping.records import Parcel

MOST_CHASED = 2000
"""Parcels that are looked at for the chase list, those that have waited longest first."""

KEPT_CALLS = 12
RECENT = 8
SEVERAL_A_DAY = 2000  # hand-overs that are counted


@dataclass(frozen=True)
class ChaseRow:
    """A parcel that somebody has to run after. ``calls``: what was done so far, newest last: {"at", "by", "how"}."""

    parcel: Parcel
    chase: Chase
    number: str
    contact: Contact | None
    calls: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Today:
    """Counts for the packing bench. ``chased``: kind of chase → (how many, days of the longest).

    ready  parcels that are labelled and have their waybill: the courier can take them
    """

    to_pack: int
    handed_over: int
    ready: tuple[int, ...]
    chased: dict[str, tuple[int, float]]
    first_overdue: Parcel | None
    recent: tuple[Parcel, ...]


@command("shipping.waybill", Permission.SHIP)
def set_waybill(office: Office, parcel: int, code: str, carrier: str = "") -> ParcelView:
    """Enter or scan the waybill number. ``carrier`` may be empty where the number tells it.

    Raises WaybillRefusedError (not a number of this courier), PackingRefusedError (not closed yet, gone already, taken).
    """
    number = checked(code, carrier or carrier_of(code))

    def work(steps: Steps) -> ParcelView:
        found = steps.fetch(Parcel, parcel)
        if found.state == "new":
            raise PackingRefusedError(text("Not everything is scanned yet; scan each item of the parcel first."))
        if found.state not in {"verified", "labelled"}:
            raise PackingRefusedError(text("This parcel has left already; its waybill stays as it is."))
        for other in steps.book.find(Parcel, waybill=number):
            if other.id != parcel and other.state != "dissolved":
                raise PackingRefusedError(text("Parcel {number} has this waybill already.", number=other.number))
        named = carrier or carrier_of(code)
        saved = steps.book.save(replace(found, waybill=number, carrier=named))
        steps.book.note("parcel.waybill", saved, order=saved.order, facts={"carrier": named})
        return parcel_view(office, steps.book, saved)

    return transact(office, work)


@command("shipping.hand_over", Permission.SHIP)
def hand_over(office: Office, parcels: Iterable[int]) -> Done:
    """Hand parcels over to the courier; each that cannot be is refused with its sentence, the others go."""
    done: list[int] = []
    refused: list[tuple[int, Text | str]] = []
    for parcel in parcels:
        try:
            record(office, parcel, "hand_over", version=None)
        except BookOfflineError:
            raise
        except AppError as error:
            refused.append((parcel, error.sentence))
        else:
            done.append(parcel)
    return Done(tuple(done), tuple(refused))


@command("shipping.record", Permission.ORDERS_SEE)
def record(
    office: Office,
    parcel: int,
    event: str,
    *,
    version: int | None,
    reason: str = "",
    signed_by: str = "",
    problem: str = "",
    when: datetime | None = None,
) -> ParcelView:
    """Enter what the courier or the buyer said; each step needs its own permission.

    signed_by  self, other or locker: needed for "sign"; other and locker come up in the chase list at once
    problem    of ``PROBLEMS``: needed for "problem"
    when       when it was, where that is not now; never in the future and never before the state it was in

    Raises StepRefusedError, NotAllowedError, StaleError, PackingRefusedError.
    """
    facts: dict[str, Any] = {}
    if event == "sign":
        if signed_by not in SIGNERS:
            raise PackingRefusedError(text("Say who signed for it."))
        facts["signed_by"] = signed_by
    if event == "problem":
        if problem not in PROBLEMS:
            raise PackingRefusedError(text("Say what the problem is."))
        facts["problem"] = problem
        reason = reason or problem

    def work(steps: Steps) -> ParcelView:
        found = steps.fetch(Parcel, parcel)
        if version is not None and found.version != version:
            raise StaleError(replace(found, version=version), found)
        if when is not None:
            if not found.state_since <= when <= office.clock() + timedelta(minutes=1):
                raise PackingRefusedError(text("That time cannot be: it is before the last step, or in the future."))
            facts["at"] = when
        return parcel_view(office, steps.book, steps.take(found, event, reason=reason, facts=facts))

    return transact(office, work)


@command("shipping.story", Permission.ORDERS_SEE)
def parcel_story(office: Office, parcel: int) -> tuple[Happening, ...]:
    """What has happened to a parcel, newest first."""
    with office.book.reading() as book:
        found = book.get(Parcel, parcel)
        need_parcel(office.actor, book, found)
        people = names_of(book)
        return tuple(happening(event, people) for event in story(book, found))


@command("shipping.chase", Permission.ORDERS_SEE)
def chase_list(office: Office) -> tuple[ChaseRow, ...]:
    """What somebody has to run after now: overdue first, then what has waited longest."""
    with office.book.reading() as book:
        found = _chases(office, book)
        orders = book.get_all(Order, {parcel.order for parcel, _ in found})
        contacts = {c.order: c for c in book.find(Contact, order=tuple(orders))} if orders else {}
    return tuple(
        ChaseRow(
            parcel, chase, orders[parcel.order].number, contacts.get(parcel.order), tuple(parcel.facts.get("calls", ()))
        )
        for parcel, chase in found
    )


@command("shipping.chased", Permission.ORDERS_EDIT)
def chased(office: Office, parcel: int, how: str, *, words: str = "", again_in_days: float = 1.0) -> Parcel:
    """Write down that somebody called, wrote or asked; the parcel comes up again after so many days. Words are sealed."""
    if how not in WAYS:
        raise PackingRefusedError(text("Say what you did."))
    if not 0 <= again_in_days <= 60:
        raise PackingRefusedError(text("It can come up again within 60 days."))

    def work(steps: Steps) -> Parcel:
        found, now = steps.fetch(Parcel, parcel), office.clock()
        need_parcel(office.actor, steps.book, found)
        call = {"at": now.isoformat(timespec="seconds"), "by": office.actor.account, "how": how}
        calls = [*found.facts.get("calls", ()), call][-KEPT_CALLS:]
        until = now + timedelta(days=again_in_days)
        saved = steps.book.save(replace(found, facts={**found.facts, "calls": calls}, chase_at=until))
        steps.book.note("parcel.chased", saved, order=saved.order, facts={"how": how, "days": again_in_days})
        if words.strip():
            note = Note(order=saved.order, author=office.actor.account, at=now)
            steps.book.add(replace(note, words=office.vault.seal(words_place(note.id), words.strip())))
            steps.book.note("note.add", note, order=saved.order)
        return saved

    return transact(office, work)


@command("shipping.auto_accept", Permission.ACCEPTANCE)
def accept_by_time(office: Office, *, progress: Progress | None = None) -> int:
    """Count parcels as accepted whose buyers have been silent for the agreed days; gives how many. For a clock.

    Nothing where the contract says no. Each on its own: one that somebody has just changed is left, and one about which
    the buyer complains.
    """
    with office.book.reading() as book:
        rules = rules_of(read_settings(book))
        if rules.auto_accept is None:
            return 0
        waiting = book.find(Parcel, state=("signed", "unboxed"), order_by="state_since", limit=MOST_CHASED)
    silent = {parcel.id: parcel.version for parcel in waiting if silence_accepts(parcel, rules, office.clock())}
    done = each_alone(silent, lambda one: record(office, one, "accept_by_time", version=silent[one]), progress)
    return len(done.done)


@command("shipping.today", Permission.ORDERS_SEE)
def today(office: Office) -> Today:
    """Counts of the day."""
    midnight = office.clock().astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    with office.book.reading() as book:
        found = _chases(office, book)
        gone = book.events(kinds=("parcel.hand_over",), newest_first=True, limit=SEVERAL_A_DAY)
        only = office.only_for(Permission.ORDERS_SEE)
        to_pack = book.count(QueueQuery(stages=frozenset({"ready_to_pack"}), only_for=only))
        recent = book.find(Parcel, order_by="-id", limit=RECENT)
        seen = parcels_in_scope(office.actor, book, recent)
        labelled = book.find(Parcel, state="labelled", order_by="state_since", limit=MOST_CHASED)
    counts: dict[str, tuple[int, float]] = {}
    for _parcel, one in found:
        count, longest = counts.get(one.kind, (0, 0.0))
        counts[one.kind] = count + 1, max(longest, one.days)
    overdue = next((parcel for parcel, one in found if one.kind == "overdue"), None)
    handed_over = sum(event.at >= midnight for event in gone)
    ready = tuple(parcel.id for parcel in labelled if parcel.waybill)
    return Today(to_pack, handed_over, ready, counts, overdue, tuple(p for p in recent if p.id in seen))


def rules_of(settings: WorkshopSettings) -> Rules:
    """The days of the workshop's settings."""
    days = settings.chase_days
    return Rules(
        days["silent"], days["locker"], days["signed"], days["unboxed"],
        settings.auto_accept_days if settings.auto_accept else None,
    )  # fmt: skip


def _chases(office: Office, book: Reading) -> list[tuple[Parcel, Chase]]:
    parcels = book.find(Parcel, state=CHASED, order_by="state_since", limit=MOST_CHASED)
    seen = parcels_in_scope(office.actor, book, parcels)
    return chases([parcel for parcel in parcels if parcel.id in seen], rules_of(read_settings(book)), office.clock())
