"""Proof, check and print files: what is still wrong, how it will look, and what the shop gets."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.fields.entering import Choice, Switch, caption
from app.gui.layout.making import Made
from app.gui.layout.output import Output
from app.gui.layout.panels.fault_card import FaultCard
from app.gui.layout.setup import Setup
from app.gui.widgets.basics import Card, ElidedLabel, button, clear, label, rule, tool
from app.i18n import Text, plural, text, tr
from app.layouts.design.faults import Fault
from app.settings.shops import shop_title

ROUTES: dict[str, Text] = {
    "photo": text("Photo lab: pictures at exact pixels"),
    "press": text("Press: PDF/X-4 in CMYK"),
    "cut": text("Print and cut: PDF/X-4 with cut lines and white ink"),
}
MOST_CARDS = 40


class OutputPanel(QWidget):
    """Shows what ``output`` has made, and what is against making it.

    make_wanted, fault_wanted (a Fault), finding_wanted (number of a file, a Finding), mockup_wanted (kind),
    picture_wanted (save the picture for the buyer), send_wanted (path)
    """

    make_wanted = Signal()
    fault_wanted = Signal(object)
    finding_wanted = Signal(int, object)
    mockup_wanted = Signal(str)
    picture_wanted = Signal()
    send_wanted = Signal(object)

    def __init__(self, look: Look, output: Output, setup: Setup, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self._look, self._output, self._setup = look, output, setup
        self._faults: tuple[Fault, ...] = ()
        self.route = label("", "dim", wrap=True)
        self.gamut = label("", "dim", wrap=True)
        self.make = button(
            text("Make print files"), self.make_wanted.emit, "primary", look.icon("mdi6.file-check-outline", "on_fill")
        )
        say(self.make, setToolTip=text("Write what the shop or the machine gets, and check it"))
        self.on_sheet = Switch(text("All sheets in one file"), text("Else one page for each thing, as it is designed"))
        self.on_sheet.setChecked(True)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(5)
        self.progress.setRange(0, 1000)
        self.doing = label("", "dim")
        self.cancel = button(
            text("Cancel"), output.stop, "small", tip=text("Stop; what is written already is taken away")
        )
        self.mockup = Choice(())
        self._wrong, self._made = QVBoxLayout(), QVBoxLayout()
        for column in (self._wrong, self._made):
            column.setSpacing(6)
        self._build(actions)
        self.mockup.entered.connect(self.mockup_wanted.emit)
        output.changed.connect(self.refresh)
        output.moved.connect(self._show_job)
        setup.changed.connect(self.refresh)
        self.refresh()

    def offer_mockups(self, kinds: Sequence[tuple[str, Text]], chosen: str) -> None:
        """Pictures that suit the thing."""
        self.mockup.offer(kinds)
        self.mockup.show_value(chosen)

    def show_faults(self, faults: Sequence[Fault]) -> None:
        """What is against printing the thing."""
        if tuple(faults) != self._faults:
            self._faults = tuple(faults)
            self._show_wrong()

    def show_gamut(self, share: float | None) -> None:
        """How much of the page the inks cannot show, 0 to 1."""
        if share is None:
            self.gamut.setText(tr("How the press will show the colours."))
        elif share < 0.005:
            self.gamut.setText(tr("The inks can show all of it."))
        else:
            self.gamut.setText(
                tr("{n} % of it is brighter than the inks: it will look duller.", n=f"{100 * share:.0f}")
            )

    def refresh(self) -> None:
        """Show everything as it is now."""
        shop = self._setup.shop
        self.route.setText(f"{shop_title(shop)}. {ROUTES[shop.route]}")
        self.on_sheet.setVisible(shop.route != "photo")
        self._show_wrong()
        self._show_made()
        self._show_job()

    def _show_job(self) -> None:
        job = self._output.job
        busy = job is not None and job.open
        self.make.setVisible(not busy)
        for widget in (self.progress, self.doing, self.cancel):
            widget.setVisible(busy)
        if job is not None and busy:
            self.progress.setValue(round(1000 * job.done))
            self.doing.setText("" if job.what is None else str(job.what))

    def _show_wrong(self) -> None:
        clear(self._wrong)
        if not self._faults:
            self._wrong.addWidget(FaultCard(self._look, "good", text("Nothing is wrong with the design.")))
        for fault in self._faults[:MOST_CARDS]:
            go = (lambda fault=fault: self.fault_wanted.emit(fault)) if fault.layer or fault.at else None
            self._wrong.addWidget(FaultCard(self._look, "blocks" if fault.blocks else "warns", fault.words, "", go))

    def _show_made(self) -> None:
        clear(self._made)
        for number, made in enumerate(self._output.made):
            self._made.addWidget(self._file(made))
            report = made.report
            if report is None:
                continue
            findings = [finding for finding in report.rules if finding.severity != "informs"]
            if report.passed:
                words = text("Checked against our PDF/X-4 rules: nothing stands against printing it.")
                self._made.addWidget(FaultCard(self._look, "good", words))
            for finding in findings[:MOST_CARDS]:
                self._made.addWidget(
                    FaultCard(
                        self._look, finding.severity, finding.words, finding.remedy,
                        lambda number=number, finding=finding: self.finding_wanted.emit(number, finding),  # type: ignore[misc]
                    )
                )  # fmt: skip
            if len(findings) > MOST_CARDS:
                left = plural("and {n} more", "and {n} more", len(findings) - MOST_CARDS)
                self._made.addWidget(label(left, "dim"))

    def _file(self, made: Made) -> QWidget:
        card = Card()
        row = QHBoxLayout(card)
        row.setContentsMargins(10, 8, 8, 8)
        words = QVBoxLayout()
        words.setSpacing(1)
        name = ElidedLabel("strong")
        name.set_text(made.path.name)
        words.addWidget(name)
        words.addWidget(label(made.words, "dim"))
        row.addLayout(words, 1)
        row.addWidget(tool(self._look.icon("mdi6.open-in-new"), text("Open the file"), lambda: _open(str(made.path))))
        row.addWidget(
            tool(self._look.icon("mdi6.folder-outline"), text("Show the folder"), lambda: _open(str(made.path.parent)))
        )
        row.addWidget(tool(self._look.icon("mdi6.printer"), text("Print it"), lambda: self.send_wanted.emit(made.path)))
        return card

    def _build(self, actions: Mapping[str, QAction]) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 4, 12)
        column.setSpacing(8)
        column.addWidget(label(text("Check"), "heading"))
        column.addLayout(self._wrong)
        column.addWidget(rule())
        column.addWidget(label(text("Proof"), "heading"))
        for name in ("layout.softproof", "layout.gamut", "layout.proof"):
            made = QToolButton()
            made.setDefaultAction(actions[name])
            made.setProperty("kind", "tool")
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            made.setIconSize(QSize(18, 18))
            made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            column.addWidget(made)
        column.addWidget(self.gamut)
        row = QHBoxLayout()
        row.addWidget(caption(text("Mock-up")))
        say(self.mockup, setAccessibleName=text("Picture for the buyer"), setToolTip=text("Picture for the buyer"))
        row.addWidget(self.mockup, 1)
        row.addWidget(
            tool(self._look.icon("mdi6.content-save-outline"), text("Save the picture…"), self.picture_wanted.emit)
        )
        column.addLayout(row)
        column.addWidget(rule())
        column.addWidget(label(text("Print files"), "heading"))
        column.addWidget(self.route)
        column.addWidget(self.on_sheet)
        column.addWidget(self.make)
        column.addWidget(self.progress)
        busy = QHBoxLayout()
        busy.addWidget(self.doing, 1)
        busy.addWidget(self.cancel)
        column.addLayout(busy)
        column.addLayout(self._made)
        column.addStretch()


def _open(name: str) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(name))
