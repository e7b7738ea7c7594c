"""What people do with what is chosen in the queue: asked for where it needs an answer, done beside the window, told."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from PySide6.QtWidgets import QWidget

from app.commands import orders
from app.commands.step_facts import ITEM_FACTS
from app.commands.steps import MACHINES
from app.errors import AppError
from app.gui.base.office_desk import OfficeDesk
from app.gui.orders.asking import DueQuestion, ask_hold
from app.gui.orders.conflict import stale
from app.gui.widgets.message_bar import Tone
from app.gui.widgets.question import ChoiceQuestion, ReasonQuestion
from app.i18n import Text, plural, text, tr
from app.orders.item_states import CAUSES
from app.orders.machine import Step
from app.orders.queue import QueueRow
from app.orders.record import Record
from app.orders.records import Item
from app.shipping.problems import PROBLEMS, SIGNERS
from app.shipping.records import Parcel

PRIORITIES: tuple[tuple[int, Text, str], ...] = (
    (0, text("Normal"), "mdi6.minus"),
    (1, text("High"), "mdi6.chevron-up"),
    (2, text("Urgent"), "mdi6.chevron-double-up"),
)
MOST_NAMED = 3
FEW = 12
_WHY = text("What was the cause?")
ASKED: dict[tuple[type[Record], str], tuple[str, Mapping[str, Text], Text]] = {
    **{(Item, event): ("cause", CAUSES, _WHY) for event, fact in ITEM_FACTS.items() if fact == "cause"},
    (Parcel, "sign"): ("signed_by", SIGNERS, text("Only the buyer's own name says that the buyer has it.")),
    (Parcel, "problem"): ("problem", PROBLEMS, text("What went wrong on the way?")),
}
"""Steps that need a fact from whoever takes them: its name, its values, and what is asked."""


@dataclass(frozen=True)
class Target:
    """What a step is taken with: a record as it was looked at. number: of its order, title: of the thing itself."""

    id: int
    version: int
    order: int
    number: str
    title: str
    kind: type[Record] = Item


def target_of(row: QueueRow) -> Target:
    """The item of a row."""
    return Target(row.item, row.version, row.order, row.number, row.title)


class Teller(Protocol):
    """Where results are told (a MessageBar)."""

    def say(self, sentence: Text | str, tone: Tone = "info") -> None: ...


class OrderDoings:
    """Does things for a window. ``after`` is called when something was done, or was refused.

    names  of people, by account: for what others have changed
    """

    def __init__(self, desk: OfficeDesk, parent: QWidget, teller: Teller, after: Callable[[], None]) -> None:
        self._desk, self._parent, self._teller, self._after = desk, parent, teller, after
        self.names: Mapping[int, str] = {}

    def assign(self, targets: Sequence[Target], account: int | None) -> None:
        """Give these items to somebody, or to nobody."""
        self._ask_many(targets, orders.assign, tuple(target.id for target in targets), account)

    def set_priority(self, targets: Sequence[Target], priority: int) -> None:
        """Set the priority of the orders of these."""
        self._ask_many(targets, orders.set_priority, tuple(dict.fromkeys(target.order for target in targets)), priority)

    def step(self, targets: Sequence[Target], step: Step, facts: dict[str, object] | None = None) -> None:
        """Do a step with all of these, after whatever it needs was asked for."""
        if not targets:
            return
        title = self._title(targets, step.event)
        if step.event == "hold":
            ask_hold(title, lambda why, words: self._move(targets, "hold", words, {"hold": why}), self._parent).open()
        elif step.event == "remake" and len(targets) == 1:
            self._remake(targets[0], title)
        elif (targets[0].kind, step.event) in ASKED and not facts:
            self._ask_fact(targets, step, title)
        elif step.needs_reason:
            self._ask_reason(targets, step, title, facts)
        else:
            self._move(targets, step.event, "", facts)

    def set_due(self, item: int, step: str, title: str, due: datetime | None) -> None:
        """Ask until when a step of an item has to be done."""

        def go(when: datetime) -> None:
            self._desk.ask(orders.set_due, item, step, when, then=lambda _item: self._after(), failed=self._failed)

        DueQuestion(title, due, go, self._parent).open()

    # ---- how it is done -----------------------------------------------------

    def _ask_fact(self, targets: Sequence[Target], step: Step, title: str) -> None:
        """Ask for what only the person knows: the cause of a fault, who signed, what the problem is."""
        name, choices, sentence = ASKED[targets[0].kind, step.event]
        ChoiceQuestion(
            title,
            sentence,
            choices,
            lambda key, words: self._move(targets, step.event, words, {name: key}),
            self._parent,
            done=MACHINES[targets[0].kind].event[step.event].title,
            words_needed=step.needs_reason,
        ).open()

    def _ask_reason(self, targets: Sequence[Target], step: Step, title: str, facts: dict[str, object] | None) -> None:
        sentence: Text | str = ""
        if step.event == "cancel":
            sentence = text("A cancelled item is not made any more. This cannot be taken back.")
        elif step.event == "write_off":
            sentence = text("It is not sent again and counts as cancelled. This cannot be taken back.")
        ReasonQuestion(
            title,
            sentence,
            lambda words: self._move(targets, step.event, words, facts),
            self._parent,
            done=MACHINES[targets[0].kind].event[step.event].title,
        ).open()

    def _remake(self, target: Target, title: str) -> None:
        def go(cause: str, words: str) -> None:
            make(cause, words, target.version)

        def make(cause: str, words: str, version: int) -> None:
            self._desk.ask(
                orders.remake, target.id, cause=cause, reason=words, version=version,
                then=lambda _item: self._told_one(text("It is made anew; the new item points to this one.")),
                failed=lambda error: self._faster(error, target, lambda now: make(cause, words, now)),
            )  # fmt: skip

        sentence = text("A new item takes its place, with the same model and the approved proof. What was the cause?")
        ChoiceQuestion(title, sentence, CAUSES, go, self._parent, done=text("Make it anew"), words_needed=True).open()

    def _move(self, targets: Sequence[Target], event: str, reason: str, facts: dict[str, object] | None) -> None:
        if len(targets) == 1:
            self._move_one(targets[0], event, reason, facts, targets[0].version)
            return
        ids = tuple(target.id for target in targets)
        self._ask_many(targets, orders.move_many, targets[0].kind, ids, event, reason=reason, facts=facts)

    def _move_one(self, target: Target, event: str, reason: str, facts: dict[str, object] | None, version: int) -> None:
        def failed(error: AppError) -> None:
            self._faster(error, target, lambda version: self._move_one(target, event, reason, facts, version))

        self._desk.ask(
            orders.move, target.kind, target.id, event, version=version, reason=reason, facts=facts,
            then=lambda _item: self._after(), failed=failed,
        )  # fmt: skip

    def _faster(self, error: AppError, target: Target, again: Callable[[int], object]) -> None:
        """Somebody else may have been faster: both versions are shown, and it can be done again on top of theirs."""
        if stale(error, target.title or target.number, again, self._parent, self.names):
            self._after()
        else:
            self._failed(error)

    def _ask_many(
        self, targets: Sequence[Target], function: Callable[..., object], *args: object, **named: Any
    ) -> None:
        names = {target.id: target.number for target in targets} | {target.order: target.number for target in targets}

        def told(done: orders.Done) -> None:
            self._tell(done, names)
            self._after()

        if len(targets) <= FEW:
            self._desk.ask(function, *args, then=told, failed=self._failed, **named)
            return
        # Many take seconds: the list goes on answering meanwhile, and the job is listed with its progress and can be stopped.
        title = text("Change {n} items", n=len(targets))
        self._desk.ask(
            function, *args, then=told, failed=self._failed, lane="thread", title=title, progress=True, **named
        )

    def _tell(self, done: orders.Done, names: dict[int, str]) -> None:
        if not done.refused:
            if len(done.done) > 1:
                self._teller.say(plural("{n} done.", "{n} done.", len(done.done)), "ok")
            return
        self._teller.say(refusals(len(done.done), done.refused, names), "bad" if not done.done else "warn")

    def _told_one(self, sentence: Text) -> None:
        self._teller.say(sentence, "ok")
        self._after()

    def _failed(self, error: AppError) -> None:
        self._teller.say(error.sentence, "bad")
        self._after()

    @staticmethod
    def _title(targets: Sequence[Target], event: str) -> str:
        words = MACHINES[targets[0].kind].event[event].title
        if len(targets) == 1:
            return f"{words}: {targets[0].title or targets[0].number}"
        items = plural("{n} item", "{n} items", len(targets))
        return f"{words}: {items}"


def refusals(done: int, refused: Sequence[tuple[int, Text | str]], names: dict[int, str]) -> str:
    """How many were done, how many not and why, with the numbers of the first few."""
    by_reason: defaultdict[str, list[str]] = defaultdict(list)
    for number, why in refused:
        by_reason[str(why)].append(names.get(number, ""))
    lines = [tr("{done} done, {refused} refused:", done=done, refused=len(refused))]
    for why, numbers in by_reason.items():
        named = ", ".join(dict.fromkeys(name for name in numbers[:MOST_NAMED] if name))
        more = f" +{len(numbers) - MOST_NAMED}" if len(numbers) > MOST_NAMED else ""
        lines.append(f"{named}{more}: {why}" if named else why)
    return "\n".join(lines)
