"""What the test itself writes down of the day: its steps with their times, and every event that the servers must know too."""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Diary:
    """Written while things are done, never read from a server.

    steps   what was done, and how many seconds it took
    events  (subject, what happened) in the order in which it was done: ("item:3", "item.submit")
    prints  what was sent to which machine: (machine, "uid")
    """

    steps: list[tuple[str, float]] = field(default_factory=list)
    events: list[tuple[str, str]] = field(default_factory=list)
    prints: list[tuple[str, str]] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """One thing that somebody does."""
        began = time.monotonic()
        try:
            yield
        except BaseException as error:
            error.add_note(f"during: {name}")
            raise
        self.steps.append((name, time.monotonic() - began))
        sys.stdout.write(f"{_line(*self.steps[-1])}\n")
        sys.stdout.flush()

    def event(self, subject: str, *kinds: str) -> None:
        """This happened to it."""
        self.events += [(subject, kind) for kind in kinds]

    def story_of(self, subject: str) -> list[str]:
        """What happened to one thing, in order."""
        return [kind for other, kind in self.events if other == subject]

    def printed_at(self, machine: str) -> Counter[str]:
        """What one machine was given, and how often."""
        return Counter(uid for other, uid in self.prints if other == machine)

    def told(self, differences: list[str]) -> dict[str, Any]:
        """What came of the day: steps, events_equal, differences, seconds, and a table of the steps with their times."""
        seconds = sum(took for _name, took in self.steps)
        table = "\n".join(_line(name, took) for name, took in self.steps)
        return {
            "steps": len(self.steps), "events_equal": not differences, "differences": differences,
            "seconds": round(seconds, 1), "table": table,
        }  # fmt: skip


def _line(name: str, took: float) -> str:
    return f"{took:8.1f} s  {name}"
