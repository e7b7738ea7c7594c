"""Opens the windows for work on many models: batches and recipes."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.commands import batches
from app.gui.base.services import Services
from app.gui.dialogs.batch import BatchDialog
from app.gui.dialogs.recipes import RecipesDialog
from app.jobs.runner import Job
from app.settings.recipe import load_recipes

Edit = Callable[[Callable[[], Job | None]], object]


class ManyModels:
    """``edit`` starts a change of the model on the bench; ``follow`` gets the job of each further step of a recipe."""

    def __init__(  # noqa: PLR0917 - what it works with
        self,
        services: Services,
        window: QWidget,
        edit: Edit,
        follow: Callable[[Job], None],
        open_file: Callable[[Path], object],
        open_item: Callable[[int], object],
    ) -> None:
        self._services, self._window, self._edit, self._follow = services, window, edit, follow
        self._open_file, self._open_item = open_file, open_item
        self._batch: BatchDialog | None = None

    def batch(self, items: tuple[int, ...] = ()) -> BatchDialog:
        """The window of batches, open, with the models of these items; one that is open or at work comes back."""
        running = self._batch is not None and self._batch.job is not None and self._batch.job.open
        if self._batch is None or not (running or self._batch.isVisible()):
            services = self._services
            self._batch = BatchDialog(
                services.workshop, services.look, load_recipes(services.recipes_folder), services.processes,
                services.formats, services.desk, self._open_file, self._open_item, self._window,
            )  # fmt: skip
        if items and not running:
            self._batch.choose_items(items)
        self._batch.show()
        self._batch.raise_()
        return self._batch

    def recipes(self) -> RecipesDialog:
        """The window of recipes, open."""
        workshop = self._services.workshop
        document = workshop.bench.document
        dialog = RecipesDialog(
            self._services.look,
            self._services.recipes_folder,
            self._services.processes,
            {name.id: name.title for name in workshop.repairs.values()},
            () if document is None else batches.steps_of(document),
            None
            if document is None
            else lambda recipe: self._edit(lambda: batches.run_recipe(workshop, recipe, self._follow)),
            self._window,
        )
        dialog.open()
        return dialog
