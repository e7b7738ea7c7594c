"""``statuette diagnose``, and an error of the program on the command line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.security.report_file import reports
from tests.unit.security.parts import read_parts

ROOT = Path(__file__).parents[2]


def run(home: Path, *words: str, script: str = "") -> "subprocess.CompletedProcess[str]":
    begin = ["-c", script] if script else ["-m", "app"]
    return subprocess.run(
        [sys.executable, *begin, *words], capture_output=True, text=True, timeout=600, check=False, cwd=home.parent,
        env=dict(os.environ, STATUETTE_HOME=str(home), PYTHONPATH=str(ROOT), LANG="en_US.UTF-8"),
    )  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    (folder / "settings").mkdir(parents=True)
    (folder / "settings" / "preferences.json").write_text('{"language": "en"}', "utf-8")
    return folder


def test_all_lines_as_json_and_a_report(home: Path, tmp_path: Path) -> None:
    done = run(home, "diagnose", "--json", "--check-book", "--seconds", "120", "--report", str(tmp_path / "r.zip"))
    told = json.loads(done.stdout)
    lines = told["lines"]
    assert {
        "program",
        "system",
        "memory",
        "disk",
        "database",
        "damage",
        "files",
        "key",
        "clock",
        "printers",
        "graphics",
    } <= set(lines)
    assert lines["disk"]["writable"] is True
    assert lines["database"]["server"].startswith("SQLite")
    assert lines["damage"]["faults"] == 0
    assert done.returncode == (0 if told["good"] else 1)
    assert "Order book" in done.stderr
    assert str(home) not in done.stdout
    words = read_parts(tmp_path / "r.zip")["this pc.txt"]
    assert "Order book (good): SQLite" in words


def test_without_a_display_the_rest_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("a display can be left out on Linux alone")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    done = run(home, "diagnose", "--json", "--seconds", "120")
    assert json.loads(done.stdout)["lines"]["graphics"]["sign"] == "none"


def test_a_damaged_book_is_found(home: Path) -> None:
    assert run(home, "diagnose", "--json", "--seconds", "120").returncode in {0, 1}
    book = home / "data" / "orders.sqlite"
    content = bytearray(book.read_bytes())
    content[8192 : 8192 * 6] = b"\xff" * (8192 * 5)
    book.write_bytes(content)
    done = run(home, "diagnose", "--json", "--check-book", "--seconds", "120")
    lines = json.loads(done.stdout)["lines"]
    assert done.returncode == 1
    assert "bad" in {lines["damage"]["sign"], lines["database"]["sign"]}


def test_a_bug_is_one_sentence_and_a_report(home: Path) -> None:
    script = """
import sys
from app import cli
from app.__main__ import main
name = "".join(map(chr, (65, 110, 110, 97)))  # newer Pythons tell the line of a program that is given like this
def broken(*_): raise RuntimeError(f"order of {name} Li, 13800000021")
cli.main = broken
sys.exit(main(["inspect", "x.stl"]))
"""
    done = run(home, script=script)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    words = "".join(read_parts(reports(home / "logs")[0]).values())
    assert "RuntimeError" in words
    assert "Anna" not in words
    assert "13800000021" not in words
    log = (home / "logs" / "statuette.log").read_text("utf-8")
    assert "command[" in log
    assert "Anna" not in log
