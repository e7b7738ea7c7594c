"""The launcher, run for real with small programs as layers: which it starts, what it passes on, when it goes back."""

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.settings.installed import version_key
from tests.unit.packaging.launched import LAUNCHER, WELL, Home, layer, runtime

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture(scope="module")
def launch() -> Any:
    spec = importlib.util.spec_from_file_location("launch", LAUNCHER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["launch"] = module
    spec.loader.exec_module(module)
    return module


def wait_for(true: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


# ---- which layer, with what ---------------------------------------------------


def test_it_starts_what_the_installer_brought(home: Home) -> None:
    assert home.run() == 0
    assert home.said == ["0.1.0"]


def test_the_newest_version_is_started_by_number_not_by_letter(home: Home) -> None:
    home.bring("0.9.0", WELL)
    home.mark("0.9.0", {"state": "healthy"})
    home.bring("0.10.0", WELL)
    assert home.run() == 0
    assert home.said == ["0.10.0"]


def test_both_order_versions_alike(launch: Any) -> None:
    ordered = ["0.1", "0.2.0rc1", "0.2.0", "0.2.0.post1", "0.9.3", "0.10.0.dev2", "0.10.0", "1.0"]
    for key in (version_key, launch.version_key):
        assert sorted(set(ordered), key=key) == ordered
        assert key("1.0") == key("1.0.0")


def test_a_layer_without_its_runtime_is_passed_over(home: Home) -> None:
    home.bring("0.2.0", WELL, digest="bbb")
    assert home.run() == 0
    home.bring("0.3.0", WELL, digest="ccc")
    runtime(home.updates, "ccc")
    assert home.run() == 0
    assert home.said == ["0.1.0", "0.3.0"]


def test_half_a_layer_is_passed_over(home: Home) -> None:
    (home.bring("0.2.0", WELL) / "application.json").write_text('{"version": "0.2')
    (home.bring("0.3.0", WELL) / "app" / "__main__.py").unlink()
    (home.folder / "app-0.4.0").mkdir()
    assert home.run() == 0
    assert home.said == ["0.1.0"]


def test_arguments_streams_folder_and_exit_status_go_through(home: Home) -> None:
    program = "print(sys.argv[1:], os.getcwd(), sys.stdin.read()); print('so', file=sys.stderr); sys.exit(7)"
    layer(home.folder, "0.2.0", "aaa", program)
    child = home.begin("手办.glb", "a b.stl", "*")
    out, err = child.communicate("in", timeout=120)
    assert out == f"['手办.glb', 'a b.stl', '*'] {Path.cwd()} in\n"
    assert (err, child.returncode) == ("so\n", 7)


def test_what_leads_to_other_pythons_and_libraries_is_taken_out(home: Home, tmp_path: Path) -> None:
    foreign, useful = tmp_path / "conda", tmp_path / "useful"
    foreign.mkdir()
    useful.mkdir()
    (foreign / "libQt6Core.so.6").touch()
    (foreign / "icuuc.dll").touch()
    (foreign / "app.py").write_text("raise SystemExit(9)")
    layer(
        home.folder, "0.2.0", "aaa",
        "import subprocess; say(os.environ['PATH'])\n"
        "say(repr([name for name in os.environ if name.startswith(('PYTHONH', 'QML', 'CONDA'))]))\n"
        "child = 'import app.settings.installed as i, sys; sys.exit(not i.installed())'\n"
        "say(str(subprocess.call([sys.executable, '-c', child])))",
    )  # fmt: skip
    path = os.pathsep.join([str(foreign), str(useful)])
    there = Path.cwd()
    os.chdir(foreign)
    try:
        code = home.run(PATH=path, PYTHONPATH=str(foreign), QML2_IMPORT_PATH="x", CONDA_PREFIX="x", PYTHONHASHSEED="1")
    finally:
        os.chdir(there)
    assert (code, home.said) == (0, [str(useful), "[]", "0"])


@posix
def test_signals_go_through(home: Home) -> None:
    home.bring("0.2.0", "signal.signal(signal.SIGTERM, lambda *_: sys.exit(5)); say('up'); time.sleep(60)")
    child = home.begin()
    wait_for(lambda: home.said)
    child.terminate()
    assert child.wait(60) == 5
    child.communicate()
    assert home.marked("0.2.0")["state"] == "trial"  # whoever was asked to end has not failed


@posix
def test_a_program_that_is_killed_has_the_launcher_say_so(home: Home) -> None:
    layer(home.folder, "0.2.0", "aaa", "os.kill(os.getpid(), signal.SIGKILL)")
    assert home.run() == -signal.SIGKILL


def test_without_any_layer_it_says_what_to_do(home: Home) -> None:
    (home.folder / "app-0.1.0" / "application.json").unlink()
    child = home.begin()
    _, err = child.communicate(timeout=120)
    assert child.returncode == 2
    assert "install it again" in err
    assert "重新安装" in err


def test_where_the_home_belongs_to_the_machine_updates_are_the_persons(tmp_path: Path) -> None:
    home = Home(tmp_path, "machine")
    assert home.run() == 0
    assert not home.user.exists()  # nothing is written where nothing is needed
    home.bring("0.2.0", WELL + "; say(str(place.updates))")
    assert home.run() == 0
    assert home.said == ["0.1.0", "0.2.0", str(home.updates)]
    assert home.marked("0.2.0")["state"] == "healthy"
    assert not (home.folder / "state").exists()


# ---- the first start ------------------------------------------------------------


def test_a_new_version_that_reports_is_no_more_on_trial(home: Home) -> None:
    home.bring("0.2.0", WELL + "; sys.exit(3)")
    assert home.run() == 3  # what goes wrong later is no reason to go back
    assert home.marked("0.2.0")["state"] == "healthy"
    assert home.run() == 3
    assert home.said == ["0.2.0", "0.2.0"]


@pytest.mark.parametrize(
    ("program", "code"),
    [("raise ImportError('no')", 1), ("os._exit(9)", 9), ("os.kill(os.getpid(), signal.SIGABRT)", None)],
)
def test_a_new_version_that_dies_is_set_aside_and_the_former_one_started(
    home: Home, program: str, code: int | None
) -> None:
    home.bring("0.2.0", f"say('dies'); {program}")
    assert home.run("file.stl") == 0
    assert home.said == ["dies", "0.1.0"]
    mark = home.marked("0.2.0")
    assert (mark["state"], mark["why"], mark["told"]) == ("broken", "died", False)
    if code is not None:
        assert mark["code"] == code
    assert home.run() == 0
    assert home.said == ["dies", "0.1.0", "0.1.0"]


def test_two_new_versions_that_die_lead_back_to_the_one_that_works(home: Home) -> None:
    home.bring("0.2.0", "sys.exit(4)")
    home.bring("0.3.0", "sys.exit(5)")
    assert home.run() == 0
    assert home.said == ["0.1.0"]
    assert [home.marked(v)["state"] for v in ("0.2.0", "0.3.0")] == ["broken", "broken"]


def test_a_version_that_reports_itself_broken_is_left_at_the_next_start(home: Home) -> None:
    home.bring("0.2.0", "say('up'); marks.report_broken(place, 'migration')")
    assert home.run() == 0
    assert home.run() == 0
    assert home.said == ["up", "0.1.0"]
    assert home.marked("0.2.0")["why"] == "migration"


def test_twice_no_report_is_enough(home: Home) -> None:
    home.bring("0.2.0", "say('silent')")
    assert [home.run(), home.run(), home.run()] == [0, 0, 0]
    assert home.said == ["silent", "silent", "0.1.0"]
    assert home.marked("0.2.0")["why"] == "silent"


def test_whoever_closes_the_window_early_does_not_speak_against_it(home: Home) -> None:
    home.bring("0.2.0", "say('shown'); marks.report_shown(place)")
    for _ in range(4):
        assert home.run() == 0
    assert home.said == ["shown"] * 4
    assert home.marked("0.2.0")["state"] == "trial"


def test_a_command_is_never_on_trial(home: Home) -> None:
    home.bring("0.2.0", "say('command'); sys.exit(2)")
    for _ in range(4):
        assert home.run("inspect", "figure.stl", "--json") == 2
    assert home.marked("0.2.0")["attempts"] == 0
    assert home.said == ["command"] * 4


def test_a_broken_version_is_better_than_none(home: Home) -> None:
    home.mark("0.1.0", {"state": "broken", "why": "died"})
    assert home.run() == 0
    assert home.said == ["0.1.0"]


@posix
def test_two_starts_at_once_are_one_trial(home: Home, tmp_path: Path) -> None:
    go = tmp_path / "go"
    home.bring("0.2.0", f"say('up')\nwhile not os.path.exists({str(go)!r}): time.sleep(0.02)\n{WELL}")
    children = [home.begin() for _ in range(3)]
    wait_for(lambda: home.said == ["up"] * 3)
    assert home.marked("0.2.0")["attempts"] == 1
    go.touch()
    for child in children:
        child.communicate(timeout=120)
    assert [child.returncode for child in children] == [0, 0, 0]
    assert home.marked("0.2.0")["state"] == "healthy"


@posix
def test_a_launcher_that_is_killed_has_used_one_attempt(home: Home) -> None:
    home.bring("0.2.0", "say(str(os.getpid())); time.sleep(60)")
    child = home.begin()
    wait_for(lambda: home.said)
    child.kill()
    child.wait(60)
    os.kill(int(home.said[0]), signal.SIGKILL)
    child.communicate()
    assert (home.marked("0.2.0")["state"], home.marked("0.2.0")["attempts"]) == ("trial", 1)


# ---- old layers ---------------------------------------------------------------


def test_the_last_two_versions_stay_with_their_runtimes(home: Home) -> None:
    for version, digest in (("0.2.0", "bbb"), ("0.3.0", "ccc"), ("0.4.0", "ddd")):
        runtime(home.updates, digest)
        home.bring(version, WELL, digest)
        assert home.run() == 0
    wait_for(lambda: home.run() == 0 and not list(home.updates.glob(".gone-*")))
    assert home.layers() == ["app-0.3.0", "app-0.4.0", "runtime-ccc", "runtime-ddd"]
    named = json.loads((home.folder / "installed.json").read_text())
    assert (named["runtime"], named["app"], named["kind"]) == ("ddd", "0.1.0", "tar")  # what starts the launcher next


def test_the_launcher_survives_that_its_own_runtime_goes(home: Home) -> None:
    """As on Linux, where what starts it may have taken the oldest: a whole Python of its own, and the standard library."""
    own = home.folder / "runtime-aaa"
    (own / "bin" / "python3").unlink()
    prefix = Path(sys.base_prefix)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    if sys.platform == "win32" or not (prefix / "lib" / version / "os.py").is_file():
        pytest.skip("this Python cannot be copied")
    shutil.copy(Path(sys.executable).resolve(), own / "bin" / "python3")
    left_out = shutil.ignore_patterns(
        "site-packages", "dist-packages", "test", "idlelib", "__pycache__", "config-*", "*.a"
    )
    shutil.copytree(prefix / "lib" / version, own / "lib" / version, ignore=left_out)
    tried = subprocess.run(
        [own / "bin" / "python3", "-I", "-c", "import os; print(os.__file__)"],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    if str(own) not in tried.stdout:
        pytest.skip("this Python does not run from a copy")
    for version, digest in (("0.2.0", "bbb"), ("0.3.0", "ccc")):
        runtime(home.updates, digest)
        home.bring(version, WELL, digest)
        home.mark(version, {"state": "healthy"})
    done = subprocess.run(
        [own / "bin" / "python3", "-I", str(home.folder / "launch.py")],
        env=os.environ | {"OUT": str(home.out), "STATUETTE_HOME": str(home.user)},
        capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr, home.said) == (0, "", ["0.3.0"])
    wait_for(lambda: not own.exists() and not list(home.updates.glob(".gone-*")))


def test_nothing_is_taken_away_while_a_version_is_on_trial(home: Home) -> None:
    home.bring("0.2.0", WELL)
    home.mark("0.2.0", {"state": "healthy"})
    home.bring("0.3.0", "say('silent')")
    home.run()
    home.run()
    assert "app-0.1.0" in home.layers()
    home.run()  # set aside by now
    home.run()
    assert home.layers() == ["app-0.1.0", "app-0.2.0", "runtime-aaa"]


@posix
def test_what_something_runs_from_stays(home: Home, tmp_path: Path) -> None:
    go = tmp_path / "go"
    runtime(home.updates, "bbb")
    wait = f"say('up')\nwhile not os.path.exists({str(go)!r}): time.sleep(0.02)\nimport app.settings.installed"
    home.bring("0.2.0", wait, "bbb")
    home.mark("0.2.0", {"state": "healthy"})
    child = home.begin()
    wait_for(lambda: home.said)
    for version in ("0.3.0", "0.4.0"):
        home.bring(version, WELL)
        assert home.run() == 0
    home.run()
    assert {"app-0.2.0", "runtime-bbb"} <= set(home.layers())
    go.touch()
    child.communicate(timeout=120)
    home.run()
    assert home.layers() == ["app-0.3.0", "app-0.4.0", "runtime-aaa"]
