"""The Debian package on this machine: installed, used as a person does, looked at, removed. Run alone:

    python3 packaging/dev.py test-package deb [FILE.deb]

As root it is installed with apt; else it is unpacked into a folder with a space and 中文 in its name, and says so.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from PIL import Image

from tests.package.screen import HEIGHT, WIDTH, Screen, colors, covered, near, screen, wait

PACKAGE = os.environ.get("STATUETTE_PACKAGE", "")
# Left behind by a trial that is killed; the next one takes the package away then.
ON_TRIAL = Path(os.environ.get("STATUETTE_ON_TRIAL", os.devnull))
PICTURES = Path(__file__).parent / "pictures"
SHOTS = Path(os.environ.get("STATUETTE_SHOTS", "")) if os.environ.get("STATUETTE_SHOTS") else None
MINUTE = 60.0
# The middle of the window, where the figure is, in the picture's rows and columns.
MIDDLE = (slice(HEIGHT * 2 // 10, HEIGHT * 6 // 10), slice(WIDTH * 3 // 10, WIDTH * 6 // 10))

pytestmark = pytest.mark.skipif(not PACKAGE.endswith(".deb"), reason="run by dev.py test-package deb")


class Installed(NamedTuple):
    """The command, the user's home with what the tests make, and the package's files where dpkg knows them."""

    command: str
    home: Path
    files: list[Path]

    @property
    def env(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
        return {**kept, "HOME": str(self.home), "LANG": "C.UTF-8", "XDG_RUNTIME_DIR": str(self.home)}

    def run(self, *words: str, seconds: float = 10 * MINUTE) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.command, *words],
            env=self.env,
            cwd=self.home,
            capture_output=True,
            text=True,
            check=False,
            timeout=seconds,
        )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    home = tmp_path_factory.mktemp("home")
    if os.geteuid() != 0:
        sys.stderr.write("Not root: the package is unpacked into a folder, not installed.\n")
        folder = tmp_path_factory.mktemp("unpacked") / "a folder 文件夹"
        subprocess.run(["dpkg-deb", "-x", PACKAGE, folder], check=True)
        yield Installed(str(folder / "opt" / "statuette" / "statuette"), home, [])
        return
    known = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Status}", "statuette"], capture_output=True, text=True, check=False
    )
    assert "installed" not in known.stdout.split(), "Statuette is installed here already; remove it, then test"
    ON_TRIAL.touch()
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    words = ["apt-get", "-o", "DPkg::Lock::Timeout=300", "install", "-y", "-q", "--no-install-recommends", PACKAGE]
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    listing = subprocess.run(["dpkg", "-L", "statuette"], capture_output=True, text=True, check=True).stdout
    yield Installed("/usr/bin/statuette", home, [Path(line) for line in listing.splitlines()])
    subprocess.run(["dpkg", "--purge", "statuette"], env=env, capture_output=True, check=False)
    if ON_TRIAL.is_file():
        ON_TRIAL.unlink()


@pytest.fixture(scope="module")
def figure(installed: Installed) -> Path:
    """A sample figurine with faults, small enough that a slow machine is done with it soon."""
    large, small = installed.home / "cat.glb", installed.home / "figure 手办.glb"
    for words in (("sample", "cat", str(large)), ("reduce", str(large), str(small), "--faces", "40000")):
        done = installed.run(*words)
        assert done.returncode in {0, 1}, done.stderr
    return small


def test_the_command_line_works_without_a_display(installed: Installed) -> None:
    done = installed.run("--version")
    assert done.stdout.startswith("statuette ")
    refused = installed.run("inspect", "not there.glb")
    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr


def test_it_brings_what_the_desktop_wants_to_know(installed: Installed) -> None:
    if not installed.files:
        pytest.skip("not installed")
    names = {str(path) for path in installed.files}
    for name in ("applications/statuette.desktop", "man/man1/statuette.1.gz", "doc/statuette/copyright"):
        assert f"/usr/share/{name}" in names
    assert sum("hicolor" in name and name.endswith(".png") for name in names) >= 6
    notices = next(Path("/opt/statuette").glob("app-*/NOTICES.txt")).read_text("utf-8")
    assert "PySide6" in notices
    assert "PSF" in notices


def test_desktop_file_and_man_page_are_well_formed(tmp_path: Path) -> None:
    """As Debian's own judges read them. Out of the package itself: small systems are told to install no man pages."""
    names = ["./usr/share/applications/statuette.desktop", "./usr/share/man/man1/statuette.1.gz"]
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", PACKAGE], stdout=subprocess.PIPE) as unpacking:
        subprocess.run(["tar", "-x", "-C", tmp_path, *names], stdin=unpacking.stdout, check=True)
    share = tmp_path / "usr" / "share"
    desktop = ["desktop-file-validate", share / "applications" / "statuette.desktop"]
    # not formatted to the end: only the warnings matter
    manual = ["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", share / "man" / "man1" / "statuette.1.gz"]
    env = {**os.environ, "LC_ALL": "C.UTF-8", "MANROFFSEQ": "", "MANWIDTH": "80"}
    for words in (desktop, manual):
        done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert words is manual or not done.stdout, done.stdout


def test_a_figurine_is_opened_repaired_and_saved(installed: Installed, figure: Path, tmp_path: Path) -> None:
    assert not report(installed, figure)["printable"]
    saved = installed.home / "print ready.3mf"
    with screen(tmp_path / "screen") as shown:
        program = subprocess.Popen(
            [installed.command, str(figure)],
            env={**shown.env, **installed.env},
            cwd=installed.home,
            stderr=subprocess.PIPE,
        )
        try:
            use(shown, program, installed, saved)
            assert program.wait(2 * MINUTE) == 0
        finally:
            keep(shown, "last.png")
            if program.poll() is None:
                program.kill()
                program.wait()
            assert program.stderr is not None
            said = program.stderr.read().decode("utf-8", "replace")
            program.stderr.close()
    assert "Traceback" not in said
    assert report(installed, saved)["printable"], "what was saved can be printed"
    logs = "\n".join(path.read_text("utf-8") for path in installed.home.rglob("statuette.log"))
    assert "unexpected error" not in logs


def use(shown: Screen, program: "subprocess.Popen[bytes]", installed: Installed, saved: Path) -> None:
    """What a person does: wait for the figure, repair it, save it, leave."""

    def until(done: Callable[[], Any], seconds: float, what: str) -> Any:
        found = wait(lambda: done() or program.poll() is not None, seconds, what)
        assert program.poll() is None, f"Statuette ended before there was a {what}"
        return found

    until(lambda: shown.windows("Statuette"), 5 * MINUTE, "window of Statuette")
    until(lambda: colors(shown.picture()[MIDDLE]) > 150, 5 * MINUTE, "figure in the middle of the window")
    assert not shown.windows("went wrong")
    keep(shown, "opened.png")
    looks_like(shown, "opened.png")
    steady(shown)
    before = revisions(installed)
    shown.click(*accent(shown))  # "Repair and prove"
    until(lambda: revisions(installed) > before, 10 * MINUTE, "repaired figure")
    steady(shown)
    use_keys(shown)
    shown.press("ctrl+s")
    dialog = until(lambda: shown.windows("Save the print file"), MINUTE, "dialog to save in")
    shown.tell("windowfocus", "--sync", dialog[0])
    shown.press("ctrl+a")
    shown.write(str(saved))
    shown.press("Return")
    until(lambda: saved.exists() and not shown.windows("Save the print file"), 3 * MINUTE, "saved file")
    steady(shown)
    keep(shown, "repaired.png")
    looks_like(shown, "repaired.png")
    assert not shown.windows("went wrong")
    use_keys(shown)
    shown.press("ctrl+q")


def use_keys(shown: Screen) -> None:
    """Without a window manager nobody else gives the window the keyboard."""
    shown.tell("windowfocus", "--sync", shown.windows("Statuette")[0])


def accent(shown: Screen) -> tuple[int, int]:
    """Where the main button at the lower right is, by its blue: column and row."""
    corner = shown.picture()[HEIGHT * 2 // 3 :, WIDTH * 2 // 3 :].astype(np.int16)
    blue = (corner[..., 2] - corner[..., 0] > 100) & (corner[..., 2] > 180)
    assert blue.sum() > 2000, "there is no main button at the lower right"
    rows, columns = np.nonzero(blue)
    return int(np.median(columns)) + WIDTH * 2 // 3, int(np.median(rows)) + HEIGHT * 2 // 3


def looks_like(shown: Screen, name: str) -> None:
    """The picture has a window that fills it, words, a figure in colours, and is much like the one that was looked at."""
    picture = shown.picture()
    assert covered(picture) > 0.7
    middle = picture[MIDDLE].astype(np.int16)
    colorful = (middle.max(axis=2) - middle.min(axis=2)) > 60
    assert 0.02 < colorful.mean() < 0.9, "the figure has its colours"
    with Image.open(PICTURES / name) as seen:
        reference = np.asarray(seen.convert("RGB"))
    assert near(picture, reference) < 12, f"the window no longer looks like tests/package/pictures/{name}"


def steady(shown: Screen) -> None:
    """Wait until the screen stands still for a moment, at most as long as a blinking cursor or a bar may keep it busy."""
    last = [shown.picture()]

    def still() -> bool:
        subprocess.run(["sleep", "0.5"], check=True)
        now = shown.picture()
        same = near(now, last[0]) < 0.5
        last[0] = now
        return same

    wait(still, 5 * MINUTE, "still picture")


def revisions(installed: Installed) -> int:
    """How many states of models this user's Statuette keeps."""
    return len(list((installed.home / ".local/share/Statuette/meshes").rglob("*.mesh")))


def report(installed: Installed, file: Path) -> dict[str, Any]:
    done = installed.run("inspect", str(file), "--json", "--height-mm", "120")
    assert done.returncode in {0, 1}, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def keep(shown: Screen, name: str) -> None:
    if SHOTS:
        shown.save(SHOTS / name)


def test_nothing_is_written_into_the_program(installed: Installed) -> None:
    if not installed.files:
        pytest.skip("not installed")
    known = set(installed.files)
    assert [path for path in Path("/opt/statuette").rglob("*") if path not in known] == []


def test_removal_leaves_nothing_of_ours_and_all_of_theirs(installed: Installed) -> None:
    if not installed.files:
        pytest.skip("not installed")
    theirs = contents(installed.home)
    assert any("Statuette" in name for name in theirs)
    subprocess.run(["dpkg", "--purge", "statuette"], check=True, capture_output=True)
    ours = [path for path in installed.files if "statuette" in str(path) and os.path.lexists(path)]
    assert ours == []
    assert shutil.which("statuette", path="/usr/bin") is None
    assert contents(installed.home) == theirs


def contents(folder: Path) -> dict[str, str]:
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*")) if path.is_file()
    }
