"""``statuette nest`` as another program calls it."""

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from shapely import affinity
from shapely.geometry import Polygon

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "resources" / "schemas" / "nest-job.example.json"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATUETTE_HOME", str(tmp_path / "home"))
    (tmp_path / "home" / "settings").mkdir(parents=True)
    (tmp_path / "home" / "settings" / "preferences.json").write_text('{"language": "en"}', "utf-8")


def nest(*words: object) -> "subprocess.CompletedProcess[str]":
    done = subprocess.run(
        [sys.executable, "-m", "app", "nest", *map(str, words)],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_placements_are_those_of_the_outlines_as_they_were_given(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    job = json.loads(EXAMPLE.read_text("utf-8"))
    job["pieces"][0]["polygon"] = [[x + 100, y - 7] for x, y in job["pieces"][0]["polygon"]]
    job["pieces"][0]["holes"] = []
    path = tmp_path / "job.json"
    path.write_text(json.dumps(job), "utf-8")
    done = nest(path, out, "--seconds", "2", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told == json.loads(out.read_text("utf-8"))
    assert told["gap_faults"] == 0
    assert 0 < told["utilisation"] < 1
    assert told["seconds"] > 0
    assert told["left"] == []
    shapes = {"star": Polygon(job["pieces"][0]["polygon"]), "tag": Polygon([(0, 0), (50, 0), (50, 30), (0, 30)])}
    placed = [
        affinity.translate(affinity.rotate(shapes[p["piece"]], p["turn_deg"], origin=(0, 0)), p["x_mm"], p["y_mm"])
        for p in told["placements"]
    ]
    assert len(placed) == 10
    assert min(a.distance(b) for i, a in enumerate(placed) for b in placed[:i]) >= 2.99
    for shape in placed:
        assert shape.bounds[0] >= 4.99
        assert shape.bounds[1] >= 4.99
        assert shape.bounds[2] <= 205.01
        assert shape.bounds[3] <= 292.01


def test_svg_and_words(tmp_path: Path) -> None:
    out = tmp_path / "out.svg"
    done = nest(EXAMPLE, out, "--seconds", "1")
    assert done.returncode == 0, done.stderr
    assert "10 pieces have their place." in done.stderr
    assert len(ET.parse(out).getroot().findall(".//{*}path")) == 10


def test_what_has_no_room_is_exit_status_one(tmp_path: Path) -> None:
    job = tmp_path / "job.json"
    job.write_text(json.dumps({"sheet": "a4", "pieces": [{"id": "a", "width_mm": 400, "height_mm": 100}]}), "utf-8")
    done = nest(job, tmp_path / "out.dxf", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["left"] == [{"piece": "a", "copy": 0}]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("[]", "out.json"),
        ('{"sheet": "a4", "pieces": [{"id": "a"}]}', "out.json"),
        ('{"sheet": "a9", "pieces": [{"id": "a", "width_mm": 40, "height_mm": 100}]}', "out.json"),
        ('{"sheet": "a4", "pieces": [{"id": "a", "polygon": [[0, 0], [40, 40], [40, 0], [0, 40]]}]}', "out.json"),
        ('{"sheet": "a4", "pieces": [{"id": "a", "width_mm": 40, "height_mm": 100}]}', "out.xyz"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_nothing_is_written(tmp_path: Path, content: str, name: str) -> None:
    job = tmp_path / "job.json"
    job.write_text(content, "utf-8")
    done = nest(job, tmp_path / name)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / name).exists()
