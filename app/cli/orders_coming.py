"""``statuette orders watch|poll``: orders that come by themselves, until somebody stops it (Ctrl+C)."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.answer import DONE, NOT_GOOD, Answer, Given, whole
from app.cli.person import office_of
from app.cli.stopping import until_stopped
from app.errors import AppError, Cancelled
from app.i18n import text, tr
from app.jobs.progress import Progress

if TYPE_CHECKING:
    from app.commands.intake import IntakeResult
    from app.commands.intake.watched import Told
    from app.commands.office import Office

TOKEN = "STATUETTE_INTAKE_TOKEN"  # noqa: S105 - the name of a variable


def add_coming(kind: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the two commands."""
    watch = kind("watch", _watch, tr("Bring in the files of orders that are put into a folder"))
    watch.add_argument("folder", type=Path, metavar=tr("FOLDER"))
    watch.add_argument("--source", default="", metavar=tr("NAME"), help=tr("where the orders come from"))
    watch.add_argument("--once", action="store_true", help=tr("only what lies there now"))
    poll = kind("poll", _poll, tr("Ask the workshop's server for new orders"))
    poll.add_argument("--every", type=_seconds, metavar=tr("SECONDS"), help=tr("ask again and again"))
    poll.add_argument(
        "--server", default="", metavar="URL", help=tr("another server; its token is taken from {name}", name=TOKEN)
    )


def as_data(result: "IntakeResult") -> dict[str, Any]:
    """A result for ``--json``."""
    return {
        "created": result.created, "known": result.known, "changed": result.changed, "refused": result.refused,
        "again": result.again, "dropped": list(result.dropped),
        "problems": [{"where": str(p.where), "what": str(p.what)} for p in result.problems],
    }  # fmt: skip


def _seconds(words: str) -> int:
    return whole(words, 1, 86_400)


def _watch(options: argparse.Namespace, _progress: Progress, given: Given) -> Answer:
    from app.commands.intake.importing import words_of  # noqa: PLC0415 - each command imports only what it needs
    from app.commands.intake.watched import LOOK_S, WatchedFolder  # noqa: PLC0415
    from app.security.permissions import NotAllowedError, Permission, may  # noqa: PLC0415

    if not options.folder.is_dir():
        raise AppError(text("The folder “{folder}” does not exist; make it first.", folder=str(options.folder)))
    came: list[Told] = []

    def told(one: "Told") -> None:
        came.append(one)
        lines = [one.error.sentence] if one.error is not None else words_of(one.result) if one.result else ()
        for line in lines:
            _say(tr("{file}: {why}", file=one.name, why=str(line)) if one.name else str(line))

    with office_of(options, given) as office, until_stopped() as stopped:
        if not may(office.actor, Permission.ORDERS_IMPORT):  # the folder itself works as the program
            raise NotAllowedError
        watched = WatchedFolder(office, options.folder, told, source=options.source)
        watched.look(stopped.is_set)  # what does not grow any more is taken at the second look
        while not stopped.wait(0.5 if options.once else LOOK_S):
            watched.look(stopped.is_set)
            if options.once:
                break
    files = [
        {"file": one.name, "error": str(one.error)} if one.error is not None
        else {"file": one.name, **({} if one.result is None else as_data(one.result))}
        for one in came
    ]  # fmt: skip
    good = all(one.error is None and one.result is not None and one.result.good for one in came)
    return Answer(DONE if good else NOT_GOOD, {"folder": str(options.folder), "files": files}, ())


def _poll(options: argparse.Namespace, progress: Progress, given: Given) -> Answer:
    from app.commands.intake.importing import words_of  # noqa: PLC0415

    with office_of(options, given) as office:
        if options.every is None:
            result = _ask(office, options, progress)
            return Answer(DONE if result.good else NOT_GOOD, as_data(result), words_of(result))
        return _again_and_again(office, options)


def _again_and_again(office: "Office", options: argparse.Namespace) -> Answer:
    from app.commands.intake.importing import words_of  # noqa: PLC0415

    created = refused = failures = 0
    with until_stopped() as stopped:
        while not stopped.is_set():
            try:
                result = _ask(office, options, Progress(cancelled=stopped.is_set))
            except Cancelled:
                break
            except AppError as error:
                failures += 1
                _say(str(error))
            else:
                created, refused = created + result.created, refused + result.refused
                for line in words_of(result) if result.created or result.problems else ():
                    _say(str(line))
            stopped.wait(options.every)
    return Answer(DONE, {"created": created, "refused": refused, "failures": failures}, ())


def _ask(office: "Office", options: argparse.Namespace, progress: Progress) -> "IntakeResult":
    from app.commands.intake.server import ask_address, ask_server  # noqa: PLC0415

    if not options.server:
        return ask_server(office, progress=progress)
    token = os.environ.get(TOKEN, "")
    if not token:
        raise AppError(text("No token was given; set {name}.", name=TOKEN))
    return ask_address(office, options.server, token, progress=progress)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201
