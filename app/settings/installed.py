"""How this program was installed, as its launcher said: its layers, where updates come to, and how new versions fared.

``packaging/launch/launch.py`` chooses an application layer and says so in the environment; it and this file read and write
the same marks, ``<updates>/state/app-<version>.json``. A development tree is not installed, and has none of that.
"""

import contextlib
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from app.safe_write import write_chunks

Kind = Literal["deb", "tar", "windows"]
Scope = Literal["user", "machine", "portable"]
State = Literal["", "trial", "healthy", "broken"]


@dataclass(frozen=True)
class Installed:
    """home: where the installer put everything; app: the layer that runs; updates: where newer layers come to.

    version, runtime  of the layer that runs: "0.2.0", and the digest that names ``runtime-<digest>``
    base              the version that the installer brought
    source            where updates come from, as the installer has it; "" where it says nothing
    """

    home: Path
    app: Path
    updates: Path
    kind: Kind
    scope: Scope
    version: str
    runtime: str
    base: str
    source: str = ""

    @property
    def root(self) -> Path:
        """The first root of trust of updates; where it is absent, updates are off."""
        return self.home / "update-root.json"

    @property
    def launcher(self) -> Path:
        """What starts the newest healthy version."""
        return self.home / "launch.py"


@dataclass(frozen=True)
class Mark:
    """What is known of a version that came as an update.

    attempts  starts on trial that have not reported yet
    why       of a broken one: "died" (``code``: its exit status), "silent" (never reported), "migration"
    told      somebody has read that it was set aside
    """

    version: str
    state: State
    attempts: int = 0
    why: str = ""
    code: int | None = None
    told: bool = False


def installed() -> Installed | None:
    """How this process was installed; None in a development tree, or where its launcher said nothing that is there."""
    home, app = os.environ.get("STATUETTE_INSTALLED"), os.environ.get("STATUETTE_APP")
    if not home or not app:
        return None
    facts, layer = _read(Path(home) / "installed.json"), _read(Path(app) / "application.json")
    if not layer.get("version") or not layer.get("runtime"):
        return None
    kind, scope = facts.get("kind"), facts.get("scope")
    return Installed(
        Path(home),
        Path(app),
        Path(os.environ.get("STATUETTE_UPDATES") or home),
        kind if kind in {"deb", "tar", "windows"} else "tar",
        scope if scope in {"user", "machine", "portable"} else "user",
        str(layer["version"]),
        str(layer["runtime"]),
        str(facts.get("app", "")),
        str(facts.get("updates", "")),
    )


def version_key(version: str) -> tuple[Any, ...]:
    """Orders versions as the launcher does: 0.9 < 0.10rc1 < 0.10 < 0.10.post1."""
    numbers = re.match(r"\d+(?:\.\d+)*", version)
    release = [int(n) for n in numbers[0].split(".")] if numbers else []
    while release and release[-1] == 0:
        release.pop()
    rest = version[numbers.end() :] if numbers else version
    after = 0 if not rest else 1 if rest.startswith((".post", "+", "-")) else -1
    return tuple(release), after, [(int(n) if n else 0, word) for n, word in re.findall(r"(\d+)|([A-Za-z]+)", rest)]


def mark(place: Installed, version: str) -> Mark:
    """What is known of a version; one that came with the installer has no state."""
    return _mark(version, _read(_mark_file(place.updates, version)))


def set_aside(place: Installed) -> tuple[Mark, ...]:
    """Versions that were set aside and nobody has been told about yet, the newest first."""
    found = [
        _mark(path.stem.removeprefix("app-"), _read(path)) for path in (place.updates / "state").glob("app-*.json")
    ]
    untold = (one for one in found if one.state == "broken" and not one.told)
    return tuple(sorted(untold, key=lambda one: version_key(one.version), reverse=True))


def on_trial() -> bool:
    """Whether this is a first start of a new version, over which the launcher watches: where it fails, the one before starts."""
    place = installed()
    return place is not None and mark(place, place.version).state == "trial"


def report_shown(place: Installed) -> None:
    """The window is up: whoever closes it now does not speak against this version."""
    _change(place, place.version, only="trial", shown=True)


def report_healthy(place: Installed) -> None:
    """The window is up and the order book was opened: this version is no more on trial."""
    _change(place, place.version, only="trial", state="healthy", attempts=0)


def report_broken(place: Installed, why: str) -> None:
    """This version cannot do its work: the next start takes the one before it."""
    _change(place, place.version, only="trial", state="broken", why=why, told=False)


def report_told(place: Installed, version: str) -> None:
    """Somebody has read that this version was set aside."""
    _change(place, version, only="broken", told=True)


def start_again(place: Installed, *options: str) -> None:
    """Start the newest healthy version beside this process, which is about to end. Raises OSError."""
    stub = place.home / "statuette.exe"
    words = [str(stub)] if stub.is_file() else [sys.executable, "-I", str(place.launcher)]
    words += options
    apart = {"creationflags": 0x00000208} if sys.platform == "win32" else {"start_new_session": True}
    none = subprocess.DEVNULL
    subprocess.Popen(words, stdin=none, stdout=none, stderr=none, cwd=place.home, **apart)  # noqa: S603 - our own launcher


def put_on_trial(updates: Path, version: str) -> None:
    """A new layer is about to be put in place: its first start is watched over. Raises OSError."""
    _write(_mark_file(updates, version), {"state": "trial", "attempts": 0, "shown": False, "told": False})


def _change(place: Installed, version: str, *, only: State, **changes: Any) -> None:
    """Change a mark that is in this state; a folder that cannot be written changes nothing."""
    path = _mark_file(place.updates, version)
    before = _read(path)
    if before.get("state") == only:
        with contextlib.suppress(OSError):
            _write(path, before | changes)


def _mark_file(updates: Path, version: str) -> Path:
    return updates / "state" / f"app-{version}.json"


def _mark(version: str, found: dict[str, Any]) -> Mark:
    state, attempts, code = found.get("state"), found.get("attempts"), found.get("code")
    return Mark(
        version,
        state if state in {"trial", "healthy", "broken"} else "",
        attempts if isinstance(attempts, int) else 0,
        str(found.get("why", "")),
        code if isinstance(code, int) else None,
        found.get("told") is True,
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(path: Path, values: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_chunks(path, [json.dumps(values | {"at": datetime.now(UTC).isoformat()}).encode()])
