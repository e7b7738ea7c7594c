import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.orders.serials import ALPHABET, CAPACITY, read_serial, serial_of

numbers = st.integers(0, CAPACITY - 1)


def test_codes_of_the_first_items_are_all_different() -> None:
    assert len({serial_of(n) for n in range(50_000)}) == 50_000


@given(numbers, st.integers(3, 8), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_caught(number: int, place: int, other: str) -> None:
    code = serial_of(number)
    typed = code[:place] + other + code[place + 1 :]
    assert (read_serial(typed) == code) if typed == code else (read_serial(typed) is None)


@given(numbers, st.integers(3, 8), st.integers(3, 8))
def test_two_characters_that_changed_places_are_caught(number: int, one: int, two: int) -> None:
    code = list(serial_of(number))
    typed = list(code)
    typed[one], typed[two] = typed[two], typed[one]
    assert read_serial("".join(typed)) == ("".join(code) if typed == code else None)


@given(numbers)
def test_a_code_is_read_however_it_is_typed(number: int) -> None:
    code = serial_of(number)
    for typed in (
        code.lower(),
        code[3:],
        f" {code} ",
        code.replace("-", " "),
        code.replace("0", "O").replace("1", "l"),
    ):
        assert read_serial(typed) == code


@pytest.mark.parametrize(
    "typed", ["", "SN", "SN-", "SN-12345", "SN-1234567", "P-20261125-001", "彩铃少女一号", "SN-UUUUUU"]
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_serial(typed) is None


def test_a_workshop_may_have_a_prefix_of_its_own() -> None:
    assert serial_of(7, "QX").startswith("QX-")
    assert read_serial(serial_of(7, "QX"), "QX") == serial_of(7, "QX")
    assert read_serial(serial_of(7, "QX")[3:], "QX") == serial_of(7, "QX")


def test_there_is_an_end_to_the_numbers() -> None:
    with pytest.raises(ValueError, match="33554432"):
        serial_of(CAPACITY)
