"""Sending a proof, and entering what the buyer decided about it: with what shows the decision."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QWidget

from app.commands import proofs
from app.commands.office import Office
from app.commands.workshop_settings import read_settings
from app.errors import AppError
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.words import say
from app.gui.orders.doing import Teller
from app.gui.orders.file_place import PICTURES, FilePlace, read
from app.gui.widgets.basics import label
from app.gui.widgets.question import Question
from app.i18n import Text, text, tr
from app.orders.machine import Step, StepRefusedError
from app.orders.records import Item
from app.service.records import Proof
from app.service.rounds import beyond_free

Decision = Literal["approve", "want_changes"]
SHEETS = ("*.pdf", *PICTURES)
EVENTS = ("send_proof", "approve", "want_changes")


def send(office: Office, item: int, path: Path | None, content: bytes) -> Proof:
    """Send a proof of what the item is now: with this file as its sheet, else the one that the bench has drafted."""
    sheet = read(path, content)
    draft = _drafted(office, item) if sheet is None else None
    draft = draft or proofs.draft_proof(office, item, sheet=sheet)
    return proofs.send_proof(office, draft.id, version=draft.version)


def _drafted(office: Office, item: int) -> Proof | None:
    with office.book.reading() as book:
        now = book.get(Item, item).revision
        found = book.find(Proof, item=item, state="draft", digest=now, order_by="-id", limit=1)
    return found[0] if found else None


def decide(  # noqa: PLR0917 - what a decision consists of
    office: Office, item: int, decision: Decision, words: str, path: Path | None, content: bytes, by_buyer: bool
) -> Text | None:
    """Enter the decision about the proof of this item that waits for one; what is to be said to it, if anything.

    Raises StepRefusedError.
    """
    with office.book.reading() as book:
        waiting = book.find(Proof, item=item, state=("sent", "viewed"), order_by="-id", limit=1)
        free = read_settings(book).free_rounds
    if not waiting:
        raise StepRefusedError(text("There is no proof that waits for the buyer's decision; send the proof first."))
    decided = proofs.decide(
        office, waiting[0].id, decision, version=waiting[0].version,
        reason=str(text("The buyer wants changes")) if decision == "want_changes" else "",
        by="buyer" if by_buyer else "on_behalf", evidence=read(path, content), remarks=words,
    )  # fmt: skip
    if decision == "approve" or not beyond_free(decided.round + 1, free):
        return None
    return text(
        "The buyer has wanted changes {n} times, and {free} of them cost nothing: agree on the price of this one.",
        n=decided.round,
        free=free,
    )


class SendQuestion(Question):
    """Asks for the sheet that the buyer gets."""

    def __init__(self, look: Look, answered: Callable[[FilePlace], object], parent: QWidget) -> None:
        super().__init__(
            text("Send the proof"),
            text(
                "It is of the version that is there now. Without a file here, the sheet that the bench has made is sent."
            ),
            text("The proof is sent"),
            parent,
        )
        self.sheet = FilePlace(look, text("Proof sheet (PDF or picture)"), SHEETS)
        self.column.addWidget(self.sheet)
        self.finish()
        self.accepted.connect(lambda: answered(self.sheet))


class DecisionQuestion(Question):
    """Asks for what the buyer said, and what shows it. ``accounts``: where people have accounts it has to be shown."""

    def __init__(
        self,
        look: Look,
        event: str,
        answered: Callable[["DecisionQuestion"], object],
        parent: QWidget,
        *,
        accounts: bool,
    ) -> None:
        approve = event == "approve"
        title: Text = text("The buyer approves") if approve else text("The buyer wants changes")
        sentence = (
            text("The version is frozen: nothing else is printed.")
            if approve
            else text("The next round of modelling begins with what the buyer said.")
        )
        super().__init__(title, sentence, title, parent)
        self._accounts, self._approve = accounts, approve
        self.words = QPlainTextEdit()
        self.words.setProperty("kind", "words")
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(76)
        self.words.setPlaceholderText(tr("What the buyer said; it is kept encrypted"))
        say(self.words, setAccessibleName=text("What the buyer said"), setToolTip=text("What the buyer said"))
        self.words.textChanged.connect(self._enable)
        self.evidence = FilePlace(look, text("What shows the decision (a screenshot, say)"))
        self.evidence.changed.connect(self._enable)
        self.by_buyer = QCheckBox()
        say(
            self.by_buyer,
            setText=text("The buyer said so here, in person"),
            setToolTip=text("Without this it counts as entered for the buyer, and has to be shown"),
        )
        self.by_buyer.toggled.connect(lambda _on: self._enable())
        self.by_buyer.setVisible(not accounts)
        self.column.addWidget(label(text("What the buyer said"), "dim"))
        self.column.addWidget(self.words)
        self.column.addWidget(self.evidence)
        self.column.addWidget(self.by_buyer)
        self.finish()
        self._enable()
        self.accepted.connect(lambda: answered(self))

    def _enable(self) -> None:
        shown = self.evidence.filled or (not self._accounts and self.by_buyer.isChecked())
        said = self._approve or bool(self.words.toPlainText().strip())
        self.go.setEnabled(shown and said)


class ProofDecisions:
    """Opens the window that a step about a proof needs."""

    def __init__(
        self, desk: OfficeDesk, look: Look, parent: QWidget, teller: Teller, after: Callable[[], None]
    ) -> None:
        self._desk, self._look, self._parent, self._teller, self._after = desk, look, parent, teller, after

    def take(self, item: int, step: Step) -> bool:
        """Ask what this step needs, and do it; False where it is no step about a proof."""
        if step.event == "send_proof":
            SendQuestion(self._look, lambda sheet: self._send(item, sheet), self._parent).open()
        elif step.event in EVENTS:
            accounts = bool(self._desk.actor.account)
            DecisionQuestion(
                self._look, step.event, lambda asked: self._decide(item, step.event, asked), self._parent,
                accounts=accounts,
            ).open()  # fmt: skip
        else:
            return False
        return True

    def _send(self, item: int, sheet: FilePlace) -> None:
        self._desk.ask(
            send, item, sheet.path, sheet.content,
            then=lambda _proof: self._done(text("The proof is sent; the buyer's decision can be entered.")),
            failed=self._failed,
        )  # fmt: skip

    def _decide(self, item: int, event: str, asked: DecisionQuestion) -> None:
        self._desk.ask(
            decide, item, event, asked.words.toPlainText().strip(), asked.evidence.path, asked.evidence.content,
            asked.by_buyer.isChecked(), then=self._decided, failed=self._failed,
        )  # fmt: skip

    def _decided(self, note: Text | None) -> None:
        if note is not None:
            self._teller.say(note, "warn")
        self._after()

    def _done(self, sentence: Text) -> None:
        self._teller.say(sentence, "ok")
        self._after()

    def _failed(self, error: AppError) -> None:
        self._teller.say(error.sentence, "bad")
        self._after()
