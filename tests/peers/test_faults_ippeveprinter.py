"""The fault table on a real ippeveprinter."""

from collections.abc import Iterator

import pytest

from tests.peers.printers.fault_table import FaultTable
from tests.peers.printers.peers_ipp import EvePeer


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EvePeer]:
    peer = EvePeer(tmp_path_factory.mktemp("ippeveprinter"))
    yield peer
    peer.close()


class TestIppeveprinter(FaultTable):
    """Every row."""
