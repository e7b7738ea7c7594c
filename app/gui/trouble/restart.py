"""Starts the program anew, as it was started."""

import os
import subprocess
import sys
from collections.abc import Sequence

from app.settings.installed import installed, start_again
from app.settings.safe_mode import OPTION


def restart_command(*, safe: bool, given: Sequence[str] | None = None, own: Sequence[str] | None = None) -> list[str]:
    """What starts this program again, without files: what was on the bench comes back by itself.

    given  how Python was started (``sys.orig_argv``); own: the part of that which is for the program (``sys.argv``)
    """
    whole = list(sys.orig_argv if given is None else given)
    arguments = list(sys.argv if own is None else own)[1:]
    begin = whole[: len(whole) - len(arguments)] if arguments else whole
    return [sys.executable, *begin[1:], *([OPTION] if safe else [])]


def start_anew(*, safe: bool) -> None:
    """Start another one beside this one, which is about to end. Its marks and locks are gone by now.

    An installed program goes through its launcher, which takes the newest version that works.
    """
    place = installed()
    if place is not None:
        start_again(place, *([OPTION] if safe else []))
        return
    subprocess.Popen(  # noqa: S603 - our own command line
        restart_command(safe=safe),
        stdin=subprocess.DEVNULL,
        env=os.environ.copy(),
        start_new_session=sys.platform != "win32",
        close_fds=True,
    )
