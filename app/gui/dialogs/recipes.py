"""The recipes: what is in them, doing one to the model on the bench, making one from what was done."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.errors import AppError
from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.dialogs.recipe_step import RecipeStepDialog
from app.gui.widgets.basics import button, label, rule, tool
from app.i18n import Text, text, tr
from app.mesh.forms import FORMS
from app.mesh.forms.recipe import HEIGHT, REPAIR, check_steps, step_title, step_values
from app.settings.process import ProcessProfile
from app.settings.recipe import Recipe, RecipeStep, Value, delete_recipe, load_recipes, new_id, save_recipe

PRODUCT_NAMES: dict[str, Text] = {
    "": text("Any product"),
    "figurine-color": text("Colour figurine"),
    "figurine-white": text("White figurine"),
    "keychain": text("Keychain"),
    "magnet": text("Fridge magnet"),
}
USUAL_HEIGHT = 120.0


class RecipesDialog(QDialog):
    """``run`` does a recipe to the model on the bench; ``history`` are the steps that were done to it."""

    def __init__(  # noqa: PLR0917 - what it works with
        self,
        look: Look,
        folder: Path,
        processes: Mapping[str, ProcessProfile],
        repairs: Mapping[str, Text],
        history: tuple[RecipeStep, ...],
        run: Callable[[Recipe], object] | None,
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self._look, self._folder, self._repairs, self._run = look, folder, repairs, run
        self.recipes = load_recipes(folder)
        self._steps: list[RecipeStep] = []
        say(self, setWindowTitle=text("Recipes"))
        self.resize(860, 560)
        self.list = QListWidget()
        self.name = QLineEdit()
        self.product, self.process, self.adding = QComboBox(), QComboBox(), QComboBox()
        self.steps = QListWidget()
        self.list.setWordWrap(True)
        self.steps.setWordWrap(True)
        for one in (self.list, self.steps):
            one.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.state = label("", "dim", wrap=True)
        for value, title in PRODUCT_NAMES.items():
            self.product.addItem(str(title), value)
        self.process.addItem(tr("The process that is chosen"), "")
        for profile in processes.values():
            self.process.addItem(profile.title(), profile.id)
        self._fill_adding()
        self.from_history = button(
            text("From what was done to this model"), lambda: self._new(tr("My recipe"), history), "small"
        )
        self.from_history.setEnabled(bool(history))
        self.delete = button(text("Delete"), self._delete, "small")
        self.save = button(text("Save recipe"), self._save, "second")
        self.start = button(text("Do it to this model"), self._start, "primary")
        self._arrange()
        self._name_everything()
        self.list.currentRowChanged.connect(lambda _row: self._show())
        self.steps.itemActivated.connect(lambda _item: self._edit())
        self._fill_list()

    @property
    def current(self) -> Recipe | None:
        """The recipe that is shown, with what was changed in it."""
        item: QListWidgetItem | None = self.list.currentItem()
        if item is None:
            return None
        known = self.recipes[item.data(Qt.ItemDataRole.UserRole)]
        name = self.name.text().strip() or known.title()
        names = known.name if name == known.title() else {"en": name}
        return Recipe(
            id=known.id,
            name=names,
            product=self.product.currentData(),
            process=self.process.currentData() or None,
            steps=tuple(self._steps),
        )

    # ---- what is shown ------------------------------------------------------

    def _fill_list(self, chosen: str = "") -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for recipe in self.recipes.values():
            item = QListWidgetItem(recipe.title())
            item.setData(Qt.ItemDataRole.UserRole, recipe.id)
            item.setToolTip(str(PRODUCT_NAMES.get(recipe.product, recipe.product)))
            self.list.addItem(item)
            if recipe.id == chosen:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        self._show()

    def _show(self) -> None:
        item = self.list.currentItem()
        recipe = None if item is None else self.recipes[item.data(Qt.ItemDataRole.UserRole)]
        self.name.setText("" if recipe is None else recipe.title())
        self.product.setCurrentIndex(max(0, self.product.findData("" if recipe is None else recipe.product)))
        self.process.setCurrentIndex(max(0, self.process.findData("" if recipe is None else recipe.process or "")))
        self._steps = [] if recipe is None else list(recipe.steps)
        self._show_steps(0)
        own = recipe is not None and (self._folder / f"{recipe.id}.json").exists()
        self.delete.setEnabled(own)
        for control in (self.save, self.start):
            control.setEnabled(recipe is not None)
        self.start.setEnabled(recipe is not None and self._run is not None)
        self.state.setText("")

    def _show_steps(self, row: int) -> None:
        self.steps.clear()
        for number, step in enumerate(self._steps, 1):
            words = step_values(step)
            title = str(step_title(step, self._repairs))
            self.steps.addItem(f"{number}. {title}" + (f"   ({words})" if words else ""))
        self.steps.setCurrentRow(min(row, len(self._steps) - 1))

    def _fill_adding(self) -> None:
        self.adding.addItem(tr("Add a step…"), "")
        self.adding.addItem(str(step_title(RecipeStep(tool=REPAIR))), REPAIR)
        self.adding.addItem(tr("Height"), HEIGHT)
        for form in FORMS.values():
            if not any(parameter.kind == "faces" for parameter in form.parameters) or form.group == "color":
                self.adding.addItem(str(form.verb), form.id)
        self.adding.activated.connect(lambda _index: self._add(self.adding.currentData()))

    # ---- what can be done ---------------------------------------------------

    def _add(self, tool_id: str) -> None:
        self.adding.setCurrentIndex(0)
        if not tool_id or self.list.currentItem() is None:
            return
        values: dict[str, Value] = {"height_mm": USUAL_HEIGHT} if tool_id == HEIGHT else {}
        row = self.steps.currentRow() + 1
        self._steps.insert(row, RecipeStep(tool=tool_id, values=values))
        self._show_steps(row)
        if tool_id in FORMS and FORMS[tool_id].parameters:
            self._edit()

    def _edit(self) -> None:
        row = self.steps.currentRow()
        if row < 0 or self._steps[row].tool not in FORMS:
            return
        step = self._steps[row]

        def take() -> None:
            self._steps[row] = RecipeStep(tool=step.tool, values=dialog.values())
            self._show_steps(row)

        dialog = RecipeStepDialog(FORMS[step.tool], step.values, self._look, self)
        dialog.accepted.connect(take)
        dialog.open()

    def _move(self, by: int) -> None:
        row = self.steps.currentRow()
        if 0 <= row + by < len(self._steps) and row >= 0:
            self._steps.insert(row + by, self._steps.pop(row))
            self._show_steps(row + by)

    def _take_out(self) -> None:
        row = self.steps.currentRow()
        if row >= 0:
            del self._steps[row]
            self._show_steps(row)

    def _new(self, name: str, steps: tuple[RecipeStep, ...]) -> None:
        recipe = Recipe(id=new_id(name, self.recipes), name={"en": name}, steps=steps)
        self.recipes[recipe.id] = recipe
        self._fill_list(recipe.id)
        self.name.setFocus()
        self.name.selectAll()

    def _copy(self) -> None:
        recipe = self.current
        if recipe is not None:
            self._new(tr("{name}, copy", name=recipe.title()), recipe.steps)

    def _save(self) -> None:
        recipe = self.current
        if recipe is None:
            return
        try:
            check_steps(recipe.steps)
            save_recipe(recipe, self._folder)
        except AppError as error:
            self.state.setText(str(error.sentence))
            return
        except OSError as error:
            self.state.setText(tr("The recipe cannot be saved: {why}.", why=error.strerror or str(error)))
            return
        self.recipes[recipe.id] = recipe
        self._fill_list(recipe.id)
        self.state.setText(tr("Saved “{name}”.", name=recipe.title()))

    def _delete(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            delete_recipe(item.data(Qt.ItemDataRole.UserRole), self._folder)
            self.recipes = load_recipes(self._folder)
            self._fill_list()

    def _start(self) -> None:
        recipe = self.current
        if recipe is None or self._run is None:
            return
        try:
            check_steps(recipe.steps)
        except AppError as error:
            self.state.setText(str(error.sentence))
            return
        self._run(recipe)
        self.accept()

    # ---- how it stands ------------------------------------------------------

    def _arrange(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addWidget(label(text("Recipes"), "title"))
        left.addWidget(self.list, 1)
        left.addWidget(self.from_history)
        row = QHBoxLayout()
        row.setSpacing(6)
        new = button(text("New"), lambda: self._new(tr("New recipe"), ()), "small")
        copy = button(text("Copy"), self._copy, "small")
        say(new, setToolTip=text("Begin an empty recipe"))
        say(copy, setToolTip=text("Make another recipe with the same steps"))
        for widget in (new, copy, self.delete):
            row.addWidget(widget)
        left.addLayout(row)
        right = QVBoxLayout()
        right.setSpacing(8)
        for title, field in (
            (text("Name"), self.name),
            (text("Product"), self.product),
            (text("Print process"), self.process),
        ):
            line = QHBoxLayout()
            line.addWidget(label(title, "strong"), 1)
            line.addWidget(field, 3)
            right.addLayout(line)
        head = QHBoxLayout()
        head.addWidget(label(text("Steps"), "strong"), 1)
        for icon, tip, act in (
            ("mdi6.arrow-up", text("Move this step up"), lambda: self._move(-1)),
            ("mdi6.arrow-down", text("Move this step down"), lambda: self._move(1)),
            ("mdi6.pencil-outline", text("Change the values of this step"), self._edit),
            ("mdi6.trash-can-outline", text("Take this step out"), self._take_out),
        ):
            head.addWidget(tool(self._look.icon(icon), tip, act))
        right.addLayout(head)
        right.addWidget(self.steps, 1)
        right.addWidget(self.adding)
        columns = QHBoxLayout()
        columns.setSpacing(20)
        columns.addLayout(left, 2)
        columns.addLayout(right, 3)
        foot = QHBoxLayout()
        foot.addWidget(self.state, 1)
        close = button(text("Close"), self.reject, "second")
        say(close, setToolTip=text("Close; what is not saved is forgotten"))
        for widget in (close, self.save, self.start):
            foot.addWidget(widget)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 18, 20, 16)
        whole.setSpacing(12)
        whole.addLayout(columns, 1)
        whole.addWidget(rule())
        whole.addLayout(foot)

    def _name_everything(self) -> None:
        for widget, tip in (
            (self.list, text("The recipes of this workshop")),
            (self.name, text("What the recipe is called")),
            (self.product, text("Which product the recipe is kept for")),
            (self.process, text("Whose limits the recipe is judged by")),
            (self.steps, text("The steps in their order; Return or a double click changes the values of one")),
            (self.adding, text("Put a step after the one that is selected")),
            (self.from_history, text("A recipe with the steps that made the model what it is now")),
            (self.delete, text("Delete this recipe of the workshop")),
            (self.save, text("Keep the recipe as it is shown")),
            (self.start, text("Do all steps to the model on the bench; each can be undone")),
        ):
            say(widget, setToolTip=tip, setAccessibleName=tip)
