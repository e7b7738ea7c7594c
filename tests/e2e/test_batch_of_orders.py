"""``statuette batch --orders``: real processes over a real book; killed in the middle, the next run goes on."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.bootstrap.terminal import open_office
from app.commands import item_work
from app.jobs.progress import silent
from app.mesh.loading import load
from tests.figurine_orders import order_figurines
from tests.unit.mesh.shapes import icosphere

ROOT = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv("STATUETTE_HOME", str(folder))
    (folder / "settings").mkdir(parents=True)
    (folder / "settings" / "preferences.json").write_text('{"language": "en"}', "utf-8")
    return folder


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "app", "batch", *map(str, words), "--json"]


def run(*words: object) -> tuple[int, dict[str, object]]:
    done = subprocess.run(
        command(*words), cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=240, check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, json.loads(done.stdout)


@pytest.mark.usefixtures("home")
def test_all_that_is_to_be_modelled_is_done_and_filed_with_its_orders(tmp_path: Path) -> None:
    with open_office() as office:
        items = order_figurines(office, tmp_path, [icosphere(5.0, 2), icosphere(9.0, 2)], height_mm=70.0)
    status, told = run("--orders", "open", "--recipe", "repair-only", "--out", tmp_path / "out")
    assert status == 0, told
    assert told["printable"] == 2
    for path in (tmp_path / "out").glob("*.3mf"):
        assert load(path, silent()).mesh.size_mm[2] == pytest.approx(70.0, abs=0.01)
    with open_office() as office:
        assert all(item_work.take_up(office, item).filed for item in items)


@pytest.mark.usefixtures("home")
def test_an_order_that_is_not_there_is_said(tmp_path: Path) -> None:
    status, told = run("--orders", "MG-20200101-0001", "--out", tmp_path / "out")
    assert status == 2
    assert "no order and no view" in str(told["error"])


@pytest.mark.usefixtures("home")
def test_a_batch_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    with open_office() as office:
        items = order_figurines(office, tmp_path, [icosphere(5.0 + n, 5) for n in range(4)])
    words = ("--orders", "open", "--recipe", "repair-only", "--workers", 1, "--out", tmp_path / "out")
    log = tmp_path / "out" / "batch.jsonl"
    with subprocess.Popen(
        command(*words), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as first:
        while not (log.exists() and log.read_text("utf-8").count("\n")) and first.poll() is None:
            time.sleep(0.02)
        os.killpg(first.pid, signal.SIGKILL)
    made = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out").glob("*.3mf")}
    done = log.read_text("utf-8").count("\n")
    assert done >= 1
    status, told = run(*words)
    assert status == 0
    assert told["printable"] == 4
    first_name = json.loads(log.read_text("utf-8").splitlines()[0])["out"]
    assert (tmp_path / "out" / first_name).stat().st_mtime_ns == made[first_name]
    with open_office() as office:
        assert all(item_work.take_up(office, item).filed for item in items)
