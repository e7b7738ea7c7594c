"""What all tests share."""

from pathlib import Path

import pytest

# Judges that several tests share: where they refuse, what was found is shown as it is in a test.
pytest.register_assert_rewrite("tests.peers", "tests.unit", "tests.gui", "tests.faces")

SHARED = Path(__file__).parent.parent.parent / "shared"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder with real meshes that nobody here made; the test is skipped where it is absent."""
    folder = SHARED / "corpus"
    if not folder.is_dir():
        pytest.skip("the shared corpus is not on this machine")
    return folder


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Let the settings of pytest-qt stand where it is switched off: unit tests run without Qt, with strict configuration."""
    if not pluginmanager.has_plugin("pytest-qt"):
        parser.addini("qt_api", "read by pytest-qt")
        parser.addini("qt_log_level_fail", "read by pytest-qt")


PATIENCE_MS = 60_000  # of waiting for what comes in a moment: on a machine with much to do, moments are long


def pytest_configure(config: pytest.Config) -> None:
    """Let pytest-qt wait as long as a busy machine needs; its own five seconds are enough for a quiet one only."""
    if config.pluginmanager.has_plugin("pytest-qt"):
        from pytestqt.qtbot import QtBot

        for name in ("waitUntil", "waitSignal", "waitSignals", "waitCallback", "waitExposed", "waitActive"):
            getattr(QtBot, name).__kwdefaults__["timeout"] = PATIENCE_MS
