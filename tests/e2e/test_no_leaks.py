"""Nothing of a buyer lies readable on the PC, whatever happened: everything the program wrote is searched for markers."""

import gzip
import json
import os
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
MARKERS = {
    "name": "标记孙悟",
    "english": "Zylphara Quint",
    "phone": "13877665544",
    "address": "广东省深圳市南山区标记巷77号Q座9931室",
    "identity": "440305199003078888",
    "note": "标记的悄悄话",
    "secret": "Quokka-zephyr-9931",
}
# Parts that must not be there either; the masked forms show province, city and two digits alone. None is so short that
# it could stand in a number or in sealed bytes by chance.
PARTS = ("孙悟", "Zylphara", "77665544", "标记巷", "Q座9931", "悄悄话", "Quokka", "zephyr-9931")
SHORTEST_FORM = 6  # bytes; 3 MB of sealed bytes hold a given run of 6 with a chance of one in a hundred million


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("leaks")
    home, outside, temporary = folder / "home", folder / "outside", folder / "temporary"
    for made in (home, outside, temporary):
        made.mkdir()
    (folder / "markers.json").write_text(json.dumps(MARKERS, ensure_ascii=False), "utf-8")
    environment = {
        **os.environ,
        "STATUETTE_HOME": str(home),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONUTF8": "1",
        "TMPDIR": str(temporary),
        "TEMP": str(temporary),
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, str(Path(__file__).parent / "leak_scenario.py"), str(folder / "markers.json"), str(outside)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        timeout=240,
        check=False,
    )
    shown = done.stdout.decode("utf-8", "replace") + done.stderr.decode("utf-8", "replace")
    assert done.returncode == 0, shown
    assert "the day is over" in shown
    return folder, shown


def readable(content: bytes, depth: int = 0) -> Iterator[bytes]:
    """The content, and what is packed inside it."""
    yield content
    if depth > 3:
        return
    if content[:2] == b"PK":
        from io import BytesIO

        with zipfile.ZipFile(BytesIO(content)) as packed:
            for name in packed.namelist():
                yield name.encode()
                yield from readable(packed.read(name), depth + 1)
    elif content[:2] == b"\x1f\x8b":
        yield from readable(gzip.decompress(content), depth + 1)
    else:
        for start in (b"\x78\x9c", b"\x78\x01", b"\x78\xda"):
            if content.startswith(start):
                yield from readable(zlib.decompress(content), depth + 1)


def forms(word: str) -> list[bytes]:
    """A word as it could have been written, but for what is so short that it is found anywhere."""
    return [form for form in all_forms(word) if len(form) >= SHORTEST_FORM]


def all_forms(word: str) -> Iterator[bytes]:
    """A word as it could have been written."""
    for encoding in ("utf-8", "utf-16-le", "gb18030"):
        yield word.encode(encoding)
    yield json.dumps(word).strip('"').encode()
    yield word.encode().hex().encode()
    if not word.isascii():
        from urllib.parse import quote

        yield quote(word).encode()


def places_of(folder: Path, word: str) -> list[str]:
    found = []
    for path in folder.rglob("*"):
        if any(form in str(path.relative_to(folder)).encode() for form in forms(word)):
            found.append(f"name of {path}")
        if path.is_file():
            content = path.read_bytes()
            if any(form in part for part in readable(content) for form in forms(word)):
                found.append(str(path))
    return found


def test_the_search_finds_what_it_looks_for(day: tuple[Path, str]) -> None:
    """The bundle that came in, and what was handed out on purpose, do hold the markers."""
    folder, _ = day
    found = places_of(folder / "outside", MARKERS["name"])
    assert {Path(name).name for name in found if not name.startswith("name of")} >= {"orders.zip", "handed out.zip"}


@pytest.mark.parametrize("word", [*MARKERS.values(), *PARTS])
def test_nothing_of_the_buyer_is_on_the_disk(day: tuple[Path, str], word: str) -> None:
    folder, _ = day
    assert places_of(folder / "home", word) == []
    assert places_of(folder / "temporary", word) == []


@pytest.mark.parametrize("word", [*MARKERS.values(), *PARTS])
def test_nothing_of_the_buyer_was_written_to_the_terminal(day: tuple[Path, str], word: str) -> None:
    assert word not in day[1]


def test_everything_that_could_leak_was_written(day: tuple[Path, str]) -> None:
    """The day did leave a database with its log, assets, a log of faults, a backup and a chain."""
    home = day[0] / "home"
    names = {path.name for path in home.rglob("*") if path.is_file()}
    assert {"orders.sqlite", "orders.sqlite-wal", "statuette.log", "workshop.key"} <= names
    assert any(name.endswith(".zip") for name in names)
    assert "bench.json" in names
    assert {".mesh", ".texture", ".picture"} <= {Path(name).suffix for name in names}
    assert sum(path.is_file() for path in (home / "data").rglob("*")) > 5
    log = (home / "logs" / "statuette.log").read_text("utf-8")
    assert log.count("Traceback (most recent call last)") > 15
    assert "KeyError: ('***'" in log
    assert "leak_scenario.py" in log
