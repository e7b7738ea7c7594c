"""The print dialog for jobs in the tray: true to the millimetre, the queued file or nothing; a person says what came of it."""

import contextlib
import hashlib
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrintDialog, QPrinter

from app.commands.print_dialog import before_dialog, open_dialog
from app.dispatch.driver import PrintFile
from app.dispatch.records import Printer, PrintJob
from app.dispatch.uids import fresh_uid
from app.drivers.printers import print_tray
from app.gui.dispatch.good_copies import GoodCopies
from app.gui.dispatch.system_print import TRAY, NotPrintedError, TruePicture, paint, prepare, read_picture
from app.gui.widgets.question import ChoiceQuestion
from app.jobs.progress import silent
from app.orders.machine import StepRefusedError
from tests.gui.dispatch.conftest import Room
from tests.gui.dispatch.paper import page_of

pytestmark = pytest.mark.usefixtures("qapp")
WIDTH, HEIGHT = 152.0, 102.0


def picture_file(folder: Path, size: tuple[int, int] = (1795, 1205), dpi: float | None = None) -> tuple[Path, str]:
    """A red field with a black edge; its digest."""
    image = Image.new("RGB", size, "red")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] - 1, size[1] - 1), outline="black", width=12)
    path = folder / "o1-c1-aaaa.png"
    image.save(path) if dpi is None else image.save(path, dpi=(dpi, dpi))
    return path, hashlib.sha256(path.read_bytes()).hexdigest()


def to_pdf(path: Path, picture: TruePicture, job: PrintJob) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    prepare(printer, picture, job)
    return printer


def job_of(digest: str, **fields: object) -> PrintJob:
    return PrintJob(**{"uid": "o1-c1-aaaa", "state": "running", "suffix": ".png", "digest": digest, **fields})  # type: ignore[arg-type]


def test_the_kind_is_the_same_here_and_there() -> None:
    assert print_tray.KIND.id == TRAY


def test_page_and_picture_are_true_to_the_millimetre(tmp_path: Path) -> None:
    path, digest = picture_file(tmp_path)
    job = job_of(digest, options={"media_mm": [WIDTH, HEIGHT]}, copies=3)
    picture = read_picture(path, job)
    printer = to_pdf(tmp_path / "out.pdf", picture, job)
    assert printer.copyCount() == 3
    paint(printer, picture)
    page = page_of(tmp_path / "out.pdf")
    assert page.paper_mm == pytest.approx((WIDTH, HEIGHT), abs=0.4)
    assert page.picture_mm == pytest.approx((WIDTH, HEIGHT), abs=0.1)


def test_on_larger_paper_the_picture_keeps_its_size(tmp_path: Path) -> None:
    path, digest = picture_file(tmp_path)
    job = job_of(digest, options={"media_mm": [HEIGHT, WIDTH]})  # the paper is named upright, the picture is wide
    picture = read_picture(path, job)
    printer = to_pdf(tmp_path / "out.pdf", picture, job)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    paint(printer, picture)
    page = page_of(tmp_path / "out.pdf")
    assert page.paper_mm == pytest.approx((297, 210), abs=0.4)
    assert page.picture_mm == pytest.approx((WIDTH, HEIGHT), abs=0.1)


def pdf_file(folder: Path, *sizes_mm: tuple[float, float]) -> tuple[Path, str]:
    """Pages of these sizes, each framed."""
    path = folder / "o1-c1-aaaa.pdf"
    document = pypdfium2.PdfDocument.new()
    for width, height in sizes_mm:
        document.new_page(width / 25.4 * 72, height / 25.4 * 72)
    document.save(path)
    document.close()
    return path, hashlib.sha256(path.read_bytes()).hexdigest()


def test_each_page_of_a_pdf_is_printed_in_its_size(tmp_path: Path) -> None:
    path, digest = pdf_file(tmp_path, (148, 100), (148, 100))
    job = job_of(digest, suffix=".pdf")
    pages = read_picture(path, job)
    assert (pages.pages, pages.width_mm, pages.height_mm) == pytest.approx((2, 148, 100), abs=0.1)
    printer = to_pdf(tmp_path / "out.pdf", pages, job)
    paint(printer, pages)
    with contextlib.closing(pypdfium2.PdfDocument(tmp_path / "out.pdf")) as printed:
        papers = [printed.get_page_size(number) for number in range(len(printed))]
        pictures = [next(printed[number].get_objects()).get_bounds() for number in range(2)]
    assert papers == [pytest.approx((148 / 25.4 * 72, 100 / 25.4 * 72), abs=1.2)] * 2
    for left, bottom, right, top in pictures:
        assert (right - left, top - bottom) == pytest.approx((148 / 25.4 * 72, 100 / 25.4 * 72), abs=0.3)


class Asked(QPrinter):
    """Notes the sides that are asked for: without a printer, Qt writes a PDF, which has none."""

    def __init__(self) -> None:
        super().__init__()
        self.sides: list[QPrinter.DuplexMode] = []

    def setDuplex(self, duplex: QPrinter.DuplexMode) -> None:  # noqa: N802 - Qt's name
        self.sides.append(duplex)


@pytest.mark.parametrize(
    ("sides", "mode"),
    [
        ("two-sided-long-edge", QPrinter.DuplexMode.DuplexLongSide),
        ("two-sided-short-edge", QPrinter.DuplexMode.DuplexShortSide),
        ("one-sided", QPrinter.DuplexMode.DuplexNone),
        (None, QPrinter.DuplexMode.DuplexNone),
    ],
)
def test_the_dialog_begins_with_the_sides_of_the_job(
    tmp_path: Path, sides: str | None, mode: QPrinter.DuplexMode
) -> None:
    path, digest = pdf_file(tmp_path, (148, 100), (148, 100))
    job = job_of(digest, suffix=".pdf", options={} if sides is None else {"sides": sides})
    printer = Asked()
    prepare(printer, read_picture(path, job), job)
    assert printer.sides == [mode]


def test_a_pdf_that_cannot_be_printed_so_is_refused(tmp_path: Path) -> None:
    path, digest = pdf_file(tmp_path, (148, 100), (100, 148))
    with pytest.raises(NotPrintedError, match="different sizes"):
        read_picture(path, job_of(digest, suffix=".pdf"))
    path.write_bytes(b"%PDF-1.7 and nothing more")
    broken = hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(NotPrintedError, match="cannot be read"):
        read_picture(path, job_of(broken, suffix=".pdf"))


def test_on_smaller_paper_nothing_is_printed(tmp_path: Path) -> None:
    path, digest = picture_file(tmp_path)
    job = job_of(digest, options={"media_mm": [WIDTH, HEIGHT]})
    picture = read_picture(path, job)
    printer = to_pdf(tmp_path / "out.pdf", picture, job)
    printer.setPageSize(QPageSize(QSizeF(80, 100), QPageSize.Unit.Millimeter))
    printer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    with pytest.raises(NotPrintedError, match="152 × 102"):
        paint(printer, picture)


@pytest.mark.parametrize(("dpi", "width"), [(600.0, 50.8), (72.0, 101.6), (None, 101.6)])
def test_without_a_size_in_the_order_the_file_says_it(tmp_path: Path, dpi: float | None, width: float) -> None:
    path, digest = picture_file(tmp_path, (1200, 600), dpi)
    picture = read_picture(path, job_of(digest))
    assert (picture.width_mm, picture.height_mm) == pytest.approx((width, width / 2), rel=1e-3)


def test_another_file_is_not_printed(tmp_path: Path) -> None:
    path, digest = picture_file(tmp_path)
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(NotPrintedError, match="changed"):
        read_picture(path, job_of(digest))
    path.unlink()
    with pytest.raises(NotPrintedError, match="tray"):
        read_picture(path, job_of(digest))


def tray_job(room: Room) -> tuple[PrintJob, Path]:
    """A job that lies in the tray; of no order, so that nobody has to approve it."""
    tray: Printer = room.add("Photo PC", driver=TRAY, kind="2d", queues=True)
    driver = print_tray.KIND.make(
        print_tray.PrintTraySettings.model_validate({"folder": str(room.folder / "Photo PC")}), {}
    )
    path, digest = picture_file(room.folder)
    file = PrintFile(path, digest, path.stat().st_size, ".png", fresh_uid(1), copies=2)
    name = driver.upload(file, silent()).native
    job = room.job(
        "running", tray, uid=file.uid, native=name, digest=digest, suffix=".png", options={"media_mm": [WIDTH, HEIGHT]},
        copies=2,
    )  # fmt: skip
    return job, room.folder / "Photo PC" / name


def test_from_the_page_to_paper_and_into_the_book(room: Room, tmp_path: Path) -> None:
    job, path = tray_job(room)
    room.page.go_to_job(job.id)
    room.until(room.page.job_detail.dialog.isVisible)
    room.page.job_detail.dialog.click()
    dialog = room.dialog(QPrintDialog)
    assert dialog.printer().copyCount() == 2
    dialog.printer().setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    dialog.printer().setOutputFileName(str(tmp_path / "out.pdf"))
    dialog.done(QPrintDialog.DialogCode.Accepted)
    question = room.dialog(ChoiceQuestion)
    assert page_of(tmp_path / "out.pdf").picture_mm == pytest.approx((WIDTH, HEIGHT), abs=0.1)
    assert room.now(job).state == "running"  # paper is no proof: a person says it
    question.choices["printed"].setChecked(True)
    question.go.click()
    room.until(lambda: room.now(job).state == "done")
    room.until(lambda: not path.exists())
    kinds = [event.kind for event in room.world.events(subject=f"job:{job.id}")]
    assert kinds[-2:] == ["job.dialog", "job.finish"]


def test_what_is_spoilt_fails_with_words(room: Room) -> None:
    job, path = tray_job(room)
    room.wiring.jobs.system_dialog.tell(job.id)
    question = room.dialog(ChoiceQuestion)
    question.choices["failed"].setChecked(True)
    question.go.click()
    room.until(lambda: room.now(job).state == "failed" and not path.exists())


def test_of_several_copies_somebody_says_how_many_are_good(room: Room) -> None:
    single = room.job("running", room.add("RIP", paused=True))
    asked = room.wiring.jobs.system_dialog
    asked.ask_outcome(single, None, None)
    question = room.dialog(ChoiceQuestion)
    good = question.findChild(GoodCopies)
    assert isinstance(good, GoodCopies)
    assert not good.isVisible(), "there is nothing to tell apart"
    question.reject()
    job, path = tray_job(room)
    question = asked.ask_outcome(job, path, None)
    good = question.findChild(GoodCopies)
    assert isinstance(good, GoodCopies)
    assert good.isVisible()
    assert (good.box.minimum(), good.box.maximum()) == (0, 1), "where all are good it was printed"
    question.choices["printed"].setChecked(True)
    good.box.setValue(1)
    assert question.choices["failed"].isChecked()
    question.field.setText("the second is askew")
    question.go.click()
    room.until(lambda: room.now(job).state == "failed" and not path.exists())
    (ended,) = [event for event in room.world.events(subject=f"job:{job.id}") if event.kind == "job.fail"]
    assert (ended.facts["made"], ended.facts["copies"], ended.reason) == ([1], 2, "the second is askew")


def test_what_was_printed_once_is_not_printed_again_unasked(room: Room) -> None:
    job, path = tray_job(room)
    office = room.world.office
    before = before_dialog(office, job.id)
    open_dialog(office, job.id, before)
    with pytest.raises(StepRefusedError, match="Somebody else"):  # another PC had opened its dialog at the same time
        open_dialog(office, job.id, before)
    room.wiring.jobs.system_dialog.offer(job.id)
    question = room.dialog(ChoiceQuestion)
    assert not room.page.findChildren(QPrintDialog)
    question.choices["again"].setChecked(True)
    question.go.click()
    room.dialog(QPrintDialog).reject()
    assert room.now(job).state == "running"
    assert path.exists()


def test_a_job_in_the_folder_of_a_program_is_ended_by_a_person(room: Room) -> None:
    printer = room.add("Mimaki", queues=True)
    driver = room.floor.driver_of(printer)
    path, digest = picture_file(room.folder)
    file = PrintFile(path, digest, path.stat().st_size, ".png", fresh_uid(1))
    name = driver.upload(file, silent()).native
    job = room.job("running", printer, uid=file.uid, native=name, digest=digest, suffix=".png")
    room.page.go_to_job(job.id)
    room.until(room.page.job_detail.tell.isVisible)
    assert not room.page.job_detail.dialog.isVisible()
    room.page.job_detail.tell.click()
    question = room.dialog(ChoiceQuestion)
    assert list(question.choices) == ["printed", "nothing", "failed"]
    question.choices["printed"].setChecked(True)
    question.go.click()
    room.until(lambda: room.now(job).state == "done")


@pytest.mark.parametrize("taken", [False, True])
def test_nothing_came_out_of_the_folder_of_a_program(room: Room, taken: bool) -> None:
    """What still lies there is taken back at once; what the program has, somebody deletes there first."""
    printer = room.add("Mimaki", queues=True, paused=True)  # so that nothing is sent again while the test looks
    path, digest = picture_file(room.folder)
    file = PrintFile(path, digest, path.stat().st_size, ".png", fresh_uid(1))
    name = room.floor.driver_of(printer).upload(file, silent()).native
    lies = Path(printer.settings["folder"]) / name
    job = room.job("running", printer, uid=file.uid, native=name, digest=digest, suffix=".png")
    if taken:
        lies.unlink()
    room.wiring.jobs.system_dialog.tell(job.id)
    question = room.dialog(ChoiceQuestion)
    question.choices["nothing"].setChecked(True)
    question.go.click()
    if taken:
        deleted = room.dialog(ChoiceQuestion)
        room.until(lambda: "yes" in room.dialog(ChoiceQuestion).choices)
        deleted = room.dialog(ChoiceQuestion)
        assert room.now(job).state == "running"
        deleted.choices["yes"].setChecked(True)
        deleted.go.click()
    room.until(lambda: room.now(job).state == "assigned")
    assert not lies.exists()


def test_what_does_not_lie_here_is_said(room: Room) -> None:
    job, path = tray_job(room)
    path.unlink()
    told: list[str] = []
    room.station.refused.connect(lambda error: told.append(str(error)))
    room.wiring.jobs.system_dialog.offer(job.id)
    assert "tray of this PC" in told[0]
