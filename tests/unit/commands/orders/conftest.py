"""A fresh workshop for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.commands.orders.world import World, on_sqlite, opened


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with opened(on_sqlite, tmp_path) as made:
        yield made
