"""Who may do what: the one table that every command is checked against, in words."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.words import say
from app.gui.people.local import Local
from app.gui.people.page import Page
from app.gui.people.permission_words import SCOPE_HINTS, SCOPE_WORDS, WORDS
from app.i18n import text, tr
from app.security.permissions import MATRIX, Scope
from app.security.roles import PEOPLE, ROLE_NAMES

_SIGNS = {Scope.ALL: "mdi6.check-circle", Scope.ASSIGNED: "mdi6.account-check-outline", Scope.NONE: "mdi6.minus"}


class MatrixPage(Page):
    """Roles across, permissions down. The own roles are marked."""

    id = "matrix"
    title = text("Who may do what")
    sentence = text("What a role may do is fixed. A person with several roles may do what any of them may.")
    icon = "mdi6.table-account"

    def __init__(self, desk: OfficeDesk, look: Look, local: Local) -> None:
        super().__init__(desk, look, local)
        self.table = QTableWidget(len(MATRIX), len(PEOPLE))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        say(self.table, setAccessibleName=self.title)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().setDefaultSectionSize(30)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(104)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setFixedHeight(46)  # two lines
        self.content.addWidget(self.table, 1)
        look.changed.connect(self.refresh)

    def load(self) -> None:
        """Fill the table."""
        self.refresh()

    def refresh(self) -> None:
        """Say everything again, in the language and colours of now."""
        own = self.desk.actor.roles
        for column, role in enumerate(PEOPLE):
            header = QTableWidgetItem(_in_two_lines(str(ROLE_NAMES[role]), tr("(you)") if role in own else ""))
            if role in own:
                header.setToolTip(tr("You have this role"))
            self.table.setHorizontalHeaderItem(column, header)
        for row, permission in enumerate(MATRIX):
            title, hint = WORDS[permission]
            header = QTableWidgetItem(str(title))
            header.setToolTip(str(hint))
            self.table.setVerticalHeaderItem(row, header)
            for column, role in enumerate(PEOPLE):
                scope = MATRIX[permission].get(role, Scope.NONE)
                tone = {Scope.ALL: "ok", Scope.ASSIGNED: "warn", Scope.NONE: "dim"}[scope]
                cell = QTableWidgetItem(str(SCOPE_WORDS[scope]))
                cell.setIcon(self.look.icon(_SIGNS[scope], tone))  # type: ignore[arg-type]
                cell.setToolTip(f"{hint}\n{SCOPE_HINTS[scope]}")
                cell.setForeground(QColor(getattr(self.look.tokens, "dim" if scope is Scope.NONE else "text")))
                self.table.setItem(row, column, cell)


def _in_two_lines(name: str, mark: str) -> str:
    """A role and a mark behind it, one word below the other: six of them stand side by side."""
    first, space, rest = name.partition(" ")
    return f"{first}\n{rest} {mark}".rstrip() if space else f"{name}\n{mark}".rstrip()
