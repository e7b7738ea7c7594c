"""``statuette setup`` on a real server: begun by one PC, joined by another with the recovery code; what is wrong is told."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, make_url

from app.bootstrap.terminal import open_office
from app.security.recovery_code import to_code

ROOT = Path(__file__).parents[2]
LOGIN = "violet kettle 42"


def run(home: Path, document: dict[str, Any], *words: str) -> tuple[int, dict[str, Any]]:
    env = {key: value for key, value in os.environ.items() if key not in {"STATUETTE_DATABASE", "STATUETTE_ASSETS"}}
    done = subprocess.run(
        [sys.executable, "-m", "app", "setup", "-", "--json", *words], cwd=ROOT,
        env={**env, "STATUETTE_HOME": str(home), "LC_ALL": "C.UTF-8"}, input=json.dumps(document),
        capture_output=True, text=True, encoding="utf-8", timeout=180, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    for secret in document["secrets"].values():
        assert secret not in done.stdout + done.stderr
    return done.returncode, told


def states(told: dict[str, Any]) -> dict[str, str]:
    return {step["step"]: step["state"] for step in told["steps"]}


def wish(url: URL, files: Path, **secrets: str) -> dict[str, Any]:
    return {
        "database": {"host": url.host, "port": url.port, "name": url.database, "user": url.username},
        "files": {"folder": str(files)},
        "secrets": {"database_password": str(url.password), **secrets},
    }


def code_on(sheet: Path) -> str:
    return "-".join(line for line in sheet.read_text("utf-8").splitlines() if line.count("-") == 6)


def test_one_pc_begins_and_another_joins(empty_address: str, tmp_path: Path) -> None:
    url, files = make_url(empty_address), tmp_path / "share"
    sheet = tmp_path / "sheet.txt"
    first = wish(url, files, administrator_password=LOGIN) | {
        "recovery_sheet": str(sheet),
        "administrator": {"login": "lin", "name": "Lin"},
    }
    assert states(run(tmp_path / "pc1", first, "--check")[1]) == dict.fromkeys(
        ("database", "recovery_sheet", "administrator"), "possible"
    )
    status, told = run(tmp_path / "pc1", first)
    assert (status, set(states(told).values())) == (0, {"done"}), told
    assert told["database"].startswith("postgresql://")
    status, told = run(tmp_path / "pc1", first)
    assert (status, set(states(told).values())) == (0, {"unchanged"}), told

    refused = run(tmp_path / "pc2", wish(url, files))
    assert (refused[0], states(refused[1])) == (1, {"database": "failed"})
    assert "recovery code" in refused[1]["steps"][0]["message"]
    other = run(tmp_path / "pc2", wish(url, files, recovery_code=to_code(bytes(32))))
    assert (other[0], states(other[1])) == (1, {"database": "failed"})
    joined = wish(url, files, recovery_code=code_on(sheet))
    assert states(run(tmp_path / "pc2", joined, "--check")[1]) == {"database": "possible"}
    status, told = run(tmp_path / "pc2", joined)
    assert (status, states(told)) == (0, {"database": "done"}), told
    assert states(run(tmp_path / "pc2", joined)[1]) == {"database": "unchanged"}
    for pc in ("pc1", "pc2"):
        kept = b"".join(path.read_bytes() for path in (tmp_path / pc).rglob("*") if path.is_file())
        assert str(url.password).encode() not in kept


def test_a_wrong_password_or_name_is_told(empty_address: str, tmp_path: Path) -> None:
    url = make_url(empty_address)
    for wrong in (url.set(password="not it at all"), url.set(database=f"{url.database}_gone")):
        status, told = run(tmp_path / "pc", wish(wrong, tmp_path / "share"), "--check")
        assert status == 1
        assert "check the user" in told["steps"][0]["message"]


def test_a_password_that_was_changed_is_taken(
    empty_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, home = make_url(empty_address), tmp_path / "pc"
    document = wish(url, tmp_path / "share")
    told = run(home, document)[1]
    assert states(told) == {"database": "done"}
    monkeypatch.setenv("STATUETTE_HOME", str(home))
    with open_office() as office:
        assert office.places is not None
        office.places().keep_password(told["database"], "the one of last year")
    assert states(run(home, document | {"secrets": {"database_password": "not it at all"}})[1]) == {
        "database": "failed"
    }
    assert states(run(home, document)[1]) == {"database": "done"}
    assert states(run(home, document | {"secrets": {}})[1]) == {"database": "unchanged"}
