"""The sample workshop: everything in it is real but the people, and all of it goes again, nothing else."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.commands.accounts import first_account
from app.commands.claims import open_claim
from app.commands.intake import import_file, sample
from app.commands.intake.batch import IntakeRefusedError
from app.commands.intake.sample import (
    SOURCE,
    SampleRefusedError,
    SampleState,
    fill_sample,
    remove_sample,
    sample_there,
)
from app.commands.intake.sample_orders import ITEM_WAYS, ORDERS, PARCEL_WAYS
from app.commands.logging_in import accept_duty
from app.commands.office import Office
from app.commands.queue import page
from app.dispatch.records import Piece, Plate, PrintJob, Verdict
from app.errors import Cancelled
from app.jobs.progress import Progress
from app.mesh.loading import load
from app.orders.item_states import ITEM
from app.orders.machine import Machine
from app.orders.queue import QueueQuery
from app.orders.record import new_id
from app.orders.records import Contact, Creation, FileLink, Item, Note, Order
from app.products.table import PRODUCTS
from app.security.roles import Role
from app.security.vault import Vault
from app.service.claim_states import CLAIM
from app.service.proof_states import PROOF
from app.service.records import Claim, Proof
from app.shipping.parcel_states import PARCEL
from app.shipping.records import Parcel
from app.storage.asset_store import open_assets
from app.storage.opening import open_book
from app.storage.tables import TABLES
from tests.unit.commands.intake.conftest import a_bundle, an_order, picture, write_json

KINDS = (Order, Item, Parcel, Proof, Claim, Note, FileLink, Creation, Contact)


def counts(office: Office) -> Counter[str]:
    with office.book.reading() as book:
        return Counter({kind.__name__: book.how_many(kind) for kind in TABLES})


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The whole sample in a book of its own, only to be looked at."""
    vault, home = Vault(bytes(range(32))), tmp_path_factory.mktemp("whole")
    book = open_book(str(home / "orders.sqlite"), vault.audit_key, anchors=home / "anchors")
    office = Office(book, open_assets(str(home / "assets"), vault.asset_key), vault)
    assert fill_sample(office) == len(ORDERS) == sample_there(office).sample
    yield office
    book.close()


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    """A few orders of the sample in its place, with parcels, claims and a remake among them: how many."""
    chosen = [*ORDERS[:2], *(o for o in ORDERS if o.claim in {"remake", "open"} or o.parcel == "begun")]
    monkeypatch.setattr(sample, "ORDERS", tuple(chosen))
    return len(chosen)


@pytest.fixture
def filled(office: Office, few: int) -> Office:
    assert fill_sample(office) == few
    return office


def test_every_state_and_product_is_there_by_steps_of_the_tables(whole: Office) -> None:
    with whole.book.reading() as book:
        records: dict[Any, list[Any]] = {kind: book.find(kind) for kind in KINDS}
        events = book.events(limit=10_000)
        late = book.count(QueueQuery(late=True))
    assert len(records[Order]) == len(ORDERS) >= 40
    assert {item.state for item in records[Item]} == {state.id for state in ITEM.states}
    assert {item.product for item in records[Item]} == set(PRODUCTS)
    assert {item.hold_reason for item in records[Item] if item.state == "on_hold"} == {
        "client", "customer", "material", "machine", "rights"
    }  # fmt: skip
    missing = {state.id for state in PARCEL.states} - {parcel.state for parcel in records[Parcel]}
    assert missing == {"auto_accepted", "dissolved"}  # the contract does not allow the first; the second is no more
    assert {"open", "evidence", "triage", "client_ok", "executing", "closed"} <= {c.state for c in records[Claim]}
    assert {"sent", "viewed", "approved", "changes", "expired"} <= {p.state for p in records[Proof]}
    assert late >= 3
    assert len(records[Note]) >= 4
    steps = {(m.name, s.before, s.event, s.after) for m in (ITEM, PARCEL, PROOF, CLAIM) for s in m.steps}
    taken = [
        e for e in events if "from" in e.facts and e.kind.partition(".")[0] in {"item", "parcel", "proof", "claim"}
    ]
    assert len(taken) > 500
    for event in taken:
        name, _, kind = event.kind.partition(".")
        if kind != "assign" and (name, kind) != ("item", "hold"):
            told = (event.facts["from"], event.facts["to"])
            assert any(s[0] == name and s[1] == told[0] and s[2] == kind for s in steps), event.kind
    assert whole.book.verify_chain().good


def test_all_states_that_a_way_leads_to_are_in_the_tables() -> None:
    def known(machine: Machine) -> set[str]:
        return {event.id for event in machine.events}

    for way in ITEM_WAYS.values():
        assert {event.partition(":")[0] for event in way} <= known(ITEM) | {"save", "view", "expire"}
    for way in PARCEL_WAYS.values():
        assert set(way) <= known(PARCEL) | {"scan", "scan_one", "waybill"}


def test_nobody_in_it_can_be_taken_for_a_person(whole: Office) -> None:
    with whole.book.reading() as book:
        contacts = book.find(Contact)
    assert len(contacts) == len(ORDERS)
    assert all(contact.phone_masked.startswith("000") for contact in contacts)


def test_covers_can_be_seen_and_some_figurines_have_a_model(whole: Office, tmp_path: Path) -> None:
    with whole.book.reading() as book:
        creations = book.find(Creation)
    assert all(whole.assets.get(c.cover).startswith(b"\xff\xd8\xff") for c in creations)
    models = {c.mesh for c in creations if c.mesh}
    assert len(models) == 1
    assert sum(bool(c.mesh) for c in creations) >= 3
    path = tmp_path / "singer.glb"
    path.write_bytes(whole.assets.get(models.pop()))
    assert len(load(path, Progress()).mesh.faces) > 10_000


def test_it_goes_again_and_nothing_else_does(office: Office, few: int, tmp_path: Path) -> None:
    folder = tmp_path
    content = picture(3)
    (folder / "a.png").write_bytes(content)
    order = an_order("real", creations=[{"key": "C-1", "cover": "a.png"}])
    import_file(office, write_json(folder / "b.json", a_bundle(order, files={"a.png": content})))
    before = counts(office)
    fill_sample(office)
    with office.book.reading() as book:
        mine = book.find(Order, source="app")[0]
    open_claim(office, mine.id, words="real")
    before["Claim"] += 1
    assert remove_sample(office) == few
    assert counts(office) == before
    with office.book.reading() as book:
        assert office.assets.get(book.find(Creation)[0].cover) == content
        assert [row.order for row in book.page(QueueQuery(closed=True), None, 500).rows] == [mine.id]
    assert office.book.verify_chain().good
    assert remove_sample(office) == 0


def test_it_comes_only_once_and_again_after_it_went(filled: Office, few: int) -> None:
    with pytest.raises(SampleRefusedError, match="there already"):
        fill_sample(filled)
    remove_sample(filled)
    assert fill_sample(filled) == few == sample_there(filled).sample


def test_stopped_half_way_nothing_of_it_stays(office: Office, few: int) -> None:
    done: list[float] = []

    def stop() -> bool:
        with office.book.reading() as book:
            return book.how_many(Order) > few // 2

    with pytest.raises(Cancelled):
        fill_sample(office, progress=Progress(lambda share, _what: done.append(share), stop))
    assert sample_there(office).sample == 0
    assert not counts(office)["Item"]


def test_something_real_in_one_of_its_parcels_keeps_it_there(filled: Office, few: int, tmp_path: Path) -> None:
    import_file(filled, write_json(tmp_path / "b.json", a_bundle(an_order("real"))))
    with filled.book.writing(filled.actor) as book:
        mine = book.find(Item, order=book.find(Order, source="app")[0].id)[0]
        parcel = book.find(Parcel, state="new")[0]
        book.save(type(mine)(**{**vars(mine), "parcel": parcel.id}))
    with pytest.raises(SampleRefusedError, match=parcel.number):
        remove_sample(filled)
    assert sample_there(filled).sample == few


def test_what_was_judged_and_printed_goes_with_it(filled: Office, few: int) -> None:
    with filled.book.writing(filled.actor) as book:
        item = book.find(Item)[0]
        plate = book.add(Plate(name="A1", state="printed"))
        job = book.add(PrintJob(uid="o17-c3-7c0e", item=item.id, content="ab", state="done"))
        piece = book.add(Piece(item=item.id, order=item.order, plate=plate.id, job=job.id, state="failed"))
        book.add(Verdict(item=item.id, order=item.order, piece=piece.id, job=job.id, cause="warped"))
    assert remove_sample(filled) == few
    left = counts(filled)
    assert (left["Item"], left["Piece"], left["Verdict"]) == (0, 0, 0)
    with filled.book.reading() as book:
        (kept,) = book.find(PrintJob)
    assert (kept.id, kept.state, kept.item, kept.content) == (job.id, "done", None, "")


@pytest.mark.parametrize(
    ("plate", "job"),
    [(None, "assigned"), (Plate(name="A1", state="open"), ""), (Plate(name="A1", state="closed"), "failed")],
)
def test_what_waits_to_be_printed_keeps_it_there(filled: Office, few: int, plate: Plate | None, job: str) -> None:
    with filled.book.writing(filled.actor) as book:
        item = book.find(Item)[0]
        if plate is not None:
            placed = book.add(replace(plate, id=new_id()))
            book.add(Piece(item=item.id, order=item.order, plate=placed.id, state="placed"))
        if job:
            book.add(PrintJob(uid="o17-c3-7c0e", item=item.id, state=job))
    with pytest.raises(SampleRefusedError, match="wait to be printed"):
        remove_sample(filled)
    assert sample_there(filled).sample == few


def test_engineers_get_the_work_and_nobody_is_said_to_have_done_it(office: Office, few: int) -> None:
    done = first_account(office, "boss", "Boss", "violet kettle 42", (Role.ADMIN, Role.ENGINEER, Role.SERVICE))
    office.actor = accept_duty(office.acting(done.actor)).actor
    fill_sample(office)
    with office.book.reading() as book:
        assert Counter(i.assignee for i in book.find(Item))[office.actor.account] >= few - 3
        assert {e.actor for e in book.events(kinds=("item.approve", "item.produce"), limit=1000)} == {0}
        assert [e.actor for e in book.events(kinds=("sample.filled",))] == [office.actor.account]


def test_the_queue_shows_it(whole: Office) -> None:
    assert len(page(whole, QueueQuery()).rows) > 40
    assert sample_there(whole) == SampleState(len(ORDERS), 0)


def test_no_bundle_can_name_its_source(office: Office, tmp_path: Path) -> None:
    path = write_json(tmp_path / "b.json", a_bundle(an_order("x"), source=SOURCE))
    with pytest.raises(IntakeRefusedError):
        import_file(office, path)
