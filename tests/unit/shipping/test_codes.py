"""Codes told apart by their form, as scanners and input methods send them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.orders.serials import ALPHABET, serial_of
from app.shipping.carriers import BY_ID, CARRIERS, Carrier, WaybillRefusedError, carrier_of, like_a_waybill, waybill
from app.shipping.codes import Code, card_code, read_code, tidy, unit_code

SERIAL = serial_of(5)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (SERIAL, Code("item", SERIAL)),
        (f" {SERIAL.lower()}\t", Code("item", SERIAL)),
        (f"{SERIAL}-2", Code("item", SERIAL, 2)),
        (SERIAL.replace("-", "－").replace("S", "Ｓ"), Code("item", SERIAL)),
        ("P-20261125-031", Code("number", "P-20261125-031")),
        ("mg-20261125-0172", Code("number", "MG-20261125-0172")),
        ("CARD-P-20261125-031", Code("card", "P-20261125-031")),
        ("https://example.invalid/u/P-20261125-031", Code("card", "P-20261125-031")),
        ("https://example.invalid/u?p=P-20261125-031", Code("card", "P-20261125-031")),
        ("SF1234567890123", Code("other", "SF1234567890123")),
        ("", Code("other", "")),
    ],
)
def test_codes_are_told_apart(raw: str, code: Code) -> None:
    assert read_code(raw) == code


@given(st.integers(0, 30_000_000), st.integers(3, 8), st.sampled_from(ALPHABET))
def test_a_misread_label_is_never_another_item(number: int, place: int, sign: str) -> None:
    serial = serial_of(number)
    wrong = serial[:place] + sign + serial[place + 1 :]
    assert read_code(wrong).kind == ("item" if wrong == serial else "misread")


@given(st.integers(0, 30_000_000), st.integers(1, 50), st.integers(1, 50))
def test_what_stands_on_a_label_is_read_as_what_it_is(number: int, unit: int, quantity: int) -> None:
    code = read_code(unit_code(serial_of(number), unit, quantity))
    assert (code.kind, code.value) == ("item", serial_of(number))
    assert code.unit == (None if quantity == 1 else unit)


@pytest.mark.parametrize(
    "page", ["", "https://example.invalid/u", "https://example.invalid/u/", "https://example.invalid/?p="]
)
def test_a_card_names_its_parcel_and_is_not_the_parcel(page: str) -> None:
    assert read_code(card_code("P-20261125-031", page)) == Code("card", "P-20261125-031")


@given(st.text(max_size=400))
def test_anything_may_be_scanned(raw: str) -> None:
    assert len(read_code(raw).value) <= 4 * len(raw) + 4  # some single signs are several in their plain form
    assert all(sign.isprintable() and not sign.isspace() for sign in tidy(raw))


@pytest.mark.parametrize("carrier", CARRIERS, ids=lambda c: c.id)
def test_each_courier_takes_its_example(carrier: object) -> None:
    known = BY_ID[carrier.id]  # type: ignore[attr-defined]
    assert waybill(known.example.lower(), known.id) == known.example
    assert carrier_of(known.example) in {known.id, ""}


def test_a_number_that_cannot_be_is_refused_with_an_example() -> None:
    with pytest.raises(WaybillRefusedError, match="SF1234567890123"):
        waybill("SF12345", "sf")
    with pytest.raises(WaybillRefusedError, match="label of this workshop"):
        waybill(SERIAL, "other")
    with pytest.raises(WaybillRefusedError, match="label of this workshop"):
        waybill("P-20261125-031", "other")
    with pytest.raises(WaybillRefusedError, match="courier first"):
        waybill("SF1234567890123", "")
    with pytest.raises(WaybillRefusedError):
        waybill("A" * 21, "other")


def test_some_numbers_name_their_courier() -> None:
    assert carrier_of("SF1234567890123") == "sf"
    assert carrier_of("yt1234567890123") == "yto"
    assert carrier_of("JT1234567890123") == "jt"
    assert not carrier_of("123456789012")
    assert not carrier_of("SF12")


@pytest.mark.parametrize("carrier", [one for one in CARRIERS if one.id != "other"], ids=lambda one: one.id)
def test_the_number_of_a_courier_is_known_from_what_the_workshop_prints(carrier: Carrier) -> None:
    assert like_a_waybill(carrier.example)
    assert like_a_waybill(f" {carrier.example.lower()} ")


@pytest.mark.parametrize("code", ["SN-2A9NMA", "P-20261125-031", "CARD-P-20261125-031", "NONSENSE", ""])
def test_what_the_workshop_prints_is_no_waybill(code: str) -> None:
    assert not like_a_waybill(code)
