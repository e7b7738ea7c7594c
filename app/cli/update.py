"""``statuette update status|check|apply|from``: newer versions of the program on this PC."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.answer import DONE, NOT_GOOD, Answer, Given
from app.cli.person import office_to_restore, person_options
from app.i18n import Text, language, text, tr
from app.jobs.progress import Progress

if TYPE_CHECKING:
    from app.commands.office import Office
    from app.settings.releases import Release


def add_update(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command."""
    update = add("update", _status, tr("Look for newer versions of this program, and put them in place"))
    kinds = update.add_subparsers(metavar=tr("WHAT"), required=True)

    def kind(name: str, run: Callable[..., Answer], words: str) -> argparse.ArgumentParser:
        command = kinds.add_parser(name, help=words, description=words)
        command.add_argument("--json", action="store_true", help=tr("print one JSON object on standard output"))
        command.set_defaults(run=run)
        return command

    source = tr("address or folder of the updates; without it the one of the settings")
    kind("status", _status, tr("Say which version runs, and what waits for the next start"))
    check = kind("check", _check, tr("Look whether there is a newer version; changes nothing"))
    check.add_argument("--source", metavar=tr("WHERE"), default="", help=source)
    apply = kind("apply", _apply, tr("Fetch the newest version; it starts next time"))
    apply.add_argument("--source", metavar=tr("WHERE"), default="", help=source)
    person_options(apply)
    file = kind("from", _apply, tr("Take the newest version out of an update file"))
    file.add_argument("source", metavar=tr("FILE"), type=Path)
    person_options(file)


def _status(_options: argparse.Namespace, _progress: Progress, given: Given) -> Answer:
    from app.commands.updates import state  # noqa: PLC0415 - each command imports only what it needs

    with given.office() as office:
        now = state(office)
    data = {
        "version": now.version,
        "runtime": now.runtime,
        "updates": not now.why_off,
        "why_off": now.why_off,
        "waiting": now.waiting,
        "set_aside": [{"version": version, "why": why} for version, why in now.set_aside],
    }
    words = [text("Version {version} runs.", version=now.version)]
    if now.waiting:
        words.append(text("Version {version} starts next time.", version=now.waiting))
    words += [text("Version {version} did not work here and was set aside.", version=v) for v, _why in now.set_aside]
    if now.why_off:
        words.append(text("{why}", why=now.why_off))
    return Answer(DONE, data, tuple(words))


def _check(options: argparse.Namespace, progress: Progress, given: Given) -> Answer:
    with given.office() as office:
        found = _look(office, options, progress)
    if found is None:
        return Answer(DONE, {"available": None}, (text("There is no newer version."),))
    return Answer(DONE, {"available": _told(found)}, (_available(found), *_notes(found)))


def _apply(options: argparse.Namespace, progress: Progress, given: Given) -> Answer:
    from app.commands.updates import fetch, may_update  # noqa: PLC0415
    from app.security.permissions import NotAllowedError  # noqa: PLC0415

    with office_to_restore(options, given) as office:
        if not may_update(office):
            raise NotAllowedError
        found = _look(office, options, progress.part(0, 0.1))
        if found is None:
            return Answer(NOT_GOOD, {"applied": None}, (text("There is no newer version."),))
        done = fetch(office, _source(options), found.version, progress=progress.part(0.1, 1))
    words = text("Version {version} is in place; it starts next time.", version=done.version)
    return Answer(DONE, {"applied": _told(done)}, (words, *_notes(done)))


def _look(office: "Office", options: argparse.Namespace, progress: Progress) -> "Release | None":
    from app.commands.updates import look  # noqa: PLC0415

    return look(office, _source(options), progress=progress)


def _source(options: argparse.Namespace) -> str:
    from app.settings.folders import standard_folders  # noqa: PLC0415
    from app.settings.preferences import FILE, load_preferences  # noqa: PLC0415

    return str(options.source) or load_preferences(standard_folders().settings / FILE).update_source


def _available(found: "Release") -> Text:
    size = f"{max(found.fetched / 1e6, 0.1):.1f}"
    return text("Version {version} is there; {size} MB are fetched for it.", version=found.version, size=size)


def _notes(found: "Release") -> tuple[Text, ...]:
    notes = found.notes_in(language())
    return (text("{why}", why=notes),) if notes else ()


def _told(found: "Release") -> dict[str, Any]:
    return {
        "version": found.version,
        "bytes": found.fetched,
        "unpacked": found.unpacked,
        "runtime": found.runtime,
        "made_at": found.made_at,
        "set_aside_before": found.again,
        "notes": dict(found.notes),
    }
