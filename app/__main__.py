"""``statuette …`` and ``python -m app …``: a command runs in the terminal; files, or nothing, open the window.

``statuette --safe`` opens it with an empty bench, without graphics card and printers.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from app import bootstrap, cli
from app.cli.bug import tell_bug
from app.security.log_files import logging_into
from app.settings.folders import standard_folders
from app.settings.safe_mode import OPTION


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program with these arguments, or those of the process; returns its exit status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    safe = OPTION in arguments[:1]
    arguments = arguments[1:] if safe else arguments
    bootstrap.speak_users_language()
    if arguments and not _is_file(arguments[0]):
        given = cli.Given(
            bootstrap.render_picture, bootstrap.open_office, bootstrap.mesh_store, bootstrap.make_floor,
            bootstrap.graphics_of_this_pc,
        )  # fmt: skip
        with logging_into(standard_folders().logs, "command"):
            try:
                return cli.main(arguments, given)
            except Exception as bug:  # noqa: BLE001 - whatever it is, nobody at a terminal is shown a traceback
                return tell_bug(bug)
    return bootstrap.open_window([Path(name).absolute() for name in arguments], safe=safe)


def _is_file(word: str) -> bool:
    """Whether a first argument names a file rather than a command; a mistyped command is answered by the terminal."""
    return word not in cli.COMMANDS and not word.startswith("-") and (bool(Path(word).suffix) or Path(word).exists())


if __name__ == "__main__":
    sys.exit(main())
