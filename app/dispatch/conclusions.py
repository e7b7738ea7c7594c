"""What a look at the printer means for a job: pure, so that every case can be tried.

What a printer says it has is believed at once. What it says it does *not* have is believed only when nothing of ours can
still be on its way, and only as long as an unseen print cannot have come and gone; else a person is asked.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.dispatch.driver import Trace
from app.dispatch.job_states import JOB
from app.dispatch.records import Attempt, PrintJob
from app.i18n import Text, text


@dataclass(frozen=True)
class Rules:
    """How long printers may take.

    show_s    to show what they have accepted
    unseen_s  no print of a job without an estimate begins, ends and is forgotten within this time
    """

    show_s: float = 90.0
    unseen_s: float = 600.0


@dataclass(frozen=True)
class Manner:
    """How a printer works, as far as it matters here; see ``driver.Capabilities``."""

    starts_itself: bool = False
    tells_end: bool = True


@dataclass(frozen=True)
class Conclusion:
    """What is to be done. events: steps of the job, none: wait. start: the file is there, and may be started (again)."""

    events: tuple[str, ...] = ()
    reason: Text | str = ""
    start: bool = False


WAIT = Conclusion()
_SEEN_AGAIN = text("It went on while nobody looked.")


@dataclass(frozen=True)
class Look:
    """What was found, and when it was looked for at the earliest; now: by the database's clock."""

    trace: Trace
    looked_at: datetime
    now: datetime


def conclude(job: PrintJob, attempt: Attempt, look: Look, manner: Manner, rules: Rules) -> Conclusion:
    """The steps that follow from a look at the printer for a job that may be there."""
    found = look.trace.found
    if found == "running":
        return _to(job, "run") if job.state != "running" else WAIT
    if found == "finished_ok":
        return _to(job, "finish")
    if found == "finished_bad":
        return _to(job, "fail", look.trace.told or text("The printer says that it failed."))
    if found == "cancelled":
        return _to(job, "cancel")
    if found == "cannot_know":
        return _cannot_know(job, attempt, look.trace, manner)
    if attempt.phase == "started":
        return _ask(job, text("The printer does not know any more that it was printing this; look what lies there."))
    return _stored(job, attempt, look, rules) if found == "stored" else _absent(job, attempt, look, manner, rules)


def _cannot_know(job: PrintJob, attempt: Attempt, trace: Trace, manner: Manner) -> Conclusion:
    if trace.made:
        return _ask(job, trace.told)
    if attempt.phase == "sent" and job.state != "unknown":
        if manner.tells_end:
            return _ask(job, text("The printer cannot say what became of it."))
        return _to(job, "accept") if job.state not in {"accepted", "running"} else WAIT
    if attempt.phase == "started" and not manner.tells_end:
        return WAIT
    return _ask(job, text("The printer cannot say what became of it."))


def _stored(job: PrintJob, attempt: Attempt, look: Look, rules: Rules) -> Conclusion:
    """The file is there. It is started only where a start cannot be under way or have been done already."""
    if attempt.phase in {"uploading", "sent"}:
        return Conclusion(_path(job, "stored"), _SEEN_AGAIN, start=True)
    if attempt.phase == "uploaded":
        return Conclusion(_path(job, "stored") if job.state != "accepted" else (), _SEEN_AGAIN, start=True)
    if not _quiet(attempt, look) or _since_asked(attempt, look) < rules.show_s:
        return WAIT
    if not _fresh(job, attempt, look, rules):
        return _ask(job, text("It is unclear whether it was started; look what lies there."))
    return Conclusion(_path(job, "stored") if job.state != "accepted" else (), _SEEN_AGAIN, start=True)


def _absent(job: PrintJob, attempt: Attempt, look: Look, manner: Manner, rules: Rules) -> Conclusion:
    if attempt.phase not in {"uploading", "sent"}:
        return _ask(job, text("The file is not at the printer any more; look whether it was printed."))
    if not _quiet(attempt, look):
        if _since_asked(attempt, look) < rules.show_s:
            return WAIT
        return _ask(job, text("Another workstation was sending it, and was not heard of since; switch it on."))
    if attempt.phase == "sent" and _since_asked(attempt, look) < rules.show_s:
        return WAIT
    if manner.starts_itself and (attempt.phase == "sent" or not _fresh(job, attempt, look, rules)):
        return _ask(job, text("The printer took it, but does not know it any more; look whether it was printed."))
    return _to(job, "absent", text("The printer never got it."))


def _ask(job: PrintJob, reason: Text | str) -> Conclusion:
    return WAIT if job.state == "unknown" else Conclusion(("lose",), reason)


def _quiet(attempt: Attempt, look: Look) -> bool:
    """Whether nothing of ours was on its way any more when the printer was asked."""
    return attempt.quiet_at is not None and attempt.quiet_at <= look.looked_at


def _since_asked(attempt: Attempt, look: Look) -> float:
    return (look.looked_at - attempt.asked_at).total_seconds()


def _fresh(job: PrintJob, attempt: Attempt, look: Look, rules: Rules) -> bool:
    """Whether no print can have begun and ended unseen since the printer was asked."""
    return look.now - attempt.asked_at < timedelta(seconds=max(job.estimate_s / 2, rules.unseen_s))


def _to(job: PrintJob, event: str, reason: Text | str = "") -> Conclusion:
    path = _path(job, event)
    return Conclusion(path, reason or _SEEN_AGAIN if len(path) > 1 else reason)


def _path(job: PrintJob, event: str) -> tuple[str, ...]:
    """The step, or first into the open where the table has no straight one."""
    return (event,) if any(s.event == event for s in JOB.steps_from(job.state)) else ("lose", event)
