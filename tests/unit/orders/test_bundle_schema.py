"""The published schema is that of the code, and says what the code does."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from app.orders.bundle import Bundle, BundleBuyer, BundleOrder, schema

SCHEMA = Path(__file__).parents[3] / "resources" / "schemas" / "order-bundle.schema.json"
EXAMPLE = SCHEMA.with_name("order-bundle.example.json")


@pytest.fixture
def example() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    return loaded


def test_the_published_schema_is_current() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == schema()
    Draft202012Validator.check_schema(schema())


def test_the_example_is_valid_for_schema_and_code(example: dict[str, Any]) -> None:
    assert list(Draft202012Validator(schema()).iter_errors(example)) == []
    bundle = Bundle.model_validate(example)
    assert [order.key for order in bundle.orders] == [order["key"] for order in example["orders"]]
    assert Bundle.model_validate_json(bundle.model_dump_json()) == bundle


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("version",), 2),
        (("source",), "with space"),
        (("orders", 0, "key"), ""),
        (("orders", 0, "items"), []),
        (("orders", 0, "items", 0, "quantity"), 0),
        (("orders", 0, "items", 0, "height_mm"), -1),
        (("orders", 0, "priority"), "soon"),
        (("orders", 0, "consent", "scopes"), ["everything"]),
        (("orders", 0, "buyer", "name"), "x" * 61),
        (("assets", 0, "sha256"), "ABC"),
    ],
)
def test_what_the_schema_refuses_the_code_refuses(example: dict[str, Any], path: tuple[Any, ...], value: Any) -> None:
    changed = copy.deepcopy(example)
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert not Draft202012Validator(schema()).is_valid(changed)
    with pytest.raises(ValidationError):
        Bundle.model_validate(changed)


def test_unknown_fields_are_allowed_by_the_schema_for_they_are_dropped(example: dict[str, Any]) -> None:
    example["orders"][0]["buyer"]["email"] = "a@example.com"
    Draft202012Validator(schema()).validate(example)
    assert not hasattr(Bundle.model_validate(example).orders[0].buyer, "email")


def test_a_buyer_says_nothing_about_itself() -> None:
    buyer = BundleBuyer(name="测试甲", phone="13800000000", address="样例路1号")
    order = BundleOrder.model_validate({"key": "a", "items": [{"product": "photo"}], "buyer": buyer.model_dump()})
    for words in (repr(buyer), str(buyer), repr(order), str(order)):
        assert "测试甲" not in words
        assert "138" not in words


@pytest.mark.parametrize(
    ("size", "height", "width"),
    [("120", 120, None), ("148x100", 100, 148), ("102 × 152 mm", 152, 102), ("", 120, None), ("85.5", 85.5, None)],
)
def test_sizes(size: str, height: float, width: float | None) -> None:
    order = BundleOrder.model_validate({"key": "a", "items": [{"product": "figurine", "size": size}]})
    assert order.items[0].measures() == (height, width)


@pytest.mark.parametrize("size", ["tall", "0", "12x34x56", "99999", "-5", "1e3"])
def test_sizes_that_are_none(size: str) -> None:
    with pytest.raises(ValidationError):
        BundleOrder.model_validate({"key": "a", "items": [{"product": "figurine", "size": size}]})


@pytest.mark.parametrize("words", ["a\u202eb", "a\x00b", "a\x1bb", "\ud800"])
def test_signs_that_cannot_be_seen_are_refused(words: str) -> None:
    with pytest.raises(ValidationError):
        BundleOrder.model_validate({"key": words, "items": [{"product": "photo"}]})


def test_rare_characters_of_names_are_kept_and_lines_joined() -> None:
    buyer = BundleBuyer(name="𠮷\U0002ebf0\ue000", phone=" 138 0000\t0000 ", address="样例路1号\r\n2单元")
    assert buyer.name == "𠮷\U0002ebf0\ue000"
    assert buyer.phone == "138 0000 0000"
    assert buyer.address == "样例路1号 2单元"


@pytest.mark.parametrize(
    ("when", "utc"),
    [
        ("2026-11-25", "2026-11-24T16:00:00+00:00"),
        ("2026-11-25T09:30:00", "2026-11-25T01:30:00+00:00"),
        ("2026-11-25T09:30:00Z", "2026-11-25T09:30:00+00:00"),
        ("2026-11-25T09:30:00.123456+08:00", "2026-11-25T01:30:00+00:00"),
    ],
)
def test_a_time_without_a_zone_is_chinas(when: str, utc: str) -> None:
    order = BundleOrder.model_validate({"key": "a", "received_at": when, "items": [{"product": "photo"}]})
    assert order.received_at is not None
    assert order.received_at.isoformat() == utc


@pytest.mark.parametrize(
    "when", [1764000000, "1764000000", "0001-01-01", "9999-12-31T23:59:59-12:00", "soon", True, []]
)
def test_what_is_no_day_of_an_order_is_refused(when: object) -> None:
    with pytest.raises(ValidationError):
        BundleOrder.model_validate({"key": "a", "received_at": when, "items": [{"product": "photo"}]})
