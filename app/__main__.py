"""``statuette …`` and ``python -m app …``: a command runs in the terminal; files, or nothing, open the window.

``statuette --safe`` opens it with an empty bench, without graphics card and printers.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from app import cli
from app.bootstrap.floor import make_floor
from app.bootstrap.language import speak_users_language
from app.bootstrap.terminal import graphics_of_this_pc, mesh_store, open_office, render_picture
from app.bootstrap.window import open_window
from app.cli.bug import tell_bug
from app.security.log_files import logging_into
from app.settings.folders import standard_folders
from app.settings.safe_mode import OPTION


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program with these arguments, or those of the process; returns its exit status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    safe = OPTION in arguments[:1]
    arguments = arguments[1:] if safe else arguments
    speak_users_language()
    if arguments and not _is_file(arguments[0]):
        given = cli.Given(render_picture, open_office, mesh_store, make_floor, graphics_of_this_pc)
        with logging_into(standard_folders().logs, "command"):
            try:
                return cli.main(arguments, given)
            except Exception as bug:  # noqa: BLE001 - whatever it is, nobody at a terminal is shown a traceback
                return tell_bug(bug)
    return open_window([Path(name).absolute() for name in arguments], safe=safe)


def _is_file(word: str) -> bool:
    """Whether a first argument names a file rather than a command; a mistyped command is answered by the terminal."""
    return word not in cli.COMMANDS and not word.startswith("-") and (bool(Path(word).suffix) or Path(word).exists())


if __name__ == "__main__":
    sys.exit(main())
