"""The small pictures of the history are on the disk: those of a model that was closed are not kept in memory as well."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.gui.bench.thumbnails import ThumbnailMaker
from tests.gui.conftest import Open

pytestmark = pytest.mark.render
WAIT = 60_000


def test_pictures_go_with_their_model(open_workstation: Open, open_box: Path, qtbot: QtBot) -> None:
    window = open_workstation(open_box).window
    (maker,) = window.findChildren(ThumbnailMaker)
    bench = window.workshop.bench
    qtbot.waitUntil(lambda: bench.document is not None, timeout=WAIT)
    assert bench.document is not None
    revision = bench.document.revision
    maker.pixmap(revision)
    qtbot.waitUntil(lambda: maker.pixmap(revision) is not None, timeout=WAIT)
    bench.close()
    assert not maker._pixmaps
    with qtbot.waitSignal(maker.made, timeout=WAIT):  # from the disk, when it is looked at again
        assert maker.pixmap(revision) is None
