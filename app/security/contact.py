"""A buyer's name, phone and address: sealed for the book, masked for the screen, indexed for an exact search."""

import re
from dataclasses import dataclass, field
from typing import Protocol, TypedDict

from app.security.masking import main_number, mask_address, mask_name, mask_phone, plain
from app.security.vault import Place, Vault

TABLE = "contact"
_END = 4  # digits that people ask for: "the one that ends in 0021"


class SealedContact(Protocol):
    """The fields of ``app.orders.records.Contact`` that are sealed."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> bytes: ...
    @property
    def phone(self) -> bytes: ...
    @property
    def address(self) -> bytes: ...


class ContactFields(TypedDict):
    """What a Contact holds of a person."""

    name: bytes
    phone: bytes
    address: bytes
    name_masked: str
    phone_masked: str
    address_masked: str
    name_index: bytes
    phone_index: bytes
    phone_end_index: bytes


@dataclass(frozen=True)
class Person:
    """Personal data in the clear; says nothing about itself in a log or a traceback."""

    name: str = field(repr=False)
    phone: str = field(repr=False)
    address: str = field(repr=False)


def normalise_name(name: str) -> str:
    """One form for one name: full-width letters, spaces and case do not matter."""
    return plain(name).replace(" ", "").casefold()


def normalise_phone(phone: str) -> str:
    """Digits without the country code of China, separators and extension."""
    return main_number(phone)


def seal_contact(vault: Vault, contact_id: int, name: str, phone: str, address: str) -> ContactFields:
    """All fields of a Contact that hold or mask personal data: ``Contact(id=…, order=…, **seal_contact(…))``."""
    name, phone, address = plain(name), plain(phone), plain(address)
    number = normalise_phone(phone)
    return {
        "name": vault.seal(Place(TABLE, "name", contact_id), name),
        "phone": vault.seal(Place(TABLE, "phone", contact_id), phone),
        "address": vault.seal(Place(TABLE, "address", contact_id), address),
        "name_masked": mask_name(name),
        "phone_masked": mask_phone(phone),
        "address_masked": mask_address(address),
        "name_index": name_index(vault, name),
        "phone_index": phone_index(vault, phone),
        "phone_end_index": vault.index("phone_end", number[-_END:]) if len(number) > _END else b"",
    }


def open_contact(vault: Vault, contact: SealedContact) -> Person:
    """The person of a contact. Raises SealBrokenError."""
    return Person(
        vault.open(Place(TABLE, "name", contact.id), contact.name),
        vault.open(Place(TABLE, "phone", contact.id), contact.phone),
        vault.open(Place(TABLE, "address", contact.id), contact.address),
    )


def name_index(vault: Vault, name: str) -> bytes:
    """Blind index of a name, as ``Contact.name_index`` has it."""
    return vault.index("name", normalise_name(name))


def phone_index(vault: Vault, phone: str) -> bytes:
    """Blind index of a phone, as ``Contact.phone_index`` has it."""
    return vault.index("phone", normalise_phone(phone))


def typed_indexes(vault: Vault, typed: str) -> tuple[bytes, ...]:
    """Blind indexes of what was typed into a search: a whole name, a whole phone, or the last four digits of one."""
    words = plain(typed)
    if not words:
        return ()
    compact = re.sub(r"[\s+()-]", "", words)
    if not compact.isdigit():
        return (name_index(vault, words),)
    number = normalise_phone(words)
    if len(compact) == _END:
        return (vault.index("phone_end", compact),)
    return (vault.index("phone", number),) if len(number) > _END else ()
