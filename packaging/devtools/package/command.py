"""`dev.py package KIND [--out DIR]`."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

from devtools.console import LINUX, ROOT, Stop, say


def main(words: list[str]) -> int:
    """Build one installer and say where it is and how large. Raises Stop."""
    parser = argparse.ArgumentParser(prog="dev.py package")
    parser.add_argument("kind", choices=("deb", "tar", "windows"))
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="folder for the installer (dist)")
    parser.add_argument("--quick", action="store_true", help="pack loosely: larger, for trying it out")
    asked = parser.parse_args(words)
    if not LINUX:
        raise Stop("Installers are built on Debian 13, the one for Windows too.")
    began = time.monotonic()
    target = build(asked.kind, asked.out.absolute(), quick=asked.quick)
    say(f"{target} ({target.stat().st_size / 1e6:.1f} MB)")
    say(f"Built in {time.monotonic() - began:.0f} s.")
    return 0


def build(kind: str, out: Path, *, quick: bool) -> Path:
    """Build one kind of installer; `quick` packs loosely where the kind knows that. Raises Stop."""
    if kind == "deb":
        from devtools.package import deb  # noqa: PLC0415 - one kind needs nothing of the other

        return deb.build(out, quick=quick)
    if kind == "tar":
        from devtools.package import tar  # noqa: PLC0415

        return tar.build(out, quick=quick)
    from devtools.package import windows  # noqa: PLC0415

    if quick:
        os.environ["STATUETTE_PACKAGE_FAST"] = "1"
    built: Path = windows.build(out)
    return built
