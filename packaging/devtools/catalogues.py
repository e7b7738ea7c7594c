"""Translations with Babel; runs inside the environment: `catalogues.py extract|update|compile`.

extract   the words of app/ into a template beside the catalogues (not kept: it follows from the code)
update    the same, merged into every catalogue: new words come in empty, lost ones go out
compile   every .po to the .mo that the window reads
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "app"
TRANSLATIONS = ROOT / "resources" / "translations"
PLACE = re.compile(r"(?<!\{)\{(\w+)")
KEYWORDS = {"tr": None, "text": None, "plural": (1, 2)}


def extract() -> Catalog:
    catalog = Catalog(project="Statuette", charset="utf-8")
    found = extract_from_dir(
        SOURCE, method_map=[("**.py", "python")], keywords=KEYWORDS, comment_tags=("Translators:",)
    )
    for name, line, message, comments, context in found:
        catalog.add(
            message, locations=[(f"app/{name}".replace("\\", "/"), line)], auto_comments=comments, context=context
        )
    return catalog


def update() -> int:
    template = extract()
    for path in sorted(TRANSLATIONS.glob("*/LC_MESSAGES/statuette.po")):
        locale = path.parent.parent.name
        with path.open("rb") as file:
            catalog = read_po(file, locale=locale)
        created = catalog.creation_date
        catalog.update(template, no_fuzzy_matching=True)
        catalog.creation_date = created  # of the catalogue, not of this run
        catalog.obsolete.clear()
        with path.open("wb") as file:
            # Without places and sorted: a change of the code that changes no word changes no catalogue.
            write_po(file, catalog, width=120, sort_output=True, no_location=True)
        empty = [message for message in catalog if message.id and not _translated(message)]
        print(f"{locale}: {len(catalog)} messages, {len(empty)} not translated")
    return 0


def _translated(message: Message) -> bool:
    words = message.string
    return all(words) if isinstance(words, (tuple, list)) else bool(words)


def same_places(message: Message) -> bool:
    """Whether a translation has the ``{places}`` of its source: one too many would end in a KeyError on the screen."""
    sources = message.id if isinstance(message.id, (tuple, list)) else [message.id]
    wanted = set().union(*(PLACE.findall(str(source)) for source in sources))
    strings = message.string if isinstance(message.string, (tuple, list)) else [message.string]
    return all(set(PLACE.findall(str(string))) == wanted for string in strings if string)


def compile_all() -> int:
    faults = 0
    for path in sorted(TRANSLATIONS.glob("*/LC_MESSAGES/*.po")):
        with path.open("rb") as file:
            catalog = read_po(file, locale=path.parent.parent.name)
        for message in catalog:
            if message.id and not same_places(message):
                faults += 1
                print(f"{path.name}: other {{places}} than in {message.id!r}: {message.string!r}", file=sys.stderr)
        part = path.with_suffix(".mo.part")
        with part.open("wb") as file:
            write_mo(file, catalog)
        part.replace(path.with_suffix(".mo"))
    return 1 if faults else 0


def main(words: list[str]) -> int:
    if words == ["extract"]:
        with (TRANSLATIONS / "statuette.pot").open("wb") as file:
            write_po(file, extract(), width=120, sort_output=True, include_lineno=False)
        return 0
    if words == ["update"]:
        return update()
    if words == ["compile"]:
        return compile_all()
    print("catalogues.py extract|update|compile", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
