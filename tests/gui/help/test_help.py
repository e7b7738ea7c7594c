"""The manual in the real window: F1 wherever the keyboard is, links that do things, search, languages and themes."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap.workstation import Workstation
from app.gui.help import book
from app.gui.help.desk import HelpDesk
from app.gui.help.window import HelpWindow
from app.gui.window.main_window import MainWindow
from app.i18n import LANGUAGES

pytestmark = [pytest.mark.render, pytest.mark.usefixtures("look")]
WAIT = 20_000


def f1(qtbot: QtBot, desk: HelpDesk, where: QWidget) -> str:
    """Give the keyboard to a widget, press F1, and tell the topic that is open then."""
    window = where.window()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window, timeout=WAIT)
    where.setFocus()
    qtbot.waitUntil(lambda: (QApplication.focusWidget() is not None and where.isAncestorOf(QApplication.focusWidget()))
                    or QApplication.focusWidget() is where, timeout=WAIT)  # fmt: skip
    if desk.window is not None:
        desk.window.show_topic("keyboard")
        desk.window.hide()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: desk.window is not None and desk.window.isVisible(), timeout=WAIT)
    shown = desk.window
    assert shown is not None
    qtbot.waitUntil(lambda: QApplication.activeWindow() is shown, timeout=WAIT)
    return shown.topic


def follow(window: HelpWindow, target: str) -> None:
    window.page.anchorClicked.emit(QUrl(target))


def test_f1_opens_what_belongs_to_the_place(
    open_workstation: Callable[..., Workstation], open_box: Path, qtbot: QtBot
) -> None:
    workstation = open_workstation(open_box)
    window = workstation.window
    desk = window.manual
    bench = window.workshop.bench
    qtbot.waitUntil(lambda: workstation.desk.ready and bench.report is not None, timeout=60_000)
    assert desk.window is None, "the manual is made when somebody wants it"
    assert f1(qtbot, desk, window.docks.orders.queue.filter.field) == "orders"
    manual = desk.window
    assert manual is not None
    # every panel, whatever has the keyboard inside of it
    for widget, topic in (
        (window.docks.side.buttons["check"], "report"),
        (window.docks.by_name["jobs"], "window"),
        (window.docks.by_name["printers"], "printers"),
        (window.top_bar, "window"),
        (window.bench.history, "measure"),
        (window.docks.pages["prepare"], "prepare"),
        (window.docks.pages["fix"], "mend"),
        (window.docks.pages["color"], "colours"),
        (window.bench.viewport, "report"),
    ):
        assert desk.topic_of(widget) == topic, widget
    # a form of a tool: the topic of its page, at the place where the tool is told of
    window.actions_.by_id["tool.hollow"].trigger()
    form = window.docks.pages["prepare"].form
    assert form is not None
    assert f1(qtbot, desk, form.start) == "prepare"
    assert manual.page.textCursor().block().text().count("Hollow")
    # a dialog that shuts the main window out
    dialog = window.settings_dialog()
    assert f1(qtbot, desk, dialog.theme) == "window"
    assert QApplication.activeWindow() is manual, "the manual can be read while a dialog asks"
    follow(manual, "statuette:file.open")
    assert manual.messages.sentences == ["Answer the open dialog first."]
    dialog.reject()
    # the manual itself
    manual.show_topic("report")
    manual.page.setFocus()
    qtbot.keyClick(manual.page, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: manual.topic == book.FIRST, timeout=WAIT)
    manual.close()
    assert workstation.window.workshop.preferences.help_geometry


def links_do_what_they_say(window: MainWindow, qtbot: QtBot) -> None:
    manual = window.manual.show("window")
    follow(manual, "statuette:place/pack")
    assert window.workplaces.workplace == "pack"
    window.docks.by_name["jobs"].hide()
    follow(manual, "statuette:panel/jobs")
    assert window.docks.by_name["jobs"].isVisible()
    follow(manual, "report.md")
    assert manual.topic == "report"
    manual.go_back()
    assert manual.topic == "window"
    assert manual.forward.isEnabled()
    manual.go_forward()
    assert manual.topic == "report"
    assert not window.actions_.by_id["file.save"].isEnabled()
    follow(manual, "statuette:file.save")
    assert "Save print file" in manual.messages.sentences[0]
    theme = window.look.tokens.name
    follow(manual, "statuette:help.theme")
    assert window.look.tokens.name != theme
    # by keys alone: Shift+Tab goes to the last link, Return follows
    manual.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is manual, timeout=WAIT)
    manual.show_topic("report")
    manual.page.setFocus()
    qtbot.keyClick(manual.page, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(manual.page, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: manual.topic == "mend", timeout=WAIT)


def search_theme_and_paper(window: MainWindow, qtbot: QtBot) -> None:
    manual = window.manual.show(book.FIRST)
    manual.field.setText("恢复码")  # Qt types no Chinese
    assert manual.found.count() >= 1
    ids = [manual.found.item(row).data(Qt.ItemDataRole.UserRole) for row in range(manual.found.count())]
    assert "admin-moving" in ids, "Chinese words find topics on an English screen"
    manual.field.clear()
    assert manual.contents.isVisible()
    qtbot.keyClicks(manual.field, "lithophane")
    qtbot.keyClick(manual.field, Qt.Key.Key_Return)
    assert manual.topic == "reliefs"
    assert manual.page.extraSelections(), "what was searched for is marked"
    qtbot.keyClicks(manual.field, "zzzz")
    assert manual.nothing.isVisible()
    qtbot.keyClick(manual.field, Qt.Key.Key_Escape)
    assert manual.isVisible()
    assert not manual.field.text()
    manual.show_topic("report")
    light = "../pictures/report-en-light.png"
    kind = QTextDocument.ResourceType.ImageResource.value
    window.look.choose("dark")
    dark_picture = manual.page.loadResource(kind, QUrl(light))
    window.look.choose("light")
    light_picture = manual.page.loadResource(kind, QUrl(light))
    assert dark_picture.size().width() > 300
    assert dark_picture != light_picture
    # no picture is wider than the page
    manual.resize(700, 600)
    qtbot.waitUntil(lambda: manual.page.horizontalScrollBar().maximum() == 0, timeout=WAIT)
    paper = manual.page.paper()
    assert "The report and the repair" in paper.toPlainText()
    window.dress.speak("zh_CN")
    assert manual.page.toPlainText().startswith("报告与修复")
    assert manual.windowTitle().startswith("报告与修复")
    window.dress.speak("en")


def everything_has_a_name_for_who_cannot_see_it(window: MainWindow) -> None:
    manual = window.manual.show(book.FIRST)
    for widget in (manual.field, manual.contents, manual.found, manual.page, manual.back, manual.forward, manual.paper):
        assert widget.accessibleName()
        assert widget.toolTip() or widget is manual.page
    interface = manual.page
    assert interface.textInteractionFlags() & Qt.TextInteractionFlag.LinksAccessibleByKeyboard
    assert interface.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByKeyboard


def about_tells_versions_licence_and_notices(window: MainWindow, layer: Path) -> None:
    layer.mkdir()
    (layer / "NOTICES.txt").write_text("Parts of others: none but made-up ones", "utf-8")
    dialog = window.manual.about()
    assert "Statuette " in dialog.versions.toPlainText()
    assert "Qt " in dialog.versions.toPlainText()
    assert "Apache License" in dialog.licence.toPlainText()
    assert "made-up ones" in dialog.notices.toPlainText()
    dialog._copy()
    assert QApplication.clipboard().text() == dialog.versions.toPlainText()
    dialog.accept()


def pages_are_shown_with_names_and_keys_of_now(window: MainWindow, language: str) -> None:
    window.dress.speak(language)
    manual = window.manual.show(book.FIRST)
    for name in book.ids():
        manual.show_topic(name)  # a mark that names nothing raises KeyError
        words = manual.page.toPlainText()
        assert book.topic(name, language).title in words.splitlines()[0]
        assert not re.search(r"\{[a-z]+:", words)
        for target in re.findall(r"\(statuette:([^)]*)\)", window.manual.rendered(name)):
            kind, _, what = target.partition("/")
            assert (
                target in window.actions_.by_id
                or (kind == "place" and window.top_bar.findChild(QWidget, f"workplace-{what}") is not None)
                or (kind == "panel" and what in window.docks.by_name)
            ), target
    manual.show_topic("keyboard")
    words = manual.page.toPlainText()
    for action in window.actions_.by_id.values():
        for keys in action.shortcuts():
            if any(action in menu.actions() for menu in (*window.menus.by_name.values(), *window.menus.inner.values())):
                assert keys.toString(keys.SequenceFormat.NativeText) in words, action.objectName()


def test_pages_links_search_and_about(
    open_workstation: Callable[..., Workstation], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One window for all of it: opening one takes longer than what is looked at here."""
    window = open_workstation().window
    qtbot.waitUntil(lambda: bool(window.workshop.repairs), timeout=60_000)
    links_do_what_they_say(window, qtbot)
    search_theme_and_paper(window, qtbot)
    everything_has_a_name_for_who_cannot_see_it(window)
    monkeypatch.setenv("STATUETTE_APP", str(tmp_path / "app-9"))
    about_tells_versions_licence_and_notices(window, tmp_path / "app-9")
    for language in LANGUAGES:
        pages_are_shown_with_names_and_keys_of_now(window, language)
    # a key that is changed is changed in the manual
    window.actions_.by_id["file.open"].setShortcut("Ctrl+Alt+F12")
    assert "`Ctrl+Alt+F12`" in window.manual.rendered("report")
