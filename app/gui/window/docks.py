"""The panels around the bench and where they stand in the beginning."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMainWindow

from app.gui.base.services import Services
from app.gui.bench.tools import BenchTools, make_tools
from app.gui.dispatch.printers_panel import PrintersPanel
from app.gui.dispatch.station import DispatchStation
from app.gui.orders.queue_panel import OrderQueuePanel
from app.gui.panels.jobs import JobsPanel
from app.gui.widgets.panel import dock, switched_dock
from app.i18n import text


@dataclass(frozen=True)
class Docks(BenchTools):
    """The tools of the bench, the other panels, and the docks that hold them."""

    orders: OrderQueuePanel
    jobs: JobsPanel
    printers: PrintersPanel
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
    look = services.look
    orders = OrderQueuePanel(look, services.samples)
    tools = make_tools(services, actions)
    jobs = JobsPanel(look, services.workshop.runner)
    printers = PrintersPanel(look, printing)
    orders.setMinimumWidth(240)
    jobs.setMinimumHeight(76)
    by_name = {
        "orders": dock("orders", text("Orders"), orders, orders.queue.totals),
        "report": switched_dock("report", text("Tools of the bench"), tools.side, tools.side.switch),
        "jobs": dock("jobs", text("Jobs"), jobs, jobs.counter),
        "printers": dock("printers", text("Printers"), printers, printers.counter),
    }
    return Docks(tools.report, tools.side, tools.pages, tools.fix, orders, jobs, printers, by_name)
