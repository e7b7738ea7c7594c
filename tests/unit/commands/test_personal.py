import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.commands import personal, retention, workshop_settings
from app.commands.certificates import certificate_view, certificates
from app.commands.dossier import DataClass
from app.commands.end_of_contract import confirmation, end_of_contract, overdue_contract
from app.commands.erasure import ErasureRefusedError, erase_person
from app.commands.logging_in import LogInRefusedError
from app.commands.office import Office
from app.commands.person_export import PersonExportRefusedError, export_person
from app.commands.personal import ErasedError, ReasonNeededError, find_person, reveal
from app.commands.retention import retention_plan, retention_run
from app.dispatch.records import Verdict
from app.errors import Cancelled, WriteRefusedError
from app.jobs.progress import Progress
from app.orders.book import StaleError
from app.orders.people import Recipient
from app.orders.record import Record, new_id
from app.orders.records import Consent, Contact, Creation, FileLink, Item, ItemWork, Note, Order
from app.orders.working_days import CHINA
from app.security.actor import Actor
from app.security.contact import seal_contact
from app.security.permissions import NotAllowedError
from app.security.roles import Role
from app.security.vault import Place
from app.service.records import Claim, Proof
from app.shipping.records import Parcel

NAME, PHONE, ADDRESS = "测试标记甲", "13800000021", "广东省深圳市南山区标记路1号A座302"
SAID = "请在底座刻上标记小名"
REVISION = "ab" * 32
Enter = Callable[..., Order]


@pytest.fixture
def enter(office: Office) -> Enter:
    """Writes an order with everything that an order can have; accepted unless it is said otherwise."""

    def enter(number: str, *, status: str = "accepted", cover: bytes = b"a face", name: str = NAME) -> Order:
        put = office.assets.put
        pictures = {kind: put(content, sensitive=True) for kind, content in {
            "cover": cover, "photo": f"photo of {number}".encode(), "mesh": f"mesh of {number}".encode(),
            "proof": f"proof of {number}".encode(), "pack_photo": f"box of {number}".encode(),
            "evidence": f"flaw of {number}".encode(),
        }.items()}  # fmt: skip
        now, vault = office.clock(), office.vault
        order = Order(number=number, status=status, received_at=now, source="test", key=number)
        creation = Creation(
            order=order.id, title="标记的生日", cover=pictures["cover"].digest, mesh=pictures["mesh"].digest
        )
        state, stage = ("packed", "parcel.accepted") if status == "accepted" else ("modeling", "modeling")
        parcel = Parcel(
            number=f"P-{number}", order=order.id, state="accepted" if status == "accepted" else "new", state_since=now,
            accepted_at=now if status == "accepted" else None, photo=pictures["pack_photo"].digest,
        )  # fmt: skip
        item = Item(
            order=order.id, serial=f"SN-{number}", title="标记的小像", product="figurine", creation=creation.id,
            state=state, stage=stage, parcel=parcel.id, revision=REVISION, options={"text": "标记"},
        )  # fmt: skip
        contact_id, note_id, proof_id, claim_id = new_id(), new_id(), new_id(), new_id()
        records: list[Record] = [
            order,
            Contact(id=contact_id, order=order.id, **seal_contact(vault, contact_id, name, PHONE, ADDRESS)),
            creation,
            Consent(order=order.id, scopes=("likeness",), given_at=now),
            parcel,
            item,
            ItemWork(item=item.id, order=order.id, document={"revision": REVISION, "steps": [{"before": "cd" * 32}]}),
            Note(id=note_id, order=order.id, words=vault.seal(Place("note", "words", note_id), SAID)),
            *(
                FileLink(order=order.id, item=item.id, kind=kind, name=f"标记 {kind}.png", digest=kept.digest)
                for kind, kept in pictures.items()
            ),
            Proof(
                id=proof_id, order=order.id, item=item.id, digest=REVISION, state="approved",
                file=pictures["proof"].digest, remarks=vault.seal(Place("proof", "remarks", proof_id), "标记很好"),
            ),
            Claim(
                id=claim_id, order=order.id, number=f"C-{number}", state="closed",
                words=vault.seal(Place("claim", "words", claim_id), "标记碎了"), evidence=(pictures["photo"].digest,),
            ),
            Verdict(item=item.id, order=order.id, words="标记的鼻子歪了", photo=pictures["evidence"].digest),
        ]  # fmt: skip
        with office.book.writing(office.actor) as book:
            book.add_all(records)
        return order

    return enter


def everything(office: Office) -> str:
    """All records of the book and all links of its chain, as words; sealed notes opened."""
    kinds = (Order, Contact, Creation, Consent, Item, ItemWork, Note, FileLink, Proof, Claim, Parcel, Verdict)
    with office.book.reading() as book:
        told = [repr(record) for kind in kinds for record in book.find(kind)]
        told += [office.vault.open(Place("note", "words", n.id), n.words) for n in book.find(Note)]
        told += [repr(event) for event in book.events(limit=10_000)]
    return "\n".join(told)


def last(office: Office, kind: str) -> object:
    with office.book.reading() as book:
        [event] = book.events(kinds=(kind,), limit=1, newest_first=True)
    return event


def test_a_reveal_is_written_down_before_it_is_shown(office: Office, enter: Enter, people: dict[Role, Actor]) -> None:
    order = enter("A1")
    desk = office.acting(people[Role.SERVICE])
    seen = reveal(desk, order.id, "客户来电改地址")
    assert (seen.name, seen.phone, seen.address) == (NAME, PHONE, ADDRESS)
    assert NAME not in repr(seen)
    event = last(office, "personal.reveal")
    assert (event.actor, event.order, event.reason) == (people[Role.SERVICE].account, order.id, "客户来电改地址")  # type: ignore[attr-defined]


@pytest.mark.parametrize("reason", ["", "   ", "ab", "\n\t\n"])
def test_without_a_reason_nothing_is_revealed(office: Office, enter: Enter, reason: str) -> None:
    order = enter("A1")
    with pytest.raises(ReasonNeededError):
        reveal(office, order.id, reason)
    with office.book.reading() as book:
        assert not book.events(kinds=("personal.reveal",))


def test_a_reveal_that_cannot_be_written_down_shows_nothing(
    office: Office, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = enter("A1")
    real = office.book.writing

    class FullError(Exception):
        pass

    def refuse(actor: Actor) -> object:
        context = real(actor)

        class Failing:
            def __enter__(self) -> object:
                return context.__enter__()

            def __exit__(self, *error: object) -> None:
                context.__exit__(FullError, FullError(), None)
                raise FullError

        return Failing()

    monkeypatch.setattr(office.book, "writing", refuse)
    with pytest.raises(FullError):
        reveal(office, order.id, "a good reason")


def test_the_reason_in_the_chain_does_not_repeat_the_person(office: Office, enter: Enter) -> None:
    order = enter("A1")
    reveal(office, order.id, f"{NAME} rang from {PHONE} and 13900000000, lives at {ADDRESS}")
    event = last(office, "personal.reveal")
    assert event.reason == "*** rang from *** and ***, lives at ***"  # type: ignore[attr-defined]


@pytest.mark.parametrize("role", [Role.ENGINEER, Role.SUPERVISOR, Role.AUDITOR, Role.ADMIN])
def test_who_does_not_need_it_does_not_see_it(
    office: Office, enter: Enter, people: dict[Role, Actor], role: Role
) -> None:
    order = enter("A1")
    with pytest.raises(NotAllowedError):
        reveal(office.acting(people[role]), order.id, "a good reason")


def test_a_person_is_found_by_name_or_phone(office: Office, enter: Enter) -> None:
    first, second = enter("A1"), enter("A2", cover=b"another face")
    enter("A3", name="测试乙")
    assert {p.order for p in find_person(office, " 测试标记甲 ")} == {first.id, second.id}
    assert len(find_person(office, "+86 138 0000 0021")) == 3
    assert find_person(office, "13900000000") == ()
    assert find_person(office, "") == ()
    assert NAME not in repr(find_person(office, NAME))
    assert NAME not in everything(office)


def test_an_export_holds_everything_about_the_person(office: Office, enter: Enter, tmp_path: Path) -> None:
    order = enter("A1")
    enter("A2", name="测试乙", cover=b"another face")
    reveal(office, order.id, "asked for her address")
    with pytest.raises(PersonExportRefusedError):
        export_person(office, [order.id], tmp_path / "out.zip", "  ")
    assert export_person(office, [order.id], tmp_path / "out.zip", "letter of 24 November") == 0
    with zipfile.ZipFile(tmp_path / "out.zip") as out:
        names = out.namelist()
        told = json.loads(out.read("A1/order.json"))
        contents = {out.read(name) for name in names if "/files/" in name}
    assert told["person"] == [{"name": NAME, "phone": PHONE, "address": ADDRESS}]
    assert told["notes"][0]["words"] == SAID
    assert told["proofs"][0]["remarks"] == "标记很好"
    assert told["claims"][0]["words"] == "标记碎了"
    assert [seen["why"] for seen in told["seen_by"]] == ["asked for her address", "letter of 24 November"]
    assert contents == {b"a face", b"photo of A1", b"mesh of A1", b"proof of A1", b"box of A1", b"flaw of A1"}
    assert not any("A2" in name for name in names)
    assert "index" not in json.dumps(told)
    assert [f.name for f in tmp_path.iterdir() if f.suffix in {".zip", ".tmp"}] == ["out.zip"]


def test_an_export_says_what_is_missing(office: Office, enter: Enter, tmp_path: Path) -> None:
    order = enter("A1")
    with office.book.reading() as book:
        gone = book.find(FileLink, order=order.id, kind="photo")[0].digest
    office.assets.remove(gone)
    assert export_person(office, [order.id], tmp_path / "out.zip", "letter of 24 November") == 1
    with zipfile.ZipFile(tmp_path / "out.zip") as out:
        assert json.loads(out.read("A1/order.json"))["missing_contents"] == [gone]


def test_an_export_that_is_cancelled_leaves_nothing(office: Office, enter: Enter, tmp_path: Path) -> None:
    order = enter("A1")
    folder = tmp_path / "out"
    with pytest.raises(Cancelled):
        export_person(office, [order.id], folder / "out.zip", "letter", progress=Progress(cancelled=lambda: True))
    assert not list(folder.iterdir())


def test_erasing_leaves_a_stub_and_nothing_of_the_person(office: Office, enter: Enter) -> None:
    order = enter("A1")
    other = enter("A2", name="测试乙")  # the same face is on the cover of another order
    certificate = erase_person(office, [order.id], f"letter from {PHONE}")
    with office.book.reading() as book:
        contact = book.one(Contact, order=order.id)
        assert contact is not None
        assert contact.erased_at == office.clock()
        assert not any((contact.name, contact.phone, contact.address, contact.name_index, contact.phone_index))
        assert not any((contact.phone_end_index, contact.name_masked, contact.phone_masked, contact.address_masked))
        assert not book.find(Note, order=order.id)
        assert not book.find(FileLink, order=order.id)
        assert book.find(Consent, order=order.id)  # that there was consent has to be shown for years
        assert book.get(Order, order.id).number == "A1"
        cover = book.find(FileLink, order=other.id, kind="cover")[0].digest
    assert office.assets.get(cover) == b"a face"
    kept = {office.assets.get(digest) for digest in office.assets.digests()}
    assert not {b"photo of A1", b"mesh of A1", b"proof of A1", b"box of A1", b"flaw of A1"} & kept
    assert {b"photo of A2", b"mesh of A2", b"proof of A2", b"box of A2", b"flaw of A2"} <= kept
    here = {REVISION, "cd" * 32, "ef" * 32}  # in the mesh store of a PC
    assert retention.gone_revisions(office, here) == set()  # the other order is of the same model
    assert retention.unnamed_revisions(office, here) == {"ef" * 32}
    assert retention.unnamed_revisions(office, ()) == set()
    with office.book.reading() as book:
        mine, others = (tuple(i.id for i in book.find(Item, order=one.id)) for one in (order, other))
    assert retention.erased_items(office, {*mine, *others, 9999}) == set(mine)
    erase_person(office, [other.id], "too")
    assert retention.gone_revisions(office, here) == {REVISION, "cd" * 32}
    told = everything(office)
    for word in ("标记", PHONE, SAID, "测试乙"):
        assert word not in told
    with pytest.raises(ErasedError):
        reveal(office, order.id, "a good reason")
    assert certificate.counts["contacts"] == 1
    assert certificate.counts["contents"] == 5
    assert certificate.counts["verdicts"] == 1
    assert office.book.verify_chain().good
    assert find_person(office, PHONE) == ()


def test_a_certificate_is_signed_and_says_what_was_done(office: Office, enter: Enter) -> None:
    workshop_settings.change(office, workshop_name="测试工坊", contract_number="K-1")
    certificate = erase_person(office, [enter("A1").id], "letter of 24 November")
    view = certificate_view(office, certificate.id)
    assert view.genuine
    assert view.content["orders"] == ["A1"]
    assert view.content["rule"]["asked"] == "letter of 24 November"
    for word in ("测试工坊", "K-1", "A1", str(certificate.id), str(view.content["signature"])):
        assert word in view.words
    forged = json.dumps({**view.content, "counts": {"orders": 0}}).encode()
    with office.book.writing(office.actor) as book:
        book.save(
            replace(
                book.get(type(certificate), certificate.id), digest=office.assets.put(forged, sensitive=False).digest
            )
        )
    assert not certificate_view(office, certificate.id).genuine
    assert len(certificates(office)) == 1


def test_what_is_open_or_held_is_not_erased(office: Office, enter: Enter) -> None:
    finished, still_open = enter("A1"), enter("A2", status="in_progress")
    before = everything(office)
    with pytest.raises(ErasureRefusedError, match="A2 is still open"):
        erase_person(office, [finished.id, still_open.id], "letter")
    with pytest.raises(ErasureRefusedError, match="who asked"):
        erase_person(office, [finished.id], " ")
    assert everything(office) == before  # all or nothing
    workshop_settings.change(office, held_orders=("A1",))
    with pytest.raises(ErasureRefusedError, match="A1 is under legal hold"):
        erase_person(office, [finished.id], "letter")
    workshop_settings.change(office, held_orders=(), legal_hold=True)
    with pytest.raises(ErasureRefusedError, match="legal hold"):
        erase_person(office, [finished.id], "letter")
    with office.book.writing(office.actor) as book:
        claim = book.find(Claim, order=finished.id)[0]
        book.save(replace(claim, state="open"))
    workshop_settings.change(office, legal_hold=False)
    with pytest.raises(ErasureRefusedError, match="A1 is still open"):
        erase_person(office, [finished.id], "letter")


def test_retention_goes_class_by_class(office: Office, enter: Enter, clock: object) -> None:
    workshop_settings.change(
        office, warranty_days=40, retention_portraits_days=30, retention_address_days=90, retention_mesh_days=60,
        retention_tickets_days=180,
    )  # fmt: skip
    order = enter("A1")
    enter("A2", status="in_progress", cover=b"another face")
    gone: list[set[DataClass]] = []
    for days in (29, 2, 58, 2, 10, 118, 2):  # after 29, 31, 89, 91, 101, 219, 221 days
        clock.forward(days=days)  # type: ignore[attr-defined]
        plan = retention_plan(office)
        assert {line.number for line in plan.lines} <= {"A1"}
        gone.append({line.kind for line in plan.lines})
        retention_run(office, plan)
    assert gone == [
        set(), {DataClass.PORTRAITS}, set(), {DataClass.ADDRESS}, {DataClass.MESH}, set(), {DataClass.TICKETS},
    ]  # fmt: skip
    assert retention_plan(office).lines == ()
    with office.book.reading() as book:
        assert not book.find(FileLink, order=order.id)
        assert book.get(Order, order.id)
    assert retention.gone_revisions(office, {REVISION, "cd" * 32}) == set()  # A2 is worked on, and of the same model
    with office.book.reading() as book:
        items = {item.id: item.order for item in book.find(Item)}
    assert {items[item] for item in retention.erased_items(office, items)} == {order.id}
    with office.book.writing(office.actor) as book:
        book.remove(book.find(ItemWork)[0])
        book.save(replace(book.find(Item, state="modeling")[0], revision=""))
    assert retention.gone_revisions(office, {REVISION, "cd" * 32}) == {REVISION, "cd" * 32}


def test_a_plan_changes_nothing_and_is_done_exactly(office: Office, enter: Enter, clock: object) -> None:
    first, second = enter("A1"), enter("A2", cover=b"another face")
    clock.forward(days=3650)  # type: ignore[attr-defined]
    before = everything(office)
    plan = retention_plan(office)
    assert everything(office) == before
    assert plan.by_class[DataClass.ADDRESS] == (2, 2, 0)
    with office.book.writing(office.actor) as book:  # somebody writes a note, and a claim is opened again
        note = book.find(Note, order=first.id)[0]
        book.save(replace(note, pinned=True))
        book.save(replace(book.find(Claim, order=second.id)[0], state="open"))
    certificate = retention_run(office, plan)
    with office.book.reading() as book:
        assert book.find(Note, order=first.id)  # was changed since: looked at again next time
        assert not book.find(FileLink, order=first.id, kind="cover")
        assert len(book.find(FileLink, order=second.id)) == 6
    assert certificate.counts["skipped"] == 1 + 4
    assert certificate_view(office, certificate.id).content["rule"]["plan"] == plan.digest


def test_a_legal_hold_stops_retention(office: Office, enter: Enter, clock: object) -> None:
    enter("A1")
    clock.forward(days=3650)  # type: ignore[attr-defined]
    plan = retention_plan(office)
    assert plan.lines
    workshop_settings.change(office, held_orders=("A1",))
    held = retention_plan(office)
    assert (held.lines, held.held) == ((), ("A1",))
    assert retention_run(office, plan).counts["skipped"] == len(plan.lines)
    workshop_settings.change(office, legal_hold=True, held_orders=())
    assert retention_plan(office).hold
    with pytest.raises(ErasureRefusedError):
        retention_run(office, plan)
    assert NAME not in everything(office)
    assert len(list(office.assets.digests())) == 7  # six of the order and the certificate


def test_retention_that_is_cancelled_certifies_what_is_gone(office: Office, enter: Enter, clock: object) -> None:
    for number in range(60):
        enter(f"A{number}", cover=f"face {number}".encode())
    clock.forward(days=3650)  # type: ignore[attr-defined]
    plan = retention_plan(office)
    calls = iter([False, True])
    with pytest.raises(Cancelled):
        retention_run(office, plan, progress=Progress(cancelled=lambda: next(calls)))
    [certificate] = certificates(office)
    assert certificate.counts["orders"] == 50
    assert {line.number for line in retention_plan(office).lines} == {f"A{n}" for n in range(60)} - set(
        certificate_view(office, certificate.id).content["orders"]
    )


def test_the_end_of_a_contract(office: Office, enter: Enter, boss: Actor, tmp_path: Path) -> None:
    workshop_settings.change(office, contract_number="合同-2026-7")
    enter("A1")
    enter("A2", status="in_progress", cover=b"another face")
    folder = tmp_path / "handed back"
    phrase = confirmation(office)
    assert phrase == "合同-2026-7"
    with pytest.raises(LogInRefusedError):
        end_of_contract(office, folder, "wrong", phrase)
    with pytest.raises(ErasureRefusedError, match="word for word"):
        end_of_contract(office, folder, "violet kettle 42", "yes")
    with pytest.raises(ErasureRefusedError, match="1 order is still open"):
        end_of_contract(office, folder, "violet kettle 42", phrase)
    assert not folder.exists()
    certificate = end_of_contract(office, folder, "violet kettle 42", phrase, open_too=True)
    with zipfile.ZipFile(folder / "orders.zip") as out:
        assert json.loads(out.read("A2/order.json"))["person"][0]["phone"] == PHONE
    told = everything(office)
    for word in ("标记", PHONE, SAID):
        assert word not in told
    assert [office.assets.get(d)[:1] for d in office.assets.digests()] == [b"{"]  # the certificate alone
    assert certificate.counts["orders"] == 2
    assert certificate_view(office, certificate.id).genuine
    assert office.book.verify_chain().good
    assert boss.account == certificate.by


def test_a_contract_that_is_over_is_told_until_everything_is_handed_back(
    office: Office, enter: Enter, tmp_path: Path
) -> None:
    today = office.clock().astimezone(CHINA).date()
    enter("A1")
    assert overdue_contract(office) is None  # no day is set
    workshop_settings.change(office, contract_until=today.isoformat())
    assert overdue_contract(office) is None  # its last day
    ended = today - timedelta(days=1)
    workshop_settings.change(office, contract_until=ended.isoformat())
    assert overdue_contract(office) == ended
    end_of_contract(office, tmp_path, "violet kettle 42", confirmation(office))
    assert overdue_contract(office) is None


def test_a_try_to_end_a_contract_that_was_stopped_keeps_its_export_and_ends_nothing(
    office: Office, enter: Enter, tmp_path: Path
) -> None:
    ended = office.clock().astimezone(CHINA).date() - timedelta(days=1)
    workshop_settings.change(office, contract_until=ended.isoformat())
    enter("A1")
    first, second = tmp_path / "first", tmp_path / "second"
    stopped = Progress(cancelled=(first / "orders.zip").exists)
    with pytest.raises(Cancelled):
        end_of_contract(office, first, "violet kettle 42", confirmation(office), progress=stopped)
    assert overdue_contract(office) == ended
    whole = (first / "orders.zip").read_bytes()
    with pytest.raises(WriteRefusedError, match="lies in this folder already"):
        end_of_contract(office, first, "violet kettle 42", confirmation(office))
    assert (first / "orders.zip").read_bytes() == whole
    assert overdue_contract(office) == ended
    end_of_contract(office, second, "violet kettle 42", confirmation(office))
    assert overdue_contract(office) is None


def test_the_register_of_recipients(office: Office) -> None:
    with pytest.raises(personal.RecipientRefusedError):
        personal.save_recipient(office, "某快递", "delivery", "")
    courier = personal.save_recipient(office, "某快递", "delivery", "letter 12")
    ended = personal.save_recipient(office, "某快递", "delivery", "letter 12", until=office.clock(), recipient=courier)
    with pytest.raises(StaleError):
        personal.save_recipient(office, "某快递", "printing", "letter 12", recipient=courier)
    assert personal.recipients(office) == (ended,)
    assert isinstance(ended, Recipient)
