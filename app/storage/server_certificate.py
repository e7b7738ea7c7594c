"""What is wrong with the certificates of an encrypted connection, told from what libpq says of it.

Before a server has answered libpq gives no number, only words; they are English, as the libpq that psycopg brings along
speaks nothing else.
"""

import re

from app.i18n import Text, text

_FILE = re.compile(r'root certificate file "([^"]*)"')
_NAME = re.compile(r'server certificate for "([^"]*)".* does not match host name "([^"]*)"')
_UNTRUSTED = "certificate verify failed"
_PLAIN = "server does not support SSL"


def certificate_trouble(words: str) -> Text | None:
    """The sentence for people, where a connection failed for its encryption; None where it failed for something else."""
    last = words.rpartition("connection to server at ")[2]
    trouble = _trouble(last)
    if trouble is None and "pg_hba.conf" in last:
        # A second attempt, without encryption, was turned away for that alone: the first one says why it came to it.
        trouble = _trouble(words)
    return trouble


def _trouble(words: str) -> Text | None:
    if found := _FILE.search(words):
        return text(
            "The certificate file “{file}” is missing or cannot be read; ask whoever runs the database server for it, and"
            " put it there.",
            file=found.group(1),
        )
    if found := _NAME.search(words):
        return text(
            "The certificate of the database server is for “{name}”, not for “{host}”; write the name of the server as"
            " its certificate has it.",
            name=found.group(1),
            host=found.group(2),
        )
    if _UNTRUSTED in words:
        return text(
            "This PC does not trust the certificate of the database server; check the address, or ask whoever runs the"
            " server for the file that its certificate is checked with."
        )
    if _PLAIN in words:
        return text(
            "The database server offers no encrypted connection, but this PC asks for one; ask whoever runs the server to"
            " switch encryption on."
        )
    return None
