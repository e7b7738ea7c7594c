"""The door itself, run as a developer runs it, and the parts of set-up that can go wrong."""

import subprocess
import sys
from pathlib import Path

import pytest
from devtools import interpreter, system, venv
from devtools.console import Stop

ROOT = Path(__file__).parent.parent.parent.parent


def dev(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / "packaging" / "dev.py", *words],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )


def test_without_a_word_it_lists_what_it_can_do() -> None:
    done = dev()
    assert done.returncode == 2
    for name in ("setup", "run", "test", "check", "bench", "strings", "lock"):
        assert name in done.stdout


def test_an_unknown_word_is_refused_without_a_traceback() -> None:
    done = dev("fly")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_an_unknown_benchmark_is_answered_with_those_that_there_are() -> None:
    done = dev("bench", "no-such-thing")
    assert done.returncode == 2
    assert done.stderr.startswith("! Say which benchmark")


def test_it_is_found_with_the_standard_library_alone() -> None:
    probe = "import sys; sys.path.insert(0, sys.argv[1]); import devtools.commands"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", probe, ROOT / "packaging"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_this_python_will_do_and_a_shim_that_leads_nowhere_will_not(tmp_path: Path) -> None:
    found = interpreter.probe([sys.executable])
    assert found is not None
    assert found.version == sys.version_info[:2]
    assert interpreter.probe([str(tmp_path / "python3.12")]) is None
    if sys.platform != "win32":
        shim = tmp_path / "python3.13"
        shim.write_text("#!/bin/sh\necho no such version >&2\nexit 127\n")
        shim.chmod(0o755)
        assert interpreter.probe([str(shim)]) is None


def test_without_apt_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system.shutil, "which", lambda _: None)
    with pytest.raises(Stop, match=r"Please install python3\.12-venv first"):
        system.install(system.venv_package((3, 12)))


def test_every_set_of_packages_has_its_lock_files() -> None:
    for files in venv.SETS.values():
        for name in files:
            assert (ROOT / "packaging" / name).is_file()


def test_the_stamp_changes_with_the_lock_and_a_damaged_one_counts_as_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(venv, "PACKAGING", tmp_path)
    monkeypatch.setattr(venv, "STAMP", tmp_path / "stamp.json")
    (tmp_path / "requirements.txt").write_text("a==1\n")
    first = venv._key("run")
    venv._write_stamp({"run": first})
    assert venv._read_stamp() == {"run": first}
    (tmp_path / "requirements.txt").write_text("a==2\n")
    assert venv._key("run") != first
    (tmp_path / "stamp.json").write_text('{"run"')
    assert venv._read_stamp() == {}
