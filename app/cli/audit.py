"""``statuette audit verify``: whether the audit chain of the order book holds."""

import argparse
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.cli.answer import DONE, NOT_GOOD, Answer, Given
from app.cli.person import office_of, person_options
from app.i18n import Text, plural, text, tr
from app.jobs.progress import Progress

if TYPE_CHECKING:
    from app.orders.book import ChainReport


def add_audit(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command."""
    audit = add("audit", _verify, tr("Look after the record of who did what in the order book"))
    kinds = audit.add_subparsers(metavar=tr("WHAT"), required=True)
    words = tr("Check that nothing in the record was changed, taken out or cut off")
    verify = kinds.add_parser("verify", help=words, description=words)
    verify.add_argument("--json", action="store_true", help=tr("print one JSON object on standard output"))
    person_options(verify)


def _verify(options: argparse.Namespace, _progress: Progress, given: Given) -> Answer:
    from app.commands.audit import verify  # noqa: PLC0415 - each command imports only what it needs

    began = time.perf_counter()
    with office_of(options, given) as office:
        report = verify(office)
        where = office.book.where()
    data = {
        "database": where,
        "links": report.links,
        "good": report.good,
        "broken_at": report.broken_at,
        "truncated": report.truncated,
        "problem": report.problem,
        "seconds": round(time.perf_counter() - began, 3),
    }
    return Answer(DONE if report.good else NOT_GOOD, data, (_sentence(report),))


def _sentence(report: "ChainReport") -> Text:
    if report.broken_at is not None:
        return text(
            "The record is broken at entry {n}: it was changed, or one before it was taken out.", n=report.broken_at
        )
    if report.truncated:
        return text("The record was cut off after entry {n}: this PC has seen later ones.", n=report.links)
    if report.problem:
        return Text("{problem}", values={"problem": report.problem})
    return plural(
        "The record holds: {n} entry is as it was written.",
        "The record holds: all {n} entries are as they were written.",
        report.links,
    )
