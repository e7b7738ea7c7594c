"""Read by the shipped Python at every start: the application layer comes first, and nothing of the user's own Python.

Windows' embeddable Python ignores PYTHONPATH, so the launcher names the layer in STATUETTE_APP; child processes inherit
it. The same file serves Linux and Windows.
"""

import os
import sys


def _only_ours() -> None:
    layer = os.environ.get("STATUETTE_APP")
    own = os.path.normcase(os.path.realpath(sys.prefix))
    site = sys.modules.get("site")
    user = getattr(site, "USER_SITE", None) if getattr(site, "ENABLE_USER_SITE", False) else None
    if user:
        sys.path[:] = [path for path in sys.path if os.path.normcase(path) != os.path.normcase(user)]
    if layer and os.path.normcase(os.path.realpath(layer)) != own:
        sys.path[:] = [layer, *(path for path in sys.path if path != layer)]


_only_ours()


def _utf8() -> None:
    """What helpers say is UTF-8 as well, also where Python reads no environment (Windows) and the code page is another."""
    for stream in (sys.stdout, sys.stderr):
        if sys.platform == "win32" and not sys.flags.utf8_mode and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")


_utf8()
