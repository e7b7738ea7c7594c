"""Covers the whole window, so that nothing of an order can be seen: before log-in, and while the window is locked."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.gui.base.look import Look
from app.gui.base.theme import ICONS
from app.gui.widgets.basics import decoration, label
from app.gui.widgets.roomy import hold_width
from app.i18n import text

WIDTH, MARGIN = 440, 30  # of the card in the middle
AROUND, AROUND_ALONE = 220, 110  # pixels above and below a page, with and without name and reminder


class Cover(QWidget):
    """Lies over everything in the window; the pages of the log-in stand on a card in its middle.

    The keyboard cannot leave it: Tab goes round inside.
    """

    def __init__(self, window: QMainWindow, look: Look) -> None:
        super().__init__(window)
        self._window, self._look = window, look
        self.pages = QStackedWidget()
        card = QFrame()
        card.setProperty("kind", "cover")
        hold_width(card, WIDTH)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(MARGIN, 26, MARGIN, 26)
        inside.addWidget(self.pages)
        self._brand = label("")
        self._brand.setObjectName("brand")
        self._brand.setTextFormat(Qt.TextFormat.RichText)
        self._logo = logo = decoration()
        picture = QPixmap(str(ICONS / "statuette.svg"))
        logo.setPixmap(
            picture.scaled(32, 32, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        )
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addStretch()
        head.addWidget(logo)
        head.addWidget(self._brand)
        head.addStretch()
        self.corner = QHBoxLayout()
        self.corner.setSpacing(4)
        self.corner.addStretch()
        self._foot = foot = label(text("What you see here is confidential. It stays in the workshop."), "dim")
        foot.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(18)
        column.addLayout(self.corner)
        column.addStretch(2)
        column.addLayout(head)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        column.addWidget(foot)
        look.changed.connect(self._draw_brand)
        self._draw_brand()
        window.installEventFilter(self)
        self.hide()

    def raise_over(self, page: QWidget) -> None:
        """Cover the window and show this page."""
        if self.pages.indexOf(page) < 0:
            self.pages.addWidget(page)
            page.installEventFilter(self)
        self.pages.setCurrentWidget(page)
        self.setGeometry(self._window.rect())
        self._fit()
        self.show()
        self.raise_()
        page.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the size of the window, and stay above what it shows later."""
        if watched is self._window and not self.isHidden():
            if event.type() == QEvent.Type.Resize:
                self.setGeometry(self._window.rect())
                self._fit()
            elif event.type() in (QEvent.Type.ChildAdded, QEvent.Type.LayoutRequest, QEvent.Type.Show):
                self.raise_()
        elif watched is self.pages.currentWidget() and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return False

    def _fit(self) -> None:
        """The card is as high as the page that is shown: wrapped words need more than a size hint says.

        Where there is no room for both, name and reminder give way to the page.
        """
        page = self.pages.currentWidget()
        if page is None:
            return
        needed = max(page.heightForWidth(WIDTH - 2 * MARGIN), page.minimumSizeHint().height())
        roomy = self._window.height() - AROUND >= needed
        for widget in (self._logo, self._brand, self._foot):
            widget.setVisible(roomy)
        room = self._window.height() - (AROUND if roomy else AROUND_ALONE)
        self.pages.setFixedHeight(max(200, min(room, needed)))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._look.tokens.background))
        painter.end()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name and signature
        """Go round among the fields of the cover."""
        fields = [
            one
            for one in self.findChildren(QWidget)
            if one.isVisible() and one.isEnabled() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        fields = [one for one in fields if one.focusProxy() is None]
        if not fields:
            return True
        ring = _in_tab_order(self, fields)
        now = self.focusWidget()
        at = ring.index(now) if now in ring else -1
        ring[(at + (1 if forward else -1)) % len(ring)].setFocus(
            Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        )
        return True

    def _draw_brand(self) -> None:
        self._brand.setText(f'Statuette <span style="color:{self._look.tokens.accent}">手办工坊</span>')


def _in_tab_order(start: QWidget, wanted: list[QWidget]) -> list[QWidget]:
    found, at = [], start.nextInFocusChain()
    while at is not None and at is not start:
        if at in wanted:
            found.append(at)
        at = at.nextInFocusChain()
    return found
