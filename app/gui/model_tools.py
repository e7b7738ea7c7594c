"""The tools on the model that ask first: the ways of repair, and the shaping tools."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.commands import model
from app.commands.workshop import Workshop
from app.gui.dialogs.repair_options import RepairOptions
from app.gui.dialogs.shaping import ShapingDialog
from app.gui.widgets.message_bar import MessageBar
from app.i18n import text
from app.jobs.runner import Job
from app.mesh.shaping_forms import FORMS, MeshFacts

Edit = Callable[[Callable[[], Job | None]], object]


class ModelTools:
    """Opens their windows over ``window``; ``edit`` starts a change unless another one is under way."""

    def __init__(self, workshop: Workshop, window: QWidget, messages: MessageBar, edit: Edit) -> None:
        self._workshop, self._window, self._messages, self._edit = workshop, window, messages, edit

    def repair_options(self, beside: QWidget) -> RepairOptions | None:
        """The ways of repair, open above this widget."""
        document = self._workshop.bench.document
        if document is None:
            return None
        popup = RepairOptions(
            model.process_of(document),
            lambda mode, step: self._edit(lambda: model.repair_automatically(self._workshop, mode, step)),
            self._window,
        )
        popup.show_beside(beside)
        return popup

    def shaping(self, form_id: str) -> ShapingDialog | None:
        """The window of a shaping tool, open. The checks must have measured the model: limits depend on its size."""
        report = self._workshop.bench.report
        if report is None:
            self._messages.say(text("The model is still being checked; try again in a moment."), "info")
            return None
        width, depth, height = report.size_mm
        facts = MeshFacts(report.faces, (width**2 + depth**2 + height**2) ** 0.5, report.area_mm2)
        dialog = ShapingDialog(
            FORMS[form_id],
            facts,
            lambda values: self._edit(lambda: model.shape(self._workshop, form_id, values)),
            self._window,
        )
        dialog.open()
        return dialog
