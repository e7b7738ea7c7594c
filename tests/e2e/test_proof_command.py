"""``statuette proof`` and the new endings of ``render``, as a script would use them."""

import json
from pathlib import Path

import pytest
import trimesh

from app.commands.proof import short_hash
from tests.e2e.command_line import statuette


@pytest.fixture
def box(tmp_path: Path) -> Path:
    path = tmp_path / "小盒.stl"
    trimesh.creation.box((20, 30, 40)).export(path)
    return path


def test_a_proof_is_made_into_a_folder(box: Path, tmp_path: Path) -> None:
    out = tmp_path / "确认稿"
    done = statuette("proof", box, out, "--json", "--round", 2, "--height-mm", 80, "--base-text", "致<小满>", "--frames", 3,
                     "--look-at", "one", "--look-at", "two", "--title", "盒子 & Co", "--white")  # fmt: skip
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    assert made["size_mm"] == [40, 60, 80]
    assert made["round"] == 2
    assert [Path(name).name for name in made["files"]] == [
        *(f"小盒-r2-{side}.png" for side in ("front", "side", "back", "three-quarter")),
        "小盒-r2.mp4", "小盒-r2.webp", "小盒-r2.pdf", "小盒-r2.html",
    ]  # fmt: skip
    assert {path.name for path in out.iterdir()} == {Path(name).name for name in made["files"]}
    page = (out / "小盒-r2.html").read_text("utf-8")
    for words in ("盒子 &amp; Co", "致&lt;小满&gt;", " one<", " two<", short_hash(made["revision"])):
        assert words in page


def test_some_parts_alone(box: Path, tmp_path: Path) -> None:
    done = statuette("proof", box, tmp_path / "out", "--json", "--parts", "html,pdf")
    assert done.returncode == 0, done.stderr
    assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == [".html", ".pdf"]


@pytest.mark.parametrize("suffix", [".pdf", ".html"])
def test_render_takes_the_ending(box: Path, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"one{suffix}"
    done = statuette("render", box, out, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["out"] == str(out)
    assert out.stat().st_size > 10_000


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("missing/inner",), "does not exist"),
        (("小盒.stl",), "is a file"),
        (("out", "--parts", "pdf,doc"), "stills,mp4,webp,pdf,html"),
        (("out", "--round", "0"), "from 1 to 99"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(
    box: Path, tmp_path: Path, words: tuple[str, ...], expected: str
) -> None:
    done = statuette("proof", box, tmp_path / words[0], *words[1:])
    assert done.returncode == 2
    assert expected in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == [box]
