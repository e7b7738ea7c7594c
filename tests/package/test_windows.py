"""The Windows installer under wine: installed, used, upgraded and removed, in this order.

Run alone, for it takes minutes:

    python3 packaging/dev.py test-package windows [FILE.exe]

Windows' own DLLs that wine lacks are built from tests/package/wine and put into the wine prefix, never into the bundle.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.package.screen import HEIGHT, WIDTH, Screen, near, screen
from tests.package.wine.prefix import Prefix, wait_until
from tests.package.wine.shims import OVERRIDES

SETUP = os.environ.get("STATUETTE_PACKAGE", "")
pytestmark = pytest.mark.skipif(not SETUP.endswith(".exe"), reason="run by dev.py test-package windows")

ROOT = Path(__file__).resolve().parents[2]
EXPECTED_PICTURE = Path(__file__).parent / "wine" / "window.png"
KEY = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\Statuette"
APP_PATHS = r"Software\Microsoft\Windows\CurrentVersion\App Paths"
SUFFIXES = (".stl", ".obj", ".ply", ".glb", ".gltf", ".3mf")
REFUSED, RUNNING = 2, 3
VIEWPORT = np.s_[180:745, 380:1140]  # where the model is drawn


@pytest.fixture(scope="module")
def display(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    with screen(tmp_path_factory.mktemp("screen")) as shown:
        yield shown


@pytest.fixture(scope="module")
def windows(tmp_path_factory: pytest.TempPathFactory, display: Screen) -> Iterator[Prefix]:
    prefix = Prefix(tmp_path_factory.mktemp("wine"), display.env)
    # Another program's file type, and the workshop's work: both must be as they were in the end.
    prefix.run(["reg", "add", r"HKCU\Software\Classes\.stl", "/ve", "/d", "Other.Viewer", "/f"])
    model = data_folder(prefix) / "assets" / "ab" / "model.bin"
    model.parent.mkdir(parents=True)
    model.write_bytes(b"the workshop's work")
    yield prefix
    prefix.close()


@pytest.fixture(scope="module")
def home(windows: Prefix) -> Path:
    """Where it is installed: a path with spaces and Chinese."""
    return windows.drive / "Our Programs" / "Statuette 手办工坊"


def data_folder(windows: Prefix) -> Path:
    return windows.user / "AppData" / "Local" / "Statuette"


def links(windows: Prefix) -> list[Path]:
    menus = (windows.user / "AppData" / "Roaming", windows.drive / "ProgramData")
    return [path for menu in menus for path in menu.rglob("Statuette*.lnk")] + list(
        windows.user.rglob("Desktop/Statuette*.lnk")
    )


def install(windows: Prefix, *words: str) -> int:
    return windows.run([SETUP, "/S", *words]).returncode


def python(home: Path, name: str = "python.exe") -> Path:
    return next(home.glob(f"runtime-*/{name}"))


def layer(home: Path) -> Path:
    return next(home.glob("app-*"))


def cli(windows: Prefix, home: Path, *words: str, **more: str) -> tuple[int, dict[str, Any], str]:
    """Exit status, the object on standard output, and what it says."""
    done = windows.run([home / "statuette-cli.exe", *words], **more)
    return done.returncode, json.loads(done.stdout) if done.stdout.strip() else {}, done.stderr


def work(windows: Prefix) -> dict[str, str]:
    """The workshop's data: all but the kernels that the program has compiled."""
    return {name: digest for name, digest in hashes(data_folder(windows)).items() if not name.startswith("Cache/")}


def hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# ---- before it is there -----------------------------------------------------


def test_an_old_windows_is_refused(windows: Prefix) -> None:
    windows.run(["reg", "add", r"HKCU\Software\Wine", "/v", "Version", "/d", "win81", "/f"])
    told = windows.run([SETUP, "/S"])
    windows.run(["reg", "delete", r"HKCU\Software\Wine", "/v", "Version", "/f"])
    assert told.returncode == REFUSED
    assert "15063" in told.stdout + told.stderr
    assert windows.registry(rf"HKCU\{KEY}") is None


def test_the_folder_of_the_workshops_data_is_refused(windows: Prefix) -> None:
    before = hashes(data_folder(windows))
    for folder in (data_folder(windows), data_folder(windows) / "Program"):
        assert install(windows, f"/D={windows.windows_path(folder)}") == REFUSED
    assert hashes(data_folder(windows)) == before


def test_a_folder_with_other_files_is_refused(windows: Prefix) -> None:
    folder = windows.drive / "Pictures"
    folder.mkdir()
    (folder / "holiday.jpg").write_bytes(b"not ours")
    assert install(windows, f"/D={windows.windows_path(folder)}") == REFUSED
    assert [path.name for path in folder.iterdir()] == ["holiday.jpg"]


# ---- installed --------------------------------------------------------------


def test_it_installs_in_silence(windows: Prefix, home: Path) -> None:
    assert install(windows, "/Desktop", f"/Folder={windows.windows_path(home)}") == 0
    facts = json.loads((home / "installed.json").read_text("utf-8"))
    application = json.loads((layer(home) / "application.json").read_text("utf-8"))
    assert facts == {
        "kind": "windows",
        "scope": "user",
        "app": application["version"],
        "runtime": application["runtime"],
    }
    assert python(home).parent.name == f"runtime-{application['runtime']}"
    assert (layer(home) / "NOTICES.txt").stat().st_size > 100_000
    assert len(links(windows)) == 2  # in the menu, and on the desktop as asked


def test_windows_knows_about_it(windows: Prefix, home: Path) -> None:
    def value(name: str) -> str:
        return windows.registry(rf"HKCU\{KEY}", name) or ""

    assert value("DisplayVersion") == layer(home).name.removeprefix("app-")
    assert value("Publisher") == "Statuette"
    assert value("InstallLocation") == windows.windows_path(home)
    assert int(value("EstimatedSize").removeprefix("dword:"), 16) * 1024 == pytest.approx(
        sum(p.stat().st_size for p in home.rglob("*")), rel=0.25
    )
    assert windows.registry(rf"HKCU\{APP_PATHS}\statuette.exe", "") == windows.windows_path(home / "statuette.exe")
    for suffix in SUFFIXES:
        assert windows.registry(rf"HKCU\Software\Classes\{suffix}\OpenWithProgids", "Statuette.Model") == ""
    opened_with = windows.registry(r"HKCU\Software\Classes\Statuette.Model\shell\open\command", "")
    assert opened_with == f'"{windows.windows_path(home)}\\statuette.exe" "%1"'
    assert windows.registry(r"HKCU\Software\Classes\.stl", "") == "Other.Viewer"
    assert windows.registry(r"HKCU\Software\Classes\.glb", "") in {None, ""}


def test_nothing_of_the_test_is_in_the_bundle(home: Path) -> None:
    """The DLLs that wine lacks come with Windows; ours are for wine alone, and others' would be a danger."""
    theirs = {f"{name}.dll" for name in OVERRIDES} | {"opengl32.dll", "icuin.dll", "icu.dll", "kernel32.dll"}
    assert not [path for path in home.rglob("*.dll") if path.name.lower() in theirs]
    assert not [
        path for path in home.rglob("*") if path.suffix == ".py" and "tests" in path.relative_to(home).parts[1:3]
    ]


def test_everything_that_the_program_imports_is_there(windows: Prefix, home: Path) -> None:
    script = ROOT / "packaging" / "devtools" / "package" / "imports.py"
    shutil.copy(script, windows.drive / "imports.py")
    done = windows.run(
        [python(home), "-I", windows.windows_path(windows.drive / "imports.py"), windows.windows_path(layer(home))],
        QT_QPA_PLATFORM="offscreen",
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_works_in_a_terminal(windows: Prefix, home: Path) -> None:
    models = windows.drive / "模型 models"
    models.mkdir()
    status, _, said = cli(windows, home, "sample", "cat", windows.windows_path(models / "猫 cat.glb"))
    assert status == 0, said
    cat, fixed = (windows.windows_path(models / name) for name in ("猫 cat.glb", "print ready.3mf"))
    status, report, said = cli(windows, home, "inspect", cat, "--json")
    assert (status, report["printable"]) == (1, False), said
    assert report["color"] == "texture"
    status, report, said = cli(windows, home, "repair", cat, fixed, "--json", "--height-mm", "120")
    assert (status, report["after"]["printable"]) == (0, True), said
    assert report["after"]["color"] == "texture"
    assert report["deviation_mm"]["mean"] < 0.1
    assert (models / "print ready.3mf").stat().st_size > 100_000
    status, report, said = cli(windows, home, "inspect", windows.windows_path(models / "none.stl"), "--json")
    assert status == REFUSED
    assert "none.stl”" in said  # UTF-8, whatever the code page of the PC
    assert "Traceback" not in said


def test_dlls_of_other_programs_are_kept_out(windows: Prefix, home: Path) -> None:
    """Scientific programs put themselves on the PATH, with their own Python and ICU; Qt must not find those."""
    other = windows.drive / "Other Program"
    other.mkdir()
    for name in ("icuuc.dll", "python313.dll", "Qt6Core.dll", "zlib.dll"):
        (other / name).write_bytes(b"not a library")
    (other / "json.py").write_text("raise SystemExit('the wrong json')", "utf-8")
    place = windows.windows_path(other)
    status, report, said = cli(
        windows, home, "inspect", windows.windows_path(windows.drive / "模型 models" / "print ready.3mf"), "--json",
        WINEPATH=place, PYTHONPATH=place, PYTHONHOME=place, QT_PLUGIN_PATH=place,
    )  # fmt: skip
    assert (status, report["printable"]) == (0, True), said


def test_an_incomplete_folder_is_told_in_a_sentence(windows: Prefix, home: Path) -> None:
    launcher, aside = home / "launch.py", home / "launch.aside"
    launcher.rename(aside)
    status, _, said = cli(windows, home, "--version")
    aside.rename(launcher)
    assert status == REFUSED
    assert "launch.py" in said


# ---- the window -------------------------------------------------------------


def test_the_window_shows_a_figurine_and_an_upgrade_waits_for_it(windows: Prefix, home: Path, display: Screen) -> None:
    cat = windows.windows_path(windows.drive / "模型 models" / "猫 cat.glb")
    expected = np.asarray(
        Image.open(EXPECTED_PICTURE).convert("RGB").resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)
    )

    def looks_right() -> bool:
        """Tolerant: fonts and drivers differ; the place and the colours of things do not."""
        seen = display.picture()
        return near(seen, expected) < 6 and near(seen[VIEWPORT], expected[VIEWPORT]) < 10

    window = windows.start([home / "statuette.exe", cat])
    try:
        shown = wait_until(looks_right)
        display.save(ROOT / "build" / "package" / "shots" / "windows.png")
        assert shown, "the window does not look as it should: see build/package/shots/windows.png"
        assert install(windows) == RUNNING
        windows.run([home / "uninstall.exe", "/S"])  # a copy of it does the work, and this one does not wait
        gone = wait_until(lambda: not (home / "launch.py").exists() or windows.registry(rf"HKCU\{KEY}") is None, 20)
        assert not gone, "it was removed while it ran"
    finally:
        for number in display.windows("Statuette"):
            display.tell("windowfocus", number)
        display.press("ctrl+q")
        ended = wait_until(lambda: window.poll() is not None, 180)
        if not ended:
            windows.close()  # the next tests start it again
    assert ended, "the window did not close at Ctrl+Q"
    assert window.returncode == 0


# ---- upgraded and removed ---------------------------------------------------


def test_an_upgrade_takes_old_layers_away(windows: Prefix, home: Path) -> None:
    version = layer(home).name
    layer(home).joinpath("app", "left_over.py").write_text("", "utf-8")
    for old in ("app-0.0.1", "runtime-0123456789ab", "state"):
        (home / old).mkdir(exist_ok=True)
        (home / old / "python.exe").write_bytes(b"old")
    before = hashes(data_folder(windows) / "assets")
    assert install(windows) == 0  # where it is, without being told
    assert [path.name for path in home.glob("app-*")] == [version]
    assert len(list(home.glob("runtime-*"))) == 1
    assert not (home / "state").exists()
    assert not (layer(home) / "app" / "left_over.py").exists()
    assert hashes(data_folder(windows) / "assets") == before
    assert "statuette" in windows.run([home / "statuette-cli.exe", "--version"]).stdout


def test_it_leaves_nothing_of_ours_behind(windows: Prefix, home: Path) -> None:
    for update in ("app-9.9.9", "runtime-ba9876543210", "state", ".gone-app-0.0.1-7"):  # what updates have brought
        (home / update).mkdir(exist_ok=True)
        (home / update / "file.py").write_bytes(b"new")
    before = work(windows)
    assert before
    cache = data_folder(windows) / "Cache" / "kernels" / "numba-0123456789ab"
    cache.mkdir(parents=True, exist_ok=True)
    (cache / "kernel.nbc").write_bytes(b"code")
    remove(windows, home)
    assert not links(windows)
    assert windows.registry(rf"HKCU\{KEY}") is None
    assert windows.registry(rf"HKCU\{APP_PATHS}\statuette.exe") is None
    assert windows.registry(rf"HKCU\{APP_PATHS}\statuette-cli.exe") is None
    assert windows.registry(r"HKCU\Software\Classes\Statuette.Model") is None
    assert windows.registry(r"HKCU\Software\Classes\Applications\statuette.exe") is None
    for suffix in SUFFIXES:
        assert windows.registry(rf"HKCU\Software\Classes\{suffix}\OpenWithProgids", "Statuette.Model") is None
    assert windows.registry(r"HKCU\Software\Classes\.stl", "") == "Other.Viewer"
    assert hashes(data_folder(windows)) == before  # and no cache of ours


def remove(windows: Prefix, home: Path) -> None:
    assert windows.run([home / "uninstall.exe", "/S"]).returncode == 0
    assert wait_until(lambda: not home.exists(), 300), sorted(path.name for path in home.iterdir())


def test_for_all_users(windows: Prefix) -> None:
    assert install(windows, "/AllUsers") == 0
    home = windows.drive / "Program Files" / "Statuette"
    assert json.loads((home / "installed.json").read_text("utf-8"))["scope"] == "machine"
    assert windows.registry(rf"HKLM\{KEY}", "InstallLocation") == windows.windows_path(home)
    assert windows.registry(r"HKLM\Software\Classes\.3mf\OpenWithProgids", "Statuette.Model") == ""
    assert "statuette" in windows.run([home / "statuette-cli.exe", "--version"]).stdout
    updates = data_folder(windows) / "updates"  # where a user's updates go who may not write to Program Files
    (updates / "app-9.9.9").mkdir(parents=True)
    (updates / "app-9.9.9" / "application.json").write_text("{}", "utf-8")
    before = hashes(data_folder(windows) / "assets")
    remove(windows, home)
    assert windows.registry(rf"HKLM\{KEY}") is None
    assert windows.registry(r"HKLM\Software\Classes\.3mf\OpenWithProgids", "Statuette.Model") is None
    assert not links(windows)
    assert not updates.exists()
    assert hashes(data_folder(windows) / "assets") == before
