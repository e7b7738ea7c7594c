"""One finding as a card: what was found, where, and the button that answers it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from app.gui.base.look import Look, Role
from app.gui.widgets.basics import Card, button, decoration, label, mark, tool
from app.i18n import Text, text, tr
from app.mesh.report import Finding

# A shape and a word for each severity: colour alone says nothing to one in twelve men.
SIGNS: dict[str, tuple[str, Role, Text]] = {
    "blocks": ("mdi6.alert-octagon", "bad", text("blocks")),
    "warns": ("mdi6.alert", "warn", text("warns")),
    "informs": ("mdi6.information-outline", "dim", text("note")),
    "passed": ("mdi6.check-circle-outline", "ok", text("passed")),
    "unknown": ("mdi6.help-circle-outline", "dim", text("not checked")),
}


def sign_of(finding: Finding) -> str:
    """The key of ``SIGNS`` for a finding."""
    if not finding.ran:
        return "unknown"
    return "passed" if finding.passed and finding.severity != "informs" else finding.severity


class FindingCard(Card):
    """Emits ``fix`` (repair id), ``place`` (finding, number of the place), ``chosen`` and ``heat`` (finding).

    Keys: Return shows it on the model, left and right fly to its places, up and down go to another card (``left``: -1
    or 1).
    """

    fix = Signal(str)
    place = Signal(object, int)
    chosen = Signal(object)
    heat = Signal(object)
    left = Signal(int)

    def __init__(self, look: Look, finding: Finding, fix_title: str) -> None:
        has_places = bool(len(finding.places.boxes)) or bool(len(finding.places.indices))
        super().__init__(clickable=has_places)
        self.finding = finding
        self._at = -1
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(f"{finding.title}: {finding.message}")
        self.fix_button: QPushButton | None = None
        self.heat_button: QPushButton | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 8, 8)
        column.setSpacing(5)
        head = QHBoxLayout()
        head.setSpacing(8)
        icon, role, word = SIGNS[sign_of(finding)]
        sign = decoration()
        sign.setPixmap(look.icon(icon, role).pixmap(18, 18))
        sign.setToolTip(str(word))
        head.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        title = label(str(finding.title), "strong", wrap=True)
        head.addWidget(title, 1)
        badge = label(self._badge(str(word)), "badge")
        mark(badge, tone=role if role in ("bad", "warn", "ok") else "")
        head.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        message = label(str(finding.message), "dim", wrap=True)
        message.setContentsMargins(26, 0, 0, 0)
        column.addWidget(message)
        boxes = len(finding.places.boxes)
        if boxes or finding.heat is not None or (finding.repairs and finding.count):
            column.addLayout(self._foot(look, boxes, fix_title))
        self.setToolTip(tr("Click to see it on the model") if has_places else tr("It has no place on the model"))
        if has_places:
            self.clicked.connect(lambda: self.chosen.emit(finding))

    @property
    def places(self) -> int:
        """How many places there are to fly to."""
        return len(self.finding.places.boxes)

    def at_end(self, by: int) -> bool:
        """Whether the next step (1 or -1) would begin anew."""
        return self._at >= 0 and not 0 <= self._at + by < self.places

    def start_again(self) -> None:
        """Let the next step go to the first place, or the last one when it goes back."""
        self._at = -1

    def show_heat(self, *, on: bool) -> None:
        """Whether what was measured is shown on the model."""
        if self.heat_button is not None:
            self.heat_button.setChecked(on)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """See the class."""
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        ways = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        key = Qt.Key(event.key())
        if key in steps and self.places:
            self.step(steps[key])
        elif key in ways:
            self.left.emit(ways[key])
        else:
            super().keyPressEvent(event)

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) place."""
        count = self.places
        if not count:
            return
        self._at = (self._at + by) % count if self._at >= 0 else (0 if by > 0 else count - 1)
        self._where.setText(f"{self._at + 1}/{count}")
        self.place.emit(self.finding, self._at)

    def allow_fix(self, *, allowed: bool) -> None:
        """Let the fix button be pressed or not."""
        if self.fix_button is not None:
            self.fix_button.setEnabled(allowed)

    def _badge(self, word: str) -> str:
        count = self.finding.count
        return f"{word} · {count:,}" if count and self.finding.ran else word

    def _foot(self, look: Look, boxes: int, fix_title: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(22, 0, 0, 0)
        row.setSpacing(2)
        if boxes:
            self.previous = tool(
                look.icon("mdi6.chevron-left", "dim"), text("Fly to the previous place"), lambda: self.step(-1)
            )
            self.next = tool(
                look.icon("mdi6.chevron-right", "dim"), text("Fly to the next place"), lambda: self.step(1)
            )
            self._where = label(f"–/{boxes}", "dim")
            self._where.setMinimumWidth(34)
            self._where.setAlignment(Qt.AlignmentFlag.AlignCenter)
            row.addWidget(self.previous)
            row.addWidget(self._where)
            row.addWidget(self.next)
        row.addStretch()
        if self.finding.heat is not None:
            self.heat_button = button(text("Show on the model"), lambda: self.heat.emit(self.finding), "small")
            self.heat_button.setCheckable(True)
            self.heat_button.setToolTip(
                tr("Colour the model by this figure: {title}", title=str(self.finding.heat.title))
            )
            row.addWidget(self.heat_button)
            row.addSpacing(4)
        if self.finding.repairs and self.finding.count:
            repair = self.finding.repairs[0]
            self.fix_button = button(text("Fix"), lambda: self.fix.emit(repair), "small")
            self.fix_button.setToolTip(fix_title)
            row.addWidget(self.fix_button)
        return row
