"""Marks in the manual that are filled when a page is shown, so that names and keys in it are always those of the window.

``{action:file.open}``  the command's name now, as a link that does it, and its keys
``{name:file.open}``    its name alone, as a link
``{key:file.open}``     its keys alone
``{path:file.open}``    where it stands in the menus
``{menu:file}``         the name of a menu
``{place:pack}``        a workplace, as a link that goes there
``{panel:jobs}``        a panel, as a link that shows it
``{say:Try}``           words of the window by their English original
``{keys}``              tables of all commands with their keys
"""

import re
from typing import Protocol

MARK = re.compile(r"\{(action|name|key|path|menu|place|panel|say):([^{}]+)\}")
KEYS = "{keys}"
SCHEME = "statuette"
SAID = (
    "said"  # a link that is none: words of the window, shown bold; Markdown's own ** fails beside Chinese punctuation
)


class Names(Protocol):
    """What the window calls things now. Each raises KeyError for what there is not."""

    def action(self, name: str) -> str: ...
    def keys(self, name: str) -> tuple[str, ...]: ...
    def path(self, name: str) -> str: ...
    def menu(self, name: str) -> str: ...
    def place(self, name: str) -> str: ...
    def panel(self, name: str) -> str: ...
    def said(self, words: str) -> str: ...
    def tables(self) -> str: ...


def filled(body: str, names: Names) -> str:
    """The Markdown with every mark filled. Raises KeyError for a mark that names nothing."""

    def fill(found: re.Match[str]) -> str:
        kind, what = found.group(1), found.group(2)
        if kind == "action":
            keys = names.keys(what)
            return _link(names.action(what), what) + (f" {_keys(keys[:1])}" if keys else "")
        if kind == "name":
            return _link(names.action(what), what)
        if kind == "key":
            return _keys(names.keys(what))
        if kind == "path":
            return _link(names.path(what), what)
        if kind == "menu":
            return said(names.menu(what))
        if kind == "place":
            return _link(names.place(what), f"place/{what}")
        if kind == "panel":
            return _link(names.panel(what), f"panel/{what}")
        return said(names.said(what))

    done = MARK.sub(fill, body)
    return done.replace(KEYS, names.tables()) if KEYS in done else done


def said(words: str) -> str:
    """Words of the window, shown bold."""
    return f"[{_plain(words)}]({SAID}:)"


def _link(words: str, target: str) -> str:
    return f"[{_plain(words)}]({SCHEME}:{target})"


def _keys(keys: tuple[str, ...]) -> str:
    return " / ".join(f"`{key}`" if key != "`" else "`` ` ``" for key in keys)


def _plain(words: str) -> str:
    return re.sub(r"([\[\]\\*_`])", r"\\\1", words)
