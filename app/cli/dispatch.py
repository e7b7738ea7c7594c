"""``statuette dispatch …``: print jobs from a terminal or a script. It writes the book; whoever drives the printers prints."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.answer import DONE, NOT_GOOD, Answer, Given, iso
from app.cli.dispatch_run import add_run
from app.cli.person import kinds_for_a_person, office_of
from app.errors import AppError
from app.i18n import Text, plural, text, tr
from app.jobs.progress import Progress

if TYPE_CHECKING:
    from app.commands.dispatch import Decision
    from app.commands.office import Office
    from app.commands.print_queue import QueuedJob
    from app.commands.queue_file import MadeFile
    from app.dispatch.records import Printer, PrintJob
    from app.orders.records import Item

_DECISIONS: "dict[str, Decision]" = {"printed": "printed", "not-printed": "not_printed", "throw-away": "failed"}


def add_dispatch(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command."""
    dispatch = add("dispatch", _queue, tr("Queue print jobs, follow them, and say what became of them"))
    kind = kinds_for_a_person(dispatch.add_subparsers(metavar=tr("WHAT"), required=True))

    kind("printers", _printers, tr("List the printers of the workshop"))
    kind("queue", _queue, tr("List what is printed and what waits"))
    submit = kind("submit", _submit, tr("Queue a print file of an item that is released for printing"))
    submit.add_argument("item", metavar=tr("NUMBER"), help=tr("item code, or number of an order with one item"))
    submit.add_argument(
        "file", nargs="?", type=Path, metavar=tr("FILE"), help=tr("without a file: the approved model or layout")
    )
    submit.add_argument("--printer", default="", metavar=tr("NAME"), help=tr("give it to this printer"))
    submit.add_argument("--material", default="", metavar="ID", help=tr("the material that it was sliced for"))
    submit.add_argument(
        "--format", default=".3mf", metavar=tr("ENDING"), help=tr("kind of file of the approved model, such as .3mf")
    )
    submit.add_argument(
        "--sides", default="", choices=("both", "both-top", "one"),
        help=tr("of a PDF made elsewhere: both, turned over like a page; both-top, over the upper edge; one"),
    )  # fmt: skip
    submit.add_argument("--vouch", action="store_true", help=tr("you have looked: the file is of the approved version"))
    for name, run, words in (
        ("status", _status, tr("Show what became of a print job")),
        ("cancel", _cancel, tr("Cancel a print job")),
        ("pause", _pause, tr("Pause a print at its printer")),
        ("resume", _resume, tr("Go on with a print that is paused")),
        ("release", _release, tr("Let a print job that is kept back wait for its turn again")),
    ):
        kind(name, run, words).add_argument("uid", metavar="UID", help=tr("short name of the print job"))
    hold = kind("hold", _hold, tr("Keep a print job back that no printer has begun"))
    hold.add_argument("uid", metavar="UID", help=tr("short name of the print job"))
    hold.add_argument("--why", required=True, metavar=tr("WORDS"), help=tr("why it is kept back"))
    decide = kind("decide", _decide, tr("Say what became of a print job that nobody else can tell about"))
    decide.add_argument("uid", metavar="UID", help=tr("short name of the print job"))
    decide.add_argument("decision", choices=tuple(_DECISIONS), help=tr("what you have seen"))
    decide.add_argument(
        "--deleted", action="store_true",
        help=tr("not printed, and the file was deleted in the program that had taken it from its folder"),
    )  # fmt: skip
    decide.add_argument(
        "--good", type=int, default=0, metavar=tr("HOW_MANY"),
        help=tr("of several copies, as many are good all the same; the others alone are printed again"),
    )  # fmt: skip
    decide.add_argument("--why", default="", metavar=tr("WORDS"), help=tr("why; needed to throw it away"))
    clear = kind("clear", _clear, tr("Say that nothing lies on the plate of a printer: you have looked"))
    clear.add_argument("printer", metavar=tr("PRINTER"))
    add_run(kind)


# ---- looking ----------------------------------------------------------------


def _printers(options: argparse.Namespace, _progress: Progress, given: Given) -> Answer:
    from app.commands import print_board  # noqa: PLC0415 - each command imports only what it needs

    with office_of(options, given) as office:
        board = print_board.board(office)
    data = [_printer(printer, board.stations.get(printer.id, "")) for printer in board.printers]
    lines = [
        Text("{line}", values={"line": f"{p.name}  {p.driver}  {_printer_words(p)}".rstrip()}) for p in board.printers
    ]
    return Answer(DONE, {"printers": data}, (*lines, plural("{n} printer.", "{n} printers.", len(data))))


def _printer(printer: "Printer", station: str) -> dict[str, Any]:
    return {
        "name": printer.name, "driver": printer.driver, "kind": printer.kind, "materials": list(printer.materials),
        "paused": printer.paused, "pause_reason": printer.pause_reason, "to_be_cleared": printer.to_be_cleared,
        "busy": printer.claim is not None, "driven_by": station,
    }  # fmt: skip


def _printer_words(printer: "Printer") -> str:
    if printer.paused:
        return tr("Gets no more jobs: {reason}", reason=printer.pause_reason)
    if printer.to_be_cleared and not printer.queues:
        return tr("Plate to be cleared")
    return tr("Busy") if printer.claim is not None else ""


def _queue(options: argparse.Namespace, _progress: Progress, given: Given) -> Answer:
    from app.commands import print_board, print_queue  # noqa: PLC0415

    with office_of(options, given) as office:
        rows = print_queue.rows(office)
        names = {printer.id: printer.name for printer in print_board.board(office).printers}
    data = [_row(row, names) for row in rows]
    lines = [
        Text("{line}", values={"line": "  ".join(_line(row.job, names, row.number, str(row.held)))}) for row in rows
    ]
    return Answer(DONE, {"jobs": data}, (*lines, plural("{n} print job.", "{n} print jobs.", len(data))))


def _row(row: "QueuedJob", names: dict[int, str]) -> dict[str, Any]:
    return {
        **_job(row.job, names), "number": row.number, "title": row.title, "held": str(row.held), "late": row.late,
        "fits": row.fits,
    }  # fmt: skip


def _job(job: "PrintJob", names: dict[int, str]) -> dict[str, Any]:
    from app.dispatch.queueing import HELD  # noqa: PLC0415

    return {
        "uid": job.uid, "item": job.name, "state": job.state, "printer": names.get(job.printer or 0, ""),
        "material": job.material, "copies": job.copies, "sides": str(job.options.get("sides", "")),
        "attempt": job.attempt, "told": job.told, "stop_wanted": job.stop_wanted,
        "pausing": job.pausing, "held": str(job.options.get(HELD, "")),
        "due_at": iso(job.due_at), "ended_at": iso(job.ended_at),
    }  # fmt: skip


def _line(job: "PrintJob", names: dict[int, str], *more: str) -> list[str]:
    from app.dispatch.job_states import JOB  # noqa: PLC0415

    state = text("Paused") if job.pausing == "paused" else JOB.state[job.state].title
    words = (job.uid, str(state), job.name, names.get(job.printer or 0, ""), *more)
    return [word for word in words if word]


def _status(options: argparse.Namespace, _progress: Progress, given: Given) -> Answer:
    from app.commands import dispatch, print_board, print_lookup, print_queue  # noqa: PLC0415
    from app.dispatch.job_states import JOB  # noqa: PLC0415

    with office_of(options, given) as office:
        story = dispatch.story(office, print_lookup.find_job(office, options.uid).id)
        says = print_queue.why(office, story.job.id) if story.job.state in {"planned", "assigned"} else ()
        names = {printer.id: printer.name for printer in print_board.board(office).printers}
    job = story.job
    data = {
        **_job(job, names),
        "attempts": [
            {"uid": a.uid, "phase": a.phase, "outcome": a.outcome, "printer": names.get(a.printer, "")}
            for a in story.attempts
        ],
        "printers": [
            {
                "printer": one.printer.name,
                "now": one.now,
                "later": one.later,
                "why": [str(reason) for reason in one.why],
            }
            for one in says
        ],
        "events": [{"at": iso(event.at), "kind": event.kind, "reason": event.reason} for event in story.events],
    }
    line = Text("{line}", values={"line": "  ".join(_line(job, names, job.told))})
    good = JOB.state[job.state].open or job.state == "done"
    return Answer(DONE if good else NOT_GOOD, data, (line,))


# ---- into the queue ---------------------------------------------------------


def _submit(options: argparse.Namespace, progress: Progress, given: Given) -> Answer:
    from app.commands import print_lookup, print_queue  # noqa: PLC0415
    from app.commands.queue_file import queue_file  # noqa: PLC0415

    with office_of(options, given) as office:
        printer = print_lookup.find_printer(office, options.printer) if options.printer else None
        item = print_lookup.find_item(office, options.item)
        made = _made(office, item, options, progress)
        made = made.printed_on(options.sides) if options.sides else made
        jobs = queue_file(office, item.id, made)
        refusal: AppError | None = None
        if printer is not None:
            try:
                jobs = tuple(print_queue.give(office, job.id, printer.id) for job in jobs)
            except AppError as error:
                refusal = error
    names = {} if printer is None else {printer.id: printer.name}
    data: dict[str, Any] = {
        "jobs": [_job(job, names) for job in jobs], "notes": [str(note) for note in made.notes],
    }  # fmt: skip
    words = [
        *(Text("{line}", values={"line": note}) for note in made.notes),
        text("Queued: {names}", names=", ".join(job.uid for job in jobs)),
    ]
    if refusal is not None:
        data["refused"] = str(refusal)
        words.append(text("It has no printer yet: {why}", why=refusal.sentence))
    return Answer(DONE if refusal is None else NOT_GOOD, data, tuple(words))


def _made(office: "Office", item: "Item", options: argparse.Namespace, progress: Progress) -> "MadeFile":
    """The file that was given, or the approved model or layout."""
    from app.commands import print_files  # noqa: PLC0415
    from app.commands.printed_with import process_of  # noqa: PLC0415

    if options.file is None:
        if process_of(item):
            return print_files.from_model(office, item.id, options.format, progress)
        return print_files.from_layout(office, item.id)
    try:
        content = options.file.read_bytes()
    except OSError:
        raise AppError(text("“{file}” cannot be read.", file=options.file.name)) from None
    return print_files.from_file(
        office, item.id, content, options.file.name, options.material, progress, vouched=options.vouch
    )


# ---- stopped, decided, cleared ----------------------------------------------


def _cancel(options: argparse.Namespace, _progress: Progress, given: Given) -> Answer:
    from app.commands import dispatch, print_lookup  # noqa: PLC0415

    with office_of(options, given) as office:
        job = dispatch.stop(office, print_lookup.find_job(office, options.uid).id)
    ended = job.state == "cancelled"
    said = (
        text("{name} was cancelled.", name=job.uid)
        if ended
        else text("{name} is cancelled as soon as its printer is told.", name=job.uid)
    )
    return Answer(DONE, _job(job, {}), (said,))


def _pause(options: argparse.Namespace, _progress: Progress, given: Given) -> Answer:
    from app.commands import dispatch_pause, print_lookup  # noqa: PLC0415

    with office_of(options, given) as office:
        job = dispatch_pause.pause(office, print_lookup.find_job(office, options.uid).id)
    return Answer(DONE, _job(job, {}), (text("{name} is paused as soon as its printer is told.", name=job.uid),))


def _resume(options: argparse.Namespace, _progress: Progress, given: Given) -> Answer:
    from app.commands import dispatch_pause, print_lookup  # noqa: PLC0415

    with office_of(options, given) as office:
        job = dispatch_pause.go_on(office, print_lookup.find_job(office, options.uid).id)
    return Answer(DONE, _job(job, {}), (text("{name} goes on as soon as its printer is told.", name=job.uid),))


def _hold(options: argparse.Namespace, _progress: Progress, given: Given) -> Answer:
    from app.commands import print_lookup, print_queue  # noqa: PLC0415

    with office_of(options, given) as office:
        job = print_queue.hold(office, print_lookup.find_job(office, options.uid).id, options.why)
    return Answer(DONE, _job(job, {}), (text("{name} is kept back until it is released.", name=job.uid),))


def _release(options: argparse.Namespace, _progress: Progress, given: Given) -> Answer:
    from app.commands import print_lookup, print_queue  # noqa: PLC0415

    with office_of(options, given) as office:
        job = print_queue.release(office, print_lookup.find_job(office, options.uid).id)
    return Answer(DONE, _job(job, {}), (text("{name} waits for its turn again.", name=job.uid),))


def _decide(options: argparse.Namespace, _progress: Progress, given: Given) -> Answer:
    from app.commands import dispatch, print_lookup  # noqa: PLC0415
    from app.commands.dispatch_nothing import nothing_came_out  # noqa: PLC0415
    from app.dispatch.job_states import JOB  # noqa: PLC0415

    with office_of(options, given) as office:
        found = print_lookup.find_job(office, options.uid)
        decision = _DECISIONS[options.decision]
        if decision == "not_printed" and found.state == "running" and not options.good:
            floor = given.floor(office)  # it asks the folder whether the file still lies there
            job = nothing_came_out(office, floor, found.id, deleted=options.deleted, reason=options.why)
        else:
            job = dispatch.decide(office, found.id, decision, reason=options.why, made=options.good)
    said = text("{name}: {state}", name=job.uid, state=JOB.state[job.state].title)
    return Answer(DONE, _job(job, {}), (said,))


def _clear(options: argparse.Namespace, _progress: Progress, given: Given) -> Answer:
    from app.commands import dispatch_printers, print_lookup  # noqa: PLC0415

    with office_of(options, given) as office:
        printer = dispatch_printers.cleared(office, print_lookup.find_printer(office, options.printer).id)
    return Answer(DONE, _printer(printer, ""), (text("{printer} may print again.", printer=printer.name),))
