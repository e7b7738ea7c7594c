"""One PC or a shared server: where the order book is. It is tried here, and used together with the place of the files."""

from pathlib import Path

from PySide6.QtWidgets import QButtonGroup, QFileDialog, QHBoxLayout, QLineEdit, QWidget

from app.commands import places
from app.commands.places import PlaceWish
from app.commands.setup_wishes import book_words, folder_wish
from app.errors import AppError
from app.gui.assistant.choice_card import ChoiceCard
from app.gui.assistant.course import Room
from app.gui.assistant.page import AssistantPage
from app.gui.assistant.place_words import room_words, where_words
from app.gui.assistant.server_fields import ServerFields
from app.gui.base.words import say
from app.gui.widgets.basics import button, label
from app.i18n import plural, text, tr
from app.orders.places import BookTold, FolderTold, PlacesTold
from app.security.keys import KeyDoesNotFitError
from app.security.permissions import Permission
from app.security.recovery_code import RecoveryCodeError
from app.settings.address import server_address, server_parts


class PlacePage(AssistantPage):
    """Tries the server, or the folder; a network share is refused for a database in a file."""

    id = "place"
    name = text("Order book")
    title = text("Where the order book is kept")
    sentence = text("One PC keeps it in a file. Several PCs share one on a server; each of them is set up like this.")
    icon = "mdi6.database-outline"
    permission = Permission.SETTINGS

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._good: tuple[object, ...] | None = None
        self._orders = 0
        group = QButtonGroup(self)
        self.alone = ChoiceCard(
            text("On this PC"), text("Nothing has to be set up; a backup is made every day by itself."), group
        )
        self.shared = ChoiceCard(
            text("On a shared server"),
            text("A PostgreSQL server of the workshop. Whoever administers it knows these."),
            group,
        )
        self.folder = QLineEdit()
        self.folder.setMaxLength(1000)
        say(
            self.folder,
            setAccessibleName=text("Folder of the workshop's data"),
            setToolTip=text("A folder of this PC, never of a network drive; its last part may be new"),
        )
        self.choose = button(text("Choose…"), self._choose, "second", room.look.icon("mdi6.folder-outline"))
        say(self.choose, setToolTip=text("Choose a folder of this PC"))
        self.room_left = label("", "dim", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.folder, 1)
        row.addWidget(self.choose)
        self.alone.body.addLayout(row)
        self.alone.body.addWidget(self.room_left)
        self.server = ServerFields(room.look)
        self.attempt = button(text("Test the connection"), self._test, "second", room.look.icon("mdi6.connection"))
        say(self.attempt, setToolTip=text("Connect and look; nothing is changed. It takes a few seconds at most"))
        below = QHBoxLayout()
        below.addStretch()
        below.addWidget(self.attempt)
        self.shared.body.addWidget(self.server)
        self.shared.body.addLayout(below)
        self.code = QLineEdit()
        self.code.setMaxLength(200)
        say(
            self.code,
            setAccessibleName=text("Recovery code of the workshop"),
            setPlaceholderText=text("14 groups, from the recovery sheet"),
            setToolTip=text("It gives this PC the workshop's key; the administrator has it on the recovery sheet"),
        )
        self.code_row = QWidget()
        beside = QHBoxLayout(self.code_row)
        beside.setContentsMargins(14, 2, 14, 2)
        beside.setSpacing(12)
        beside.addWidget(label(text("Recovery code of the workshop"), "strong"))
        beside.addWidget(self.code, 1)
        self.code_row.hide()
        self.moving = label("", "dim", wrap=True)
        self.moving.hide()
        for card in (self.alone, self.shared):
            self.content.addWidget(card)
            card.radio.toggled.connect(lambda _on: self._changed())
        self.content.addWidget(self.code_row)
        self.content.addWidget(self.moving)
        self.folder.textChanged.connect(lambda _words: self._changed())
        self.folder.editingFinished.connect(self._look_at_folder)
        self.server.changed.connect(self._changed)
        self.code.textChanged.connect(lambda _words: self._changed())
        self._show_set()

    # ---- what is shown --------------------------------------------------------

    def first_field(self) -> QWidget | None:
        """What has to be filled in."""
        if self.shared.radio.isChecked():
            return self.server.host if not self.server.host.text() else self.server.password.line
        return self.alone.radio

    @property
    def typed(self) -> bool:
        """Whether a server was entered that is not used yet."""
        entered = self.shared.radio.isChecked() and bool(self.server.host.text())
        return entered and not self._is_set() and self._wish() != self.room.course.place

    def enter(self) -> None:
        """Ask what is set, and how many orders lie there."""
        if self._good is None:
            self.look(places.told, then=self._told)
            self._look_at_folder()

    def forget(self) -> None:
        """The password had to wait for the place of the files."""
        self.server.forget()
        self.code.clear()

    def refresh(self) -> None:
        """Say the choices again."""
        self.server.refresh()
        self._warn()

    def _show_set(self) -> None:
        database = self.room.local.preferences.database
        parts = server_parts(database)
        self.alone.radio.setChecked(parts is None)
        self.shared.radio.setChecked(parts is not None)
        if parts is not None:
            self.server.show_parts(parts)
        path = Path(database) if database and parts is None and "://" not in database else None
        self.folder.setText(str(self.room.local.data if path is None else path.parent))

    def _told(self, told: PlacesTold) -> None:
        if told.fixed:
            for widget in (self.alone.radio, self.shared.radio, self.folder, self.choose, self.server, self.attempt):
                widget.setEnabled(False)
            self.say(text("The order book is fixed from outside by STATUETTE_DATABASE; skip this page."), "warn")
            return
        if self.room.desk.ready:
            self.look(places.try_database, told.database, then=self._here)

    def _here(self, book: BookTold) -> None:
        self._orders = book.orders
        self._warn()

    def _warn(self) -> None:
        """Orders do not move along by themselves."""
        moves = bool(self._orders) and not self._is_set()
        self.moving.setVisible(moves)
        if moves:
            say(
                self.moving,
                setText=plural(
                    "{n} order stays in the order book of now. Make a backup there and bring it back in the new one to take "
                    "it along; the new one is used from the next start.",
                    "{n} orders stay in the order book of now. Make a backup there and bring it back in the new one to take "
                    "them along; the new one is used from the next start.",
                    self._orders,
                ),
            )

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Folder of the workshop's data"), self.folder.text())
        if folder:
            self.folder.setText(folder)
            self._look_at_folder()

    def _look_at_folder(self) -> None:
        if self.alone.radio.isChecked() and self.folder.isEnabled():
            folder = self.folder.text().strip()

            def told(there: FolderTold) -> None:
                if folder == self.folder.text().strip():
                    say(self.room_left, setText=room_words(there))

            self.look(
                places.try_folder,
                folder,
                then=told,
                failed=lambda error: self.room_left.setText(str(error)),
                lane="thread",
            )

    # ---- what is chosen -------------------------------------------------------

    def _is_set(self) -> bool:
        """Whether this is what is used already."""
        wish, preferences = self._wish(), self.room.local.preferences
        return wish.database == preferences.database and not wish.code

    def _wish(self) -> PlaceWish:
        code = "" if self.code_row.isHidden() else self.code.text().strip()
        if self.shared.radio.isChecked():
            address = server_address(self.server.parts())
            return PlaceWish(database=address, password=self.server.password.line.text(), code=code)
        folder = self.folder.text().strip()
        usual = not folder or Path(folder).expanduser() == self.room.local.data
        return folder_wish("" if usual else folder, PlaceWish(code=code))

    def _changed(self) -> None:
        self._good = None
        self.say("")
        self._warn()
        self.changed.emit()

    def _test(self) -> None:
        self._try(lambda: None)

    def go_on(self) -> None:
        """Try it, unless that was done a moment ago."""
        course, wish = self.room.course, self._wish()
        if self._is_set() and not wish.password:
            course.place, course.book = None, None
            course.told[self.id] = where_words(wish)
            self.confirmed.emit()
        elif self._good == (wish,):
            self._confirm()
        else:
            self._try(self._confirm)

    def _confirm(self) -> None:
        course = self.room.course
        course.place = self._wish()
        course.next_start = bool(self._orders)
        course.joined = course.book is not None and course.book.accounts > 0
        course.told[self.id] = where_words(course.place)
        self.confirmed.emit()

    def _try(self, then: object) -> None:
        assert callable(then)
        wish = self._wish()
        if self.shared.radio.isChecked():
            missing = self.server.missing()
            if missing is not None:
                self.say(missing[0], "bad")
                missing[1].setFocus()
                return

        def there(book: BookTold) -> None:
            self._good, self.room.course.book = (wish,), book
            self.say(book_words(book), "ok")
            self.changed.emit()
            then()

        def folder_there(told: FolderTold) -> None:
            say(self.room_left, setText=room_words(told))
            if told.made:
                self._connect(wish, there)
            else:
                there(BookTold(wish.database or "", "SQLite", None, 0))

        if self.alone.radio.isChecked():
            self.work(places.try_folder, wish.folder, then=folder_there, busy=text("Trying the folder…"))
        else:
            self._connect(wish, there)

    def _connect(self, wish: PlaceWish, there: object) -> None:
        assert callable(there)

        def wrong(error: AppError) -> None:
            if isinstance(error, KeyDoesNotFitError | RecoveryCodeError):
                self.code_row.show()
                if isinstance(error, KeyDoesNotFitError) and not wish.code:
                    self.say(
                        text(
                            "A workshop is there already. Enter the recovery code of its key, so that this PC can read it."
                        ),
                        "warn",
                    )
                self.code.setFocus()

        self.work(
            places.try_database, wish.database or "", wish.password, wish.code, then=there, failed=wrong,
            busy=text("Connecting…"),
        )  # fmt: skip
