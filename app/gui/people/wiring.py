"""People in the window: the person in the top bar, the log-in, the strips, the window "Workshop", put together."""

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QMainWindow, QToolButton, QVBoxLayout, QWidget

from app.gui.base.actions import Actions
from app.gui.base.listening import listen
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.services import Services
from app.gui.base.words import say
from app.gui.frame.status import Status
from app.gui.frame.top_bar import TopBar
from app.gui.people.chip import PersonChip
from app.gui.people.daily_backup import DailyBackup
from app.gui.people.damaged_book import DamagedBook
from app.gui.people.database_page import DatabasePage
from app.gui.people.guard import Guard
from app.gui.people.local import Local
from app.gui.people.page import Page
from app.gui.people.retention_page import RetentionPage
from app.gui.people.sections import SECTIONS
from app.gui.people.settings_page import SettingsPage
from app.gui.people.specs import PAGES
from app.gui.people.strips import Strips
from app.gui.people.workshop_window import WorkshopWindow
from app.gui.widgets.basics import widgets_in
from app.i18n import text
from app.security.actor import Actor
from app.security.permissions import may
from app.settings.folders import standard_folders


class People(QObject):
    """Made once the top bar is there; takes the place above the docks for the bar and the strips below it."""

    def __init__(self, window: QMainWindow, services: Services, actions: Actions, top_bar: TopBar) -> None:
        super().__init__(window)
        self._window, self._services, self._actions = window, services, actions.by_id
        self._top_bar = top_bar
        self._desk: OfficeDesk = services.desk
        preferences = services.workshop.preferences
        self.local = Local(preferences, services.keep_for_sure, services.data_folder, standard_folders().settings)
        self.strips = Strips(services.look)
        self.guard = Guard(
            window, self._desk, services.look, self.strips,
            settings=self.local.settings, expected=preferences.log_in_expected,
        )  # fmt: skip
        self.daily = DailyBackup(self._desk, self.local, self)
        self.damaged = DamagedBook(self._desk, self.guard, services.look, self.local)
        self.chip = PersonChip(services.look, self._actions)
        self._workshop: WorkshopWindow | None = None
        self._status: Status | None = None
        top_bar.add_at_end(self.chip, self.chip.set_narrow)
        above = QWidget()
        column = QVBoxLayout(above)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top_bar)
        column.addWidget(self.strips)
        window.setMenuWidget(above)
        for name in ("help.language", "help.theme"):
            self._put_on_cover(self._actions[name])
        self.guard.changed.connect(self._show)
        self.guard.other_book.connect(self._choose_other_book)
        listen(self._desk.acted, self, self._acted)
        listen(self._desk.opened, self, self._opened)
        self._show()

    # ---- what the actions say -----------------------------------------------

    def lock(self) -> None:
        """Cover the window."""
        self.guard.lock()

    def log_out(self) -> None:
        """Let somebody else work here."""
        self.guard.log_out()

    def change_password(self) -> None:
        """Another password for whoever is logged in."""
        self.guard.change_password()

    def set_up(self) -> None:
        """Make the first account."""
        self.guard.set_up()

    def show_page(self, page_id: str) -> Page | None:
        """The window "Workshop" with this page, where whoever is logged in may see it."""
        workshop = self._workshop
        if workshop is None:
            workshop = WorkshopWindow(self._desk, self._services.look, self.local, SECTIONS, self._window)
            self._workshop = workshop
        page = workshop.show_page(page_id)
        if page is None:
            return None
        if isinstance(page, RetentionPage):
            page.settings_wanted.connect(self._show_setting, Qt.ConnectionType.UniqueConnection)
        workshop.show()
        workshop.raise_()
        workshop.activateWindow()
        return page

    # ---- what happens -------------------------------------------------------

    def show_status(self, status: Status) -> None:
        """Say in the status bar where the order book is."""
        self._status = status
        self._opened()

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self.guard.refresh()
        if self._workshop is not None:
            self._workshop.refresh()
        self._show()

    def close(self) -> None:
        """The window is going."""
        self.guard.close()
        if self._workshop is not None:
            self._workshop.close()

    def _opened(self) -> None:
        if self._desk.ready and self._status is not None:
            self._desk.ask(lambda office: office.book.where(), then=self._status.show_book, failed=lambda _error: None)

    def _acted(self, _actor: Actor) -> None:
        self._show()

    def _show(self) -> None:
        actor, accounts = self._desk.actor, self.guard.accounts
        self.chip.show_person(actor, accounts=accounts)
        self._top_bar.fit()
        there = bool(actor.account)
        for name, wanted in (
            ("people.lock", accounts and there),
            ("people.switch", accounts),
            ("people.password", accounts and there),
            ("people.begin", not accounts and bool(actor.roles)),
        ):
            self._allow(self._actions[name], allowed=wanted)
        for _title, kinds in SECTIONS:
            for kind in kinds:
                allowed = bool(actor.roles) and (kind.permission is None or may(actor, kind.permission))
                if kind.id == "accounts":
                    allowed = allowed and accounts
                self._allow(self._actions[PAGES[kind.id].id], allowed=allowed)
        preferences = self.local.preferences
        if self._desk.ready and preferences.log_in_expected != accounts:
            preferences.log_in_expected = accounts
            self._services.keep_preferences()

    def _choose_other_book(self) -> None:
        """The book does not open: the page of the database alone, because nobody can log in."""
        dialog = QDialog(self._window)
        say(dialog, setWindowTitle=text("Another order book"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        page = DatabasePage(self._desk, self._services.look, self.local)
        for part in (page.code, page.elsewhere):
            part.hide()  # for these somebody has to log in
        column = QVBoxLayout(dialog)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)
        dialog.resize(760, 560)
        page.load()
        dialog.open()
        page.address.setFocus()

    def _show_setting(self, name: str) -> None:
        page = self.show_page("settings")
        if isinstance(page, SettingsPage):
            page.show_setting(name)

    def _put_on_cover(self, action: QAction) -> None:
        """Language and theme can be changed before log-in."""
        made = QToolButton()
        made.setDefaultAction(action)
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        made.setIconSize(QSize(19, 19))
        corner = self.guard.cover.corner
        before = widgets_in(corner)
        corner.addWidget(made)
        if before:
            QWidget.setTabOrder(before[-1], made)

    @staticmethod
    def _allow(action: QAction, *, allowed: bool) -> None:
        action.setEnabled(allowed)
        action.setVisible(allowed)
