"""The server that is asked for orders, in the window: its address and token, whether it is asked now, what it answered."""

from collections import deque

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.commands.intake.importing import words_of
from app.commands.intake.polling import PolledSource
from app.commands.intake.result import IntakeResult
from app.commands.intake.server import (
    LEAST_S,
    MOST_S,
    ServerSettings,
    ask_server,
    keep_server,
    server_settings,
)
from app.commands.office import Office
from app.errors import AppError
from app.gui.base.listening import listen
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.words import say
from app.gui.orders.doing import Teller
from app.gui.widgets.basics import LEAVE, button, label
from app.gui.widgets.still_there import while_there
from app.i18n import text, tr
from app.moments import clock
from app.orders.book import Changed
from app.security.actor import PROGRAM
from app.security.permissions import Permission, may

LAST = 20
TICK_MS = 1000
CLOSE_S = 3.0  # how long a question on its way may keep the window from closing


def settings_for_all(office: Office) -> ServerSettings:
    """The settings, whoever is at the desk: asking needs no person."""
    return server_settings(office.acting(PROGRAM))


class ServerWatch(QObject):
    """Asks the server of the settings from this PC while they say so. ``told`` is emitted on the main thread."""

    told = Signal(object)
    _from_thread = Signal(object)

    def __init__(self, desk: OfficeDesk, teller: Teller, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._teller = desk, teller
        self._polled: PolledSource | None = None
        self._settings = ServerSettings()
        self.idle = False  # safe mode: nothing is asked
        self.last: deque[str] = deque(maxlen=LAST)
        self._from_thread.connect(self._hear, Qt.ConnectionType.QueuedConnection)
        listen(desk.opened, self, self.read)
        listen(desk.changed, self, self._changed)
        if desk.ready:
            self.read()

    @property
    def running(self) -> bool:
        """Whether it is asked now, from this PC."""
        return self._polled is not None and self._polled.running

    @property
    def asked(self) -> str:
        """When it was asked last, and what came of that; "" before the first answer."""
        last = None if self._polled is None else self._polled.last
        if last is None:
            return ""
        why = str(last.came) if isinstance(last.came, AppError) else str(words_of(last.came)[0])
        return tr("Asked at {time}: {what}", time=clock(last.at), what=why)

    def read(self) -> None:
        """Read the settings and do what they say."""
        self._desk.ask(settings_for_all, then=self.follow, failed=lambda _error: None)

    def follow(self, settings: ServerSettings) -> None:
        """Ask, or ask no more, as these settings say."""
        wanted = settings.on and settings.station == self._desk.office.station and not self.idle
        if settings == self._settings and wanted == self.running:
            return
        self.stop(0)
        self._settings = settings
        if wanted:
            self._polled = PolledSource(
                self._desk.office, lambda office, progress: ask_server(office, progress=progress), self._from_thread.emit,
                every_s=settings.every_s,
            )  # fmt: skip
            self._polled.start()

    def now(self) -> None:
        """Ask without waiting."""
        if self._polled is not None:
            self._polled.now()

    def stop(self, wait_s: float = CLOSE_S) -> None:
        """Ask no more until the next start."""
        if self._polled is not None:
            self._polled.stop(wait_s)
            self._polled = None

    def _changed(self, change: Changed) -> None:
        if change.everything or any(subject.startswith("setting:") for subject in change.subjects):
            self.read()

    def _hear(self, came: IntakeResult | AppError) -> None:
        said = (came.sentence,) if isinstance(came, AppError) else words_of(came)[:4]
        sentence = " ".join(map(str, said))
        self.last.appendleft(sentence)
        if may(self._desk.actor, Permission.ORDERS_IMPORT):
            good = not isinstance(came, AppError) and came.good
            self._teller.say(tr("{file}: {why}", file=tr("Order server"), why=sentence), "ok" if good else "bad")
        self.told.emit(came)


class ServerDialog(QDialog):
    """Address, token and interval; switches the asking on and off; lists what came of the last answers."""

    def __init__(self, desk: OfficeDesk, watch: ServerWatch, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._watch = desk, watch
        self._settings = ServerSettings()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        say(self, setWindowTitle=text("Order server"))
        self.resize(600, 480)
        self._make_fields()
        self.state = label("", "dim", wrap=True)
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        say(self.list, setAccessibleName=text("What came of the last answers"))
        self.now = button(text("Ask now"), self._ask_now, "second")
        say(self.now, setToolTip=text("Ask the server for new orders without waiting"))
        self.keep = button(text("Done"), self._keep, "primary", tip=text("Keep these settings and close (Return)"))
        self.keep.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addWidget(self.now)
        buttons.addStretch()
        buttons.addWidget(button(text("Cancel"), self.reject, "second", tip=LEAVE))
        buttons.addWidget(self.keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(label(text("Orders from a server"), "title"))
        column.addWidget(
            label(text("New orders of the client's platform come in by themselves, over https."), "dim", wrap=True)
        )
        column.addLayout(self._form())
        column.addWidget(self.on)
        column.addWidget(self.problem)
        column.addWidget(self.state)
        column.addWidget(label(text("What came of the last answers"), "heading"))
        column.addWidget(self.list, 1)
        column.addLayout(buttons)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._say_state)
        self._timer.start()
        watch.told.connect(self._show_last)
        self._show_last(None)
        desk.ask(server_settings, then=while_there(self, self._show), failed=while_there(self, self._failed))

    def _make_fields(self) -> None:
        self.url, self.token, self.every, self.on = QLineEdit(), QLineEdit(), QSpinBox(), QCheckBox()
        say(
            self.url,
            setPlaceholderText=text("https://…"),
            setAccessibleName=text("Address"),
            setToolTip=text("What the operator of the platform told you; it begins with https://"),
        )
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        say(
            self.token,
            setAccessibleName=text("Token"),
            setToolTip=text("The secret by which the server knows this workshop; it is kept sealed and never shown"),
        )
        self.every.setRange(LEAST_S, MOST_S)
        self.every.setSingleStep(15)
        self.every.setMaximumWidth(140)
        self.every.lineEdit().setTextMargins(8, 0, 8, 0)  # the style sheet's padding does not reach the line inside
        say(
            self.every,
            setSuffix=text(" s"),
            setAccessibleName=text("Ask every"),
            setToolTip=text("Seconds between two questions"),
        )
        say(
            self.on,
            setText=text("Ask this server from this PC"),
            setToolTip=text("Also after the program is started again; one PC of the workshop is enough"),
        )

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        for title, field in (
            (text("Address"), self.url),
            (text("Token"), self.token),
            (text("Ask every"), self.every),
        ):
            form.addRow(label(title, "dim"), field)
        return form

    # ---- how it goes --------------------------------------------------------

    def _show(self, settings: ServerSettings) -> None:
        self._settings = settings
        self.url.setText(settings.url)
        self.every.setValue(settings.every_s)
        self.on.setChecked(settings.on)
        say(
            self.token,
            setPlaceholderText=text("Kept; enter a new one to change it")
            if settings.has_token
            else text("Not entered yet"),
        )
        changes = may(self._desk.actor, Permission.SETTINGS)
        for field in (self.url, self.token, self.every, self.on, self.keep):
            field.setEnabled(changes)
        self._say_state()

    def _say_state(self) -> None:
        settings, station = self._settings, self._desk.office.station
        self.now.setEnabled(bool(settings.url and settings.has_token))
        if self._watch.asked:
            self.state.setText(self._watch.asked)
        elif settings.on and settings.station != station:
            self.state.setText(tr("{station} asks this server.", station=settings.station))
        elif self._watch.running:
            self.state.setText(tr("The server is being asked…"))
        else:
            self.state.setText(tr("The server is not asked now."))

    def _show_last(self, _told: object) -> None:
        self.list.clear()
        self.list.addItems(list(self._watch.last) or [tr("Nothing has come in yet.")])

    def _ask_now(self) -> None:
        self.problem.hide()
        self.now.setEnabled(False)
        self.state.setText(tr("The server is being asked…"))
        self._desk.ask(
            ask_server, then=while_there(self, self._answered), failed=while_there(self, self._failed),
            title=text("Ask the server for orders"), lane="batch",
            progress=True,
        )  # fmt: skip

    def _answered(self, result: IntakeResult) -> None:
        self._watch.last.appendleft(" ".join(map(str, list(words_of(result))[:4])))
        self._show_last(None)
        self._say_state()

    def _keep(self) -> None:
        self.problem.hide()
        self.keep.setEnabled(False)
        wanted = ServerSettings(self.url.text().strip(), self.every.value(), on=self.on.isChecked())
        token = self.token.text().strip() or None
        self._desk.ask(
            keep_server, wanted, token, then=while_there(self, self._kept), failed=while_there(self, self._failed)
        )

    def _kept(self, settings: ServerSettings) -> None:
        self._watch.follow(settings)
        self.accept()

    def _failed(self, error: AppError) -> None:
        self.problem.setText(str(error))
        self.problem.show()
        self.keep.setEnabled(may(self._desk.actor, Permission.SETTINGS))
        self._say_state()
