"""The fault table on real PrusaLink."""

import sys
from collections.abc import Iterator

import pytest

from tests.peers.printers.fault_table import FaultTable
from tests.peers.printers.peers_3d import PrusaLinkPeer

pytestmark = pytest.mark.skipif(
    sys.version_info >= (3, 13), reason="PrusaLink 0.8.1 shows no storage on a new machine with Python 3.13"
)


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrusaLinkPeer]:
    peer = PrusaLinkPeer(tmp_path_factory.mktemp("prusalink"))
    yield peer
    peer.close()


class TestPrusaLink(FaultTable):
    """Every row."""
