"""Who is at the desk of a command that asks the order book: nobody has to say so where there are no accounts."""

import argparse
import getpass
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.cli.answer import Answer, Given
from app.errors import AppError
from app.i18n import text, tr

if TYPE_CHECKING:
    from app.commands.office import Office
    from app.security.actor import Actor

Kind = Callable[[str, Callable[..., Answer], str], argparse.ArgumentParser]

PASSWORD = "STATUETTE_PASSWORD"  # noqa: S105 - the name of a variable


def person_options(command: argparse.ArgumentParser) -> None:
    """``--user``; the password comes from the environment or is asked for, never from the command line."""
    command.add_argument(
        "--user",
        metavar="LOGIN",
        help=tr("who you are; the password is asked for, or taken from {name}", name=PASSWORD),
    )


def kinds_for_a_person(kinds: "argparse._SubParsersAction[argparse.ArgumentParser]") -> Kind:
    """What adds a kind of a command that asks the order book: with ``--json`` and the options of who asks."""

    def kind(name: str, run: Callable[..., Answer], words: str) -> argparse.ArgumentParser:
        made = kinds.add_parser(name, help=words, description=words)
        made.add_argument("--json", action="store_true", help=tr("print one JSON object on standard output"))
        person_options(made)
        made.set_defaults(run=run)
        return made

    return kind


@contextmanager
def office_of(options: argparse.Namespace, given: Given) -> "Iterator[Office]":
    """The office with whoever runs the command at its desk. Raises AppErrors: no database, a wrong password."""
    from app.commands.logging_in import needs_log_in  # noqa: PLC0415 - the command line starts without them

    with given.office() as office:
        if options.user:
            office.actor = log_in_as(office, options.user, password_given())
        elif needs_log_in(office):
            raise AppError(text("This workshop has accounts: say who you are with --user."))
        yield office


def log_in_as(office: "Office", login: str, password: str) -> "Actor":
    """Log in as this person. Raises AppErrors: a wrong password, something to read and accept first."""
    from app.commands.logging_in import log_in  # noqa: PLC0415

    logged_in = log_in(office, login, password)
    if not logged_in.ready:
        raise AppError(text("Log in at the window once: there is something to read and accept first."))
    return logged_in.actor


@contextmanager
def office_to_restore(options: argparse.Namespace, given: Given) -> "Iterator[Office]":
    """The office for bringing a backup back: nobody has to log in where the book does not open. Raises AppErrors."""
    from app.commands.logging_in import needs_log_in  # noqa: PLC0415
    from app.orders.book import BookOfflineError  # noqa: PLC0415

    if options.user:
        with office_of(options, given) as office:
            yield office
        return
    with given.office() as office:
        try:
            closed = needs_log_in(office)
        except BookOfflineError:
            raise
        except AppError:  # damaged, or of another key: that is what a backup is for
            closed = False
        if closed:
            raise AppError(text("This workshop has accounts: say who you are with --user."))
        yield office


def password_given() -> str:
    """The password of ``--user``: from the environment, or asked for. Raises AppError."""
    given = os.environ.get(PASSWORD)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise AppError(text("No password was given; set {name}, or run the command in a terminal.", name=PASSWORD))
    return getpass.getpass(tr("Password: "))
