"""The fault table on real OctoPrint."""

from collections.abc import Iterator

import pytest

from tests.peers.printers.fault_table import FaultTable
from tests.peers.printers.peers_3d import OctoPrintPeer


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OctoPrintPeer]:
    peer = OctoPrintPeer(tmp_path_factory.mktemp("octoprint"))
    yield peer
    peer.close()


class TestOctoPrint(FaultTable):
    """Every row."""
