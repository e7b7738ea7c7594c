"""What the bench keeps with an item: the kinds of its files, and what goes over to the item that is made in its place."""

from dataclasses import replace

from app.commands.office import Office
from app.orders.book import Writing
from app.orders.records import FileLink, Item, ItemWork
from app.security.vault import Place
from app.session.document_seal import opened, sealed

REVISION, TEXTURE = "revision", "texture"
"""Kinds of files: a revision of the model, and a picture on it."""
DESIGN, PICTURE = "design", "design_picture"
"""Kinds of files of a flat item: a design that was kept for it, and a picture in it that its order did not have."""

OF_THE_BENCH = frozenset({REVISION, TEXTURE, DESIGN, PICTURE})
"""Kinds of files that a bench keeps with an item: nobody takes them off by hand."""


def work_place(work: ItemWork) -> Place:
    """Where the document of an item is sealed."""
    return Place("item_work", "document", work.id)


def carry_over(office: Office, book: Writing, old: Item, fresh: Item) -> None:
    """Let the item that takes another's place have its model or design: what was approved is printed, or changed further."""
    for link in book.find(FileLink, item=old.id, kind=(REVISION, TEXTURE, DESIGN, PICTURE), order_by="id"):
        made = FileLink(
            order=fresh.order, item=fresh.id, kind=link.kind, name=link.name, digest=link.digest, size=link.size,
            sensitive=link.sensitive, added_at=office.clock(), added_by=office.actor.account,
        )  # fmt: skip
        book.add(made)
    work = book.one(ItemWork, item=old.id)
    if work is not None:
        document = replace(opened(office.vault, work_place(work), work.document), item=fresh.id)
        made_work = ItemWork(item=fresh.id, order=fresh.order, by=work.by)
        book.add(replace(made_work, document=sealed(office.vault, work_place(made_work), document)))
