"""``statuette setup FILE``: sets this PC up as a document says, for administrators of several PCs.

Passwords come from the environment, or with the document on standard input; never from the command line, never printed.
"""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.answer import DONE, NOT_GOOD, Answer, Given
from app.cli.person import log_in_as, password_given, person_options
from app.errors import AppError
from app.i18n import Text, text, tr
from app.jobs.progress import Progress

if TYPE_CHECKING:
    from app.commands.office import Office
    from app.security.actor import Actor
    from app.settings.setup_document import Secrets, SetupDocument

FROM_ENVIRONMENT = {
    "database_password": "STATUETTE_DATABASE_PASSWORD",
    "files_access_key": "STATUETTE_FILES_ACCESS_KEY",
    "files_secret_key": "STATUETTE_FILES_SECRET_KEY",
    "recovery_code": "STATUETTE_RECOVERY_CODE",
    "administrator_password": "STATUETTE_ADMINISTRATOR_PASSWORD",
}
_SIGNS = {"done": "+", "unchanged": "=", "possible": "✓", "failed": "✗"}


def add_setup(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command."""
    setup = add("setup", _setup, tr("Set this PC up as a document says; done twice it changes nothing twice"))
    setup.add_argument(
        "file", metavar=tr("FILE"),
        help=tr("the document, as resources/schemas/setup.schema.json describes it; - reads it from standard input"),
    )  # fmt: skip
    setup.add_argument(
        "--check", action="store_true", help=tr("only try whether all of it would work; changes nothing")
    )
    person_options(setup)


def _setup(options: argparse.Namespace, progress: Progress, given: Given) -> Answer:
    from app.commands.setup import Home, set_up  # noqa: PLC0415 - each command imports only what it needs
    from app.settings.folders import standard_folders  # noqa: PLC0415
    from app.settings.preferences import FILE, load_preferences, save_preferences  # noqa: PLC0415

    document = _document(options.file)
    preferences_file = standard_folders().settings / FILE
    preferences = load_preferences(preferences_file)

    def keep() -> None:
        try:
            save_preferences(preferences, preferences_file)
        except OSError:
            raise AppError(
                text("The settings folder of this PC cannot be written; make room there, then do it again.")
            ) from None

    password = password_given() if options.user else ""

    def who(office: "Office") -> "Actor":
        return _who(office, options.user, password)

    with given.office() as office:
        office.actor = who(office)
        home = Home(preferences, keep, who, password)
        told = set_up(
            office, document, _secrets(document), given.floor(office), home, progress, check=options.check
        )  # fmt: skip
    good = all(step.state != "failed" for step in told)
    if good and not options.check and not preferences.first_start_done:
        preferences.first_start_done = True  # the window needs no assistant any more
        keep()
    data: dict[str, Any] = {
        "check": options.check, "ok": good,
        "steps": [{"step": step.step, "state": step.state, "message": str(step.sentence)} for step in told],
        "database": preferences.database, "files": preferences.assets, "language": preferences.language,
    }  # fmt: skip
    words = tuple(
        Text("{line}", values={"line": f"{_SIGNS[step.state]} {step.step}: {step.sentence}"}) for step in told
    )
    return Answer(DONE if good else NOT_GOOD, data, words)


def _document(name: str) -> "SetupDocument":
    from app.settings.setup_document import MOST_BYTES, read_document  # noqa: PLC0415

    if name == "-":
        return read_document(sys.stdin.read(MOST_BYTES + 1), secrets=True)
    try:
        with Path(name).open(encoding="utf-8") as file:
            words = file.read(MOST_BYTES + 1)
    except (OSError, ValueError):
        raise AppError(text("“{file}” cannot be read.", file=Path(name).name)) from None
    return read_document(words, secrets=False)


def _secrets(document: "SetupDocument") -> "Secrets":
    """What came with the document goes before what stands in the environment."""
    from app.settings.setup_document import Secrets  # noqa: PLC0415

    given = document.secrets or Secrets()
    found = {
        field: os.environ.get(name, "") for field, name in FROM_ENVIRONMENT.items() if not getattr(given, field)
    }  # fmt: skip
    return given.model_copy(update={field: secret for field, secret in found.items() if secret})


def _who(office: "Office", login: str | None, password: str) -> "Actor":
    """Whoever is alone is the owner; where there are accounts, whoever logs in; nobody where the book does not open."""
    from app.commands.logging_in import needs_log_in  # noqa: PLC0415
    from app.security.actor import NOBODY, OWNER  # noqa: PLC0415

    try:
        if not needs_log_in(office):
            return OWNER
    except AppError:
        return NOBODY
    return log_in_as(office, login, password) if login else NOBODY
