"""What is inside the packages: parts that a wheel's bill of materials names, and every shared library with its licence.

Bills of materials (CycloneDX) lie in `sboms` of a wheel's metadata; those of the tool that bundles libraries name no
licences, and its libraries are in VENDORED of notices_known.py.
"""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from devtools.licences import allowed
from devtools.package.binaries import binaries
from devtools.package.notices_known import LEFT_OUT_OF_WHEELS, UNNAMED, VENDORED


class Inside(NamedTuple):
    """A part of a package: its name with version, its licence, and whether the maker calls it optional."""

    name: str
    words: str
    optional: bool


def bill(info: Path) -> list[Inside]:
    """What the bills of materials of a wheel name, in order; `info` is its `dist-info`."""
    found: dict[str, Inside] = {}
    for file in sorted((info / "sboms").glob("*.json")) if (info / "sboms").is_dir() else []:
        content = json.loads(file.read_text("utf-8"))
        listed = content.get("components", [])
        if any("licenses" in component for component in listed):
            for component in listed:
                name = " ".join(str(component[key]) for key in ("name", "version") if component.get(key))
                words = _words(component) or UNNAMED.get(component["name"], "")
                found[name] = Inside(name, words, component.get("scope") == "optional")
    return sorted(found.values(), key=lambda part: part.name.lower())


def faults(package: str, parts: list[Inside], site: Path) -> list[str]:
    """Parts that may not ship; one that is optional may stand in the bill if the package's libraries have no trace of it."""
    result = []
    for part in parts:
        if allowed(part.words):
            continue
        trace = LEFT_OUT_OF_WHEELS.get(part.name.split(" ")[0]) if part.optional else None
        if trace is None or any(re.search(trace, path.read_bytes()) for path in _libraries_of(package, site)):
            result.append(f"{part.name} in {package}: {part.words or 'no licence given'}")
    return result


def libraries(site: Path, licences: dict[str, tuple[str, str]], name_of: Any) -> tuple[list[str], list[str]]:
    """A line for each shared library, and what nobody knows the licence of.

    `licences`: for each `dist-info` folder's name the package with version, and its licence; `name_of`: what VENDORED calls a
    file.
    """
    owner = {path: info.name for info in site.glob("*.dist-info") for path in recorded(info)}
    lines, unknown = [], []
    for path in binaries(site):
        inside = path.relative_to(site).as_posix()
        package, words = licences.get(owner.get(inside, ""), ("", ""))
        words = VENDORED.get(name_of(path.name), "" if path.parent.name.endswith(".libs") and not _own(path) else words)
        if not words:
            unknown.append(inside)
        lines.append(f"{inside:90} {words[:60]:60} {package}")
    return lines, unknown


def recorded(info: Path) -> list[str]:
    """Paths that a package's RECORD names, as below the folder of packages."""
    with (info / "RECORD").open(encoding="utf-8", newline="") as file:
        return [row[0] for row in csv.reader(file) if row]


def _own(path: Path) -> bool:
    """Whether a library in a `*.libs` folder is the package's own: VTK's for Windows are all there."""
    return path.name.startswith(("vtk", "viskores")) and path.parent.name == "vtk.libs"


def _libraries_of(package: str, site: Path) -> list[Path]:
    for info in site.glob("*.dist-info"):
        if re.sub(r"[-_.]+", "-", info.name.split("-")[0]).lower() == package:
            return [
                site / name
                for name in recorded(info)
                if re.search(r"\.(so|pyd|dll)\b", name) and (site / name).is_file()
            ]
    return []


def _words(component: dict[str, Any]) -> str:
    """The licences of a part; several are all to be kept, a choice stands in one expression."""
    words = []
    for entry in component.get("licenses", []):
        named = entry.get("license", {})
        words.append(str(entry.get("expression") or named.get("id") or named.get("name") or ""))
    return " AND ".join(word for word in words if word)
