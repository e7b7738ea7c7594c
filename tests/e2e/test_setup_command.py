"""``statuette setup``: a PC is set up by a script, twice without a change; secrets are never told, words are for people."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PASSWORD = "violet kettle 42"


def run(
    *words: str, given: dict[str, Any] | None = None, language: str = "C.UTF-8", **env: str
) -> tuple[int, dict[str, Any], str]:
    done = subprocess.run(
        [sys.executable, "-m", "app", "setup", *words, "--json"], cwd=ROOT,
        env={**os.environ, "LC_ALL": language, **env}, input=json.dumps(given) if given is not None else "",
        capture_output=True, text=True, encoding="utf-8", timeout=180, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    for secret in (PASSWORD, "hush-hush"):
        assert secret not in done.stdout + done.stderr
    return done.returncode, json.loads(done.stdout or "{}"), done.stderr


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STATUETTE_HOME", str(tmp_path / "home"))
    for name in ("STATUETTE_DATABASE", "STATUETTE_ASSETS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "home"


def states(told: dict[str, Any]) -> dict[str, str]:
    return {step["step"]: step["state"] for step in told["steps"]}


def test_a_pc_is_set_up_by_a_script(home: Path, tmp_path: Path) -> None:
    document = {
        "language": "en",
        "database": {"folder": str(tmp_path / "workshop")},
        "recovery_sheet": str(tmp_path / "sheet.txt"),
        "administrator": {"login": "lin", "name": "林工"},
    }
    file = tmp_path / "setup.json"
    file.write_text(json.dumps(document), "utf-8")
    status, told, words = run(str(file), "--check", STATUETTE_ADMINISTRATOR_PASSWORD=PASSWORD)
    assert (status, told["ok"], told["check"]) == (0, True, True)
    assert set(states(told).values()) == {"possible"}
    assert not (tmp_path / "workshop").exists()
    assert not (home / "settings" / "preferences.json").exists()

    status, told, words = run(str(file), STATUETTE_ADMINISTRATOR_PASSWORD=PASSWORD)
    assert status == 0, told
    assert set(states(told).values()) == {"done"}
    assert told["database"] == str(tmp_path / "workshop" / "orders.sqlite")
    assert "everybody logs in" in words
    kept = json.loads((home / "settings" / "preferences.json").read_text("utf-8"))
    assert (kept["language"], kept["first_start_done"]) == ("en", True)
    if os.name != "nt":
        assert (tmp_path / "sheet.txt").stat().st_mode & 0o077 == 0

    sheet = (tmp_path / "sheet.txt").read_text("utf-8")
    status, told, _ = run(str(file))
    assert status == 0
    assert set(states(told).values()) == {"unchanged"}
    assert (tmp_path / "sheet.txt").read_text("utf-8") == sheet


def test_what_does_not_hold_ends_with_one(tmp_path: Path) -> None:
    gone = {"database": {"host": "127.0.0.1", "port": 9}, "sample_workshop": True}
    status, told, words = run("-", "--check", given={**gone, "secrets": {"database_password": "hush-hush"}})
    assert (status, told["ok"]) == (1, False)
    assert states(told) == {"database": "failed", "sample_workshop": "failed"}
    assert "Nothing answers" in words
    hot = {"printers": [{"name": "x", "driver": "hot_folder", "settings": {"folder": str(tmp_path / "gone")}}]}
    status, told, _ = run("-", "--check", given=hot)
    assert (status, states(told)) == (1, {"printers": "failed"})


def test_unusable_documents_end_with_two(tmp_path: Path) -> None:
    status, told, words = run("-", given={"langauge": "en"})
    assert (status, "langauge" in told["error"]) == (2, True)
    assert words.count("\n") == 1
    file = tmp_path / "setup.json"
    file.write_text(json.dumps({"secrets": {"database_password": "hush-hush"}}), "utf-8")
    assert run(str(file))[0] == 2
    assert run(str(tmp_path / "gone.json"))[0] == 2


def test_words_follow_the_language(tmp_path: Path) -> None:
    file = tmp_path / "setup.json"
    file.write_text('{"language": "en"}', "utf-8")
    assert "language" in run(str(file), "--check")[2]
    status, told, _ = run(str(file), "--check", language="zh_CN.UTF-8")
    assert status == 0
    assert told["steps"][0]["step"] == "language", "names of steps are for programs, in any language"
