"""What the courier or the buyer said, entered by hand: one button a step of the table, a question where one is needed."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from app.commands import packing, shipping
from app.gui.widgets.question import ChoiceQuestion, ReasonQuestion
from app.i18n import text
from app.orders.machine import Step
from app.shipping.parcel_states import PARCEL
from app.shipping.problems import PROBLEMS, SIGNERS
from app.shipping.records import Parcel

BENCH_STEPS = frozenset({"verify", "label", "hand_over"})
"""Steps that have a panel of their own."""

USUAL = frozenset({"move", "deliver", "sign", "unbox", "accept", "solve", "come_back", "settle", "turn_back"})
"""Steps that are shown first."""

Do = Callable[..., object]


def ask_step(step: Step, parcel: Parcel, do: Do, parent: QWidget) -> QDialog | None:
    """Ask what the step needs, then ``do(command, *args, **named)``; None where it needs nothing and was begun."""
    title = PARCEL.event[step.event].title
    named = text("Parcel {number}", number=parcel.number)

    def record(**more: Any) -> None:
        do(shipping.record, step.event, version=parcel.version, **more)

    if step.event == "sign":
        question: QDialog = ChoiceQuestion(
            text("Who signed for it?"),
            text("Only the buyer's own name says that the buyer has it; the others come up in the chase list."),
            SIGNERS,
            lambda who, _words: record(signed_by=who),
            parent,
            done=text("It was signed for"),
        )
    elif step.event == "problem":
        question = ChoiceQuestion(
            text("What is the problem?"), named, PROBLEMS,
            lambda problem, words: record(problem=problem, reason=words), parent, done=title,
        )  # fmt: skip
    elif step.event in {"reopen", "dissolve"}:
        command = packing.reopen if step.event == "reopen" else packing.dissolve
        question = ReasonQuestion(title, named, partial(do, command), parent, done=title)
    elif step.needs_reason:
        question = ReasonQuestion(title, named, lambda why: record(reason=why), parent, done=title)
    else:
        record()
        return None
    question.open()
    return question
