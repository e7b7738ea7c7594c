import pytest

from app.orders.records import Contact
from app.security.contact import (
    name_index,
    normalise_name,
    normalise_phone,
    open_contact,
    phone_index,
    seal_contact,
    typed_indexes,
)
from app.security.scrub import scrubbed
from app.security.vault import SealBrokenError, Vault

VAULT = Vault(bytes(range(32)))
NAME, PHONE, ADDRESS = "测试甲", "13800000021", "广东省深圳市南山区测试路1号A座302"


def test_a_contact_is_opened_in_its_own_row_only() -> None:
    sealed = seal_contact(VAULT, 7, NAME, PHONE, ADDRESS)
    contact = Contact(id=7, order=1, **sealed)
    person = open_contact(VAULT, contact)
    assert (person.name, person.phone, person.address) == (NAME, PHONE, ADDRESS)
    assert NAME not in repr(person)
    assert PHONE not in repr(person)
    with pytest.raises(SealBrokenError):
        open_contact(VAULT, Contact(id=8, order=1, **sealed))
    with pytest.raises(SealBrokenError):
        open_contact(Vault(bytes(32)), contact)
    with pytest.raises(SealBrokenError):
        open_contact(VAULT, Contact(id=7, order=1, **{**sealed, "name": sealed["phone"]}))


def test_nothing_sealed_tells_of_the_person() -> None:
    sealed = repr(seal_contact(VAULT, 7, NAME, PHONE, ADDRESS))
    for word in (NAME, PHONE, "A座302", "测试路"):
        assert word not in sealed
    again = seal_contact(VAULT, 7, NAME, PHONE, ADDRESS)
    assert again["name"] != seal_contact(VAULT, 7, NAME, PHONE, ADDRESS)["name"]  # never twice the same cipher text
    assert again["name_index"] == seal_contact(VAULT, 9, " 测试甲 ", PHONE, "")["name_index"]
    assert again["phone_index"] != Vault(bytes(32)).index("phone", PHONE)


def test_empty_fields_stay_empty() -> None:
    sealed = seal_contact(VAULT, 7, "", "", "")
    assert not any(sealed.values())


@pytest.mark.parametrize("typed", ["13800000021", "+86 138 0000 0021", "138-0000-0021", "13800000021-77"])
def test_a_phone_is_found_however_it_was_typed(typed: str) -> None:
    sealed = seal_contact(VAULT, 7, NAME, typed, ADDRESS)
    assert sealed["phone_index"] == phone_index(VAULT, PHONE)
    assert normalise_phone(typed) == PHONE
    assert sealed["phone_end_index"] in typed_indexes(VAULT, "0021")
    assert sealed["phone_index"] in typed_indexes(VAULT, "138 0000 0021")


def test_a_name_is_found_however_it_was_typed() -> None:
    assert normalise_name(" Ｊａｎｅ  doe") == normalise_name("JANE Doe")
    assert name_index(VAULT, "测试 甲") in typed_indexes(VAULT, "测试甲")
    assert typed_indexes(VAULT, "  ") == ()
    assert typed_indexes(VAULT, "12") == ()


@pytest.mark.parametrize(
    ("words", "clean"),
    [
        ("电话13800000021请回电", "电话***请回电"),
        ("call +86 138-0000-0021.", "call ***."),
        ("0755-12345678 or a.b@example.org", "*** or ***"),
        ("110101199001011234", "***"),
        ("account:913291362215291451 at 1764057600000 ms", "account:913291362215291451 at 1764057600000 ms"),
        ("MG-20261125-0172, SN-7F3A9C, 100.13800000021", "MG-20261125-0172, SN-7F3A9C, 100.13800000021"),
    ],
)
def test_what_looks_like_a_person_is_scrubbed(words: str, clean: str) -> None:
    assert scrubbed(words) == clean


def test_sealed_values_are_scrubbed() -> None:
    assert scrubbed(f"value {VAULT.seal.__self__ and bytes([1]) + bytes(range(40))!r}").count("***") == 1
