"""Licences of everything that ships, in one file; the build fails on a GPL or AGPL part.

Looked at: what each wheel says of itself, the licence files inside it (one that holds the GPL needs a reason), its bill of
materials, every shared library by name, what FFmpeg and the like say of themselves in their code, Python and its libraries,
fonts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from email.parser import Parser
from pathlib import Path

from devtools.console import ROOT, Stop
from devtools.licences import allowed, licence
from devtools.package import notices_inside
from devtools.package.notices_known import COPYRIGHTS, DEBIAN, GPL_TEXTS, INSIDE, MIT, TEXTS, VENDORED

GPL = re.compile(r"GNU\s+(AFFERO\s+)?GENERAL\s+PUBLIC\s+LICEN[CS]E\s+Version\s+\d", re.IGNORECASE)
# FFmpeg's libraries name their licence; encoders that are GPL leave their banner.
TELLTALE = re.compile(
    rb"lib(?:av|sw|postproc)\w+ license: (?!LGPL)[^\0]*|--enable-gpl|x265 \(build \d|x264 - core \d{2,3} r\d"
)
COMMON = Path("/usr/share/common-licenses")
NAMES = re.compile(r"licen[cs]e|copying|notice|authors|copyright", re.IGNORECASE)
RULE = "=" * 100
# How metadata calls the licences of TEXTS
TEXTS_BY_ID = ("Apache-2.0", "LGPL-3.0", "LGPL-2.1", "MPL-2.0")


class Part:
    """One thing that ships: its name, its licence in a few words, and the texts that come with it."""

    def __init__(self, name: str, words: str, texts: list[str]) -> None:
        self.name, self.words, self.texts = name, words, texts


def collect(site: Path, more: list[Part]) -> str:
    """The notices of all packages below `site`, and of `more` (Python). Raises Stop on what may not ship."""
    wheels = {info.name: _wheel(info) for info in sorted(site.glob("*.dist-info"))}
    parts = [*more, *_fonts(), *wheels.values(), *_vendored(site)]
    faults = [f"{part.name}: {part.words or 'no licence given'}" for part in parts if not allowed(part.words)]
    faults += [f"{part.name}: its wheel has no licence text" for part in wheels.values() if not part.texts]
    faults += _gpl_texts(site) + _telltales(site)
    for info in wheels:
        package = _normal(info.split("-")[0])
        faults += notices_inside.faults(package, notices_inside.bill(site / info), site)
    licences = {info: (part.name, part.words) for info, part in wheels.items()}
    libraries, unknown = notices_inside.libraries(site, licences, name_of)
    faults += [f"{name}: nobody knows its licence" for name in unknown]
    if faults:
        raise Stop("This may not ship (see packaging/devtools/package/notices_known.py):\n  " + "\n  ".join(faults))
    return _page(parts, libraries)


def debian(folder: Path) -> list[Part]:
    """Python and the system libraries of the Linux runtime, from Debian's copyright files. Raises Stop."""
    unknown = sorted(path.name for path in folder.iterdir() if path.name not in DEBIAN)
    if unknown:
        raise Stop(f"notices_known.py does not say under which licence these ship: {', '.join(unknown)}")
    return [
        Part(path.name, DEBIAN[path.name], [path.read_text("utf-8", "replace")] if path.name != "libuuid1" else [])
        for path in sorted(folder.iterdir())
    ]


def name_of(library: str) -> str:
    """`libavcodec-1a2b3c4d.so.62.1` -> `avcodec`: what VENDORED knows it by."""
    stem = re.sub(r"\.(so|dll|dylib)\b.*$", "", library, flags=re.IGNORECASE)
    stem = re.sub(r"^lib", "", re.sub(r"-[0-9a-f]{8,}(?=$|[-.])", "", stem))
    stem = re.sub(r"-r\d+$|[-_.]\d[\d.]*$", "", re.sub(r"^(scipy_openblas|openblas).*", r"\1", stem))
    return re.sub(r"^(avcodec|avformat|avutil|swresample|swscale|crypto|ssl|geos)-.*", r"\1", stem)


def _wheel(info: Path) -> Part:
    package: Message = Parser().parsestr((info / "METADATA").read_text("utf-8"))
    name = str(package["Name"])
    texts = [text for _, text in _texts(info)]
    words = licence(package)
    if not words or words.startswith("./"):
        words = next((text.strip().split("\n")[0] for text in texts), "")
    key = _normal(name)
    if not texts and key in COPYRIGHTS:
        texts = [MIT.format(copyright=COPYRIGHTS[key])]
    elif not texts and any(common in words for common in TEXTS_BY_ID):
        texts = ["The text of its licence is at the end of this file."]
    listed = [f"{part.name}: {part.words}" for part in notices_inside.bill(info) if not part.optional]
    inside = [f"With it come: {INSIDE[key]}"] if key in INSIDE else []
    return Part(
        f"{name} {package['Version']}",
        words,
        [*inside, *(["\n".join(["Inside it:", *listed])] if listed else []), *texts],
    )


def _texts(info: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(info.rglob("*")):
        if path.is_file() and ("licenses" in path.parts or NAMES.search(path.name)) and "sboms" not in path.parts:
            yield path, path.read_text("utf-8", "replace")


def _vendored(site: Path) -> list[Part]:
    folders = [*site.glob("*.libs"), *site.glob("*/.libs")]
    names = sorted({name_of(path.name) for folder in folders for path in folder.iterdir() if path.suffix != ".py"})
    unknown = [name for name in names if name not in VENDORED and not name.startswith(("vtk", ".load-order"))]
    if unknown:
        raise Stop(f"notices_known.py does not say under which licence these ship: {', '.join(unknown)}")
    return [Part(f"library {name} (inside a package)", VENDORED[name], []) for name in names if name in VENDORED]


def _fonts() -> list[Part]:
    folder = ROOT / "resources" / "fonts"
    return [
        Part("Fonts of Statuette (parts of Noto Sans CJK SC)", "OFL-1.1", [(folder / "LICENSE.txt").read_text("utf-8")])
    ]


def _gpl_texts(site: Path) -> list[str]:
    """Packages with the text of the GPL in them that nobody has given a reason for."""
    found: dict[str, str] = {}
    for info in site.glob("*.dist-info"):
        package = _normal(info.name.split("-")[0])
        for path, text in _texts(info):
            if GPL.search(text) and package not in GPL_TEXTS:
                found[package] = f"{package}: {path.name} holds the GPL"
    for path in site.rglob("*"):
        if path.is_file() and NAMES.search(path.name) and path.suffix in {"", ".txt", ".md", ".rst"}:
            top = _normal(path.relative_to(site).parts[0].split("-")[0])
            if GPL.search(path.read_text("utf-8", "replace")) and top not in GPL_TEXTS and top not in found:
                found[top] = f"{path.relative_to(site)} holds the GPL"
    return list(found.values())


def _telltales(site: Path) -> list[str]:
    """Shared libraries whose own code says that they were built with GPL parts."""
    faults = []
    for path in sorted(site.rglob("*")):
        if path.is_file() and re.search(r"\.(so|dll|pyd)\b", path.name):
            found = TELLTALE.search(path.read_bytes())
            if found:
                faults.append(f"{path.relative_to(site)} says of itself: {found[0][:80].decode('latin-1')}")
    return faults


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _page(parts: list[Part], libraries: list[str]) -> str:
    lines = [
        "Statuette 手办工坊 is under the Apache License 2.0. It ships with the parts below, each under its own licence.",
        "Parts under the LGPL are shared libraries or Python packages in folders of their own: you may replace them with",
        "your own builds; their sources are where the packages name them (the Python Package Index, the Qt project, Debian).",
        "",
        *(f"{part.name:60} {' '.join(part.words.split())[:120]}" for part in parts),
        "",
    ]
    lines += [
        RULE,
        "Shared libraries of the packages, each with its licence and the package it came with",
        RULE,
        *libraries,
        "",
    ]
    for part in parts:
        if part.texts:
            lines += [RULE, part.name, RULE, *(text.strip() + "\n" for text in part.texts)]
    for name in TEXTS:
        path = COMMON / name
        if not path.exists():
            raise Stop(f"The text of {name} is not in {COMMON}; build on Debian, where base-files brings it.")
        lines += [RULE, f"Text of {name}", RULE, path.read_text("utf-8")]
    return "\n".join(lines).rstrip() + "\n"
