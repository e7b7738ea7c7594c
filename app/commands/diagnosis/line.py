"""One line of the diagnosis, and how many are looked at beside each other, each for a limited time."""

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from app.errors import AppError
from app.i18n import Text, text

Sign = Literal["ok", "warn", "bad", "none"]
LIMIT_S = 20.0
_log = logging.getLogger(__name__)

SIGN_WORDS: dict[Sign, Text] = {
    "ok": text("good"),
    "warn": text("look at it"),
    "bad": text("not good"),
    "none": text("not here"),
}


@dataclass(frozen=True)
class Seen:
    """What was found.

    words   how it is
    advice  what to do about it; None where there is nothing to do
    facts   the same for programs (``--json``): numbers, booleans and short words
    """

    sign: Sign
    words: Text | str
    advice: Text | None = None
    facts: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Probe:
    """One line: what it is called, and the function that looks. It may take long, or raise anything."""

    id: str
    title: Text
    look: Callable[[], Seen]


@dataclass(frozen=True)
class Line:
    """A probe with what it has seen."""

    id: str
    title: Text
    seen: Seen


def look_at(probes: Sequence[Probe], told: Callable[[Line], object], limit_s: float = LIMIT_S) -> tuple[Line, ...]:
    """Look at all of them side by side; ``told`` is called for each as it is known, on the thread of the caller.

    One that does not come to an end within ``limit_s`` is told as such and left alone; it disturbs no other.
    """
    answers: queue.SimpleQueue[Line] = queue.SimpleQueue()

    def look(probe: Probe) -> None:
        answers.put(Line(probe.id, probe.title, _seen(probe)))

    for probe in probes:
        threading.Thread(target=look, args=(probe,), name=f"diagnosis: {probe.id}", daemon=True).start()
    known: dict[str, Line] = {}
    end = time.monotonic() + limit_s
    while len(known) < len(probes):
        try:
            line = answers.get(timeout=max(0.0, end - time.monotonic()))
        except queue.Empty:
            break
        known[line.id] = line
        told(line)
    for probe in probes:
        if probe.id not in known:
            known[probe.id] = Line(probe.id, probe.title, _no_answer(limit_s))
            told(known[probe.id])
    return tuple(known[probe.id] for probe in probes)


def _seen(probe: Probe) -> Seen:
    try:
        return probe.look()
    except AppError as error:
        return Seen("bad", error.sentence)
    except Exception as bug:  # noqa: BLE001 - the diagnosis is for the day on which things break
        _log.exception("a line of the diagnosis failed: %s", probe.id)
        return Seen(
            "bad", text("This could not be found out ({kind}).", kind=type(bug).__name__),
            text("Save a report and give it to whoever helps you."),
        )  # fmt: skip


def _no_answer(limit_s: float) -> Seen:
    return Seen(
        "bad",
        text("No answer within {n} seconds.", n=round(limit_s)),
        text("Look again later; if it stays so, restart the PC, or look at the network where it is involved."),
    )
