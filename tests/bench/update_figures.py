"""How much an application-only update fetches, and how long it takes until it is in place: the real layer of this tree.

``python -m tests.bench.update_figures [RUNTIME]`` prints it; ``measure`` gives it to `bench package`. RUNTIME is a folder with
``bin/python3`` (or ``python.exe``) and all libraries, ``runtime-<hash>`` of an installation; without it the Python that
measures is taken, which has the same libraries.
"""

import http.server
import json
import os
import re
import shutil
import sys
import tempfile
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "packaging"))

from devtools.release import __main__ as release  # noqa: E402
from devtools.release import packing  # noqa: E402

from app.drivers.updates.updating import LayerUpdates  # noqa: E402
from app.jobs.progress import Progress  # noqa: E402
from app.settings.installed import Installed  # noqa: E402
from tests.unit.updates.whole import verify  # noqa: E402

# What an ordinary version changes: some code in every room, and the words.
CHANGED = ("app/**/*.py",)
EVERY = 20


class _Quiet(http.server.SimpleHTTPRequestHandler):
    fetched = 0

    def copyfile(self, source: Any, outputfile: Any) -> None:
        content = source.read()
        type(self).fetched += len(content)
        outputfile.write(content)

    def log_message(self, *_words: object) -> None:
        pass


def measure(runtime: Path | None = None, rounds: int = 3) -> dict[str, float]:
    """``update_mb``, ``update_s`` (median), ``update_full_mb`` (all parts, where nothing is there)."""
    os.environ.setdefault("STATUETTE_RELEASE_PASSPHRASE", "only for measuring")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        repository, keys = folder / "repository", folder / "keys"
        release.main(["init", str(repository), "--keys", str(keys)])
        home = folder / "home"
        home.mkdir()
        digest = _runtime(home, runtime)
        old = packing.from_source(home, digest, "0.1.0")
        _rename(old, "0.1.0")
        shutil.copy(repository / "metadata" / "1.root.json", home / "update-root.json")
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(repository)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            took, sizes, full = [], [], 0.0
            for number in range(rounds):
                version = f"0.2.{number}"
                full = _publish(folder, repository, keys, digest, version)
                place = Installed(home, old, home, "tar", "user", "0.1.0", digest, "0.1.0")
                _Quiet.fetched, began = 0, time.monotonic()
                source = f"http://127.0.0.1:{server.server_address[1]}"
                updates = LayerUpdates(place)
                found = updates.look(source, Progress())
                assert found is not None
                updates.fetch(source, found.version, Progress())
                took.append(time.monotonic() - began)
                sizes.append(_Quiet.fetched / 1e6)
                new = home / f"app-{version}"
                assert verify(new)
                shutil.rmtree(new)
        finally:
            server.shutdown()
            server.server_close()
    middle = len(took) // 2
    return {
        "update_mb": round(sorted(sizes)[middle], 2),
        "update_s": round(sorted(took)[middle], 2),
        "update_full_mb": round(full, 2),
    }


def _publish(folder: Path, repository: Path, keys: Path, digest: str, version: str) -> float:
    """A version in which every twentieth file has changed; gives the megabytes of all of it."""
    layer = packing.from_source(folder / version, digest, version)
    _rename(layer, version)
    for number, path in enumerate(sorted(path for pattern in CHANGED for path in layer.glob(pattern))):
        if number % EVERY == 0:
            path.write_text(path.read_text("utf-8") + f"\n# changed in {version}\n", "utf-8")
    words = layer / "resources" / "translations" / "zh_CN" / "LC_MESSAGES" / "statuette.mo"
    if words.is_file():
        words.write_bytes(words.read_bytes() + version.encode())
    release.main(["add", str(repository), "--keys", str(keys), "--app", str(layer)])
    index = json.loads(max((repository / "targets").glob("*/*releases.json"), key=_changed).read_text("utf-8"))
    newest = index["apps"][-1]
    return float(newest["fetched"] + sum(part["fetched"] for part in newest["parts"])) / 1e6


def _changed(path: Path) -> float:
    return path.stat().st_mtime


def _rename(layer: Path, version: str) -> None:
    path = layer / "app" / "__init__.py"
    path.write_text(re.sub(r'__version__ = "[^"]+"', f'__version__ = "{version}"', path.read_text("utf-8")), "utf-8")


def _runtime(home: Path, runtime: Path | None) -> str:
    """The runtime beside the layers; the digest in its name."""
    if runtime is not None:
        (home / runtime.name).symlink_to(runtime.resolve())
        return runtime.name.removeprefix("runtime-")
    python = home / "runtime-here" / "bin" / "python3"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    return "here"


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]) if len(sys.argv) > 1 else None)))
