"""What a proven repair did to the model, in figures."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.gui.widgets.basics import Card, clear, label
from app.i18n import text, tr
from app.session.bench import Changes


class ChangesView(QWidget):
    """Shape, volume and colour beside the model before, then the steps with their times."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 4, 0, 0)
        self._column.setSpacing(6)
        self.setVisible(False)

    def show_changes(self, changes: Changes | None) -> None:
        """Show these figures; nothing for None."""
        clear(self._column)
        self.setVisible(changes is not None)
        if changes is None:
            return
        head = QHBoxLayout()
        head.addWidget(label(tr("Changes"), "heading"))
        head.addStretch()
        head.addWidget(label(tr("against the model before"), "dim"))
        self._column.addLayout(head)
        mean, p99, largest = changes.deviation_mm
        self._add(
            tr("Surface moved by {mm} mm on average", mm=f"{mean:.3f}"),
            tr("99 % of it by at most {p99} mm, the largest by {max} mm", p99=f"{p99:.3f}", max=f"{largest:.3f}"),
        )
        before, after = changes.volume_mm3
        if before is None or before <= 0:
            self._add(
                tr("Volume {after} cm³", after=f"{after / 1000:.2f}"),
                tr("Before it was open or overlapped itself, so it had no volume to compare with"),
            )
        else:
            self._add(
                tr("Volume {change} %", change=f"{100 * (after - before) / before:+.2f}"),
                tr("{before} → {after} cm³", before=f"{before / 1000:.2f}", after=f"{after / 1000:.2f}"),
            )
        if changes.color_delta_e is not None:
            average, p95 = changes.color_delta_e
            self._add(
                tr("Colour difference ΔE {mean} on average", mean=f"{average:.2f}"),
                tr("95 % at most {p95}; below 1 the eye sees no difference", p95=f"{p95:.2f}"),
            )
        for step in changes.steps:
            row = QHBoxLayout()
            row.setContentsMargins(6, 0, 6, 0)
            row.addWidget(label(f"· {step.summary}", "dim", wrap=True), 1)
            seconds = label(str(text("{seconds} s", seconds=f"{step.seconds:.1f}")), "dim")
            row.addWidget(seconds, 0, Qt.AlignmentFlag.AlignTop)
            self._column.addLayout(row)

    def _add(self, title: str, detail: str) -> None:
        card = Card()
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 7, 10, 7)
        column.setSpacing(1)
        column.addWidget(label(title, "strong", wrap=True))
        column.addWidget(label(detail, "dim", wrap=True))
        self._column.addWidget(card)
