"""Batches: a broken file never stops the rest, a second run does only what is missing, a killed one goes on."""

import csv
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from app.commands.batch import run_batch
from app.commands.batch_plan import LOG, TABLE, Plan, Row, models_in, plan
from app.errors import AppError, Cancelled, WriteRefusedError
from app.jobs.progress import Progress, silent
from app.mesh.loading import load, save
from app.settings.recipe import Recipe, RecipeStep
from tests.unit.mesh.shapes import box, icosphere

SCALE = Recipe(id="t", name={"en": "T"}, steps=(RecipeStep(tool="height", values={"height_mm": 60.0}),))
ROOT = Path(__file__).parents[3]


@pytest.fixture
def models(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    save(box(), folder / "a.stl", silent())
    save(icosphere(9.0, 2), folder / "b.ply", silent())
    save(box(), folder / "deep" / "a.stl", silent())
    (folder / "=bad.stl").write_bytes(b"solid nothing")
    (folder / "notes.txt").write_text("no model")
    return folder


def batch(models: Path, out: Path, recipe: Recipe = SCALE) -> Plan:
    return plan(models_in(models, {".stl", ".ply"}), out, recipe, "white-resin", ".3mf")


def test_the_rest_is_done_and_a_second_run_does_only_what_is_missing(models: Path, tmp_path: Path):
    out = tmp_path / "out"
    rows = run_batch(batch(models, out), 2, silent())
    assert {Path(row.file).name: row.state for row in rows} == {
        "=bad.stl": "failed", "a.stl": "printable", "b.ply": "printable",
    }  # fmt: skip
    assert len({row.out for row in rows}) == 4
    for row in rows:
        if row.state == "printable":
            assert load(out / row.out, silent()).mesh.size_mm[2] == pytest.approx(60.0, abs=1e-3)
    assert next(row for row in rows if row.state == "failed").message
    with (out / TABLE).open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert sorted(line["state"] for line in table) == ["failed", "printable", "printable", "printable"]
    assert not any(line["file"].startswith("=") for line in table)

    (out / rows[1].out).unlink()
    save(icosphere(9.0, 1), models / "b.ply", silent())
    began: list[str] = []
    run_batch(
        batch(models, out), 1, silent(), lambda _n, row, *_: began.append(row.file) if row.state == "running" else None
    )
    assert {Path(name).name for name in began} == {"=bad.stl", Path(rows[1].file).name, "b.ply"}


@pytest.mark.parametrize("upright", [False, True])
def test_a_model_that_still_lies_on_its_back_at_the_end_says_so(tmp_path: Path, upright: bool):
    (tmp_path / "in").mkdir()
    ball = icosphere(9.0, 2)
    foot = np.where(ball.vertices[:, 1:2] < 0, (1.0, 0.0, 1.0), (0.5, 4.0, 0.5))  # half a ball, its flat side in front
    save(ball.with_(vertices=ball.vertices * foot), tmp_path / "in" / "lying.stl", silent())
    turn = (RecipeStep(tool="turn_up", values={"axis": "y"}),) if upright else ()
    recipe = SCALE.model_copy(update={"steps": (*SCALE.steps, *turn)})
    (row,) = run_batch(batch(tmp_path / "in", tmp_path / "out", recipe), 1, silent())
    assert ("on its back" in row.message) is not upright
    assert row.size_mm[2] == pytest.approx(60.0)


def test_another_recipe_is_another_batch(models: Path, tmp_path: Path):
    run_batch(batch(models, tmp_path / "out"), 2, silent())
    taller = SCALE.model_copy(update={"steps": (RecipeStep(tool="height", values={"height_mm": 90.0}),)})
    rows = run_batch(batch(models, tmp_path / "out", taller), 2, silent())
    done = next(row for row in rows if row.state == "printable")
    assert done.size_mm[2] == pytest.approx(90.0)


def test_a_cancelled_batch_keeps_what_is_finished(models: Path, tmp_path: Path):
    seen: list[Row] = []

    def tell(_number: int, row: Row, _done: float, _what: object) -> None:
        if row.state == "printable":
            seen.append(row)

    with pytest.raises(Cancelled):
        run_batch(batch(models, tmp_path / "out"), 1, Progress(cancelled=lambda: bool(seen)), tell)
    kept = (tmp_path / "out" / LOG).read_text("utf-8")
    assert seen[0].out in kept


def test_kill_9_in_the_middle_loses_nothing_that_was_finished(models: Path, tmp_path: Path):
    out = tmp_path / "out"
    for number in range(12):
        save(icosphere(9.0 + number, 3), models / f"more{number}.ply", silent())
    words = [sys.executable, "-m", "app", "batch", str(models), "--out", str(out), "--workers", "1"]
    with subprocess.Popen(
        words, cwd=ROOT, stderr=subprocess.DEVNULL, env={**os.environ, "STATUETTE_HOME": str(tmp_path)}
    ) as run:
        while not (out / LOG).exists() or "printable" not in (out / LOG).read_text("utf-8"):
            assert run.poll() is None
            os.sched_yield()
        run.send_signal(signal.SIGKILL)
    finished = (out / LOG).read_text("utf-8").count('"printable"')
    assert finished >= 1
    again = subprocess.run([*words, "--json"], cwd=ROOT, capture_output=True, text=True, check=False,
                           env={**os.environ, "STATUETTE_HOME": str(tmp_path)})  # fmt: skip
    assert again.returncode == 1, again.stderr  # the bad file
    assert '"failed": 1' in again.stdout
    assert len(list(out.glob("*.3mf"))) == 15
    assert not list(out.glob("*.new"))


def test_what_cannot_work_is_said_before_it_begins(models: Path, tmp_path: Path):
    with pytest.raises(AppError, match="no model"):
        plan((), tmp_path, SCALE, "white-resin", ".3mf")
    with pytest.raises(AppError, match="no folder"):
        models_in(tmp_path / "nowhere", {".stl"})
    with pytest.raises(WriteRefusedError, match="is a file"):
        plan((models / "a.stl",), models / "a.stl", SCALE, "white-resin", ".3mf")
    with pytest.raises(WriteRefusedError, match="replace the models"):
        plan((models / "a.stl",), models, SCALE, "white-resin", ".stl")
