"""Lines of the diagnosis that say what is wrong, on real folders and a real clock."""

import os
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from app.commands.diagnosis import computer
from app.commands.diagnosis.line import Line, Probe, Seen, look_at
from app.commands.diagnosis.told import as_facts, as_text
from app.errors import AppError
from app.i18n import text
from app.settings.folders import Folders


class Usage(NamedTuple):
    total: float
    used: float
    free: float


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    if os.name == "nt" or os.getuid() == 0:
        blocked = tmp_path / "file"
        blocked.write_text("not a folder")
        probe = Probe("disk", text("Disk"), lambda: computer.disk(blocked / "data"))
        seen = look_at((probe,), lambda _line: None)[0].seen
        assert seen.sign == "bad"
        return
    tmp_path.chmod(0o500)
    assert computer.disk(tmp_path).sign == "bad"
    tmp_path.chmod(0o700)


@pytest.mark.parametrize(("free", "sign"), [(0.5, "bad"), (3, "warn"), (50, "ok")])
def test_little_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: float, sign: str) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(1e12, 1e12, free * 1e9))
    seen = computer.disk(tmp_path)
    assert seen.sign == sign
    assert (seen.advice is None) == (sign == "ok")
    assert not list(tmp_path.iterdir())  # nothing of the trial is left


def test_the_lines_of_this_pc_are_known(tmp_path: Path) -> None:
    folders = Folders(tmp_path / "data", tmp_path / "settings", tmp_path / "logs")
    told: list[Line] = []
    lines = look_at(computer.computer_probes(folders), told.append, 120)
    assert [line.id for line in lines] == ["program", "libraries", "kernels", "system", "memory", "disk", "logs"]
    assert {line.id for line in told} == {line.id for line in lines}
    assert all(line.seen.sign in {"ok", "warn", "bad", "none"} for line in lines)
    assert computer.program(safe=True).sign == "warn"


def test_text_names_nobody_but_keeps_our_words() -> None:
    def refuse() -> Seen:
        raise AppError(
            text("“{path}” cannot be read by {name}.", path="/home/anna/orders.sqlite", name="Anna's printer")
        )

    lines = look_at((Probe("x", text("Order book"), refuse),), lambda _line: None)
    words = as_text(lines, ("Anna's printer",))
    assert words.startswith("[x] Order book (not good): ")
    assert "cannot be read by" in words
    for name in ("anna", "Anna"):
        assert name not in words
    facts = as_facts(lines, ("Anna's printer",))
    assert "Anna" not in str(facts)
    assert facts["x"]["sign"] == "bad"
