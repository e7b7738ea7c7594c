"""A day of printing in the real window: sent, put into the folder of a program, printed, checked, counted.

With keys and the mouse; the program behind the folder is played by the test, and takes the file as a RIP does.
"""

import io
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QPushButton, QWidget

from app import i18n
from app.bootstrap.assembling import assemble
from app.bootstrap.terminal import open_office
from app.bootstrap.workstation import Workstation
from app.commands.dispatch_printers import save_printer
from app.commands.intake.sample_art import draw_cover
from app.commands.office import Office
from app.dispatch.records import Printer, PrintJob
from app.gui.dispatch.send_dialog import SendDialog
from app.gui.dispatch.verdict_dialog import VerdictDialog
from app.gui.widgets.basics import widgets_in
from app.gui.widgets.question import ChoiceQuestion
from app.orders.draft import ItemDraft
from app.orders.record import now
from app.orders.records import Item
from tests.new_content import revise
from tests.unit.commands.orders.world import TO_APPROVED, World

pytestmark = pytest.mark.skipif(
    sys.platform.startswith("linux")
    and (not os.environ.get("DISPLAY") or os.environ.get("QT_QPA_PLATFORM") == "offscreen"),
    reason="needs a display: run under Xvfb",
)
Key = Qt.Key
CONTROL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier,
)  # fmt: skip
WAIT_S = 30.0
Seen = Callable[[str, Workstation], None]


def until(condition: Callable[[], object], what: str) -> None:
    end = time.monotonic() + WAIT_S
    while not condition():
        if time.monotonic() > end:
            pytest.fail(f"{what}: not within {WAIT_S:.0f} s; the focus is on {QApplication.focusWidget()!r}")
        QApplication.processEvents()
        time.sleep(0.002)


@dataclass
class Day:
    """The window, the workshop behind it, and the folder that a program watches."""

    workstation: Workstation
    world: World
    folder: Path
    items: list[Item]
    seen: Seen

    @property
    def window(self) -> Any:
        return self.workstation.window

    @property
    def page(self) -> Any:
        return self.window.dispatch.page

    def look(self, name: str) -> None:
        self.seen(name, self.workstation)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.wake()
        QTest.keyClick(QApplication.focusWidget() or QApplication.activeWindow(), key, modifier)

    def wake(self) -> None:
        """After a dialog went a window manager would turn to the window again."""
        if QApplication.activeWindow() is None:
            self.window.activateWindow()
            until(lambda: QApplication.activeWindow() is not None, "a window")

    def click(self, widget: QWidget) -> None:
        until(lambda: widget.isVisible() and widget.isEnabled(), "a button that can be pressed")
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def dialog(self, kind: type[QDialog]) -> Any:
        found: list[Any] = []

        def there() -> bool:
            found[:] = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
            return bool(found)

        until(there, kind.__name__)
        until(lambda: QApplication.activeWindow() is found[-1], "the keys in it")
        return found[-1]

    def choose(self, item: Item) -> None:
        """Find an item in the order queue by its code."""
        self.wake()
        queue = self.window.docks.orders.queue
        queue.go_to_filter("")
        until(lambda: queue.list.model().rowCount() == len(self.items), "all items are listed")
        until(queue.filter.field.hasFocus, "the filter")
        QTest.keyClicks(queue.filter.field, item.serial)
        model = queue.list.model()
        until(lambda: model.rowCount() == 1 and model.row(0).item == item.id, "the item is found")
        place = queue.list.visualRect(model.index(0)).center()
        QTest.mouseClick(queue.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
        until(lambda: [row.item for row in queue.list.rows()] == [item.id], "the item is chosen")

    def item(self, item: Item) -> Item:
        found: Item = self.world.get(Item, item.id)
        return found

    def jobs(self, item: Item) -> list[PrintJob]:
        found: list[PrintJob] = self.world.find(PrintJob, item=item.id, order_by="id")
        return found

    def lying(self) -> list[Path]:
        return [path for path in self.folder.iterdir() if path.is_file() and not path.name.startswith(".")]


def send(day: Day, item: Item) -> None:
    """From the order queue to the folder, and out of it."""
    day.choose(item)
    day.press(Key.Key_P, CONTROL | ALT)
    dialog = day.dialog(SendDialog)
    day.press(Key.Key_Return)
    until(dialog.later.isEnabled, "it is prepared")
    day.look("send")
    row = widgets_in(dialog.fits.rows)[0]
    day.click(row.findChildren(QPushButton)[0])
    until(lambda: not day.window.findChildren(SendDialog), "the dialog is closed")
    until(day.lying, "the file lies in the folder")
    (job,) = day.jobs(item)
    until(lambda: day.world.get(PrintJob, job.id).state == "running", "it is seen there")
    until(lambda: day.page.view == "queue", "the queue is shown")
    day.look("running")
    for path in day.lying():
        path.unlink()


def tell(day: Day, item: Item) -> None:
    """Somebody looks, and says that it was printed."""
    (job,) = day.jobs(item)
    line = day.page.jobs.line_of
    until(lambda: line(job.id) is not None and line(job.id).row.job.state == "running", "the page has heard of it")
    view = day.page.queue
    place = view.visualRect(day.page.jobs.index(day.page.jobs.number_of(job.id))).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    day.click(day.page.job_detail.tell)
    question = day.dialog(ChoiceQuestion)
    day.look("tell")
    question.choices["printed"].setFocus()
    day.press(Key.Key_Space)
    day.click(question.go)
    until(lambda: day.world.get(PrintJob, job.id).state == "done", "it is done")


def check(day: Day, item: Item, *keys: Qt.Key) -> None:
    """The quality check, with keys alone."""
    day.choose(item)
    day.press(Key.Key_Q, CONTROL | ALT)
    dialog = day.dialog(VerdictDialog)
    for key in keys:
        day.press(key)
    until(dialog.go.isEnabled, "it is answered")
    day.look("verdict")
    day.press(Key.Key_Return, CONTROL)
    until(lambda: not day.window.findChildren(VerdictDialog), "the check is closed")


def whole_day(day: Day) -> None:
    """Two photos: one passes, one is spoilt and printed again; then the figures."""
    good, bad = day.items
    for item in (good, bad):
        send(day, item)
        tell(day, item)
        until(lambda item=item: day.item(item).state == "finishing", "it is to be finished")  # type: ignore[misc]
        day.world.step(day.item(item), "finish")
    check(day, good, Key.Key_0)
    until(lambda: day.item(good).state == "ready_to_pack", "it goes to the packing bench")
    check(day, bad, Key.Key_2)
    until(lambda: day.item(bad).state == "queued", "it is printed again")
    first, again = day.jobs(bad)
    assert (again.retry_of, again.digest) == (first.id, first.digest)
    assert again.state == "planned"
    day.press(Key.Key_F7, SHIFT)
    until(lambda: day.page.jobs.line_of(again.id) is not None, "the new print waits")
    day.look("queue")
    day.press(Key.Key_F7, CONTROL | SHIFT)
    until(
        lambda: day.page.statistics.figures is not None and day.page.statistics.figures.all.spoiled == 1, "the figures"
    )
    figures = day.page.statistics.figures
    assert (figures.all.printed, figures.all.failed, figures.all.good_share) == (2, 0, 0.5)
    assert [(cause.count) for cause in figures.by_cause] == [1]
    day.look("statistics")
    day.press(Key.Key_F7)
    until(lambda: day.page.view == "printers", "the printers")
    day.look("printers")
    assert [label for label in day.page.messages.sentences if "cannot" in label.lower()] == []


def workshop(office: Office, folder: Path, language: str) -> tuple[World, list[Item]]:
    """Two photos that their buyers have approved, and a program that watches a folder."""
    world, items = World(office, at=now()), []
    for number, title in enumerate(("海边的夏天", "山里的秋天")):
        picture = io.BytesIO()
        Image.open(io.BytesIO(draw_cover(number))).convert("RGB").resize((600, 400)).save(picture, "PNG")
        digest = office.assets.put(picture.getvalue(), sensitive=True).digest
        draft = ItemDraft(product="photo", finish="glossy", width_mm=152, height_mm=102, title=title, creation="c1")
        item = world.items(world.order(draft, due_at=now() + timedelta(days=3)))[0]
        for step in (*TO_APPROVED, "preflight", "queue"):
            if step == "save":
                revise(office, item.id, digest)
            else:
                world.step(item, step, reason="so")
        items.append(world.item(item))
    save_printer(
        office, Printer(
            name="照片打印机" if language == "zh_CN" else "Photo RIP", driver="hot_folder_2d", kind="2d", queues=True,
            settings={"folder": str(folder)}, materials=("photo-glossy",), cost_per_hour=6.0,
        )
    )  # fmt: skip
    return world, items


def opened(home: Path, folder: Path, language: str, theme: str, seen: Seen) -> Iterator[Day]:
    (home / "settings").mkdir(parents=True)
    (home / "settings" / "preferences.json").write_text(
        f'{{"language": "{language}", "theme": "{theme}", "first_start_done": true}}', "utf-8"
    )
    i18n.activate(language)
    folder.mkdir()
    with open_office() as office:
        _, items = workshop(office, folder, language)
    made = assemble()
    bugs: list[BaseException] = []
    made.window.workshop.runner.crashed.connect(bugs.append)
    made.window.resize(1600, 1000)
    made.window.show()
    made.window.activateWindow()
    made.window.start([])
    until(lambda: made.desk.ready and made.window.isActiveWindow(), "the window with its book")
    yield Day(made, World(made.desk.office, at=now()), folder, items, seen)
    made.close()
    made.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()
    i18n.activate("en")
    assert not bugs


@pytest.fixture
def day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Day]:
    monkeypatch.setenv("STATUETTE_HOME", str(tmp_path / "home"))
    yield from opened(tmp_path / "home", tmp_path / "rip", "en", "light", lambda _name, _there: None)


def test_two_photos_from_the_queue_to_the_figures(day: Day) -> None:
    whole_day(day)
    assert QApplication.activeModalWidget() is None
    buttons = day.page.job_detail.findChildren(QAbstractButton)
    assert all(button.text() or button.toolTip() for button in buttons)
