"""``statuette dispatch …`` as a script uses it: real processes, a real order book, a printer behind a real folder."""

import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.bootstrap.terminal import open_office
from app.commands.dispatch_printers import save_printer
from app.dispatch.records import Printer
from app.orders.draft import ItemDraft
from tests.new_content import revise
from tests.unit.commands.orders.test_print_sides import CARD, pdf
from tests.unit.commands.orders.world import TO_APPROVED, World

ROOT = Path(__file__).parent.parent.parent
Run = Callable[..., subprocess.CompletedProcess[str]]


@dataclass
class Shop:
    """A workshop on this PC: one sheet that the buyer approved, and a program that watches a folder."""

    environment: dict[str, str]
    serial: str
    number: str
    sheet: Path
    folder: Path

    def start(self, *arguments: object) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "app", "dispatch", *map(str, arguments)], cwd=ROOT, env=self.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip

    def run(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        with self.start(*arguments) as process:
            out, errors = process.communicate(timeout=120)
        assert "Traceback" not in errors, errors
        return subprocess.CompletedProcess(process.args, process.returncode, out, errors)

    def lying(self) -> list[Path]:
        return sorted(path for path in self.folder.iterdir() if path.is_file() and not path.name.startswith("."))


def set_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes, draft: ItemDraft) -> Shop:
    home, folder = tmp_path / "home", tmp_path / "rip"
    home.mkdir()
    folder.mkdir()
    monkeypatch.setenv("STATUETTE_HOME", str(home))
    monkeypatch.delenv("STATUETTE_DATABASE", raising=False)
    sheet = tmp_path / name
    sheet.write_bytes(content)
    with open_office() as office:
        world = World(office)
        order = world.order(draft)
        item = world.items(order)[0]
        for step in (*TO_APPROVED, "preflight", "queue"):
            if step == "save":
                revise(office, item.id, hashlib.sha256(content).hexdigest())
            else:
                world.step(item, step, reason="so")
        save_printer(
            office, Printer(
                name="RIP", driver="hot_folder_2d", kind="2d", settings={"folder": str(folder)}, queues=True,
                materials=("photo-glossy", "card-glossy"),
            )
        )  # fmt: skip
        return Shop({**os.environ, "LANG": "C.UTF-8"}, item.serial, order.number, sheet, folder)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    picture = io.BytesIO()
    Image.new("RGB", (300, 200), "orange").save(picture, "PNG")
    draft = ItemDraft(product="photo", finish="glossy", width_mm=152, height_mm=102, title="照片", creation="c1")
    return set_up(tmp_path, monkeypatch, "photo.png", picture.getvalue(), draft)


def data(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    told = json.loads(done.stdout)
    assert isinstance(told, dict)
    return told


def test_from_a_file_to_printed(shop: Shop) -> None:
    printers = data(shop.run("printers", "--json"))["printers"]
    assert [(p["name"], p["busy"], p["to_be_cleared"]) for p in printers] == [("RIP", False, False)]
    done = shop.run("submit", shop.number, shop.sheet, "--printer", "rip", "--json")
    assert done.returncode == 0, done.stderr
    uid = data(done)["jobs"][0]["uid"]
    assert shop.lying() == []  # the command line writes the book alone

    again = shop.run("submit", shop.serial, shop.sheet, "--json")
    assert again.returncode == 2
    assert "queued already" in data(again)["error"]

    drive = shop.run("run", "--once", "--json")
    assert drive.returncode == 0, drive.stderr
    assert data(drive) == {"waiting": 0, "unclear": 0, "printing": 1}
    assert [path.read_bytes() for path in shop.lying()] == [shop.sheet.read_bytes()]
    assert uid in shop.lying()[0].name
    jobs = data(shop.run("queue", "--json"))["jobs"]
    assert [(j["uid"], j["state"], j["printer"], j["number"]) for j in jobs] == [(uid, "running", "RIP", shop.number)]

    shop.run("run", "--once")
    assert len(shop.lying()) == 1  # nothing is sent twice
    assert shop.run("decide", uid, "throw-away").returncode == 2  # not without a reason
    assert shop.run("decide", uid, "printed").returncode == 0
    status = shop.run("status", uid, "--json")
    assert (status.returncode, data(status)["state"]) == (0, "done")
    assert [a["outcome"] for a in data(status)["attempts"]] == ["finish"]
    assert data(shop.run("clear", "RIP", "--json"))["to_be_cleared"] is False
    assert data(shop.run("queue", "--json"))["jobs"] == []


def test_three_cards_with_backs_that_were_made_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = ItemDraft(
        product="postcard", finish="glossy", width_mm=148, height_mm=100, quantity=3, title="卡", creation="c1"
    )
    shop = set_up(tmp_path, monkeypatch, "card.pdf", pdf(CARD, CARD), draft)
    job = data(shop.run("submit", shop.serial, shop.sheet, "--json"))["jobs"][0]
    assert (job["copies"], job["sides"]) == (3, "two-sided-short-edge")
    assert data(shop.run("cancel", job["uid"], "--json"))["state"] == "cancelled"
    submitted = shop.run("submit", shop.serial, shop.sheet, "--sides", "one", "--printer", "RIP", "--json")
    assert submitted.returncode == 0, submitted.stdout
    job = data(submitted)["jobs"][0]
    assert (job["copies"], job["sides"]) == (3, "one-sided")
    assert shop.run("run", "--once").returncode == 0
    shop.run("run", "--once")
    assert [path.name for path in shop.lying()] == [f"{job['uid']}_{number}of3.pdf" for number in (1, 2, 3)]
    assert {path.read_bytes() for path in shop.lying()} == {shop.sheet.read_bytes()}


def test_what_waits_is_cancelled_and_what_is_not_approved_refused(shop: Shop, tmp_path: Path) -> None:
    other = tmp_path / "other.png"
    Image.new("RGB", (300, 200), "blue").save(other)
    refused = shop.run("submit", shop.serial, other, "--json")
    assert refused.returncode == 2
    assert "approved" in data(refused)["error"]
    uid = data(shop.run("submit", shop.serial, shop.sheet, "--json"))["jobs"][0]["uid"]
    held = data(shop.run("hold", uid, "--why", "wait for the client", "--json"))
    assert (held["state"], held["held"]) == ("planned", "wait for the client")
    status = data(shop.run("status", uid, "--json"))
    assert [(p["printer"], p["now"]) for p in status["printers"]] == [("RIP", True)]
    assert data(shop.run("release", uid, "--json"))["held"] == ""
    assert shop.run("release", uid).returncode == 2  # it is not held
    assert data(shop.run("cancel", uid, "--json"))["state"] == "cancelled"
    assert shop.run("status", uid).returncode == 1
    assert "NOPE" in shop.run("submit", "NOPE", shop.sheet).stderr
    assert "RIP" in shop.run("submit", shop.serial, shop.sheet, "--printer", "other").stderr
    assert shop.run("status", "o1-c1-aaaa").returncode == 2
    assert shop.lying() == []


@pytest.mark.skipif(sys.platform == "win32", reason="a polite kill is a thing of POSIX")
def test_pilots_take_what_comes_and_end_politely(shop: Shop) -> None:
    with shop.start("run", "--seconds", "100", "--json") as driving:
        uid = data(shop.run("submit", shop.serial, shop.sheet, "--printer", "RIP", "--json"))["jobs"][0]["uid"]
        try:
            while not shop.lying() and driving.poll() is None:
                time.sleep(0.05)
        finally:
            driving.send_signal(signal.SIGTERM)
        out, errors = driving.communicate(timeout=60)
    assert "Traceback" not in errors
    assert driving.returncode == 0, errors
    assert json.loads(out)["waiting"] == 0
    assert uid in shop.lying()[0].name
    assert data(shop.run("printers", "--json"))["printers"][0]["driven_by"] == ""  # it has said good-bye
