"""All findings of a report: what stands in the way, what is worth a look, and the rest folded away."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.commands.results import RepairName
from app.gui.base.look import Look, Role
from app.gui.base.slices import Work
from app.gui.widgets.basics import clear, label
from app.gui.widgets.finding_card import FindingCard
from app.gui.widgets.fold import Fold
from app.i18n import Text, plural, text
from app.mesh.report import Finding, Report


@dataclass(frozen=True)
class Groups:
    """The findings of a report by what they ask of the reader."""

    blocks: tuple[Finding, ...]
    warns: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    not_run: tuple[Finding, ...]
    passed: tuple[Finding, ...]


def grouped(report: Report) -> Groups:
    """Each finding in one group. A check that would block and could not run stands in the way: nobody knows."""
    blocks: list[Finding] = []
    warns: list[Finding] = []
    notes: list[Finding] = []
    not_run: list[Finding] = []
    passed: list[Finding] = []
    for finding in report.findings:
        if not finding.ran:
            (blocks if finding.severity == "blocks" else not_run).append(finding)
        elif finding.severity == "informs":
            (notes if finding.count else passed).append(finding)
        elif finding.passed:
            passed.append(finding)
        else:
            (blocks if finding.severity == "blocks" else warns).append(finding)
    blocks.sort(key=lambda finding: not finding.ran)
    return Groups(tuple(blocks), tuple(warns), tuple(notes), tuple(not_run), tuple(passed))


class FindingList(QWidget):
    """Emits what the cards emit: ``fix`` (repair id), ``place`` (finding, number), ``chosen`` and ``heat`` (finding).

    focused  a card got the keys and should be scrolled to
    """

    fix = Signal(str)
    place = Signal(object, int)
    chosen = Signal(object)
    heat = Signal(object)
    focused = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._names: Mapping[str, RepairName] = {}
        self._open: set[str] = set()
        self._selected = ""
        self._heat = ""
        self._fixes = True
        self.cards: dict[str, FindingCard] = {}
        self.folds: dict[str, Fold] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)

    def show_report(self, report: Report | None, names: Mapping[str, RepairName]) -> None:
        """Show these findings; ``names`` says what the repairs are called."""
        for work in self.works(report, names):
            work()

    def works(self, report: Report | None, names: Mapping[str, RepairName]) -> Iterator[Work]:
        """The same in pieces: to be done in this order."""
        yield lambda: self._begin(names)
        if report is None:
            return
        groups = grouped(report)
        yield from self._add_cards(text("In the way of printing"), groups.blocks)
        yield from self._add_cards(text("Worth a look"), groups.warns)
        yield lambda: self._add_folds(groups)

    def _begin(self, names: Mapping[str, RepairName]) -> None:
        self._remember_folds()
        clear(self._column)
        self.cards, self.folds = {}, {}
        self._names = names

    def _add_folds(self, groups: Groups) -> None:
        self._add_fold(
            "notes", ("mdi6.information-outline", "dim"), groups.notes,
            plural("{n} note", "{n} notes", len(groups.notes)), text("Show or hide what is good to know"),
        )  # fmt: skip
        self._add_fold(
            "not_run", ("mdi6.help-circle-outline", "dim"), groups.not_run,
            plural("{n} check could not run", "{n} checks could not run", len(groups.not_run)),
            text("Show or hide why"),
        )  # fmt: skip
        self._add_fold(
            "passed", ("mdi6.check-circle-outline", "ok"), groups.passed,
            plural("{n} check passed", "{n} checks passed", len(groups.passed)),
            text("Show or hide the passed checks"),
        )  # fmt: skip

    def select(self, finding_id: str) -> None:
        """Mark the card of this finding."""
        self._selected = finding_id
        for name, card in self.cards.items():
            card.set_selected(name == finding_id)

    def show_heat(self, source: str) -> None:
        """Mark the finding whose figure is shown on the model."""
        self._heat = source
        for card in self.cards.values():
            card.show_heat(on=card.finding.id == source)

    def allow_fix(self, *, allowed: bool) -> None:
        """Let the fix buttons be pressed or not."""
        self._fixes = allowed
        for card in self.cards.values():
            card.allow_fix(allowed=allowed)

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) place; after the last one of a finding comes the next finding."""
        cards = [card for card in self.cards.values() if card.places]
        if not cards:
            return
        names = [card.finding.id for card in cards]
        at = names.index(self._selected) if self._selected in names else -1
        card = cards[at] if at >= 0 else cards[0 if by > 0 else -1]
        if at >= 0 and card.at_end(by):
            card = cards[(at + by) % len(cards)]
            card.start_again()
        card.step(by)
        self.focused.emit(card)

    def _add_cards(self, title: Text, findings: tuple[Finding, ...]) -> Iterator[Work]:
        if findings:
            yield lambda: self._add_heading(title, len(findings))
        for finding in findings:
            yield lambda finding=finding: self._column.addWidget(self._card(finding))  # type: ignore[misc]

    def _add_heading(self, title: Text, count: int) -> None:
        heading = label(f"{title} · {count}", "heading")
        heading.setContentsMargins(2, 4, 0, 0)
        self._column.addWidget(heading)

    def _add_fold(
        self, name: str, icon: tuple[str, Role], findings: tuple[Finding, ...], title: Text, tip: Text
    ) -> None:
        if not findings:
            return

        def fill(column: QVBoxLayout) -> None:
            for finding in findings:
                if finding.heat is not None or len(finding.places.boxes):
                    column.addWidget(self._card(finding))
                else:
                    column.addLayout(_line(finding))

        fold = Fold(self._look, icon, str(title), tip, fill, opened=name in self._open)
        self.folds[name] = fold
        self._column.addWidget(fold)

    def _remember_folds(self) -> None:
        for name, fold in self.folds.items():
            (self._open.add if fold.opened else self._open.discard)(name)

    def _card(self, finding: Finding) -> FindingCard:
        name = self._names.get(finding.repairs[0]) if finding.repairs else None
        card = FindingCard(self._look, finding, "" if name is None else f"{name.title}: {name.description}")
        card.set_selected(finding.id == self._selected)
        card.show_heat(on=finding.id == self._heat)
        card.allow_fix(allowed=self._fixes)
        card.fix.connect(self.fix)
        card.place.connect(self.place)
        card.chosen.connect(self.chosen)
        card.heat.connect(self.heat)
        card.left.connect(lambda by, card=card: self._leave(card, by))
        self.cards[finding.id] = card
        return card

    def _leave(self, card: FindingCard, by: int) -> None:
        cards = [other for other in self.cards.values() if other.isVisibleTo(self)]
        at = cards.index(card) + by
        if 0 <= at < len(cards):
            cards[at].setFocus(Qt.FocusReason.TabFocusReason)
            self.focused.emit(cards[at])


def _line(finding: Finding) -> QHBoxLayout:
    """A finding that asks for nothing: its name, and its sentence where it says more than that it passed."""
    row = QHBoxLayout()
    words = QVBoxLayout()
    words.setSpacing(1)
    passed = finding.ran and finding.passed and not (finding.severity == "informs" and finding.count)
    words.addWidget(label(f"✓  {finding.title}" if passed else str(finding.title), "strong", wrap=True))
    if not passed or finding.severity == "informs":
        words.addWidget(label(str(finding.message), "dim", wrap=True))
    row.addLayout(words, 1)
    return row
