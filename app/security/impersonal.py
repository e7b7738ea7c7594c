"""Takes a known person out of words that are kept in plain: reasons in the audit chain."""

import re
from collections.abc import Iterable

from app.security.contact import Person
from app.security.scrub import HIDDEN, scrubbed

_TELLING_RUN = 6
"""So many signs in a row that also stand in the address are taken for a part of it."""
_SHORTEST_WORD = 3  # of a name in letters: "Li" stands in many words
_CHINESE = re.compile(r"[\u3400-\u9fff]{3,4}")


def impersonal(words: str, people: Iterable[Person]) -> str:
    """The words without what they repeat of these people, parts of names and addresses included.

    Whatever else looks like a phone number, a mail address or an identity number goes as well.
    """
    for person in people:
        for exact in sorted({person.name, person.phone, person.address, *_parts(person.name)}, key=len, reverse=True):
            if len(exact) > 1:
                words = re.sub(_whole(exact), HIDDEN, words, flags=re.IGNORECASE)
        words = _without_runs(words, person.address)
    return scrubbed(words)


def _parts(name: str) -> set[str]:
    """Surname and given name of a name in letters; the given name of a Chinese one where it has two characters."""
    found = {part for part in re.split(r"[\s·.,-]+", name) if len(part) >= _SHORTEST_WORD and part.isascii()}
    compact = re.sub(r"[\s·]", "", name)
    if _CHINESE.fullmatch(compact):
        found |= {compact, compact[-2:]}
    return found


def _whole(exact: str) -> str:
    """Words in letters are looked for as whole words: "Ann" is not in "planned"."""
    quoted = re.escape(exact)
    return rf"(?<![A-Za-z0-9]){quoted}(?![A-Za-z0-9])" if exact.isascii() else quoted


def _without_runs(words: str, address: str) -> str:
    """The words without runs of signs that also stand in the address; the longest run first at every place."""
    out, place = [], 0
    while place < len(words):
        size = 0
        while place + size < len(words) and words[place : place + size + 1] in address:
            size += 1
        if size >= _TELLING_RUN:
            out.append(HIDDEN)
            place += size
        else:
            out.append(words[place])
            place += 1
    return "".join(out)
