"""What the bench keeps with an item: the kinds of its files, and what goes over to the item that is made in its place."""

from dataclasses import replace

from app.commands.office import Office
from app.orders.book import Writing
from app.orders.records import FileLink, Item, ItemWork
from app.security.vault import Place
from app.session.document_seal import opened, sealed

REVISION, TEXTURE = "revision", "texture"
"""Kinds of files: a revision of the model, and a picture on it."""


def work_place(work: ItemWork) -> Place:
    """Where the document of an item is sealed."""
    return Place("item_work", "document", work.id)


def carry_over(office: Office, book: Writing, old: Item, fresh: Item) -> None:
    """Let the item that takes another's place have its model: it is printed from what was approved, or goes on from it."""
    for link in book.find(FileLink, item=old.id, kind=(REVISION, TEXTURE), order_by="id"):
        made = FileLink(
            order=fresh.order, item=fresh.id, kind=link.kind, name=link.name, digest=link.digest, size=link.size,
            added_at=office.clock(), added_by=office.actor.account,
        )  # fmt: skip
        book.add(made)
    work = book.one(ItemWork, item=old.id)
    if work is not None:
        document = replace(opened(office.vault, work_place(work), work.document), item=fresh.id)
        made_work = ItemWork(item=fresh.id, order=fresh.order, by=work.by)
        book.add(replace(made_work, document=sealed(office.vault, work_place(made_work), document)))
