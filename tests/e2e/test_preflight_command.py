"""``statuette preflight``: exit status, JSON, report files, and sentences for what cannot be judged."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.unit.layouts.preflight import good_files as good
from tests.unit.layouts.preflight.seeding import TWENTY_TWO

ROOT = Path(__file__).parents[2]
BY_NAME = {m.name: m for m in TWENTY_TWO}


def run(*words: object, home: Path) -> tuple[int, dict[str, Any], str]:
    done = subprocess.run(
        [sys.executable, "-m", "app", "preflight", *map(str, words), "--json"], cwd=ROOT, capture_output=True,
        env=dict(os.environ, STATUETTE_HOME=str(home), LANG="C.UTF-8", LC_ALL="C.UTF-8"),
        text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout or "{}"), done.stderr


def test_good_file(tmp_path: Path) -> None:
    path = good.saved(good.keychain(), tmp_path / "charm.pdf")
    status, data, words = run(path, "--profile", "acrylic-uv", home=tmp_path)
    assert status == 0
    assert data["passed"] is True
    assert [r for r in data["rules"] if r["severity"] != "informs"] == []
    assert data["profile"] == "acrylic-uv"
    assert "This file can be printed." in words


def test_faulty_file_and_its_reports(tmp_path: Path) -> None:
    good.needs_ghostscript()
    path = BY_NAME["overprint_off"].write(tmp_path)
    out = tmp_path / "report.pdf"
    status, data, words = run(path, "--profile", "acrylic-uv", "--report", out, home=tmp_path)
    assert status == 1
    assert data["passed"] is False
    rule = next(r for r in data["rules"] if r["id"] == "white_knocked_out")
    assert {"id", "severity", "message", "page", "where"} <= set(rule)
    assert rule["page"] == 1
    assert len(rule["where"]) == 4
    assert "blocks printing" in words
    assert out.read_bytes().startswith(b"%PDF-")
    status, data, _ = run(path, "--no-plates", "--report", tmp_path / "r.json", home=tmp_path)
    written = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert written["rules"] == data["rules"]
    assert data["not_judged"]
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith(".")) == []


@pytest.mark.parametrize(
    ("make", "options", "sentence"),
    [
        (lambda folder: good.image_file(folder / "a.png"), (), "is not a PDF"),
        (lambda folder: folder / "none.pdf", (), "cannot be read"),
        (lambda folder: good.saved(good.keychain(), folder / "a.pdf"), ("--profile", "nobody"), "no print shop"),
        (lambda folder: good.saved(good.keychain(), folder / "a.pdf"), ("--report", "r.docx"), "ending"),
    ],
)
def test_what_cannot_be_judged(make: Any, options: tuple[str, ...], sentence: str, tmp_path: Path) -> None:
    status, data, words = run(make(tmp_path), *options, home=tmp_path)
    assert status == 2
    assert sentence in words
    assert "error" in data


def test_report_does_not_replace_the_file(tmp_path: Path) -> None:
    path = good.saved(good.keychain(), tmp_path / "a.pdf")
    before = path.read_bytes()
    status, _, words = run(path, "--report", path, home=tmp_path)
    assert status == 2
    assert "another name" in words
    assert path.read_bytes() == before
