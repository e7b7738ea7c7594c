"""Backups from the command line: made, listed, checked, brought back, also where the order book is damaged."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.bootstrap.terminal import open_office
from app.commands.orders import new_order
from app.orders.draft import Buyer, ConsentDraft, ItemDraft, OrderDraft
from app.orders.records import Order

ROOT = Path(__file__).parents[2]


def run(*words: str) -> tuple[int, dict[str, object], str]:
    done = subprocess.run(
        [sys.executable, "-m", "app", "backup", *words, "--json"], cwd=ROOT, env=dict(os.environ), capture_output=True,
        text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout or "{}"), done.stderr


def enter() -> None:
    with open_office() as office:
        new_order(
            office,
            OrderDraft(
                items=(ItemDraft(product="postcard"),),
                buyer=Buyer("测试", "13800000000", "某路1号"),
                consent=ConsentDraft(),
            ),
        )


def count() -> int:
    with open_office() as office, office.book.reading() as book:
        return book.how_many(Order)


def test_a_day_of_backups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("STATUETTE_HOME", str(home))
    enter()
    status, made, _ = run("make")
    assert status == 0
    backup = Path(str(made["file"]))
    assert backup.parent == home / "data" / "backups"
    status, listed, _ = run("list")
    assert status == 0
    (one,) = listed["backups"]  # type: ignore[misc]
    assert one["file"] == str(backup)
    assert one["good"] is True
    status, checked, words = run("check", str(backup))
    assert (status, checked["good"], checked["orders"]) == (0, True, 1)
    assert "whole" in words

    enter()
    assert count() == 2
    status, refused, _ = run("restore", str(backup))
    assert status == 2
    assert "--yes" in str(refused["error"])
    assert count() == 2
    (home / "data" / "orders.sqlite").write_bytes(b"no database any more" * 400)
    for suffix in ("-wal", "-shm"):
        (home / "data" / f"orders.sqlite{suffix}").unlink(missing_ok=True)
    assert run("list")[0] == 2
    status, restored, _ = run("restore", str(backup), "--yes")
    assert (status, restored["orders"]) == (0, 1)
    assert Path(str(restored["aside"])).exists()
    assert count() == 1

    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(content)
    status, checked, _ = run("check", str(backup))
    assert (status, checked["good"]) == (1, False)
    (one,) = run("list")[1]["backups"]  # type: ignore[misc]
    assert one["good"] is False
