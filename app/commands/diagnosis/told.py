"""A diagnosis as text to copy, and as JSON: without paths, addresses and names, so that it can be pasted into a message."""

from collections.abc import Iterable

from app.commands.diagnosis.line import SIGN_WORDS, Line
from app.i18n import Text, language, spoken
from app.security.anonymous import plain_facts_hidden

MARKS = {"ok": "+", "warn": "!", "bad": "x", "none": "-"}


def as_text(lines: Iterable[Line], names: Iterable[str] = (), code: str = "") -> str:
    """One paragraph a line.

    names  what must not be told, such as the names of printers
    code   the language; "" for that of the screen
    """
    told = []
    for line in lines:
        seen = line.seen
        sign = _said(SIGN_WORDS[seen.sign], code)
        told.append(f"[{MARKS[seen.sign]}] {_said(line.title, code)} ({sign}): {_said(seen.words, code)}")
        if seen.advice is not None:
            told.append(f"    → {_said(seen.advice, code)}")
    return plain_facts_hidden("\n".join(told), names)


def as_facts(lines: Iterable[Line], names: Iterable[str] = ()) -> dict[str, dict[str, object]]:
    """By id: sign, words and the facts for programs."""
    names = tuple(names)
    return {
        line.id: {
            "sign": line.seen.sign,
            "words": plain_facts_hidden(str(line.seen.words), names),
            "advice": "" if line.seen.advice is None else str(line.seen.advice),
            **line.seen.facts,
        }
        for line in lines
    }


def _said(words: Text | str, code: str) -> str:
    return spoken(words, code or language()) if isinstance(words, Text) else words
