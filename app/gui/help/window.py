"""The window of the manual: contents and search at the left, the page beside them. It never stands in the way of work."""

import itertools
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.gui.base.look import Look
from app.gui.base.words import say, say_again
from app.gui.help import book
from app.gui.help.page import HelpPage
from app.gui.help.seeking import Found, Page, seek
from app.gui.help.trail import Trail
from app.gui.widgets.basics import label, tool
from app.gui.widgets.message_bar import MessageBar
from app.i18n import language, text, tr

_ID = Qt.ItemDataRole.UserRole
LIST_WIDTH = 250


class HelpWindow(QWidget):
    """``render`` gives the Markdown of a topic with its marks filled, ``index`` what is searched.

    doing_wanted  the target of a link that does something in the main window ("file.open", "place/pack")
    printing      the page that is shown is wanted on paper
    """

    doing_wanted = Signal(str)
    printing = Signal()

    def __init__(self, look: Look, render: Callable[[str], str], index: Callable[[], list[Page]]) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setObjectName("helpWindow")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look, self._render, self._index = look, render, index
        self._trail = Trail()
        self._hits: list[Found] = []
        self._entries: dict[str, QTreeWidgetItem] = {}
        say(self, setWindowTitle=text("Manual of Statuette"))
        self.resize(1060, 680)
        self.setMinimumSize(620, 420)
        self.field = QLineEdit()
        self.field.setClearButtonEnabled(True)
        say(
            self.field,
            setPlaceholderText=text("Search the manual…"),
            setAccessibleName=text("Search the manual"),
            setToolTip=text("Words in Chinese or English; every one of them has to be in a topic (Ctrl+F)"),
        )
        self.contents = QTreeWidget()
        self.contents.setObjectName("helpContents")
        self.contents.setHeaderHidden(True)
        self.contents.setIndentation(14)
        self.contents.setRootIsDecorated(False)
        self.contents.setExpandsOnDoubleClick(False)
        say(self.contents, setAccessibleName=text("Contents of the manual"), setToolTip=text("All topics"))
        self.found = QListWidget()
        self.found.setObjectName("helpFound")
        self.found.setWordWrap(True)
        self.found.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        say(self.found, setAccessibleName=text("Topics that were found"), setToolTip=text("Topics with these words"))
        self.nothing = label("", "dim", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.nothing.setContentsMargins(12, 12, 12, 12)
        self.page = HelpPage(look)
        self.messages = MessageBar(look)
        self.back = tool(look.icon("mdi6.arrow-left"), text("Back  (Alt+Left)"), self.go_back, 19)
        self.forward = tool(look.icon("mdi6.arrow-right"), text("Forward  (Alt+Right)"), self.go_forward, 19)
        self.home = tool(
            look.icon("mdi6.home-outline"), text("First steps  (Alt+Home)"), lambda: self.show_topic(book.FIRST), 19
        )
        self.paper = tool(look.icon("mdi6.printer-outline"), text("Print this page…  (Ctrl+P)"), self.printing.emit, 19)
        self._arrange()
        self._connect()
        self._fill()

    # ---- what is shown ------------------------------------------------------

    @property
    def topic(self) -> str:
        """The topic that is shown; "" before the first."""
        return self._trail.now

    def show_topic(self, name: str, *, words: str = "") -> None:
        """Show a topic, at the first place of ``words`` where they are in it."""
        self._trail.go(name)
        self._show(name)
        if words:
            self.page.find_words(words)

    def go_back(self) -> None:
        """The page before."""
        self._show(self._trail.back())

    def go_forward(self) -> None:
        """The page that was left by going back."""
        self._show(self._trail.forward())

    def search(self, words: str) -> None:
        """List the topics with these words; without words the contents."""
        self._hits = seek(self._index(), words)
        self.found.clear()
        for hit in self._hits:
            item = QListWidgetItem(f"{self._title(hit.id)}\n{hit.snippet}")
            item.setData(_ID, hit.id)
            self.found.addItem(item)
        if not words.strip():
            self._left.setCurrentWidget(self.contents)
        elif self._hits:
            self._left.setCurrentWidget(self.found)
        else:
            self.nothing.setText(tr("No topic has these words; try fewer or other ones."))
            self._left.setCurrentWidget(self.nothing)

    def refresh(self) -> None:
        """Say everything again, in the language and with the keys of now."""
        say_again(self)
        self._fill()
        if self.topic:
            self._show(self.topic)
        self.search(self.field.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Escape leaves the search first, then the window."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.field.text():
            self.field.clear()
        else:
            self.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """From the field, the arrow goes into what was found, and Return opens the first."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            there = self._left.currentWidget()
            if event.key() == Qt.Key.Key_Down and there is not None and there is not self.nothing:
                there.setFocus()
                if there is self.found:
                    self.found.setCurrentRow(max(0, self.found.currentRow()))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._hits:
                self.found.setCurrentRow(0)
                self._open_found(self.found.item(0))
                return True
        return super().eventFilter(watched, event)

    # ---- inside -------------------------------------------------------------

    def _show(self, name: str, marked: tuple[str, ...] = ()) -> None:
        if not name:
            return
        self.messages.clear()
        self.page.show_markdown(self._render(name), marked)
        self.back.setEnabled(self._trail.can_go_back)
        self.forward.setEnabled(self._trail.can_go_forward)
        self._choose(name)
        say(self, setWindowTitle=text("{topic} – Manual of Statuette", topic=self._title(name)))

    def _choose(self, name: str) -> None:
        self.contents.blockSignals(True)
        self.contents.setCurrentItem(self._entries[name])
        self.contents.scrollToItem(self._entries[name])
        self.contents.blockSignals(False)

    def _title(self, name: str) -> str:
        return book.topic(name, language()).title

    def _fill(self) -> None:
        self.contents.blockSignals(True)
        self._entries.clear()
        self.contents.clear()
        for section in book.sections():
            head = QTreeWidgetItem([section.titles[language()]])
            head.setFlags(Qt.ItemFlag.ItemIsEnabled)
            font = head.font(0)
            font.setBold(True)
            head.setFont(0, font)
            self.contents.addTopLevelItem(head)
            for name in section.topics:
                entry = QTreeWidgetItem([self._title(name)])
                entry.setData(0, _ID, name)
                head.addChild(entry)
                self._entries[name] = entry
        self.contents.expandAll()
        self.contents.blockSignals(False)

    def _open_contents(self, item: QTreeWidgetItem | None) -> None:
        name = "" if item is None else item.data(0, _ID)
        if name and name != self.topic:
            self.show_topic(name)

    def _open_found(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        name = item.data(_ID)
        hit = next(hit for hit in self._hits if hit.id == name)
        self._trail.go(name)
        self._show(name, hit.words)

    def _follow(self, target: str) -> None:
        kind, _, what = target.partition(":")
        if kind == "statuette":
            self.doing_wanted.emit(what)
        elif target.endswith(".md"):
            self.show_topic(target.removesuffix(".md"))

    def _arrange(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(12, 12, 8, 8)
        column.setSpacing(8)
        column.addWidget(self.field)
        self._left = QStackedWidget()
        for panel in (self.contents, self.found, self.nothing):
            self._left.addWidget(panel)
        column.addWidget(self._left, 1)
        right = QWidget()
        beside = QVBoxLayout(right)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        bar = QHBoxLayout()
        bar.setContentsMargins(10, 8, 12, 6)
        bar.setSpacing(4)
        for step in (self.back, self.forward, self.home):
            bar.addWidget(step)
        bar.addStretch()
        bar.addWidget(self.paper)
        beside.addLayout(bar)
        beside.addWidget(self.messages)
        beside.addWidget(self.page, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(left)
        self.splitter.addWidget(right)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setCollapsible(1, False)
        self.splitter.setSizes([LIST_WIDTH, 810])
        self.splitter.setHandleWidth(1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.splitter)
        order: list[QWidget] = [
            self.field, self.contents, self.found, self.back, self.forward, self.home, self.paper, self.page,
        ]  # fmt: skip
        for first, second in itertools.pairwise(order):
            QWidget.setTabOrder(first, second)

    def _connect(self) -> None:
        self.field.textChanged.connect(self.search)
        self.field.installEventFilter(self)
        self.contents.currentItemChanged.connect(lambda now, _before: self._open_contents(now))
        self.found.itemActivated.connect(self._open_found)
        self.found.itemClicked.connect(self._open_found)
        self.page.wanted.connect(self._follow)
        for keys, do in (
            (QKeySequence("Alt+Left"), self.go_back),
            (QKeySequence("Alt+Right"), self.go_forward),
            (QKeySequence("Alt+Home"), lambda: self.show_topic(book.FIRST)),
            (QKeySequence("Ctrl+F"), self._to_field),
            (QKeySequence("Ctrl+P"), self.printing.emit),
            (QKeySequence("Ctrl+W"), self.close),
        ):
            QShortcut(keys, self).activated.connect(do)

    def _to_field(self) -> None:
        self.field.setFocus()
        self.field.selectAll()
