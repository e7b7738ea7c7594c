"""The fault table on real PrusaLink."""

from collections.abc import Iterator

import pytest

from tests.peers.printers.fault_table import FaultTable
from tests.peers.printers.peers_3d import PrusaLinkPeer


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrusaLinkPeer]:
    peer = PrusaLinkPeer(tmp_path_factory.mktemp("prusalink"))
    yield peer
    peer.close()


class TestPrusaLink(FaultTable):
    """Every row."""
