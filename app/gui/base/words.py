"""Words on widgets that follow a change of language while the window is open."""

from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject
from shiboken6 import isValid

from app.i18n import Text

_said: WeakKeyDictionary[QObject, dict[str, Text]] = WeakKeyDictionary()
"""Words by setter. Not a property of Qt's: to find it again, every object that Qt made for itself had to be wrapped."""


def say(target: QObject, **words: Text) -> None:
    """Set words by setter, ``say(button, setText=text("Open…"))``, now and after every change of language."""
    _said.setdefault(target, {}).update(words)
    _set(target, words)


def say_again(root: QObject) -> None:
    """Translate ``root`` and everything below it that :func:`say` has set, into the language of now."""
    for target, words in tuple(_said.items()):
        if isValid(target) and _is_below(target, root):
            _set(target, words)


def _is_below(target: QObject, root: QObject) -> bool:
    above: QObject | None = target
    while above is not None and above is not root:
        above = above.parent()
    return above is root


def _set(target: QObject, words: dict[str, Text]) -> None:
    for setter, words_now in words.items():
        getattr(target, setter)(str(words_now))
