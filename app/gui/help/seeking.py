"""Finds topics by words, Chinese or Latin: all words must be there; titles count more than text."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_CJK = re.compile(r"[㐀-鿿]+")
_ENDINGS = ("ings", "ing", "ies", "es", "ed", "s", "e", "y")
_AROUND = 30  # characters of the snippet on each side
_TITLE, _HEADING, _OTHER_LANGUAGE = 40.0, 8.0, 0.3


@dataclass(frozen=True)
class Page:
    """What is searched of a topic. ``here``: it is written in the language of the screen."""

    id: str
    title: str
    words: str
    headings: str = ""
    here: bool = True


@dataclass(frozen=True)
class Found:
    """``snippet``: the words around the first place; ``words``: what to mark on the page."""

    id: str
    score: float
    snippet: str
    words: tuple[str, ...]


def folded(words: str) -> str:
    """As it is compared: full-width letters as narrow ones, no case. Has as many characters as what is given."""
    return "".join(_fold(letter) for letter in words)


def _fold(letter: str) -> str:
    small = unicodedata.normalize("NFKC", letter).casefold()
    return small if len(small) == 1 else letter


def seek(pages: Iterable[Page], wanted: str) -> list[Found]:
    """The topics that hold every word of ``wanted``, best first; a topic stands once, however many languages hold it."""
    terms = [term for term in folded(wanted).split() if term]
    if not terms:
        return []
    best: dict[str, Found] = {}
    for page in pages:
        found = _look(page, terms)
        if found is not None and (page.id not in best or found.score > best[page.id].score):
            best[page.id] = found
    return sorted(best.values(), key=lambda one: -one.score)


def _look(page: Page, terms: list[str]) -> Found | None:
    title, headings, words = folded(page.title), folded(page.headings), folded(page.words)
    score, marked, first = 0.0, [], -1
    for term in terms:
        for form in _forms(term):
            count = words.count(form)
            if not count and form not in title:
                continue
            score += min(count, 12) + _TITLE * (form in title) + _HEADING * (form in headings)
            marked.append(form)
            place = words.find(form)
            first = place if first < 0 <= place else first
            break
        else:
            pieces = _pieces(term)
            if not pieces or not all(piece in words or piece in title for piece in pieces):
                return None
            score += 0.5 * len(pieces)
            marked += pieces
            first = words.find(pieces[0]) if first < 0 else first
    if not page.here:
        score *= _OTHER_LANGUAGE
    return Found(page.id, score, _snippet(page.words, max(first, 0)), tuple(marked))


def _forms(term: str) -> Iterable[str]:
    """The word, and what is left of an English one without its ending."""
    yield term
    if term.isascii():
        for ending in _ENDINGS:
            if term.endswith(ending) and len(term) - len(ending) >= 3:
                yield term.removesuffix(ending)


def _pieces(term: str) -> list[str]:
    """Pairs of neighbouring signs of a Chinese word that is not there as a whole."""
    return [run[at : at + 2] for run in _CJK.findall(term) for at in range(len(run) - 1)]


def _snippet(words: str, place: int) -> str:
    start, end = max(0, place - _AROUND), min(len(words), place + _AROUND)
    return ("…" if start else "") + " ".join(words[start:end].split()) + ("…" if end < len(words) else "")
