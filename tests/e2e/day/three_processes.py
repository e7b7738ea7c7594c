"""The day on PostgreSQL with three processes: the engineer's window, the logistics lead's PC, the supervisor's.

The printers are driven by a fourth, ``statuette dispatch run`` at the lead's PC. Each PC has a home of its own and joins the
book with the recovery code, as PCs do.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from app.bootstrap.floor import make_floor
from app.bootstrap.terminal import open_office
from app.commands import accounts, logging_in
from app.commands.accounts import AccountDraft
from app.orders.records import Item
from app.security.roles import Role
from app.shipping.records import Parcel
from tests.e2e.day import machines, modelling, people, proofing, supervising
from tests.e2e.day.bundle import FLAT, ORDERS, SOLID
from tests.e2e.day.diary import Diary
from tests.e2e.day.hands import Hands, Key, until
from tests.e2e.day.machines import Machines
from tests.e2e.day.one_workstation import home, morning
from tests.e2e.day.people import ADMINISTRATOR, NEW_PASSWORD, PASSWORD
from tests.e2e.day.workshop import Day, opened, set_up
from tests.peers.postgres_server import own_server
from tests.peers.printers.programs import wait

ROOT = Path(__file__).parents[3]
PEOPLE = {
    "mei": ("Mei", (Role.ENGINEER,)),
    "wang": ("Wang", (Role.LOGISTICS, Role.SERVICE)),
    "lu": ("Lu", (Role.SUPERVISOR,)),
    "night": ("Dispatch", (Role.LOGISTICS,)),
}
READY_S, END_S = 120, 600


def run_day(folder: Path) -> dict[str, Any]:
    """Live the day in this folder; gives what came of it, as the day at one workstation does."""
    watched, diary = folder / "incoming", Diary()
    watched.mkdir(parents=True)
    with ExitStack() as stack:
        address = stack.enter_context(_database())
        there = stack.enter_context(machines.running(folder / "machines"))
        with diary.step("set three PCs up on one book"):
            _set_up(folder, address, there)
        lead = stack.enter_context(_colleague(folder, "lead", "wang"))
        supervisor = stack.enter_context(_colleague(folder, "supervisor", "lu"))
        stack.enter_context(_printers_driven(folder))
        stack.enter_context(home(folder / "pc-engineer"))
        station = opened(
            folder / "pc-engineer", log_in=True, watched_folder=str(watched), last_folder=str(folder)
        )  # fmt: skip
        workstation = stack.enter_context(station)
        day = Day(workstation, Hands(workstation.window), diary, there, folder)
        people.log_in(day, "mei")
        morning(day, watched)
        at_the_bench(day)
        until_accepted(day, lead)
        seen = supervisor.end()
        _take_over(diary, lead.end())
        supervising.all_accepted(day)
        differences = [*supervising.differences(day), *supervising.what_the_supervisor_missed(seen, len(ORDERS))]
    return diary.told(differences)


def at_the_bench(day: Day) -> None:
    """The engineer mends and prepares; each thing that is done is handed over at once, and the others go on with it."""
    for title in SOLID:
        item = modelling.put_on_bench(day, title)
        modelling.inspect(day, title)
        modelling.repair(day, title)
        modelling.use(day, "base")
        modelling.filed(day, item)
        hand_over(day, item)
    for title in FLAT:
        proofing.flat_proof(day, day.item(title))
        hand_over(day, day.item(title))


def hand_over(day: Day, item: Item) -> None:
    """Done, checked by oneself, over to the review of somebody else."""
    with day.diary.step(f"hand “{item.title}” over for review"):
        day.step(item, event="submit", to="self_check")
        day.hands.find(day.get(item))
        day.hands.next_step()
        until(lambda: day.get(item).state not in {"self_check", "modeling"}, "it is handed over")
        day.diary.event(f"item:{item.id}", "item.to_review")


def until_accepted(day: Day, lead: "Other") -> None:
    """The others print, pack and ship; the engineer's queue empties by itself."""
    queue = day.window.docks.orders.queue
    with day.diary.step("the others print, pack and ship; the buyers accept"):

        def accepted() -> bool:
            lead.must_live()
            parcels = day.all(Parcel)
            return len(parcels) == len(ORDERS) + 1 and all(parcel.state == "accepted" for parcel in parcels)

        until(accepted, "every parcel is accepted", END_S)
        day.hands.press(Key.Key_Escape)
        queue.clear()
        until(lambda: queue.list.model().rowCount() == 0, "nothing is open in the engineer's queue")


# ---- the other PCs --------------------------------------------------------------------------------------------------


@dataclass
class Other:
    """A process at another PC."""

    name: str
    process: "subprocess.Popen[str]"
    record: Path
    log: Path

    def must_live(self) -> None:
        """Raises AssertionError with what it said, where it has ended."""
        assert self.process.poll() is None, f"{self.name} ended: {self.log.read_text(errors='replace')[-3000:]}"

    def lines(self) -> list[dict[str, Any]]:
        """Its record so far."""
        return (
            [json.loads(line) for line in self.record.read_text("utf-8").splitlines()] if self.record.exists() else []
        )

    def end(self) -> list[dict[str, Any]]:
        """Let it end by itself; gives its record."""
        self.must_live()
        assert self.process.stdin is not None
        self.process.stdin.close()
        assert self.process.wait(READY_S) == 0, f"{self.name}: {self.log.read_text(errors='replace')[-3000:]}"
        return self.lines()


def _env(pc: Path, **more: str) -> dict[str, str]:
    env = {
        key: value for key, value in os.environ.items() if not key.startswith("STATUETTE_") or key == "STATUETTE_PEERS"
    }
    return {**env, "STATUETTE_HOME": str(pc), "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT), **more}


@contextmanager
def _database() -> Iterator[str]:
    """A server with an empty database."""
    with own_server() as server:
        yield server.make_database("day")


def _set_up(folder: Path, address: str, there: Machines) -> None:
    """The lead's PC begins, the others join with the recovery code; the administrator enters people and printers."""
    url, sheet = make_url(address), folder / "recovery.txt"
    place = {
        "database": {"host": url.host, "port": url.port, "name": url.database, "user": url.username},
        "files": {"folder": str(folder / "files")},
    }
    secrets = {"database_password": str(url.password)}
    first = {
        **place, "recovery_sheet": str(sheet), "administrator": {"login": ADMINISTRATOR, "name": "Lin"},
        "secrets": {**secrets, "administrator_password": PASSWORD},
    }  # fmt: skip
    _statuette(folder / "pc-lead", first)
    code = "-".join(line for line in sheet.read_text("utf-8").splitlines() if line.count("-") == 6)
    for pc in ("pc-engineer", "pc-supervisor"):
        _statuette(folder / pc, {**place, "secrets": {**secrets, "recovery_code": code}})
    with home(folder / "pc-lead"), open_office() as office:
        done = logging_in.log_in(office, ADMINISTRATOR, PASSWORD)
        office.actor = done.actor
        if done.duty is not None:
            office.actor = logging_in.accept_duty(office).actor
        for login, (name, roles) in PEOPLE.items():
            accounts.save_account(office, AccountDraft(login, name, roles), PASSWORD)
        set_up(office)
        there.enter(office, make_floor(office))
        office.actor = logging_in.log_in(office, "night", PASSWORD).actor
        logging_in.change_password(office, PASSWORD, NEW_PASSWORD)
        office.actor = logging_in.log_in(office, "night", NEW_PASSWORD).actor
        logging_in.accept_duty(office)


def _statuette(pc: Path, document: dict[str, Any]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app", "setup", "-", "--json"], cwd=ROOT, env=_env(pc), input=json.dumps(document),
        capture_output=True, text=True, encoding="utf-8", timeout=180, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def _colleague(folder: Path, role: str, login: str) -> Iterator[Other]:
    record, log = folder / f"{role}.jsonl", folder / f"{role}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", f"tests.e2e.day.{role}", str(record)], cwd=ROOT, env=_env(folder / f"pc-{role}"),
            stdin=subprocess.PIPE, stdout=out, stderr=out, text=True,
        )  # fmt: skip
    other = Other(role, process, record, log)
    try:
        assert process.stdin is not None
        process.stdin.write(f"{login}\n{PASSWORD}\n")
        process.stdin.flush()

        def ready() -> bool:
            other.must_live()
            return bool(other.lines())

        wait(ready, READY_S, f"{login} is logged in")
        yield other
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


@contextmanager
def _printers_driven(folder: Path) -> Iterator[None]:
    """The program that drives the printers of the workshop without a window."""
    with (folder / "dispatch.log").open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "dispatch", "run", "--user", "night"], cwd=ROOT,
            env=_env(folder / "pc-lead", STATUETTE_PASSWORD=NEW_PASSWORD), stdin=subprocess.DEVNULL, stdout=out, stderr=out,
        )  # fmt: skip
    try:
        yield
        assert process.poll() is None, (folder / "dispatch.log").read_text(errors="replace")[-3000:]
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _take_over(diary: Diary, lines: list[dict[str, Any]]) -> None:
    """What the lead wrote down belongs into the record of the day."""
    for line in lines:
        if "subject" in line:
            diary.event(line["subject"], line["kind"])
        elif "machine" in line:
            diary.prints.append((line["machine"], line["uid"]))
