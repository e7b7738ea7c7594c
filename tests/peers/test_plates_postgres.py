"""Plates on PostgreSQL: proposed, closed, printed, cleared, and one piece that fails."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.storage.opening import open_book
from tests.unit.commands.orders.test_dispatch import Room
from tests.unit.commands.orders.test_plates import (
    test_a_failed_plate_is_printed_again_as_it_is_or_opened,  # noqa: F401 - pytest finds it here
    test_a_plate_is_printed_once_and_opened_again_only_before,  # noqa: F401
    test_a_plate_that_lost_a_piece_is_not_printed_again_as_it_was,  # noqa: F401
    test_every_unit_is_a_piece_of_its_own,  # noqa: F401
    test_of_several_units_some_are_printed_by_themselves_and_some_on_a_plate,  # noqa: F401
    test_only_what_is_printed_in_the_same_way_comes_together,  # noqa: F401
)
from tests.unit.commands.orders.world import World, opened


@pytest.fixture
def world(empty_address: str, tmp_path: Path) -> Iterator[World]:
    with opened(lambda folder, key: open_book(empty_address, key, anchors=folder / "anchors"), tmp_path) as made:
        yield made


@pytest.fixture
def room(world: World, tmp_path: Path) -> Room:
    return Room(world, tmp_path)
