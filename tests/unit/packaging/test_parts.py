"""Tests in parts: all of them run, one that fails or crashes is told, and none holds the others up."""

import sys
from pathlib import Path

import pytest
from devtools import parts

SCRIPT = """
import os, sys
for path in sys.argv[1:]:
    words = open(path).read()
    print("ran", words)
    sys.stdout.flush()
    if words == "bad":
        sys.exit(1)
    if words == "crash":
        os.abort()
    if words == "crash once":
        open(path, "w").write("first")
        os.abort()
"""


def run(folder: Path, *files: str) -> bool:
    script = folder / "script.py"
    script.write_text(SCRIPT, "utf-8")
    made = []
    for number, words in enumerate(files):
        made.append(folder / f"test_{number}.py")
        made[-1].write_text(words, "utf-8")
    return parts.run([[path] for path in made], [sys.executable, script], {})


def test_neighbours_are_together_and_none_is_lost(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        for number in range(13):
            (tmp_path / folder / f"test_{number:02}.py").touch()
        (tmp_path / folder / "help.py").touch()
    found = parts.parts_of([tmp_path / "two", tmp_path / "one"], [tmp_path / "one" / "test_03.py"])
    assert [len(part) for part in found] == [15, 10]
    assert found[0][0] == tmp_path / "two" / "test_00.py"
    assert len({file for part in found for file in part}) == 25


def test_all_good(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "first", "second", "third")
    assert sorted(capfd.readouterr().err.split("\n"))[1:] == ["ran first", "ran second", "ran third"]


@pytest.mark.parametrize("how", ["bad", "crash"])
def test_one_that_ends_badly_is_told_and_the_others_run(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], how: str
) -> None:
    assert not run(tmp_path, "first", how, "third")
    assert {"ran first", "ran third"} <= set(capfd.readouterr().err.split("\n"))


def test_what_crashes_once_is_run_again_and_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "crash once", "third")
    told = capfd.readouterr().err
    assert "crashed; its part is run once more: test_0.py" in told
    assert told.index("ran crash once") < told.index("ran first")
