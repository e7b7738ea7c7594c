"""What a proven repair did to the model, in figures, and the ways to see it on the model."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app.gui.base.look import Look, Role
from app.gui.widgets.basics import Card, clear, decoration, label
from app.gui.widgets.fold import Fold
from app.i18n import plural, text, tr
from app.session.bench import Changes

SMALL_MM = 0.0005  # what three digits round to nothing


class ChangesView(QWidget):
    """Whether it still is the model, shape, volume, bodies and colour beside the model before, then the steps.

    ``actions``: of the window, by id; those that show the changes on the model become buttons.
    """

    def __init__(self, look: Look, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self._look, self._actions = look, actions
        self._steps_open = False
        self._steps: Fold | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 4, 0, 0)
        self._column.setSpacing(6)
        self.setVisible(False)

    def show_changes(self, changes: Changes | None) -> None:
        """Show these figures; nothing for None."""
        if self._steps is not None:
            self._steps_open = self._steps.opened
        self._steps = None
        clear(self._column)
        self.setVisible(changes is not None)
        if changes is None:
            return
        head = QHBoxLayout()
        head.addWidget(label(tr("Changes"), "heading"))
        head.addStretch()
        head.addWidget(label(tr("against the model before"), "dim"))
        self._column.addLayout(head)
        self._warn(changes)
        mean, p99, largest = changes.deviation_mm
        if largest < SMALL_MM:
            self._add(tr("The surface has not moved"), tr("Every face that was kept is where it was"), "view.heat")
        else:
            self._add(
                tr("Surface moved by {mm} mm on average", mm=f"{mean:.3f}"),
                tr("99 % of it by at most {p99} mm, the largest by {max} mm", p99=f"{p99:.3f}", max=f"{largest:.3f}"),
                "view.heat",
                "view.worst",
            )
        self._add(*self._volume(changes))
        if changes.color_delta_e is not None:
            average, p95 = changes.color_delta_e
            self._add(
                tr("Colour difference ΔE₀₀ {mean} on average", mean=f"{average:.2f}"),
                tr("95 % at most {p95}; below 1 the eye sees no difference", p95=f"{p95:.2f}"),
                "view.compare",
            )
        else:
            self._add(tr("No colour to compare"), tr("See both side by side"), "view.compare")
        self._add_steps(changes)

    def _warn(self, changes: Changes) -> None:
        """Say it first where the result is not the model any more as it was."""
        lines = []
        if changes.missing_share > 0:
            share = 100 * changes.missing_share
            lines.append(
                tr(
                    "{share} % of the visible surface is missing or has moved by more than 0.1 % of the size",
                    share=f"{share:.2f}" if share >= 0.01 else "< 0.01",
                )
            )
        if changes.sheets:
            lines.append(tr("Open sheets were given a wall: they are thicker than they were"))
        if not lines:
            return
        card = Card(kind="card" if changes.faithful else "attention")
        row = QHBoxLayout(card)
        row.setContentsMargins(10, 8, 10, 8)
        row.setSpacing(8)
        sign = decoration()
        icon = (
            self._look.icon("mdi6.information-outline", "dim")
            if changes.faithful
            else self._look.icon("mdi6.alert", "warn")
        )
        sign.setPixmap(icon.pixmap(18, 18))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(1)
        title = tr("Nearly as it was") if changes.faithful else tr("Not faithful: look at it before you print")
        words.addWidget(label(title, "strong", wrap=True))
        for line in lines:
            words.addWidget(label(line, "dim", wrap=True))
        row.addLayout(words, 1)
        self._column.addWidget(card)

    def _volume(self, changes: Changes) -> tuple[str, str]:
        before, after = changes.volume_mm3
        facts = []
        if before is None or before <= 0:
            title = tr("Volume {after} cm³", after=f"{after / 1000:.2f}")
            facts.append(tr("Before it was open or overlapped itself, so it had no volume to compare with"))
        else:
            title = tr("Volume {change} %", change=f"{100 * (after - before) / before:+.2f}")
            facts.append(tr("{before} → {after} cm³", before=f"{before / 1000:.2f}", after=f"{after / 1000:.2f}"))
        if changes.bodies is not None:
            facts.append(tr("{before} → {after} bodies", before=changes.bodies[0], after=changes.bodies[1]))
        if changes.faces is not None:
            facts.append(tr("{before} → {after} faces", before=f"{changes.faces[0]:,}", after=f"{changes.faces[1]:,}"))
        return title, "\n".join(facts)

    def _add(self, title: str, detail: str, *actions: str) -> None:
        card = Card()
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 7, 10, 7)
        column.setSpacing(1)
        column.addWidget(label(title, "strong", wrap=True))
        column.addWidget(label(detail, "dim", wrap=True))
        known = [self._actions[name] for name in actions if name in self._actions]
        if known:
            row = QHBoxLayout()
            row.setContentsMargins(0, 5, 0, 1)
            row.setSpacing(6)
            for action in known:
                made = QToolButton()
                made.setProperty("kind", "small")
                made.setDefaultAction(action)
                made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
                row.addWidget(made)
            row.addStretch()
            column.addLayout(row)
        self._column.addWidget(card)

    def _add_steps(self, changes: Changes) -> None:
        if not changes.steps:
            return

        def fill(column: QVBoxLayout) -> None:
            for step in changes.steps:
                row = QHBoxLayout()
                row.addWidget(label(f"· {step.summary}", "dim", wrap=True), 1)
                seconds = label(str(text("{seconds} s", seconds=f"{step.seconds:.1f}")), "dim")
                row.addWidget(seconds, 0, Qt.AlignmentFlag.AlignTop)
                column.addLayout(row)

        total = f"{sum(step.seconds for step in changes.steps):.1f}"
        title = plural("{n} step, {seconds} s", "{n} steps, {seconds} s", len(changes.steps), seconds=total)
        tip = text("Show or hide what each step did and how long it took")
        icon: tuple[str, Role] = ("mdi6.format-list-checks", "dim")
        self._steps = Fold(self._look, icon, str(title), tip, fill, opened=self._steps_open)
        self._column.addWidget(self._steps)
