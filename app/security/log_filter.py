"""Keeps personal data out of the logs, whoever writes into them."""

import logging
import traceback

from app.security.scrub import scrubbed_message, scrubbed_traceback


class CleanFormatter(logging.Formatter):
    """Writes records with message, values, traceback and stack scrubbed.

    A formatter, because it belongs to a handler: a logger's filter does not see what its children log.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line for the log; the record itself stays as it is for others."""
        try:
            words = record.getMessage()
        except (TypeError, ValueError):  # values that do not fit the message: the message alone is ours
            words = str(record.msg)
        clean = logging.makeLogRecord(record.__dict__)
        clean.msg, clean.args = (scrubbed_traceback(words) if "\n" in words else scrubbed_message(words)), None
        if record.exc_info and record.exc_info[0] is not None:
            clean.exc_text = "".join(traceback.format_exception(*record.exc_info)).rstrip("\n")
        if clean.exc_text:
            clean.exc_text = scrubbed_traceback(clean.exc_text)
        if record.stack_info:
            clean.stack_info = scrubbed_traceback(record.stack_info)
        return super().format(clean)
