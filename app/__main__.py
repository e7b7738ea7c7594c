"""``statuette …`` and ``python -m app …``: a command runs in the terminal; files, or nothing, open the window."""

import sys
from pathlib import Path

from app import bootstrap, cli


def main() -> int:
    """Run the program with the arguments of the process; returns its exit status."""
    arguments = sys.argv[1:]
    bootstrap.speak_users_language()
    if arguments and (arguments[0] in cli.COMMANDS or arguments[0].startswith("-")):
        return cli.main(arguments, bootstrap.render_picture)
    return bootstrap.open_window([Path(name).absolute() for name in arguments])


if __name__ == "__main__":
    sys.exit(main())
