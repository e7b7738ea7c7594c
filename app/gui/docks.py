"""The panels around the bench and where they stand in the beginning."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from app.commands.workshop import Workshop
from app.gui.base.look import Look
from app.gui.base.services import Services
from app.gui.dispatch.printers_panel import PrintersPanel
from app.gui.dispatch.station import DispatchStation
from app.gui.orders.queue_panel import OrderQueuePanel
from app.gui.panels.fix import FixPanel
from app.gui.panels.jobs import JobsPanel
from app.gui.panels.report import ReportPanel
from app.gui.selecting.options import SelectOptions
from app.gui.tool_pages.page import ToolPage
from app.gui.tool_pages.side import ToolSide
from app.gui.widgets.panel import dock, switched_dock
from app.i18n import text
from app.mesh.forms import in_group


@dataclass(frozen=True)
class Docks:
    """The panels and the docks that hold them."""

    orders: OrderQueuePanel
    report: ReportPanel
    jobs: JobsPanel
    printers: PrintersPanel
    side: ToolSide
    pages: dict[str, ToolPage]
    fix: FixPanel
    by_name: dict[str, QDockWidget]

    def arrange(self, window: QMainWindow) -> None:
        """Put every dock where it is in the beginning."""
        left, right, bottom = (
            Qt.DockWidgetArea.LeftDockWidgetArea,
            Qt.DockWidgetArea.RightDockWidgetArea,
            Qt.DockWidgetArea.BottomDockWidgetArea,
        )
        # The side panels keep the full height: the report needs it more than the jobs need the width.
        window.setCorner(Qt.Corner.BottomLeftCorner, left)
        window.setCorner(Qt.Corner.BottomRightCorner, right)
        places = {"orders": left, "report": right, "jobs": bottom, "printers": bottom}
        for name, area in places.items():
            window.addDockWidget(area, self.by_name[name])
            self.by_name[name].show()
        window.splitDockWidget(self.by_name["jobs"], self.by_name["printers"], Qt.Orientation.Horizontal)
        window.resizeDocks([self.by_name["orders"], self.by_name["report"]], [320, 428], Qt.Orientation.Horizontal)
        window.resizeDocks([self.by_name["jobs"], self.by_name["printers"]], [3, 2], Qt.Orientation.Horizontal)
        window.resizeDocks([self.by_name["jobs"]], [120], Qt.Orientation.Vertical)

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self.orders.refresh()
        self.report.refresh()
        self.fix.refresh()
        self.jobs.refresh()
        self.printers.refresh()


def make_docks(services: Services, actions: Mapping[str, QAction], printing: DispatchStation) -> Docks:
    """Make the panels; ``actions`` are the window's, by id; ``printing``: what is known of the printers."""
    look, workshop = services.look, services.workshop
    orders = OrderQueuePanel(look, services.samples)
    report = ReportPanel(look, services.processes, actions)
    jobs = JobsPanel(look, workshop.runner)
    printers = PrintersPanel(look, printing)
    side = ToolSide()
    side.setMinimumWidth(330)
    side.add("check", report)
    options = SelectOptions()
    fix = FixPanel(options, actions)
    options.setParent(fix)
    pages = _tool_pages(look, workshop, actions, fix)
    pages["fix"].pin(fix.bar)
    for name, page in pages.items():
        side.add(name, page)
    orders.setMinimumWidth(240)
    jobs.setMinimumHeight(76)
    by_name = {
        "orders": dock("orders", text("Orders"), orders, orders.queue.totals),
        "report": switched_dock("report", text("Tools of the bench"), side, side.switch),
        "jobs": dock("jobs", text("Jobs"), jobs, jobs.counter),
        "printers": dock("printers", text("Printers"), printers, printers.counter),
    }
    return Docks(orders, report, jobs, printers, side, pages, fix, by_name)


def _tool_pages(look: Look, workshop: Workshop, actions: Mapping[str, QAction], fix: QWidget) -> dict[str, ToolPage]:
    """The pages that tools open on, by name."""
    selection = workshop.selection
    return {
        "prepare": ToolPage(look, [(text("Prepare for print"), in_group("prepare"))], actions, selection),
        "fix": ToolPage(
            look,
            [(text("Mend by hand"), in_group("fix")), (text("Triangles"), in_group("shape"))],
            actions, selection, fix,
        ),
        "color": ToolPage(look, [(text("Colours"), in_group("color"))], actions, selection),
    }  # fmt: skip
