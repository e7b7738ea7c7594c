"""``statuette preflight``: whether a PDF can be printed, at a print shop or by the rules that all share."""

import argparse
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.answer import DONE, NOT_GOOD, Answer, Given, check_output
from app.errors import WriteRefusedError
from app.i18n import Text, plural, text, tr
from app.jobs.progress import Progress

if TYPE_CHECKING:
    from app.layouts.preflight.report import PreflightReport
    from app.settings.shop import PrintShop

ENDINGS = (".pdf", ".json")


def add_preflight(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = add("preflight", _preflight, tr("Check whether a PDF can be printed"))
    command.add_argument("file", type=Path, metavar="FILE.pdf")
    command.add_argument("--profile", metavar="ID", help=tr("print shop whose rules apply"))
    command.add_argument("--report", type=Path, metavar="OUT", help=tr("write a report here: .pdf or .json"))
    command.add_argument("--no-plates", action="store_true", help=tr("do not make plates: faster, but judges less"))


def _preflight(options: argparse.Namespace, progress: Progress, _given: Given) -> Answer:
    from app.layouts.preflight.judging import preflight  # noqa: PLC0415 - each command imports only what it needs
    from app.layouts.preflight.report_pdf import write_report  # noqa: PLC0415

    shop = _shop(options.profile)
    if options.report is not None:
        check_output(options.report, ENDINGS)
        if options.report.absolute() == options.file.absolute():
            raise WriteRefusedError(text("The report would replace the file; give it another name."))
    report = preflight(options.file, shop, plates=not options.no_plates, progress=progress.part(0, 0.9))
    data = {"file": str(options.file), "profile": shop.id if shop else None, **report.to_json()}
    if options.report is not None:
        as_json = options.report.suffix.lower() == ".json"
        part = progress.part(0.9, 1)
        _write(
            options.report,
            lambda made: _json(made, data) if as_json else write_report(report, options.file, made, shop, part),
        )
        data["report"] = str(options.report)
    return Answer(DONE if report.passed else NOT_GOOD, data, _words(report))


def _shop(name: str | None) -> "PrintShop | None":
    if name is None:
        return None
    from app.settings.folders import standard_folders  # noqa: PLC0415
    from app.settings.shops import load_shops  # noqa: PLC0415

    return load_shops(standard_folders()).find(name)


def _words(report: "PreflightReport") -> tuple[Text, ...]:
    signs: dict[str, Text] = {"blocks": text("blocks printing"), "warns": text("warning"), "informs": text("note")}
    lines = tuple(
        text("[{sign}] {message}", sign=signs[f.severity], message=f.words)
        if f.page is None
        else text("[{sign}] page {page}: {message}", sign=signs[f.severity], page=f.page, message=f.words)
        for f in report.rules
    )
    blocking = sum(1 for f in report.rules if f.severity == "blocks")
    verdict = (
        text("This file can be printed.")
        if report.passed
        else plural("{n} fault blocks printing.", "{n} faults block printing.", blocking)
    )
    return (*lines, verdict)


def _json(out: Path, data: dict[str, Any]) -> None:
    out.write_text(json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n", encoding="utf-8")


def _write(out: Path, make: Callable[[Path], None]) -> None:
    """Into a temporary file beside it, then renamed: an interrupted command leaves the old file whole."""
    try:
        with tempfile.TemporaryDirectory(prefix=".statuette-", dir=out.parent) as folder:
            made = Path(folder) / out.name
            make(made)
            made.replace(out)
    except OSError as error:
        raise WriteRefusedError(
            text("The report cannot be written to “{name}”; choose another place.", name=str(out))
        ) from error
