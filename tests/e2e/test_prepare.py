"""``statuette prepare`` as a script would use it."""

from pathlib import Path

import pytest
import trimesh

from tests.e2e.command_line import answer, statuette


@pytest.fixture
def figure(tmp_path: Path) -> Path:
    """A capsule, which stands on nothing."""
    path = tmp_path / "capsule.stl"
    trimesh.creation.capsule(height=30, radius=12, count=[48, 48]).export(path)
    return path


def test_from_a_shape_to_a_body_ready_to_print(figure: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.3mf"
    done = statuette(
        "prepare", figure, out, "--height-mm", 60, "--base", "hexagon", "--base-height-mm", 8, "--text", "手办 A1",
        "--text-style", "raised", "--text-color", "#aa2211", "--json",
    )  # fmt: skip
    told = answer(done)
    assert done.returncode == 0, done.stderr
    assert told["printable"]
    assert told["bodies"] == 1
    assert [step["id"] for step in told["steps"]] == ["scale", "drop_to_plate", "base", "lettering"]
    assert told["size_mm"][2] == pytest.approx(60 + 8 - 0.8, abs=1e-3)
    assert told["report"]["printable"]
    assert told["report"]["color"] == "vertex"
    assert "one body" in told["base"]["summary"]
    assert told["drains"] is None
    written = trimesh.load(out, force="mesh")
    assert written.is_watertight
    assert written.volume == pytest.approx(told["material_mm3"], rel=1e-4)


def test_hollow_with_drains_takes_less_material(figure: Path, tmp_path: Path) -> None:
    full = answer(statuette("prepare", figure, tmp_path / "full.stl", "--height-mm", 60, "--base", "round", "--json"))
    done = statuette(
        "prepare", figure, tmp_path / "hollow.stl", "--height-mm", 60, "--base", "round", "--hollow-mm", 2, "--drain-mm", 4,
        "--process", "white-resin", "--json",
    )  # fmt: skip
    told = answer(done)
    assert told["material_mm3"] < 0.7 * full["material_mm3"]
    assert told["drains"]["values"]["drain_mm"] == 4
    assert trimesh.load(tmp_path / "hollow.stl").is_watertight


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--drain-mm", 3), "hollow"),
        (("--base-height-mm", 5), "--base"),
        (("--base", "star"), "star"),
        (("--base", "round", "--base-color", "red"), "#c0ffee"),
        (("--base-svg", "missing.svg"), "SVG"),
        (("--text", "x"), "rim"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    figure: Path, tmp_path: Path, arguments: tuple[object, ...], said: str
) -> None:
    done = statuette("prepare", figure, tmp_path / "out.3mf", "--height-mm", 60, *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.3mf").exists()
