"""Opening a claim, deciding it, making the item anew."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QHBoxLayout, QPlainTextEdit, QWidget

from app.commands import claims
from app.commands.office import Office
from app.errors import AppError
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.words import say
from app.gui.orders.conflict import stale
from app.gui.orders.doing import Teller
from app.gui.orders.file_place import FilePlace, read
from app.gui.orders.record_cards import Extra
from app.gui.widgets.basics import label
from app.gui.widgets.question import Question, ReasonQuestion
from app.i18n import Text, text, tr
from app.orders.item_states import CAUSES
from app.orders.machine import Step
from app.orders.records import Item
from app.security.permissions import Permission, may
from app.service.claim_states import DECISIONS, REPLACING
from app.service.records import Claim


def open_claim(office: Office, order: int, item: int | None, words: str, path: Path | None, content: bytes) -> Claim:  # noqa: PLR0917 - what a claim begins with
    """Open a claim, with a picture if there is one."""
    shown = read(path, content)
    return claims.open_claim(office, order, item=item, words=words, evidence=() if shown is None else (shown,))


def add_evidence(office: Office, claim: int, path: Path | None, content: bytes) -> Claim | None:
    """One more picture for a claim."""
    shown = read(path, content)
    return None if shown is None else claims.add_evidence(office, claim, shown)


class ComplaintQuestion(Question):
    """What the buyer complains about, in the buyer's words, with a picture."""

    def __init__(
        self, look: Look, title: str, answered: Callable[["ComplaintQuestion"], object], parent: QWidget
    ) -> None:
        super().__init__(
            text("The buyer complains: {title}", title=title),
            text("A claim is opened; its words are kept encrypted."),
            text("Open the claim"),
            parent,
        )
        self.words = QPlainTextEdit()
        self.words.setProperty("kind", "words")
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(76)
        say(self.words, setAccessibleName=text("What the buyer said"), setToolTip=text("What the buyer said"))
        self.words.setPlaceholderText(tr("What the buyer said"))
        self.words.textChanged.connect(lambda: self.go.setEnabled(bool(self.said())))
        self.picture = FilePlace(look, text("A picture of the damage"))
        self.column.addWidget(self.words)
        self.column.addWidget(self.picture)
        self.finish()
        self.go.setEnabled(False)
        self.accepted.connect(lambda: answered(self))

    def said(self) -> str:
        """What was typed."""
        return self.words.toPlainText().strip()


class EvidenceQuestion(Question):
    """One more picture."""

    def __init__(self, look: Look, answered: Callable[[FilePlace], object], parent: QWidget) -> None:
        super().__init__(text("Add a picture to the claim"), "", text("Keep the picture"), parent)
        self.picture = FilePlace(look, text("A picture of the damage"))
        self.picture.changed.connect(lambda: self.go.setEnabled(self.picture.filled))
        self.column.addWidget(self.picture)
        self.finish()
        self.go.setEnabled(False)
        self.accepted.connect(lambda: answered(self.picture))


class VerdictQuestion(Question):
    """The cause, what is done about it, and what it costs."""

    def __init__(self, claim: Claim, answered: Callable[[str, str, float], object], parent: QWidget) -> None:
        sentence = text("Above the agreed amount the client decides.")
        super().__init__(text("Decide claim {number}", number=claim.number), sentence, text("Decide"), parent)
        self.cause, self.decision, self.amount = QComboBox(), QComboBox(), QDoubleSpinBox()
        for box, choices, chosen in ((self.cause, CAUSES, claim.cause), (self.decision, DECISIONS, claim.decision)):
            box.addItem("–", "")
            for key, words in choices.items():
                box.addItem(str(words), key)
            box.setCurrentIndex(max(0, box.findData(chosen)))
            box.currentIndexChanged.connect(lambda _n: self._enable())
        self.amount.setRange(0.0, 1_000_000.0)
        self.amount.setDecimals(2)
        self.amount.setPrefix("¥ ")
        self.amount.setValue(claim.amount)
        self.amount.lineEdit().setTextMargins(8, 0, 8, 0)  # the style sheet's padding does not reach the line inside
        named: tuple[tuple[Text, QWidget], ...] = (
            (text("Cause"), self.cause), (text("What is done"), self.decision), (text("What it costs"), self.amount),
        )  # fmt: skip
        for title, widget in named:
            line = QHBoxLayout()
            line.addWidget(label(title, "dim"), 1)
            line.addWidget(widget, 2)
            say(widget, setAccessibleName=title, setToolTip=title)
            self.column.addLayout(line)
        self.finish()
        self._enable()
        self.accepted.connect(
            lambda: answered(self.cause.currentData(), self.decision.currentData(), self.amount.value())
        )

    def _enable(self) -> None:
        self.go.setEnabled(bool(self.cause.currentData()) and bool(self.decision.currentData()))


class ClaimDoings:
    """Does things about claims for the page of an order."""

    def __init__(
        self, desk: OfficeDesk, look: Look, parent: QWidget, teller: Teller, after: Callable[[], None]
    ) -> None:
        self._desk, self._look, self._parent, self._teller, self._after = desk, look, parent, teller, after
        self.names: Mapping[int, str] = {}

    def open(self, order: int, item: Item) -> None:
        """Ask what the buyer complains about."""

        def go(asked: ComplaintQuestion) -> None:
            self._desk.ask(
                open_claim, order, item.id, asked.said(), asked.picture.path, asked.picture.content,
                then=self._opened, failed=self._failed,
            )  # fmt: skip

        ComplaintQuestion(self._look, item.title, go, self._parent).open()

    def take(self, claim: Claim, step: Step) -> bool:
        """Ask what a decision needs; False for a step that needs nothing of its own."""
        if step.event != "decide":
            return False

        def go(cause: str, decision: str, amount: float, version: int = claim.version) -> None:
            self._desk.ask(
                claims.decide_claim, claim.id, cause=cause, decision=decision, amount=amount, version=version,
                then=lambda _claim: self._after(),
                failed=lambda error: self._faster(error, claim, lambda now: go(cause, decision, amount, now)),
            )  # fmt: skip

        VerdictQuestion(claim, go, self._parent).open()
        return True

    def extras(self, claim: Claim) -> tuple[Extra, ...]:
        """What else may be done with a claim."""
        entries: list[Extra] = []
        if not may(self._desk.actor, Permission.CLAIMS) or claim.state == "closed":
            return tuple(entries)
        entries.append(("mdi6.image-plus-outline", tr("Add a picture…"), lambda: self._evidence(claim)))
        if claim.state == "executing" and claim.decision in REPLACING and claim.replacement is None and claim.item:
            entries.append(("mdi6.restart", tr("Make the item anew…"), lambda: self._remake(claim)))
        return tuple(entries)

    def _evidence(self, claim: Claim) -> None:
        def go(picture: FilePlace) -> None:
            self._desk.ask(
                add_evidence, claim.id, picture.path, picture.content,
                then=lambda _claim: self._after(), failed=self._failed,
            )  # fmt: skip

        EvidenceQuestion(self._look, go, self._parent).open()

    def _remake(self, claim: Claim) -> None:
        def go(words: str, version: int = claim.version) -> None:
            self._desk.ask(
                claims.remake_for, claim.id, reason=words, version=version,
                then=lambda _item: self._after(),
                failed=lambda error: self._faster(error, claim, lambda now: go(words, now)),
            )  # fmt: skip

        ReasonQuestion(
            text("Make the item anew"),
            text("A new item takes its place; the claim points to it."),
            go,
            self._parent,
            done=text("Make it anew"),
        ).open()

    def _opened(self, claim: Claim) -> None:
        self._teller.say(text("Claim {number} is open.", number=claim.number), "ok")
        self._after()

    def _faster(self, error: AppError, claim: Claim, again: Callable[[int], object]) -> None:
        """Somebody else may have been faster: both versions are shown, and it can be done again on top of theirs."""
        if stale(error, claim.number, again, self._parent, self.names):
            self._after()
        else:
            self._failed(error)

    def _failed(self, error: AppError) -> None:
        self._teller.say(error.sentence, "bad")
        self._after()
