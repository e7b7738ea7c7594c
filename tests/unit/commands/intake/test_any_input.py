"""Whatever comes in: a sentence or an order, never a crash, never half an order."""

import contextlib
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.commands.intake import import_file
from app.commands.intake.result import IntakeResult
from app.commands.office import Office
from app.errors import AppError
from app.orders.records import Contact, Item, Order
from app.products.table import PRODUCTS
from app.security.vault import Vault
from app.storage.asset_store import open_assets
from app.storage.opening import open_book
from tests.unit.commands.intake.conftest import an_order

ANY = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
PLACES = st.sampled_from(
    [("key",), ("received_at",), ("due_at",), ("channel",), ("language",), ("priority",), ("buyer",), ("buyer", "name"),
     ("buyer", "phone"), ("consent",), ("consent", "scopes"), ("consent", "until"), ("creations",), ("creations", 0),
     ("creations", 0, "key"), ("creations", 0, "cover"), ("items",), ("items", 0), ("items", 0, "product"),
     ("items", 0, "size"), ("items", 0, "height_mm"), ("items", 0, "quantity"), ("items", 0, "base"),
     ("items", 0, "creation"), ("items", 0, "title")]
)  # fmt: skip
SLOW = settings(max_examples=60, deadline=None)


class Intake:
    """One book for all of it; every file comes from a source of its own, so that each is looked at by itself."""

    def __init__(self, home: Path) -> None:
        vault = Vault(bytes(32))
        self.home, self.sources = home, itertools.count(1)
        self.book = open_book(str(home / "o.sqlite"), vault.audit_key, anchors=home / "anchors")
        self.office = Office(self.book, open_assets(str(home / "assets"), vault.asset_key), vault)

    def __call__(
        self, content: bytes, suffix: str
    ) -> tuple[IntakeResult | None, list[Order], list[Item], list[Contact]]:
        """Import it; the result, and what is in the book of it afterwards."""
        source, path = f"s{next(self.sources)}", self.home / f"b{suffix}"
        path.write_bytes(content)
        result = None
        with contextlib.suppress(AppError):  # a sentence: anything else fails the test
            result = import_file(self.office, path, source=source)
        with self.book.reading() as reading:
            orders = reading.find(Order, source=source)
            ids = tuple(order.id for order in orders)
            return result, orders, reading.find(Item, order=ids), reading.find(Contact, order=ids)


@pytest.fixture(scope="module")
def bring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Intake]:
    made = Intake(tmp_path_factory.mktemp("any"))
    yield made
    with made.book.reading() as reading:  # nothing belongs to no order
        orders = {order.id for order in reading.find(Order)}
        assert {item.order for item in reading.find(Item)} == {c.order for c in reading.find(Contact)} == orders
    assert made.book.verify_chain().good
    made.book.close()


def check_whole(result: IntakeResult | None, orders: list[Order], items: list[Item], contacts: list[Contact]) -> None:
    assert len(orders) == (result.created if result else 0)
    assert {item.order for item in items} == {order.id for order in orders} == {c.order for c in contacts}
    assert all(item.product in PRODUCTS and item.quantity >= 1 for item in items)
    assert len({item.serial for item in items}) == len(items)
    if result is not None:
        assert result.refused == 0 or result.problems


@given(place=PLACES, value=ANY)
@SLOW
def test_an_order_with_anything_anywhere(bring: Intake, place: tuple[Any, ...], value: Any) -> None:
    order: Any = an_order("A-1")
    here = order
    for step in place[:-1]:
        here = here[step]
    here[place[-1]] = value
    bundle = {"version": 1, "source": "app", "orders": [order, an_order("A-2")], "assets": []}
    result, orders, items, contacts = bring(json.dumps(bundle).encode(), ".json")
    check_whole(result, orders, items, contacts)
    if result is not None:  # a bundle with a text that is no text is refused whole
        assert "A-2" in {o.key for o in orders} or order.get("key") == "A-2"


@given(bundle=ANY)
@SLOW
def test_anything_as_a_bundle(bring: Intake, bundle: Any) -> None:
    check_whole(*bring(json.dumps(bundle).encode(), ".json"))


@given(orders=ANY, assets=ANY)
@SLOW
def test_anything_as_orders_and_assets(bring: Intake, orders: Any, assets: Any) -> None:
    bundle = {"version": 1, "source": "app", "orders": orders, "assets": assets}
    check_whole(*bring(json.dumps(bundle).encode(), ".json"))


@given(rows=st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=6), max_size=8))
@SLOW
def test_anything_in_the_rows_of_a_table(bring: Intake, rows: list[list[str]]) -> None:
    lines = [["订单号", "产品", "尺寸", "数量", "肖像授权"], ["T-1", "手办", "120", "1", "是"], *rows]
    words = "\n".join(",".join(cells) for cells in lines)
    check_whole(*bring(words.encode("utf-8", "surrogatepass"), ".csv"))


@given(content=st.binary(max_size=300))
@SLOW
def test_any_bytes_as_a_file_of_any_kind(bring: Intake, content: bytes) -> None:
    for suffix in (".json", ".zip", ".csv", ".xlsx"):
        check_whole(*bring(content, suffix))
