"""The order queue as a list of Qt: pages are asked for beside the window, stale answers are dropped, memory is bounded."""

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.commands import queue
from app.commands.office import Office
from app.errors import AppError
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.once import once
from app.gui.orders.paging import Parts, Rows, steps_between
from app.jobs.runner import Job
from app.orders.queue import Cursor, Page, QueueQuery, QueueRow

PAGE = 200
SLACK = 50  # rows that may come in between two looks at a page without cutting the list there
AHEAD = 100  # so many rows before the end of what is known, more is asked for
ROW = Qt.ItemDataRole.UserRole + 1
WHO = Qt.ItemDataRole.UserRole + 2
MIME = "application/x-statuette-items"
AnyIndex = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


def read_pages(office: Office, query: QueueQuery, after: Cursor | None, rows: int) -> tuple[Page, ...]:
    """Pages from a place on, until there are so many rows or the list ends."""
    pages = [queue.page(office, query, after, PAGE)]
    while pages[-1].next is not None and sum(len(page.rows) for page in pages) < rows:
        pages.append(queue.page(office, query, pages[-1].next, PAGE))
    return tuple(pages)


def _up_to(page: Page, end: Cursor | None) -> Page:
    """The page cut where the one before it ended, if that row is still in it."""
    if end is None:
        return page
    place = next((n for n, row in enumerate(page.rows) if row.item == end.item), None)
    return page if place is None else Page(page.rows[: place + 1], end)


class QueueModel(QAbstractListModel):
    """Rows of the question that :meth:`ask` has asked last.

    answered  the first page of a new question is there
    moved     rows were put in or taken out by what others did (before: ``about_to_move``)
    all_read  what :meth:`load_all` asked for is there
    failed    an AppError, shown as it is
    """

    answered = Signal()
    about_to_move = Signal()
    moved = Signal()
    all_read = Signal()
    failed = Signal(object)

    def __init__(self, describe: Any = None, tip: Any = None) -> None:
        """``describe`` says a row to assistive programs; ``tip`` tells all of a row: (row, who has it open)."""
        super().__init__()
        self._desk: OfficeDesk | None = None
        self._tip = tip or (lambda _row, _who: None)
        self._describe = describe or (lambda row: f"{row.title} {row.number}")
        self._query = QueueQuery()
        self._rows: Rows = []
        self._parts = Parts()
        self._round = 0
        self._job: Job | None = None
        self._more: Job | None = None
        self._aim = 0
        self._wanted: set[int] = set()
        self._asked: set[int] = set()
        self._who: Mapping[int, tuple[Any, ...]] = {}
        self.ready = False
        self._soon = once(self, 0, self._ask_wanted)

    # ---- what is shown ------------------------------------------------------

    @property
    def query(self) -> QueueQuery:
        """The question of now."""
        return self._query

    @property
    def in_memory(self) -> int:
        """How many rows are in memory."""
        return sum(row is not None for row in self._rows)

    @property
    def whole(self) -> bool:
        """Whether every row that there is, is known."""
        return self._parts.end is None

    def connect_to(self, desk: OfficeDesk) -> None:
        """Ask this desk from now on."""
        self._desk = desk

    def ask(self, query: QueueQuery) -> None:
        """Show what this question finds; what is shown stays until its answer is there."""
        if self._desk is None:
            self._query = query
            return
        self._query = query
        self._begin_round()
        self._job = self._desk.ask(
            read_pages, query, None, 1, then=self._newest(self._start), failed=self._newest(self._fail)
        )

    def empty(self) -> None:
        """Show nothing, and take no answer that is on its way: another person is here, or nobody."""
        self._begin_round()
        self.ready = False
        self.beginResetModel()
        self._rows.clear()
        self._parts.cut(0)
        self.endResetModel()

    def renew(self, first: int, last: int) -> None:
        """Something was changed: ask again for the rows that are looked at, and for others when they are."""
        if self._desk is None or not self.ready:
            return
        self._parts.age()
        self._renew(self._parts.at(first), self._parts.at(max(first, last)))

    def show_who(self, who: Mapping[int, tuple[Any, ...]]) -> None:
        """Who has which item open."""
        if who != self._who:
            changed = set(who) ^ set(self._who) | {i for i in who if self._who.get(i) != who[i]}
            self._who = who
            for number, row in enumerate(self._rows):
                if row is not None and row.item in changed:
                    self.dataChanged.emit(self.index(number), self.index(number))

    def row(self, number: int) -> QueueRow | None:
        """What a row shows, where it is in memory."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def number_of(self, item: int) -> int:
        """Row of an item, -1 where it is not known."""
        return next((n for n, row in enumerate(self._rows) if row is not None and row.item == item), -1)

    def load_all(self, most: int) -> None:
        """Read on towards the end, up to so many rows more; a page that is on its way already counts."""
        self._aim = len(self._rows) + most
        self._read_on(most)

    # ---- what Qt asks -------------------------------------------------------

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        number = index.row()
        row = self.row(number)
        if role == ROW:
            self._look_at(number, row)
            return row
        if row is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._describe(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(row, self._who.get(row.item, ()))
        return self._who.get(row.item, ()) if role == WHO else None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def mimeTypes(self) -> list[str]:  # noqa: N802 - Qt's name
        return [MIME]

    def mimeData(self, indexes: Iterable[QModelIndex]) -> QMimeData:  # noqa: N802 - Qt's name
        rows = [self.row(index.row()) for index in indexes]
        made = QMimeData()
        made.setData(MIME, ",".join(str(row.item) for row in rows if row is not None).encode())
        return made

    def canFetchMore(self, parent: AnyIndex) -> bool:  # noqa: N802 - Qt's name
        return not parent.isValid() and self._more is None and self._parts.end is not None

    def fetchMore(self, _parent: AnyIndex) -> None:  # noqa: N802 - Qt's name
        self._read_on(1)

    # ---- questions ----------------------------------------------------------

    def _begin_round(self) -> None:
        self._round += 1
        for job in (self._job, self._more):
            if job is not None:
                job.cancel()
        self._job = self._more = None
        self._aim = 0
        self._asked.clear()

    def _newest(self, take: Any) -> Any:
        """Take an answer only if no newer question was asked meanwhile."""
        mine = self._round

        def answer(result: Any) -> None:
            if mine == self._round:
                take(result)

        return answer

    def _fail(self, error: AppError) -> None:
        self._more = None
        self.failed.emit(error)

    def _start(self, pages: tuple[Page, ...]) -> None:
        page = pages[0]
        old = [row.item for row in self._rows if row is not None]
        new = [row.item for row in page.rows]
        if self.ready and len(old) == len(self._rows) and set(old[: len(new)]) & set(new):
            self._put(0, len(self._parts.parts), None, page)  # much of it stays: selection and scroll stay too
        else:
            self.beginResetModel()
            self._rows = list(page.rows)
            self._parts.cut(0)
            self._parts.append(None, page)
            self.endResetModel()
        self.ready = True
        self.answered.emit()

    def _read_on(self, rows: int) -> None:
        after = self._parts.end
        if self._desk is None or self._more is not None or after is None:
            return

        def take(pages: tuple[Page, ...]) -> None:
            self._more = None
            if self._parts.end != after:  # what is before it was read anew meanwhile
                self._read_to_aim()
                return
            count = sum(len(page.rows) for page in pages)
            if count:
                self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + count - 1)
            begin: Cursor | None = after
            for page in pages:
                self._rows.extend(page.rows)
                self._parts.append(begin, page)
                begin = page.next
            if count:
                self.endInsertRows()
            self._parts.forget(self._rows)
            self._read_to_aim()

        self._more = self._desk.ask(
            read_pages, self._query, after, rows, then=self._newest(take), failed=self._newest(self._fail)
        )

    def _read_to_aim(self) -> None:
        """Go on with what :meth:`load_all` asked for, until it is there."""
        if self._aim > len(self._rows) and self._parts.end is not None:
            self._read_on(self._aim - len(self._rows))
        elif self._aim:
            self._aim = 0
            self.all_read.emit()

    def _look_at(self, number: int, row: QueueRow | None) -> None:
        if not self._parts.parts:
            return
        part = self._parts.at(number)
        self._parts.use(part)
        if row is None or not self._parts.parts[part].fresh:
            self._wanted.add(part)
            self._soon.start()
        if number >= len(self._rows) - AHEAD and self._parts.end is not None and self._more is None:
            self._soon.start()

    def _ask_wanted(self) -> None:
        wanted = {n for n in self._wanted if n < len(self._parts.parts)} - self._asked
        self._wanted.clear()
        if wanted:
            self._renew(min(wanted), max(wanted) if max(wanted) - min(wanted) < 3 else min(wanted))
        elif self._parts.end is not None:
            self._read_on(1)

    def _renew(self, first: int, last: int) -> None:
        """Read these pages again, as one stretch, with some room for rows that came in between."""
        if self._desk is None or not self._parts.parts:
            return
        last = min(last, len(self._parts.parts) - 1)
        after, end = self._parts.parts[first].after, self._parts.parts[last].next
        count = sum(part.count for part in self._parts.parts[first : last + 1])
        asked = set(range(first, last + 1))
        self._asked |= asked

        def take(page: Page) -> None:
            self._asked -= asked
            known = self._parts.parts
            if first >= len(known) or known[first].after != after:
                return
            stop = next((n for n in range(first, len(known)) if known[n].next == end), -1) + 1
            page = _up_to(page, end)
            whole = stop > 0 and page.next == end
            self._put(first, stop if whole else len(known), after, page)

        self._desk.ask(
            queue.page, self._query, after, max(PAGE, count + SLACK),
            then=self._newest(take), failed=self._newest(self._fail),
        )  # fmt: skip

    def _put(self, first: int, stop: int, after: Cursor | None, page: Page) -> None:
        """Put a page in the place of others, row by row, so that what is selected stays selected."""
        parts, fresh = self._parts, list(page.rows)
        start = parts.starts[first] if first < len(parts.parts) else 0
        end = start + sum(part.count for part in parts.parts[first:stop])
        if self._more is not None and stop >= len(parts.parts):
            self._more.cancel()
            self._more = None
        self.about_to_move.emit()
        far = start + len(fresh)
        if far < end:  # the list was cut: what follows is read again when it is looked at
            self._take_out(far, end)
            end = far
        kept = self._rows[start:end]
        steps = None
        if None not in kept:
            steps = steps_between([row.item for row in kept if row is not None], [row.item for row in fresh])
        elif len(kept) == len(fresh):
            steps = []
        if steps is None:
            self.beginResetModel()
            self._rows[start:end] = fresh
        else:
            self._follow(steps, start, fresh)
        parts.replace(first, stop, after, page)
        if steps is None:
            self.endResetModel()
        changed = [n for n, row in enumerate(fresh) if n >= len(kept) or kept[n] != row]
        if changed:
            self.dataChanged.emit(self.index(start + changed[0]), self.index(start + changed[-1]))
        parts.forget(self._rows)
        self.moved.emit()
        if self._more is None:
            self._read_to_aim()

    def _follow(self, steps: Any, start: int, fresh: list[QueueRow]) -> None:
        for step in steps:
            row = start + step.row
            if step.kind == "remove":
                self._take_out(row, row + 1)
            elif step.kind == "insert":
                self.beginInsertRows(QModelIndex(), row, row)
                self._rows.insert(row, fresh[step.row])
                self.endInsertRows()
            else:
                self.beginMoveRows(QModelIndex(), row, row, QModelIndex(), start + step.to)
                self._rows.insert(start + step.to, self._rows.pop(row))
                self.endMoveRows()
        self._rows[start : start + len(fresh)] = fresh

    def _take_out(self, first: int, stop: int) -> None:
        self.beginRemoveRows(QModelIndex(), first, stop - 1)
        del self._rows[first:stop]
        self.endRemoveRows()
