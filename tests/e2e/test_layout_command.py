"""``statuette layout`` as another program calls it: sheets that pass our preflight and another checker, pictures to the pixel."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pdf_oxide
import pytest
from PIL import Image, ImageDraw

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATUETTE_HOME", str(tmp_path / "home"))
    (tmp_path / "home" / "settings").mkdir(parents=True)
    (tmp_path / "home" / "settings" / "preferences.json").write_text('{"language": "en"}', "utf-8")


def layout(folder: Path, job: dict[str, Any], out: Path, *more: str) -> "subprocess.CompletedProcess[str]":
    (folder / "job.json").write_text(json.dumps(job), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "app", "layout", str(folder / "job.json"), str(out), "--json", *more],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=240, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done


def figure(path: Path) -> None:
    image = Image.new("RGBA", (700, 700), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((60, 60, 640, 640), fill=(240, 120, 60, 255))
    image.save(path)


def test_a_sheet_of_charms_is_print_ready_and_the_same_twice(tmp_path: Path) -> None:
    figure(tmp_path / "cat.png")
    thing = {"template": "charm-50", "values": {"photo": "cat.png"}, "quantity": 3, "label": "SN-7F3A9C"}
    job = {"title": "Charms", "shop": "acrylic-uv", "things": [thing]}
    done = layout(tmp_path, job, tmp_path / "one.pdf")
    told = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert told["pages"] == 3
    assert set(told["spots"]) == {"White", "CutContour"}
    assert told["preflight"]["passed"]
    assert pdf_oxide.PdfDocument(str(tmp_path / "one.pdf")).validate_pdf_x("4")["valid"]
    layout(tmp_path, job, tmp_path / "two.pdf", "--no-plates")
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()
    sheet = layout(tmp_path, job | {"sheet": "a4", "seconds": 1}, tmp_path / "sheet.pdf", "--no-plates")
    told = json.loads(sheet.stdout)
    assert sheet.returncode == 0, sheet.stderr
    assert [one["pieces"] for one in told["sheets"]] == [3]
    assert told["gap_faults"] == told["left"] == 0


def test_a_photo_for_the_lab_has_exactly_its_pixels(tmp_path: Path) -> None:
    Image.linear_gradient("L").resize((2400, 1600)).convert("RGB").save(tmp_path / "sky.jpg")
    job = {"shop": "photo-lab", "things": [{"template": "photo-6-wide", "values": {"photo": "sky.jpg"}}]}
    done = layout(tmp_path, job, tmp_path / "photo.jpg")
    assert done.returncode == 0, done.stderr
    with Image.open(tmp_path / "photo.jpg") as photo:
        assert photo.size == (1795, 1205)
        assert photo.info["icc_profile"]


def test_what_cannot_be_done_is_said_in_a_sentence(tmp_path: Path) -> None:
    job = {"shop": "photo-lab", "things": [{"template": "photo-6-wide", "values": {}}]}
    done = layout(tmp_path, job, tmp_path / "photo.jpg")
    assert done.returncode == 2
    assert "missing" in done.stderr
    done = layout(tmp_path, job, tmp_path / "photo.pdf")
    assert done.returncode == 2
    assert ".jpg" in done.stderr
    assert not (tmp_path / "photo.pdf").exists()
