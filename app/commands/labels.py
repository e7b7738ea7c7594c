"""What is printed for parcels and items. The buyer is masked after GB/T 41833 before anything is drawn."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from app.commands.office import Office, command
from app.commands.parcel_view import contact_of
from app.commands.steps import Steps, transact
from app.commands.workshop_settings import read_settings
from app.i18n import LANGUAGES, Text, spoken, text
from app.orders.book import Reading
from app.orders.records import Creation, Item, Order
from app.orders.working_days import CHINA
from app.products.product import size_words
from app.products.table import PRODUCTS
from app.security.contact import open_contact
from app.security.masking import mask_address_for_label, mask_name, mask_phone
from app.security.permissions import Permission
from app.shipping.carriers import BY_ID
from app.shipping.codes import card_code
from app.shipping.labels.card import unboxing_card
from app.shipping.labels.errors import LabelRefusedError
from app.shipping.labels.packing_list import packing_list
from app.shipping.labels.pages import Printed
from app.shipping.labels.parcel_label import parcel_label
from app.shipping.labels.slip import DPI, LABEL_SIZES, LIST_SIZES, UNIT_SIZES, Goods, Party, Slip
from app.shipping.labels.unit_labels import UnitLabel, unit_labels
from app.shipping.parcel_states import PARCEL
from app.shipping.records import Parcel

T = TypeVar("T")
MOST_UNITS = 500
"""Labels of units that are made at once."""


@command("labels.preview", Permission.PACK)
def preview_label(office: Office, parcel: int, size: str, dpi: int = 203) -> Printed:
    """The label as it would be printed. Raises LabelRefusedError, also while not everything is scanned."""
    with office.book.reading() as book:
        found = book.get(Parcel, parcel)
        _closed(found)
        slip = _slip(office, book, found)
    return parcel_label(slip, _known(size, LABEL_SIZES), _known(dpi, DPI))


@command("labels.print", Permission.PACK)
def print_label(office: Office, parcel: int, size: str, dpi: int = 203) -> Printed:
    """Draw the label, read it back, and only then count it as printed. Raises LabelRefusedError, StepRefusedError."""

    def work(steps: Steps) -> Printed:
        found = steps.fetch(Parcel, parcel)
        if found.state in {"new", "dissolved"}:
            steps.take(found, "label")  # refused in the words of its table
        printed = parcel_label(_slip(office, steps.book, found), _known(size, LABEL_SIZES), _known(dpi, DPI))
        if any(step.event == "label" for step in PARCEL.steps_from(found.state)):
            found = steps.take(found, "label")
        else:
            steps.book.note("parcel.label_again", found, order=found.order)
        label = {"size": size, "dpi": dpi, "waybill": found.waybill}
        steps.book.save(replace(found, label_size=size, facts={**found.facts, "label": label}))
        return printed

    return transact(office, work)


@command("labels.packing_list", Permission.PACK)
def print_packing_list(office: Office, parcel: int, size: str = "100x150", dpi: int = 203) -> Printed:
    """The list that lies in the parcel, with the pictures of its items."""
    with office.book.reading() as book:
        slip = _slip(office, book, book.get(Parcel, parcel), pictures=True)
    return packing_list(slip, _known(size, LIST_SIZES), _known(dpi, DPI))


@command("labels.card", Permission.PACK)
def print_card(office: Office, parcel: int, dpi: int = 203) -> Printed:
    """The unboxing card of this parcel."""
    with office.book.reading() as book:
        slip = _slip(office, book, book.get(Parcel, parcel), addressed=False)
    return unboxing_card(slip, _known(dpi, DPI))


@command("labels.units", Permission.PRODUCE)
def print_unit_labels(office: Office, items: Iterable[int], size: str = "50x30", dpi: int = 203) -> Printed:
    """A label for every unit of these items: without one a thing cannot be scanned into a parcel."""
    with office.book.reading() as book:
        found = book.get_all(Item, tuple(items))
        orders = book.get_all(Order, {item.order for item in found.values()})
    labels = [
        UnitLabel(
            item.serial, item.title, what_words(item, orders[item.order].language), orders[item.order].number,
            unit, item.quantity,
        )
        for item in found.values() for unit in range(1, item.quantity + 1)
    ]  # fmt: skip
    if not labels:
        raise LabelRefusedError(text("Choose the items first."))
    if len(labels) > MOST_UNITS:
        raise LabelRefusedError(text("At most {most} labels at once; choose fewer items.", most=MOST_UNITS))
    return unit_labels(labels, _known(size, UNIT_SIZES), _known(dpi, DPI))


def what_words(item: Item, language: str) -> str:
    """Product, finish and size in a language: what anybody may read on the outside."""
    product = PRODUCTS.get(item.product)
    if product is None:
        return item.product
    finish = product.finish_title(item.finish) if len(product.finishes) > 1 else ""
    parts = (_say(product.title, language), _say(finish, language), size_words(item.height_mm, item.width_mm))
    return " ".join(part for part in parts if part)


def _slip(office: Office, book: Reading, parcel: Parcel, *, pictures: bool = False, addressed: bool = True) -> Slip:
    """The papers of a parcel. What is opened of the buyer is masked in the same breath and kept nowhere."""
    settings = read_settings(book)
    items = sorted(book.find(Item, parcel=parcel.id), key=lambda item: (item.order, item.position, item.id))
    orders = book.get_all(Order, {parcel.order, *(item.order for item in items)})
    language = orders[parcel.order].language
    creations = book.get_all(Creation, {i.creation for i in items if i.creation is not None}) if pictures else {}
    carrier = BY_ID.get(parcel.carrier)
    return Slip(
        parcel=parcel.number,
        orders=tuple(dict.fromkeys(orders[number].number for number in (parcel.order, *(i.order for i in items)))),
        carrier="" if carrier is None or carrier.id == "other" else _say(carrier.title, language),
        waybill=parcel.waybill,
        sender=Party(settings.sender_name or settings.workshop_name, settings.sender_phone, settings.sender_address),
        receiver=_receiver(office, book, parcel) if addressed else Party("", "", ""),
        goods=tuple(
            Goods(
                item.title, what_words(item, language), item.quantity, item.serial, orders[item.order].number,
                _picture(office, creations.get(item.creation or 0)),
            )
            for item in items
        ),
        weight_g=parcel.weight_g,
        date=f"{office.clock().astimezone(CHINA):%Y-%m-%d}",
        card=card_code(parcel.number, settings.unboxing_page),
        language=language,
    )  # fmt: skip


def _receiver(office: Office, book: Reading, parcel: Parcel) -> Party:
    contact = contact_of(book, parcel.order)
    if contact is None or not contact.address:
        raise LabelRefusedError(text("There is no address in this order; enter it first."))
    person = open_contact(office.vault, contact)
    return Party(mask_name(person.name), mask_phone(person.phone), mask_address_for_label(person.address))


def _picture(office: Office, creation: Creation | None) -> bytes:
    """The cover; a list without a picture is better than no list."""
    if creation is None or not creation.cover:
        return b""
    try:
        return office.assets.get(creation.cover)
    except KeyError:
        return b""


def _closed(parcel: Parcel) -> None:
    if parcel.state in {"new", "dissolved"}:
        raise LabelRefusedError(text("Not everything is scanned yet; scan each item of the parcel first."))


def _known(choice: T, choices: Iterable[T]) -> T:
    if choice not in tuple(choices):
        raise LabelRefusedError(text("There is no such label size; choose another one."))
    return choice


def _say(words: Text | str, language: str) -> str:
    return spoken(words, language if language in LANGUAGES else "zh_CN") if isinstance(words, Text) else words
