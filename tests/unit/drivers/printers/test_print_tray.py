"""The tray of the print dialog: one file a job, whatever the copies, and no word about its end."""

import os
from pathlib import Path

import pytest

from app.dispatch.driver import OfflineError, RefusedError
from app.drivers.printers.print_tray import KIND, PrintTray, PrintTraySettings
from app.jobs.progress import silent
from tests.unit.drivers.printers.files import print_file

UID, CONTENT = "o17-c3-7c0e", b"a picture"


@pytest.fixture
def tray(tmp_path: Path) -> Path:
    folder = tmp_path / "tray"
    folder.mkdir()
    return folder


def made(tray: Path, **settings: object) -> PrintTray:
    driver = KIND.make(KIND.form(folder=str(tray), **settings), {})
    assert isinstance(driver, PrintTray)
    return driver


def test_a_job_of_many_copies_lies_there_once(tray: Path, tmp_path: Path) -> None:
    driver = made(tray)
    file = print_file(tmp_path, UID, CONTENT, ".png", copies=5)
    handed = driver.upload(file, silent())
    assert (tray / handed.native).read_bytes() == CONTENT
    assert driver.find(UID).found == "running"
    assert driver.status().activity == "busy"
    (tray / handed.native).unlink()  # printed, as the person said
    assert driver.find(UID).found == "running"  # nothing but a person ends it
    assert not driver.capabilities().tells_end
    with pytest.raises(RefusedError):
        driver.upload(file, silent())


def test_what_the_dialog_cannot_draw_is_refused(tray: Path, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="tif"):
        made(tray).upload(print_file(tmp_path, UID, CONTENT, ".tif"), silent())
    assert [path for path in tray.iterdir() if path.is_file()] == []


def test_a_file_that_waits_long_is_told(tray: Path, tmp_path: Path) -> None:
    driver = made(tray, patience_s=0.001)
    handed = driver.upload(print_file(tmp_path, UID, CONTENT, ".jpg"), silent())
    long_ago = 1_000_000_000
    os.utime(tray / handed.native, (long_ago, long_ago))
    assert driver.status().activity == "attention"
    assert "tray" in driver.status().message


def test_another_pc_has_no_tray(tmp_path: Path) -> None:
    with pytest.raises(OfflineError):
        made(tmp_path / "nowhere").status()
    assert PrintTraySettings.model_validate({"folder": str(tmp_path)}).patience_s > 0
