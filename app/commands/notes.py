"""Notes, files and pictures of an order. What people write is sealed: they write names and numbers into notes."""

import io
from dataclasses import replace
from pathlib import PurePath

from PIL import Image, ImageOps

from app.commands.erasure import remove_contents
from app.commands.item_files import OF_THE_BENCH
from app.commands.need_to_know import in_scope, need_order
from app.commands.note_view import NoteView, note_view, words_place
from app.commands.office import Office, command
from app.commands.order_view import names_of
from app.commands.reasons import reason_for_chain
from app.commands.timeline import FILE_KINDS
from app.dispatch.records import Plate, PrintJob
from app.errors import AppError
from app.i18n import text
from app.orders.book import Reading, StaleError
from app.orders.records import Creation, FileLink, Item, Note
from app.security.file_names import seal_file_name
from app.security.permissions import NotAllowedError, Permission, Scope, scope

MOST_WORDS = 4000
MOST_BYTES = 512 << 20
MOST_PIXELS = 120_000_000


class NoteRefusedError(AppError):
    """A note or file that cannot be kept."""


@command("notes.add", Permission.ORDERS_EDIT)
def add_note(office: Office, order: int, words: str, item: int | None = None, *, pinned: bool = False) -> NoteView:
    """Write something down about an order, or about one of its items."""
    words = words.strip()
    if not words:
        raise NoteRefusedError(text("There is nothing written in the note yet."))
    if len(words) > MOST_WORDS:
        raise NoteRefusedError(text("A note has at most {most} characters; write two.", most=MOST_WORDS))
    with office.book.writing(office.actor) as book:
        _need(office, book, order, item)
        note = Note(order=order, item=item, author=office.actor.account, at=office.clock(), pinned=pinned)
        note = book.add(replace(note, words=office.vault.seal(words_place(note.id), words)))
        book.note("note.add", note, order=order)
        return note_view(office.vault, note, names_of(book))


@command("notes.pin", Permission.ORDERS_EDIT)
def pin_note(office: Office, note: int, *, pinned: bool, version: int) -> NoteView:
    """Keep a note at the top, or not any more. Raises StaleError."""
    with office.book.writing(office.actor) as book:
        record = book.get(Note, note)
        _need(office, book, record.order, record.item)
        changed = replace(record, pinned=pinned, version=version)
        if record.version != version:
            raise StaleError(changed, record)
        saved = book.save(changed)
        book.note("note.pin", saved, order=record.order, facts={"pinned": pinned})
        return note_view(office.vault, saved, names_of(book))


@command("notes.add_file", Permission.ORDERS_EDIT)
def add_file(  # noqa: PLR0917 - what a file of an order has, in the order in which it is said
    office: Office,
    order: int,
    name: str,
    content: bytes,
    kind: str,
    item: int | None = None,
    sensitive: bool = True,
) -> FileLink:
    """Keep a file with an order. It is in the asset store before the book points to it. Raises AssetsOfflineError."""
    if kind not in FILE_KINDS:
        raise NoteRefusedError(text("There is no such kind of file."))
    if not content:
        raise NoteRefusedError(text("The file is empty."))
    if len(content) > MOST_BYTES:
        raise NoteRefusedError(text("The file is larger than {most} MB.", most=MOST_BYTES >> 20))
    with office.book.reading() as book:
        _need(office, book, order, item)
    kept = office.assets.put(content, sensitive=sensitive)
    with office.book.writing(office.actor) as book:
        _need(office, book, order, item)
        shown = FileLink(
            order=order, item=item, kind=kind, name=_plain_name(name), digest=kept.digest, size=kept.size,
            sensitive=sensitive, added_at=office.clock(), added_by=office.actor.account,
        )  # fmt: skip
        link = book.add(replace(shown, name=seal_file_name(office.vault, shown.id, shown.name)))
        book.note("file.add", link, order=order, facts={"kind": kind})
        return replace(link, name=shown.name)


@command("notes.remove_file", Permission.ORDERS_EDIT)
def remove_file(office: Office, file: int, *, reason: str) -> None:
    """Take a file off its order; its content goes when nothing points to it any more.

    Raises NoteRefusedError for a file that is printed or that an item is made of, AssetsOfflineError.
    """
    if not reason.strip():
        raise NoteRefusedError(text("Say why."))
    with office.book.writing(office.actor) as book:
        link = book.get(FileLink, file)
        _need(office, book, link.order, link.item)
        if _is_printed(book, link.digest):
            raise NoteRefusedError(text("This file is printed, or was; it stays with its order."))
        _need_free(office, book, link)
        book.remove(link)
        book.note(
            "file.remove", f"file:{link.id}", order=link.order, reason=reason_for_chain(office, book, reason, link.order),
            facts={"kind": link.kind},
        )  # fmt: skip
        remove_contents(office, book, (link.digest,))


@command("notes.file_content", Permission.ORDERS_SEE)
def file_content(office: Office, file: int) -> bytes:
    """Raises NotFoundError, NotAllowedError, AssetDamagedError, AssetsOfflineError."""
    with office.book.reading() as book:
        link = book.get(FileLink, file)
        if link.item is None:
            need_order(office.actor, Permission.ORDERS_SEE, book.find(Item, order=link.order))
        elif not in_scope(office.actor, Permission.ORDERS_SEE, book.get(Item, link.item)):
            raise NotAllowedError
    return _content(office, link.digest)


@command("notes.picture", Permission.ORDERS_SEE)
def picture(office: Office, digest: str, size: int) -> bytes:
    """A picture as a PNG that fits into ``size`` × ``size`` pixels; made once, kept in memory alone.

    Raises NotAllowedError, AssetDamagedError, AssetsOfflineError, AppError where it is no picture.
    """
    if scope(office.actor, Permission.ORDERS_SEE) is not Scope.ALL:
        with office.book.reading() as book:
            _need_picture(office, book, digest)
    made = office.pictures.get(digest, size)
    if made is None:
        made = thumbnail(_content(office, digest), size)
        office.pictures.put(digest, size, made)
    return made


def thumbnail(content: bytes, size: int) -> bytes:
    """A PNG that fits into ``size`` × ``size`` pixels, upright. Raises AppError."""
    unreadable = AppError(text("This picture cannot be shown; it may be damaged, or of a kind that we do not know."))
    try:
        with Image.open(io.BytesIO(content)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise unreadable
            opened.draft("RGB", (size, size))
            small = ImageOps.exif_transpose(opened)
            small.thumbnail((size, size), Image.Resampling.LANCZOS)
            small = small.convert("RGBA" if "A" in small.getbands() or "transparency" in small.info else "RGB")
            small.info.clear()  # places and names that cameras write into pictures
            buffer = io.BytesIO()
            small.save(buffer, "PNG", compress_level=1)
            return buffer.getvalue()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise unreadable from error


def _need(office: Office, book: Reading, order: int, item: int | None) -> None:
    """The order, or the item that is meant, has to be in the actor's scope; the item has to be of this order."""
    items = book.find(Item, order=order)
    if item is None:
        need_order(office.actor, Permission.ORDERS_EDIT, items)
    elif not any(one.id == item and in_scope(office.actor, Permission.ORDERS_EDIT, one) for one in items):
        raise NotAllowedError


def _is_printed(book: Reading, digest: str) -> bool:
    """Whether a plate or a print job is made of this content: it may hold things of other orders, too."""
    return any(
        book.find(kind, **{name: digest}, limit=1)
        for kind, name in ((PrintJob, "digest"), (Plate, "file"), (Plate, "picture"))
    )


def _need_free(office: Office, book: Reading, link: FileLink) -> None:
    """Raises NoteRefusedError where the bench keeps this file, or a design of the order is made of it."""
    from app.commands.layout_designs import item_made_of  # noqa: PLC0415 - what designs are made of is loaded when asked

    if link.kind in OF_THE_BENCH:
        raise NoteRefusedError(
            text("The bench keeps this file: an item is made of it. Change the item on its bench; the file stays.")
        )
    if len(book.find(FileLink, order=link.order, digest=link.digest, limit=2)) > 1:
        return  # the same file is there once more
    item = item_made_of(office, book, link.order, link.digest)
    if item is not None:
        raise NoteRefusedError(
            text(
                "The design of {serial} is made with this file; put another in its place on the layout bench first.",
                serial=item.serial,
            )
        )


def _need_picture(office: Office, book: Reading, digest: str) -> None:
    def seen(orders: set[int]) -> bool:
        items = book.find(Item, order=tuple(orders)) if orders else []
        return any(in_scope(office.actor, Permission.ORDERS_SEE, item) for item in items)

    # Covers are files of their orders; a cover that is named alone is looked for last, it has no index.
    if not seen({link.order for link in book.find(FileLink, digest=digest)}) and not seen(
        {creation.order for creation in book.find(Creation, cover=digest)}
    ):
        raise NotAllowedError


def _content(office: Office, digest: str) -> bytes:
    try:
        return office.assets.get(digest)
    except KeyError:
        raise AppError(text("The file is not in the asset store any more.")) from None


def _plain_name(name: str) -> str:
    """The last part of a path, without what cannot be seen, not longer than a file name may be."""
    last = PurePath(name.replace("\\", "/")).name
    return "".join(sign for sign in last if sign.isprintable())[:120] or "file"
