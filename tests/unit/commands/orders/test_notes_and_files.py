import io
from dataclasses import replace

import pytest
from PIL import Image

from app.commands.note_view import NoteView
from app.commands.notes import (
    NoteRefusedError,
    add_file,
    add_note,
    file_content,
    picture,
    pin_note,
    remove_file,
    thumbnail,
)
from app.commands.office import Office
from app.commands.orders import assign, open_order
from app.commands.picture_shelf import PictureShelf
from app.dispatch.records import Plate, PrintJob
from app.errors import AppError
from app.orders.book import NotFoundError, StaleError
from app.orders.draft import ItemDraft
from app.orders.records import Creation, FileLink, Note
from app.security.actor import OWNER
from app.security.permissions import NotAllowedError
from app.security.roles import Role

MAGNET = ItemDraft(product="magnet", finish="printed", height_mm=50, width_mm=50)


def notes(office: Office, order: int) -> tuple[NoteView, ...]:
    return open_order(office, order).notes


def png(width: int = 300, height: int = 200, mode: str = "RGB") -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, (width, height), (200, 30, 60)).save(buffer, "PNG")
    return buffer.getvalue()


def test_notes_are_sealed_and_read_by_those_who_see_the_order(world, tmp_path) -> None:
    order = world.order()
    first = add_note(world.office, order.id, "  测试甲 asks for a ribbon  ")
    second = add_note(world.office, order.id, "second")
    assert first.words == "测试甲 asks for a ribbon"
    assert [n.words for n in notes(world.office, order.id)] == ["second", "测试甲 asks for a ribbon"]
    pin_note(world.office, first.id, pinned=True, version=first.version)
    assert [(n.id, n.pinned) for n in notes(world.office, order.id)] == [(second.id, False), (first.id, True)]
    assert all(b"ribbon" not in path.read_bytes() for path in tmp_path.rglob("*.db*"))
    assert "ribbon" not in repr(first)
    assert "ribbon" not in str(world.events())
    with pytest.raises(StaleError):
        pin_note(world.office, first.id, pinned=False, version=first.version)


def test_empty_and_endless_notes_are_refused(world) -> None:
    order = world.order()
    for words in ("", "   ", "x" * 4001):
        with pytest.raises(NoteRefusedError):
            add_note(world.office, order.id, words)
    assert world.find(Note) == []


def test_files_are_kept_by_their_content(world) -> None:
    order = world.order()
    link = add_file(world.office, order.id, "C:\\scans\\cover.png", png(), "cover")
    assert (link.name, link.sensitive, link.size) == ("cover.png", True, len(png()))
    assert file_content(world.office, link.id) == png()
    with pytest.raises(NoteRefusedError):
        add_file(world.office, order.id, "x", b"", "cover")
    with pytest.raises(NoteRefusedError):
        add_file(world.office, order.id, "x", b"1", "nonsense")
    with pytest.raises(NoteRefusedError, match="Say why"):
        remove_file(world.office, link.id, reason="")
    remove_file(world.office, link.id, reason="wrong order")
    with pytest.raises(NotFoundError):
        file_content(world.office, link.id)
    assert world.kinds(order.id) == ["order.received", "file.add", "file.remove"]


def test_a_content_goes_with_the_last_that_points_to_it(world) -> None:
    links = [add_file(world.office, world.order(key=key).id, "a.png", png(), "photo") for key in ("1", "2")]
    remove_file(world.office, links[0].id, reason="wrong order")
    assert file_content(world.office, links[1].id) == png()
    remove_file(world.office, links[1].id, reason="asked for it")
    assert not world.office.assets.has(links[1].digest)


@pytest.mark.parametrize("use", [PrintJob(uid="o17-c3-7c0e"), Plate(name="A1", state="closed")])
def test_what_is_printed_stays_with_its_order(world, use) -> None:
    link = add_file(world.office, world.order().id, "a.3mf", b"abc", "print_file")
    with world.office.book.writing(OWNER) as book:
        book.add(replace(use, **{"digest" if isinstance(use, PrintJob) else "file": link.digest}))
    with pytest.raises(NoteRefusedError, match="is printed"):
        remove_file(world.office, link.id, reason="wrong order")
    assert file_content(world.office, link.id) == b"abc"


def test_a_file_that_is_gone_is_told(world) -> None:
    order = world.order()
    link = add_file(world.office, order.id, "a.bin", b"abc", "other")
    world.office.assets.remove(link.digest)
    with pytest.raises(AppError, match="not in the asset store"):
        file_content(world.office, link.id)


def test_notes_and_files_of_others_items_are_not_seen(world) -> None:
    ann, _ = world.account("ann", Role.ENGINEER), world.account("bob", Role.ENGINEER)
    order = world.order(MAGNET, MAGNET)
    first, _ = world.items(order)
    assign(world.office, [first.id], ann.account)
    add_note(world.office, order.id, "about the first", first.id)
    add_note(world.office, order.id, "about all of it")
    link = add_file(world.office, order.id, "a.bin", b"abc", "other", first.id)
    assert [n.words for n in notes(world.as_("bob"), order.id)] == ["about all of it"]
    assert len(notes(world.as_("ann"), order.id)) == 2
    assert file_content(world.as_("ann"), link.id) == b"abc"
    for act in (
        lambda: file_content(world.as_("bob"), link.id),
        lambda: add_note(world.as_("bob"), order.id, "mine", first.id),
        lambda: add_file(world.as_("bob"), order.id, "b", b"b", "other", first.id),
        lambda: remove_file(world.as_("bob"), link.id, reason="so"),
        lambda: add_note(world.as_("ann"), world.order(key="2").id, "x", first.id),
    ):
        with pytest.raises(NotAllowedError):
            act()


def test_pictures_are_made_small_once(world) -> None:
    order = world.order()
    link = add_file(world.office, order.id, "cover.png", png(), "cover")
    small = picture(world.office, link.digest, 36)
    with Image.open(io.BytesIO(small)) as opened:
        assert (opened.format, opened.size) == ("PNG", (36, 24))
    world.office.assets.remove(link.digest)
    assert picture(world.office.acting(), link.digest, 36) == small, "it is not asked for again"
    world.office.pictures.clear()
    with pytest.raises(AppError):
        picture(world.office, link.digest, 36)


def test_a_picture_is_shown_to_those_who_see_its_order(world) -> None:
    ann, _ = world.account("ann", Role.ENGINEER), world.account("bob", Role.ENGINEER)
    order = world.order()
    link = add_file(world.office, order.id, "cover.png", png(), "cover")
    assert picture(world.as_("bob"), link.digest, 36)
    assign(world.office, [world.items(order)[0].id], ann.account)
    with pytest.raises(NotAllowedError):
        picture(world.as_("bob"), link.digest, 36)
    assert picture(world.as_("ann"), link.digest, 36)
    cover = world.find(Creation, order=order.id)[0].cover
    with pytest.raises(AppError, match="not in the asset store"):
        picture(world.as_("ann"), cover, 36)
    with pytest.raises(NotAllowedError):
        picture(world.as_("bob"), cover, 36)
    assert world.find(FileLink, digest=link.digest)


def test_pictures_lose_what_cameras_write_into_them() -> None:
    exif = Image.Exif()
    exif[0x010E] = "测试甲 at home"
    exif[0x0112] = 6  # turned by a quarter
    buffer = io.BytesIO()
    Image.new("RGB", (300, 200)).save(buffer, "JPEG", exif=exif)
    small = thumbnail(buffer.getvalue(), 100)
    with Image.open(io.BytesIO(small)) as opened:
        assert opened.size == (67, 100)
        assert not opened.getexif()
    assert "测试甲".encode() not in small


@pytest.mark.parametrize("content", [b"", b"no picture", png()[:60], b"\x89PNG\r\n\x1a\n" + b"\0" * 50])
def test_what_is_no_picture_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(AppError, match="cannot be shown"):
        thumbnail(content, 36)


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "1"])
def test_all_kinds_of_pixels(mode: str) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 64), (1, 2, 3)).convert(mode).save(buffer, "PNG")
    assert thumbnail(buffer.getvalue(), 32)


def test_the_shelf_forgets_what_was_looked_at_longest_ago() -> None:
    shelf = PictureShelf(most_bytes=10)
    shelf.put("a", 1, b"12345")
    shelf.put("b", 1, b"12345")
    assert shelf.get("a", 1)
    shelf.put("c", 1, b"1")
    assert shelf.get("b", 1) is None
    assert (shelf.get("a", 1), shelf.get("c", 1)) == (b"12345", b"1")
    shelf.put("a", 1, b"x")
    shelf.put("d", 1, b"12345678")
    assert (shelf.get("c", 1), shelf.get("a", 1), shelf.get("d", 1)) == (b"1", b"x", b"12345678")
