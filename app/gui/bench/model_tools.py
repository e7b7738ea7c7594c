"""The tools on the model that ask in a window of their own: the ways of repair."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.commands import model
from app.commands.workshop import Workshop
from app.gui.dialogs.repair_options import RepairOptions
from app.jobs.runner import Job

Edit = Callable[[Callable[[], Job | None]], object]


class ModelTools:
    """Opens their windows over ``window``; ``edit`` starts a change unless another one is under way."""

    def __init__(self, workshop: Workshop, window: QWidget, edit: Edit) -> None:
        self._workshop, self._window, self._edit = workshop, window, edit

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
