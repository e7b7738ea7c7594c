"""The first five minutes: how many clicks from the first window to a print file of the sample figurine.

``python -m tests.bench.day_figures.clicks``; needs a display. The last line is one JSON object: clicks_first_job.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

PATIENCE_S = 600.0


def main() -> int:
    """Click, print; 1 where there is no print file at the end."""
    with tempfile.TemporaryDirectory(prefix="statuette-first-", ignore_cleanup_errors=True) as folder:
        os.environ |= {"STATUETTE_HOME": f"{folder}/home", "HOME": folder, "LANGUAGE": "en"}
        settings = Path(folder) / "home" / "settings"
        settings.mkdir(parents=True)
        (settings / "preferences.json").write_text('{"language": "en"}', "utf-8")
        from app.bootstrap.assembling import assemble
        from tests.bench.viewport_figures.window import pause
        from tests.first_job import do_first_job

        def until(true: Callable[[], object]) -> None:
            end = time.monotonic() + PATIENCE_S
            while not true():
                pause(0.05)
                if time.monotonic() > end:
                    raise TimeoutError("the window did not get there")

        workstation = assemble()
        workstation.window.resize(1366, 728)
        workstation.window.show()
        workstation.begin([])
        try:
            clicks, file = do_first_job(workstation.window, until)
            good = file.stat().st_size > 0
        finally:
            workstation.close()
    print(f"{clicks} clicks to {file.name}")
    print(json.dumps({"clicks_first_job": clicks}))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
