"""The updates of a window over a real book, a real publisher and a PC that trusts it."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QMainWindow

sys.path.insert(0, str(Path(__file__).parent.parent.parent.parent / "packaging"))

from app.drivers.updates.updating import LayerUpdates
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.people.guard import Guard
from app.gui.people.strips import Strips
from app.gui.updates.place import UpdatesPlace
from app.security.actor import OWNER
from app.settings.preferences import Preferences
from tests.gui.people.conftest import *  # noqa: F403 - desk, office and window as the people have them
from tests.unit.updates.published import PC, Publisher


@pytest.fixture
def publisher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Publisher:
    monkeypatch.setenv("STATUETTE_RELEASE_PASSPHRASE", "twelve letters at least")
    return Publisher(tmp_path / "publisher")


@pytest.fixture
def pc(tmp_path: Path, publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> PC:
    made = PC(tmp_path / "pc", publisher)
    monkeypatch.setenv("STATUETTE_INSTALLED", str(made.folder))
    monkeypatch.setenv("STATUETTE_APP", str(made.folder / "app-0.1.0"))
    monkeypatch.setenv("STATUETTE_UPDATES", str(made.updates))
    return made


@pytest.fixture
def preferences() -> Preferences:
    return Preferences()


@pytest.fixture
def place(  # noqa: PLR0917 - fixtures
    pc: PC, desk: OfficeDesk, window: QMainWindow, look: Look, preferences: Preferences, tmp_path: Path
) -> Iterator[UpdatesPlace]:
    strips = Strips(look)
    window.setMenuWidget(strips)
    desk.office.updates = lambda: LayerUpdates(pc.place())
    desk.act_as(OWNER)
    guard = Guard(window, desk, look, strips, settings=tmp_path / "settings", expected=False)
    workshop = SimpleNamespace(runner=desk._runner, preferences=preferences)
    services = SimpleNamespace(look=look, desk=desk, workshop=workshop, keep_preferences=lambda: None)
    made = UpdatesPlace(window, services, strips, guard)  # type: ignore[arg-type] # what it takes of them
    yield made
    made.close()
    guard.close()
