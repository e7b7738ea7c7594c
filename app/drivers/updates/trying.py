"""Tries a new layer before it is put in place: its own Python imports what its window is made of."""

import json
import logging
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from app.errors import Cancelled
from app.i18n import text
from app.jobs.progress import Progress
from app.settings.releases import UpdateRefusedError

log = logging.getLogger(__name__)
SECONDS = 180.0
# Also makes the byte code, so that the first start is as quick as the next; what is compiled without looking at the source
# again stays right, because a layer is never changed.
TRY = """\
import compileall, importlib, pathlib, py_compile, sys
import app
layer = pathlib.Path(app.__file__).parent
compileall.compile_dir(layer, quiet=2, workers=0, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
for name in sys.argv[1:]:
    importlib.import_module(name)
print("version", app.__version__)
"""


class DoesNotStartError(UpdateRefusedError):
    """A new version that this PC cannot start."""

    def __init__(self, version: str) -> None:
        super().__init__(
            text(
                "Version {version} does not start on this PC; it was not put in place. Tell whoever publishes it.",
                version=version,
            )
        )


def python_of(runtime: Path) -> Path:
    """The interpreter of a runtime layer."""
    return runtime / "python.exe" if sys.platform == "win32" else runtime / "bin" / "python3"


def try_out(layer: Path, runtime: Path, version: str, progress: Progress) -> None:
    """Import what ``application.json`` names under "starts", or the program alone. Raises DoesNotStartError, Cancelled."""
    try:
        facts = json.loads((layer / "application.json").read_text("utf-8"))
        modules = [str(name) for name in facts.get("starts", ["app.__main__"])]
        right = facts.get("version") == version
    except (OSError, ValueError, AttributeError, TypeError):
        raise DoesNotStartError(version) from None
    if not right:
        raise DoesNotStartError(version)
    with tempfile.TemporaryDirectory() as home:
        env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "STATUETTE_"))}
        env |= {"STATUETTE_HOME": home, "STATUETTE_APP": str(layer), "PYTHONPATH": str(layer), "PYTHONNOUSERSITE": "1"}
        quiet = 0x08000000 if sys.platform == "win32" else 0  # no window of its own
        try:
            child = subprocess.Popen(  # noqa: S603 - our own Python
                [str(python_of(runtime)), "-P", "-c", TRY, *modules],
                env=env, cwd=home, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                text=True, creationflags=quiet,
            )  # fmt: skip
        except OSError:
            raise DoesNotStartError(version) from None
        waited = 0.0
        while True:
            try:
                said, _ = child.communicate(timeout=0.2)
                break
            except subprocess.TimeoutExpired:
                waited += 0.2
                try:
                    progress(min(0.99, waited / 10))
                except Cancelled:
                    child.kill()
                    child.communicate()
                    raise
                if waited > SECONDS:
                    child.kill()
                    child.communicate()
                    raise DoesNotStartError(version) from None
    if child.returncode or f"version {version}" not in said.splitlines():
        log.warning("version %s was tried and ended with %s", version, child.returncode)
        raise DoesNotStartError(version)
