"""Retention: what has to go by the rules, shown first (a plan), then done exactly as shown, with a certificate."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from app.commands.certificates import issue
from app.commands.dossier import FINISHED, DataClass, Dossier, dossiers, revisions_of, strip
from app.commands.erasure import ErasureRefusedError, remove_contents
from app.commands.office import Office, command
from app.commands.workshop_settings import read_settings
from app.i18n import text
from app.jobs.progress import Progress
from app.orders.book import Reading
from app.orders.people import Certificate
from app.orders.records import FileLink, Item, ItemWork, Order
from app.security.permissions import Permission
from app.session.document_seal import hashes_in
from app.settings.workshop import WorkshopSettings

_DELETIONS = ("retention.deleted", "personal.erased", "contract.purged", "sample.removed")
_AT_ONCE = 50  # orders in one transaction: others wait for no longer than this takes


@dataclass(frozen=True)
class RetentionLine:
    """Data of one class of one order that has to go.

    since    when it had to go by the rules
    records  kind, id and version of every record it stands in: what was changed since the plan is left alone
    contents how many contents of the asset store it points to
    """

    order: int
    number: str
    kind: DataClass
    since: datetime
    records: tuple[tuple[str, int, int], ...]
    contents: int


@dataclass(frozen=True)
class RetentionPlan:
    """What would go. ``skipped``: orders under legal hold. ``hold``: the whole workshop is, nothing would go."""

    at: datetime
    lines: tuple[RetentionLine, ...]
    held: tuple[str, ...] = ()
    hold: bool = False
    rule: dict[str, int] = field(default_factory=dict)

    @property
    def by_class(self) -> dict[DataClass, tuple[int, int, int]]:
        """For each class: orders, records, contents."""
        sums = {kind: [0, 0, 0] for kind in DataClass}
        for line in self.lines:
            for place, more in enumerate((1, len(line.records), line.contents)):
                sums[line.kind][place] += more
        return {kind: (orders, records, contents) for kind, (orders, records, contents) in sums.items()}

    @property
    def digest(self) -> str:
        """A name of exactly this plan."""
        told = [[line.order, line.kind, line.records] for line in self.lines]
        return sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()


@command("retention.plan", Permission.PERSONAL_MANAGE)
def retention_plan(office: Office, *, progress: Progress | None = None) -> RetentionPlan:
    """What has to go now by the rules of the settings; nothing is changed. Raises Cancelled."""
    report, now = progress or Progress(), office.clock()
    lines: list[RetentionLine] = []
    held: list[str] = []
    with office.book.reading() as book:
        settings = read_settings(book)
        orders = book.find(Order, status=FINISHED)
        for start in range(0, len(orders), _AT_ONCE * 4):
            report(start / len(orders), text("Looking through the finished orders"))
            for dossier in dossiers(book, orders[start : start + _AT_ONCE * 4]):
                due = list(_due(dossier, settings, now))
                if due and dossier.order.number in settings.held_orders:
                    held.append(dossier.order.number)
                else:
                    lines += due
    return RetentionPlan(
        now, () if settings.legal_hold else tuple(lines), tuple(held), settings.legal_hold, _rule(settings)
    )


@command("retention.run", Permission.PERSONAL_MANAGE)
def retention_run(office: Office, plan: RetentionPlan, *, progress: Progress | None = None) -> Certificate:
    """Do what the plan says, no more; what was changed since, reopened or held is left. Gives the certificate.

    What is done stays done where it is cancelled. Raises ErasureRefusedError during a legal hold, Cancelled.
    """
    report = progress or Progress()
    by_order: dict[int, list[RetentionLine]] = defaultdict(list)
    for line in plan.lines:
        by_order[line.order].append(line)
    ids, counts = list(by_order), Counter[str]()
    done: list[str] = []
    try:
        for start in range(0, len(ids), _AT_ONCE):
            report(start / len(ids), text("Deleting what has to go"))
            _run_some(office, {i: by_order[i] for i in ids[start : start + _AT_ONCE]}, counts, done)
    except BaseException:
        if done:  # what is gone is certified, whatever stopped the rest
            _certify(office, plan, counts, done)
        raise
    return _certify(office, plan, counts, done)


def _run_some(office: Office, wanted: dict[int, list[RetentionLine]], counts: Counter[str], done: list[str]) -> None:
    now = office.clock()
    some: Counter[str] = Counter()
    numbers: list[str] = []
    with office.book.writing(office.actor) as book:
        settings = read_settings(book)
        if settings.legal_hold:
            raise ErasureRefusedError(text("There is a legal hold: nothing is deleted until it ends."))
        freed: set[str] = set()
        found = dossiers(book, book.get_all(Order, wanted).values())
        some["skipped"] += sum(len(lines) for lines in wanted.values())
        for dossier in found:
            allowed = {line.kind: line for line in _due(dossier, settings, now)}
            if dossier.order.number in settings.held_orders:
                continue
            revisions = revisions_of(dossier)
            kinds = [line.kind for line in wanted[dossier.order.id] if allowed.get(line.kind) == line]
            for kind in kinds:
                gone, digests = strip(book, dossier, kind, now)
                some.update(gone)
                freed |= digests
            some["skipped"] -= len(kinds)
            if kinds:
                numbers.append(dossier.order.number)
                facts: dict[str, object] = {"classes": [str(kind) for kind in kinds]}
                if DataClass.MESH in kinds:
                    facts["revisions"] = sorted(revisions)
                book.note("retention.deleted", dossier.order, order=dossier.order.id, facts=facts)
        some["contents"] += remove_contents(office, book, freed)
    counts.update(some)
    done += numbers


def _certify(office: Office, plan: RetentionPlan, counts: Counter[str], done: list[str]) -> Certificate:
    rule = {"days": plan.rule, "plan": plan.digest, "planned_at": plan.at.isoformat(), "law": "PIPL 19, 47"}
    with office.book.writing(office.actor) as book:
        return issue(office, book, "retention", counts, orders=done, rule=rule)


def _due(dossier: Dossier, settings: WorkshopSettings, now: datetime) -> Iterator[RetentionLine]:
    for kind in DataClass:
        due = dossier.due_at(kind, settings)
        records = dossier.records_of(kind) if due is not None and due <= now else []
        if due is not None and records:
            named = tuple(sorted((type(r).__name__, r.id, r.version) for r in records))
            yield RetentionLine(dossier.order.id, dossier.order.number, kind, due, named, len(dossier.digests_of(kind)))


def _rule(settings: WorkshopSettings) -> dict[str, int]:
    return {
        "portraits": settings.retention_portraits_days,
        "mesh": settings.retention_mesh_days,
        "address": settings.retention_address_days,
        "tickets": settings.retention_tickets_days,
        "warranty": settings.warranty_days,
    }


@command("retention.gone", None)
def gone_revisions(office: Office, here: Collection[str]) -> frozenset[str]:
    """Of these revisions in the mesh store of a PC, those that went with their orders and that nothing uses any more.

    Tells hashes alone, of what the PC has; asked by the program, whoever is logged in.
    """
    with office.book.reading() as book:
        deleted = _deleted(book)
        found = deleted.keys() & set(here)
        if not found:
            return frozenset()
        listed = tuple(found)
        # An item keeps the hash of what was erased with its order; any other one still needs what it names.
        items = [*book.find(Item, revision=listed), *book.find(Item, approved=listed)]
        used = {
            name for item in items for name in (item.revision, item.approved) if item.order not in deleted.get(name, ())
        }
        return frozenset(found - used - _worked_on(book, listed))


@command("retention.erased_items", None)
def erased_items(office: Office, items: Collection[int]) -> frozenset[int]:
    """Of these items, those whose models were deleted with their orders.

    Tells numbers alone, of what the PC has; asked by the program, whoever is logged in.
    """
    with office.book.reading() as book:
        orders = {item.id: item.order for item in book.get_all(Item, items).values()}
        erased = {order for order in set(orders.values()) if _models_went(book, order)}
    return frozenset(item for item, order in orders.items() if order in erased)


@command("retention.left_pc", None)
def note_left_pc(office: Office, things: Mapping[int, int]) -> None:
    """Write down that this PC has let go of so many things of these items; of what was not erased nothing is written.

    Asked by the program, whoever is logged in.
    """
    with office.book.writing(office.actor) as book:
        counts = Counter[int]()
        for item in book.get_all(Item, things).values():
            counts[item.order] += things[item.id]
        for order in book.get_all(Order, counts).values():
            if _models_went(book, order.id):
                facts = {"station": office.station, "things": counts[order.id]}
                book.note("retention.left_pc", order, order=order.id, facts=facts)


@command("retention.unnamed", None)
def unnamed_revisions(office: Office, here: Collection[str]) -> frozenset[str]:
    """Of these revisions in the mesh store of a PC, those that no order names.

    Tells hashes alone, of what the PC has; asked by the program, whoever is logged in.
    """
    listed = tuple(here)
    if not listed:
        return frozenset()
    with office.book.reading() as book:
        items = [*book.find(Item, revision=listed), *book.find(Item, approved=listed)]
        named = {name for item in items for name in (item.revision, item.approved)}
        return frozenset(set(listed) - named - _worked_on(book, listed))


def _models_went(book: Reading, order: int) -> bool:
    """Whether the order was erased, or its models alone by the rules of retention."""
    return any("revisions" in event.facts for event in book.events(order=order, kinds=_DELETIONS))


def _worked_on(book: Reading, listed: tuple[str, ...]) -> set[str]:
    """What the files and the work of items name, these among them."""
    named = {link.name for link in book.find(FileLink, name=listed)}
    for work in book.find(ItemWork):
        named |= hashes_in(work.document)
    return named


def _deleted(book: Reading) -> dict[str, set[int]]:
    """Revisions that were deleted, each with the orders that it was deleted with."""
    found: dict[str, set[int]] = defaultdict(set)
    after = 0
    while events := book.events(kinds=_DELETIONS, after=after, limit=500):
        after = events[-1].seq
        for event in events:
            for name in event.facts.get("revisions", ()):
                found[str(name)].add(event.order)
    return dict(found)
