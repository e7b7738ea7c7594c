"""What argparse itself says (usage, headings, its errors), in the language of the rest of the command line.

argparse asks Python's own gettext, which follows the environment and finds no catalogue; the language of this program is
that of its settings. So argparse is given our words by its English ones. What is not here (mistakes of whoever writes the
parser) stays English.
"""

import argparse
from typing import Any

from app.i18n import Text, plural, text

WORDS: dict[str, Text] = {
    one.message: one
    for one in (
        text("usage: "),
        text("options"),
        text("positional arguments"),
        text("show this help message and exit"),
        text("argument %(argument_name)s: %(message)s"),
        text("the following arguments are required: %s"),
        text("one of the arguments %s is required"),
        text("unrecognized arguments: %s"),
        text("invalid choice: %(value)r (choose from %(choices)s)"),
        text("invalid %(type)s value: %(value)r"),
        text("expected one argument"),
        text("expected at most one argument"),
        text("expected at least one argument"),
        text("not allowed with argument %s"),
        text("ignored explicit argument %r"),
        text("ambiguous option: %(option)s could match %(matches)s"),
        text("unknown parser %(parser_name)r (choices: %(choices)s)"),
        text("can't open '%(filename)s': %(error)s"),
    )
}
EXPECTED = ("expected %s argument", "expected %s arguments")


def speak() -> None:
    """Let argparse say what it says in the language of now, from here on."""
    module: Any = argparse
    module._ = _translated
    module.ngettext = _counted


def _translated(message: str) -> str:
    found = WORDS.get(message)
    return message if found is None else str(found)


def _counted(one: str, many: str, n: int) -> str:
    if (one, many) != EXPECTED:
        return one if n == 1 else many
    return str(plural("expected %s argument", "expected %s arguments", n))
