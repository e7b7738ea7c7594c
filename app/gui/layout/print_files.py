"""Print files as people handle them: asked for, made, sent to print; and files of customers, judged."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from app.gui.layout.desk import LayoutDesk
from app.gui.layout.making import Made
from app.gui.layout.office import LayoutOffice
from app.gui.layout.output import Output
from app.gui.layout.page import LayoutPage
from app.gui.layout.panels.output_panel import OutputPanel
from app.gui.layout.setup import Setup
from app.gui.layout.sheets import Sheets
from app.gui.layout.views import Views
from app.i18n import plural, text, tr
from app.settings.preferences import Preferences


class PrintFiles(QObject):
    """Between the output, its panel and the views.

    print_item  queues the approved layout of an item
    """

    def __init__(
        self, output: Output, panel: OutputPanel, views: Views, sheets: Sheets, setup: Setup, *,
        page: LayoutPage, desk: LayoutDesk, preferences: Preferences, office: LayoutOffice | None,
        show_page: Callable[[], object],
    ) -> None:  # fmt: skip
        super().__init__(output)
        self._output, self._panel, self._views, self._sheets, self._setup = output, panel, views, sheets, setup
        self._page, self._desk, self._preferences, self._office = page, desk, preferences, office
        self._show_page = show_page
        self.print_item: Callable[[int], object] | None = None
        output.done.connect(self._were_made)
        output.judged.connect(self._was_judged)
        panel.make_wanted.connect(self.make)
        panel.send_wanted.connect(self.send)
        panel.finding_wanted.connect(lambda number, finding: views.show_finding(output.made[number], finding))

    def make(self) -> None:
        """Ask where to, and make the print files."""
        sheets = self._panel.on_sheet.isChecked() and self._setup.shop.route != "photo"
        self._page.side.choose("output")
        if sheets and not self._sheets.fresh:
            self._page.messages.say(text("Arrange the sheet first: something has changed since."), "info")
            self._views.show("sheet")
            return
        path = self._output.ask_path(self._page, self._preferences.last_folder)
        if path is not None:
            self._preferences.last_folder = str(path.parent)
            self._output.make(path, sheets=sheets)

    def _were_made(self, made: list[Made]) -> None:
        words = plural("{n} print file was made.", "{n} print files were made.", len(made))
        wrong = any(one.report is not None and not one.report.passed for one in made)
        if wrong:
            self._page.messages.say(text("The print file was made, but the check found faults in it."), "bad")
        else:
            self._page.messages.say(words, "ok")
        if made and made[0].report is not None:
            self._views.take_made(made[0])

    def _was_judged(self, made: Made) -> None:
        good = made.report is not None and made.report.passed
        name = made.path.name
        if good:
            self._page.messages.say(text("“{name}” can be printed.", name=name), "ok")
        else:
            self._page.messages.say(text("“{name}” must not be printed as it is.", name=name), "bad")
        self._views.look_at(made)

    def send(self, path: Path) -> None:
        """Send a file that was made to print: a sheet of orders to the queue, an item alone as it was approved, else the file."""
        made = next((one for one in self._output.made if one.path == path), None)
        items = tuple(thing.item for thing in self._desk.things if thing.item)
        if made is not None and made.sheet is not None and self._office is not None:
            self._office.queue(
                made.sheet, lambda: self._page.messages.say(text("The sheet is in the print queue."), "ok")
            )
        elif len(items) == 1 and len(self._desk.things) == 1 and self.print_item is not None:
            self.print_item(items[0])
        else:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def ask_pdf(self) -> None:
        """Choose a PDF and judge it."""
        folder = self._preferences.last_folder
        name, _kind = QFileDialog.getOpenFileName(self._page, tr("Check a PDF"), folder, "PDF (*.pdf)")
        if name:
            self._preferences.last_folder = str(Path(name).parent)
            self.judge(Path(name))

    def judge(self, path: Path) -> None:
        """Judge a PDF that somebody sent."""
        self._show_page()
        self._page.uncover()
        self._page.side.choose("output")
        self._output.judge(path)
