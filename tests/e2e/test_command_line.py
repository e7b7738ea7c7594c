"""The command line as a script would use it: real processes, real files, the contract of exit status and JSON."""

import subprocess
import sys
from pathlib import Path

import pytest
import trimesh

from tests.e2e.command_line import answer, statuette

ROOT = Path(__file__).parent.parent.parent
INSPECT_KEYS = {
    "file", "faces", "vertices", "bodies", "watertight", "manifold", "self_intersections", "volume_mm3", "area_mm2", "size_mm",
    "color", "printable", "seconds", "checks",
}  # fmt: skip


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "singer.glb"
    done = statuette("sample", "singer", path)
    assert done.returncode == 0, done.stderr
    return path


@pytest.fixture(scope="module")
def faces_without_area(sample: Path) -> int:
    """How many of the sample's faces the format 3MF cannot hold."""
    checks = answer(statuette("inspect", sample, "--json"))["checks"]
    return next(int(c["count"]) for c in checks if c["id"] == "degenerate_faces")


@pytest.fixture
def box(tmp_path: Path) -> Path:
    path = tmp_path / "box.stl"
    trimesh.creation.box((20, 30, 40)).export(path)
    return path


def test_a_good_model_is_printable(box: Path) -> None:
    done = statuette("inspect", box, "--json")
    report = answer(done)
    assert done.returncode == 0
    assert set(report) >= INSPECT_KEYS
    assert report["printable"]
    assert report["watertight"]
    assert report["manifold"]
    assert report["faces"] == 12
    assert report["vertices"] == 8
    assert report["size_mm"] == [20, 30, 40]
    assert report["volume_mm3"] == pytest.approx(24000)
    assert report["color"] == "none"
    for check in report["checks"]:
        assert set(check) >= {"id", "severity", "count", "message", "repairs"}


def test_a_height_scales_the_model(box: Path) -> None:
    assert answer(statuette("inspect", box, "--height-mm", "80", "--json"))["size_mm"] == [40, 60, 80]


def test_a_broken_model_is_repaired_and_proven(sample: Path, tmp_path: Path) -> None:
    before = statuette("inspect", sample, "--json")
    assert before.returncode == 1
    assert not answer(before)["printable"]
    out = tmp_path / "fixed.3mf"
    done = statuette("repair", sample, out, "--json")
    result = answer(done)
    assert done.returncode == 0, done.stderr
    assert result["after"]["printable"]
    assert not result["before"]["printable"]
    assert {"mean", "p99", "max"} <= set(result["deviation_mm"])
    assert {"mean", "p95"} <= set(result["color_delta_e"])
    assert result["steps"]
    assert all({"id", "seconds", "summary"} <= set(step) for step in result["steps"])
    again = statuette("inspect", out, "--json")
    assert again.returncode == 0, "what was proven in memory must hold for the file"
    assert answer(again)["color"] == "vertex"


@pytest.mark.parametrize("suffix", ["stl", "obj", "ply", "glb", "3mf", "off"])
def test_convert_writes_every_format_and_says_what_is_lost(
    sample: Path, faces_without_area: int, tmp_path: Path, suffix: str
) -> None:
    out = tmp_path / f"out.{suffix}"
    done = statuette("convert", sample, out, "--json")
    result = answer(done)
    assert done.returncode == 0
    folded = faces_without_area if suffix == "3mf" else 0
    written = answer(statuette("inspect", out, "--json"))["faces"]
    assert result["faces"] >= written >= result["faces"] - folded
    assert bool(result["lost"]) == (suffix in {"stl", "3mf"})


@pytest.mark.render
@pytest.mark.parametrize("suffix", ["png", "webp", "mp4"])
def test_render_draws_a_picture(sample: Path, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"proof.{suffix}"
    done = statuette("render", sample, out, "--json", "--size", "160", "--frames", "4")
    result = answer(done)
    assert done.returncode == 0, done.stderr
    assert out.stat().st_size > 1000
    assert {"size", "frames", "seconds"} <= set(result)


@pytest.mark.parametrize(
    "arguments",
    [
        ("inspect", "no-such-file.stl"),
        ("inspect", "pyproject.toml"),
        ("inspect",),
        ("fold", "box.stl"),
        ("inspect", "BOX", "--height-mm", "tall"),
        ("inspect", "BOX", "--height-mm", "-3"),
        ("inspect", "BOX", "--process", "clay"),
        ("convert", "BOX", "out.docx"),
        ("convert", "BOX", "no/such/folder/out.stl"),
        ("repair", "BOX", "out.3mf", "--mode", "magic"),
        ("render", "BOX", "out.gif"),
    ],
)
def test_what_cannot_be_used_ends_with_one_sentence(box: Path, arguments: tuple[str, ...]) -> None:
    done = statuette(*(str(box) if a == "BOX" else a for a in arguments))
    assert done.returncode == 2
    assert done.stdout == ""
    words = done.stderr.strip()
    assert words
    assert "\n" not in words
    assert "Traceback" not in words


def test_an_interrupted_or_refused_write_leaves_the_old_file_whole(box: Path, tmp_path: Path) -> None:
    out = tmp_path / "old.stl"
    out.write_bytes(b"precious")
    assert statuette("convert", tmp_path / "missing.obj", out).returncode == 2
    assert out.read_bytes() == b"precious"
    assert statuette("convert", box, out).returncode == 0
    assert out.stat().st_size == 84 + 12 * 50
    assert sorted(p.name for p in tmp_path.iterdir()) == ["box.stl", "old.stl"]


def test_the_command_line_loads_no_qt(box: Path) -> None:
    code = (
        "import sys; from app.__main__ import main; "
        f"status = main(['inspect', {str(box)!r}]); "
        "loaded = [m for m in sys.modules if m.split('.')[0] in ('PySide6', 'qtpy', 'pyvista', 'vtkmodules')]; "
        "sys.exit(f'{status} {loaded}' if status or loaded else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("tool", "options", "faces"),
    [
        ("reduce", ("--faces", "3000"), (2900, 3000)),
        ("reduce", ("--tolerance-mm", "0.3"), (500, 20_000)),
        ("remesh", ("--edge-mm", "3"), (5_000, 60_000)),
        ("smooth", ("--strength", "5", "--keep-creases", "round"), (49_914, 49_914)),
        ("subdivide", ("--rounds", "1", "--method", "loop"), (199_656, 199_656)),
    ],
)
def test_a_model_is_shaped_with_its_colors(
    sample: Path, tmp_path: Path, tool: str, options: tuple[str, ...], faces: tuple[int, int]
) -> None:
    out = tmp_path / "shaped.ply"
    done = statuette(tool, sample, out, *options, "--json")
    result = answer(done)
    assert done.returncode == 0, done.stderr
    assert result["faces_before"] == 49_914
    assert faces[0] <= result["faces"] <= faces[1]
    assert result["color"] == "vertex"
    assert len(trimesh.load(out, process=False).faces) == result["faces"]


def test_shaping_refuses_what_makes_no_sense(sample: Path, tmp_path: Path) -> None:
    for arguments, words in (
        (("smooth", sample, tmp_path / "a.stl", "--strength", "5000"), "5000"),
        (("subdivide", sample, tmp_path / "a.stl", "--method", "cubic"), "cubic"),
        (("reduce", sample, tmp_path / "a.stl", "--faces", "-3"), "-3"),
    ):
        done = statuette(*arguments)
        assert done.returncode == 2
        assert words in done.stderr
        assert "Traceback" not in done.stderr
        assert not (tmp_path / "a.stl").exists()


def test_any_tool_of_the_bench_is_a_command(box: Path, tmp_path: Path) -> None:
    ring = tmp_path / "ring.stl"
    place = "0,0,20,0,0,1"
    done = statuette("tool", "keyring", box, ring, "--hole-mm", "4", "--at", place, "--json")
    result = answer(done)
    assert done.returncode == 0, done.stderr
    assert result["tool"] == "keyring"
    made = trimesh.load(ring)
    assert made.is_watertight
    assert made.body_count == 1
    assert made.bounds[1][2] > 20 + 4
    for arguments, words in (
        (("keyring", box, ring, "--hole-mm", "400"), "400"),
        (("keyring", box, ring, "--at", "1,2"), "1,2"),
        (("keyring", box, ring, "--color", "red"), "red"),
        (("melt", box, ring), "melt"),
    ):
        refused = statuette("tool", *arguments)
        assert refused.returncode == 2
        assert words in refused.stderr
        assert "Traceback" not in refused.stderr


def test_a_negative_coordinate_is_a_place_and_no_option(box: Path, tmp_path: Path) -> None:
    done = statuette("tool", "keyring", box, tmp_path / "ring.stl", "--at=-10,0,5,-1,0,0", "--hole-mm=4")
    assert done.returncode == 0, done.stderr
    assert trimesh.load(tmp_path / "ring.stl").bounds[0][0] < -10 - 4
