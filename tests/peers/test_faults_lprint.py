"""The fault table on a real LPrint."""

from collections.abc import Iterator

import pytest

from tests.peers.printers.fault_table import FaultTable
from tests.peers.printers.peers_ipp import LPrintPeer


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LPrintPeer]:
    peer = LPrintPeer(tmp_path_factory.mktemp("lprint"))
    yield peer
    peer.close()


class TestLPrint(FaultTable):
    """Every row."""
