"""Which pages somebody sees, and that a page goes when somebody comes who may not see it."""

import gettext
import re
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QTableView, QWidget
from pytestqt.qtbot import QtBot

from app import i18n
from app.commands import logging_in
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.people.matrix_page import MatrixPage
from app.gui.people.page import Page
from app.gui.people.permission_words import WORDS
from app.gui.people.sections import SECTIONS
from app.gui.people.workshop_window import WorkshopWindow
from app.security.actor import OWNER, Actor
from app.security.permissions import MATRIX, Permission, Scope
from app.security.roles import PEOPLE, Role

Open = Callable[..., Page]
ALL = tuple(kind.id for _title, kinds in SECTIONS for kind in kinds)
ENGINEER = Actor(71, "Mei", frozenset({Role.ENGINEER}))
AUDITOR = Actor(72, "Chen", frozenset({Role.AUDITOR}))


def window_of(page: Page) -> WorkshopWindow:
    return cast("WorkshopWindow", page.window())


def _by_arrows(field: QWidget) -> bool:
    """One of several of which one is chosen: Tab goes to the chosen one, the arrows to the others."""
    group = field.group() if isinstance(field, QAbstractButton) else None
    return group is not None and group.exclusive() and not field.isChecked()  # type: ignore[attr-defined]


def listed(page: Page) -> list[str]:
    rows = window_of(page).list
    return [
        str(rows.item(n).data(Qt.ItemDataRole.UserRole))
        for n in range(rows.count())
        if rows.item(n).data(Qt.ItemDataRole.UserRole)
    ]


def test_each_role_sees_its_pages(open_page: Open) -> None:
    assert listed(open_page("matrix")) == list(ALL)
    assert listed(open_page("matrix", ENGINEER)) == ["matrix"]
    assert listed(open_page("audit", AUDITOR)) == ["matrix", "audit"]


def test_a_page_goes_when_somebody_comes_who_may_not_see_it(open_page: Open, desk: OfficeDesk, qtbot: QtBot) -> None:
    page = open_page("person")
    qtbot.waitUntil(page.isVisible)
    page.field.setText("typed")  # type: ignore[attr-defined]
    desk.act_as(ENGINEER)
    assert not window_of(page).isVisible()
    assert page.field.text() == ""  # type: ignore[attr-defined]


def test_the_matrix_says_what_holds(open_page: Open) -> None:
    page = cast("MatrixPage", open_page("matrix", ENGINEER))
    table = page.table
    assert table.rowCount() == len(MATRIX) == len(WORDS)
    for row, permission in enumerate(MATRIX):
        for column, role in enumerate(PEOPLE):
            expected = {Scope.NONE: "no", Scope.ASSIGNED: "own work", Scope.ALL: "yes"}[
                MATRIX[permission].get(role, Scope.NONE)
            ]
            assert table.item(row, column).text() == expected
    row = list(MATRIX).index(Permission.PERSONAL_MANAGE)
    assert table.verticalHeaderItem(row).text() == "Manage personal data"
    titles = [table.horizontalHeaderItem(n).text() for n in range(len(PEOPLE))]
    assert [title for title in titles if "you" in title] == ["Modelling\nengineer (you)"]


@pytest.mark.parametrize("page_id", ALL)
def test_every_page_can_be_left_and_reached_by_keys_and_names_its_fields(
    qtbot: QtBot, open_page: Open, page_id: str
) -> None:
    page = open_page(page_id)
    window = window_of(page)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    fields = [
        one
        for one in page.findChildren(QWidget)
        if one.isVisible()
        and one.isEnabled()
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.focusProxy() is None
    ]
    fields = [one for one in fields if not _by_arrows(one)]
    window.list.setFocus()
    reached = set()
    for _ in range(3 * len(fields) + 12):
        qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    left_out = [one for one in fields if one not in reached and "qt_" not in one.objectName()]
    assert not left_out, [(type(one).__name__, one.accessibleName()) for one in left_out]
    assert window.list in reached, "and back to the list"
    nameless = [type(one).__name__ for one in fields if not (one.accessibleName() or getattr(one, "text", str)())]
    assert not [name for name in nameless if name != "QScrollArea"]
    qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Escape)
    assert not window.isVisible()


class Bracketed(gettext.NullTranslations):
    """A language in which everything that is translated stands in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, one: str, many: str, n: int) -> str:
        return f"⟦{one if n == 1 else many}⟧"


@pytest.mark.parametrize("page_id", ALL)
def test_every_page_speaks_another_language_at_once(  # noqa: PLR0917 - fixtures
    open_page: Open, qtbot: QtBot, desk: OfficeDesk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, page_id: str
) -> None:
    page = open_page(page_id)
    asked: list[bool] = []
    desk.ask(logging_in.needs_log_in, then=asked.append)  # answered after what the page asked for
    qtbot.waitUntil(lambda: bool(asked))
    monkeypatch.setattr(i18n, "_active", Bracketed())
    window_of(page).refresh()
    asked.clear()
    desk.ask(logging_in.needs_log_in, then=asked.append)
    qtbot.waitUntil(lambda: bool(asked))
    said = []
    for one in page.findChildren(QWidget):
        if one.isVisible() and isinstance(one, QLabel | QAbstractButton):
            said.append(one.text())
        said += [one.toolTip(), one.accessibleName()]
        if isinstance(one, QLineEdit):
            said.append(one.placeholderText())
        if isinstance(one, QTableView):
            model = one.model()
            said += [model.headerData(n, Qt.Orientation.Horizontal) or "" for n in range(model.columnCount())]
    assert len([words for words in said if "⟦" in words]) > 3
    own = ("Boss", str(tmp_path))  # a name and a folder are the same in every language
    said = [words for words in said if "⟦" not in words and not words.startswith(own)]
    assert [words for words in said if re.search("[A-Za-z]{2}", words)] == []


@pytest.mark.parametrize("page_id", ALL)
def test_every_page_fits_a_small_window_in_both_themes(open_page: Open, look: Look, page_id: str) -> None:
    page = open_page(page_id)
    for theme in ("light", "dark"):
        look.choose(theme)
        window = window_of(page)
        window.resize(window.minimumSize())
        QApplication.processEvents()
        assert window.width() == window.minimumWidth(), "the page asks for no more"
        assert page.minimumSizeHint().width() <= page.width()
        assert page.minimumSizeHint().height() <= page.height()


def test_whoever_is_alone_sees_the_pages_too(open_page: Open) -> None:
    assert listed(open_page("settings", OWNER)) == list(ALL)
