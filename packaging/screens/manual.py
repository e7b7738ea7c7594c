"""The pictures of the manual, by topic, each in a light and a dark one: the sample workshop and the sample figurine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from screens import floor, sample
from screens.stage import ROOT, Stage

PICTURES = ROOT / "resources" / "manual" / "pictures"
SIZE = (1420, 840)
COLORS = 96  # enough for a picture that is shown small
THEMES = ("light", "dark")
OF_THE_BENCH = ("window", "report", "prepare", "mend", "colours", "measure")


class Album:
    """Writes pictures under the name of a topic; skips those that are not wanted."""

    def __init__(self, stage: Stage, language: str, names: list[str]) -> None:
        self.stage, self._code, self._names = stage, "en" if language == "en" else "zh", names

    def wants(self, *names: str) -> bool:
        """Whether one of these topics is wanted."""
        return not self._names or any(name in self._names for name in names)

    def take(self, name: str, widget: Any = None, *around: Any, most: int = 0) -> None:
        """The picture of a topic: of a widget, or of the part of the window around some, so many pixels of it at most."""
        if not self.wants(name):
            return
        for theme in THEMES:
            self.stage.window.look.choose(theme)
            self.stage.rest(0.6)
            where = self.stage.around(*around) if around else None
            if where is not None and most:
                where.setHeight(min(most, where.height()))
            self.stage.save(PICTURES / f"{name}-{self._code}-{theme}.png", widget, where, colors=COLORS)


def take(home: Path, language: str, names: list[str]) -> None:
    """Take the pictures of these topics, or of all, in one language."""
    stage = Stage(home, SIZE)
    window, album = stage.window, Album(stage, language, names)
    window.dress.speak(language)
    window.show()
    window.start([])
    if album.wants("first-figurine", "recipes", "proofs", *OF_THE_BENCH):
        stage.open_sample()
    for name in ("orders", "report", "jobs", "printers"):
        window.docks.by_name[name].show()
    _begin(stage, album)
    sample.fill_workshop(stage)
    album.take("orders", window.docks.by_name["orders"])
    for scenes in (_bench, _dialogs, _flat, _orders, _printing, _packing, _workshop):
        scenes(stage, album)
    stage.close()


def _begin(stage: Stage, album: Album) -> None:
    """What somebody sees first: the way to a print file, the assistant, and how the PC is."""
    from app.gui.assistant.dialog import AssistantDialog  # noqa: PLC0415
    from app.gui.diagnosis.dialog import DiagnosisDialog  # noqa: PLC0415

    window = stage.window
    if album.wants("first-figurine"):
        window.first_job.begin()
        stage.until(lambda: bool(window.first_job.strip.show_me.isVisible()))
        album.take("first-figurine")
        window.first_job.leave()
    if album.wants("set-up"):
        stage.until(lambda: stage.desk.ready)
        stage.action("help.assistant")
        dialog = stage.dialog(AssistantDialog)
        dialog.next.click()
        stage.until(lambda: dialog.page.id == "place")
        stage.rest(1.0)
        dialog.page.folder.setText(Path.home().anchor + "statuette")  # not the folder that these pictures are taken on
        stage.rest(1.0)
        album.take("set-up", dialog)
        dialog.accept()
    if album.wants("diagnosis"):
        stage.action("help.diagnosis")
        dialog = stage.dialog(DiagnosisDialog)
        stage.until(lambda: bool(dialog.again.isEnabled()))
        stage.rest(1.0)
        album.take("diagnosis", dialog)
        dialog.close()


def _bench(stage: Stage, album: Album) -> None:
    if not album.wants(*OF_THE_BENCH):
        return
    window = stage.window
    bench, report, side = window.workshop.bench, window.docks.report, window.docks.side
    middle = (window.bench, window.docks.by_name["report"])
    album.take("window")
    window.docks.by_name["jobs"].hide()
    window.docks.by_name["printers"].hide()
    report.choose(report.cards["self_intersections"].finding)
    stage.rest(1.0)
    album.take("report", None, *middle)
    report.choose(None)
    if album.wants("prepare", "mend", "colours", "measure"):
        report.repair.click()
        stage.until(lambda: bench.document.position == 1 and bench.report is not None and stage.model_drawn())
    if album.wants("prepare"):
        stage.action("tool.base")
        stage.rest(1.5)
        album.take("prepare", None, *middle)
        window.docks.pages["prepare"].close_form()
    if album.wants("mend"):
        _select(stage)
        album.take("mend", None, *middle)
        stage.action("select.none")
        stage.action("view.clear_places")
    if album.wants("colours"):
        side.choose("color")
        stage.action("view.softproof")
        stage.action("view.gamut")
        stage.rest(6.0)
        album.take("colours", None, *middle)
        stage.action("view.gamut")
        stage.action("view.softproof")
        stage.rest(1.0)
    if album.wants("measure"):
        side.choose("measure")
        window.wiring.heat.show_figure("wall_thickness")
        stage.action("view.beside")
        stage.until(lambda: window.bench.side.on)
        stage.rest(4.0)
        album.take("measure", None, *middle)
        stage.action("view.beside")
        window.wiring.heat.clear()
    side.choose("check")
    for name in ("jobs", "printers"):
        window.docks.by_name[name].show()


def _select(stage: Stage) -> None:
    """Draw a lasso around the face of the figurine."""
    from PySide6.QtCore import QPointF, Qt  # noqa: PLC0415
    from PySide6.QtGui import QMouseEvent  # noqa: PLC0415

    window = stage.window
    window.docks.side.choose("fix")
    stage.action("select.lasso")
    stage.until(lambda: not window.selecting.selector.waiting)
    stage.rest(0.5)
    canvas = window.bench.viewport.canvas
    height, width = canvas.height(), canvas.width()
    line = [(-0.02, 0.02), (-0.01, 0.12), (0.1, 0.14), (0.16, 0.06), (0.12, -0.04), (0.03, -0.05), (-0.02, 0.02)]
    points = [QPointF(width / 2 + x * height, height / 2 - y * height) for x, y in line]
    left, none, no_key = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    kinds = [QMouseEvent.Type.MouseButtonPress, *[QMouseEvent.Type.MouseMove] * (len(points) - 1)]
    for kind, at in zip(kinds, points, strict=True):
        button = left if kind == QMouseEvent.Type.MouseButtonPress else none
        stage.application.sendEvent(canvas, QMouseEvent(kind, at, canvas.mapToGlobal(at), button, left, no_key))
    end = points[-1]
    release = QMouseEvent(QMouseEvent.Type.MouseButtonRelease, end, canvas.mapToGlobal(end), left, none, no_key)
    stage.application.sendEvent(canvas, release)
    stage.until(lambda: not window.selecting.selector.waiting)
    stage.rest(1.0)


def _dialogs(stage: Stage, album: Album) -> None:
    from app.gui.dialogs.recipes import RecipesDialog  # noqa: PLC0415
    from app.gui.proof.model_dialog import ModelProofDialog  # noqa: PLC0415

    if album.wants("recipes"):
        stage.action("model.recipes")
        dialog = stage.dialog(RecipesDialog)
        album.take("recipes", dialog)
        dialog.close()
    if album.wants("proofs"):
        stage.action("file.proof")
        dialog = stage.dialog(ModelProofDialog)
        dialog.folder.setText(str(Path.home().anchor + "proofs"))
        album.take("proofs", dialog)
        dialog.reject()


def _flat(stage: Stage, album: Album) -> None:
    if not album.wants("layouts", "cut-lines", "sheets", "print-files", "reliefs"):
        return
    window = stage.window
    for name in ("jobs", "printers"):
        window.docks.by_name[name].hide()
    sample.begin_keychain(stage)
    flat = window.flat
    page = flat.page
    flat.page.side.choose("template")
    stage.rest(1.5)
    album.take("layouts", None, page)
    page.side.choose("cut")
    stage.rest(1.0)
    album.take("cut-lines", None, page)
    if album.wants("reliefs"):
        _relief(stage, album)
    if album.wants("sheets", "print-files"):
        sample.fill_sheet(stage)
        sample.show_sheet(stage)
        page.side.choose("sheet")
        stage.rest(1.0)
        album.take("sheets", None, page)
        page.side.choose("output")
        stage.rest(1.0)
        album.take("print-files", None, page)
    flat.desk.open(())
    for name in ("jobs", "printers"):
        window.docks.by_name[name].show()


def _relief(stage: Stage, album: Album) -> None:
    dialog = stage.window.reliefs.ask_design()
    stage.rest(8.0)
    album.take("reliefs", dialog)
    dialog.reject()
    stage.rest(0.5)


def _orders(stage: Stage, album: Album) -> None:
    if not album.wants("order-page", "intake", "service", "boards"):
        return
    window = stage.window
    if album.wants("boards"):
        stage.go("overview")
        stage.rest(2.0)
        album.take("boards", None, window.workplaces)
    stage.go("model")
    stage.rest(0.5)
    if album.wants("order-page", "service"):
        for name in ("jobs", "printers"):
            window.docks.by_name[name].hide()
        sample.show_busy_order(stage)
        album.take("order-page", None, window.workplaces)
        if album.wants("service"):
            floor.decide_claim(stage, lambda dialog: album.take("service", dialog))
        stage.action("orders.back")
    if album.wants("intake"):
        dialog = window.orders.import_file(floor.order_table(stage.home, window))
        stage.rest(2.0)
        album.take("intake", dialog)
        dialog.close()


def _printing(stage: Stage, album: Album) -> None:
    if not album.wants("printers", "sending", "plates", "unclear", "quality"):
        return
    window = stage.window
    for name in ("jobs", "printers"):
        window.docks.by_name[name].hide()
    floor.fill_printers(stage)
    stage.go("dispatch")
    page = window.dispatch.page
    stage.rest(1.5)
    floor.choose_first(page.wall)
    stage.rest(1.0)
    album.take("printers", None, window.workplaces, most=400)
    stage.action("print.queue")
    floor.choose_first(page.queue)
    stage.rest(1.0)
    album.take("sending", None, window.workplaces, most=400)
    if album.wants("unclear"):
        floor.ask_unclear(stage, lambda dialog: album.take("unclear", dialog))
    if album.wants("quality"):
        floor.judge(stage, lambda dialog: album.take("quality", dialog))


def _packing(stage: Stage, album: Album) -> None:
    if not album.wants("packing", "labels", "scanner"):
        return
    window = stage.window
    for name in ("jobs", "printers"):
        window.docks.by_name[name].hide()
    sample.begin_parcel(stage)
    page = window.packing.page
    album.take("packing", None, window.workplaces, most=480)
    if album.wants("scanner"):
        floor.scan_wrong(stage)
        album.take("scanner", None, window.workplaces, most=480)
        window.packing.station.acknowledge()
        stage.rest(0.5)
    if album.wants("labels"):
        floor.show_label(stage)
        album.take("labels", None, page, most=560)


def _workshop(stage: Stage, album: Album) -> None:
    if not album.wants("people", "privacy", "admin-backup"):
        return
    from app.gui.people.workshop_window import WorkshopWindow  # noqa: PLC0415

    stage.action("people.matrix")
    dialog = stage.dialog(WorkshopWindow)
    album.take("people", dialog)
    if album.wants("privacy"):
        stage.action("people.retention")
        stage.rest(1.0)
        dialog.current.look_button.click()
        stage.rest(2.0)
        album.take("privacy", dialog)
    if album.wants("admin-backup"):
        stage.action("people.backups")
        stage.rest(1.0)
        dialog.current.make.click()
        stage.until(lambda: dialog.current.table.model().rowCount() > 0)
        stage.rest(2.0)
        dialog.current.where.set_text("/mnt/backups")  # not the folder that these pictures are taken on
        album.take("admin-backup", dialog)
    dialog.close()
