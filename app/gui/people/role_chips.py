"""Roles as chips that are switched on and off, and what they let somebody do together."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QGridLayout, QToolButton, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.people.permission_words import WORDS
from app.gui.widgets.basics import label
from app.i18n import Text, text, tr
from app.security.actor import Actor
from app.security.permissions import Permission, Scope, scope
from app.security.roles import PEOPLE, ROLE_NAMES, Role

ICONS: dict[Role, str] = {
    Role.ENGINEER: "mdi6.cube-outline",
    Role.SERVICE: "mdi6.face-agent",
    Role.LOGISTICS: "mdi6.package-variant-closed",
    Role.SUPERVISOR: "mdi6.eye-outline",
    Role.ADMIN: "mdi6.shield-account-outline",
    Role.AUDITOR: "mdi6.clipboard-check-outline",
}
_DOES: dict[Role, Text] = {
    Role.ENGINEER: text("Works on models of the own items, sends proofs, prints"),
    Role.SERVICE: text("Brings in orders, talks to buyers, records decisions, settles claims"),
    Role.LOGISTICS: text("Packs, ships, follows parcels until they are accepted"),
    Role.SUPERVISOR: text("Looks at everything, changes nothing; contacts stay masked"),
    Role.ADMIN: text("Manages accounts, settings, personal data and backups"),
    Role.AUDITOR: text("Looks at everything and verifies the audit chain; changes nothing"),
}


class RoleChips(QWidget):
    """Emits ``changed``."""

    changed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.chips: dict[Role, QToolButton] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(6)
        for number, role in enumerate(PEOPLE):
            chip = QToolButton()
            chip.setProperty("kind", "chip")
            chip.setCheckable(True)
            chip.setIcon(look.icon(ICONS[role]))
            chip.setIconSize(QSize(15, 15))
            chip.setToolButtonStyle(chip.toolButtonStyle().ToolButtonTextBesideIcon)
            say(chip, setText=ROLE_NAMES[role], setToolTip=_DOES[role])
            chip.toggled.connect(lambda _on: self._moved())
            self.chips[role] = chip
            grid.addWidget(chip, number // 2, number % 2)
        grid.setColumnStretch(2, 1)
        self.words = label("", "dim", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(grid)
        column.addWidget(self.words)
        self._moved()

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles that are switched on."""
        return tuple(role for role, chip in self.chips.items() if chip.isChecked())

    def set_roles(self, roles: Iterable[Role]) -> None:
        """Switch these on and the others off."""
        wanted = set(roles)
        for role, chip in self.chips.items():
            chip.setChecked(role in wanted)
        self._moved()

    def refresh(self) -> None:
        """Say what they let somebody do, in the language of now."""
        self.words.setText(may_do(self.roles))

    def _moved(self) -> None:
        self.refresh()
        self.changed.emit()


def may_do(roles: Iterable[Role]) -> str:
    """What somebody with these roles may do, in one sentence."""
    actor = Actor(0, "", frozenset(roles))
    if not actor.roles:
        return tr("Choose at least one role.")
    parts = []
    for permission, (title, _hint) in WORDS.items():
        reach = scope(actor, permission)
        if reach is Scope.ALL or (reach is Scope.ASSIGNED and permission is not Permission.ORDERS_SEE):
            parts.append(str(title))
        elif reach is Scope.ASSIGNED:
            parts.append(tr("See orders (own work only)"))
    return tr("May: {list}", list=tr(", ").join(parts))
