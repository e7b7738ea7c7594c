"""The manual as it lies in ``resources/manual``: topics as Markdown, one file each in each language, and their order.

Knows no Qt: tests and scripts read it as the window does.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.settings.shipped import RESOURCES

MANUAL = RESOURCES / "manual"
CONTENTS = "contents.json"
FIRST = "first-steps"


@dataclass(frozen=True)
class Topic:
    """One page: its id is the name of its file; ``body`` is Markdown with marks that :mod:`app.gui.help.marks` fills."""

    id: str
    title: str
    body: str


@dataclass(frozen=True)
class Section:
    """A heading of the contents, and the ids below it in their order."""

    titles: dict[str, str]
    topics: tuple[str, ...]


@cache
def sections(folder: Path = MANUAL) -> tuple[Section, ...]:
    """The contents. Raises OSError, ValueError where the file is not there or broken."""
    told: Any = json.loads((folder / CONTENTS).read_text("utf-8"))
    return tuple(Section(dict(entry["title"]), tuple(entry["topics"])) for entry in told)


def ids(folder: Path = MANUAL) -> tuple[str, ...]:
    """All topics in the order of the contents."""
    return tuple(topic for section in sections(folder) for topic in section.topics)


@cache
def topic(name: str, language: str, folder: Path = MANUAL) -> Topic:
    """A topic in "en" or "zh_CN". Raises OSError where there is no such page."""
    body = (folder / language / f"{name}.md").read_text("utf-8")
    first = body.lstrip().partition("\n")[0]
    return Topic(name, first.lstrip("# ").strip(), body)


def plain(markdown: str) -> str:
    """The words of a page without the signs of Markdown, pictures and marks."""
    words = re.sub(r"!\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", words)
    words = re.sub(r"\{[a-z]+(:[^{}]*)?\}", "", words)
    words = re.sub(r"^\s*\|?[-:| ]{3,}\|?\s*$", "", words, flags=re.MULTILINE)
    words = re.sub(r"^[#>\s]+|[`*]|^\s*[-+]\s|\|", " ", words, flags=re.MULTILINE)
    return re.sub(r"[ \t]*\n\s*", " ", words).strip()


def headings(markdown: str) -> str:
    """The headings below the title, a line each."""
    return "\n".join(re.findall(r"^##+\s+(.*)$", markdown, re.MULTILINE))


def captioned(markdown: str) -> str:
    """The page with the words of each picture below it: whoever cannot see a picture hears what it shows."""
    return re.sub(r"^(!\[([^\]]+)\]\([^)]*\))$", r"\1\n\n*\2*", markdown, flags=re.MULTILINE)
