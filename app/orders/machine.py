"""State machines as tables: from, event, to, permission, guard. Small enough to audit by eye; also drawn from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.errors import AppError
from app.i18n import Text, text
from app.security.permissions import Permission

BACK = "<back>"
"""As the target of a step: the state that the record was held in (``held_from``)."""

Guard = Callable[[Any, Any], Text | None]
"""(the record before the step, facts about it) → why the step is refused, or None."""


@dataclass(frozen=True)
class Step:
    """One line of a table. ``needs_reason``: whoever does it has to say why."""

    before: str
    event: str
    after: str
    permission: Permission
    guard: Guard | None = None
    needs_reason: bool = False


@dataclass(frozen=True)
class State:
    """What a state is called, and how it looks. ``tone``: dim, accent, ok, warn or bad, always with its word."""

    id: str
    title: Text
    tone: str
    open: bool = True  # something is still to be done
    icon: str = ""


@dataclass(frozen=True)
class Event:
    """What an event is called: ``title`` on its button, ``done`` in the timeline."""

    id: str
    title: Text
    done: Text


class StepRefusedError(AppError):
    """A transition that the table or a guard does not allow."""


@dataclass(frozen=True)
class Machine:
    """States, events and steps of one kind of record; the first state is where records begin."""

    name: str
    title: Text
    states: Sequence[State]
    events: Sequence[Event]
    steps: Sequence[Step]

    @cached_property
    def state(self) -> dict[str, State]:
        """By id."""
        return {s.id: s for s in self.states}

    @cached_property
    def event(self) -> dict[str, Event]:
        """By id."""
        return {e.id: e for e in self.events}

    @cached_property
    def _lines(self) -> dict[tuple[str, str], Step]:
        return {(s.before, s.event): s for s in self.steps}

    def steps_from(self, state: str) -> tuple[Step, ...]:
        """What may follow, in the order of the table."""
        return tuple(s for s in self.steps if s.before == state)

    def step(self, state: str, event: str) -> Step:
        """The line of the table for this event in this state. Raises StepRefusedError with a sentence."""
        found = self._lines.get((state, event))
        if found is None:
            raise StepRefusedError(
                text(
                    "“{event}” is not possible while it is “{state}”.",
                    event=self.event[event].title if event in self.event else event,
                    state=self.state[state].title if state in self.state else state,
                )
            )
        return found
