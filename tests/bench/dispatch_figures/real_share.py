"""The share of jobs that real print servers print, each behind a wire that is cut again and again."""

import random
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.bench.dispatch_figures.floor import Place
from tests.peers.printers.line_cutter import LineCutter
from tests.peers.printers.peer import Peer
from tests.peers.printers.peers_3d import MoonrakerPeer, OctoPrintPeer, PrusaLinkPeer
from tests.peers.printers.peers_ipp import CupsPeer, EvePeer

FAULT_SHARE = 0.06
OFF_S = 1.0
FAULTS = ("answer lost after the body", "answer lost after the start", "cut in the middle of the body", "offline")
SIZE = 300_000
KINDS: tuple[tuple[str, Callable[[Path], Peer], float], ...] = (
    ("OctoPrint", OctoPrintPeer, 0.3),
    ("Moonraker and klippy", MoonrakerPeer, 0.2),
    ("PrusaLink", PrusaLinkPeer, 0.1),
    ("ippeveprinter", EvePeer, 0.2),
    ("cupsd", CupsPeer, 0.2),
)
"""Name, server, and how much of the share it prints: those that take longer get less."""


class RealPrinter:
    """One real server. ``queued``: jobs that it was given; ``faults``: what went wrong on its wire."""

    def __init__(self, name: str, peer: Peer, share: float) -> None:
        self.name, self.peer, self._share = name, peer, share
        self.queued, self.faults = 0, Counter[str]()
        self._wire = LineCutter(peer.port)
        self._off_until = 0.0

    def place(self) -> Place:
        """Behind the wire."""
        peer = self.peer
        return Place(peer.driver, peer.kind, peer.settings(self._wire.port), peer.secrets)

    def jobs_of(self, all_: int) -> int:
        """How many of these it gets."""
        self.queued = max(round(all_ * self._share), 1)
        return self.queued

    def job(self) -> tuple[bytes, str, dict[str, Any], str]:
        """Content, suffix, options, and what the file shows."""
        content = self.peer.content("short", SIZE)
        return content, self.peer.suffix, dict(self.peer.options), self.peer.token_of(content)

    def sees(self, names: set[str], token: str) -> tuple[int, str]:
        """As ``floor.Sight``. How a print has ended these servers tell only for a while; here it has once they are free."""
        begun = self.peer.begun_under(names, token)
        if not begun or not self.peer.idle():
            return begun, ""
        return begun, "unseen" if self.peer.kind == "2d" else "done"

    def disturb(self, chance: random.Random) -> None:
        """Now and then something goes wrong on the wire."""
        if self._off_until:
            if time.monotonic() > self._off_until:
                self._wire.plug_in()
                self._off_until = 0.0
            return
        if self._wire.waits or chance.random() > FAULT_SHARE:
            return
        what = chance.choice(
            ["answer lost after the body", "answer lost after the start", "cut in the middle of the body", "offline"]
        )
        if what == "answer lost after the start" and self.peer.starts_itself:
            what = "answer lost after the body"
        self.faults[what] += 1
        if what == "answer lost after the body":
            self.peer.lose_upload_answer(self._wire)
        elif what == "answer lost after the start":
            self.peer.lose_start_answer(self._wire)
        elif what == "cut in the middle of the body":
            self._wire.cut_after(chance.randrange(20_000, SIZE // 2))
        else:
            self._wire.unplug()
            self._off_until = time.monotonic() + OFF_S

    def close(self) -> None:
        self._wire.close()
        self.peer.close()


def real_printers(folder: Path) -> list[RealPrinter]:
    """Those that can be had here; of the others it is said why not."""
    found = []
    for name, make, share in KINDS:
        home = folder / make.__name__
        home.mkdir()
        try:
            found.append(RealPrinter(name, make(home), share))
        except (pytest.skip.Exception, pytest.fail.Exception) as reason:
            print(f"{name} is not here: {reason}")
    return found
