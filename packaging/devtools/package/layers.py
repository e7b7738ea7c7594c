"""The two layers of an installed Statuette: the runtime (Python and packages) and the application."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from devtools.console import ROOT, Stop
from devtools.package import tools

LAUNCH = ROOT / "packaging" / "launch"
# Beside caches, what a layer has no use for: catalogues are compiled, and the pictures of the README are for readers.
LEFT_OUT = ("__pycache__", "*.pyc", "*.pyi", "*.po", "*.pot", ".*", "*.part")
# Fonts are large and stay as they are: they go into the runtime, so that an update of the application is small.
LEFT_OUT_FOLDERS = ("resources/screens", "resources/fonts")
# What an update imports before it is put in place: a layer that lacks something is refused, not started.
STARTS = ["app.__main__", "app.gui.window.main_window", "app.storage.opening"]
FONTS = ROOT / "resources" / "fonts"


def version() -> str:
    """The version in pyproject.toml."""
    found = re.search(r'^version = "([^"]+)"', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    if found is None:
        raise Stop("pyproject.toml names no version.")
    return found[1]


def schema() -> str:
    """The newest database schema that this application knows: the last migration's number."""
    migrations = ROOT / "app" / "storage" / "migrations" / "versions"
    return max(path.stem.split("_")[0] for path in migrations.glob("r*.py"))


def runtime_hash(platform: str, parts: Iterable[bytes | Path]) -> str:
    """Twelve hex digits that name a runtime: of what goes in (lock, Python, rules) and the platform it is for."""
    digest = hashlib.sha256(platform.encode())
    for part in parts:
        content = part.read_bytes() if isinstance(part, Path) else part
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()[:12]


def application(home: Path, runtime: str, notices: str) -> Path:
    """Make `app-<version>/` in an installation's folder and give its path; its runtime gets the fonts if it lacks them."""
    layer = home / f"app-{version()}"
    compile_catalogues()
    program(layer, runtime, version())
    (layer / "NOTICES.txt").write_text(notices, "utf-8", newline="\n")
    if (home / f"runtime-{runtime}").is_dir():
        fonts(home / f"runtime-{runtime}")
    return layer


def program(layer: Path, runtime: str, number: str) -> None:
    """Copy the program and its resources into a layer, and say which version it is and which runtime it needs."""
    for name in ("app", "resources"):
        shutil.copytree(ROOT / name, layer / name, ignore=_left_out)
    shutil.copy(ROOT / "LICENSE", layer / "LICENSE")
    facts = {"version": number, "runtime": runtime, "schema": schema(), "starts": STARTS}
    (layer / "application.json").write_text(json.dumps(facts, indent=1) + "\n", "utf-8", newline="\n")


def compile_catalogues() -> None:
    tools.prepare()
    tools.do([tools.PYTHON, "-I", ROOT / "packaging" / "devtools" / "catalogues.py", "compile"])


def fonts(runtime: Path) -> None:
    """Put the fonts where app/settings/shipped.py looks for them; `runtime` is what sys.prefix will be."""
    target = runtime / "share" / "statuette" / "fonts"
    if not target.exists():
        shutil.copytree(FONTS, target, ignore=shutil.ignore_patterns(*LEFT_OUT))


def shared_parts() -> list[Path]:
    """Files of the project that every runtime is made of and named by, on each system."""
    rules = sorted((ROOT / "packaging" / "devtools" / "package").glob("prune*.py"))
    rules += [rules[0].with_name(name) for name in ("binaries.py", "compiled.py", "wheels.py")]
    return [ROOT / "packaging" / "requirements.txt", *rules, LAUNCH / "sitecustomize.py", *sorted(FONTS.iterdir())]


def installed(home: Path, kind: str, scope: str, runtime: str) -> None:
    """What the launcher and the program read about this installation."""
    facts = {"kind": kind, "scope": scope, "app": version(), "runtime": runtime}
    (home / "installed.json").write_text(json.dumps(facts, indent=1) + "\n", "utf-8", newline="\n")


def _left_out(folder: str, names: list[str]) -> set[str]:
    """What stays out of a folder that is copied."""
    here = Path(folder).relative_to(ROOT)
    dropped = shutil.ignore_patterns(*LEFT_OUT)(folder, names)
    return dropped | {name for name in names if (here / name).as_posix() in LEFT_OUT_FOLDERS}
