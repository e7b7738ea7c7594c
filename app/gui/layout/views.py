"""The four views of what is on the bench, each with its scene; what they show is brought up to date when they are looked at."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QGraphicsScene

from app.errors import AppError
from app.gui.base.look import Look
from app.gui.layout.canvas.overlay import qt_path
from app.gui.layout.canvas.plates_scene import PlatesScene
from app.gui.layout.canvas.sheet_scene import SheetScene
from app.gui.layout.floats import Switcher
from app.gui.layout.latest import Latest
from app.gui.layout.making import Made, ToMake, make
from app.gui.layout.page import LayoutPage
from app.gui.layout.panels.ink_plate_list import InkPlateList
from app.gui.layout.proofing import Mockup, Proofing
from app.gui.layout.separations import Separations
from app.gui.layout.setup import Setup
from app.gui.layout.sheets import Sheets
from app.gui.layout.studio import Studio
from app.i18n import text
from app.jobs.progress import Progress
from app.jobs.runner import Job, Runner
from app.layouts.path import path_of
from app.layouts.piece import Piece

if TYPE_CHECKING:
    from app.layouts.preflight.report import Finding

PIECE_PPMM = 6.0


@dataclass(frozen=True)
class Ground:
    """What the views show."""

    sheets: Sheets
    setup: Setup
    separations: Separations
    proofing: Proofing
    studio: Callable[[], Studio]


class Views(QObject):
    """``show`` one of them. ``say`` tells a sentence on the page."""

    def __init__(self, look: Look, page: LayoutPage, runner: Runner, ground: Ground, folder: Path) -> None:
        super().__init__(page)
        self._page, self._runner, self._ground, self._folder = page, runner, ground, folder
        self.sheet, self.plates, self.picture = SheetScene(look), PlatesScene(look), QGraphicsScene()
        self.plate_list = InkPlateList()
        self.tabs = Switcher("layoutSheets", ())
        self._pictures = Latest(runner)
        self._drawn: object = None
        self._made: Made | None = None
        self._proof_key: object = None
        self._proof_job: Job | None = None
        self._tabs_shown = (0, 0)
        page.floating.add(self.plate_list, "top left")
        page.floating.add(self.tabs, "bottom")
        self.plate_list.hide()
        self.tabs.hide()
        sheets, separations = ground.sheets, ground.separations
        sheets.changed.connect(self._show_sheet)
        self.sheet.placed.connect(lambda moved: sheets.place(text("Move on the sheet"), moved))
        separations.found.connect(self._plates_found)
        separations.shown.connect(self._plates_drawn)
        separations.refused.connect(self._refused)
        self.plate_list.switched.connect(lambda name, on: separations.switch(name, on=on))
        self.plate_list.alone.connect(separations.alone)
        self.plates.chosen.connect(self.fly_to_finding)
        ground.proofing.pictured.connect(self._pictured)
        self.tabs.chosen.connect(self._tab)

    def show(self, name: str) -> None:
        """Show this view."""
        if not self._page.desk.things and (name != "plates" or self._made is None):
            return
        scenes: dict[str, QGraphicsScene] = {
            "design": self._page.design, "sheet": self.sheet, "plates": self.plates, "mockup": self.picture,
        }  # fmt: skip
        self._page.show_scene(name, scenes[name])
        self.plate_list.setVisible(name == "plates" and self._ground.separations.plates is not None)
        if name == "sheet" and not self._ground.sheets.fresh and not self._ground.sheets.busy:
            self._ground.sheets.arrange()
        elif name == "plates":
            self._want_plates()
        elif name == "mockup":
            self._ground.proofing.draw_picture(self._page.measured, self._ground.proofing.kind)
        self._show_tabs()

    # ---- sheet --------------------------------------------------------------

    def _show_sheet(self) -> None:
        sheets = self._ground.sheets
        pieces = sheets.pieces
        if pieces is not self._drawn:
            self._drawn = pieces
            self.sheet.forget_pieces()
            if pieces is not None:
                for number, piece in enumerate(pieces.pieces):
                    self.sheet.know_piece(number, qt_path(path_of(piece.trim)), piece.label)
                self.sheet.show_sheet(None, frozenset())
                self._draw_pieces(pieces.pieces)
        first = self.sheet.board()
        crowded = frozenset(number for sheet, number in sheets.crowded if sheet == sheets.at)
        self.sheet.show_sheet(sheets.sheet, sheets.locked, crowded)
        if self.sheet.board() != first and self._page.view == "sheet":
            self._page.canvas.view.fit()
        self._show_tabs()

    def _draw_pieces(self, pieces: tuple[Piece, ...]) -> None:
        studio = self._ground.studio()

        def work() -> list[tuple[QImage, QRectF]]:
            return [studio.piece_picture(piece, PIECE_PPMM) for piece in pieces]

        def done(pictures: list[tuple[QImage, QRectF]]) -> None:
            sheets = self._ground.sheets
            if sheets.pieces is not None and sheets.pieces.pieces == pieces:
                for number, (image, area) in enumerate(pictures):
                    self.sheet.take_picture(number, image, area)

        self._pictures.ask(work, then=done, failed=self._refused)

    def _show_tabs(self) -> None:
        layout = self._ground.sheets.layout
        separations = self._ground.separations
        count = len(layout.sheets) if layout is not None and self._page.view in {"sheet", "plates"} else 0
        at = self._ground.sheets.at if self._page.view == "sheet" else separations.page
        self.tabs.setVisible(count > 1)
        if count > 1:
            if self._tabs_shown[0] != count:
                self.tabs.offer((str(n), str(n + 1), text("Sheet {n}", n=n + 1)) for n in range(min(count, 12)))
            self.tabs.show_choice(str(at))
        self._tabs_shown = (count, at)
        self._page.arrange_floats()

    def _tab(self, name: str) -> None:
        if self._page.view == "sheet":
            self._ground.sheets.go_to(int(name))
        elif self._made is not None:
            self._ground.separations.make(self._made.path, int(name))

    # ---- plates -------------------------------------------------------------

    def take_made(self, made: Made) -> None:
        """A print file was made: its plates are the ones that are looked at."""
        self._made = made
        self._proof_key = self._key()
        if self._page.view == "plates":
            self._ground.separations.make(made.path)

    def look_at(self, made: Made) -> None:
        """Show the plates of a file that somebody sent, whatever lies on the bench."""
        self._made, self._proof_key = made, self._key()
        self._page.uncover()
        self._page.show_scene("plates", self.plates)
        self._ground.separations.make(made.path)

    def _want_plates(self) -> None:
        shop = self._ground.setup.shop
        if shop.route == "photo":
            self._page.messages.say(
                text("A photo lab gets one picture in sRGB: there are no plates. Choose a press to see them."), "info"
            )
            return
        if self._made is not None and self._proof_key == self._key():
            if self.plates.empty:
                self._ground.separations.make(self._made.path)
            return
        if self._proof_job is None or not self._proof_job.open:
            self._make_proof()

    def _make_proof(self) -> None:
        """A print file for looking at alone, of the sheets where they are arranged."""
        desk, sheets = self._page.desk, self._ground.sheets
        layout = sheets.layout if sheets.fresh else None
        order = ToMake(
            desk.things, sheets.pieces if layout is not None else None, layout, self._ground.setup.shop, "proof",
            datetime.now(UTC).replace(microsecond=0),
        )  # fmt: skip
        key, path, studio = self._key(), self._folder / "proof.pdf", self._ground.studio()

        def work(*, progress: Progress) -> list[Made]:
            path.parent.mkdir(parents=True, exist_ok=True)
            return make(studio, order, path, progress=progress)

        def done(made: list[Made]) -> None:
            self._proof_key, self._made = key, made[0]
            self._ground.separations.make(path)

        self._proof_job = self._runner.run(text("Make the plates"), work, then=done, failed=self._refused, lane="batch")

    def _plates_found(self) -> None:
        separations = self._ground.separations
        if separations.plates is not None:
            self.plate_list.show_plates(separations.plates.names, separations.hidden, separations.looks())
            self.plate_list.setVisible(self._page.view == "plates")
            self._page.arrange_floats()

    def _plates_drawn(self, image: QImage) -> None:
        separations = self._ground.separations
        if separations.plates is None:
            return
        before = self.plates.board() if not self.plates.empty else QRectF()
        self.plates.show_page(image, separations.plates.size_mm, separations.inks)
        self.plates.show_findings(self._findings(), self.plates.current)
        if before != self.plates.board() and self._page.view == "plates":
            self._page.canvas.view.fit()

    def _findings(self) -> "list[Finding]":
        report = None if self._made is None else self._made.report
        page = self._ground.separations.page + 1
        if report is None:
            return []
        return [one for one in report.rules if one.page in {None, page} and one.severity != "informs"]

    def show_finding(self, made: Made, finding: "Finding") -> None:
        """Show the page of a finding, and fly to its place."""
        self._made, self._proof_key = made, self._key()
        self.show("plates")
        page = (finding.page or 1) - 1
        if self.plates.empty or self._ground.separations.page != page:
            self._ground.separations.make(made.path, page)
        findings = self._findings()
        self.plates.show_findings(findings, findings.index(finding) if finding in findings else -1)
        self.fly_to_finding(self.plates.current)

    def fly_to_finding(self, number: int) -> None:
        """Look at the place of a finding closely."""
        box = self.plates.place_of(number)
        findings = self._findings()
        self.plates.show_findings(findings, number)
        if box is not None:
            self._page.canvas.view.fly_to(box.adjusted(-8, -8, 8, 8))
        if 0 <= number < len(findings):
            self._page.say_below(str(findings[number].words))

    def _key(self) -> object:
        sheets = self._ground.sheets
        return (self._page.desk.things, self._ground.setup.shop, sheets.layout if sheets.fresh else None)

    # ---- picture for the buyer ----------------------------------------------

    def _pictured(self, picture: Mockup) -> None:
        self.picture.clear()
        self.picture.addPixmap(QPixmap.fromImage(picture.image))
        self.picture.setSceneRect(QRectF(picture.image.rect()))
        if self._page.view == "mockup":
            self._page.canvas.view.fit()

    def _refused(self, error: AppError) -> None:
        self._page.messages.say(error.sentence, "bad")
