"""The fault table on a queue of a real cupsd, with a real printer behind it."""

from collections.abc import Iterator

import pytest

from tests.peers.printers.fault_table import FaultTable, MakeWorkshop
from tests.peers.printers.peer import Peer
from tests.peers.printers.peers_ipp import CupsPeer


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CupsPeer]:
    peer = CupsPeer(tmp_path_factory.mktemp("cups"))
    yield peer
    peer.close()


class TestCups(FaultTable):
    """Every row; one of them as CUPS is."""

    def test_vanishes_in_mid_job(self, make: MakeWorkshop, peer: Peer) -> None:
        """What it was sending when it was killed CUPS sends again by itself (apple/cups#3810): that it does not pass for good."""
        assert isinstance(peer, CupsPeer)
        workshop = make()
        uid = workshop.add_job().uid
        peer.hold(on=True)
        workshop.drive(lambda: workshop.state() == "running" and peer.begun(uid, "") == 1, 60, "it prints")
        workshop.drive_on(1.5)  # its clock has seconds only
        peer.vanish()
        workshop.drive_on(1.0)
        peer.hold(on=False)
        peer.come_back()
        workshop.drive(workshop.is_over, 60, "it ends")
        assert workshop.state() == "unknown", "a person looks at what came out"
        assert any("begun twice" in words for words in workshop.told())
        assert peer.cups.names().count(uid) == 1, "we have sent it once"
