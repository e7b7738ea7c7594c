"""Orders come in on a shared PostgreSQL: two PCs at once take each order once, and the sample comes and goes."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.commands.intake import IntakeResult, import_file, sample
from app.commands.intake.sample import fill_sample, remove_sample, sample_there
from app.commands.intake.sample_orders import ORDERS
from app.commands.office import Office
from app.orders.records import Item, Order
from app.security.vault import Vault
from app.storage.asset_store import open_assets
from tests.peers.conftest import KEY, Opener
from tests.unit.commands.intake.conftest import a_bundle, an_order, write_json


def office_on(opener: Opener, folder: Path, pc: str) -> Office:
    vault = Vault(KEY)
    return Office(opener(pc=pc), open_assets(str(folder / "assets"), vault.asset_key), vault, station=pc)


def test_two_pcs_import_the_same_bundle_at_the_same_moment(opener: Opener, tmp_path: Path) -> None:
    path = write_json(tmp_path / "b.json", a_bundle(*[an_order(f"A-{n}") for n in range(900)]))
    offices = [office_on(opener, tmp_path, f"pc-{n}") for n in (1, 2)]
    with ThreadPoolExecutor(2) as pool:
        results: list[IntakeResult] = list(pool.map(lambda office: import_file(office, path), offices))
    assert sum(result.created for result in results) == 900
    assert all(result.created + result.known == 900 and not result.refused for result in results)
    with offices[0].book.reading() as book:
        orders, items = book.find(Order), book.find(Item)
    assert len({order.key for order in orders}) == len(orders) == len(items) == 900
    assert len({order.number for order in orders}) == len({item.serial for item in items}) == 900
    assert offices[1].book.verify_chain().good


def test_the_sample_comes_and_goes(opener: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = tuple(order for order in ORDERS if order.claim == "remake" or order.parcel == "begun" or order.creation == 8)
    monkeypatch.setattr(sample, "ORDERS", few)
    office = office_on(opener, tmp_path, "pc-1")
    assert fill_sample(office) == len(few) == sample_there(office).sample
    assert remove_sample(office) == len(few)
    with office.book.reading() as book:
        assert not book.find(Order)
        assert not book.find(Item)
    assert office.book.verify_chain().good
