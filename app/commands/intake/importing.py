"""Brings orders into the book: bad ones are told line by line, good ones come in, none comes in twice."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from app.commands.intake.batch import AssetRefusedError, Batch, Incoming
from app.commands.intake.drafts import KeptFiles, check_files, draft_of, mark_of
from app.commands.intake.result import IntakeResult, Problem
from app.commands.intake.table import place_in_table
from app.commands.office import Office
from app.commands.order_entry import planning_of, write_prepared
from app.commands.workshop_settings import read_settings
from app.i18n import Text, plural, text
from app.jobs.progress import Progress
from app.orders.book import TakenError, Writing
from app.orders.bundle import BundleOrder, unknown_fields
from app.orders.bundle_faults import faults, faults_by_path
from app.orders.draft import OrderDraft
from app.orders.entering import Entered, enter
from app.orders.records import IntakeRun, Order
from app.orders.serials import SERIES, serial_of
from app.orders.working_days import CHINA

CHUNK = 200  # orders of one transaction
MOST_PROBLEMS = 500  # that are kept in the book for one run
_TRIES = 4
_LOOKED, _KEPT = 0.2, 0.7  # shares of the progress of these orders


@dataclass
class _Count:
    """What has come of it so far."""

    created: list[int] = field(default_factory=list)
    tried: int = 0  # that would have been created
    known: int = 0
    changed: int = 0
    refused: int = 0
    problems: list[Problem] = field(default_factory=list)
    dropped: set[str] = field(default_factory=set)
    seen: dict[str, bytes] = field(default_factory=dict)  # keys of this batch, with their marks
    unplanned: set[int] = field(default_factory=set)

    def result(self) -> IntakeResult:
        return IntakeResult(
            len(self.created) + self.tried, self.known, self.changed, self.refused, tuple(self.problems),
            tuple(sorted(self.dropped)), orders=tuple(self.created),
        )  # fmt: skip


@dataclass(frozen=True)
class _Looked:
    """An order that is well formed. ``came``: where it stood."""

    came: Incoming
    order: BundleOrder
    mark: bytes


@dataclass(frozen=True)
class _Ready:
    came: Incoming
    draft: OrderDraft
    mark: bytes


def bring_in(office: Office, batch: Batch, progress: Progress, *, try_only: bool = False) -> IntakeResult:
    """Bring a batch into the book, so many orders at a time. ``try_only``: say what would come of it, and keep nothing.

    Cancelled in between, what is in stays in; the same batch again goes on where it was. Raises Cancelled,
    BookOfflineError, AssetsOfflineError.
    """
    if batch.key and _came_whole(office, batch):
        return IntakeResult(known=batch.count, again=True)
    kept, count, done = KeptFiles(batch.files, office.assets), _Count(), 0
    count.problems.extend(batch.problems)
    count.refused += len(batch.problems)
    count.dropped.update(batch.dropped)
    whole = max(batch.count, 1)
    for chunk in _chunks(batch.orders):
        words = text("Importing orders: {done} of {count}", done=done, count=batch.count)
        part = progress.part(done / whole, (done + len(chunk)) / whole, words)
        looked = []
        for place, incoming in enumerate(chunk):
            part(_LOOKED * place / len(chunk))
            if (one := _look(office, batch, incoming, count)) is not None:
                looked.append(one)
        fresh = _new_ones(office, batch.source, looked, count)
        if try_only:
            _try(fresh, batch, count)
        else:
            _write(office, _with_files(fresh, batch.source, kept, count, part.part(_LOOKED, _KEPT)), count)
        done += len(chunk)
    if count.unplanned:
        year = min(count.unplanned)
        count.problems.append(
            Problem(
                text("Due times"),
                text("the holidays of {year} are not known yet; enter them in the workshop's settings.", year=year),
            )
        )
    count.problems.sort(key=lambda problem: (not problem.lines, problem.lines))  # a table's from top to bottom
    result = count.result()
    if batch.key and not try_only:
        _note_run(office, batch, result)
    progress(1.0)
    return result


def _chunks(orders: Iterator[Incoming]) -> Iterator[list[Incoming]]:
    while chunk := list(itertools.islice(orders, CHUNK)):
        yield chunk


def _look(office: Office, batch: Batch, incoming: Incoming, count: _Count) -> _Looked | None:
    """Check the form of one order, and that its key is the only one of its kind in the batch."""
    try:
        order = BundleOrder.model_validate(incoming.raw)
        mark = mark_of(office.vault, order, batch.files)
    except ValidationError as error:
        _refuse_fields(count, incoming, error)
        return None
    except AssetRefusedError as error:
        _refuse(count, incoming, error.what)
        return None
    count.dropped.update(unknown_fields(BundleOrder, incoming.raw))
    if order.key in count.seen:
        if count.seen[order.key] == mark:
            count.known += 1
        else:
            _refuse(count, incoming, text("has the key of another order of this file; give each its own."))
        return None
    count.seen[order.key] = mark
    return _Looked(incoming, order, mark)


def _new_ones(office: Office, source: str, looked: list[_Looked], count: _Count) -> list[_Looked]:
    """Those that are not in the book yet; a changed one is told, never taken over in silence."""
    if not looked:
        return []
    with office.book.reading() as book:
        there = {o.key: o for o in book.find(Order, source=source, key=[one.order.key for one in looked])}
    fresh = []
    for one in looked:
        if one.order.key in there:
            _known(count, one.came, there[one.order.key], one.mark)
        else:
            fresh.append(one)
    return fresh


def _with_files(fresh: list[_Looked], source: str, kept: KeptFiles, count: _Count, progress: Progress) -> list[_Ready]:
    by_key = {one.order.key: one for one in fresh}

    def refuse(order: BundleOrder, error: AssetRefusedError) -> None:
        _refuse(count, by_key.pop(order.key).came, error.what)

    kept.keep([one.order for one in fresh], refuse, progress)
    return [_Ready(one.came, draft_of(one.order, source, kept), one.mark) for one in by_key.values()]


def _try(fresh: list[_Looked], batch: Batch, count: _Count) -> None:
    for one in fresh:
        try:
            check_files(one.order, batch.files)
        except AssetRefusedError as error:
            _refuse(count, one.came, error.what)
        else:
            count.tried += 1


def _write(office: Office, ready: list[_Ready], count: _Count) -> None:
    """One transaction. Where another PC imports the same orders at the same moment, theirs are known then."""
    for _ in range(_TRIES):
        if not ready:
            return
        try:
            with office.book.writing(office.actor) as book:
                there = {
                    o.key: o
                    for o in book.find(Order, source=ready[0].draft.source, key=[one.draft.key for one in ready])
                }
                fresh = [one for one in ready if one.draft.key not in there]
                created, unplanned = _enter_all(office, book, fresh)
        except TakenError:
            continue
        for one in ready:
            if one.draft.key in there:
                _known(count, one.came, there[one.draft.key], one.mark)
        count.created.extend(created)
        count.unplanned |= unplanned
        return
    raise TakenError


def _enter_all(office: Office, book: Writing, ready: list[_Ready]) -> tuple[list[int], set[int]]:
    """Write new orders, numbered in one go."""
    if not ready:
        return [], set()
    settings = read_settings(book)
    planning, at = planning_of(settings), office.clock()
    series = f"{settings.order_prefix}-{at.astimezone(CHINA):%Y%m%d}"
    number = book.next_number(series, len(ready))
    serial = book.next_number(SERIES, sum(len(one.draft.items) for one in ready))
    made: list[Entered] = []
    for one in ready:
        count = len(one.draft.items)
        entered = enter(
            one.draft,
            number=f"{series}-{number:04d}",
            serials=[serial_of(serial + place, settings.serial_prefix) for place in range(count)],
            vault=office.vault,
            planning=planning,
            at=at,
            by=office.actor.account,
        )
        made.append(replace(entered, order=replace(entered.order, intake_mark=one.mark)))
        number, serial = number + 1, serial + count
    write_prepared(book, made)
    return [one.order.id for one in made], {one.unplanned for one in made if one.unplanned is not None}


def _known(count: _Count, came: Incoming, there: Order, mark: bytes) -> None:
    if there.intake_mark and there.intake_mark != mark:
        count.changed += 1
        what = text(
            "is in the book already as {number}, but came differently; nothing was taken over: change it by hand.",
            number=there.number,
        )
        count.problems.append(Problem(came.where, what, came.lines))
    else:
        count.known += 1


def _refuse(count: _Count, came: Incoming, *what: Text) -> None:
    count.refused += 1
    count.problems.extend(Problem(came.where, one, came.lines) for one in what)


def _refuse_fields(count: _Count, incoming: Incoming, error: ValidationError) -> None:
    """Each field by its path; of a table by its line and by what its column is."""
    if not incoming.lines:
        _refuse(count, incoming, *faults(error))
        return
    count.refused += 1
    for path, what in faults_by_path(error):
        where, field = place_in_table(path, incoming)
        told = what if field is None else text("{field}: {what}", field=field, what=what)
        count.problems.append(Problem(where, told, incoming.lines))


def _came_whole(office: Office, batch: Batch) -> bool:
    """Whether just this has come in before, all of it."""
    with office.book.reading() as book:
        run = book.one(IntakeRun, source=batch.source, key=batch.key)
    return run is not None and not run.refused


def _note_run(office: Office, batch: Batch, result: IntakeResult) -> None:
    told = tuple(str(problem) for problem in result.problems[:MOST_PROBLEMS])
    run = IntakeRun(
        source=batch.source, key=batch.key, at=office.clock(), created=result.created,
        known=result.known + result.changed, refused=result.refused, problems=told,
    )  # fmt: skip
    facts = {"source": batch.source, "created": result.created, "known": run.known, "refused": result.refused}
    with office.book.writing(office.actor) as book:
        before = book.one(IntakeRun, source=batch.source, key=batch.key)
        if before is None:
            book.add(run)
        else:
            book.save(replace(run, id=before.id, version=before.version, created=before.created + run.created))
        book.note("intake.run", before or run, facts=facts)


def words_of(result: IntakeResult) -> tuple[Text, ...]:
    """The result as sentences, problems last."""
    if result.again:
        return (text("This has come in before; nothing was done."),)
    said = [plural("{n} order came in.", "{n} orders came in.", result.created)]
    if result.known:
        said.append(plural("{n} order was there already.", "{n} orders were there already.", result.known))
    if result.changed:
        said.append(
            plural(
                "{n} order is there already but came differently; it was not taken over.",
                "{n} orders are there already but came differently; they were not taken over.",
                result.changed,
            )
        )
    if result.refused:
        said.append(plural("{n} order was refused.", "{n} orders were refused.", result.refused))
    if result.dropped:
        said.append(text("Not kept, because it is not needed: {names}.", names=", ".join(result.dropped[:20])))
    return (*said, *(text("{where}: {what}", where=p.where, what=p.what) for p in result.problems))
