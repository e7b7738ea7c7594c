"""Queue, quality check and costs on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.storage.opening import open_book
from tests.unit.commands.orders.print_queue_checks import *  # noqa: F403 - every test of that file
from tests.unit.commands.orders.print_shop import PrintShop
from tests.unit.commands.orders.world import opened


@pytest.fixture
def shop(empty_address: str, tmp_path: Path) -> Iterator[PrintShop]:
    with opened(lambda folder, key: open_book(empty_address, key, anchors=folder / "anchors"), tmp_path) as world:
        yield PrintShop(world)
