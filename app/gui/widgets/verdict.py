"""The answer to "can this be printed?": a ring with a sign in it, and the words beside it."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.widgets.basics import Card, label
from app.i18n import plural, text
from app.mesh.report import Report


class VerdictRing(QWidget):
    """Shares of passed, warning and blocking checks as arcs; the sign inside says the same without colour."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shares = (0, 0, 0)
        self._sign = "mdi6.dots-horizontal"
        self.setFixedSize(52, 52)
        look.changed.connect(self.update)

    def set_counts(self, passed: int, warn: int, block: int, sign: str) -> None:
        """How many checks passed, warn and block; ``sign`` is an icon name."""
        self._shares, self._sign = (passed, warn, block), sign
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        tokens = self._look.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(4, 4, -4, -4)
        pen = QPen(QColor(tokens.line), 5)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawEllipse(box)
        total, at = sum(self._shares), 90 * 16
        colors = (tokens.ok, tokens.warn, tokens.bad)
        gap = 4 * 16 if sum(1 for share in self._shares if share) > 1 else 0
        for share, color in zip(self._shares, colors, strict=True):
            if not share:
                continue
            span = round(-360 * 16 * share / total)
            pen.setColor(QColor(color))
            painter.setPen(pen)
            painter.drawArc(box, at - gap // 2, span + gap)
            at += span
        role = "bad" if self._shares[2] else "warn" if not total else "ok"
        side = 22
        corner = (self.width() - side) // 2
        icon = self._look.icon(self._sign, "dim" if not total else "bad" if role == "bad" else "ok")
        icon.paint(painter, QRect(corner, corner, side, side))
        painter.end()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(52, 52)


class VerdictCard(Card):
    """Says in words whether the model can be printed."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._ring = VerdictRing(look)
        self.title = label("", "title", wrap=True)
        self.detail = label("", "dim", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(12)
        row.addWidget(self._ring)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.detail)
        row.addLayout(words, 1)
        row.setAlignment(words, Qt.AlignmentFlag.AlignVCenter)

    def show_report(self, report: Report | None, *, working: bool) -> None:
        """Show the verdict of a report, or that there is none yet."""
        if report is None:
            self._ring.set_counts(0, 0, 0, "mdi6.dots-horizontal" if working else "mdi6.cube-outline")
            self.title.setText(str(text("Checking…") if working else text("No model yet")))
            self.detail.setText(
                str(
                    text("You can look around meanwhile")
                    if working
                    else text("Open a model to see what would fail in print")
                )
            )
            return
        block, warn, unknown, passed = tally(report)
        if report.printable:
            self._ring.set_counts(passed, warn, block, "mdi6.check-bold")
            self.title.setText(str(text("Ready to print")))
        else:
            self._ring.set_counts(passed, warn, block, "mdi6.printer-3d-nozzle-off-outline")
            self.title.setText(str(text("Cannot be printed yet")))
        parts = [
            str(plural("{n} blocks", "{n} block", block)) if block else "",
            str(plural("{n} warns", "{n} warn", warn)) if warn else "",
            str(plural("{n} not checked", "{n} not checked", unknown)) if unknown else "",
            str(plural("{n} passed", "{n} passed", passed)),
        ]
        self.detail.setText(" · ".join(part for part in parts if part))


def tally(report: Report) -> tuple[int, int, int, int]:
    """How many checks block (or could not run and might), warn, could not run, and pass."""
    block = sum(1 for f in report.findings if f.severity == "blocks" and not f.passed)
    warn = sum(1 for f in report.findings if f.severity != "blocks" and f.ran and not f.passed)
    unknown = sum(1 for f in report.findings if f.severity != "blocks" and not f.ran)
    return block, warn, unknown, len(report.findings) - block - warn - unknown
