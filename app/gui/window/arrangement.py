"""How the window stands, for each workplace: docks, splitters, widths of columns; kept when it closes and put back later."""

import base64
from collections.abc import Callable, Mapping

from PySide6.QtCore import QByteArray, QObject
from PySide6.QtWidgets import QApplication, QDockWidget, QHeaderView, QMainWindow, QSplitter, QTableView, QWidget
from shiboken6 import isValid

from app.gui.base.motion import still
from app.gui.frame.workplaces import Workplaces
from app.settings.preferences import Preferences

WITH_TOOLS = "model"  # the workplace whose tools stand in the dock "report"


class Arrangement(QObject):
    """``arrange`` puts every dock where it is in the beginning.

    A workplace that was never arranged begins like all of them. The size of the window itself is kept once, and Qt puts
    it onto a monitor that is there.
    """

    def __init__(
        self,
        window: QMainWindow,
        docks: Mapping[str, QDockWidget],
        workplaces: Workplaces,
        preferences: Preferences,
        arrange: Callable[[], object],
    ) -> None:
        super().__init__(window)
        self._window, self._docks, self._workplaces = window, docks, workplaces
        self._preferences, self._arrange = preferences, arrange
        self._shown = ""
        self._known: set[int] = set()
        if still():
            window.setDockOptions(window.dockOptions() & ~QMainWindow.DockOption.AnimatedDocks)
        workplaces.shown.connect(self._turn)

    def restore(self) -> None:
        """Stand as when the window was closed last; call it once everything is in it."""
        preferences = self._preferences
        if preferences.window_geometry:
            self._window.restoreGeometry(decoded(preferences.window_geometry))
        if preferences.window_layout and not preferences.layouts:  # as versions before 0.2 have kept it
            preferences.layouts = {WITH_TOOLS: preferences.window_layout}
        self._put_back()  # once more: the docks share the width that the window has now
        self._remember_tables(self._window)
        for splitter in self._window.findChildren(QSplitter):
            sizes = preferences.sizes.get(path_of(splitter, self._window))
            if sizes and len(sizes) == splitter.count() and sum(sizes):
                splitter.setSizes(sizes)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focused)

    def keep(self) -> None:
        """Put down how everything stands now; whoever calls it writes the preferences."""
        self._preferences.window_geometry = encoded(self._window.saveGeometry())
        self._put_down()
        for splitter in self._window.findChildren(QSplitter):
            if splitter.isVisible():
                self._note(path_of(splitter, self._window), splitter.sizes())

    def reset(self) -> None:
        """Let this workplace stand as in the beginning."""
        name = self._shown
        self._preferences.layouts = {k: v for k, v in self._preferences.layouts.items() if k != name}
        self._begin(name)
        self._arrange()
        self._docks["report"].setVisible(name == WITH_TOOLS)

    # ---- docks --------------------------------------------------------------

    def _turn(self, name: str) -> None:
        """Another workplace is shown, or a page over it, which stands like its own workplace."""
        if name == self._shown:
            return
        self._put_down()
        self._shown = name
        self._put_back()

    def _put_back(self) -> None:
        kept = self._preferences.layouts.get(self._shown)
        if kept is None or not self._window.restoreState(decoded(kept)):
            self._begin(self._shown)

    def _begin(self, name: str) -> None:
        """The docks stay as they are but for the tools of the 3D bench, which have nothing to do elsewhere."""
        self._docks["report"].setVisible(name == WITH_TOOLS)

    def _put_down(self) -> None:
        if self._shown and self._window.isVisible():
            state = encoded(self._window.saveState())
            self._preferences.layouts = {**self._preferences.layouts, self._shown: state}

    # ---- tables -------------------------------------------------------------

    def _focused(self, _old: QWidget | None, now: QWidget | None) -> None:
        """Windows and pages are made when somebody wants them: their tables are met when the keys are there."""
        if now is not None and now.window() is not self._window:
            self._remember_tables(now.window())

    def _remember_tables(self, root: QWidget) -> None:
        for table in root.findChildren(QTableView):
            if id(table) in self._known:
                continue
            self._known.add(id(table))
            number = id(table)
            table.destroyed.connect(lambda _gone=None, number=number: self._known.discard(number))
            self._remember_columns(table, path_of(table, root))

    def _remember_columns(self, table: QTableView, path: str) -> None:
        header = table.horizontalHeader()
        widths = self._preferences.sizes.get(path)
        movable = QHeaderView.ResizeMode.Interactive
        if widths and len(widths) == header.count():
            for column, width in enumerate(widths):
                if width and header.sectionResizeMode(column) == movable:
                    header.resizeSection(column, width)

        def resized(column: int, _before: int, _now: int) -> None:
            if not isValid(header):  # a table that goes tells of its columns once more
                return
            if header.sectionResizeMode(column) == movable and header.isVisible() and header.underMouse():
                self._note(path, [header.sectionSize(n) for n in range(header.count())])

        header.sectionResized.connect(resized)

    def _note(self, path: str, sizes: list[int]) -> None:
        self._preferences.sizes = {**self._preferences.sizes, path: sizes}


def path_of(widget: QWidget, root: QWidget) -> str:
    """A widget by the kinds of what it stands in, and its number among its like: the same after the next start."""
    names: list[str] = []
    at: QWidget | None = widget
    while at is not None and at is not root:
        parent = at.parentWidget()
        name = at.objectName() or type(at).__name__
        if parent is not None:
            alike = [one for one in parent.children() if type(one) is type(at)]
            name += f":{alike.index(at)}" if len(alike) > 1 else ""
        names.append(name)
        at = parent
    names.append(type(root).__name__)
    return "/".join(reversed(names))


def encoded(state: QByteArray) -> str:
    """As it stands in the settings."""
    return base64.b64encode(state.data()).decode("ascii")


def decoded(words: str) -> QByteArray:
    """What :func:`encoded` has made; nothing where somebody has edited the settings."""
    try:
        return QByteArray(base64.b64decode(words, validate=True))
    except ValueError:
        return QByteArray()
