"""Reasons keep their meaning and lose the person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.security.contact import Person
from app.security.impersonal import impersonal

WANG = Person("王小明", "13877665544", "广东省深圳市南山区桃园路77号3座901室")
ANN = Person("Ann Quint", "+1 212 555 0101", "5 Ash Lane, Ann Arbor")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("王小明来电", "***来电"),
        ("小明要求加快", "***要求加快"),
        ("打 138 7766 5544 问一下", "打 *** 问一下"),
        ("打 138-7766-5544 问一下", "打 *** 问一下"),
        ("送到桃园路77号3座", "送到***"),
        ("material is late", "material is late"),
        ("", ""),
    ],
)
def test_a_chinese_buyer_goes(said: str, kept: str) -> None:
    assert impersonal(said, [WANG]) == kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("ann quint rang", "*** rang"),
        ("Ms Quint rang, planned for Monday", "Ms *** rang, planned for Monday"),
        ("call +1 212 555 0101", "call ***"),
        ("to 5 Ash Lane", "to ***"),
    ],
)
def test_a_name_in_letters_goes_as_a_word(said: str, kept: str) -> None:
    assert impersonal(said, [ANN]) == kept


def test_every_buyer_of_several_orders_goes() -> None:
    assert impersonal("王小明 and Ann Quint share a parcel", [WANG, ANN]) == "*** and *** share a parcel"


@given(st.text(max_size=30), st.text(max_size=30), st.text(min_size=2, max_size=12))
def test_no_whole_name_stays(before: str, after: str, name: str) -> None:
    if "*" not in name and not name.isascii():
        assert name not in impersonal(f"{before}{name}{after}", [Person(name, "", "")])
