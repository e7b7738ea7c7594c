"""The fault table on a stand-in of ours for a resin printer (SDCP): no real printer."""

from collections.abc import Iterator

import pytest

from tests.peers.printers.fault_table import FaultTable
from tests.peers.printers.peers_stand_in import ResinPeer


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ResinPeer]:
    peer = ResinPeer(tmp_path_factory.mktemp("sdcp"))
    yield peer
    peer.close()


class TestResin(FaultTable):
    """Every row."""
