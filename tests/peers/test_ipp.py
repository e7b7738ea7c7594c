"""The driver for IPP on real ippeveprinter, and through a real cupsd; what counts is what the device itself was given."""

import itertools
import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from app.dispatch.driver import CutError, OfflineError, RefusedError
from app.drivers.printers.ipp import IppPrinter, IppSettings, make, queues
from app.errors import Cancelled
from app.jobs.progress import Progress, silent
from tests.peers.printers import programs
from tests.peers.printers.ipp_servers import Announcer, Cups, EvePrinter
from tests.peers.printers.line_cutter import LineCutter
from tests.peers.printers.print_files import print_file

POSTCARD = {"media": "na_index-4x6_4x6in", "borderless": True, "quality": "high", "scaling": "fill"}


@pytest.fixture(scope="module")
def announcer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Announcer]:
    announcer = Announcer(tmp_path_factory.mktemp("announcer"))
    yield announcer
    announcer.stop()


@pytest.fixture
def printer(announcer: Announcer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EvePrinter]:
    printer = EvePrinter(tmp_path_factory.mktemp("printer"), announcer)
    printer.start()
    yield printer
    for lever in ("hold", "jam"):
        printer.lever(lever, set_=False)
    printer.stop(signal.SIGKILL)


@pytest.fixture
def driver(printer: EvePrinter) -> Iterator[IppPrinter]:
    driver = make(IppSettings(address=printer.address), {})
    yield driver
    driver.close()


@pytest.fixture(scope="module")
def photo() -> bytes:
    """A JPEG that does not shrink: noise."""
    from io import BytesIO

    out = BytesIO()
    Image.frombytes("RGB", (600, 400), os.urandom(720_000)).save(out, "JPEG", quality=95)
    return out.getvalue()


def _ended(driver: IppPrinter, uid: str) -> str:
    programs.wait(lambda: driver.find(uid).found != "running", 30, "the job ends")
    return driver.find(uid).found


NO_SUCCESS = {"cancelled", "finished_bad", "cannot_know"}
"""What may be said of a print that perhaps came out in part."""


def test_knows_the_printer(driver: IppPrinter) -> None:
    assert "DyeSub 620" in driver.probe().model
    capabilities = driver.capabilities()
    assert {".pdf", ".jpg"} <= set(capabilities.suffixes)
    assert capabilities.starts_itself
    assert "na_index-4x6_4x6in" in capabilities.media
    status = driver.status()
    assert status.activity == "idle"
    assert status.levels


def test_the_device_gets_all_of_it_and_is_told_all(
    driver: IppPrinter, printer: EvePrinter, photo: bytes, tmp_path: Path
) -> None:
    options = {**POSTCARD, "media_type": "photographic-glossy", "source": "photo"}
    file = print_file(tmp_path, "o1-c1-e001", photo, ".jpg", copies=2, options=options)
    printer.lever("hold", set_=True)
    handed = driver.upload(file, silent())
    assert driver.start(file, handed).running
    programs.wait(lambda: driver.status().uid == file.uid, 10, "it prints")
    assert driver.find(file.uid).found == "running"
    printer.lever("hold", set_=False)
    assert _ended(driver, file.uid) == "finished_ok"
    assert (printer.home / f"out-{handed.native}").read_bytes() == photo
    told = printer.told(handed.native)
    assert told["IPP_JOB_NAME"] == file.uid
    assert told["IPP_COPIES"] == "2"
    assert told["IPP_PRINT_COLOR_MODE"] == "color"
    assert told["IPP_PRINT_QUALITY"] in {"5", "high"}
    assert "x-dimension=10160 y-dimension=15240" in told["IPP_MEDIA_COL"]
    assert "media-top-margin=0" in told["IPP_MEDIA_COL"]
    assert "photographic-glossy" in told["IPP_MEDIA_COL"]
    assert printer.begun(file.uid) == 1


def test_answers_lost(driver: IppPrinter, printer: EvePrinter, photo: bytes, tmp_path: Path) -> None:
    """The request for a job, and the document itself: sent whole, but nothing comes back."""
    file = print_file(tmp_path, "o2-c1-e001", photo, ".jpg", options=POSTCARD)
    with LineCutter(printer.port) as wire:
        far = make(IppSettings(address=f"ipp://127.0.0.1:{wire.port}/ipp/print"), {})
        wire.swallow_answer_containing(b"last-document")
        with pytest.raises(CutError):
            far.upload(file, silent())
        assert _ended(far, file.uid) in NO_SUCCESS
        assert far.find(file.uid).native == ""
        far.close()
    assert _ended(driver, file.uid) in NO_SUCCESS, "nor by another program later"
    assert printer.begun(file.uid) <= 1


def test_cut_in_the_middle_prints_no_half_photo(
    driver: IppPrinter, printer: EvePrinter, photo: bytes, tmp_path: Path
) -> None:
    file = print_file(tmp_path, "o3-c1-e001", photo, ".jpg", options=POSTCARD)
    assert len(photo) > 200_000
    with LineCutter(printer.port) as wire:
        far = make(IppSettings(address=f"ipp://127.0.0.1:{wire.port}/ipp/print"), {})
        wire.cut_after(100_000)
        with pytest.raises(CutError):
            far.upload(file, silent())
        assert far.find(file.uid).found != "absent"
        far.close()
    assert _ended(driver, file.uid) in NO_SUCCESS
    other = print_file(tmp_path, "o3-c1-e002", photo, ".jpg", options=POSTCARD)
    driver.upload(other, silent())
    assert _ended(driver, other.uid) == "finished_ok", "a broken job does not block the next one"


def test_cancelled_while_it_is_sent(driver: IppPrinter, photo: bytes, tmp_path: Path) -> None:
    file = print_file(tmp_path, "o4-c1-e001", photo, ".jpg", options=POSTCARD)
    asked = itertools.count()
    with pytest.raises(Cancelled):
        driver.upload(file, Progress(cancelled=lambda: next(asked) > 2))
    assert _ended(driver, file.uid) in NO_SUCCESS


def test_busy_and_jam_and_cancel(driver: IppPrinter, printer: EvePrinter, photo: bytes, tmp_path: Path) -> None:
    first = print_file(tmp_path, "o5-c1-e001", photo, ".jpg", options=POSTCARD)
    second = print_file(tmp_path, "o5-c2-e001", photo, ".jpg", options=POSTCARD)
    printer.lever("jam", set_=True)
    driver.upload(first, silent())
    programs.wait(lambda: driver.status().activity == "attention", 10, "the jam is noticed")
    assert "jammed" in driver.status().message
    assert driver.find(first.uid).found == "running"
    with pytest.raises(RefusedError, match="busy"):
        driver.upload(second, silent())
    with pytest.raises(RefusedError, match="another job"):
        driver.cancel(second.uid)
    assert driver.find(second.uid).found == "absent"
    driver.cancel(first.uid)
    printer.lever("jam", set_=False)
    assert _ended(driver, first.uid) == "cancelled"
    assert printer.begun(second.uid) == 0


def test_the_device_fails(driver: IppPrinter, printer: EvePrinter, photo: bytes, tmp_path: Path) -> None:
    file = print_file(tmp_path, "o6-c1-e001", photo, ".jpg", options=POSTCARD)
    printer.lever("fail", set_=True)
    driver.upload(file, silent())
    assert _ended(driver, file.uid) == "finished_bad"


def test_a_printer_that_forgets_is_not_believed(
    driver: IppPrinter, printer: EvePrinter, photo: bytes, tmp_path: Path
) -> None:
    file = print_file(tmp_path, "o7-c1-e001", photo, ".jpg", options=POSTCARD)
    programs.wait(lambda: printer.up_s() > 3, 20, "it is on for a while")
    driver.upload(file, silent())
    assert _ended(driver, file.uid) == "finished_ok"
    printer.stop(signal.SIGKILL)
    with pytest.raises(OfflineError):
        driver.find(file.uid)
    with pytest.raises(OfflineError):
        driver.upload(file, silent())
    printer.start()
    assert driver.find(file.uid).found == "cannot_know"
    later = make(IppSettings(address=printer.address), {})
    assert later.find(file.uid).found == "cannot_know"
    later.close()


def test_no_queues_where_there_is_no_cups() -> None:
    assert queues(f"127.0.0.1:{programs.free_port()}") == []


def test_what_is_not_printed(driver: IppPrinter, printer: EvePrinter, photo: bytes, tmp_path: Path) -> None:
    for options, suffix, words in (
        ({}, ".jpg", "size of media"),
        ({"media": "custom_900x900mm", "borderless": True}, ".jpg", "no media"),
        (POSTCARD, ".zpl", "takes no"),
        ({**POSTCARD, "media_type": "unobtainium"}, ".jpg", "does not know"),
    ):
        with pytest.raises(RefusedError, match=words):
            driver.upload(print_file(tmp_path, "o8-c1-e001", photo, suffix, options=options), silent())
    assert printer.numbers() == []


@pytest.fixture
def cups() -> Iterator[Cups]:
    # not below pytest's folder, which is closed to the user that filters run as
    with tempfile.TemporaryDirectory(prefix="statuette-cups-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        cups = Cups(Path(folder))
        cups.start()
        yield cups
        cups.stop(signal.SIGKILL)


def test_through_cups(cups: Cups, printer: EvePrinter, photo: bytes, tmp_path: Path) -> None:
    """CUPS makes everything monochrome and guesses sizes where it is not told otherwise; and it remembers."""
    queue = cups.add("photo", printer.address, "-m", "everywhere")
    assert queues(f"127.0.0.1:{cups.port}") == [("photo", {"address": queue})]
    driver = make(IppSettings(address=queue), {})
    assert "CUPS" in driver.probe().software
    options = {**POSTCARD, "media_type": "photographic-glossy", "source": "photo"}
    file = print_file(tmp_path, "o9-c1-e001", photo, ".jpg", copies=2, options=options)
    assert driver.find(file.uid).found == "absent"
    driver.upload(file, silent())
    assert _ended(driver, file.uid) == "finished_ok"
    programs.wait(lambda: printer.begun(file.uid) == 1, 20, "the device has begun")
    told = printer.told(printer.numbers()[-1])
    assert told["IPP_PRINT_COLOR_MODE"] == "color"
    assert told["IPP_PRINT_QUALITY"] == "high"
    assert told["IPP_COPIES"] == "2"
    for words in ("x-dimension=10160 y-dimension=15240", "media-top-margin=0", "photographic-glossy", "source=photo"):
        assert words in told["IPP_MEDIA_COL"]
    assert (printer.home / f"out-{printer.numbers()[-1]}").read_bytes() == photo
    cups.stop()
    with pytest.raises(OfflineError):
        driver.find(file.uid)
    cups.start()
    assert driver.find(file.uid).found == "finished_ok", "it keeps its history"
    assert driver.find("o9-c1-e002").found == "absent"
    driver.close()


def test_through_cups_cut_in_the_middle(cups: Cups, printer: EvePrinter, photo: bytes, tmp_path: Path) -> None:
    queue = cups.add("photo", printer.address, "-m", "everywhere")
    file = print_file(tmp_path, "o9-c2-e001", photo, ".jpg", options=POSTCARD)
    with LineCutter(cups.port) as wire:
        far = make(IppSettings(address=queue.replace(str(cups.port), str(wire.port))), {})
        wire.cut_after(100_000)
        with pytest.raises(CutError):
            far.upload(file, silent())
        assert _ended(far, file.uid) in NO_SUCCESS
        far.close()
    assert printer.begun(file.uid) == 0
