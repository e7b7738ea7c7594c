"""Slicers as child processes: the real PrusaSlicer where it is installed; OrcaSlicer by its command line alone."""

import json
import shutil
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from app.dispatch.slicing import NoSlicerError, SliceOrder, SliceRefusedError
from app.drivers.slicers import orca, prusa
from app.drivers.slicers.rack import SlicersOfThisPc, installed
from app.drivers.slicers.running import run
from app.errors import AppError, Cancelled
from app.jobs.progress import Progress, silent
from app.mesh.loading import save
from app.settings.slicing import SliceProfile, SlicingSettings, load_slicing, save_slicing
from tests.unit.mesh.shapes import box

PLATE = "printer_technology = FFF\nbed_shape = 0x0,250x0,250x210,0x210\nfilament_density = 1.24\n"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "SN-AB12CD-1a2b3c4d.stl"
    save(box((20.0, 20.0, 10.0)), path, silent())
    return path


@pytest.fixture
def prusa_slicer(tmp_path: Path) -> prusa.PrusaSlicer:
    program = shutil.which("prusa-slicer")
    if program is None:
        pytest.skip("Debian's package prusa-slicer is not installed")
    (tmp_path / "mk4.ini").write_text(PLATE + "printer_settings_id = MK4\ngcode_label_objects = octoprint\n")
    return prusa.PrusaSlicer(program, SliceProfile(printer="MK4", program="prusa", files=(str(tmp_path / "mk4.ini"),)))


def order(model: Path, folder: Path, seconds: float = 120.0) -> SliceOrder:
    out = folder / "out"
    out.mkdir(exist_ok=True)
    return SliceOrder(model, out, seconds)


def test_prusaslicer_slices_and_its_result_is_read_back(
    prusa_slicer: prusa.PrusaSlicer, model: Path, tmp_path: Path
) -> None:
    shares: list[float] = []
    made = prusa_slicer.slice(order(model, tmp_path), Progress(lambda done, _what: shares.append(done)))
    assert made.path.name == "SN-AB12CD-1a2b3c4d.gcode"
    assert (made.facts.suffix, made.facts.machine) == (".gcode", "MK4")
    assert made.facts.seconds > 60
    assert made.facts.grams > 1
    assert any("SN-AB12CD-1a2b3c4d" in name for name in made.facts.names)
    assert made.facts.size_mm[2] == pytest.approx(10, abs=0.4)
    assert shares == sorted(shares)


def test_what_does_not_lie_on_the_plate_is_refused_though_the_program_says_that_all_is_well(
    prusa_slicer: prusa.PrusaSlicer, tmp_path: Path
) -> None:
    large = tmp_path / "large.stl"
    save(box((400.0, 400.0, 10.0)), large, silent())
    with pytest.raises(SliceRefusedError, match="outside of the print volume"):
        prusa_slicer.slice(order(large, tmp_path), silent())


def test_a_profile_that_is_missing_is_told(prusa_slicer: prusa.PrusaSlicer, model: Path, tmp_path: Path) -> None:
    Path(prusa_slicer.profile.files[0]).unlink()
    with pytest.raises(SliceRefusedError, match="No such file"):
        prusa_slicer.slice(order(model, tmp_path), silent())


# ---- as a child process -----------------------------------------------------

SLEEPER = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


def gone(pid: int) -> bool:
    end = time.monotonic() + 10
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def test_cancelling_ends_the_program_and_what_it_started(tmp_path: Path) -> None:
    begun, pids = threading.Event(), list[int]()

    def share(line: str) -> float | None:
        pids.append(int(line))
        begun.set()
        return None

    with pytest.raises(Cancelled):
        run([sys.executable, "-c", SLEEPER], tmp_path, 60, Progress(cancelled=begun.is_set), share)
    assert gone(pids[0])


def test_a_deadline_ends_it_too(tmp_path: Path) -> None:
    with pytest.raises(SliceRefusedError, match="longer than"):
        run([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path, 0.3, silent(), lambda _line: None)


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SliceRefusedError, match="cannot be started"):
        run([str(tmp_path / "nothing")], tmp_path, 5, silent(), lambda _line: None)


def test_it_tells_how_far_it_is(tmp_path: Path) -> None:
    told: list[float | None] = []

    def share(line: str) -> float | None:
        told.append(prusa._share(line))
        return told[-1]

    words = "for n in range(3): print(f'{n * 30} => Working', flush=True)"
    ended = run([sys.executable, "-c", words], tmp_path, 30, silent(), share)
    assert ended.code == 0
    assert ended.lines == ("0 => Working", "30 => Working", "60 => Working")
    assert told == [0.0, 0.3, 0.6]


# ---- OrcaSlicer: no real one is to be had from packages ---------------------


def profiles(folder: Path, *kinds: str) -> tuple[str, ...]:
    paths = []
    for number, kind in enumerate(kinds):
        path = folder / f"{number}.json"
        path.write_text(json.dumps({"type": kind}))
        paths.append(str(path))
    return tuple(paths)


def test_orca_gets_each_profile_where_its_type_belongs(tmp_path: Path, model: Path) -> None:
    files = profiles(tmp_path, "filament", "process", "machine")
    profile = SliceProfile(printer="P1S", program="orca", files=files, suffix=".gcode.3mf")
    asked = order(model, tmp_path)
    words = orca.command_line("orca-slicer", profile, asked, asked.folder / "m.gcode.3mf")
    assert words[words.index("--load-settings") + 1] == f"{files[2]};{files[1]}"
    assert words[words.index("--load-filaments") + 1] == files[0]
    assert words[words.index("--outputdir") + 1] == str(asked.folder)
    assert words[words.index("--export-3mf") + 1] == "m.gcode.3mf"
    assert words[-1] == str(model)


@pytest.mark.parametrize("kinds", [("machine", "process"), ("machine", "process", "process", "filament"), ("ini",)])
def test_orca_refuses_profiles_that_it_would_pass_over(tmp_path: Path, model: Path, kinds: tuple[str, ...]) -> None:
    profile = SliceProfile(printer="P1S", program="orca", files=profiles(tmp_path, *kinds))
    with pytest.raises(SliceRefusedError, match="profile"):
        orca.command_line("orca-slicer", profile, order(model, tmp_path), tmp_path / "m.gcode")


STAND_IN = """#!{python}
import json, pathlib, sys
out = pathlib.Path(sys.argv[sys.argv.index("--outputdir") + 1])
{work}
"""


def stand_in(folder: Path, work: str) -> str:
    """A program that writes what OrcaSlicer writes, as its users and its source describe it."""
    path = folder / "orca-stand-in"
    path.write_text(STAND_IN.format(python=sys.executable, work=work))
    path.chmod(0o755)
    return str(path)


@pytest.mark.skipif(
    sys.platform == "win32", reason="the stand-in is a script with a first line that Windows does not know"
)
def test_orca_results_are_read_back(tmp_path: Path, model: Path) -> None:
    profile = SliceProfile(printer="P1S", program="orca", files=profiles(tmp_path, "machine", "process", "filament"))
    gcode = r'(out / "plate_1.gcode").write_text("; total estimated time: 5m 0s\nG1 X1 Y1 Z1\nG1 X9 Y5 E1\n")'
    told = '(out / "result.json").write_text(json.dumps({"sliced_plates": [{"warning_message": "floating regions"}]}))'
    made = orca.OrcaSlicer(stand_in(tmp_path, f"{gcode}\n{told}"), profile).slice(order(model, tmp_path), silent())
    assert (made.path.name, made.facts.seconds, made.warnings) == (f"{model.stem}.gcode", 300, ("floating regions",))
    broken = '(out / "result.json").write_text(json.dumps({"error_string": "Unsupported printer"})); sys.exit(1)'
    again = tmp_path / "again"
    again.mkdir()
    with pytest.raises(SliceRefusedError, match="Unsupported printer"):
        orca.OrcaSlicer(stand_in(tmp_path, broken), profile).slice(order(model, again), silent())


# ---- settings ---------------------------------------------------------------


def test_the_profile_that_names_the_material_is_taken_first() -> None:
    every = SliceProfile(printer="MK4", program="prusa", files=("a.ini",))
    white = SliceProfile(printer="MK4", program="prusa", files=("b.ini",), materials=("pla-white",))
    settings = SlicingSettings(profiles=(every, white))
    assert settings.profile("MK4", "pla-white") is white
    assert settings.profile("MK4", "pla-black") is every
    assert settings.profile("Mars", "pla-white") is None


def test_the_rack_of_this_pc(tmp_path: Path) -> None:
    path = tmp_path / "settings" / "slicing.json"
    rack = SlicersOfThisPc(path)
    with pytest.raises(NoSlicerError):
        rack.find("MK4", "pla-white")
    profile = SliceProfile(printer="MK4", program="prusa", files=("a.ini",))
    save_slicing(SlicingSettings(prusa=sys.executable, profiles=(profile,)), path)
    found = rack.find("MK4", "pla-white")
    assert isinstance(found, prusa.PrusaSlicer)
    assert (found.program, found.profile) == (sys.executable, profile)
    save_slicing(SlicingSettings(prusa=str(tmp_path / "gone"), profiles=(profile,)), path)
    with pytest.raises(SliceRefusedError, match="not on this PC"):
        rack.find("MK4", "pla-white")
    path.write_text("{")
    with pytest.raises(AppError, match="damaged"):
        load_slicing(path)


def test_a_profile_is_a_file_by_its_name_or_path(tmp_path: Path) -> None:
    folder = tmp_path / "slicing"
    folder.mkdir()
    save_slicing(SlicingSettings(prusa=sys.executable, orca=sys.executable), tmp_path / "slicing.json")
    rack = SlicersOfThisPc(tmp_path / "slicing.json")

    def found(profile: str, material: str = "pla-white") -> SliceProfile:
        slicer = rack.find(profile, material)
        assert isinstance(slicer, prusa.PrusaSlicer | orca.OrcaSlicer)
        return slicer.profile

    (folder / "MK4.ini").write_text("binary_gcode = 1\n")
    (folder / "MK4.pla-white.ini").write_text("binary_gcode = 0\n")
    assert (found("MK4").files, found("MK4").suffix) == ((str(folder / "MK4.pla-white.ini"),), ".gcode")
    assert (found("MK4", "pla-black").files, found("MK4", "pla-black").suffix) == (
        (str(folder / "MK4.ini"),),
        ".bgcode",
    )
    elsewhere = tmp_path / "sl1.ini"
    elsewhere.write_text("printer_technology = SLA\nsla_archive_format = SL1\n")
    assert (found(str(elsewhere)).suffix, found(str(elsewhere)).program) == (".sl1", "prusa")
    elsewhere.write_text("printer_technology = SLA\nsla_archive_format = pwmx\n")
    assert found(str(elsewhere)).suffix == ".pwmx"
    (folder / "P1S").mkdir()
    with pytest.raises(NoSlicerError):
        rack.find("P1S", "pla-white")
    for kind in ("machine", "process", "filament"):
        (folder / "P1S" / f"{kind}.json").write_text(json.dumps({"type": kind, "name": f"Bambu Lab P1S {kind}"}))
    assert (found("P1S").program, found("P1S").suffix, len(found("P1S").files)) == ("orca", ".gcode.3mf", 3)
    (folder / "P1S" / "machine.json").write_text(json.dumps({"type": "machine", "name": "Voron"}))
    assert found("P1S").suffix == ".gcode"


def test_a_slicer_is_found_where_windows_has_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.setenv("ProgramFiles", str(tmp_path))
    monkeypatch.delenv("LocalAppData", raising=False)
    assert installed(prusa.NAMES) is None
    program = tmp_path / "Prusa3D" / "PrusaSlicer" / "prusa-slicer-console.exe"
    program.parent.mkdir(parents=True)
    program.touch()
    assert installed(prusa.NAMES) == str(program)
    assert installed(orca.NAMES) is None
