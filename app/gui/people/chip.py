"""The person at the desk, in the top bar: name, roles, and what can be done about it."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton

from app.gui.base.look import Look
from app.gui.base.words import say
from app.i18n import Text, text
from app.security.actor import Actor
from app.security.roles import PEOPLE, ROLE_NAMES

MOST_CHARACTERS = 16
WITH_ACCOUNTS = ("people.lock", "people.switch", "people.password", "", "people.matrix", "people.accounts")
ALONE = ("people.begin", "", "people.matrix")


class PersonChip(QToolButton):
    """Shows who is logged in; its menu is filled by :meth:`show_person`."""

    def __init__(self, look: Look, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self._look, self._actions = look, actions
        self._narrow = False
        self._name: Text | str = ""
        self.setProperty("kind", "person")
        self.setObjectName("personChip")
        self.setIconSize(QSize(18, 18))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu_ = QMenu(self)
        self.menu_.setToolTipsVisible(True)
        self.setMenu(self.menu_)
        self.show_person(None, accounts=False)

    def show_person(self, actor: Actor | None, *, accounts: bool) -> None:
        """Who is at the desk; ``accounts``: people log in here. None: nobody is."""
        roles = () if actor is None else tuple(role for role in PEOPLE if role in actor.roles)
        names = " · ".join(str(ROLE_NAMES[role]) for role in roles)
        if not accounts:
            self._name = text("One person")
            tip = text("One person works here, without log-in. Set up accounts where several do.")
        elif actor is None or not actor.roles:
            self._name = text("Nobody")
            tip = text("Nobody is logged in")
        else:
            self._name = actor.name
            tip = text("{name}: {roles}", name=actor.name, roles=names)
        self.setIcon(self._look.icon("mdi6.account-circle" if accounts else "mdi6.account-outline", "dim"))
        say(self, setToolTip=tip, setAccessibleName=tip)
        self._first_role = str(ROLE_NAMES[roles[0]]) if roles and accounts else ""
        self._more = len(roles) - 1 if accounts else 0
        self.menu_.clear()
        for name in WITH_ACCOUNTS if accounts else ALONE:
            if name and name in self._actions:
                self.menu_.addAction(self._actions[name])
            elif not name:
                self.menu_.addSeparator()
        self._draw()

    def set_narrow(self, narrow: bool) -> None:
        """Show the sign alone where there is no room."""
        self._narrow = narrow
        self._draw()

    def _draw(self) -> None:
        name = str(self._name)
        if len(name) > MOST_CHARACTERS:
            name = name[: MOST_CHARACTERS - 1] + "…"
        role = f" · {self._first_role}" if self._first_role else ""
        more = f" +{self._more}" if self._more > 0 else ""
        self.setText(f"{name}{role}{more}")
        style = Qt.ToolButtonStyle
        self.setToolButtonStyle(style.ToolButtonIconOnly if self._narrow else style.ToolButtonTextBesideIcon)
