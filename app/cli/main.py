"""The second front end: ``statuette inspect|repair|convert|render …``. Loads no Qt but where a command draws (proof).

Machine output goes to standard output with ``--json`` (one object); words go to standard error; progress is shown on a
terminal only. Exit status: 0 done and good; 1 done, but what was asked for does not hold; 2 unusable arguments or input.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from app import __version__
from app.cli import (
    argparse_words,
    audit,
    backup,
    batch,
    diagnose,
    dispatch,
    layout,
    model,
    nest,
    orders,
    preflight,
    prepare,
    proof,
    setup,
    tools,
    update,
)
from app.cli.answer import INTERRUPTED, UNUSABLE, Answer, Given
from app.errors import AppError, Cancelled
from app.i18n import Text, tr
from app.jobs.progress import Progress


def main(arguments: Sequence[str], given: Given) -> int:
    """Run one command and return its exit status. Never raises for bad input."""
    options = _parser().parse_args(arguments)
    try:
        answer: Answer = options.run(options, _progress_on_terminal(), given)
    except AppError as error:
        _end_progress_line()
        if getattr(options, "json", False):
            print(json.dumps({"error": str(error)}, ensure_ascii=False))  # noqa: T201
        _say(str(error))
        return UNUSABLE
    except MemoryError:
        _end_progress_line()
        _say(tr("This needs more memory than the computer has free: close other programs, or reduce the model first."))
        return UNUSABLE
    except (KeyboardInterrupt, Cancelled):
        _end_progress_line()
        _say(tr("Stopped; nothing was written."))
        return INTERRUPTED
    _end_progress_line()
    if options.json:
        print(json.dumps(answer.data, ensure_ascii=False, allow_nan=False))  # noqa: T201
    for sentence in answer.words:
        _say(str(sentence))
    return answer.status


COMMANDS = (
    "inspect",
    "repair",
    "prepare",
    "convert",
    "reduce",
    "remesh",
    "smooth",
    "subdivide",
    "tool",
    "batch",
    "render",
    "proof",
    "sample",
    "audit",
    "backup",
    "orders",
    "dispatch",
    "layout",
    "nest",
    "preflight",
    "update",
    "setup",
    "diagnose",
)


def _parser() -> argparse.ArgumentParser:
    argparse_words.speak()
    parser = _Parser(
        prog="statuette",
        description=tr(
            "Statuette: inspect, repair and print AI-generated figurines. Without a command it opens the window."
        ),
        epilog=tr("The manual is in the window: press F1 there, or choose Help › Manual."),
    )
    parser.add_argument(
        "--version", action="version", version=f"statuette {__version__}", help=tr("show the version and exit")
    )
    commands = parser.add_subparsers(metavar=tr("COMMAND"), required=True)

    def add(name: str, run: Callable[..., Answer], words: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=words, description=words)
        command.add_argument("--json", action="store_true", help=tr("print one JSON object on standard output"))
        command.set_defaults(run=run)
        return command

    model.add_commands(add)
    prepare.add_prepare(add)
    tools.add_tools(add)
    batch.add_batch(add)
    proof.add_proof(add)
    audit.add_audit(add)
    backup.add_backup(add)
    orders.add_orders(add)
    dispatch.add_dispatch(add)
    layout.add_layout(add)
    nest.add_nest(add)
    preflight.add_preflight(add)
    update.add_update(add)
    setup.add_setup(add)
    diagnose.add_diagnose(add)
    return parser


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence instead of a usage block."""

    def error(self, message: str) -> NoReturn:
        _say(
            tr(
                "{message}; “{program} --help” shows how it is meant.",
                message=message[:1].upper() + message[1:],
                program=self.prog,
            )
        )
        raise SystemExit(UNUSABLE)


def _progress_on_terminal() -> Progress:
    if not sys.stderr.isatty():
        return Progress()
    if sys.platform == "win32":
        os.system("")  # noqa: S605, S607 - an empty command has the old console understand escapes, as new ones do

    def show(done: float, what: Text | None) -> None:
        sys.stderr.write(f"\r\x1b[K{done:4.0%} {what or ''}")
        sys.stderr.flush()

    return Progress(show)


def _end_progress_line() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)  # noqa: T201
