"""An error of the program itself, on the command line: a report, one sentence, and no traceback on the terminal."""

import logging
import sys
import traceback

from app import __version__
from app.cli.answer import UNUSABLE
from app.i18n import tr
from app.settings.folders import standard_folders

log = logging.getLogger("statuette")


def tell_bug(bug: BaseException) -> int:
    """Write it down and say where; gives the exit status."""
    from app.security.log_files import last_lines  # noqa: PLC0415 - seldom needed
    from app.security.report_file import keep_report  # noqa: PLC0415

    log.error("unexpected error", exc_info=bug)
    logs = standard_folders().logs
    words = f"Statuette {__version__}, Python {sys.version.split()[0]}, {sys.platform}, command line\n\n"
    words += "".join(traceback.format_exception(bug))
    try:
        path = keep_report(logs, {"what happened.txt": words, "log.txt": "\n".join(last_lines(logs, 200))})
    except OSError:
        print(tr("Something went wrong in the program ({kind}).", kind=type(bug).__name__), file=sys.stderr)  # noqa: T201
        return UNUSABLE
    sentence = tr(
        "Something went wrong in the program ({kind}); a report that names nobody lies in {file}.",
        kind=type(bug).__name__, file=str(path),
    )  # fmt: skip
    print(sentence, file=sys.stderr)  # noqa: T201
    return UNUSABLE
