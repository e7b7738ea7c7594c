"""The bar at the top: brand, menus, the switch of workplaces, the command box, theme and settings."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QMenu,
    QMenuBar,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from app.gui.base.look import Look
from app.gui.base.theme import ICONS
from app.gui.base.words import say
from app.gui.widgets.basics import decoration, label, widgets_in
from app.i18n import Text, text

WORKPLACES: tuple[tuple[str, Text, str, Text], ...] = (
    ("model", text("Model"), "mdi6.cube-outline", text("Check and repair figurines")),
    (
        "layout", text("Layout"), "mdi6.image-multiple-outline",
        text("Lay out photos, postcards, magnets and keychains, and make their print files"),
    ),
    (
        "dispatch", text("Dispatch"), "mdi6.printer-3d-nozzle-outline",
        text("Printers and the print queue: what is printed, what waits, what needs somebody"),
    ),
    (
        "pack", text("Pack"), "mdi6.package-variant-closed",
        text("Pack parcels by scanning, print their labels, hand them over"),
    ),
    (
        "service", text("Service"), "mdi6.face-agent",
        text("What waits for customer service: proofs, answers of buyers, parcels in trouble"),
    ),
    (
        "overview", text("Overview"), "mdi6.view-dashboard-outline",
        text("Deadlines and workload at a glance"),
    ),
)  # fmt: skip


class TopBar(QWidget):
    """Emits ``workplace_chosen`` with an id of ``WORKPLACES``."""

    workplace_chosen = Signal(str)

    def __init__(self, look: Look, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self.setObjectName("topBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(12, 7, 10, 7)
        row.setSpacing(10)
        logo = decoration()
        picture = QPixmap(str(ICONS / "statuette.svg"))
        logo.setPixmap(
            picture.scaled(24, 24, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        )
        row.addWidget(logo)
        self._brand = label("")
        self._brand.setObjectName("brand")
        self._brand.setTextFormat(Qt.TextFormat.RichText)
        row.addWidget(self._brand)
        self.menus = QMenuBar()
        self.menus.setNativeMenuBar(False)
        row.addWidget(self.menus, 0, Qt.AlignmentFlag.AlignVCenter)
        self._all_menus = self._make_menu_button(look)
        row.addWidget(self._all_menus)
        row.addStretch(2)
        self._switch = self._make_switch(look)
        row.addWidget(self._switch)
        row.addStretch(3)
        self._box = self._make_palette_box(look, actions["help.palette"])
        row.addWidget(self._box)
        self._spare: list[QToolButton] = []  # what stands in the menus too, and is not wanted often
        for name in ("edit.undo", "edit.redo", "help.language", "help.theme", "help.settings"):
            made = QToolButton()
            made.setDefaultAction(actions[name])
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            made.setIconSize(QSize(19, 19))
            row.addWidget(made)
            if name in {"help.language", "help.theme"}:
                self._spare.append(made)
        self._at_end: list[Callable[[bool], object]] = []
        self._ends: list[QWidget] = []
        self._fitted: tuple[int, ...] = ()
        self._fitting = False
        self._look = look
        look.changed.connect(self._draw_brand)
        self._draw_brand()

    def add_at_end(self, widget: QWidget, set_narrow: Callable[[bool], object]) -> None:
        """Put something at the right end of the bar; ``set_narrow`` makes it take little room, or all that it wants."""
        self._row.addWidget(widget)
        self._at_end.append(set_narrow)
        self._ends.append(widget)
        self.fit()

    def fit(self) -> None:
        """Let go of what there is no room for: words of the command box, then of the menus, names, and spare buttons."""
        if self._fitting:
            return  # what is shown and hidden here asks for a fit itself
        self._fitting = True
        try:
            self._let_go()
        finally:
            self._fitting = False
        self._fitted = self._wants()

    def _let_go(self) -> None:
        for level in range(7):
            say(self._box, setText=text("Ctrl K") if level else text("Find a command…   Ctrl K"))
            self.menus.setVisible(level < 2)
            self._all_menus.setVisible(level >= 2)
            for set_narrow in self._at_end:
                set_narrow(level > 2)
            for spare in self._spare:
                spare.setVisible(level < 4)
            self._brand.setVisible(level < 5)
            self._show_signs(on=level > 5)
            if self._needs() <= self.width():
                break

    def _show_signs(self, *, on: bool) -> None:
        """The workplaces as signs, where their names have no room; the tooltips say which is which."""
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if on else Qt.ToolButtonStyle.ToolButtonTextOnly
        for made in self._group.buttons():
            if isinstance(made, QToolButton):
                made.setToolButtonStyle(style)

    def choose(self, workplace: str) -> None:
        """Show which workplace is chosen."""
        for made in self._group.buttons():
            made.setChecked(made.objectName() == f"workplace-{workplace}")

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.fit()

    def event(self, event: QEvent) -> bool:
        """Other words, or another person's name, need another width."""
        if event.type() == QEvent.Type.LayoutRequest and self._wants() != self._fitted:
            self.fit()
        return super().event(event)

    def _needs(self) -> int:
        """Pixels of width for all that is shown; the layout's own hint may be that of words in another language."""
        shown = [widget for widget in widgets_in(self._row) if not widget.isHidden()]
        margins = self._row.contentsMargins()
        wide = sum(max(w.sizeHint().width(), w.minimumWidth()) for w in shown)
        return wide + self._row.spacing() * (len(shown) - 1) + margins.left() + margins.right()

    def _wants(self) -> tuple[int, ...]:
        """What decides how much fits: the bar's width, and those of what stands in it in words."""
        return (self.width(), *(w.sizeHint().width() for w in (self.menus, self._switch, self._brand, *self._ends)))

    def _make_menu_button(self, look: Look) -> QToolButton:
        """All menus below one sign, where there is no room for their names."""
        made = QToolButton()
        made.setProperty("kind", "menu")
        made.setIcon(look.icon("mdi6.menu"))
        made.setIconSize(QSize(19, 19))
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        made.setShortcut("F10")
        say(made, setToolTip=text("All menus  (F10)"), setAccessibleName=text("All menus"))
        every = QMenu(made)

        def fill() -> None:
            every.clear()
            every.addActions(self.menus.actions())

        every.aboutToShow.connect(fill)
        made.setMenu(every)
        made.hide()
        return made

    def _draw_brand(self) -> None:
        self._brand.setText(f'Statuette <span style="color:{self._look.tokens.accent}">手办工坊</span>')

    def _make_switch(self, look: Look) -> QFrame:
        switch = QFrame()
        switch.setObjectName("segments")
        switch.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(switch)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        self._group = QButtonGroup(self)
        for name, title, icon, sentence in WORKPLACES:
            made = QToolButton()
            made.setObjectName(f"workplace-{name}")
            made.setIcon(look.icon(icon))
            made.setIconSize(QSize(19, 19))
            made.setCheckable(True)
            made.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
            say(made, setText=title, setToolTip=sentence, setAccessibleName=title)
            made.clicked.connect(lambda _checked=False, name=name: self.workplace_chosen.emit(name))
            self._group.addButton(made)
            row.addWidget(made)
        return switch

    def _make_palette_box(self, look: Look, action: QAction) -> QPushButton:
        box = QPushButton()
        box.setObjectName("paletteBox")
        box.setIcon(look.icon("mdi6.magnify", "dim"))
        box.setCursor(Qt.CursorShape.PointingHandCursor)
        say(box, setToolTip=text("Find any command by its name"), setAccessibleName=text("Find a command…"))
        box.clicked.connect(action.trigger)
        return box
