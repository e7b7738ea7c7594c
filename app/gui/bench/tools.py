"""The tools at the side of the bench: the report, and the pages that tools open on."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from app.commands.workshop import Workshop
from app.gui.base.look import Look
from app.gui.base.services import Services
from app.gui.panels.fix import FixPanel
from app.gui.panels.report import ReportPanel
from app.gui.selecting.options import SelectOptions
from app.gui.tool_pages.page import ToolPage
from app.gui.tool_pages.side import ToolSide
from app.i18n import text
from app.mesh.forms import in_group


@dataclass(frozen=True)
class BenchTools:
    """``side`` holds the report and the pages."""

    report: ReportPanel
    side: ToolSide
    pages: dict[str, ToolPage]
    fix: FixPanel


def make_tools(services: Services, actions: Mapping[str, QAction]) -> BenchTools:
    """Make the side; ``actions`` are the window's, by id."""
    report = ReportPanel(services.look, services.processes, actions)
    side = ToolSide()
    side.setMinimumWidth(330)
    side.add("check", report)
    options = SelectOptions()
    fix = FixPanel(options, actions)
    options.setParent(fix)
    pages = _tool_pages(services.look, services.workshop, actions, fix)
    pages["fix"].pin(fix.bar)
    for name, page in pages.items():
        side.add(name, page)
    return BenchTools(report, side, pages, fix)


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
