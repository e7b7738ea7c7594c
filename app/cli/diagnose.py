"""``statuette diagnose``: the state of this PC and its workshop, for whoever looks after it."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.answer import DONE, NOT_GOOD, Answer, Given, check_output
from app.i18n import Text, text, tr
from app.jobs.progress import Progress

if TYPE_CHECKING:
    from app.commands.diagnosis.line import Line


def add_diagnose(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = add(
        "diagnose", _diagnose, tr("Look at this PC and its workshop: versions, graphics, order book, files, printers")
    )
    command.add_argument(
        "--check-book", action="store_true", help=tr("read all of an order book that is a file, to find damage")
    )
    command.add_argument(
        "--report", type=Path, metavar=tr("FILE.zip"), help=tr("also write a report to give to whoever helps")
    )
    command.add_argument("--seconds", type=float, default=20.0, help=tr("how long one line may take"))


def _diagnose(options: argparse.Namespace, progress: Progress, given: Given) -> Answer:
    from app.commands.diagnosis.computer import computer_probes  # noqa: PLC0415 - each command imports only what it needs
    from app.commands.diagnosis.line import SIGN_WORDS, Probe, look_at  # noqa: PLC0415
    from app.commands.diagnosis.told import as_facts  # noqa: PLC0415
    from app.commands.diagnosis.workshop import workshop_probes  # noqa: PLC0415
    from app.settings.folders import standard_folders  # noqa: PLC0415

    if options.report is not None:
        check_output(options.report, (".zip",))
    folders = standard_folders()
    with given.office() as office:
        probes = [*computer_probes(folders)]
        if given.graphics is not None:
            probes.append(Probe("graphics", text("Graphics"), given.graphics))
        probes += workshop_probes(office, given.floor(office), check_book=options.check_book)
        known = 0

        def told(line: "Line") -> None:
            nonlocal known
            known += 1
            progress(known / len(probes), line.title)

        lines = look_at(probes, told, max(1.0, options.seconds))
    good = all(line.seen.sign != "bad" for line in lines)
    words: list[Text] = []
    for line in lines:
        words.append(
            text("[{sign}] {title}: {words}", sign=SIGN_WORDS[line.seen.sign], title=line.title, words=line.seen.words)
        )
        if line.seen.advice is not None:
            words.append(text("    → {advice}", advice=line.seen.advice))
    if options.report is not None:
        _write(options.report, lines, folders.logs)
        words.append(text("The report is in {file}; look at it before you give it away.", file=options.report.name))
    return Answer(DONE if good else NOT_GOOD, {"good": good, "lines": as_facts(lines)}, tuple(words))


def _write(path: Path, lines: "tuple[Line, ...]", logs: Path) -> None:
    from app.commands.diagnosis.told import as_text  # noqa: PLC0415
    from app.errors import WriteRefusedError  # noqa: PLC0415
    from app.safe_write import write_chunks  # noqa: PLC0415
    from app.security.log_files import last_lines  # noqa: PLC0415
    from app.security.report_file import packed  # noqa: PLC0415

    try:
        report = packed({"this pc.txt": as_text(lines, (), "en"), "log.txt": "\n".join(last_lines(logs, 200))})
        write_chunks(path, [report])
    except OSError:
        raise WriteRefusedError(text("“{file}” cannot be written; choose another folder.", file=path.name)) from None
