"""Printers of the workshop as this program drives them: tried, kept with their keys, found, looked at, and driven."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app.commands import dispatch, dispatch_nothing, print_board, print_floor
from app.commands.dispatch import JobDraft
from app.commands.print_floor import FormError, NoKeyHereError, PrintFloor
from app.commands.queue_file import MadeFile, queue_file
from app.dispatch.driver import Capabilities, OfflineError
from app.dispatch.pilot import News
from app.dispatch.records import Holder, Printer, PrintJob
from app.drivers.printers.table import by_id
from app.jobs.progress import Progress
from app.orders.book import Changed
from app.orders.draft import ItemDraft
from app.orders.machine import StepRefusedError
from app.security.actor import OWNER
from app.security.permissions import NotAllowedError
from app.security.printer_keys import MARK, PrinterKeys
from app.security.roles import Role
from app.storage.dispatch_presence import FolderPresence
from tests.unit.commands.orders.test_dispatch import TO_PRINT
from tests.unit.commands.orders.world import World, on_sqlite, opened

WAIT = 30.0
MESH = b"solid"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with opened(on_sqlite, tmp_path) as made:
        yield made


@pytest.fixture
def floor(world: World, tmp_path: Path) -> Iterator[PrintFloor]:
    made = PrintFloor(
        world.office,
        by_id,
        PrinterKeys(tmp_path, world.office.vault),
        lambda: FolderPresence(tmp_path / "running"),
        tmp_path / "spool",
    )
    yield made
    made.close()


def hot_folder(folder: Path, name: str = "Mimaki") -> Printer:
    folder.mkdir(exist_ok=True)
    return Printer(
        name=name, driver="hot_folder", settings={"folder": str(folder)}, queues=True, materials=("jetting",)
    )


def test_a_printer_is_tried_before_it_is_saved(world: World, floor: PrintFloor, tmp_path: Path) -> None:
    answer = print_floor.try_printer(world.office, floor, hot_folder(tmp_path / "hot"), {})
    assert (answer.probe.model, answer.status.activity) == ("hot", "idle")
    assert world.find(Printer) == []


def test_a_printer_that_is_not_there_says_so(world: World, floor: PrintFloor, tmp_path: Path) -> None:
    printer = replace(hot_folder(tmp_path / "hot"), settings={"folder": str(tmp_path / "nowhere")})
    with pytest.raises(OfflineError):
        print_floor.try_printer(world.office, floor, printer, {})


@pytest.mark.parametrize("settings", [{}, {"folder": "hot"}, {"folder": "/hot", "patience_s": -1}])
def test_a_form_that_is_not_right_says_which_field(
    world: World, floor: PrintFloor, settings: dict[str, object]
) -> None:
    wanted = "patience_s" if "patience_s" in settings else "folder"
    with pytest.raises(FormError) as told:
        print_floor.keep_printer(world.office, floor, Printer(name="x", driver="hot_folder", settings=settings), {})
    assert told.value.field == wanted
    assert world.find(Printer) == []


def test_keys_are_kept_beside_the_book_and_never_in_it(world: World, floor: PrintFloor, tmp_path: Path) -> None:
    secret = "k1-very-secret"
    draft = Printer(name="K1", driver="moonraker", settings={"address": "http://127.0.0.1:9"})
    saved = print_floor.keep_printer(world.office, floor, draft, {"api_key": secret})
    assert floor.keys.get(saved.id, saved.settings) == {"api_key": secret}
    assert secret.encode() not in b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    renamed = print_floor.keep_printer(world.office, floor, replace(saved, name="K1 left"), None)
    assert renamed.settings[MARK] == saved.settings[MARK]
    again = print_floor.keep_printer(world.office, floor, renamed, {"api_key": "another"})
    assert again.settings[MARK] != saved.settings[MARK]


def test_a_pc_without_the_key_does_not_drive_the_printer(floor: PrintFloor) -> None:
    kept = Printer(name="K1", driver="moonraker", settings={"address": "http://127.0.0.1:9", MARK: "0a1b"})
    with pytest.raises(NoKeyHereError):
        floor.driver_of(kept)


def test_only_who_may_set_up_tries_and_keeps_printers(world: World, floor: PrintFloor, tmp_path: Path) -> None:
    world.account("maker", Role.ENGINEER)
    with pytest.raises(NotAllowedError):
        print_floor.keep_printer(world.as_("maker"), floor, hot_folder(tmp_path / "hot"), {})


def test_what_is_here_already_is_not_found_again(world: World, floor: PrintFloor) -> None:
    floor.load()
    known = {"address": "http://10.0.0.1:7125"}
    kind = replace(
        floor.kinds["moonraker"],
        discover=lambda _seconds: [("old", known), ("new", {"address": "http://10.0.0.2:7125"})],
    )
    floor.kinds = {kind.id: kind}
    print_floor.keep_printer(world.office, floor, Printer(name="old", driver="moonraker", settings=known), {})
    told: list[float] = []
    found = print_floor.discover(world.office, floor, Progress(lambda done, _what: told.append(done)))
    assert [one.name for one in found] == ["new"]
    assert told[0] == 0.0


def test_nothing_is_driven_before_there_is_a_printer(world: World, floor: PrintFloor, tmp_path: Path) -> None:
    floor.open()
    assert not floor.drives
    assert not floor.changed(Changed(subjects=frozenset({"item:1"})))
    assert world.find(Holder) == []
    print_floor.keep_printer(world.office, floor, hot_folder(tmp_path / "hot"), {})
    assert floor.changed(Changed(subjects=frozenset({"printer:1"})))


class Seen:
    """News, and whether what a test waits for has come."""

    def __init__(self) -> None:
        self.news: list[News] = []
        self._changed = threading.Condition()

    def tell(self, news: News) -> None:
        with self._changed:
            self.news.append(news)
            self._changed.notify_all()

    def until(self, true: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(true, WAIT), f"it did not happen: {self.news}"


def test_a_job_goes_to_its_folder_and_says_what_it_is_for(world: World, floor: PrintFloor, tmp_path: Path) -> None:
    office, folder, seen = world.office, tmp_path / "hot", Seen()
    floor.tell = seen.tell
    printer = print_floor.keep_printer(office, floor, hot_folder(folder), {})
    floor.open()
    assert floor.drives
    item = world.walk(world.items(world.order())[0], *TO_PRINT)
    draft = JobDraft(suffix=".stl", content=item.approved, material="jetting")
    (job,) = queue_file(office, item.id, MadeFile(MESH, draft), printer.id)
    assert not floor.changed(Changed(subjects=frozenset({f"job:{job.id}"})))
    seen.until(lambda: any(news.job == job.id for news in seen.news) and bool(list(folder.glob("*.stl"))))
    assert [path.read_bytes() for path in folder.glob("*.stl")] == [MESH]
    row = print_board.board(office).jobs[0]
    assert (row.title, row.orders, row.pieces) == ("彩铃少女", 1, 1)
    assert print_board.board(office).stations == {printer.id: office.station}
    sight = print_floor.look(office, floor, printer.id, job.id)
    assert sight.trace is not None
    assert sight.trace.found == "running"
    floor.close()
    assert print_board.board(office).stations == {}


def test_as_many_copies_as_were_ordered_go_to_a_folder_as_one_job(
    world: World, floor: PrintFloor, tmp_path: Path
) -> None:
    office, folder, seen = world.office, tmp_path / "hot", Seen()
    floor.tell = seen.tell
    printer = print_floor.keep_printer(
        office, floor, replace(hot_folder(folder), driver="hot_folder_2d", kind="2d", materials=("photo-glossy",)), {}
    )
    floor.open()
    draft = ItemDraft(
        product="postcard", finish="glossy", height_mm=100, width_mm=148, quantity=3, title="卡", creation="c1"
    )
    item = world.walk(world.items(world.order(draft))[0], *TO_PRINT)
    sheet = JobDraft(suffix=".pdf", content=item.approved, material="photo-glossy", copies=item.quantity)
    (job,) = queue_file(office, item.id, MadeFile(b"%PDF-1.7 a card", sheet), printer.id)
    assert not floor.changed(Changed(subjects=frozenset({f"job:{job.id}"})))
    seen.until(lambda: any(news.job == job.id for news in seen.news) and len(list(folder.glob("*.pdf"))) == 3)
    names = sorted(path.name for path in folder.glob("*.pdf"))
    assert names == [f"{job.uid}_{number}of3.pdf" for number in (1, 2, 3)]
    assert {path.read_bytes() for path in folder.glob("*.pdf")} == {b"%PDF-1.7 a card"}


@dataclass
class AtTheFolder:
    """A job that lies in a hot folder, or was taken from there."""

    world: World
    floor: PrintFloor
    folder: Path
    job: PrintJob

    def lying(self) -> list[str]:
        return [path.name for path in self.folder.glob("*.stl")]

    def now(self) -> PrintJob:
        found: PrintJob = self.world.get(PrintJob, self.job.id)
        return found


@pytest.fixture
def at_the_folder(world: World, floor: PrintFloor, tmp_path: Path) -> AtTheFolder:
    """Seen lying there; nobody drives the folder any more, so that nothing is sent again meanwhile."""
    world.account("looker", Role.SUPERVISOR)
    printer = print_floor.keep_printer(world.office, floor, hot_folder(tmp_path / "hot"), {})
    item = world.walk(world.items(world.order())[0], *TO_PRINT)
    draft = JobDraft(suffix=".stl", content=item.approved, material="jetting")
    (job,) = queue_file(world.office, item.id, MadeFile(MESH, draft), printer.id)
    ran = threading.Event()
    unwatch = world.office.book.watch(
        lambda _news: ran.set() if world.get(PrintJob, job.id).state == "running" else None, lambda _online: None
    )
    floor.open()
    assert ran.wait(WAIT)
    unwatch()
    floor.close()
    return AtTheFolder(world, floor, tmp_path / "hot", job)


def test_nothing_came_out_of_a_folder_and_the_file_is_taken_back(at_the_folder: AtTheFolder) -> None:
    shop = at_the_folder
    office = shop.world.office
    with pytest.raises(StepRefusedError, match="seen printing"):
        dispatch.decide(office, shop.job.id, "not_printed")
    with pytest.raises(NotAllowedError):
        dispatch_nothing.nothing_came_out(shop.world.as_("looker"), shop.floor, shop.job.id)
    assert len(shop.lying()) == 1
    after = dispatch_nothing.nothing_came_out(office, shop.floor, shop.job.id)
    assert shop.lying() == []
    assert (after.state, after.attempt) == ("assigned", 2)
    assert after.uid != shop.job.uid
    last = dispatch.story(office, shop.job.id).events[-1]
    assert (last.kind, last.reason) == ("job.absent", "Nothing came out of the printer.")


def test_what_the_program_has_taken_is_deleted_there_first(at_the_folder: AtTheFolder) -> None:
    shop = at_the_folder
    (shop.folder / shop.lying()[0]).unlink()
    with pytest.raises(dispatch_nothing.TakenAlreadyError, match="there will be two"):
        dispatch_nothing.nothing_came_out(shop.world.office, shop.floor, shop.job.id)
    assert shop.now().state == "running"
    after = dispatch_nothing.nothing_came_out(
        shop.world.office, shop.floor, shop.job.id, deleted=True, reason="the RIP had crashed"
    )
    assert after.state == "assigned"
    with pytest.raises(StepRefusedError, match="not at a printer"):
        dispatch_nothing.nothing_came_out(shop.world.office, shop.floor, shop.job.id, deleted=True)


def test_a_folder_that_is_away_keeps_its_job(at_the_folder: AtTheFolder) -> None:
    at_the_folder.folder.rename(at_the_folder.folder.with_name("away"))
    with pytest.raises(OfflineError):
        dispatch_nothing.nothing_came_out(at_the_folder.world.office, at_the_folder.floor, at_the_folder.job.id)
    assert at_the_folder.now().state == "running"


def test_of_printers_that_tell_nobody_says_that_nothing_came_out(world: World, floor: PrintFloor) -> None:
    with world.office.book.writing(OWNER) as book:
        printer = book.add(Printer(name="M", driver="moonraker", settings={"address": "http://127.0.0.1:9"}))
        job = book.add(PrintJob(uid="o1-c1-aaaa", state="running", printer=printer.id))
        book.note("job.new", job)
    floor.load()
    kind = floor.kinds["moonraker"]
    floor.kinds = {"moonraker": replace(kind, make=lambda *_: _Tells())}
    with pytest.raises(StepRefusedError, match="says itself"):
        dispatch_nothing.nothing_came_out(world.office, floor, job.id, deleted=True)


class _Tells:
    """A printer that says what it does; nothing else of it is asked here."""

    def capabilities(self) -> Capabilities:
        return Capabilities((".gcode",))

    def close(self) -> None:
        """Nothing is open."""


def test_a_look_at_a_printer_that_is_away_is_no_error(world: World, floor: PrintFloor, tmp_path: Path) -> None:
    printer = print_floor.keep_printer(world.office, floor, hot_folder(tmp_path / "hot"), {})
    (tmp_path / "hot").rmdir()
    assert str(print_floor.look(world.office, floor, printer.id).trouble)


def test_the_board_shows_what_somebody_has_to_decide_first(world: World) -> None:
    office = world.office
    with office.book.writing(office.actor) as book:
        for number, state in enumerate(("planned", "running", "unknown", "done", "failed", "cancelled")):
            job = book.add(PrintJob(uid=f"j{number}", state=state, name=state, priority=2 if state == "planned" else 0))
            if state == "failed":
                book.add(PrintJob(uid="again", state="planned", name="again", retry_of=job.id))
        book.note("job.new", job)
    board = print_board.board(office)
    assert [row.job.name for row in board.jobs] == ["unknown", "running", "planned", "again"]
    assert {row.job.name: row.again for row in board.ended} == {"failed": True, "cancelled": False}


def test_what_a_printer_says_of_itself_is_seen_while_it_prints_too(
    world: World, floor: PrintFloor, tmp_path: Path
) -> None:
    folder, seen = tmp_path / "hot", Seen()
    printer = print_floor.keep_printer(world.office, floor, hot_folder(folder), {})
    item = world.walk(world.items(world.order())[0], *TO_PRINT)
    draft = JobDraft(suffix=".stl", content=item.approved, material="jetting")
    (job,) = queue_file(world.office, item.id, MadeFile(MESH, draft), printer.id)
    floor.tell = seen.tell
    floor.open()
    seen.until(
        lambda: any(
            news.job == job.id and news.status is not None and news.status.activity == "busy" for news in seen.news
        )
    )
