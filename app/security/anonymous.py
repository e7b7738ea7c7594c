"""Takes persons, files and places out of words that may leave this PC: logs, tracebacks, reports of crashes.

What is code stays: frames, type names, numbers. What a person typed goes, as far as it can be told apart: paths and names of
files, user and host name, addresses in the network, numbers of orders, telephone numbers, and words that look like names.
"""

import builtins
import getpass
import os
import platform
import re
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from app.security.scrub import HIDDEN, scrubbed, scrubbed_message

ROOT = Path(__file__).parent.parent.parent
FILE = "<file>"
_ENDINGS = (
    "stl|obj|ply|glb|gltf|3mf|off|wrl|vrml|step|stp|zip|png|jpg|jpeg|webp|gif|bmp|tif|tiff|svg|heic|heif|avif|pdf|dxf|mp4|mov|"
    "webm|mp3|wav|m4a|aac|flac|ogg|csv|xlsx|xls|json|html|htm|txt|gcode|ufp|db|sqlite|statuette|backup|bak|mtl|icc|doc|docx|rar|7z"
)
_ENDING = rf"\.(?:{_ENDINGS})"
_SYSTEM = ("/usr/", "/lib", "/opt/statuette/", "/etc/", "/proc/", "/sys/", "/dev/")
_START = r"(?:(?<![A-Za-z])[A-Za-z]:[\\/]|\\\\[^\s\\]+\\|~[\\/]|file:///?|(?<![\w.)>/:*])/(?=[^\s/]))"
_FRAME = re.compile(r'^[\s|+-]*File "(?P<path>[^"]*)"(?P<rest>, line \d+(?:, in \S+| in \S+)?)\s*$')
_CARETS = re.compile(r"^[\s|]*[~^]+[\s~^]*$")
_QUOTED_PATH = re.compile(rf"(?P<quote>[\"'“‘«]){_START}[^\"'”’»\n]*[\"'”’»]")
_LONG_PATH = re.compile(rf"{_START}[^\n\"'<>|*?“”]*?{_ENDING}\b", re.IGNORECASE)
_PATH = re.compile(rf"{_START}[^\s\"'<>|*?“”,;)]*")
_URL = re.compile(r"\b(?!file)([a-z][a-z0-9+.-]{1,20})://[^\s\"'<>]+", re.IGNORECASE)
_BARE_FILE = re.compile(rf"(?:[^\s/\\\"'<>|:*?()\[\]]+ ){{0,4}}[^\s/\\\"'<>|:*?()\[\]]+{_ENDING}\b", re.IGNORECASE)
_ADDRESS = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?(?![\w.])")
_ADDRESS_6 = re.compile(r"(?<![\w:])(?:[0-9a-f]{1,4}:){3,7}(?::|[0-9a-f]{1,4})(?![\w:])", re.IGNORECASE)
_ORDER = re.compile(r"(?<![A-Za-z0-9])[A-Z]{1,6}-?\d{6,8}-\d{1,6}(?!\d)")
_SERIAL = re.compile(r"(?<![A-Za-z0-9])[A-Z]{1,4}-[0-9A-HJKMNP-TV-Z]{6}(?![A-Za-z0-9])")
_OUR_SUBJECTS = ("order", "item", "job", "printer", "plate", "piece", "parcel", "claim", "proof")
_NUMBER = re.compile(rf"(?<![\w.\[]){''.join(f'(?<!{one}:)' for one in _OUR_SUBJECTS)}\+?\d{{7,}}(?![\w\]])")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", re.UNICODE)
_TECHNICAL = re.compile(r"NoneType|(?:Q|vtk|Vtk|Gl|Egl)[A-Z]\w*|\w+(?:Error|Exception|Warning|Refused|Interrupt)")
_OUR_WORDS = """
A An And As At Before But By Cannot Could Did Does Fatal For From Group Has If In Input Is It Its No Not Nothing Of On Only Or
Out Stack Such The There These This To Too Was Were What When Where Which With Without You Your
Statuette Python Qt PySide VTK OpenGL GL EGL GLX GLSL Mesa LLVM GNU NVIDIA AMD ATI Intel Microsoft Windows Linux Debian Ubuntu
SQLite PostgreSQL SQL NumPy SciPy JSON CSV XML HTML PDF STL OBJ PLY GLB STEP DXF PNG JPEG ZIP UTF ASCII HTTP HTTPS MQTT TLS SSL
DNS USB GPU CPU RAM MB GB KB OK ID IDs API URL DPI RGB RGBA CMYK ICC
DEBUG INFO WARNING ERROR CRITICAL Traceback Thread Current Segmentation Aborted Illegal Bus Floating Main Dummy
Errno File Object Index Key Value Type Invalid Unknown Unexpected Expected Failed Unable Missing Permission Connection Timeout
Timed Broken Bad Address Operation Argument Arguments Field Extra Line Column Widget Widgets Timer Timers Signal Slot Slots
Paint Painter Device Surface Context Window Screen Font Fonts Image Texture Shader Program Render Core Profile Version
Compatibility Worker Job Jobs Lane Process Helper Memory Allocation Array Arrays Shape Mesh Table Database Schema
Item Order Orders Printer Printers Plate Sheet Layout Report Backup Bench Book Migration Migrations
"""


def anonymous(words: str, names: Iterable[str] = ()) -> str:
    """The words without persons, files and places.

    names  whatever else must not be told: names of files and creations that are known to be personal
    """
    for name in sorted({name for name in (*names,) if len(name) > 2}, key=len, reverse=True):
        words = re.sub(_whole(name), FILE, words, flags=re.IGNORECASE)
    lines, code = [], False
    for line in words.split("\n"):
        frame = _FRAME.match(line)
        if frame is not None:
            lines.append(line.replace(frame["path"], path_of_code(frame["path"]), 1))
            code = True
        elif _CARETS.match(line):
            lines.append(line)
        elif code and line.startswith("  "):  # the line of code below its frame
            lines.append(_facts_only(line))
            code = False
        else:
            code = False
            lines.append(_message(line))
    return _without_people_here("\n".join(lines))


def plain_facts_hidden(words: str, names: Iterable[str] = ()) -> str:
    """Our own sentences, in whatever language, without the paths, addresses and numbers that are filled into them."""
    for name in sorted({name for name in names if name}, key=len, reverse=True):
        words = re.sub(_whole(name), HIDDEN, words, flags=re.IGNORECASE)
    return _without_people_here("\n".join(_facts_only(line) for line in words.split("\n")))


def path_of_code(path: str) -> str:
    """Where a piece of code lies, told without the folders of a person: from our own root, or from the libraries on."""
    if path.startswith("<"):  # told already, or made up by Python
        return path
    plain = path.replace("\\", "/")
    root = ROOT.as_posix()
    if plain.startswith(root + "/"):
        return "<program>" + plain[len(root) :]
    for mark in ("/site-packages/", "/dist-packages/"):
        if mark in plain:
            return "<libraries>/" + plain.rsplit(mark, 1)[1]
    library = re.search(r"/(python3\.\d+|Lib)/(?=[\w/]+\.py$)", plain)
    if library is not None:
        return "<python>/" + plain[library.end() :]
    if plain.startswith(("/usr/", "/opt/statuette/")) or (
        not plain.startswith(("/", "~")) and not re.match(r"\w:/", plain)
    ):
        return path if plain.count("/") == 0 or plain.startswith("/") else Path(plain).name
    return "<elsewhere>/" + (Path(plain).name if plain.endswith((".py", ".pyc")) else FILE)


def _message(line: str) -> str:
    """A line that is no code: it may quote what somebody worked on."""
    return _words(_facts_only(scrubbed_message(_paths(line))))


def _facts_only(line: str) -> str:
    """The line without what is known by its form."""
    line = _paths(line)
    for pattern in (_ADDRESS, _ADDRESS_6, _ORDER, _SERIAL):
        line = pattern.sub(HIDDEN, line)
    return _NUMBER.sub(HIDDEN, scrubbed(line))


def _paths(line: str) -> str:
    def hide(found: re.Match[str]) -> str:
        path = found.group()
        quote = path[0] if path[0] in "\"'“‘«" else ""
        inner = path.strip("\"'“”‘’«»")
        if inner.startswith(_SYSTEM) and not re.search(rf"{_ENDING}$", inner, re.IGNORECASE):
            return path
        ending = re.search(rf"{_ENDING}$", inner, re.IGNORECASE)
        told = (
            path_of_code(inner)
            if inner.endswith((".py", ".so", ".dll", ".pyd"))
            else FILE + (ending.group() if ending else "")
        )
        return f"{quote}{told}{quote and path[-1]}"

    line = _URL.sub(lambda found: f"{found.group(1)}://{HIDDEN}", line)
    for pattern in (_QUOTED_PATH, _LONG_PATH, _PATH):
        line = pattern.sub(hide, line)
    return _BARE_FILE.sub(lambda found: FILE + found.group()[found.group().rfind(".") :], line)


def _words(line: str) -> str:
    """The line without capitalised words that neither we nor the libraries use: they may be names of people."""

    def told(found: re.Match[str]) -> str:
        word = found.group()
        before = line[found.start() - 1] if found.start() else ""
        if not any(c.isupper() or ord(c) > 0x2FF for c in word) or word in _known() or _TECHNICAL.fullmatch(word):
            return word
        if before in "<_" or (found.end() < len(line) and line[found.end()] == "_" and before != " "):
            return word
        return HIDDEN

    return _WORD.sub(told, line)


@cache
def _known() -> frozenset[str]:
    """Words that are no names: ours, those of Python, and every exception that is loaded."""
    found = set(_OUR_WORDS.split()) | {name for name in dir(builtins) if name[0].isalpha()}
    waiting: list[type[BaseException]] = [BaseException]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            if kind.__name__ not in found and kind.__module__.partition(".")[0] in sys.modules:
                waiting.append(kind)
                found.add(kind.__name__)
    return frozenset(found)


def _without_people_here(words: str) -> str:
    """The words without whoever is logged in to this PC, and its name in the network."""
    for name in _people_here():
        words = re.sub(_whole(name), HIDDEN, words, flags=re.IGNORECASE)
    return words


@cache
def _people_here() -> tuple[str, ...]:
    """User and host name, where they tell something."""
    names = {platform.node(), Path.home().name, os.environ.get("USERNAME", ""), os.environ.get("USER", "")}
    try:
        names.add(getpass.getuser())
    except (OSError, KeyError, ImportError):  # a user without a name
        names.discard("")
    common = {"", "root", "user", "admin", "app", "home", "localhost", "pc", "test", "python", "statuette"}
    return tuple(sorted((n for n in names if len(n) > 2 and n.lower() not in common), key=len, reverse=True))


def _whole(name: str) -> str:
    quoted = re.escape(name)
    return rf"(?<![A-Za-z0-9]){quoted}(?![A-Za-z0-9])" if name.isascii() else quoted
