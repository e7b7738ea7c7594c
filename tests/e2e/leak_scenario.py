"""A day of a workshop in which one buyer's name, phone and address go through everything. Run by ``test_no_leaks``.

Arguments: a file with the markers as JSON, and a folder for what comes in from outside and is handed out on purpose.
"""

import json
import logging
import os
import sys
import threading
import traceback
import zipfile
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from PySide6.QtWidgets import QApplication

from app.bootstrap.office import make_office
from app.bootstrap.terminal import mesh_store
from app.commands import (
    accounts,
    audit,
    backups,
    claims,
    item_work,
    labels,
    logging_in,
    notes,
    orders,
    packing,
    personal,
    proofs,
    queue,
    workshop_settings,
)  # fmt: skip
from app.commands.intake.files import import_file
from app.commands.office import Office
from app.errors import AppError
from app.gui.trouble.crash import CrashReporter
from app.i18n import text
from app.mesh.mesh import Material, Mesh, Texture
from app.orders.draft import Buyer, ConsentDraft, CreationDraft, ItemDraft, OrderDraft
from app.orders.queue import QueueQuery
from app.orders.records import Contact, Item, Order
from app.security.actor import OWNER, Actor
from app.security.contact import open_contact
from app.security.vault import Place
from app.session.bench import Document, Edit, Pin
from app.settings.folders import standard_folders
from app.shipping.records import Parcel
from app.storage.bench_journal import FolderJournal
from app.storage.mesh_key import MeshKey
from app.storage.thumbnails import FolderThumbnails
from tests.new_content import revise

said: list[str] = []
"""Every sentence that was shown to somebody."""


def main() -> None:
    markers = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    outside = Path(sys.argv[2])
    QApplication([])
    folders = standard_folders()
    crashes = CrashReporter(folders.logs, lambda show: show(), lambda: ())
    crashes.install()
    logging.getLogger().setLevel(logging.DEBUG)
    office = make_office().office
    office.actor = OWNER
    workshop_settings.change(office, unboxing_card=False)
    come_in(office, outside, markers)
    order = make_order(office, markers)
    work(office, order, markers)
    people(office, markers)
    fail(office, order)
    backups.back_up(office, folders.data / "backups")
    personal.export_person(
        office, [order.id], outside / "handed out.zip", f"{markers['name']} asked, {markers['phone']}"
    )
    assert audit.verify(office).good
    # What was said to people may be shown, but holds no personal data either.
    for word in markers.values():
        assert not any(word in sentence for sentence in said), [s for s in said if word in s]
    sys.stdout.write(f"the day is over: {len(said)} sentences\n")
    # No clean end: the log of the database stays as it is.
    logging.shutdown()
    sys.stdout.flush()
    os._exit(0)


def expect(call: Callable[[], object]) -> None:
    """It is refused with a sentence."""
    try:
        call()
    except AppError as error:
        said.append(str(error))
        logging.getLogger("statuette.test").warning("refused: %s", error, exc_info=True)
    else:
        raise AssertionError("this should have been refused")


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (320, 240), (180, 90, 40)).save(out, "PNG")
    return out.getvalue()


def come_in(office: Office, outside: Path, m: dict[str, str]) -> None:
    """Bundles and tables: good rows, bad rows, damaged files; unknown fields are dropped."""
    buyer = {"name": m["name"], "phone": m["phone"], "address": m["address"]}
    cover = picture()
    asset = {"name": "cover.png", "sha256": sha256(cover).hexdigest(), "size": len(cover)}
    item = {"product": "figurine", "finish": "color", "size": "120", "creation": "C"}
    base = {"buyer": {**buyer, "identity": m["identity"]}, "items": [item], "consent": {"scopes": ["likeness"]},
            "creations": [{"key": "C", "title": "夏夜", "cover": "cover.png"}], "remark": m["note"]}  # fmt: skip
    named = m["english"] + ".png"  # a picture that is named after the person in it
    pictured = {
        **base,
        "key": "A2",
        "buyer": {**buyer, "name": m["english"]},
        "creations": [{"key": "C", "title": "夏夜", "cover": named}],
    }
    bad = [
        {**base, "key": "B1", "items": [{"product": m["name"]}]},
        {**base, "key": "B2", "buyer": {**buyer, "phone": {"no": m["phone"]}}},
        {**base, "key": "B3", "received_at": m["address"]},
        {**base, "key": "B4", "items": []},
        {**base, "key": "B5", "creations": [{"key": "C", "cover": m["name"] + ".png"}]},
        m["name"],
    ]
    bundle = {"version": 1, "source": "leak-test", "orders": [{**base, "key": "A1"}, pictured, *bad],
              "assets": [asset, {**asset, "name": named}]}  # fmt: skip
    with zipfile.ZipFile(outside / "orders.zip", "w") as out:
        out.writestr("orders.json", json.dumps(bundle, ensure_ascii=False))
        out.writestr("cover.png", cover)
        out.writestr(named, cover)
    tell(import_file(office, outside / "orders.zip"))
    (outside / "damaged.json").write_text(json.dumps(bundle, ensure_ascii=False)[:-40], "utf-8")
    expect(lambda: import_file(office, outside / "damaged.json"))
    table = outside / f"{m['name']}.csv"
    rows = [
        "订单号,商品,尺寸,数量,姓名,电话,地址,截止日期",
        f"T1,postcard,148x100,1,{m['name']},{m['phone']},{m['address']},",
        f"T2,{m['name']},120,1,{m['name']},{m['phone']},{m['address']},",
        f"T3,postcard,148x100,{m['phone']},{m['name']},{m['phone']},{m['address']},",
        f"T4,postcard,148x100,1,{m['name']},{m['phone']},{m['address']},{m['address']}",
        f"{m['name']}",
    ]
    table.write_text("\n".join(rows), "utf-8")
    tell(import_file(office, table))


def tell(result: Any) -> None:
    assert result.created >= 1, result
    said.extend(str(problem) for problem in result.problems)


def make_order(office: Office, m: dict[str, str]) -> Order:
    kept = office.assets.put(b"photo of " + m["name"].encode() + picture(), sensitive=True)
    order = orders.new_order(
        office,
        OrderDraft(
            items=(ItemDraft(product="figurine", finish="color", height_mm=100, creation="c"),),
            buyer=Buyer(m["name"], m["phone"], m["address"]),
            creations=(CreationDraft(key="c", cover=kept.digest),),
            consent=ConsentDraft(),
        ),
    )
    expect(
        lambda: orders.new_order(
            office, OrderDraft(items=(ItemDraft(product="nothing"),), buyer=Buyer(m["name"], m["phone"], m["address"]))
        )
    )
    return order


def work(office: Office, order: Order, m: dict[str, str]) -> None:
    """Notes, files, searches, views, proof, parcel, label, claim: people type the buyer's data wherever they can."""
    notes.add_note(office, order.id, f"{m['note']}: {m['name']}, {m['phone']}")
    notes.add_file(office, order.id, f"C:\\buyers\\{m['english']}.png", picture(), "photo")
    gone = notes.add_file(office, order.id, f"{m['name']}.png", picture(), "photo")
    assert gone.name == f"{m['name']}.png"
    notes.remove_file(office, gone.id, reason=f"{m['name']} is on it, {m['name'][2:]} asked")
    with office.book.reading() as book:
        other = book.one(Order, source="leak-test", key="A2")
    assert other is not None
    personal.reveal(office, other.id, f"{m['english'].upper()} rang; {m['english'].split()[0]} wants a base")
    for typed in (m["name"], m["phone"], m["phone"][-4:], m["address"], m["english"]):
        queue.page(office, QueueQuery(text=typed))
        queue.counts(office, {"x": QueueQuery(text=typed)})
        personal.find_person(office, typed)
    for typed in (m["name"], m["phone"]):
        expect(lambda typed=typed: queue.save_view(office, "a view", QueueQuery(text=typed)))
    repr(orders.open_order(office, order.id))
    seen = personal.reveal(office, order.id, f"{m['name']} rang from {m['phone']}")
    logging.getLogger("statuette.test").info("seen %r", seen)
    with office.book.reading() as book:
        item = book.find(Item, order=order.id)[0]
    orders.set_order_due(office, order.id, office.clock(), reason=f"{m['name']}, {m['address'][6:]}")
    orders.set_due(office, item.id, "model", office.clock(), reason=f"for {m['name']}")
    orders.withdraw_consent(office, order.id, reason=f"{m['name']}: {m['phone']}")
    orders.add_consent(office, order.id, ConsentDraft())
    item = orders.move(office, Item, item.id, "resume", version=None, reason=f"{m['name']} agrees again")
    at_the_bench(office, item, m)
    item = revise(office, item.id, "ab" * 32)
    for event in ("start", "submit", "to_review"):
        item = orders.move(office, Item, item.id, event, version=None)
    item = orders.move(office, Item, item.id, "back", version=None, reason=f"call {m['phone']} first")
    with office.book.writing(office.actor) as book:
        book.save(replace(book.get(Item, item.id), state="ready_to_pack", stage="ready_to_pack"))
    parcel = pack(office, order.number, item.serial)
    labels.preview_label(office, parcel.id, "100x150")
    labels.print_label(office, parcel.id, "100x150")
    labels.print_packing_list(office, parcel.id)
    repr(packing.see_parcel(office, parcel.id))
    expect(lambda: packing.scan(office, parcel.id, m["phone"]) and packing.reopen(office, parcel.id, ""))
    expect(lambda: packing.open_by_code(office, m["name"]) and packing.set_weight(office, parcel.id, -1))
    claim = claims.open_claim(office, order.id, words=f"{m['note']} {m['name']}")
    repr(claim)
    expect(lambda: proofs.draft_proof(office, 404))


def at_the_bench(office: Office, item: Item, m: dict[str, str]) -> None:
    """A model of the buyer, with the name in it, in the mesh store, the journal, the history and the book."""
    folders = standard_folders()
    signs = m["english"].encode().ljust(64, b".")
    texture = Texture(np.frombuffer(signs, np.uint8).reshape(4, 4, 4), m["name"])
    mesh = Mesh(
        np.array([[0, 0, 0], [1, 0, 0], [0, 1, 1]]),
        np.array([[0, 1, 2]]),
        corner_uv=np.array([[[0, 0], [1, 0], [0, 1]]], np.float32),
        materials=(Material(m["name"], (1, 2, 3, 4), texture),),
    )
    office.vault.seal(Place("x", "y", 1), "the key is known from here on")
    store = mesh_store()
    revision = store.put(mesh)
    assert store.get(revision).materials[0].name == m["name"]
    document = Document(
        m["name"], Path(f"C:/buyers/{m['english']}.glb"), revision, revision, "white-resin", item=item.id
    )
    engraved = Edit(text("Engrave"), revision, "cd" * 32, values={"words": m["name"]})
    document = replace(
        document, edits=(engraved,), saved_as=Path(f"C:/{m['name']}.3mf"),
        pins=(Pin(1, revision, (0, 0, 0), (0, 0, 1), f"{m['note']} {m['name']}"),),
    )  # fmt: skip
    FolderJournal(folders.data, office.vault).write(document)
    item_work.file_step(office, document)
    item_work.file_revision(office, item.id, mesh)
    FolderThumbnails(folders.data / "thumbnails", MeshKey.of(folders.settings)).put(
        revision, np.frombuffer(signs * 8, np.uint8).reshape(16, 8, 4)
    )


def pack(office: Office, number: str, serial: str) -> Parcel:
    opened = packing.open_by_code(office, number)
    assert opened.parcel is not None
    parcel = opened.parcel.parcel
    assert packing.scan(office, parcel.id, serial).good
    packing.set_photo(office, parcel.id, picture())
    packing.set_weight(office, parcel.id, 300)
    return packing.close(office, parcel.id).parcel


def people(office: Office, m: dict[str, str]) -> None:
    office.actor = accounts.first_account(office, "boss", "测试员", "violet kettle 42").actor
    for login, password in ((m["name"], m["secret"]), (m["phone"], m["name"]), ("boss", m["secret"])):
        expect(lambda login=login, password=password: logging_in.log_in(office, login, password))
    expect(lambda: logging_in.change_password(office, "violet kettle 42", "测试员 " + m["secret"][:2]))
    logging_in.change_password(office, "violet kettle 42", m["secret"])
    office.actor = logging_in.accept_duty(office).actor
    expect(lambda: workshop_settings.change(office, idle_minutes=m["phone"]))
    office.actor = Actor(office.actor.account, office.actor.name, OWNER.roles)


def fail(office: Office, order: Order) -> None:
    """Bugs while a buyer's data is at hand: in local variables, in messages, in threads, in chained errors."""

    def bug(person: Any) -> None:
        row = {"name": person.name, "phone": person.phone}
        try:
            int(row["name"])
        except ValueError as error:
            raise KeyError(row["name"], row) from error

    with office.book.reading() as book:
        contact = book.one(Contact, order=order.id)
    assert contact is not None
    person = open_contact(office.vault, contact)
    for fault in (
        lambda: bug(person),
        lambda: {}[person.address],
        lambda: Path("/nowhere", person.name).read_text("utf-8"),
        lambda: office.book.writing(office.actor).__enter__().add(replace(contact, order=404)),
    ):
        try:
            fault()
        except Exception as error:
            sys.excepthook(type(error), error, error.__traceback__)
            logging.getLogger("statuette.test").exception("it failed with %s", person)
    thread = threading.Thread(target=bug, args=(person,))
    thread.start()
    thread.join()


if __name__ == "__main__":
    try:
        main()
    except BaseException:  # noqa: BLE001 - the hook of the crash reporter would keep it to itself
        traceback.print_exc()
        os._exit(1)
