"""Keeps personal data out of the logs, whoever writes into them."""

import logging
import re
import traceback
from typing import Any

from app.errors import AppError
from app.i18n import Text
from app.security.anonymous import anonymous
from app.security.scrub import HIDDEN

_THING = re.compile(r"[a-z0-9_.:/<>%=+-]{0,80}|[A-Z]?\w*(?:Error|Exception|Warning|Exit|Interrupt)")


class CleanFormatter(logging.Formatter):
    """Writes records with message, values, traceback and stack scrubbed.

    A formatter, because it belongs to a handler: a logger's filter does not see what its children log. Of values, numbers and
    names of things in code stay; of our own errors the sentence stays, without what is filled into it.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line for the log; the record itself stays as it is for others."""
        clean = logging.makeLogRecord(record.__dict__)
        clean.msg, clean.args = anonymous(_words_of(record)), None
        if record.exc_info and record.exc_info[0] is not None:
            clean.exc_text = "".join(traceback.format_exception(*record.exc_info)).rstrip("\n")
        if clean.exc_text:
            clean.exc_text = anonymous(clean.exc_text)
        if record.stack_info:
            clean.stack_info = anonymous(record.stack_info)
        return super().format(clean)


def _words_of(record: logging.LogRecord) -> str:
    if not record.args:
        return str(record.msg)
    args: Any = record.args
    values = {k: _harmless(v) for k, v in args.items()} if isinstance(args, dict) else tuple(map(_harmless, args))
    try:
        return str(record.msg) % values
    except (TypeError, ValueError, KeyError):  # values that do not fit the message: the message alone is ours
        return str(record.msg)


def _harmless(value: object) -> object:
    """What of a value may stand in a log."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return value if "\n" in value or _THING.fullmatch(value) else HIDDEN  # lines are scrubbed one by one afterwards
    if isinstance(value, Text):
        return value.message
    if isinstance(value, AppError):
        return f"{type(value).__name__}: {_harmless(value.sentence)}"
    if isinstance(value, BaseException):
        return f"{type(value).__name__}: {value}"
    return f"<{type(value).__name__}>"
