"""Every face of the program, opened for real: nothing is cut off, everything has a name and is reached by keyboard.

`python -m tests.faces.look` looks at them in both languages and themes, at 100, 150 and 200 %; here once in each language.
A window that no table of `tests/faces/table.py` opens fails the last test: add a line to one of them.
"""

import ast
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.faces.look import KEYS, NAMES, ROOM, look

pytestmark = pytest.mark.render
ROOT = Path(__file__).parent.parent.parent
WINDOWS = {"QDialog", "QWizard", "QMainWindow"}
# Not windows of ours, or bases of others.
BASES = {"CameraWindow", "ProofDialog", "Question"}


@cache
def english() -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """All faces in English, whose words are the longer ones."""
    return look("en", themes=("dark",), judges=(ROOM, NAMES, KEYS))


def told(findings: list[dict[str, Any]]) -> str:
    return "\n".join(f"{line['face']}: {line['kind']}: {line['words']}" for line in findings)


def test_every_face_is_whole_named_and_reached() -> None:
    findings, seen = english()
    assert seen["faces"] > 80
    assert not findings, told(findings)


def test_windows_are_whole_in_chinese_and_light() -> None:
    only = ("model/check", "dialog/", "question/")
    findings, _ = look("zh_CN", themes=("light",), judges=(ROOM, NAMES), only=only)
    assert not findings, told(findings)


def test_every_window_of_the_program_is_among_them() -> None:
    _, seen = english()
    missing = windows() - set(seen["seen"]) - BASES
    assert not missing, "no table of tests/faces/table.py opens these"


def windows() -> set[str]:
    """Classes of windows in app/gui, by their bases."""
    bases: dict[str, set[str]] = {}
    for path in (ROOT / "app" / "gui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                bases[node.name] = {base.id for base in node.bases if isinstance(base, ast.Name)}
    found = set(WINDOWS)
    while True:
        more = {name for name, of in bases.items() if of & found} - found
        if not more:
            return found - WINDOWS
        found |= more
