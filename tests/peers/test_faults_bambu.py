"""The fault table on a stand-in of ours for a Bambu Lab printer: no real printer."""

from collections.abc import Iterator

import pytest

from tests.peers.printers.fault_table import FaultTable
from tests.peers.printers.peers_stand_in import BambuPeer


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BambuPeer]:
    peer = BambuPeer(tmp_path_factory.mktemp("bambu"))
    yield peer
    peer.close()


class TestBambu(FaultTable):
    """Every row."""
