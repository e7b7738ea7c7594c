"""The actions of the window and who does them. Those of a part that is made later look for it when they are called."""
# ruff: noqa: PLW0108 - parts of the window are made after its actions

from collections.abc import Callable

from PySide6.QtGui import QAction

from app.commands import registry
from app.gui.assistant import specs as assistant_specs
from app.gui.bench import measure_actions
from app.gui.bench.view_actions import VIEW
from app.gui.bench.view_tools import handlers as view_handlers
from app.gui.brushes.kinds import KINDS, Kind
from app.gui.dispatch import specs as print_specs
from app.gui.first_job import specs as first_job_specs
from app.gui.help import specs as help_specs
from app.gui.layout import specs as layout_specs
from app.gui.orders import order_actions
from app.gui.packing import specs as pack_specs
from app.gui.people import specs as people_specs
from app.gui.relief import specs as relief_specs
from app.gui.selecting import specs as select_specs
from app.gui.updates import specs as update_specs
from app.gui.window import trouble_specs
from app.gui.window.parts import WindowParts
from app.gui.window.specs import WINDOW
from app.mesh.forms import FORMS

Handlers = dict[str, Callable[[], object]]


def add_window_actions(window: WindowParts) -> None:
    """Give the window all actions that are no commands on a model."""
    actions = window.actions_
    views = view_handlers(lambda: window.view_tools)
    actions.add_window_actions(WINDOW, _handlers(window) | views)
    actions.add_window_actions(VIEW, views)
    actions.add_window_actions(measure_actions.SPECS, measure_actions.handlers(lambda: window.measuring))
    actions.add_window_actions(select_specs.SPECS, select_specs.handlers(lambda: window.selecting))
    actions.add_window_actions(order_actions.SPECS, order_actions.handlers(lambda: window.orders))
    actions.add_window_actions(people_specs.SPECS, people_specs.handlers(lambda: window.people))
    actions.add_window_actions(pack_specs.SPECS, pack_specs.handlers(lambda: window.packing))
    actions.add_window_actions(print_specs.SPECS, print_specs.handlers(lambda: window.dispatch))
    actions.add_window_actions(layout_specs.SPECS, layout_specs.handlers(window.visit_layouts))
    actions.add_window_actions(assistant_specs.SPECS, assistant_specs.handlers(lambda: window.assistant))
    actions.add_window_actions(first_job_specs.SPECS, first_job_specs.handlers(lambda: window.first_job))
    actions.add_window_actions(relief_specs.SPECS, relief_specs.handlers(lambda: window.reliefs))
    actions.add_window_actions(update_specs.SPECS, update_specs.handlers(lambda: window.updates))
    actions.add_window_actions(trouble_specs.SPECS, trouble_specs.handlers(lambda: window.trouble))
    actions.add_window_actions(help_specs.SPECS, help_specs.handlers(lambda: window.manual))


def add_model_commands(window: WindowParts) -> list[QAction]:
    """Give the window the commands on a model; those that turn it."""
    made = window.actions_.add_commands(registry.ALL, lambda command: window.wiring.start(command))
    return [action for action in made if action.objectName().startswith("model.turn")]


def _handlers(window: WindowParts) -> Handlers:
    return _file(window) | _view(window) | _model(window) | _help(window)


def _file(window: WindowParts) -> Handlers:
    return {
        "file.open": window.ask_open,
        "file.save": window.ask_save,
        "file.proof": lambda: window.proofs.ask(),
        "file.close": window.workshop.bench.close,
        "file.quit": window.close,
        "edit.undo": lambda: window.steps_back.undo(),
        "edit.redo": lambda: window.steps_back.redo(),
    }


def _view(window: WindowParts) -> Handlers:
    def view(name: str) -> Callable[[], object]:
        return lambda: window.bench.viewport.view(name)

    def on(name: str) -> bool:
        return window.actions_.by_id[name].isChecked()

    return {
        "view.compare": lambda: window.wiring.compare(on=on("view.compare")),
        "view.fit": lambda: window.bench.viewport.fit(),
        **{f"view.{name}": view(name) for name in ("iso", "front", "back", "left", "right", "top")},
        "view.divider_left": lambda: window.wiring.move_divider(-0.02),
        "view.divider_right": lambda: window.wiring.move_divider(0.02),
        "view.heat": lambda: window.wiring.heat.show_deviation(on=on("view.heat")),
        "view.worst": lambda: window.wiring.heat.fly_to_largest_deviation(),
        **dict.fromkeys(("view.softproof", "view.gamut"), lambda: window.soft_proof.switch()),
        "view.next_place": lambda: window.wiring.next_place(1),
        "view.previous_place": lambda: window.wiring.next_place(-1),
        "view.clear_places": lambda: window.wiring.hide_marks(),
    }


def _model(window: WindowParts) -> Handlers:
    def brush(kind: Kind) -> Callable[[], object]:
        return lambda: window.brushes.take(kind)

    def tool(name: str) -> Callable[[], object]:
        return lambda: window.tool_host.open_tool(name)

    return {
        "model.repair_options": lambda: window.tools.repair_options(window.docks.report.beside),
        **{f"tool.{name}": tool(name) for name in FORMS},
        **{f"brush.{kind}": brush(kind) for kind in KINDS},
        "model.batch": lambda: window.many.batch(),
        "model.recipes": lambda: window.many.recipes(),
    }


def _help(window: WindowParts) -> Handlers:
    return {
        "help.palette": window.palette_dialog,
        "help.settings": window.settings_dialog,
        **window.text_size.handlers(),
        "help.theme": window.dress.other_theme,
        "help.language": window.dress.other_language,
        "help.layout": lambda: window.arrangement.reset(),
    }
