"""Temporary files that a program which was killed left behind: they hold models in the clear."""

import logging
import time
from collections.abc import Iterable
from pathlib import Path

OLD_S = 3600.0  # what is older belongs to nobody any more

log = logging.getLogger(__name__)


def take_away(paths: Iterable[Path], older_s: float = OLD_S) -> int:
    """Delete those of these files that are old; gives how many. One that is in use stays for the next time."""
    limit, count = time.time() - older_s, 0
    for path in paths:
        try:
            if path.is_file() and path.stat().st_mtime < limit:
                path.unlink()
                count += 1
        except OSError as error:  # another process was faster, or has it open
            log.info("a temporary file stays: %s", type(error).__name__)
    return count
