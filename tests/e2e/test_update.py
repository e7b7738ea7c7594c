"""Updates that are killed at any moment, and the command line of an installed program."""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent.parent / "packaging"))

from tests.unit.updates.published import PC, Publisher
from tests.unit.updates.whole import verify

ROOT = Path(__file__).parent.parent.parent
APPLY = """\
import sys
from pathlib import Path
from app.drivers.updates.updating import LayerUpdates
from app.jobs.progress import Progress
from app.settings.installed import Installed
home, source, version = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
place = Installed(home, home / "app-0.1.0", home, "tar", "user", "0.1.0", "aaa", "0.1.0")
LayerUpdates(place).fetch(source, version, Progress())
"""
KILLS = 14


@pytest.fixture
def publisher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Publisher:
    monkeypatch.setenv("STATUETTE_RELEASE_PASSPHRASE", "twelve letters at least")
    return Publisher(tmp_path / "publisher")


def apply(pc: PC, publisher: Publisher, version: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-c", APPLY, str(pc.folder), str(publisher.repository.folder), version],
        env=os.environ | {"PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
def test_killed_at_any_moment_it_is_all_or_nothing(publisher: Publisher, tmp_path: Path) -> None:
    chance = random.Random(8)
    publisher.offer("0.2.0", runtime="bbb", with_runtime=True, seed=3)
    first = PC(tmp_path / "first", publisher)
    began = time.monotonic()
    assert apply(first, publisher, "0.2.0").wait(300) == 0
    whole = time.monotonic() - began
    assert first.run() == 0
    assert first.said == ["0.2.0"]
    pc = PC(tmp_path / "pc", publisher)
    before = pc.tree()
    done = 0
    for _ in range(KILLS):
        child = apply(pc, publisher, "0.2.0")
        time.sleep(chance.uniform(0.1, 1.05) * whole)
        child.kill()
        child.wait(60)
        for layer in pc.layers():
            if layer not in {"app-0.1.0", "runtime-aaa"}:
                assert verify(pc.folder / layer), f"{layer} is there and not whole"
        assert {name: content for name, content in pc.tree().items() if name in before} == before
        there = "app-0.2.0" in pc.layers()
        assert pc.run() == 0
        assert pc.said[-1] == ("0.2.0" if there else "0.1.0")
        if there:  # once more from the beginning
            done += 1
            shutil.rmtree(pc.folder / "app-0.2.0")
            shutil.rmtree(pc.folder / "runtime-bbb")
            (pc.folder / "state" / "app-0.2.0.json").unlink()
    assert apply(pc, publisher, "0.2.0").wait(300) == 0
    assert pc.run() == 0
    assert pc.said[-1] == "0.2.0"
    assert not [path for path in (pc.folder / "state" / "incoming").iterdir() if path.is_dir()]


def test_the_command_line_of_an_installed_program(publisher: Publisher, tmp_path: Path) -> None:
    pc = PC(tmp_path / "pc", publisher)
    facts = json.loads((pc.folder / "installed.json").read_text())
    mirror = publisher.mirror()
    (pc.folder / "installed.json").write_text(json.dumps(facts | {"updates": str(mirror)}))
    env = os.environ | {
        "PYTHONPATH": str(ROOT), "STATUETTE_HOME": str(tmp_path / "home"), "STATUETTE_INSTALLED": str(pc.folder),
        "STATUETTE_APP": str(pc.folder / "app-0.1.0"), "STATUETTE_UPDATES": str(pc.folder), "LANG": "C.UTF-8",
    }  # fmt: skip

    def say(*words: object) -> tuple[int, dict[str, object], str]:
        done = subprocess.run(
            [sys.executable, "-m", "app", "update", *map(str, words), "--json"],
            env=env, capture_output=True, text=True, timeout=300, check=False, cwd=ROOT,
        )  # fmt: skip
        return done.returncode, json.loads(done.stdout), done.stderr

    code, told, _ = say("status")
    assert (code, told["version"], told["updates"], told["waiting"]) == (0, "0.1.0", True, "")
    assert say("check")[:2] == (0, {"available": None})
    assert say("apply")[0] == 1
    publisher.offer("0.2.0")
    publisher.mirror()
    code, told, words = say("check")
    assert told["available"]["version"] == "0.2.0"  # type: ignore[index]
    assert "0.2.0 is there" in words
    code, told, words = say("apply")
    assert (code, told["applied"]["version"]) == (0, "0.2.0")  # type: ignore[index]
    assert "starts next time" in words
    assert say("status")[1]["waiting"] == "0.2.0"
    publisher.offer("0.3.0")
    code, told, _ = say("from", publisher.bundle("--app-only"))
    assert told["applied"]["version"] == "0.3.0"  # type: ignore[index]
    code, told, words = say("from", tmp_path / "none.statuette-update")
    assert code == 2
    assert "no update file" in words
    assert pc.run() == 0
    assert pc.said == ["0.3.0"]
    (pc.folder / "update-root.json").unlink()
    code, told, words = say("check")
    assert code == 2
    assert "Updates are off" in words


def test_a_development_tree_has_no_updates(tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("STATUETTE_")}
    done = subprocess.run(
        [sys.executable, "-m", "app", "update", "check"],
        env=env | {"STATUETTE_HOME": str(tmp_path), "LANG": "C.UTF-8"}, cwd=ROOT,
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "updates are for an installed one" in done.stderr


# ---- the real program ---------------------------------------------------------


def real_home(folder: Path) -> Path:
    """This tree installed with the Python that runs the tests."""
    from devtools.release import packing

    home = folder / "home"
    python = home / "runtime-here" / "bin" / "python3"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    packing.from_source(home, "here", "0.1.0")
    shutil.copy(ROOT / "packaging" / "launch" / "launch.py", home)
    facts = {"kind": "tar", "scope": "user", "app": "0.1.0", "runtime": "here"}
    (home / "installed.json").write_text(json.dumps(facts))
    return home


def on_trial(home: Path, version: str) -> Path:
    layer = home / f"app-{version}"
    shutil.copytree(home / "app-0.1.0", layer)
    facts = json.loads((layer / "application.json").read_text())
    (layer / "application.json").write_text(json.dumps(facts | {"version": version}))
    (home / "state").mkdir(exist_ok=True)
    (home / "state" / f"app-{version}.json").write_text('{"state": "trial", "attempts": 0}')
    return layer


@pytest.mark.skipif(sys.platform == "win32", reason="a runtime of shell scripts")
def test_the_real_program_is_found_healthy_and_one_that_breaks_is_left(tmp_path: Path) -> None:
    home = real_home(tmp_path)
    on_trial(home, "0.2.0")
    worse = on_trial(home, "0.3.0") / "app" / "gui" / "window" / "main_window.py"
    worse.write_text("raise ImportError('a library that is not there')\n")
    settings = tmp_path / "person" / "settings"
    settings.mkdir(parents=True)
    (settings / "preferences.json").write_text('{"language": "en", "first_start_done": true}')
    env = {name: value for name, value in os.environ.items() if not name.startswith("STATUETTE_")}
    mark = home / "state" / "app-0.2.0.json"
    child = subprocess.Popen(
        [sys.executable, "-I", str(home / "launch.py")],
        env=env | {"STATUETTE_HOME": str(tmp_path / "person")}, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        end = time.monotonic() + 600
        while json.loads(mark.read_text())["state"] != "healthy":
            assert child.poll() is None, child.communicate()[1]
            assert time.monotonic() < end
            time.sleep(0.1)
    finally:
        child.terminate()
        _, said = child.communicate(timeout=60)
    assert json.loads((home / "state" / "app-0.3.0.json").read_text())["why"] == "died"
    assert "a library that is not there" in said
    assert (tmp_path / "person" / "data" / "orders.sqlite").is_file()
    done = subprocess.run(
        [sys.executable, "-I", str(home / "launch.py"), "update", "status", "--json"],
        env=env | {"STATUETTE_HOME": str(tmp_path / "person")}, capture_output=True, text=True, timeout=180, check=True,
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert (told["version"], told["set_aside"]) == ("0.2.0", [{"version": "0.3.0", "why": "died"}])
