"""The bench: the model's name and figures, the 3D view with its tools, and its history."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.bench.history_strip import HistoryStrip
from app.gui.bench.side_view import SideView
from app.gui.viewport.widget import Viewport
from app.gui.widgets.basics import ElidedLabel, button, decoration, label, mark
from app.gui.widgets.message_bar import MessageBar
from app.gui.widgets.scrolling_tools import ScrollingTools
from app.gui.widgets.tight_row import TightRow
from app.i18n import plural, text, tr
from app.mesh.report import Report
from app.session.bench import Document

MODES = ("view.color", "view.shaded", "view.wireframe", "view.heat", "view.compare")
TOOLS = ("view.fit", "view.iso", "view.front", "view.back", "view.left", "view.right", "view.top")
BRUSHES = ("brush.smooth", "brush.draw", "brush.flatten", "brush.grab", "brush.paint")


class DropTarget(QWidget):
    """The empty bench: says what to do, and takes files (the window handles the drop)."""

    open_wanted = Signal()
    sample_wanted = Signal()

    def __init__(self, look: Look, endings: str) -> None:
        super().__init__()
        self.frame = QFrame()
        self.frame.setProperty("kind", "drop")
        self.frame.setMaximumSize(620, 340)
        self.frame.setMinimumSize(360, 260)
        sign = decoration()

        def draw() -> None:
            sign.setPixmap(look.icon("mdi6.cube-scan", "accent").pixmap(56, 56))

        draw()
        look.changed.connect(draw)
        inner = QVBoxLayout(self.frame)
        inner.setContentsMargins(32, 28, 32, 28)
        inner.setSpacing(10)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addStretch()
        buttons.addWidget(button(text("Open a model…"), self.open_wanted.emit, "primary"))
        buttons.addWidget(button(text("Try the sample figurine"), self.sample_wanted.emit, "second"))
        buttons.addStretch()
        hero = label(text("Drop a model here"), "hero")
        hint = label(text("It is checked for printing at once. The file itself is never changed."), "dim", wrap=True)
        kinds = label(endings, "dim", wrap=True)
        inner.addStretch()
        for widget in (sign, hero, hint, kinds):
            widget.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            inner.addWidget(widget)
        inner.addSpacing(8)
        inner.addLayout(buttons)
        inner.addStretch()
        row = QHBoxLayout(self)
        row.addStretch()
        row.addWidget(self.frame, 10)
        row.addStretch()

    def show_over(self, over: bool) -> None:
        """Show that files are held over the window."""
        mark(self.frame, over=over)


class BenchView(QWidget):
    """Middle of the window at the workplace Model.

    emptied   the drop target has come, or has given way
    """

    emptied = Signal()

    def __init__(self, look: Look, actions: Mapping[str, QAction], endings: str) -> None:
        super().__init__()
        self.setObjectName("benchBody")
        self._document: Document | None = None
        self._report: Report | None = None
        self._faces: int | None = None
        self.title = ElidedLabel("title")
        self.facts = ElidedLabel("dim")
        self.messages = MessageBar(look)
        self.viewport = Viewport()
        self.history = HistoryStrip()
        self.empty = DropTarget(look, endings)
        self._head = self._make_head(actions)
        tools = self._make_tools(actions)
        scene = QWidget()
        row = QHBoxLayout(scene)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(tools)
        self.pictures = QSplitter(Qt.Orientation.Horizontal)
        self.pictures.setChildrenCollapsible(False)
        self.pictures.addWidget(self.viewport)
        self.side = SideView(self.pictures, self.viewport, look)
        row.addWidget(self.pictures, 1)
        model = QWidget()
        column = QVBoxLayout(model)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(scene, 1)
        column.addWidget(self.history)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(model)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self._whole.addWidget(self.messages)
        self._whole.addWidget(self._pages, 1)
        self.viewport.set_theme(look.tokens.dark)
        look.changed.connect(lambda: self.viewport.set_theme(look.tokens.dark))

    def add_bar(self, bar: QWidget) -> None:
        """Put a bar above everything else here."""
        self._whole.insertWidget(0, bar)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is on the bench, and nothing on its way there."""
        return self._pages.currentIndex() == 0

    def show_document(self, document: Document | None, *, coming: bool = False) -> None:
        """Show the name and history of this document; ``coming``: one is being opened, so the drop target gives way."""
        self._document = document
        if document is not None or coming:
            self.viewport.start()
        was_empty = self.is_empty
        self.history.show_document(document, coming=coming)  # before the page is shown: the picture is laid out once
        self._pages.setCurrentIndex(1 if document is not None or coming else 0)
        if self.is_empty != was_empty:
            self.emptied.emit()
        if document is None:
            self._faces = None
        self._say()

    def show_mesh(self, mesh: Any, *, keep_camera: bool) -> None:
        """Show this mesh in the viewport."""
        self._faces = None if mesh is None else len(mesh.faces)
        self.viewport.show_mesh(mesh, keep_camera)
        self._say()

    def show_report(self, report: Report | None) -> None:
        """Take the figures of the title line from this report."""
        self._report = report
        self._say()

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self.history.show_document(self._document)
        self._say()

    def _say(self) -> None:
        document, report = self._document, self._report
        if document is None:
            self.title.set_text(tr("Opening…"))
            self.facts.set_text("")
            return
        self.title.set_text(tr("{title} · revision {n}", title=document.title, n=document.position + 1))
        if report is None:
            faces = "" if self._faces is None else str(plural("{n:,} face", "{n:,} faces", self._faces))
            self.facts.set_text(" · ".join(part for part in (faces, tr("checking…")) if part))
            return
        width, depth, height = report.size_mm
        volume = f"{report.volume_mm3 / 1000:.1f}" if report.watertight else f"≈ {report.volume_mm3 / 1000:.1f}"
        self.facts.set_text(
            " · ".join(
                (
                    str(plural("{n:,} face", "{n:,} faces", report.faces)),
                    tr("{w} × {d} × {h} mm", w=f"{width:.1f}", d=f"{depth:.1f}", h=f"{height:.1f}"),
                    tr("{volume} cm³", volume=volume),
                )
            )
        )

    def _make_head(self, actions: Mapping[str, QAction]) -> QWidget:
        head = TightRow(others=240)  # the name of the model, and the button “Display”
        head.setObjectName("benchHead")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(head)
        row.setContentsMargins(14, 8, 12, 8)
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self.title)
        words.addWidget(self.facts)
        row.addLayout(words, 1)
        segments = QFrame()
        segments.setObjectName("segments")
        inner = QHBoxLayout(segments)
        inner.setContentsMargins(2, 2, 2, 2)
        inner.setSpacing(2)
        for name in MODES:
            mode = QToolButton()
            mode.setDefaultAction(actions[name])
            head.add_button(mode)
            inner.addWidget(mode)
        row.addWidget(segments)
        self.display = QToolButton()
        self.display.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.display.setProperty("kind", "small")
        say(
            self.display,
            setText=text("Display"),
            setToolTip=text("How the model is drawn and lit, and what stands around it"),
        )
        row.addWidget(self.display)
        return head

    def add_display_menu(self, menu: QMenu) -> None:
        """What the button beside the modes opens."""
        self.display.setMenu(menu)

    def _make_tools(self, actions: Mapping[str, QAction]) -> QWidget:
        tools = QWidget()
        tools.setObjectName("benchTools")
        tools.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(tools)
        column.setContentsMargins(6, 8, 6, 8)
        column.setSpacing(4)
        for name in (*TOOLS, *BRUSHES):
            made = QToolButton()
            made.setDefaultAction(actions[name])
            made.setIconSize(QSize(20, 20))
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            column.addWidget(made)
            if name in {"view.fit", TOOLS[-1]}:
                column.addSpacing(10)
        column.addStretch()
        return ScrollingTools(tools)
