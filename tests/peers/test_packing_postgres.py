"""Two packing benches at one PostgreSQL: what holds on SQLite holds here, where two writers are really at it at once."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.commands import workshop_settings
from app.commands.office import Office
from tests.peers.conftest import Opener
from tests.unit.commands import test_two_packers
from tests.unit.commands.test_two_packers import (  # noqa: F401 - the same tests, over the fixtures below
    test_a_parcel_is_closed_once_and_its_items_are_packed_once,
    test_one_order_that_is_opened_at_two_desks_at_once_makes_one_parcel,
    test_one_thing_that_is_scanned_at_two_desks_at_once_counts_once,
    test_the_second_who_opens_a_parcel_is_told_once,
    test_two_desks_that_scan_all_they_can_never_count_more_than_there_is,
    test_whatever_two_desks_scan_in_whatever_order_each_unit_counts_once,
    test_whoever_scans_another_order_has_left_the_first,
)


@pytest.fixture
def house(opener: Opener, tmp_path: Path) -> Any:
    made = test_two_packers.packing_house.make_house(tmp_path, opener(pc="pc-1"))
    workshop_settings.change(made.office, unboxing_card=False)
    return made


@pytest.fixture
def other(house: Any, opener: Opener) -> Office:
    """Another PC at the same server."""
    return replace(house.office, book=opener(pc="pc-2"), station="PC-02")
