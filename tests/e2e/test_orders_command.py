"""``statuette orders …`` as a script uses it: real processes over a real order book in a folder of its own."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.commands.intake.conftest import a_bundle, an_order, write_json, write_zip
from tests.unit.drivers.order_server import TOKEN, OrderServer

ROOT = Path(__file__).parent.parent.parent
NAME, PHONE, ADDRESS = "测试甲", "13800000000", "样例路1号101室"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    home = tmp_path / "home"
    home.mkdir()
    return {**os.environ, "STATUETTE_HOME": str(home), "STATUETTE_INTAKE_TOKEN": TOKEN, "LANG": "C.UTF-8"}


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    def it(*arguments: object) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "app", "orders", *map(str, arguments)], capture_output=True, text=True, cwd=ROOT,
            timeout=120, check=False, encoding="utf-8", env=environment,
        )  # fmt: skip
        assert "Traceback" not in done.stderr
        return done

    return it


def data(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    told = json.loads(done.stdout)
    assert isinstance(told, dict)
    return told


def test_orders_come_in_are_listed_shown_and_written(run: Run, tmp_path: Path) -> None:
    bundle = write_zip(tmp_path / "b.zip", a_bundle(an_order("A-1"), an_order("A-2", items=[]), an_order("A-3")))
    tried = run("import", bundle, "--dry-run", "--json")
    assert tried.returncode == 1
    assert {**data(tried), "seconds": 0, "files": 0} == {
        "files": 0, "dry_run": True, "created": 2, "known": 0, "changed": 0, "refused": 1, "seconds": 0,
    }  # fmt: skip
    assert data(run("list", "--json"))["rows"] == []

    done = run("import", bundle, "--json")
    assert done.returncode == 1  # one of them was refused
    told = data(done)["files"][0]
    assert (told["created"], told["refused"]) == (2, 1)
    assert "A-2" in told["problems"][0]["where"]
    assert "2 orders came in." in done.stderr

    rows = data(run("list", "open", "--json"))
    assert rows["count"] == 2
    number = rows["rows"][0]["number"]
    assert rows["rows"][0]["state"] == "new"
    shown = run("show", number, "--json")
    assert shown.returncode == 0
    assert data(shown)["items"][0]["product"] == "figurine"
    assert data(shown)["key"] in {"A-1", "A-3"}
    for printed in (shown.stdout, shown.stderr, str(rows)):
        assert not any(secret in printed for secret in (NAME, PHONE, ADDRESS))

    out = tmp_path / "out.csv"
    assert data(run("export", out, "open", "--json"))["rows"] == 2
    assert out.read_text("utf-8-sig").count(number[:2]) >= 2
    assert NAME not in out.read_text("utf-8-sig")


def test_a_table_with_columns_of_its_own(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "客户.csv"
    table.write_bytes("流水;做什么;备注二\nX-1;冰箱贴;\nX-2;钥匙扣;\n".encode("gb18030"))
    missing = run("import", table, "--json")
    assert missing.returncode == 2
    assert "Order key" in data(missing)["files"][0]["error"]
    done = run("import", table, "--mapping", "流水=key", "--mapping", "做什么=product", "--source", "fair", "--json")
    assert done.returncode == 0, done.stderr
    assert data(done)["created"] == 2
    assert data(run("import", table, "--source", "fair", "--json"))["files"][0]["again"]  # the columns are kept
    wrong = run("import", table, "--mapping", "流水=colour")
    assert wrong.returncode == 2
    assert "buyer.name" in wrong.stderr


def test_a_good_file_comes_in_beside_an_unusable_one(run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text("{", "utf-8")
    done = run("import", bad, tmp_path / "gone.json", write_json(tmp_path / "b.json", a_bundle(an_order())), "--json")
    assert done.returncode == 2
    assert data(done)["created"] == 1
    assert [("error" in one) for one in data(done)["files"]] == [True, True, False]


def test_a_folder_is_watched_until_it_is_stopped(environment: dict[str, str], run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write_json(folder / "b.json", a_bundle(an_order("A-1")))
    once = run("watch", folder, "--once", "--json")
    assert once.returncode == 0, once.stderr
    assert data(once)["files"][0]["created"] == 1
    assert (folder / "done" / "b.json").exists()
    write_json(folder / "c.json", a_bundle(an_order("A-2")))
    with subprocess.Popen(
        [sys.executable, "-m", "app", "orders", "watch", str(folder), "--json"], env=environment, cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    ) as watching:  # fmt: skip
        assert watching.stderr is not None
        assert "1 order came in." in watching.stderr.readline()
        watching.send_signal(signal.SIGINT if sys.platform != "win32" else signal.SIGTERM)
        out, errors = watching.communicate(timeout=60)
    assert "Traceback" not in errors
    assert watching.returncode == 0
    assert [one["file"] for one in json.loads(out)["files"]] == ["c.json"]
    assert run("watch", tmp_path / "nowhere").returncode == 2


def test_a_server_is_asked(run: Run) -> None:
    with OrderServer() as server:
        server.pages = [a_bundle(an_order("A-1")), a_bundle(an_order("A-2"))]
        done = run("poll", "--server", server.url, "--json")
        assert done.returncode == 0, done.stderr
        assert data(done)["created"] == 2
        assert len(server.accepted) == 2
    nobody = run("poll", "--json")
    assert nobody.returncode == 2
    assert "address and the token" in data(nobody)["error"]
    assert run("poll", "--server", "http://example.com").returncode == 2


def test_the_sample_comes_and_goes(run: Run) -> None:
    assert data(run("sample", "--json"))["orders"] >= 40
    assert run("sample").returncode == 2
    packed = data(run("list", "to_pack", "--json"))
    assert packed["count"] >= 5
    assert data(run("list", "all of it", "--json"))["error"].startswith("There is no view")
    assert data(run("sample", "--remove", "--json"))["removed"]
    assert data(run("list", "--json"))["count"] == 0


def test_what_is_due_is_done_and_said_once(run: Run, tmp_path: Path) -> None:
    assert data(run("sample", "--json"))["orders"] >= 40
    with sqlite3.connect(next((tmp_path / "home").rglob("*.sqlite*"))) as book:
        over = book.execute("UPDATE orders SET warranty_until = 1767225600000 WHERE status = 'accepted'").rowcount
    assert over > 0
    told = data(run("tidy", "--json"))
    assert told["closed"] == over
    assert set(told) == {"expired", "accepted", "closed", "planned", "left_alone", "seconds"}
    assert told["left_alone"] == []
    again = run("tidy")
    assert again.returncode == 0
    assert "Nothing was due." in again.stderr
