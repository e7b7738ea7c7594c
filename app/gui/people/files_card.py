"""Another place for the files of orders: tried, chosen for the next start, or filled from the one in use at once."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.commands import places_files
from app.errors import AppError, WriteRefusedError
from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.people.left_files import LeftFiles
from app.gui.people.page import Page
from app.gui.widgets.basics import Card, button, label, mark, show_words
from app.gui.widgets.password_field import PasswordField
from app.gui.widgets.thin_bar import ThinBar
from app.i18n import Text, plural, text, tr
from app.jobs.runner import Job
from app.orders.moving import Moved
from app.orders.places import FilesTold

S3 = "s3://"
_LOOK_MS = 150


class FilesCard(Card):
    """Lives on a page, which asks for it and shows what went wrong. ``reload`` of the page says what is used then."""

    def __init__(self, page: Page, look: Look) -> None:
        super().__init__()
        self._page, self._local = page, page.local
        self._asked = 0
        self._job: Job | None = None
        self._good: FilesTold | None = None
        self.address = QLineEdit()
        self.address.setMaxLength(500)
        say(
            self.address,
            setAccessibleName=text("Address of the files"),
            setPlaceholderText=text(
                "a folder, or s3://bucket/folder?endpoint=https://server; empty: the folder of this PC"
            ),
            setToolTip=text("Where pictures, models and proofs of orders are to be kept; several PCs may share it"),
        )
        self.choose = button(
            text("Choose…"),
            self._choose_folder,
            "second",
            look.icon("mdi6.folder-outline"),
            tip=text("Choose a folder of this PC or of the network"),
        )
        self.access = QLineEdit()
        self.access.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)
        self.access.setMaxLength(200)
        say(self.access, setAccessibleName=text("Access key"))
        self.secret = PasswordField(look)
        say(
            self.secret.line,
            setAccessibleName=text("Secret key"),
            setToolTip=text("It goes to the keyring of this PC, never into its settings; empty: the one that is kept"),
        )
        self.result = label("", "dim", wrap=True)
        self.attempt = button(text("Try"), self._try, "second", look.icon("mdi6.connection"))
        say(self.attempt, setToolTip=text("Write a small file there, read it back and take it away again"))
        self.move_there = button(text("Move the files there"), self._move, "primary")
        say(
            self.move_there,
            setToolTip=text("Copy everything, check every file, then use the new place; the old one stays as it is"),
        )
        self.use = button(text("Use it from the next start"), self._use, "second")
        say(self.use, setToolTip=text("Where the files lie there already; nothing is copied"))
        self.bar, self.doing = ThinBar(), label("", "dim")
        self.stop = button(text("Stop"), self._stop, "small")
        say(self.stop, setToolTip=text("What is copied stays copied; moving again goes on from there"))
        self.left = LeftFiles(page, look)
        self._keys_row = QWidget()
        self._lay_out()
        self._looking = QTimer(self)
        self._looking.setInterval(_LOOK_MS)
        self._looking.timeout.connect(self._follow)
        for line in (self.address, self.access, self.secret.line):
            line.textChanged.connect(lambda _words: self._changed())
            line.returnPressed.connect(self._try)
        self._changed()
        self._show_job()

    def forget(self) -> None:
        """A secret stays nowhere."""
        self.access.clear()
        self.secret.line.clear()

    def refresh(self) -> None:
        """Say again what another language says otherwise, and what may have changed."""
        self.left.refresh()

    # ---- trying -------------------------------------------------------------

    def _keys(self) -> tuple[str, str] | None:
        access, secret = self.access.text().strip(), self.secret.line.text().strip()
        return (access, secret) if access and secret and self._is_s3() else None

    def _is_s3(self) -> bool:
        return self.address.text().strip().startswith(S3)

    def _changed(self) -> None:
        self._asked += 1
        self._good = None
        self.result.hide()
        self._keys_row.setVisible(self._is_s3())
        self._enable()

    def _enable(self) -> None:
        free, good = self._job is None, self._good
        for line in (self.address, self.choose, self.access, self.secret):
            line.setEnabled(free)
        self.attempt.setEnabled(free)
        self.move_there.setEnabled(free and good is not None and not good.same)
        self.use.setEnabled(free and good is not None and not good.same)

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Folder for the files of orders"), self.address.text())
        if folder:
            self.address.setText(folder)
            self._try()

    def _try(self) -> None:
        if self._job is not None:
            return
        self._changed()
        number = self._asked
        self.attempt.setEnabled(False)
        self._say(text("Trying…"), "")

        def there(told: FilesTold) -> None:
            if number == self._asked:
                self._good = told
                self._say(_words(told), "" if told.same else "ok")
                self._enable()

        def wrong(error: AppError) -> None:
            if number == self._asked:
                self._say(error.sentence, "bad")
                self._enable()

        self._page.desk.ask(
            places_files.try_files, self.address.text(), self._keys(), then=there, failed=wrong, lane="thread"
        )

    # ---- choosing and moving ------------------------------------------------

    def _use(self) -> None:
        def kept(address: str) -> None:
            self.forget()
            if not self._keep(address, before=None):
                self._changed()
                return
            self._page.messages.say(
                text("From the next start this PC works with it. Close the program and open it again."), "ok"
            )

        self.use.setEnabled(False)
        self._page.ask(
            places_files.choose_files, self.address.text(), self._keys(), then=kept,
            failed=lambda _error: self._changed(), lane="thread",
        )  # fmt: skip

    def _move(self) -> None:
        told = self._good
        if told is None:
            return
        before = self._local.preferences.assets

        def copied(moved: Moved) -> None:
            if not self._keep(told.address, before=before):
                return
            self._start(
                text("Begin to use the new place"), places_files.use_files, (before,), lambda rest: done(moved, rest)
            )

        def done(moved: Moved, rest: Moved) -> None:
            self.forget()
            self._changed()
            self._page.messages.say(_moved_words(moved, rest), "warn" if moved.damaged else "ok")
            self.left.refresh()
            self._page.load()

        self._start(text("Move the files of the orders"), places_files.move_files, (told.address, self._keys()), copied)

    def _keep(self, address: str, before: str | None) -> bool:
        """From the next start the files are there; False, and said, where that could not be written down."""
        changed: dict[str, str | None] = {"assets": address}
        if before is not None:
            changed |= {"assets_before": before, "assets_moved": datetime.now(UTC).isoformat(timespec="seconds")}
        elif self._local.preferences.assets_before == address:
            changed["assets_before"] = None
        try:
            self._local.change(**changed)
        except WriteRefusedError as error:
            self._page.messages.say(error.sentence, "bad")
            return False
        return True

    def _start(
        self, title: Text, command: Callable[..., object], args: tuple[object, ...], then: Callable[[Any], object]
    ) -> None:
        def answered(result: object) -> None:
            self._end()
            then(result)

        self._job = self._page.ask(
            command,
            *args,
            then=answered,
            failed=lambda _error: self._end(),
            title=title,
            lane="batch",
            progress=True,
        )
        self._show_job()
        self._looking.start()

    def _follow(self) -> None:
        """Until it is done, or was stopped: a job that is cancelled answers nobody."""
        job = self._job
        if job is None or not job.open:
            self._end()
            return
        self.bar.set_share(job.done)
        self.doing.setText(str(job.what or job.title))

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _end(self) -> None:
        self._job = None
        self._looking.stop()
        self._show_job()

    def _show_job(self) -> None:
        runs = self._job is not None
        for widget in (self.bar, self.doing, self.stop):
            widget.setVisible(runs)
        if runs:
            self.result.hide()
        self._enable()

    # ---- how it is laid out -------------------------------------------------

    def _say(self, words: Text | str, tone: str) -> None:
        mark(self.result, tone=tone)
        show_words(self.result, words)
        self.result.show()

    def _lay_out(self) -> None:
        keys = QHBoxLayout(self._keys_row)
        keys.setContentsMargins(0, 0, 0, 0)
        keys.setSpacing(8)
        keys.addWidget(label(text("Access key"), "dim"))
        keys.addWidget(self.access, 1)
        keys.addWidget(label(text("Secret key"), "dim"))
        keys.addWidget(self.secret, 1)
        where = QHBoxLayout()
        where.setSpacing(8)
        where.addWidget(self.address, 1)
        where.addWidget(self.choose)
        fields = QGridLayout()
        fields.setHorizontalSpacing(14)
        fields.setVerticalSpacing(7)
        fields.setColumnStretch(1, 1)
        fields.addWidget(label(text("Address"), "dim"), 0, 0)
        fields.addLayout(where, 0, 1)
        fields.addWidget(self._keys_row, 1, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.attempt)
        buttons.addStretch()
        buttons.addWidget(self.use)
        buttons.addWidget(self.move_there)
        fields.addLayout(buttons, 2, 1)
        doing = QHBoxLayout()
        doing.setSpacing(8)
        doing.addWidget(self.doing, 1)
        doing.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 13)
        column.setSpacing(7)
        column.addWidget(label(text("Another place for the files"), "strong"))
        column.addLayout(fields)
        column.addWidget(self.result)
        column.addWidget(self.bar)
        column.addLayout(doing)
        column.addWidget(self.left)


def _words(told: FilesTold) -> Text:
    if told.same:
        return text("It works: this is where the files lie now.")
    if told.empty:
        return text("It works ({where}), and no files lie there yet.", where=told.where)
    return text("It works ({where}): files of this workshop lie there already.", where=told.where)


def _moved_words(moved: Moved, rest: Moved) -> Text | str:
    count = moved.copied + moved.known + rest.copied
    words = plural(
        "{n} file lies in the new place now, checked, and is used from there.",
        "{n} files lie in the new place now, checked, and are used from there.",
        count,
    )
    if not moved.damaged:
        return words
    broken = plural(
        "{n} was damaged before and stayed where it was; take it from a backup.",
        "{n} were damaged before and stayed where they were; take them from a backup.",
        len(moved.damaged),
    )
    return f"{words} {broken}"
