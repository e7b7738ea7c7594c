"""Asks a server for new orders, page by page. A page counts once its orders are in the book and that was acknowledged."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from app.commands.intake.batch import AssetRefusedError
from app.commands.intake.bundle import ReadFile, batch_of
from app.commands.intake.importing import bring_in
from app.commands.intake.repeating import Repeating, Stopping
from app.commands.intake.result import IntakeResult
from app.commands.intake.source import Acknowledgement, OrderSource, SourceRefusedError
from app.commands.office import Office, command
from app.errors import AppError, Cancelled
from app.i18n import text
from app.jobs.progress import Progress, silent
from app.orders.bundle import ASSET_BYTES
from app.orders.records import Order, Setting
from app.security.actor import PROGRAM
from app.security.permissions import Permission

PAGES = 1000  # of one poll
_SETTING = "intake.cursor"


class RemoteFiles(ReadFile):
    """Files of a page, fetched when they are needed."""

    def __init__(self, source: OrderSource, progress: Progress) -> None:
        self._source, self._progress = source, progress
        self.digests: Mapping[str, str] = {}

    def read(self, name: str, size: int) -> bytes:
        """Raises AssetRefusedError where the server does not have it, SourceOfflineError."""
        digest = self.digests.get(name, "")
        if not digest or size > ASSET_BYTES:
            raise AssetRefusedError(text("a file of this order did not come along; send the bundle with all its files"))
        try:
            return self._source.file(digest, size, self._progress)
        except SourceRefusedError:
            raise AssetRefusedError(
                text("a file of this order did not come along; send the bundle with all its files")
            ) from None


@command("orders.poll", Permission.ORDERS_IMPORT)
def poll(office: Office, source: OrderSource, *, progress: Progress | None = None) -> IntakeResult:
    """Take all that is new at a source. Raises SourceOfflineError, SourceRefusedError, IntakeRefusedError, Cancelled.

    A page whose acknowledgement did not get through is asked for again the next time: its orders are known then, and it is
    acknowledged under the same key.
    """
    progress = progress or silent()
    whole = IntakeResult()
    for _ in range(PAGES):
        cursor = _cursor(office, source.name)
        page = source.page(cursor, progress)
        result, taken, refused = _take(office, source, page.bundle, progress)
        whole = _added(whole, result)
        if taken or refused or result.problems:
            told = Acknowledgement(cursor, taken, refused, tuple(str(problem) for problem in result.problems))
            source.acknowledge(told, hashlib.sha256(cursor.encode() + b"\0" + page.bundle).hexdigest(), progress)
        if page.next == cursor:
            if page.more:
                raise SourceRefusedError(
                    text(
                        "The server “{name}” gives the same page again and again; tell its operator.", name=source.name
                    )
                )
            break
        _keep_cursor(office, source.name, page.next)
        if not page.more:
            break
    return whole


def _take(
    office: Office, source: OrderSource, bundle: bytes, progress: Progress
) -> tuple[IntakeResult, tuple[str, ...], tuple[str, ...]]:
    """Bring a page in; gives which keys are in the book now, and which are not."""
    files = RemoteFiles(source, progress)
    key = hashlib.sha256(bundle).hexdigest()
    batch = batch_of(bundle, key, source.name, files)
    files.digests = batch.announced
    orders = list(batch.orders)
    if not orders:
        return IntakeResult(dropped=batch.dropped), (), ()
    keys = {str(one.raw["key"]) for one in orders if isinstance(one.raw.get("key"), str)}
    result = bring_in(office, replace(batch, orders=iter(orders)), progress)
    with office.book.reading() as book:
        taken = {order.key for order in book.find(Order, source=source.name, key=sorted(keys))} if keys else set()
    return result, tuple(sorted(taken)), tuple(sorted(keys - taken))


def _added(a: IntakeResult, b: IntakeResult) -> IntakeResult:
    return IntakeResult(
        a.created + b.created, a.known + b.known, a.changed + b.changed, a.refused + b.refused, a.problems + b.problems,
        tuple(sorted({*a.dropped, *b.dropped})), orders=a.orders + b.orders,
    )  # fmt: skip


def _cursor(office: Office, name: str) -> str:
    with office.book.reading() as book:
        kept = book.one(Setting, name=f"{_SETTING}.{name}")
    return "" if kept is None else str(kept.value.get("cursor", ""))


def _keep_cursor(office: Office, name: str, cursor: str) -> None:
    with office.book.writing(office.actor) as book:
        kept = book.one(Setting, name=f"{_SETTING}.{name}")
        if kept is None:
            book.add(Setting(name=f"{_SETTING}.{name}", value={"cursor": cursor}))
        elif kept.value.get("cursor") != cursor:
            book.save(replace(kept, value={"cursor": cursor}))


@dataclass(frozen=True)
class Asked:
    """What came of a question to the server, and when."""

    at: datetime
    came: IntakeResult | AppError


class PolledSource:
    """Asks for orders every so many seconds; ``ask`` asks once, as the program.

    ``told`` is called from its thread with a result that has something in it, and with an error once when it begins.
    ``last`` is what came of the last question.
    """

    def __init__(
        self,
        office: Office,
        ask: Callable[[Office, Progress], IntakeResult],
        told: Callable[[IntakeResult | AppError], None],
        *,
        every_s: float = 60.0,
    ) -> None:
        self._office, self._ask, self._told = office.acting(PROGRAM), ask, told
        self._failing = ""
        self.last: Asked | None = None
        self._thread = Repeating(self.ask, every_s, "orders from a server")

    def start(self) -> None:
        """Ask from now on."""
        self._thread.start()

    def stop(self, wait_s: float = 30.0) -> None:
        """Stop; what is in the book stays there. ``wait_s``: how long to wait for a question that is on its way."""
        self._thread.stop(wait_s)

    @property
    def running(self) -> bool:
        """Between ``start`` and ``stop``."""
        return self._thread.running

    def now(self) -> None:
        """Ask without waiting."""
        self._thread.now()

    def ask(self, stopping: Stopping = lambda: False) -> None:
        """Ask once."""
        try:
            result = self._ask(self._office, Progress(cancelled=stopping))
        except Cancelled:
            return
        except AppError as error:
            self.last = Asked(self._office.clock(), error)
            if str(error) != self._failing and not stopping():
                self._failing = str(error)
                self._told(error)
            return
        self._failing = ""
        self.last = Asked(self._office.clock(), result)
        if (result.created or result.problems) and not stopping():
            self._told(result)
