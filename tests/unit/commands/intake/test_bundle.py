"""Bundles: what is good comes in once, what is bad is told, what is hostile is refused."""

import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.commands.intake import import_file
from app.commands.intake.batch import IntakeRefusedError
from app.commands.intake.importing import words_of
from app.commands.office import Office
from app.errors import AppError, Cancelled
from app.jobs.progress import Progress
from app.orders.assets import AssetsOfflineError
from app.orders.records import Consent, Contact, Creation, FileLink, IntakeRun, Item, Order
from app.security.actor import Actor
from app.security.contact import open_contact
from app.security.file_names import open_file_name
from app.security.permissions import NotAllowedError
from app.security.roles import Role
from tests.unit.commands.intake.conftest import EXAMPLE, a_bundle, an_order, picture, write_json, write_zip

Orders = Callable[[], list[Order]]


def test_an_order_comes_in_with_all_that_belongs_to_it(office: Office, tmp_path: Path) -> None:
    cover, mesh = picture(), b"glTF-whatever"
    order = an_order(
        channel="app",
        campaign="winter",
        priority="urgent",
        due_at="2026-12-09T18:00:00+08:00",
        creations=[
            {"key": "C-1", "title": "夏夜的歌", "cover": "covers/a.png", "mesh": "m/a.glb", "licence": "client"}
        ],
        items=[
            {"product": "figurine", "finish": "white", "height_mm": 100, "base": "oval", "creation": "C-1"},
            {"product": "postcard", "size": "148x100", "quantity": 5, "title": "Front", "creation": "C-1"},
        ],
    )
    files = {"covers/a.png": cover, "m/a.glb": mesh}
    result = import_file(office, write_zip(tmp_path / "b.zip", a_bundle(order, files=files), files))
    assert (result.created, result.known, result.refused, result.problems) == (1, 0, 0, ())
    with office.book.reading() as book:
        (kept,) = book.find(Order)
        assert (kept.source, kept.key, kept.campaign, kept.priority, kept.status) == (
            "app",
            "A-1",
            "winter",
            2,
            "received",
        )
        assert kept.due_at is not None
        assert kept.due_at.isoformat() == "2026-12-09T10:00:00+00:00"
        assert kept.id in result.orders
        figurine, postcard = book.find(Item, order_by="position")
        assert (figurine.finish, figurine.height_mm, figurine.width_mm, figurine.base) == ("white", 100, None, "oval")
        assert (postcard.finish, postcard.height_mm, postcard.width_mm, postcard.quantity) == ("matte", 100, 148, 5)
        assert (figurine.title, postcard.title) == ("夏夜的歌", "Front")
        assert figurine.state == postcard.state == "new"
        assert figurine.serial != postcard.serial
        (creation,) = book.find(Creation)
        assert office.assets.get(creation.cover) == cover
        assert office.assets.get(creation.mesh) == mesh
        assert office.assets.info(creation.cover).sensitive
        links = book.find(FileLink)
        assert {(one.kind, open_file_name(office.vault, one.id, one.name), one.size) for one in links} == {
            ("cover", "a.png", len(cover)),
            ("mesh", "a.glb", len(mesh)),
        }
        assert not any(one.name.startswith("a.") for one in links)  # pictures are named after people
        (contact,) = book.find(Contact)
        assert open_contact(office.vault, contact).phone == "13800000000"
        (consent,) = book.find(Consent)
        assert consent.scopes == ("likeness", "shipping")
        kinds = [event.kind for event in book.events(order=kept.id)]
        assert kinds == ["order.received"]
    assert office.book.verify_chain().good


def test_no_personal_data_lies_open_in_the_book(office: Office, tmp_path: Path) -> None:
    import_file(office, write_json(tmp_path / "b.json", a_bundle(an_order())))
    office.book.close()
    for path in (tmp_path / "home").rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        for word in ("13800000000", "测试甲", "样例路1号101室"):
            assert word.encode() not in content, path


@pytest.mark.parametrize("consent", [None, {"scopes": ["shipping"]}, {"scopes": ["likeness"], "until": "2020-01-01"}])
def test_without_consent_for_the_likeness_items_wait_for_their_rights(
    office: Office, tmp_path: Path, consent: object
) -> None:
    import_file(office, write_json(tmp_path / "b.json", a_bundle(an_order(consent=consent))))
    with office.book.reading() as book:
        (item,) = book.find(Item)
        assert (item.state, item.hold_reason, item.held_from) == ("on_hold", "rights", "new")
        assert book.find(Order)[0].status == "on_hold"


def test_the_same_bundle_creates_nothing_twice_and_says_so(office: Office, tmp_path: Path, orders: Orders) -> None:
    path = write_json(tmp_path / "b.json", a_bundle(an_order("A-1"), an_order("A-2")))
    assert import_file(office, path).created == 2
    again = import_file(office, path)
    assert (again.created, again.known, again.again) == (0, 2, True)
    assert len(orders()) == 2
    assert "has come in before" in str(words_of(again)[0])


def test_a_known_order_in_another_bundle_is_skipped(office: Office, tmp_path: Path, orders: Orders) -> None:
    import_file(office, write_json(tmp_path / "a.json", a_bundle(an_order("A-1"))))
    result = import_file(office, write_json(tmp_path / "b.json", a_bundle(an_order("A-1"), an_order("A-2"))))
    assert (result.created, result.known, result.changed) == (1, 1, 0)
    assert len(orders()) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"items": [{"product": "figurine", "size": "150"}]},
        {"buyer": {"name": "测试甲", "phone": "13800000000", "address": "测试省另一条路2号"}},
        {"priority": "high"},
    ],
)
def test_a_changed_order_is_told_and_not_taken_over(
    office: Office, tmp_path: Path, orders: Orders, change: dict[str, Any]
) -> None:
    import_file(office, write_json(tmp_path / "a.json", a_bundle(an_order("A-1"))))
    (before,) = orders()
    result = import_file(office, write_json(tmp_path / "b.json", a_bundle(an_order("A-1", **change))))
    assert (result.created, result.known, result.changed, result.good) == (0, 0, 1, False)
    (problem,) = result.problems
    assert before.number in str(problem)
    assert "另一条路" not in str(problem)
    assert orders() == [before]


def test_another_picture_under_the_same_key_is_a_change(office: Office, tmp_path: Path) -> None:
    order = an_order(creations=[{"key": "C-1", "cover": "a.png"}])
    for seed, expected in ((1, 0), (2, 1)):
        files = {"a.png": picture(seed)}
        result = import_file(office, write_zip(tmp_path / f"{seed}.zip", a_bundle(order, files=files), files))
        assert result.changed == expected


def test_the_same_key_at_another_source_is_another_order(office: Office, tmp_path: Path, orders: Orders) -> None:
    import_file(office, write_json(tmp_path / "a.json", a_bundle(an_order("A-1"), source="one")))
    import_file(office, write_json(tmp_path / "b.json", a_bundle(an_order("A-1"), source="two")))
    import_file(office, write_json(tmp_path / "c.json", a_bundle(an_order("A-1"), source="two")), source="three")
    assert sorted(order.source for order in orders()) == ["one", "three", "two"]


def test_bad_orders_are_told_one_by_one_and_good_ones_come_in(office: Office, tmp_path: Path, orders: Orders) -> None:
    path = write_json(
        tmp_path / "b.json",
        a_bundle(
            an_order("A-1"),
            an_order("A-2", items=[]),
            "no order at all",
            an_order("A-3", items=[{"product": "张三", "quantity": 0}]),
            an_order("A-4", buyer={"name": "测试乙", "phone": "13911112222"}),
            an_order("A-5", items=[{"product": "photo", "creation": "nowhere"}]),
            an_order("A-1", channel="elsewhere"),
            an_order("A-6"),
        ),
    )
    result = import_file(office, path)
    assert (result.created, result.refused) == (2, 6)
    assert sorted(order.key for order in orders()) == ["A-1", "A-6"]
    told = [str(problem) for problem in result.problems]
    assert told[0] == "Order 2 (A-2): items: needs at least one entry"
    assert any(line.startswith("Order 3: ") for line in told)
    assert any(line == "Order 4 (A-3): items[1].quantity: is too small: 1 is the limit" for line in told)
    assert any(line == "Order 5 (A-4): buyer.address: is missing; it has to be there" for line in told)
    assert any("creation of an item is not among" in line for line in told)
    assert any("has the key of another order" in line for line in told)
    for line in told:
        assert "张三" not in line
        assert "13911112222" not in line
    with office.book.reading() as book:
        (run,) = book.find(IntakeRun)
    assert (run.created, run.refused, len(run.problems)) == (2, 6, len(told))


def test_what_was_refused_may_come_again_in_the_same_file(office: Office, tmp_path: Path) -> None:
    """A .json whose picture was not beside it: put there, the same file brings the order."""
    content = picture(9)
    order = an_order(creations=[{"key": "C-1", "cover": "covers/a.png"}])
    path = write_json(tmp_path / "b.json", a_bundle(order, an_order("A-2"), files={"covers/a.png": content}))
    first = import_file(office, path)
    assert (first.created, first.refused) == (1, 1)
    assert "did not come along" in str(first.problems[0])
    (tmp_path / "covers").mkdir()
    (tmp_path / "covers" / "a.png").write_bytes(content)
    second = import_file(office, path)
    assert (second.created, second.known, second.refused) == (1, 1, 0)
    with office.book.reading() as book:
        (run,) = book.find(IntakeRun)
    assert (run.created, run.refused) == (2, 0)


def test_unknown_fields_are_dropped_and_only_their_names_told(office: Office, tmp_path: Path) -> None:
    order = an_order(id_card="110101199001011234", buyer=an_order()["buyer"] | {"email": "a@example.com"})
    order["items"][0]["弱点 13800000001"] = 1
    result = import_file(office, write_json(tmp_path / "b.json", a_bundle(order, secret=1)))
    assert result.created == 1
    assert result.dropped == ("buyer.email", "id_card", "items.…", "secret")
    said = " ".join(str(line) for line in words_of(result))
    assert "buyer.email" in said
    for value in ("110101199001011234", "a@example.com", "13800000001"):
        assert value not in said
        for path in (tmp_path / "home").rglob("*"):
            assert not path.is_file() or value.encode() not in path.read_bytes()


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "did not come along"),
        ({"a.png": picture(2)}, "not what was announced"),
        ({"a.png": picture(1) + b"more"}, "not what was announced"),
    ],
)
def test_a_file_that_is_not_what_was_announced_keeps_its_order_out(
    office: Office, tmp_path: Path, orders: Orders, files: dict[str, bytes], told: str
) -> None:
    order = an_order(creations=[{"key": "C-1", "cover": "a.png"}])
    bundle = a_bundle(order, an_order("A-2"), files={"a.png": picture(1)})
    result = import_file(office, write_zip(tmp_path / "b.zip", bundle, files))
    assert (result.created, result.refused) == (1, 1)
    assert told in str(result.problems[0])
    assert [order.key for order in orders()] == ["A-2"]


def test_a_file_that_was_not_announced_and_one_that_is_no_picture_are_told(office: Office, tmp_path: Path) -> None:
    files = {"a.png": b"MZ no picture", "m.exe": b"MZ"}
    bundle = a_bundle(
        an_order("A-1", creations=[{"key": "C-1", "cover": "b.png"}]),
        an_order("A-2", creations=[{"key": "C-1", "cover": "a.png"}]),
        an_order("A-3", creations=[{"key": "C-1", "mesh": "m.exe"}]),
        files=files,
    )
    told = [str(p) for p in import_file(office, write_zip(tmp_path / "b.zip", bundle, files)).problems]
    assert len(told) == 3
    assert "not among the assets" in told[0]
    assert "no picture" in told[1]
    assert "no model" in told[2]


def test_a_file_that_is_in_the_store_already_need_not_come_again(office: Office, tmp_path: Path) -> None:
    files = {"a.png": picture(1)}
    office.assets.put(files["a.png"], sensitive=True)
    order = an_order(creations=[{"key": "C-1", "cover": "a.png"}])
    assert import_file(office, write_zip(tmp_path / "b.zip", a_bundle(order, files=files))).created == 1


def test_files_beside_a_json_stay_inside_its_folder(office: Office, tmp_path: Path) -> None:
    secret = picture(5)
    (tmp_path / "outside.png").write_bytes(secret)
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link.png").symlink_to(tmp_path / "outside.png")
    names = ("../outside.png", str(tmp_path / "outside.png"), "link.png", "..\\outside.png", "a\x00.png")
    for number, name in enumerate(names):
        order = an_order(f"A-{number}", creations=[{"key": "C-1", "cover": name}])
        path = write_json(inside / f"{number}.json", a_bundle(order, files={name.replace("\x00", ""): secret}))
        assert import_file(office, path).refused == 1
    assert list(office.assets.digests()) == []


def hostile(tmp_path: Path, name: str) -> Path:
    """A zip that was made to do harm."""
    path = tmp_path / "b.zip"
    good = json.dumps(a_bundle(an_order()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        if name != "no json":
            archive.writestr("orders.json", good)
        if name == "slip":
            archive.writestr("../../evil.png", b"x")
        if name == "absolute":
            archive.writestr("/etc/evil.png", b"x")
        if name == "drive":
            archive.writestr("C:evil.png", b"x")
        if name == "link":
            info = zipfile.ZipInfo("link.png")
            info.external_attr = 0o120777 << 16
            archive.writestr(info, "/etc/passwd")
        if name == "bomb":
            archive.writestr("bomb.png", bytes(60 << 20))
        if name == "twice":
            archive.writestr("A.png", b"1")
            archive.writestr("a.png", b"2")
        if name == "two json":
            archive.writestr("other.json", good)
    if name == "two json":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.json", good)
            archive.writestr("b.json", good)
    if name == "cut off":
        path.write_bytes(path.read_bytes()[:-30])
    if name == "locked":
        content = bytearray(path.read_bytes())
        central = content.rindex(b"PK\x01\x02")
        content[central + 8] |= 1
        path.write_bytes(content)
    if name == "no zip":
        path.write_bytes(b"PK and nothing else")
    if name == "lies about its size":
        content = bytearray(path.read_bytes())
        central = content.rindex(b"PK\x01\x02")
        content[central + 24 : central + 28] = struct.pack("<I", 10)
        path.write_bytes(content)
    return path


HOSTILE = (
    "slip", "absolute", "drive", "link", "bomb", "twice", "two json", "no json", "cut off", "locked", "no zip",
    "lies about its size",
)  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_zip_is_refused_with_a_sentence(office: Office, tmp_path: Path, orders: Orders, name: str) -> None:
    with pytest.raises(AppError) as refused:
        import_file(office, hostile(tmp_path, name))
    assert str(refused.value).endswith(".")
    assert orders() == []
    assert list(office.assets.digests()) == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no JSON"),
        (b"{", "no JSON"),
        (b"[]", "has to be an object"),
        (b"{}", "version: is missing"),
        (b'{"version": 2, "source": "a", "orders": []}', "version"),
        (b'{"version": 1, "source": "a b", "orders": []}', "source"),
        (b'{"version": 1, "source": "a", "orders": {}}', "has to be a list"),
        (b'{"version": 1, "source": "a", "orders": [], "assets": [{"name": "a"}]}', "sha256"),
        (b"[" * 100_000, "no JSON"),
        (b'{"version": 1, "source": "\\ud800", "orders": []}', "no JSON"),
        (b'{"version": 1, "source": "a", "orders": [NaN]}', "no JSON"),
    ],
)
def test_what_is_no_bundle_is_refused_with_a_sentence(
    office: Office, tmp_path: Path, content: bytes, told: str
) -> None:
    path = tmp_path / "b.json"
    path.write_bytes(content)
    with pytest.raises(IntakeRefusedError, match=told):
        import_file(office, path)


def test_the_same_file_name_twice_is_refused(office: Office, tmp_path: Path) -> None:
    bundle = a_bundle(an_order(), files={"a.png": b"1"})
    bundle["assets"] *= 2
    with pytest.raises(IntakeRefusedError, match="same file twice"):
        import_file(office, write_json(tmp_path / "b.json", bundle))


def test_a_file_of_another_kind_and_one_that_is_not_there_are_refused(office: Office, tmp_path: Path) -> None:
    for name in ("a.docx", "nowhere.json", "nowhere.zip", "nowhere.csv"):
        with pytest.raises(IntakeRefusedError):
            import_file(office, tmp_path / name)


def test_cancelled_in_between_what_is_in_stays_and_again_goes_on(
    office: Office, tmp_path: Path, orders: Orders
) -> None:
    path = write_json(tmp_path / "b.json", a_bundle(*(an_order(f"A-{n}") for n in range(450))))
    looked = []

    def stop() -> bool:
        looked.append(1)
        return len(looked) > 850  # somewhere among the last ones: each is looked at, and its files are

    with pytest.raises(Cancelled):
        import_file(office, path, progress=Progress(cancelled=stop))
    assert len(orders()) == 400
    result = import_file(office, path)
    assert (result.created, result.known) == (50, 400)
    assert len({order.number for order in orders()}) == 450
    assert office.book.verify_chain().good


def test_an_import_stops_within_an_order_not_after_hundreds(office: Office, tmp_path: Path, orders: Orders) -> None:
    path = write_json(tmp_path / "b.json", a_bundle(*(an_order(f"A-{n}") for n in range(150))))
    looked: list[int] = []

    def stop() -> bool:
        looked.append(1)
        return len(looked) > 30

    with pytest.raises(Cancelled):
        import_file(office, path, progress=Progress(cancelled=stop))
    assert len(looked) == 31
    assert orders() == []


def test_a_store_that_is_away_stops_the_import_and_again_goes_on(
    office: Office, tmp_path: Path, orders: Orders
) -> None:
    files = {"a.png": picture(1)}
    order = an_order(creations=[{"key": "C-1", "cover": "a.png"}])
    path = write_zip(tmp_path / "b.zip", a_bundle(order, files=files), files)
    away = tmp_path / "home" / "assets"
    away.rename(away.with_name("away"))
    with pytest.raises(AssetsOfflineError):
        import_file(office, path)
    assert orders() == []
    away.with_name("away").rename(away)
    assert import_file(office, path).created == 1


def test_who_may_not_import_is_refused(office: Office, tmp_path: Path) -> None:
    path = write_json(tmp_path / "b.json", a_bundle(an_order()))
    with pytest.raises(NotAllowedError):
        import_file(office.acting(Actor(5, "e", frozenset({Role.ENGINEER}))), path)


def test_the_published_example_comes_in(office: Office, tmp_path: Path) -> None:
    """Its files are made up; without them the order is told, with no other complaint."""
    result = import_file(office, write_zip(tmp_path / "b.zip", json.loads(EXAMPLE.read_text(encoding="utf-8"))))
    assert result.refused == 1
    assert [str(p) for p in result.problems] == [
        "Order 1 (A-100231): a file of this order did not come along; send the bundle with all its files"
    ]
