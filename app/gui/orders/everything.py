"""All that a question of the queue finds, while it is chosen: more than any list keeps in memory. Done beside the window."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from app.commands import order_every
from app.commands.order_every import DoneEvery, Whole
from app.errors import AppError
from app.gui.base.office_desk import OfficeDesk
from app.gui.orders.asking import ask_hold
from app.gui.orders.doing import ASKED, PRIORITIES, Teller, refusals
from app.gui.orders.steps import steps_from
from app.gui.widgets.question import ChoiceQuestion, Question, ReasonQuestion
from app.i18n import Text, plural, text
from app.jobs.runner import Job
from app.orders.item_states import ITEM
from app.orders.machine import Step
from app.orders.queue import QueueQuery
from app.orders.records import Item
from app.security.actor import NOBODY


@dataclass(frozen=True)
class Every:
    """A question, and what it found when it was chosen."""

    query: QueueQuery
    whole: Whole

    @property
    def items(self) -> Text:
        """How many, for a heading."""
        return plural("{n} item", "{n} items", self.whole.count)


class Everything:
    """``known`` is called when it is counted, ``after`` when something was done or refused."""

    def __init__(
        self, parent: QWidget, teller: Teller, known: Callable[[], object], after: Callable[[], object]
    ) -> None:
        self._parent, self._teller, self._known, self._after = parent, teller, known, after
        self._desk: OfficeDesk | None = None
        self._asking: Job | None = None
        self.every: Every | None = None

    def connect_to(self, desk: OfficeDesk) -> None:
        """Ask this desk from now on."""
        self._desk = desk

    def forget(self) -> None:
        """Something else is chosen."""
        if self._asking is not None:
            self._asking.cancel()
        self._asking, self.every = None, None

    def look(self, query: QueueQuery) -> None:
        """Count what this question finds. A question that is known already is not asked again."""
        if self._desk is None or (self.every is not None and self.every.query == query):
            return
        self.forget()

        def counted(whole: Whole) -> None:
            if mine is self._asking:
                self.every = Every(query, whole)
                self._known()

        def failed(error: AppError) -> None:
            if mine is self._asking:
                self._teller.say(error.sentence, "bad")

        mine = self._desk.ask(order_every.whole, query, then=counted, failed=failed)
        self._asking = mine

    # ---- what can be done ---------------------------------------------------

    def steps(self) -> tuple[Step, ...]:
        """Steps that this person may do with whatever is found."""
        actor = NOBODY if self._desk is None else self._desk.actor
        return () if self.every is None else steps_from(actor, self.every.whole.stages, several=True)

    def step(self, step: Step) -> None:
        """Do a step with everything, after whatever it needs was asked for."""
        every = self.every
        if every is None:
            return
        done = ITEM.event[step.event].title
        title = f"{done}: {every.items}"

        def go(reason: str = "", facts: Mapping[str, object] | None = None) -> None:
            self._run(every, order_every.move_every, step.event, reason=reason, facts=facts)

        if step.event == "hold":
            ask_hold(title, lambda why, words: go(words, {"hold": why}), self._parent).open()
        elif (Item, step.event) in ASKED:
            name, choices, sentence = ASKED[Item, step.event]
            ChoiceQuestion(
                title, sentence, choices, lambda key, words: go(words, {name: key}), self._parent, done=done,
                words_needed=step.needs_reason,
            ).open()  # fmt: skip
        elif step.needs_reason:
            sentence = _REACH
            if step.event == "cancel":
                sentence = text("A cancelled item is not made any more. This cannot be taken back.")
            ReasonQuestion(title, sentence, go, self._parent, done=done).open()
        else:
            self._confirm(title, done, go)

    def assign(self, account: int | None, name: Text | str) -> None:
        """Give everything to somebody, or to nobody."""
        every = self.every
        if every is not None:
            title = text("Assign to {name}: {items}", name=name, items=every.items)
            self._confirm(title, text("Assign"), lambda: self._run(every, order_every.assign_every, account))

    def set_priority(self, priority: int) -> None:
        """Set the priority of every order in the list."""
        every = self.every
        if every is not None:
            rank = next(title for number, title, _icon in PRIORITIES if number == priority)
            title = text("Priority “{rank}”: {items}", rank=rank, items=every.items)
            self._confirm(title, text("Change"), lambda: self._run(every, order_every.set_priority_every, priority))

    def items(self, then: Callable[[tuple[int, ...]], None]) -> None:
        """Look up the ids of everything, for what takes ids."""
        every, desk = self.every, self._desk
        if every is not None and desk is not None:
            desk.ask(
                order_every.items_of, every.query, then=lambda found: then(tuple(one.item for one in found)),
                failed=self._failed, title=text("Look up {items}", items=every.items), lane="thread", progress=True,
            )  # fmt: skip

    # ---- how it is done -----------------------------------------------------

    def _confirm(self, title: Text | str, done: Text, go: Callable[[], object]) -> None:
        question = Question(title, _REACH, done, self._parent)
        question.finish()
        question.accepted.connect(go)
        question.open()

    def _run(self, every: Every, function: Callable[..., object], *args: object, **named: Any) -> None:
        if self._desk is None:
            return

        def told(done: DoneEvery) -> None:
            if done.refused:
                numbers = {place: one.number for place, one in enumerate(done.refused)}
                refused = tuple((place, one.why) for place, one in enumerate(done.refused))
                self._teller.say(refusals(done.done, refused, numbers), "warn" if done.done else "bad")
            else:
                self._teller.say(plural("{n} done.", "{n} done.", done.done), "ok")
            self._is_over()

        # Hours perhaps: it waits behind nothing that somebody looks at, and can be stopped where jobs are listed.
        self._desk.ask(
            function, every.query, *args, then=told, failed=self._failed, lane="batch", progress=True,
            title=text("Change {items}", items=every.items), **named,
        )  # fmt: skip

    def _failed(self, error: AppError) -> None:
        self._teller.say(error.sentence, "bad")
        self._is_over()

    def _is_over(self) -> None:
        """What is found now is counted anew when the list is looked at again."""
        self.forget()
        self._after()


_REACH = text("This reaches everything that the list finds, further down as well. It can be stopped on the way.")
