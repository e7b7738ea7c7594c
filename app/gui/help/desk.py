"""Brings the manual to where somebody is: F1 in every window, links that do things, the page on paper."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QWidget

from app.gui.base.services import Services
from app.gui.help import book
from app.gui.help.marks import filled
from app.gui.help.names import WindowNames
from app.gui.help.places import NAME, topic_at
from app.gui.help.seeking import Page
from app.gui.help.window import HelpWindow
from app.i18n import LANGUAGES, language, text

if TYPE_CHECKING:
    from app.gui.help.about import AboutDialog

_KEYS = "F1"


class HelpDesk(QObject):
    """``go`` shows a workplace by name; ``names`` fills the marks of the manual; ``pages`` are those of the tools."""

    def __init__(
        self,
        window: QMainWindow,
        services: Services,
        names: WindowNames,
        *,
        docks: Mapping[str, QDockWidget],
        pages: Mapping[str, QWidget],
        go: Callable[[str], None],
    ) -> None:
        super().__init__(window)
        self._main, self._look, self._names, self._docks, self._go = window, services.look, names, docks, go
        self._preferences, self._keep = services.workshop.preferences, services.keep_preferences
        self._pages: dict[str, list[Page]] = {}
        self.window: HelpWindow | None = None
        for name, page in pages.items():
            page.setProperty(NAME, f"tools.{name}")
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        # A shortcut of the main window does not reach into dialogs: each gets its own when the keyboard comes to it.
        application.focusWindowChanged.connect(self._give_key)

    # ---- what is shown ------------------------------------------------------

    def here(self) -> HelpWindow:
        """Open the topic of what has the keyboard."""
        focus = QApplication.focusWidget() or QApplication.activeWindow() or self._main
        if self.window is not None and focus.window() is self.window:
            return self.show(book.FIRST)
        return self.show(self.topic_of(focus), words=_words_of(focus))

    def topic_of(self, widget: QWidget) -> str:
        """The topic of this widget or of what it stands in; of the workplace where neither has one."""
        return topic_at(_outwards(widget, self._main)) or book.FIRST

    def show(self, topic: str, *, words: str = "") -> HelpWindow:
        """Open the manual at this topic, at the first place of ``words`` in it."""
        if self.window is None:
            self.window = HelpWindow(self._look, self.rendered, self.index)
            self.window.doing_wanted.connect(self.do)
            self.window.printing.connect(self._print)
            self.window.installEventFilter(self)
            if self._preferences.help_geometry:
                self.window.restoreGeometry(QByteArray.fromBase64(self._preferences.help_geometry.encode("ascii")))
        window = self.window
        window.show_topic(topic, words=words)
        modal = QApplication.activeModalWidget()
        window.winId()  # there is something to give a parent to
        owner = (modal or self._main).window().windowHandle()
        # In front of the dialog that asks, and not shut out by it.
        window.windowHandle().setTransientParent(owner)
        window.show()
        window.raise_()
        window.activateWindow()
        window.page.setFocus()
        return window

    def about(self) -> "AboutDialog":
        """Versions, licence and notices, open."""
        from app.gui.help.about import AboutDialog  # noqa: PLC0415 - asks every package for its version

        dialog = AboutDialog(self._look, self._main)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def do(self, target: str) -> None:
        """What a link asks for: a command by its id, "place/pack", "panel/jobs"."""
        window = self.window
        assert window is not None
        if QApplication.activeModalWidget() is not None:
            window.messages.say(text("Answer the open dialog first."), "info")
            return
        kind, _, what = target.partition("/")
        if kind == "place":
            self._go(what)
        elif kind == "panel":
            self._docks[what].show()
            self._docks[what].raise_()
        elif not self._names.actions[target].isEnabled():
            window.messages.say(
                text(
                    "“{command}” cannot be done now: what it works on is not there, or you may not do it.",
                    command=self._names.action(target),
                ),
                "info",
            )
            return
        self._main.activateWindow()
        if kind not in {"place", "panel"}:
            self._names.actions[target].trigger()

    def rendered(self, topic: str) -> str:
        """The Markdown of a topic in the language of the screen, its marks filled."""
        return filled(book.captioned(book.topic(topic, language()).body), self._names)

    def index(self) -> list[Page]:
        """What is searched: every topic in both languages, that of the screen first."""
        spoken = language()
        if spoken not in self._pages:
            self._pages[spoken] = [
                self._page(name, code, here=code == spoken)
                for code in sorted(LANGUAGES, key=lambda code: code != spoken)
                for name in book.ids()
            ]
        return self._pages[spoken]

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self._pages.clear()
        if self.window is not None:
            self.window.refresh()

    def close(self) -> None:
        """The main window is going."""
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusWindowChanged.disconnect(self._give_key)
        if self.window is not None:
            self.window.close()
            self.window.deleteLater()
            self.window = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keep size and place of the manual when it is closed."""
        if watched is self.window and event.type() == QEvent.Type.Close and self.window is not None:
            self._preferences.help_geometry = bytes(self.window.saveGeometry().toBase64().data()).decode("ascii")
            self._keep()
        return False

    # ---- inside -------------------------------------------------------------

    def _page(self, name: str, code: str, *, here: bool) -> Page:
        topic = book.topic(name, code)
        body = self.rendered(name) if here else topic.body
        words = book.plain(body)
        return Page(name, topic.title, words, book.headings(body), here)

    def _give_key(self, _window: Any) -> None:
        there = QApplication.activeWindow()
        if there is None or there is self._main or there.property("helpKey"):
            return
        if there.windowType() == Qt.WindowType.Popup:
            return
        there.setProperty("helpKey", True)
        QShortcut(QKeySequence(_KEYS), there).activated.connect(self.here)

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415 - asked for seldom

        if self.window is None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self.window)
        if dialog.exec():
            self.window.page.paper().print_(printer)


def _outwards(widget: QWidget, main: QMainWindow) -> Iterator[QWidget]:
    """The widget, what it stands in, and so on; from bars of the main window to what is in its middle."""
    inner: QWidget | None = widget
    if widget is main:  # nothing has the keyboard: the page in the middle is what is looked at
        middle = main.centralWidget()
        shown = getattr(middle, "currentWidget", None)
        if callable(shown):
            yield shown()
    while inner is not None:
        yield inner
        inner = inner.parentWidget()


def _words_of(widget: QWidget) -> str:
    """The title of the tool whose form has the keyboard: its topic is opened at that place."""
    inner: QWidget | None = widget
    while inner is not None:
        form = getattr(inner, "form", None)
        title = getattr(getattr(form, "form", None), "title", None)
        if title is not None:
            return str(title).rstrip("…")
        inner = inner.parentWidget()
    return ""
