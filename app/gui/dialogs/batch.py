"""One recipe over many models: choose, start, watch, open what needs a hand."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLayout,
    QMenu,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.commands import batches, order_batch
from app.commands.batch import sensible_workers
from app.commands.batch_plan import Row, models_in, plan
from app.commands.queue import BUILT_IN
from app.commands.workshop import Workshop
from app.errors import AppError
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.words import say
from app.gui.dialogs.batch_table import BatchTable
from app.gui.widgets.basics import ElidedLabel, button, label, rule
from app.gui.widgets.thin_bar import ThinBar
from app.i18n import Text, plural, text, tr
from app.jobs.runner import Job
from app.mesh.files.formats import Format
from app.settings.process import ProcessProfile
from app.settings.recipe import Recipe

OF_RECIPE = ""  # as data of the process: the one that the recipe names


class BatchDialog(QDialog):
    """Stays open beside the window while the batch runs; closing it does not stop the batch."""

    _told = Signal(int, object, float, object)

    def __init__(  # noqa: PLR0917 - what it works with
        self,
        workshop: Workshop,
        look: Look,
        recipes: Mapping[str, Recipe],
        processes: Mapping[str, ProcessProfile],
        formats: tuple[Format, ...],
        desk: OfficeDesk,
        open_file: Callable[[Path], object],
        open_item: Callable[[int], object],
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self._workshop, self._recipes, self._processes, self._formats = workshop, recipes, processes, formats
        self._desk, self._open_file, self._open_item = desk, open_file, open_item
        self._files: tuple[Path, ...] = ()
        self._items: tuple[int, ...] = ()
        self._out = batches.default_folder(workshop)
        self.job: Job | None = None
        say(self, setWindowTitle=text("Batch"))
        self.resize(980, 640)
        self.table = BatchTable(look, self)
        self.view = QTableView()
        self.view.setModel(self.table)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setShowGrid(False)
        self.view.setTabKeyNavigation(False)  # Tab leaves the table
        self.view.verticalHeader().hide()
        self.view.setWordWrap(False)
        header = self.view.horizontalHeader()
        for column, width in enumerate((230, 130, 90, 120, 80)):
            self.view.setColumnWidth(column, width)
        header.setSectionResizeMode(5, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.view.activated.connect(self._open_row)
        say(
            self.view,
            setToolTip=text("Return or a double click puts the result on the bench"),
            setAccessibleName=text("Models of the batch"),
        )
        self.files = ElidedLabel("dim")
        self.out = ElidedLabel("dim")
        self.recipe, self.process, self.format = QComboBox(), QComboBox(), QComboBox()
        self.orders = button(text("Orders"), lambda: None, "small")
        self.orders.setMenu(self._views_menu())
        self.start = button(text("Start the batch"), self._start, "primary")
        self.stop = button(text("Stop"), self._stop, "second")
        self.bar = ThinBar()
        self.state = label("", "dim", wrap=True)
        self.folder = button(text("Show the folder"), self._show_folder, "second")
        self._arrange()
        self._fill()
        self._told.connect(self.table.show_row)
        workshop.runner.changed.connect(self._moved)
        workshop.runner.finished.connect(self._moved)
        self._say()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        runner = self._workshop.runner
        runner.changed.disconnect(self._moved, missing_ok=True)
        runner.finished.disconnect(self._moved, missing_ok=True)
        super().closeEvent(event)

    def choose_models(self, files: tuple[Path, ...]) -> None:
        """These files are to be done."""
        self._files, self._items = files, ()
        self.table.show_rows(Row(str(path), "") for path in files)
        if files:
            self._out = files[0].parent / "print"
        self._say()

    def choose_items(self, items: tuple[int, ...]) -> None:
        """The generated models of these items of orders are to be done, and filed with them.

        The recipe that their product proposes is chosen, where it is the same for all.
        """

        def named(names: tuple[order_batch.NamedItem, ...]) -> None:
            self._files, self._items = (), tuple(one.item for one in names)
            self.table.show_rows(Row(one.name, "", item=one.item) for one in names)
            recipes = {one.recipe for one in names}
            if len(recipes) == 1 and (place := self.recipe.findData(recipes.pop())) >= 0:
                self.recipe.setCurrentIndex(place)
            self._say()

        self._desk.ask(order_batch.names_of, items, then=named, failed=lambda e: self.state.setText(str(e.sentence)))

    def choose_out(self, folder: Path) -> None:
        """The results go there."""
        self._out = folder
        self._say()

    def _arrange(self) -> None:
        form = QGridLayout()
        form.setHorizontalSpacing(10)
        form.setVerticalSpacing(8)
        form.setColumnStretch(2, 1)
        rows: tuple[tuple[Text, QWidget | QLayout, QWidget], ...] = (
            (text("Models"), self._row(
                button(text("Folder…"), self._ask_folder, "small", tip=text("Take all models of a folder")),
                button(text("Files…"), self._ask_files, "small", tip=text("Choose models one by one")),
                self.orders,
            ), self.files),
            (text("Recipe"), self.recipe, label(text("What is done to each model, one step after the other"), "dim")),
            (text("Print process"), self.process, label(text("Whose limits decide what is printable"), "dim")),
            (text("Results"), self._row(
                self.format, button(text("Folder…"), self._ask_out, "small", tip=text("Choose where the results go")),
            ), self.out),
        )  # fmt: skip
        for number, (title, field, hint) in enumerate(rows):
            form.addWidget(label(title, "strong"), number, 0)
            if isinstance(field, QWidget):
                form.addWidget(field, number, 1)
            else:
                form.addLayout(field, number, 1)
            form.addWidget(hint, number, 2)
        foot = QHBoxLayout()
        foot.addWidget(self.state, 1)
        for widget in (self.folder, self.stop, self.start):
            foot.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(label(text("One recipe for many models"), "title"))
        column.addLayout(form)
        column.addWidget(rule())
        column.addWidget(self.view, 1)
        column.addWidget(self.bar)
        column.addLayout(foot)
        for box, name, tip in (
            (self.recipe, text("Recipe"), text("What is done to each model, one step after the other")),
            (self.process, text("Print process"), text("Whose limits decide what is printable")),
            (self.format, text("Format of the results"), text("Format of the results")),
        ):
            say(box, setAccessibleName=name, setToolTip=tip)
        for control, words in (
            (
                self.orders,
                text("Figurines of a view of the order queue; in the queue, what is selected can be chosen too"),
            ),
            (self.start, text("Models that are done already, with the same recipe, are not done again")),
            (self.stop, text("What is finished stays; the next start goes on from there")),
            (self.folder, text("Open the folder with the results and the table")),
        ):
            say(control, setToolTip=words)

    @staticmethod
    def _row(*widgets: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        for widget in widgets:
            row.addWidget(widget)
        return row

    def _fill(self) -> None:
        for recipe in self._recipes.values():
            self.recipe.addItem(recipe.title(), recipe.id)
        self.process.addItem(tr("As the recipe says"), OF_RECIPE)
        for profile in self._processes.values():
            self.process.addItem(profile.title(), profile.id)
        for form in self._formats:
            if form.writes:
                self.format.addItem(form.title, form.suffixes[0])
        self.format.setCurrentIndex(max(0, self.format.findData(".3mf")))

    def _views_menu(self) -> QMenu:
        menu = QMenu(self)
        for view in BUILT_IN:
            action = menu.addAction(str(view.title))
            action.triggered.connect(lambda _on=False, key=view.key: self._choose_view(key))
        return menu

    def _choose_view(self, key: str) -> None:
        self.state.setText("")
        self._desk.ask(
            order_batch.figurines_of,
            key,
            then=self._choose_found,
            failed=lambda error: self.state.setText(str(error.sentence)),
        )

    def _choose_found(self, items: tuple[int, ...]) -> None:
        if items:
            self.choose_items(items)
        else:
            self.state.setText(tr("There is no figurine to be done in these orders."))

    def _start(self) -> None:
        recipe = self._recipes[self.recipe.currentData()]
        process = self.process.currentData() or recipe.process or self._workshop.preferences.process
        if self._items:
            self._start_items(recipe, process)
            return
        try:
            batch = plan(self._files, self._out, recipe, process, self.format.currentData())
        except AppError as error:
            self.state.setText(str(error.sentence))
            return
        self.table.show_rows(Row(str(path), "") for path in batch.files)
        self.job = batches.start_batch(self._workshop, batch, self._told.emit, self._done, self._failed)
        self._say()

    def _start_items(self, recipe: Recipe, process: str) -> None:
        self.table.wait_again()
        self.job = self._desk.ask(
            order_batch.run_for_items, self._workshop.store, self._items, self._out, recipe, process,
            self.format.currentData(), sensible_workers(), tell=self._told.emit, then=self._done, failed=self._failed,
            title=text("{recipe}: {n} models", recipe=recipe.title(), n=len(self._items)), lane="batch", progress=True,
        )  # fmt: skip
        self._say()

    def _stop(self) -> None:
        if self.job is not None:
            self.job.cancel()

    def _done(self, rows: tuple[Row, ...]) -> None:
        for number, row in enumerate(rows):
            self.table.show_row(number, row, 1.0, None)

    def _failed(self, error: AppError) -> None:
        if not self.isVisible():
            raise error  # otherwise it stands below the table

    def _moved(self, job: Job) -> None:
        if job is self.job:
            self.bar.set_share(job.done)
            self._say()

    def _say(self) -> None:
        running = self.job is not None and self.job.open
        count = len(self._files or self._items)
        self.files.set_text(str(plural("{n} model", "{n} models", count)) if count else tr("none chosen yet"))
        self.out.set_text(str(self._out))
        self.start.setVisible(not running)
        self.start.setEnabled(bool(count))
        self.stop.setVisible(running)
        self.bar.setVisible(running)
        self.folder.setVisible(self.job is not None)
        if self.job is None:
            self.state.setText("")
            return
        if self.job.state == "failed" and self.job.error is not None:
            self.state.setText(str(self.job.error.sentence))
            return
        counts = {
            state: sum(row.state == state for row in self.table.rows)
            for state in ("printable", "not_printable", "failed")
        }
        self.state.setText(
            tr(
                "{ok} printable · {bad} not printable · {failed} failed · {all} in all",
                ok=counts["printable"], bad=counts["not_printable"], failed=counts["failed"], all=len(self.table.rows),
            )
        )  # fmt: skip

    def _ask_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, tr("Folder with models"), self._workshop.preferences.last_folder)
        if name:
            suffixes = [suffix for form in self._formats if form.reads for suffix in form.suffixes]
            self.choose_models(models_in(Path(name), suffixes))

    def _ask_files(self) -> None:
        endings = " ".join(f"*{suffix}" for form in self._formats if form.reads for suffix in form.suffixes)
        names, _kind = QFileDialog.getOpenFileNames(
            self, tr("Models"), self._workshop.preferences.last_folder, tr("Models ({endings})", endings=endings)
        )
        if names:
            self.choose_models(tuple(Path(name) for name in names))

    def _ask_out(self) -> None:
        name = QFileDialog.getExistingDirectory(self, tr("Folder for the results"), str(self._out.parent))
        if name:
            self.choose_out(Path(name))

    def _open_row(self, index: QModelIndex) -> None:
        row = self.table.rows[index.row()]
        if row.item:
            self._open_item(row.item)
            return
        path = self._out / row.out if row.state in {"printable", "not_printable"} else Path(row.file)
        if path.exists():
            self._open_file(path)

    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._out)))
