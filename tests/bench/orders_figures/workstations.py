"""Eight workstations on one PostgreSQL server: is an update lost, is a state reached that the tables do not have, how soon is a
change seen on another PC?

``python -m tests.bench.orders_figures.workstations FOLDER [--small]``
"""

import hashlib
import json
import statistics
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.commands.office import Office
from app.commands.orders import move, new_order, set_priority
from app.commands.steps import MACHINES
from app.orders.book import Reading
from app.orders.machine import BACK
from app.orders.people import Account
from app.orders.records import Item, Order
from app.orders.stages import stage_of
from app.orders.status import status_of
from app.security.actor import OWNER
from app.security.vault import Vault
from app.service.claim_states import CLAIM
from app.service.records import Claim, Proof
from app.shipping.records import Parcel
from app.storage.asset_store import open_assets
from app.storage.tables import subject_of
from tests.bench.orders_figures.at_work import MANY_ROLES, draft
from tests.bench.orders_figures.books import postgres
from tests.bench.orders_figures.counted_book import Confirmed, CountedBook
from tests.bench.orders_figures.place import MASTER, book_at
from tests.bench.orders_figures.table import show
from tests.new_content import revise

PEOPLE, SECONDS, ORDERS, PROBES_EVERY_S = 8, 60.0, 60, 0.25
SMALL_PEOPLE, SMALL_SECONDS = 3, 6.0
KINDS = (Order, Item, Parcel, Proof, Claim)
TO_PACK = (
    *("start", "save", "submit", "to_review", "send_proof", "approve"),
    *("preflight", "queue", "produce", "produced", "finish", "pass"),
)
_APPROVED = frozenset(
    {"approved", "preflight", "queued", "producing", "finishing", "qc", "rework", "ready_to_pack", "packed"}
)
_BY_NAME = {machine.name: machine for machine in MACHINES.values()}


@dataclass
class Verdict:
    """What is wrong with the book after all of it; each a sentence."""

    lost: list[str] = field(default_factory=list)
    illegal: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def prepare(office: Office, people: int) -> list[int]:
    """Accounts, orders to work on, and orders of our own whose changes are watched for; gives those."""
    with office.book.writing(OWNER) as book:
        for number in range(1, people + 1):
            book.add(Account(id=number, login=f"p{number}", roles=tuple(sorted(MANY_ROLES))))
    probes = [new_order(office, draft(f"probe {n}")).id for n in range(20)]
    for n in range(ORDERS):
        order = new_order(office, draft(f"first {n}"))
        if n % 3 == 0:
            with office.book.reading() as reading:
                items = reading.find(Item, order=order.id)
            for item in items:
                bring_to_packing(office, item.id)
    return probes


def bring_to_packing(office: Office, item: int) -> None:
    """All steps up to the packing bench, by one who may do everything."""
    for event in TO_PACK:
        if event == "save":
            revise(office, item, hashlib.sha256(str(item).encode()).hexdigest())
        else:
            move(office, Item, item, event, version=None, reason="so")


def run(
    address: str, folder: Path, office: Office, probes: list[int], size: tuple[int, float]
) -> tuple[list[dict[str, Any]], list[float]]:
    """What each person confirmed, and seconds from a commit here until it was read on another PC.

    size  how many people work, for how many seconds
    """
    people, seconds = size
    module = [sys.executable, "-m"]
    looking = subprocess.Popen(
        [*module, "tests.bench.orders_figures.looking_on", address, str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    working = [
        subprocess.Popen(
            [*module, "tests.bench.orders_figures.at_work", address, str(folder), str(number), str(seconds)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for number in range(1, people + 1)
    ]  # fmt: skip
    assert looking.stdin is not None
    assert looking.stdout is not None
    assert looking.stdout.readline() == "ready\n"
    looking.stdin.write("".join(f"{order}\n" for order in probes) + "end\n")
    looking.stdin.flush()
    for one in working:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    committed: dict[tuple[int, int], float] = {}
    end, turn = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        order = probes[turn % len(probes)]
        set_priority(office, [order], (turn // len(probes)) % 2 + 1)
        committed[order, turn // len(probes) + 2] = time.time()
        turn += 1
        time.sleep(PROBES_EVERY_S)
    told = [json.loads(one.communicate(timeout=120)[0]) for one in working]
    assert all(one.returncode == 0 for one in working)
    seen: dict[tuple[int, int], float] = {}
    for line in looking.stdout:
        number, version, at = line.split()
        seen.setdefault((int(number), int(version)), float(at))
    looking.wait(30)
    assert looking.returncode == 0
    # whoever sees a later version has seen this one
    late = [
        min((at for (o, v), at in seen.items() if o == order and v >= version), default=float("inf")) - at_commit
        for (order, version), at_commit in committed.items()
    ]
    return told, late


def judge(office: Office, confirmed: Confirmed) -> Verdict:
    """Compare the book with what was confirmed, its states with the tables, its chain with both."""
    verdict = Verdict()
    with office.book.reading() as book:
        there = {kind: book.find(kind) for kind in KINDS}
        links, after = Counter[str](), 0
        states: dict[str, str] = {}
        while events := book.events(after=after, limit=5000):
            after = events[-1].seq
            for event in events:
                links[f"{event.kind} {event.subject}"] += 1
                _walk(states, event.kind, event.subject, dict(event.facts), verdict)
        _judge_states(book, there, states, verdict)
    for records in there.values():
        for record in records:
            name = subject_of(record)
            if record.version != 1 + confirmed.saves[name]:
                verdict.lost.append(
                    f"{name} is version {record.version} after {confirmed.saves[name]} confirmed changes"
                )
    verdict.missing = [
        f"{what}: {links[what]} links for {n} that were confirmed"
        for what, n in confirmed.notes.items()
        if links[what] != n
    ]
    return verdict


def _walk(states: dict[str, str], kind: str, subject: str, facts: dict[str, Any], verdict: Verdict) -> None:
    """One link of the chain: it begins where the one before it ended, and the table has it."""
    name, _, event = kind.partition(".")
    machine = _BY_NAME.get(name)
    if machine is None or "to" not in facts or event == "assign":
        return
    before = states.get(subject)
    if before is not None and facts.get("from", before) != before:
        verdict.illegal.append(f"{subject} went on from {facts.get('from')}, but was {before}")
    if event in machine.event and "from" in facts:
        steps = [s for s in machine.steps_from(facts["from"]) if s.event == event]
        if not steps or facts["to"] not in {steps[0].after, *(machine.state if steps[0].after == BACK else ())}:
            verdict.illegal.append(f"{subject}: {facts['from']} → {facts['to']} by {event} is not in the table")
    states[subject] = facts["to"]


def _judge_states(book: Reading, there: dict[type[Any], list[Any]], states: dict[str, str], verdict: Verdict) -> None:
    parcels = {parcel.id: parcel for parcel in there[Parcel]}
    for item in there[Item]:
        parcel = parcels.get(item.parcel)
        if item.stage != stage_of(item.state, None if parcel is None else parcel.state):
            verdict.illegal.append(f"item:{item.id} has the stage {item.stage}")
        if item.state in _APPROVED and not (item.approved == item.revision != ""):
            verdict.illegal.append(f"item:{item.id} is {item.state} and not approved")
    for kind in (Item, Parcel, Proof, Claim):
        for record in there[kind]:
            if states.get(subject_of(record), MACHINES[kind].states[0].id) != record.state:
                verdict.illegal.append(
                    f"{subject_of(record)} is {record.state}, its chain says {states.get(subject_of(record))}"
                )
    for order in there[Order]:
        items = book.find(Item, order=order.id)
        claims = sum(CLAIM.state[claim.state].open for claim in book.find(Claim, order=order.id))
        if order.status != status_of(order, items, claims, order.received_at):
            verdict.illegal.append(f"order:{order.id} is {order.status}")


def main() -> int:
    """Measure, print; 1 where anything was lost or out of its tables."""
    folder, small = Path(sys.argv[1]), "--small" in sys.argv
    people, seconds = (SMALL_PEOPLE, SMALL_SECONDS) if small else (PEOPLE, SECONDS)
    with postgres(folder) as server:
        if server is None:
            print(json.dumps({}))
            return 0
        name = f"workstations_{time.time_ns()}"
        address = server.make_database(name)
        vault = Vault(MASTER)
        book = CountedBook(book_at(address, folder, "PC-00"))
        office = Office(book, open_assets(str(folder / "assets"), vault.asset_key), vault, "PC-00")
        try:
            probes = prepare(office, people)
            began = time.perf_counter()
            told, late = run(address, folder, office, probes, (people, seconds))
            took = time.perf_counter() - began
            confirmed, done = book.confirmed, Counter[str]()
            for one in told:
                confirmed.add(Confirmed(Counter(one["saves"]), Counter(one["notes"])))
                done.update(one["done"])
            verdict = judge(office, confirmed)
            chain = office.book.verify_chain()
        finally:
            office.book.close()
            server.drop_database(name)
    changes = sum(sum(one["notes"].values()) for one in told)
    median, worst = statistics.median(late), max(late)
    show(("", "measured", "goal"), (
        (f"{people} workstations, confirmed changes", changes, ""),
        ("   a second", f"{changes / took:.0f}", ""),
        ("   somebody was faster, looked again", done["stale"], ""),
        ("   refused by a guard", done["refused"], ""),
        ("lost updates", len(verdict.lost), "0"),
        ("states and steps outside the tables", len(verdict.illegal), "0"),
        ("confirmed events that the chain lacks", len(verdict.missing), "0"),
        (f"the chain of {chain.links} links holds", "yes" if chain.good else "no", "yes"),
        ("seen on another PC after, s (median)", f"{median:.3f}", ""),
        ("   worst", f"{worst:.3f}", "< 1"),
    ), (42, 10, 6))  # fmt: skip
    for problem in (*verdict.lost[:5], *verdict.illegal[:5], *verdict.missing[:5]):
        print(problem)
    print(dict(done))
    print(json.dumps({
        "lost_updates": len(verdict.lost) + len(verdict.missing), "illegal_states": len(verdict.illegal),
        "seen_elsewhere_s": round(median, 3), "seen_elsewhere_worst_s": round(worst, 3),
        "workstation_changes": changes, "stale_retries": done["stale"],
    }))  # fmt: skip
    return 0 if chain.good and not (verdict.lost or verdict.illegal or verdict.missing) else 1


if __name__ == "__main__":
    sys.exit(main())
