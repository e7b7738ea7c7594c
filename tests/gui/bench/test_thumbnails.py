"""The small pictures of the history are on the disk: those of a model that was closed are not kept in memory as well."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.gui.bench import thumbnails
from app.gui.bench.thumbnails import ThumbnailMaker
from app.storage.mesh_key import MeshKey
from app.storage.thumbnails import FolderThumbnails
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


def test_nothing_moves_in_the_history_when_a_picture_comes(
    open_workstation: Open, open_box: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thumbnails, "LATER_MS", WAIT)
    window = open_workstation(open_box).window
    history = window.bench.history
    (maker,) = window.findChildren(ThumbnailMaker)
    qtbot.waitUntil(maker._later.isActive, timeout=WAIT)
    (step,) = history.steps
    before, empty = step.sizeHint(), step.icon().cacheKey()
    with qtbot.waitSignal(maker.made, timeout=WAIT):
        maker._later.start(0)
    assert step.icon().cacheKey() != empty, "the picture came"
    assert step.sizeHint() == before


def test_of_a_model_that_goes_at_once_no_picture_is_made(
    open_workstation: Open, open_box: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_workstation(open_box).window
    workshop = window.workshop
    qtbot.waitUntil(lambda: workshop.bench.document is not None, timeout=WAIT)
    assert workshop.bench.document is not None
    revision = workshop.bench.document.revision
    kept = FolderThumbnails(tmp_path / "pictures", MeshKey.of(tmp_path / "key"))
    maker = ThumbnailMaker(workshop.runner, workshop.store, kept, window)
    maker._later.setInterval(WAIT)
    assert maker.pixmap(revision) is None
    qtbot.waitUntil(maker._later.isActive, timeout=WAIT)
    maker.forget()
    assert not maker._later.isActive()
    maker._later.setInterval(0)
    assert maker.pixmap(revision) is None
    with qtbot.waitSignal(maker.made, timeout=WAIT):
        pass
    assert maker.pixmap(revision) is not None
    assert kept.get(revision) is not None
