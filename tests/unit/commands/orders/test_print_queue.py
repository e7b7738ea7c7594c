"""Queue, quality check and costs on SQLite."""

import pytest

from tests.unit.commands.orders.print_queue_checks import *  # noqa: F403 - every test of that file
from tests.unit.commands.orders.print_shop import PrintShop
from tests.unit.commands.orders.world import World


@pytest.fixture
def shop(world: World) -> PrintShop:
    return PrintShop(world)
