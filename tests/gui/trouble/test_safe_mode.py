"""Safe mode: an empty bench, nothing by itself, the looks of the first day; and everything is back afterwards."""

import json
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bootstrap.office import make_office
from app.gui.trouble.safe_left import bring_layouts
from app.gui.trouble.starting import Start
from app.settings.preferences import Preferences
from app.settings.safe_mode import keeping_the_rest, worn_safely
from app.storage.mesh_key import MeshKey
from app.storage.sealed_files import SealedFiles
from tests.gui.trouble.conftest import Begin


def test_the_bench_of_before_is_left_alone_and_comes_back(
    begin: Begin, qtbot: QtBot, home: Path, open_box: Path, tmp_path: Path
) -> None:
    preferences = home / "settings" / "preferences.json"
    usual = begin(None, open_box)
    qtbot.waitUntil(lambda: usual.window.workshop.bench.document is not None, timeout=60_000)
    usual.window.workshop.preferences.watched_folder = str(tmp_path)
    usual.window.workshop.preferences.theme = "light"
    begin.end(usual)  # type: ignore[attr-defined]
    before = json.loads(preferences.read_text("utf-8"))
    bench = (home / "data" / "bench.json").read_bytes()
    assert before["window_geometry"]
    assert before["layouts"]

    safe = begin(Start(safe=True))
    window = safe.window
    assert window.workshop.bench.document is None
    assert window.workshop.preferences.theme == "dark"
    assert not window.orders.watch.running
    assert window.orders.server.idle
    assert window.housekeeping.idle
    assert safe.floor.idle
    strip = safe.trouble.notices.shown[0]
    assert "Safe mode" in strip.words.text()
    other = tmp_path / "other box.stl"
    other.write_bytes(open_box.read_bytes())
    window.open_file(other)
    qtbot.waitUntil(lambda: window.workshop.bench.document is not None, timeout=60_000)
    window.workshop.preferences.navigation = "blender"
    strip.verbs[0].click()  # leave safe mode
    assert safe.trouble.program.again == "usual"
    begin.end(safe)  # type: ignore[attr-defined]
    assert (home / "data" / "bench.json").read_bytes() == bench
    after = json.loads(preferences.read_text("utf-8"))
    for name in ("theme", "layouts", "sizes", "window_geometry", "watched_folder"):
        assert after[name] == before[name], name
    assert after["navigation"] == "blender"

    again = begin()
    document = again.window.workshop.bench.document
    assert document is not None
    assert document.source == open_box
    qtbot.waitUntil(lambda: bool(again.trouble.notices.shown), timeout=60_000)
    offer = again.trouble.notices.shown[0]
    assert "other box" in offer.words.text()
    offer.verbs[0].click()
    assert again.window.workshop.bench.document.source == other
    begin.end(again)  # type: ignore[attr-defined]
    once_more = begin()
    QApplication.processEvents()
    assert once_more.window.workshop.bench.document.source == other
    assert not once_more.trouble.notices.shown


def test_the_menu_restarts_in_safe_mode(begin: Begin) -> None:
    workstation = begin()
    workstation.window.actions_.by_id["help.safe"].trigger()
    assert workstation.trouble.program.again == "safe"
    assert not workstation.window.isVisible()


def test_what_was_laid_out_in_safe_mode_goes_to_the_usual_bench(home: Path) -> None:
    office = make_office()
    key = MeshKey(office.vault, home / "settings")
    safe, usual = (SealedFiles(home / name, key) for name in ("safe", "usual"))
    picture = "a" * 64
    usual.keep("bench", json.dumps({"version": 1, "at": 0, "things": [{"key": "old"}]}).encode())
    safe.keep(
        "bench",
        json.dumps({"version": 1, "at": 0, "things": [{"key": "new", "picture": f"sha256:{picture}"}]}).encode(),
    )
    safe.keep(picture, b"pixels")
    assert (
        bring_layouts(
            safe, usual, lambda words: frozenset({f"sha256:{picture}"} if picture in words else ()), "sha256:"
        )
        == 1
    )
    assert [thing["key"] for thing in json.loads(usual.content("bench") or b"")["things"]] == ["old", "new"]
    assert usual.content(picture) == b"pixels"
    assert safe.content("bench") is None
    assert bring_layouts(safe, usual, lambda _words: frozenset(), "sha256:") == 0


def test_everything_about_the_window_is_set_aside() -> None:
    kept = Preferences(window_layout="abc", theme="light", watched_folder="/x", language="zh_CN", label_printer="K")
    worn = worn_safely(kept)
    assert (worn.window_layout, worn.theme, worn.watched_folder) == ("", "dark", "")
    assert (worn.language, worn.label_printer) == ("zh_CN", "K")
    worn.label_printer, worn.window_layout = "other", "of safe mode"
    saved: list[Preferences] = []
    keeping_the_rest(kept, saved.append)(worn)
    assert (saved[0].label_printer, saved[0].window_layout, saved[0].theme) == ("other", "abc", "light")
    assert kept.label_printer == "K"
