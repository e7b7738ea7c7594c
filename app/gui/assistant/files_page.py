"""Where the files of orders are kept. Confirming this page is what begins to use the places that were chosen."""

from pathlib import Path

from PySide6.QtWidgets import QButtonGroup, QFileDialog, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from app.commands import places
from app.commands.places import PlacesUsed, PlaceWish
from app.errors import AppError, WriteRefusedError
from app.gui.assistant.choice_card import ChoiceCard
from app.gui.assistant.course import Room
from app.gui.assistant.page import AssistantPage
from app.gui.base.listening import listen
from app.gui.base.words import say
from app.gui.people.files_card import S3
from app.gui.widgets.basics import button, label
from app.gui.widgets.password_field import PasswordField
from app.i18n import Text, text, tr
from app.orders.places import FilesTold
from app.security.permissions import Permission
from app.settings.address import server_parts
from app.settings.preferences import Preferences


class FilesPage(AssistantPage):
    """Writes a small file there, reads it back and takes it away; then book and files are used."""

    id = "files"
    name = text("Files")
    title = text("Where the files of orders are kept")
    sentence = text(
        "Models, pictures and proofs. They are many gigabytes within a year; every PC needs the same place."
    )
    icon = "mdi6.folder-multiple-outline"
    permission = Permission.SETTINGS

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._opening = self._files_here = False
        group = QButtonGroup(self)
        self.beside = ChoiceCard(
            text("On this PC, beside the order book"), text("Right where one PC does everything."), group
        )
        self.other = ChoiceCard(
            text("In another folder"), text("On a larger disk, or on a file server that all PCs reach."), group
        )
        self.s3 = ChoiceCard(
            text("On an S3 server"), text("A store of the workshop or of a provider, such as MinIO or OSS."), group
        )
        self.folder, self.address, self.access = QLineEdit(), QLineEdit(), QLineEdit()
        self.secret = PasswordField(room.look)
        say(
            self.folder,
            setAccessibleName=text("Folder of the files"),
            setToolTip=text("A whole path; the last part may be new. A share is fine here"),
        )
        say(
            self.address,
            setAccessibleName=text("Address of the store"),
            setPlaceholderText=text("s3://bucket/folder?endpoint=https://server:9000"),
            setToolTip=text("Whoever administers the store knows it"),
        )
        say(self.access, setAccessibleName=text("Access key"), setToolTip=text("Empty: the one that this PC has"))
        say(
            self.secret.line,
            setAccessibleName=text("Secret key"),
            setToolTip=text("It goes to the keyring of this PC, never into its settings; empty: the one that is kept"),
        )
        for line in (self.folder, self.address):
            line.setMaxLength(1000)
        self.choose = button(text("Choose…"), self._choose, "second", room.look.icon("mdi6.folder-outline"))
        say(self.choose, setToolTip=text("Choose a folder"))
        self.attempt = button(text("Test it"), self._test, "second", room.look.icon("mdi6.connection"))
        say(self.attempt, setToolTip=text("Write a small file there, read it back and take it away again"))
        self._lay_out()
        for card in (self.beside, self.other, self.s3):
            card.radio.toggled.connect(lambda _on: self._changed())
            self.content.addWidget(card)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self.attempt)
        self.content.addLayout(row)
        for line in (self.folder, self.address, self.access, self.secret.line):
            line.textChanged.connect(lambda _words: self._changed())
        self._show_set()
        listen(room.desk.opened, self, self._opened)
        listen(room.desk.refused, self, self._refused)

    def first_field(self) -> QWidget | None:
        """What has to be filled in."""
        if self.other.radio.isChecked():
            return self.folder
        return self.address if self.s3.radio.isChecked() else self.beside.radio

    @property
    def ready(self) -> bool:
        """Not while the book is opened anew."""
        return super().ready and not self._opening

    @property
    def busy(self) -> bool:
        """The book that is opened is waited for, too."""
        return super().busy or self._opening

    @property
    def typed(self) -> bool:
        """A place that was tried on the page before is used by this one."""
        return self.room.course.place is not None or self._address() != self.room.local.preferences.assets

    def enter(self) -> None:
        """A shared order book wants a shared place: that is offered first."""
        self._set = self.room.local.preferences.assets
        place = self.room.course.place
        shared = server_parts((place.database if place else self.room.local.preferences.database) or "") is not None
        if place is not None and shared and not self._set and not self.folder.text():
            self.other.radio.setChecked(True)
        if self.room.desk.ready:

            def here(told: FilesTold) -> None:
                self._files_here = not told.empty

            self.look(places.try_files_of, self._set, then=here, lane="thread")

    def leave(self) -> None:
        """A secret stays nowhere."""
        super().leave()
        self.secret.line.clear()
        self.secret.hide_words()

    def go_on(self) -> None:
        """Use the places from now on."""
        course = self.room.course
        address = self._address()
        missing = self._missing()
        if missing is not None:
            self.say(missing[0], "bad")
            missing[1].setFocus()
            return
        keep_files = address == self.room.local.preferences.assets and self._keys() is None and course.place is None
        if keep_files:
            course.told[self.id] = self._words(address)
            self.confirmed.emit()
            return
        wish = course.place or PlaceWish()
        if self._files_here and course.place is None and address != self.room.local.preferences.assets:
            self.say(
                text("Files of orders lie in the place of now. Workshop › Database moves them and checks every one."),
                "warn",
            )
            return
        used = PlaceWish(wish.database, wish.password, wish.code, address, self._keys(), wish.folder)
        self.work(places.use_places, used, then=self._use, busy=text("Beginning to use it…"))

    def use_without(self) -> None:
        """The page is skipped: the order book that was chosen is used, the files stay where they are."""
        place = self.room.course.place
        if place is None:
            self.confirmed.emit()
            return
        wish = PlaceWish(place.database, place.password, place.code, None, None, place.folder)
        self.work(places.use_places, wish, then=self._use, busy=text("Beginning to use it…"))

    def _use(self, used: PlacesUsed) -> None:
        room, course = self.room, self.room.course
        preferences: Preferences = room.local.preferences
        changed = {"database": used.database, "assets": used.files}
        try:
            room.local.change(**{name: value for name, value in changed.items() if value is not None})
        except WriteRefusedError as error:
            self.say(error.sentence, "bad")
            return
        course.told[self.id] = self._words(preferences.assets)
        new_book = course.place is not None
        course.place = None
        if course.next_start or course.joined:  # opened at the next start, or when somebody logs in at the end
            course.reopen = course.joined and not course.next_start
            self.confirmed.emit()
            return
        if not new_book and used.files is None:
            self.confirmed.emit()
            return
        self._opening = True
        self.say(text("Opening the order book…"))
        self.changed.emit()
        room.desk.open_again()

    def _opened(self) -> None:
        if self._opening:
            self._opening = False
            self.say("")
            self.changed.emit()
            self.confirmed.emit()

    def _refused(self, error: AppError) -> None:
        if self._opening:
            self._opening = False
            self.say(error.sentence, "bad")
            self.changed.emit()

    # ---- trying ---------------------------------------------------------------

    def _test(self) -> None:
        missing = self._missing()
        if missing is not None:
            self.say(missing[0], "bad")
            missing[1].setFocus()
            return
        code = self.room.course.place.code if self.room.course.place is not None else ""

        def there(told: FilesTold) -> None:
            self.say(_told_words(told), "ok")

        self.work(places.try_files_of, self._address(), self._keys(), code, then=there, busy=text("Trying…"))

    def _missing(self) -> tuple[Text, QWidget] | None:
        if self.other.radio.isChecked() and not self.folder.text().strip():
            return text("Choose a folder, or write its whole path."), self.folder
        if self.s3.radio.isChecked() and not self.address.text().strip().startswith(S3):
            return text("The address of a store begins with s3://"), self.address
        return None

    def _address(self) -> str:
        if self.other.radio.isChecked():
            return self.folder.text().strip()
        if self.s3.radio.isChecked():
            return self.address.text().strip()
        place = self.room.course.place
        return place.files or "" if place is not None else self._beside_now()

    def _beside_now(self) -> str:
        """Beside the book of now: what is set, where that is no place of its own."""
        preferences = self.room.local.preferences
        book = Path(preferences.database).parent if preferences.database and "://" not in preferences.database else None
        inside = book is not None and Path(preferences.assets or "/").parent == book
        return preferences.assets if inside else ""

    def _keys(self) -> tuple[str, str] | None:
        access, secret = self.access.text().strip(), self.secret.line.text().strip()
        return (access, secret) if access and secret and self.s3.radio.isChecked() else None

    def _changed(self) -> None:
        self.say("")
        self.attempt.setVisible(not self.beside.radio.isChecked())
        self.changed.emit()

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Folder for the files of orders"), self.folder.text())
        if folder:
            self.folder.setText(folder)
            self._test()

    # ---- how it is laid out -----------------------------------------------------

    def _show_set(self) -> None:
        self._set = self.room.local.preferences.assets
        card = self.s3 if self._set.startswith(S3) else self.other if self._set else self.beside
        if self._set and self._set == self._beside_now():
            card = self.beside
        card.radio.setChecked(True)
        if card is self.s3:
            self.address.setText(self._set)
        elif card is self.other:
            self.folder.setText(self._set)
        self._changed()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.folder, 1)
        row.addWidget(self.choose)
        self.other.body.addLayout(row)
        fields = QGridLayout()
        fields.setHorizontalSpacing(12)
        fields.setVerticalSpacing(7)
        for number, (words, field) in enumerate(
            (
                (text("Address"), self.address),
                (text("Access key"), self.access),
                (text("Secret key"), self.secret),
            )
        ):
            fields.addWidget(label(words, "dim"), number, 0)
            fields.addWidget(field, number, 1)
        self.s3.body.addLayout(fields)

    @staticmethod
    def _words(address: str) -> Text | str:
        return address.partition("?")[0] or text("On this PC, beside the order book")


def _told_words(told: FilesTold) -> Text | str:
    if not told.empty:
        words = text("It works, and files of this workshop lie there already.")
    else:
        words = text("It works: a file was written, read back and taken away again.")
    if told.free is None:
        return words
    free = text("{free} GB are free.", free=f"{told.free / 1e9:.0f}")
    return f"{words} {free}"
