"""Licences of what ships: permissive or weak copyleft only; runs inside the environment.

Reads the metadata of every package of the run lock. GPL and AGPL fail; LGPL passes (linked dynamically), and so does a
choice that offers something better than the GPL, as PySide6 does (LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only).
"""

from __future__ import annotations

import re
import sys
from email.message import Message
from importlib import metadata
from pathlib import Path
from typing import cast

LOCK = Path(__file__).resolve().parent.parent / "requirements.txt"
STRONG = re.compile(r"(?<![A-Za-z])A?GPL|(?<!LESSER )GENERAL PUBLIC LICEN|AFFERO", re.IGNORECASE)
# The runtime libraries of GCC may be used by anything that GCC compiled.
EXCUSED = re.compile(r"GPL-3\.0-(only|or-later)\s+WITH\s+GCC-exception-3\.1|GPL-3\.0-with-GCC-exception", re.IGNORECASE)


def licence(package: Message) -> str:
    """What the package says of itself: SPDX expression, else classifiers, else the first line of its words or file."""
    spdx = package.get("License-Expression")
    if spdx:
        return spdx
    classifiers = [
        c.rsplit("::", 1)[-1].strip() for c in package.get_all("Classifier") or [] if c.startswith("License ::")
    ]
    named = " OR ".join(c for c in classifiers if c != "OSI Approved")
    return named or (package.get("License") or "").strip().split("\n")[0] or _title_of_file(package)


def _title_of_file(package: Message) -> str:
    """First line of the licence file that a package names and says nothing else about (PEP 639 lets it)."""
    for name in package.get_all("License-File") or []:
        try:
            files = metadata.files(str(package["Name"])) or []
        except metadata.PackageNotFoundError:
            return ""
        for path in files:
            if path.name == Path(name).name:
                return Path(str(path.locate())).read_text("utf-8").strip().split("\n")[0]
    return ""


def allowed(words: str) -> bool:
    """Whether one of the choices is free of strong copyleft."""
    return bool(words) and any(
        not STRONG.search(EXCUSED.sub("", choice)) for choice in re.split(r"\sOR\s", words, flags=re.IGNORECASE)
    )


def locked_names(lock: Path = LOCK) -> list[str]:
    return sorted(
        {match[1] for match in re.finditer(r"^([A-Za-z0-9][\w.-]*)==", lock.read_text("utf-8"), re.MULTILINE)}
    )


def main() -> int:
    faults = 0
    listing = "--list" in sys.argv[1:]
    for name in locked_names():
        try:
            words = licence(cast("Message", metadata.metadata(name)))
        except metadata.PackageNotFoundError:
            continue  # locked for another platform
        if listing:
            print(f"{name:24} {words}")
        if not allowed(words):
            faults += 1
            print(f"{name}: its licence may not ship: {words or 'none given'}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
