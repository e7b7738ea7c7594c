"""The schema and the importer say the same of any order: what one refuses the other refuses, what one takes comes in.

``BEYOND`` names the rules that a schema cannot say; only for them may an order that the schema takes be refused.
"""

import copy
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from app.orders.bundle import BundleOrder, schema
from app.orders.bundle_faults import faults
from app.products.table import PRODUCTS

_WHOLE = schema()
VALIDATOR = Draft202012Validator({"$defs": _WHOLE["$defs"], "$ref": "#/$defs/BundleOrder"})
BEYOND = (
    "creations has the same key twice", "creation of an item is not among", "has signs in it that cannot be seen",
    "is no date",  # a day that no month has
)  # fmt: skip

ORDER: dict[str, Any] = {
    "key": "A-1",
    "received_at": "2026-11-25T09:30:00+08:00",
    "due_at": "2026-12-09",
    "channel": "app",
    "campaign": "autumn",
    "client": "",
    "language": "zh_CN",
    "priority": "high",
    "buyer": {"name": "测试甲", "phone": "13800000000", "address": "测试省测试市样例路1号"},
    "consent": {"scopes": ["likeness"], "text_version": "1", "given_at": None, "guardian": False},
    "creations": [{"key": "C-1", "title": "夏夜的歌", "media_url": "https://example.com/a", "cover": "", "mesh": ""}],
    "items": [
        {"product": "figurine", "finish": "color", "size": "120", "base": "round", "quantity": 2, "creation": "C-1"},
        {"product": "postcard", "finish": "matte", "size": "148x100"},
    ],
}


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths to everything in it."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(one for name, part in inner for one in places(part, (*path, name)))]


PLACES = [path for path in places(ORDER) if path] + [
    ("items", 0, name) for name in ("height_mm", "width_mm", "title", "unknown")
]
VISIBLE = st.characters(exclude_categories=("C", "Z"))
WORDS = st.text(st.one_of(VISIBLE, st.sampled_from(" \t\n/:.xX×*-+0159")), max_size=350)
LIKELY = st.one_of(
    st.sampled_from(["", " ", "color", "white", "matte", "round", "en", "urgent", "C-1", "likeness", "120", " 120 mm ", "0",
                     "0.0", "2000", "2000.01", "148x100", "1x2x3", "0120", "https://a", "ftp://a", "2026-02-30", "2026-13-01",
                     "1a 2 b"]),
    st.from_regex(r"(20[12][0-9]|2100|1999)-[01][0-9]-[0-3][0-9]([T ][0-2][0-9]:[0-6][0-9](:[0-6][0-9])?(Z|[+]0[0-9]:?00)?)?",
                  fullmatch=True),
    st.from_regex(r"[0-9]{1,5}([.][0-9]{1,3})?( ?[x*] ?[0-9]{1,4})?( ?mm)?", fullmatch=True),
    st.sampled_from(list(PRODUCTS)),
)  # fmt: skip
NUMBERS = st.integers(-5, 3000) | st.floats(-1, 3000, allow_nan=False).map(lambda n: round(n, 1)) | st.integers()
ANY = st.recursive(
    st.none() | st.booleans() | NUMBERS | WORDS | LIKELY,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["key", "product", "name", "x"]), inner)
    ),
    max_leaves=6,
)


def with_value(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    order = copy.deepcopy(ORDER)
    place: Any = order
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return order


def what_is_wrong(order: dict[str, Any]) -> list[str]:
    try:
        BundleOrder.model_validate(order)
    except ValidationError as error:
        return [str(fault) for fault in faults(error)]
    return []


@given(path=st.sampled_from(PLACES), value=ANY)
@example(path=("items", 0, "quantity"), value="2")
@example(path=("items", 0, "quantity"), value=2.0)
@example(path=("items", 0, "quantity"), value=True)
@example(path=("items", 0, "height_mm"), value="120")
@example(path=("consent", "guardian"), value="yes")
@example(path=("key",), value="   ")
@example(path=("buyer", "phone"), value="1    2")
@example(path=("buyer", "name"), value="x" * 60 + " ")
@example(path=("due_at",), value="2026-11-25 9:30")
@example(path=("items", 1, "base"), value="round")
@example(path=("items", 0, "finish"), value="glossy")
@settings(max_examples=600, deadline=None)
def test_schema_and_importer_agree(path: tuple[Any, ...], value: Any) -> None:
    order = with_value(path, value)
    wrong = what_is_wrong(order)
    if VALIDATOR.is_valid(order):
        assert all(any(rule in one for rule in BEYOND) for one in wrong), (wrong, value)
    else:
        assert wrong, [error.message for error in VALIDATOR.iter_errors(order)]
        assert all(len(one) > 8 for one in wrong)


def test_every_offered_thing_is_taken_by_both_and_no_other() -> None:
    for product in PRODUCTS.values():
        for finish in ("", "white", "color", "matte", "glossy", "printed", "gold"):
            for base in ("", "round", "hexagon", "square"):
                for size in ("", *(offered.id for offered in product.sizes)):
                    item = {"product": product.id, "finish": finish, "base": base, "size": size}
                    order = {"key": "A-1", "items": [item]}
                    assert VALIDATOR.is_valid(order) == (not what_is_wrong(order)), item


def test_the_rules_beyond_the_schema_are_told_in_it() -> None:
    assert "creation" in _WHOLE["$comment"]
    for order in (
        with_value(("items", 0, "creation"), "C-9"),
        with_value(("due_at",), "2026-02-30"),
        with_value(("creations",), [{"key": "C-1"}, {"key": "C-1"}]),
        with_value(("key",), "A\u202e1"),
    ):
        assert VALIDATOR.is_valid(order)
        assert what_is_wrong(order)
