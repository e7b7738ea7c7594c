import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.mesh.kernels import kept

ROOT = Path(__file__).parents[4]


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an installation that brings one compiled kernel, on a processor that can run it."""
    home = tmp_path / "安装 of it"
    folder = home / f"kernels-{kept.sources_hash()}"
    (folder / "kernels").mkdir(parents=True)
    (folder / "kernels" / "weld.nbi").write_bytes(b"compiled")
    monkeypatch.setenv("STATUETTE_INSTALLED", str(home))
    monkeypatch.setenv("STATUETTE_APP", str(home / "app-1"))
    monkeypatch.setenv("STATUETTE_HOME", str(tmp_path / "user"))
    monkeypatch.setattr(kept, "_is_baseline", lambda: True)
    return home


def test_an_installation_keeps_kernels_with_the_user(installation: Path, tmp_path: Path) -> None:
    assert kept.cache_folder().is_relative_to(tmp_path / "user" / "cache")
    assert installation not in kept.cache_folder().parents


@pytest.mark.usefixtures("installation")
def test_shipped_kernels_are_copied_whole_and_once() -> None:
    target = kept.cache_folder()
    kept.take_shipped(target)
    assert (target / "kernels" / "weld.nbi").read_bytes() == b"compiled"
    (target / "kernels" / "own.nbi").write_bytes(b"compiled here")
    kept.take_shipped(target)
    assert (target / "kernels" / "own.nbi").exists()
    assert [path.name for path in target.parent.iterdir()] == [target.name]


@pytest.mark.usefixtures("installation")
def test_numba_compiles_for_the_processor_of_the_shipped_kernels() -> None:
    assert kept.baseline()["NUMBA_CPU_NAME"] == "x86-64-v3"


@pytest.mark.usefixtures("installation")
def test_an_older_processor_gets_its_own_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_is_baseline", lambda: False)
    assert kept.baseline() == {}
    kept.take_shipped(kept.cache_folder())
    assert not kept.cache_folder().exists()


@pytest.mark.usefixtures("installation")
def test_kernels_of_old_versions_are_forgotten() -> None:
    target = kept.cache_folder()
    for day in range(4):
        old = target.parent / f"numba-old{day}"
        old.mkdir(parents=True)
        os.utime(old, (day, day))
    kept.take_shipped(target)
    assert sorted(path.name for path in target.parent.glob("numba-*")) == sorted([target.name, "numba-old3"])


@pytest.mark.usefixtures("installation")
def test_all_are_there_once_that_was_written_down() -> None:
    assert not kept.all_there()
    kept.take_shipped(kept.cache_folder())
    assert not kept.all_there()
    kept.say_all_there()
    assert kept.all_there()


def test_numba_finds_a_kernel_whatever_the_path_of_the_program(tmp_path: Path) -> None:
    """Compiled by a program in one folder, loaded by the same in another."""
    script = (
        "import app.mesh.kernels.weld as w, numpy as n; w.weld(n.zeros((3, 3)));"
        "from numba.core.registry import CPUDispatcher as C;"
        "print(sum(len(v.stats.cache_hits) for v in vars(w).values() if isinstance(v, C)))"
    )
    hits = []
    for folder in ("one", "another 文件夹"):
        home = tmp_path / folder
        home.mkdir()
        (home / "app").symlink_to(ROOT / "app")
        env = {
            **os.environ,
            "PYTHONPATH": str(home),
            "STATUETTE_APP": str(home),
            "STATUETTE_HOME": str(tmp_path / "user"),
        }
        env.pop("NUMBA_CACHE_DIR", None)
        done = subprocess.run(
            [sys.executable, "-P", "-c", script], capture_output=True, text=True, env=env, cwd=tmp_path, check=True
        )
        hits.append(int(done.stdout))
    assert hits[0] == 0
    assert hits[1] > 0
