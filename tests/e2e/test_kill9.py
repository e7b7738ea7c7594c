"""The program is killed in the middle of a step: started again, the last finished step is there, and undo still works."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.bootstrap.terminal import open_office
from app.commands.audit import verify
from app.commands.item_work import take_up
from app.jobs.progress import silent
from app.mesh.loading import save
from app.storage.bench_journal import FolderJournal
from app.storage.mesh_key import MeshKey
from app.storage.mesh_store import FolderMeshStore
from tests.figurine_orders import order_figurines
from tests.unit.mesh.shapes import icosphere

ROOT = Path(__file__).parents[2]

# Opens the window, does one step, says so, and begins a long one that it will not end.
FIRST = """
import sys
from pathlib import Path
from app.bootstrap.assembling import assemble
from PySide6.QtCore import QTimer

station = assemble()
window, bench = station.window, station.window.workshop.bench

def look():
    document = bench.document
    if document is None or bench.report is None:
        return
    tools = [edit.tool for edit in document.edits]
    if sys.argv[1].isdigit() and "height" not in tools:
        return  # the height that was ordered is confirmed by itself
    if "subdivide" not in tools:
        if not window.wiring._editing:
            window.tool_host._run("subdivide", {"rounds": 1.0, "method": "flat"})
    elif window.wiring._editing is None:
        window.wiring.edit(lambda: __import__("app.commands.model", fromlist=["x"]).use_tool(
            window.workshop, "smooth", {"strength": 200.0, "keep_creases": "round"}))
    elif window.wiring._editing.state == "running" and not window.items.waits:
        print("IN THE MIDDLE", document.revision, flush=True)
        timer.stop()

timer = QTimer()
timer.timeout.connect(look)
timer.start(20)
window.show()
def start():
    if sys.argv[1].isdigit():
        window.start([])
        station.desk.opened.connect(lambda: window.open_item(int(sys.argv[1])))
    else:
        window.start([Path(sys.argv[1])])

QTimer.singleShot(0, window, start)
station.application.exec()
"""

# Opens the window again and tells what is on the bench, before and after one undo.
AGAIN = """
import json
from app.bootstrap.assembling import assemble
from PySide6.QtCore import QTimer

station = assemble()
window, bench = station.window, station.window.workshop.bench

def look():
    if bench.document is None or window.wiring.display.mesh is None:
        return
    timer.stop()
    told = [bench.document.revision, len(bench.document.edits), len(window.wiring.display.mesh.faces)]
    window.wiring.undo.stack.undo()
    finish(told)

def finish(told):
    if window.items.waits:
        QTimer.singleShot(50, window, lambda: finish(told))
        return
    print("BACK", json.dumps([*told, bench.document.revision == bench.document.original]), flush=True)
    window.close()
    station.application.quit()

timer = QTimer()
timer.timeout.connect(look)
timer.start(20)
window.show()
QTimer.singleShot(0, window, lambda: window.start([]))
station.application.exec()
station.close()
"""


def test_kill_9_in_the_middle_of_a_step_loses_only_that_step(tmp_path: Path) -> None:
    model = tmp_path / "figure.glb"
    mesh = icosphere(40.0, 6)
    save(mesh, model, silent())
    home = tmp_path / "home"
    settings = home / "settings"
    settings.mkdir(parents=True)
    (settings / "preferences.json").write_text('{"language": "en", "first_start_done": true}', "utf-8")
    environment = {**os.environ, "STATUETTE_HOME": str(home)}
    with subprocess.Popen(
        [sys.executable, "-c", FIRST, str(model)], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdout is not None
        line = next(line for line in first.stdout if line.startswith("IN THE MIDDLE"))
        first.send_signal(signal.SIGKILL)
    revision = line.split()[-1]

    document = FolderJournal(home / "data").read()
    assert document is not None
    assert document.revision == revision
    assert len(FolderMeshStore(home / "data" / "meshes", MeshKey.of(home / "settings")).get(revision).faces) == 4 * len(
        mesh.faces
    )

    again = subprocess.run(
        [sys.executable, "-c", AGAIN],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    told = next((line for line in again.stdout.splitlines() if line.startswith("BACK")), "")
    assert told, again.stderr
    assert json.loads(told.removeprefix("BACK ")) == [revision, 1, 4 * len(mesh.faces), True]


def test_kill_9_in_the_middle_of_a_step_and_the_order_says_what_was_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    settings = home / "settings"
    settings.mkdir(parents=True)
    (settings / "preferences.json").write_text('{"language": "en", "first_start_done": true}', "utf-8")
    monkeypatch.setenv("STATUETTE_HOME", str(home))
    mesh = icosphere(40.0, 6)
    with open_office() as office:
        (item,) = order_figurines(office, tmp_path, [mesh])
    with subprocess.Popen(
        [sys.executable, "-c", FIRST, str(item)], cwd=ROOT, env=dict(os.environ), stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdout is not None
        line = next(line for line in first.stdout if line.startswith("IN THE MIDDLE"))
        first.send_signal(signal.SIGKILL)
    revision = line.split()[-1]

    def known() -> tuple[str, str]:
        with open_office() as office:
            taken = take_up(office, item)
            assert taken.document is not None
            return taken.document.revision, taken.item.revision

    assert known() == (revision, revision)
    again = subprocess.run(
        [sys.executable, "-c", AGAIN], cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, timeout=180,
        check=False,
    )  # fmt: skip
    told = next((line for line in again.stdout.splitlines() if line.startswith("BACK")), "")
    assert told, again.stderr
    assert json.loads(told.removeprefix("BACK "))[:3] == [revision, 2, 4 * len(mesh.faces)], "the height, the step"
    undone, of_item = known()  # the undo of the second start
    assert undone == of_item != revision
    with open_office() as office:
        assert verify(office).good
