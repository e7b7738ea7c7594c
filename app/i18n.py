"""Words for people, in the language of the screen.

Two ways to say something, both found by Babel (`dev.py strings`):

* ``tr("Open…")`` gives a ``str`` now: for the window.
* ``text("{n} holes", n=3)`` and ``plural("{n} hole", "{n} holes", 3)`` give a :class:`Text` that is translated when it is
  shown: for findings, errors and job titles, which are made in another process or outlive a change of language.
"""

import gettext
import io
import locale
import os
import re
import string
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

DOMAIN = "statuette"
LANGUAGES = {"zh_CN": "简体中文", "en": "English"}
CATALOGS = Path(__file__).parent.parent / "resources" / "translations"

# Characters that Unicode keeps for a program's own use: nobody writes them.
_BEGIN, _END = "\ufdd0", "\ufdd1"
_HAN = r"[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff]"
_SPACED = re.compile(f"{_HAN} {_HAN}")
_BEFORE = re.compile(f"(?<={_HAN}) {_BEGIN}(?={_HAN})")
_AFTER = re.compile(f"(?<={_HAN}){_END} (?={_HAN})")
_BETWEEN = re.compile(f"(?<=[。！？；：，]){_END} {_BEGIN}(?={_HAN})")  # two names keep what parts them
_CHINESE = 4  # primary language of all Chinese languages of Windows

_active: gettext.NullTranslations = gettext.NullTranslations()
_code = "en"


def activate(code: str) -> None:
    """Speak this language (a key of ``LANGUAGES``) from now on; English needs no catalogue."""
    global _active, _code
    _active, _code = (_catalogue(code) if code != "en" else gettext.NullTranslations()), code


def language() -> str:
    """Code of the language that is spoken now."""
    return _code


def system_language() -> str:
    """Language of the system where we speak it, else English."""
    name = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    if not name and sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - only needed here

        # The language of the menus; the locale is that of numbers and dates.
        return "zh_CN" if ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == _CHINESE else "en"
    if not name:
        try:
            name = locale.getlocale()[0] or ""
        except ValueError:  # a locale name that Python cannot parse
            name = ""
    return "zh_CN" if name.lower().startswith(("zh", "chinese")) else "en"


def tr(message: str, /, **values: object) -> str:
    """The message in the current language, with its ``{name}`` places filled."""
    translated = _active.gettext(message)
    return _filled(translated, values) if values else translated


class _Marking(string.Formatter):
    """Marks where what is filled in begins and ends."""

    def format_field(self, value: object, format_spec: str) -> str:
        return f"{_BEGIN}{format(value, format_spec)}{_END}"


def _filled(translated: str, values: Mapping[str, object]) -> str:
    """The words with their places filled.

    A Chinese sentence has a space beside a place, as is usual beside Latin letters and figures; beside what is Chinese
    itself there is none, nor after what ends a sentence.
    """
    filled = translated.format(**values)
    if not _SPACED.search(filled):
        return filled
    marked = _Marking().vformat(translated, (), values)
    for spaced in (_BEFORE, _AFTER, _BETWEEN):
        marked = spaced.sub("", marked)
    return marked.replace(_BEGIN, "").replace(_END, "")


@dataclass(frozen=True)
class Text:
    """A message that is translated when it is shown; compares by content and can be pickled."""

    message: str
    many: str | None = None
    n: int = 0
    values: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        if self.many is None:
            return tr(self.message, **self.values)
        return _filled(_active.ngettext(self.message, self.many, self.n), {"n": self.n, **self.values})

    def __hash__(self) -> int:
        return hash((self.message, self.n))


def text(message: str, /, **values: object) -> Text:
    """A message to be translated when it is shown."""
    return Text(message, values=values)


def plural(one: str, many: str, n: int, /, **values: object) -> Text:
    """A message that depends on a count; ``{n}`` stands for it."""
    return Text(one, many, n, values)


def spoken(words: Text, code: str) -> str:
    """A message in one language, whatever the screen speaks: for paper in the language of a buyer."""
    if code == _code:
        return str(words)
    catalogue = _kept(code)
    values = {name: spoken(value, code) if isinstance(value, Text) else value for name, value in words.values.items()}
    if words.many is None:
        translated = catalogue.gettext(words.message)
        return _filled(translated, values) if values else translated
    return _filled(catalogue.ngettext(words.message, words.many, words.n), {"n": words.n, **values})


@cache
def _kept(code: str) -> gettext.NullTranslations:
    return gettext.NullTranslations() if code == "en" else _catalogue(code)


def _catalogue(code: str) -> gettext.NullTranslations:
    compiled = CATALOGS / code / "LC_MESSAGES" / f"{DOMAIN}.mo"
    source = compiled.with_suffix(".po")
    if compiled.exists() and (not source.exists() or compiled.stat().st_mtime >= source.stat().st_mtime):
        with compiled.open("rb") as file:
            return gettext.GNUTranslations(file)
    if not source.exists():
        return gettext.NullTranslations()
    # A checkout without the set-up step: compile in memory, so that the words are right all the same.
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - Babel is only needed here
    from babel.messages.pofile import read_po  # noqa: PLC0415

    buffer = io.BytesIO()
    with source.open("rb") as file:
        write_mo(buffer, read_po(file, locale=code))
    buffer.seek(0)
    return gettext.GNUTranslations(buffer)
