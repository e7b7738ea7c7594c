"""The fault table on real Moonraker."""

from collections.abc import Iterator

import pytest

from tests.peers.printers.fault_table import FaultTable
from tests.peers.printers.peers_3d import MoonrakerPeer


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MoonrakerPeer]:
    peer = MoonrakerPeer(tmp_path_factory.mktemp("moonraker"))
    yield peer
    peer.close()


class TestMoonraker(FaultTable):
    """Every row."""
