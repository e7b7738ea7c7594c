"""Puts selecting into the window."""

from collections.abc import Mapping

from PySide6.QtGui import QAction

from app.gui.base.display import Display
from app.gui.base.services import Services
from app.gui.bench.tools import BenchTools
from app.gui.selecting.specs import give_keys
from app.gui.selecting.tools import SelectTools
from app.gui.viewport.widget import Viewport

ELSEWHERE = frozenset({"check", "measure"})
"""Pages where a click on the model means something else: to select, one goes to the page "Fix"."""
PUT_AWAY = ELSEWHERE | {"prepare"}
"""Pages that begin with the mouse for the camera."""


def connect_selecting(
    services: Services, viewport: Viewport, display: Display, beside: BenchTools, actions: Mapping[str, QAction]
) -> SelectTools:
    """The tools of selecting, connected with the page "Fix" and with everybody who waits for clicks."""
    workshop, side, panel = services.workshop, beside.side, beside.fix
    tools = SelectTools(workshop.selection, workshop.bench, viewport, display, panel.options, viewport)
    tools.shown.connect(panel.show_selection)
    panel.unit_wanted.connect(tools.set_unit)
    tools.selector.crashed.connect(services.bug)
    give_keys(actions)
    for page in beside.pages.values():
        page.pick_wanted.connect(tools.pause)

    def page_changed(name: str) -> None:
        if name in PUT_AWAY:
            tools.put_away()
        elif name == "fix" and not panel.options.now.tool:
            tools.take("click")

    def tool_changed(tool: str) -> None:
        if tool and side.page in ELSEWHERE:
            side.choose("fix")

    side.page_changed.connect(page_changed)
    panel.options.tool_changed.connect(tool_changed)
    return tools
